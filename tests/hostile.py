"""Damaged and hostile files of every format that the program reads, and what becomes of each.

``python tests/hostile.py FOLDER`` reads FOLDER and prints what it found, with the time and the memory that it took:
a process of its own, so that the memory is that of reading alone.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import resource
import socket
import stat
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

from corpus.collection import read_collection
from corpus.readers import READERS

SECRET = "The treasure of Harrow is buried below the third lighthouse"
GOOD = "The ferry to the island stopped running in November. Nobody in the village was surprised."
ACCENTS = "La señora Núñez pidió café con azúcar, y el niño comió piña en el jardín."
READ = "read"  # in place of a reason: the file is harmless, or what is hostile in it is left out
MEMORY = 2_000_000_000  # bytes, that a process may come to while it reads all of the files


@dataclass(frozen=True)
class Case:
    """A file of the folder by its name, what it holds, and how the reason begins for which it is rejected."""

    name: str
    content: bytes | Callable[[Path], object]  # or what puts it in place
    reason: str

    @property
    def made(self) -> bool:
        """Whether the program reads files of this kind yet."""
        suffixes = [suffix.lower() for suffix in PurePosixPath(self.name).suffixes]
        return not suffixes or suffixes[-1] in {".gz", ".zip", ".warc", ".xyz", ".csv"} or suffixes[-1] in READERS

    def put(self, folder: Path) -> None:
        place = folder / self.name
        place.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(self.content, bytes):
            place.write_bytes(self.content)
        else:
            self.content(place)


def zipped(members: dict[str, bytes | str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def overlapping(copies: int) -> bytes:
    """A zip whose members all share the bytes of the first."""
    data = zipped({f"{number:05}.txt": "0" * 1_000_000 if not number else b"" for number in range(copies)})
    at = [place for place in range(len(data)) if data.startswith(b"PK\1\2", place)]
    first = data[at[0] + 16 : at[0] + 28]  # check sum and sizes
    pieces = [data[: at[0]]]
    for place, following in zip(at, [*at[1:], data.rindex(b"PK\5\6")], strict=True):
        pieces.append(
            data[place : place + 16] + first + data[place + 28 : place + 42] + bytes(4) + data[place + 46 : following]
        )
    return b"".join(pieces) + data[data.rindex(b"PK\5\6") :]


def link_to(target: str) -> Callable[[Path], object]:
    return lambda place: place.symlink_to(target)


def a_socket(place: Path) -> None:
    here = Path.cwd()
    os.chdir(place.parent)  # the names of sockets are short
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(place.name)
    os.chdir(here)


def one_line(place: Path) -> None:
    """200 MB without a line end."""
    with place.open("wb") as file:
        for _ in range(200):
            file.write(b"All the same words again. " * 40_000)


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghij", "bcdefghijk", strict=True))
    + "]>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY k SYSTEM "file://{secret}"><!ENTITY % p SYSTEM "file://{secret}">%p;]>'
INCLUDE = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file://{secret}" parse="text"/>'
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NOISE = random.Random(7).randbytes(100_000)


@cache
def zeros() -> bytes:
    return bytes(300_000_000)


def docx(before: str = "", body: str = "", **parts: bytes) -> bytes:
    """A Word document with a document type before its text."""
    import docx as library

    file = io.BytesIO()
    document = library.Document()
    document.add_paragraph(GOOD)
    document.save(file)
    with zipfile.ZipFile(file) as archive:
        members: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    xml = f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>{GOOD}{body}</w:t></w:r></w:p></w:body></w:document>'
    if before or body:
        members["word/document.xml"] = before + xml
    return zipped({**members, **{name.replace("_", "/"): data for name, data in parts.items()}})


def texts() -> Iterator[Case]:
    yield Case("text/empty.txt", b"", "the file is empty")
    yield Case("text/blank.txt", b" \n" * 100_000, "the file is empty")
    yield Case("text/nul.txt", b"The ferry\0to the island", "it holds NUL bytes")
    yield Case("text/utf16-unmarked.txt", GOOD.encode("utf-16-le"), "it holds NUL bytes")
    yield Case("text/utf16-cut.txt", ("\ufeff" + GOOD).encode("utf-16-le")[:-1], "it begins as UTF-16, but byte")
    yield Case("text/cut.es.txt", ACCENTS.encode()[:6], "it is UTF-8, but byte")
    yield Case("text/mixed.txt", f"{ACCENTS}\n".encode() * 9 + ACCENTS.encode("cp1252"), "it is UTF-8, but byte")
    yield Case("text/surrogates.txt", ACCENTS.encode() + b"\xed\xa0\x80", "it is UTF-8, but byte")
    yield Case("text/noise.txt", NOISE, "it holds NUL bytes")
    yield Case("text/picture.txt", b"\x89PNG\r\n\x1a\n" + NOISE.replace(b"\0", b""), "it holds control characters")
    yield Case("text/control.en.txt", b"\x01\x02\x1b[31mThe \x07ferry\x08 stopped.\x7f\xef\xbf\xbe", READ)
    yield Case("text/line.txt", one_line, "the text has 208 MB, more than the 64 MB read")
    yield Case("text/paragraph.txt", f"{GOOD} ".encode() * 20_000, "a paragraph of 1,7")
    yield Case("text/word.en.txt", b"a" * 900_000, READ)
    for name, part in (("dots", "."), ("spaces", "a. "), ("quotes", "\"'"), ("openers", "(«"), ("bars", "|"), ("ends", ". \" "),
                       ("abbreviations", "e.g."), ("initials", "A. B. "), ("tags", "<p"), ("images", "![](")):  # fmt: skip
        yield Case(f"text/{name}.en.txt", f"{GOOD}{part * (900_000 // len(part))} {GOOD}".encode(), READ)
    yield Case("text/space.en.txt", f"{GOOD}{' ' * 900_000}{GOOD}".encode(), READ)
    yield Case("text/tabs.en.txt", f"{GOOD}\n{(' ' * 9_999 + '.') * 90}{' ' * 900_000}\n{GOOD}".encode(), READ)
    yield Case("text/marks.en.txt", (GOOD + " e" + "\u0301\u0323" * 400_000).encode(), READ)
    yield Case("text/comments.en.txt", f"{GOOD}\n".encode() + b"Comments (3)\n" * 50_000, READ)


def pages() -> Iterator[Case]:
    yield Case("html/deep.html", b"<div>" * 100_000 + GOOD.encode(), "the page is cut off at line 1")
    yield Case("html/large.html", lambda p: p.write_bytes(b"<p>" + b"The sea. " * 4_000_000), "the page has 36 MB")
    yield Case("html/tags.html", b"<p>" * 10_000_000, "the page has 10,000,000 tags")
    yield Case("html/attributes.en.html", f"<p {' '.join(f'a{n}=1' for n in range(50_000))}>{GOOD}".encode(), READ)
    yield Case("html/breaks.en.html", b"<p>a" + b"<br>a" * 200_000, READ)
    yield Case("html/laughs.en.html", f"{LAUGHS}<p>{GOOD} &k;".encode(), READ)
    yield Case(
        "html/outside.en.html", f"{OUTSIDE}<p>{GOOD} &k; {INCLUDE}<iframe src='file://{{secret}}'>".encode(), READ
    )
    yield Case("html/punycode.html", b"<meta charset=punycode><p>" + ACCENTS.encode("cp1252") * 9, READ)
    yield Case("html/undefined.html", b"<meta charset=undefined><p>" + ACCENTS.encode("cp1252") * 9, READ)
    yield Case("html/none.html", b"<!-- nothing -->", "no text is left")
    yield Case("html/cut.en.html", f"<html><p>{GOOD}<a href='".encode(), READ)
    yield Case("html/nul.en.html", f"<p>{GOOD}\0{GOOD}".encode(), READ)


def markdown() -> Iterator[Case]:
    yield Case("md/large.md", f"{GOOD}\n".encode() * 50_000, "the text has 4")
    for name, part in (("stars", "*a "), ("double", "**a"), ("open", "["), ("images", "!["), ("ticks", "`a``"), ("quotes", ">"),
                       ("links", "[a]("), ("html", "<a "), ("entities", "&a"), ("lists", "- a\n"), ("tables", "|a")):  # fmt: skip
        yield Case(f"md/{name}.en.md", f"{GOOD}\n\n{part * (100_000 // len(part))}".encode(), READ)


def records() -> Iterator[Case]:
    good = json.dumps({"text": GOOD})
    yield Case("jsonl/halves.jsonl", b'{"text": "\\ud800 ' + GOOD.encode() + b'", "id": "\\udfff"}', READ)
    yield Case("jsonl/deep.jsonl", b"[" * 1_000_000, "line 1: not JSON")
    yield Case("jsonl/deep-object.jsonl", b'{"a":' * 1_000_000, "line 1: not JSON")
    yield Case("jsonl/cut.jsonl", f'{good}\n{{"text": "The'.encode(), "line 2: not JSON")
    yield Case("jsonl/number.jsonl", b'{"text": ' + b"9" * 1_000_000 + b"}", "line 1: ")
    yield Case("jsonl/lists.jsonl", b'{"text": [' + b"[]," * 12_000_000, "the record has 36 MB")
    yield Case("jsonl/id.jsonl", json.dumps({"text": GOOD, "id": "x" * 100_000}).encode(), "its path or id has")
    yield Case("jsonl/lang.jsonl", json.dumps({"text": GOOD, "lang": "x" * 1_000_000}).encode(), "line 1: ")
    yield Case("jsonl/path.jsonl", json.dumps({"text": GOOD, "path": "../../secret.txt"}).encode(), READ)


def subtitles() -> Iterator[Case]:
    cue = "00:00:01,000 --> 00:00:02,000\n"
    yield Case("srt/none.srt", GOOD.encode(), "no subtitles")
    yield Case("srt/times.srt", cue.encode() * 100_000, "no text is left")
    yield Case("srt/back.en.srt", f"1\n00:00:09,000 --> 00:00:01,000\n{GOOD}\n".encode(), READ)
    yield Case("srt/huge-time.en.srt", f"1\n9999:99:99,999 --> 99999999:00:00,000\n{GOOD}\n".encode(), "no subtitles")
    yield Case("srt/large.srt", cue.encode() * 200_000, "the file of subtitles has 6 MB")
    yield Case("vtt/lines.en.vtt", f"WEBVTT\n\n{cue.replace(',', '.')}{GOOD}{chr(10) * 500_000}a".encode(), READ)


def office() -> Iterator[Case]:
    yield Case("docx/cut.docx", docx()[:-50], "not a Word document")
    yield Case("docx/page.docx", b"<html><p>The ferry", "not a Word document")
    yield Case("docx/other.docx", zipped({"a.txt": GOOD}), "not a Word document")
    yield Case("docx/laughs.docx", docx(LAUGHS, "&k;"), "")
    yield Case("docx/outside.docx", docx(OUTSIDE, "&k;"), "")
    yield Case("docx/include.en.docx", docx(" ", "</w:t></w:r></w:p>" + INCLUDE + "<w:p><w:r><w:t>"), READ)
    yield Case("docx/bomb.docx", docx(word_media=zeros()), "")


def archives() -> Iterator[Case]:
    bomb = zipped({"a.txt": zeros()})
    yield Case("zip/cut.zip", zipped({"a.txt": GOOD})[:-30], "it cannot be unpacked")
    yield Case("zip/noise.zip", NOISE, "it cannot be unpacked")
    yield Case("zip/bomb.zip", bomb, "it unpacks to more than 200 times")
    yield Case("zip/nested.zip", zipped({f"{n}.zip": bomb for n in range(50)}), "it unpacks to more than 200 times")
    yield Case("zip/overlap.zip", overlapping(1000), "its members 00000.txt and 00001.txt overlap")
    yield Case("zip/many.zip", zipped({f"{n:05}.txt": b"" for n in range(101_000)}), "it has 101000 members")
    yield Case("zip/up.zip", zipped({"../../secret.txt": GOOD, "/etc/passwd.txt": GOOD}), "")
    yield Case("zip/docx.zip", zipped({"a.docx": docx(word_media=zeros())}), "it unpacks to more")
    yield Case("gz/cut.txt.gz", gzip.compress(GOOD.encode())[:-9], "it is damaged")
    yield Case("gz/plain.txt.gz", GOOD.encode(), "it is damaged")
    yield Case("gz/bomb.txt.gz", gzip.compress(zeros()), "it unpacks to more than 200 times")
    yield Case("gz/bombs.txt.gz", gzip.compress(gzip.compress(zeros())), "it holds")
    yield Case("gz/bomb.warc.gz", gzip.compress(b"WARC/1.0\r\n" + zeros()), "")
    yield Case("gz/zip.zip.gz", gzip.compress(bomb), "it unpacks to more")
    yield Case("warc/noise.warc", NOISE, "not a web archive")


def places(secret: Path) -> Iterator[Case]:
    outside = "a link that leads out of the folder is not followed"
    yield Case("links/secret.txt", link_to(str(secret)), outside)
    yield Case("links/relative.txt", link_to("../../secret/secret.txt"), outside)
    yield Case("links/folder", link_to(str(secret.parent)), "a link to a folder is not followed")
    yield Case("links/loop.txt", link_to("loop.txt"), "")
    yield Case("links/nothing.txt", link_to("missing.txt"), "a link that leads nowhere")
    yield Case("links/zero.txt", link_to("/dev/zero"), outside)
    yield Case("manifest.csv", link_to(str(secret)), outside)
    yield Case("output/manifest.json", link_to(str(secret)), outside)
    yield Case("piped/manifest.json", os.mkfifo, "it is no regular file")
    yield Case("special/pipe.txt", os.mkfifo, "it is no regular file")
    yield Case("special/pipe.zip", os.mkfifo, "it is no regular file")
    yield Case("special/to-pipe.txt", link_to("pipe.txt"), "it is no regular file")
    yield Case("special/socket.txt", a_socket, "it is no regular file")
    yield Case(
        "special/zero.txt", lambda p: os.mknod(p, stat.S_IFCHR | 0o666, os.makedev(1, 5)), "it is no regular file"
    )
    yield Case("special/folder.txt", lambda place: place.mkdir(), READ)
    yield Case("special/program.xyz", NOISE, "no reader for this kind of file")
    yield Case("special/" + os.fsdecode(b"caf\xe9.txt"), GOOD.encode(), "its name is not valid UTF-8")
    yield Case("special/line\nend\x01.en.txt", GOOD.encode(), "")
    yield Case("special/" + "/".join("d" * 20) + "/deep.en.txt", GOOD.encode(), READ)


def cases(secret: Path) -> list[Case]:
    """All files for the formats that the program reads; those of links to ``secret`` cannot be moved."""
    makers = (texts, pages, markdown, records, subtitles, office, archives)
    found = [*places(secret), *(case for maker in makers for case in maker())]
    return [case for case in found if case.made]


def main(folder: Path) -> None:
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (4 * MEMORY, 4 * MEMORY))
    seconds: dict[str, float] = {}
    last = [time.monotonic()]

    def progress(path: str) -> None:
        seconds[path], last[0] = time.monotonic() - last[0], time.monotonic()

    found = read_collection(folder, progress=progress)
    json.dump(
        {
            "documents": {d.path: [d.text, d.title] for d in found.documents},
            "rejected": [[one.path, one.reason] for one in found.rejected],
            "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
            "seconds": seconds,
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
