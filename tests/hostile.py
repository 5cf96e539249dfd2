"""Damaged and hostile files of every format that the program reads, and what is to become of each.

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
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

from extracts import lying, package, repacked

from corpus.archives import READABLE
from corpus.collection import read_collection

SECRET = "The treasure of Harrow is buried below the third lighthouse"
GOOD = "The ferry to the island stopped running in November. Nobody in the village was surprised."
ACCENTS = "La señora Núñez pidió café con azúcar, y el niño comió piña en el jardín."
CP1252 = ACCENTS.encode("cp1252")
NOISE = random.Random(7).randbytes(100_000)
READ = "read"  # in place of a reason: the file is harmless, or what is hostile in it is left out
SAFE = "safe"  # read or rejected, as the reader likes
MB = 1_000_000

Content = bytes | str | Callable[[Path], object]


@dataclass(frozen=True)
class Case:
    """A file by its name, what it holds or what puts it in place, and how the reason begins for which it is rejected.

    An empty reason is any.
    """

    name: str
    content: Content
    reason: str = ""

    def put(self, folder: Path) -> None:
        place = folder / self.name
        place.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(self.content, bytes):
            place.write_bytes(self.content)
        elif isinstance(self.content, str):
            place.write_text(self.content, encoding="utf-8", newline="")
        else:
            self.content(place)


# What a line of many characters is made of, and Markdown.
LINES = {
    "dots": ".", "spaces": "a. ", "quotes": "\"'", "openers": "(«", "bars": "|", "ends": '. " ',
    "abbreviations": "e.g.", "initials": "A. B. ", "tags": "<p", "images": "![](", "blanks": " ",
}  # fmt: skip
MARKDOWN = {
    "stars": "*a ", "double": "**a", "open": "[", "images": "![", "ticks": "`a``", "quotes": ">", "links": "[a](",
    "html": "<a ", "entities": "&a", "lists": "- a\n", "tables": "|a",
}  # fmt: skip


def texts() -> Iterator[Case]:
    yield Case("empty.txt", b"", "the file is empty")
    yield Case("blank.txt", " \n" * 100_000, "the file is empty")
    yield Case("nul.txt", "The ferry\0to the island", "it holds NUL bytes")
    yield Case("utf16-unmarked.en.txt", GOOD.encode("utf-16-le"), READ)
    yield Case("utf16-cut.txt", ("\ufeff" + GOOD).encode("utf-16-le")[:-1], "it begins as UTF-16, but byte")
    yield Case("cut.txt", ACCENTS.encode()[:-3], "it is UTF-8, but byte")
    yield Case("mixed.txt", ACCENTS.encode() * 9 + CP1252, "it is UTF-8, but byte")
    yield Case("surrogates.txt", ACCENTS.encode() + b"\xed\xa0\x80", "it is UTF-8, but byte")
    yield Case("noise.txt", NOISE, "it holds NUL bytes")
    yield Case("picture.txt", b"\x89PNG\r\n\x1a\n" + NOISE.replace(b"\0", b""), "it holds control characters")
    yield Case("control.en.txt", "\x01\x02\x1b[31mThe \x07ferry\x08 stopped.\x7f\uffff", READ)
    yield Case(
        "line.txt", lambda place: place.write_bytes(f"{GOOD} ".encode() * 2_300_000), "the text has more than 64"
    )
    yield Case("paragraph.txt", f"{GOOD} " * 20_000, "a paragraph of 1,799,999 characters")
    yield Case("word.en.txt", "a" * 900_000, READ)
    yield Case("marks.en.txt", f"{GOOD} e" + "\u0301\u0323" * 400_000, READ)
    yield Case("comments.txt", "Comments (3)\n" * 30_000, "no text is left")
    yield Case("lines.txt", "a\n" * 2 * MB, "more than 1,000,000 paragraphs")
    for name, part in LINES.items():
        yield Case(f"{name}.en.txt", f"{GOOD}{part * (300_000 // len(part))} {GOOD}", READ)


def pages(secret: Path) -> Iterator[Case]:
    yield Case("deep.html", "<div>" * 100_000 + GOOD, "the page is cut off at line 1")
    yield Case("large.html", lambda place: place.write_bytes(b"<p>" + b"The sea. " * 4 * MB), "the page has more than")
    yield Case("tags.html", b"<p>" * 10 * MB, "the page has more than 3,000,000 tags")
    yield Case("attributes.html", f"<p {' '.join(f'a{n}=1' for n in range(50_000))}>", "a tag of the page has")
    yield Case("flags.html", f"<p {' '.join(f'a{n}' for n in range(50_000))}>", "a tag of the page has")
    yield Case("breaks.en.html", "<p>a" + "<br>a" * 100_000, READ)
    yield Case("laughs.en.html", f"{LAUGHS}<p>{GOOD} &k;", READ)
    yield Case("outside.en.html", f"{outside(secret)}<p>{GOOD} &k; {include(secret)}<embed src='{secret}'>", READ)
    yield Case("punycode.html", b"<meta charset=punycode><p>" + CP1252, "its encoding cannot be told")
    yield Case("none.html", "<!-- nothing -->", "not HTML")
    yield Case("cut.en.html", f"<html><p>{GOOD}<a href='", READ)
    yield Case("nul.en.html", f"<p>{GOOD}\0{GOOD}", READ)


def markdown() -> Iterator[Case]:
    yield Case("large.md", f"{GOOD}\n" * 50_000, "the Markdown has more than 3 MB")
    for name, part in MARKDOWN.items():
        yield Case(f"{name}.en.md", f"{GOOD}\n\n{part * (30_000 // len(part))}", READ)


def records() -> Iterator[Case]:
    yield Case("halves.jsonl", f'{{"text": "\\ud800 {GOOD}", "id": "\\udfff"}}', READ)
    yield Case("deep.jsonl", "[" * MB, "line 1: not JSON")
    yield Case("deeper.jsonl", '{"a":' * MB, "line 1: not JSON")
    yield Case("cut.jsonl", f'{json.dumps({"text": GOOD})}\n{{"text": "The', "line 2: not JSON")
    yield Case("number.jsonl", f'{{"text": {"9" * MB}}}', "line 1: not JSON")
    yield Case("lists.jsonl", '{"text": [' + "[]," * 12 * MB, "line 1: the record has more than 32 MB")
    yield Case("id.jsonl", json.dumps({"text": GOOD, "id": "x" * 100_000}), "its path or id has")
    yield Case("lang.jsonl", json.dumps({"text": GOOD, "lang": "x" * MB}), "line 1: ")
    yield Case("path.jsonl", json.dumps({"text": GOOD, "path": "../../secret.txt"}), READ)


def subtitles() -> Iterator[Case]:
    cue = "00:00:01,000 --> 00:00:02,000\n"
    yield Case("none.srt", GOOD, "no subtitles")
    yield Case("empty.srt", cue * 20_000, "no text is left")
    yield Case("back.en.srt", f"1\n00:00:09,000 --> 00:00:01,000\n{GOOD}\n", READ)
    yield Case("time.en.srt", f"1\n9999:99:99,999 --> 99999999:00:00,000\n{GOOD}\n", READ)
    yield Case("large.srt", cue * 200_000, "the file of subtitles has more than 3 MB")
    yield Case("lines.en.vtt", f"WEBVTT\n\n{cue.replace(',', '.')}{GOOD}{chr(10) * 500_000}a", READ)


# XML


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghij", "bcdefghijk", strict=True))
    + "]>"
)


def outside(secret: Path) -> str:
    """A document type whose entities lie in another file."""
    return f'<!DOCTYPE x [<!ENTITY k SYSTEM "file://{secret}"><!ENTITY % p SYSTEM "file://{secret}">%p;]>'


def include(secret: Path) -> str:
    """An element that asks for another file to be put in its place."""
    return f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file://{secret}" parse="text"/>'


def hostile_xml(name: str, secret: Path, xml: str, pack: Callable[[str], bytes] = str.encode) -> Iterator[Case]:
    """``xml`` with ``%s`` in place of its text as ``pack`` puts it into a file, with each of the usual attacks."""
    suffix = PurePosixPath(name).suffix
    yield Case(f"laughs{suffix}", pack(LAUGHS + xml % "&k;"))
    yield Case(f"outside{suffix}", pack(outside(secret) + xml % f"{GOOD}&k;"), SAFE)
    yield Case(f"include.en{suffix}", pack(xml % f"{GOOD}{include(secret)}"), READ)
    yield Case(f"deep{suffix}", pack(xml % ("<a>" * 100_000)))
    yield Case(f"cut{suffix}", pack((xml % GOOD)[:-20]), SAFE)
    yield Case(f"noise{suffix}", NOISE)
    yield Case(f"page{suffix}", f"<html><p>{GOOD}")


# Packages and archives


@cache
def zeros() -> bytes:
    return bytes(60 * MB)


def overlapping(copies: int) -> bytes:
    """A zip whose members all share the bytes of the first."""
    data = package({f"{number:05}.txt": b"" if number else "0" * MB for number in range(copies)})
    at = [place for place in range(len(data)) if data.startswith(b"PK\1\2", place)]
    first = data[at[0] + 16 : at[0] + 28]  # check sum and sizes
    pieces = [data[: at[0]]]
    for place, following in zip(at, [*at[1:], data.rindex(b"PK\5\6")], strict=True):
        pieces += [
            data[place : place + 16],
            first,
            data[place + 28 : place + 42],
            bytes(4),
            data[place + 46 : following],
        ]
    return b"".join(pieces) + data[data.rindex(b"PK\5\6") :]


@cache
def empty_word() -> bytes:
    import docx

    file = io.BytesIO()
    docx.Document().save(file)
    return file.getvalue()


def word(xml: str | bytes) -> bytes:
    """A Word document by the XML of its body."""
    return repacked(empty_word(), {"word/document.xml": xml})


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
BODY = f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:body></w:document>'


def office(secret: Path) -> Iterator[Case]:
    yield from hostile_xml("a.docx", secret, BODY, word)
    yield Case("half.docx", word(BODY % GOOD)[:-50], "not a Word document")
    yield Case("other.docx", package({"a.txt": GOOD}), "not a Word document")
    yield Case("bomb.docx", word(zeros()))
    # of real packages, in which a picture is what may hold much
    large = repacked(empty_word(), {"word/media/a.png": zeros() * 4})
    yield Case("lying.docx", lying(large, "word/media/a.png"), "word/media/a.png is larger than the package says")
    yield Case("elements.docx", word(BODY.replace("<w:p>", "<w:p/>" * MB + "<w:p>") % GOOD), SAFE)


ODT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text><text:p>%s</text:p>'
    "</office:text></office:body></office:document-content>"
)
EPUB = {
    "mimetype": "application/epub+zip",
    "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="a.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
    "a.opf": '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata/><manifest><item id="a" '
    'href="a.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine></package>',
}
PAGE = "<html xmlns='http://www.w3.org/1999/xhtml'><body><p>%s</p></body></html>"


def opendocument(xml: str | bytes) -> bytes:
    return package({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": xml})


def book(xml: str | bytes) -> bytes:
    return package({**EPUB, "a.xhtml": xml})


def spreadsheet(xml: str | bytes) -> bytes:
    import openpyxl

    file = io.BytesIO()
    openpyxl.Workbook().save(file)
    return repacked(file.getvalue(), {"xl/worksheets/sheet1.xml": xml})


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    '<c r="A1" t="inlineStr"><is><t>%s</t></is></c></row></sheetData></worksheet>'
)


def slides(xml: str | bytes) -> bytes:
    import pptx

    file = io.BytesIO()
    made = pptx.Presentation()
    made.slides.add_slide(made.slide_layouts[5]).shapes.title.text = GOOD
    made.save(file)
    return repacked(file.getvalue(), {"ppt/slides/slide1.xml": xml})


SLIDE = (
    '<p:sld xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"><p:cSld><p:spTree><p:nvGrpSpPr/><p:grpSpPr/>'
    "<p:sp><p:nvSpPr><p:cNvPr id='2' name='a'/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:p><a:r>"
    "<a:t>%s</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:sld>"
)


def packages(secret: Path) -> Iterator[Case]:
    packed = (
        (".odt", ODT, opendocument),
        (".epub", PAGE, book),
        (".xlsx", SHEET, spreadsheet),
        (".pptx", SLIDE, slides),
    )
    for suffix, xml, pack in packed:
        for case in hostile_xml(f"a{suffix}", secret, xml, pack):
            yield Case(f"{suffix[1:]}/{case.name}", case.content, case.reason)
        yield Case(f"{suffix[1:]}/half{suffix}", pack(xml % GOOD)[:-50])
        yield Case(f"{suffix[1:]}/bomb{suffix}", pack(zeros()))
        large = pack(b"<a>" + zeros() * 4)
        name = max(zipfile.ZipFile(io.BytesIO(large)).infolist(), key=lambda part: part.file_size).filename
        yield Case(f"{suffix[1:]}/lying{suffix}", lying(large, name), f"{name} is larger than the package says")
    up = str(EPUB["a.opf"]).replace("a.xhtml", "../../../secret/secret.txt")
    yield Case("epub/up.epub", package({**EPUB, "a.opf": up}))
    yield Case("epub/file.epub", package({**EPUB, "a.opf": str(EPUB["a.opf"]).replace("a.xhtml", f"file://{secret}")}))


TMX = (
    '<tmx version="1.4"><header srclang="en" segtype="sentence" datatype="plaintext" adminlang="en" o-tmf="x" '
    'creationtool="x" creationtoolversion="1"/><body><tu><tuv xml:lang="en"><seg>%s</seg></tuv><tuv xml:lang="es">'
    "<seg>Hola.</seg></tuv></tu></body></tmx>"
)
XLIFF = (
    '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="a" datatype="plaintext" '
    'source-language="en" target-language="es"><body><trans-unit id="1"><source>%s</source><target>Hola.</target>'
    "</trans-unit></body></file></xliff>"
)


def bitexts(secret: Path) -> Iterator[Case]:
    yield from hostile_xml("a.tmx", secret, TMX)
    yield from hostile_xml("a.xliff", secret, XLIFF)
    yield Case("noise.po", NOISE)
    yield Case("punycode.po", b'msgid ""\nmsgstr "Content-Type: text/plain; charset=punycode\\n"\n' + CP1252)
    yield Case("path.po", str(secret))
    yield Case("cut.po", f'msgid "{GOOD}"\nmsgstr "{ACCENTS[:20]}')
    yield Case("long.po", 'msgid "a"\nmsgstr ""\n' + '"a"\n' * 200_000)


def pdf(content: bytes, kids: str = "3 0 R") -> bytes:
    """A PDF with one page, without a table of its objects."""
    return (
        b"%PDF-1.4\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n"
        + f"2 0 obj <</Type /Pages /Kids [{kids}] /Count {len(kids.split()) // 3}>> endobj\n".encode()
        + b"3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources <</Font <</F "
        b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>>>>>>> endobj\n"
        + f"4 0 obj <</Filter /FlateDecode /Length {len(zlib.compress(content, 9))}>> stream\n".encode()
        + zlib.compress(content, 9)
        + b"\nendstream endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"
    )


def pdfs() -> Iterator[Case]:
    shown = f"BT /F 12 Tf 50 700 Td ({GOOD}) Tj ET ".encode()
    yield Case("one.en.pdf", pdf(shown), READ)
    yield Case("noise.pdf", NOISE)
    yield Case("head.pdf", b"%PDF-1.7\n" + NOISE)
    yield Case("cut.pdf", pdf(shown)[:200])
    yield Case("loop.pdf", pdf(shown, "2 0 R " * 3))
    yield Case("bomb.pdf", pdf(zeros()))
    yield Case("pages.en.pdf", pdf(shown, "3 0 R " * 2_000), SAFE)
    yield Case("glyphs.en.pdf", pdf(shown * 5_000), READ)


def archives() -> Iterator[Case]:
    bomb = package({"a.txt": zeros()})
    yield Case("cut.zip", package({"a.txt": GOOD})[:-30], "it cannot be unpacked")
    yield Case("noise.zip", NOISE, "it cannot be unpacked")
    yield Case("bomb.zip", bomb, "it unpacks to more than 200 times")
    yield Case("nested.zip", package({f"{n}.zip": bomb for n in range(50)}), "it unpacks to more than 200 times")
    yield Case("overlap.zip", overlapping(1000), "its members 00000.txt and 00001.txt overlap")
    yield Case("many.zip", package({f"{n}.txt": b"" for n in range(101_000)}), "it has 101000 members")
    yield Case("up.zip", package({"../../secret/secret.txt": GOOD}), "a path with ..")
    yield Case("root.zip", package({"/etc/passwd.txt": GOOD}), "an absolute path")
    yield Case("word.zip", package({"a.docx": word(zeros())}))
    yield Case("cut.txt.gz", gzip.compress(GOOD.encode())[:-9], "it is damaged")
    yield Case("plain.txt.gz", GOOD.encode(), "it is damaged")
    yield Case("bomb.txt.gz", gzip.compress(zeros()) * 60, "the file, unpacked, has more than 256 MB")
    yield Case("small.txt.gz", gzip.compress(zeros()), "it unpacks to more than 200 times")
    yield Case("twice.txt.gz", gzip.compress(gzip.compress(zeros())), "it holds NUL bytes")
    yield Case("bomb.warc.gz", gzip.compress(b"WARC/1.0\r\n" + zeros()), "a record's header has more than 1 MB")
    yield Case("bomb.zip.gz", gzip.compress(bomb), "it unpacks to more than 200 times")
    yield Case("noise.warc", NOISE, "not a web archive")


# What is no file


def link_to(target: str) -> Callable[[Path], object]:
    return lambda place: place.symlink_to(target)


def a_socket(place: Path) -> None:
    here = Path.cwd()
    os.chdir(place.parent)  # the names of sockets are short
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(place.name)
    os.chdir(here)


def a_device(place: Path) -> None:
    try:
        os.mknod(place, stat.S_IFCHR | 0o666, os.makedev(1, 5))  # /dev/zero never ends
    except PermissionError:
        os.mkfifo(place)


def a_folder(place: Path) -> None:
    place.mkdir()
    (place / "a.en.txt").write_text(GOOD)


def unreadable(place: Path) -> None:
    place.write_text(GOOD)
    place.chmod(0)


def places(secret: Path) -> Iterator[Case]:
    leads_out, special = "a link that leads out of the folder is not followed", "it is no regular file"
    yield Case("secret.txt", link_to(str(secret)), leads_out)
    yield Case("relative.txt", link_to("../../secret/secret.txt"), leads_out)
    yield Case("folder", link_to(str(secret.parent)), "a link to a folder is not followed")
    yield Case("loop.txt", link_to("loop.txt"), "a link that leads nowhere")
    yield Case("nothing.txt", link_to("missing.txt"), "a link that leads nowhere")
    yield Case("device.txt", link_to("/dev/zero"), leads_out)
    yield Case("output/manifest.json", link_to(str(secret)), leads_out)
    yield Case("piped/manifest.json", os.mkfifo, special)
    yield Case("pipe.txt", os.mkfifo, special)
    yield Case("pipe.zip", os.mkfifo, special)
    yield Case("to-pipe.txt", link_to("pipe.txt"), special)
    yield Case("socket.txt", a_socket, special)
    yield Case("zero.txt", a_device, special)
    yield Case("a-folder.txt", a_folder, READ)
    yield Case("program.xyz", NOISE, "no reader for this kind of file")
    yield Case(os.fsdecode(b"caf\xe9.txt"), GOOD, "its name is not valid UTF-8")
    yield Case("line\nend\x01.en.txt", GOOD, READ)
    yield Case("/".join("d" * 20) + "/deep.en.txt", GOOD, READ)
    if os.geteuid():  # root may read anything
        yield Case("unreadable.txt", unreadable, "the file cannot be read: Permission denied")


def cases(secret: Path) -> list[Case]:
    """The files for the formats that the program reads, each kind in a folder of its own."""
    kinds = {
        "places": places(secret), "texts": texts(), "pages": pages(secret), "markdown": markdown(),
        "records": records(), "subtitles": subtitles(), "office": office(secret), "archives": archives(),
        "packages": packages(secret), "bitexts": bitexts(secret), "pdf": pdfs(),
    }  # fmt: skip
    found = [Case(f"{kind}/{case.name}", case.content, case.reason) for kind, made in kinds.items() for case in made]
    found.append(Case("manifest.csv", link_to(str(secret)), "a link that leads out of the folder is not followed"))
    known = READABLE | {"", ".xyz", ".json", ".csv"}
    return [case for case in found if PurePosixPath(case.name).suffix in known]


# Reading them


def peak() -> int:
    """Bytes of memory that this process has had at most."""
    with suppress(OSError):  # where there is one: ru_maxrss begins with what the parent process had
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main(folder: Path) -> None:
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (8_000 * MB, 8_000 * MB))
    seconds: dict[str, float] = {}
    last = time.process_time()

    def progress(path: str) -> None:
        nonlocal last
        seconds[path], last = time.process_time() - last, time.process_time()

    found = read_collection(folder, progress=progress)
    texts = [(each.path, each.title, each.text) for each in found.documents]
    rejected = [(each.path, each.reason) for each in found.rejected]
    json.dump({"documents": texts, "rejected": rejected, "memory": peak(), "seconds": seconds}, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
