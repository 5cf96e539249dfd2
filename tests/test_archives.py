"""Compressed files, zips and web archives: what is read of them, and why not the rest."""

from __future__ import annotations

import gzip
import io
import stat
import struct
import sys
import warnings
import zipfile
from pathlib import Path

import pytest

from corpus.collection import read_collection, read_file
from corpus.documents import Document
from corpus.languages import language_of_path

ENGLISH = "The ferry to the island stopped running in November. Nobody in the village was surprised."
SPANISH = "El transbordador a la isla dejó de funcionar en noviembre. Nadie en el pueblo se sorprendió."
ZEROS = b"0" * 20_000_000


def zipped(members: dict[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def found_in(folder: Path, files: dict[str, bytes]) -> tuple[dict[str, str], dict[str, str]]:
    """The languages of the documents and the reasons of the rejected, by path."""
    for name, data in files.items():
        (folder / name).write_bytes(data)
    found = read_collection(folder)
    assert len(found.rejected) == len({one.path for one in found.rejected})
    return {d.path: d.language for d in found.documents}, {r.path: r.reason for r in found.rejected}


def test_members_are_documents_with_paths(tmp_path: Path) -> None:
    inner = zipped({"es/b.txt": SPANISH})
    site = zipped(
        {
            "en/a.html": f"<p>{ENGLISH}",
            "es\\a.txt.gz": gzip.compress(SPANISH.encode()),
            "inner.zip": inner,
            "empty/": b"",
            "__MACOSX/._a.html": b"x",
            ".git/a.txt": b"x",
            ".DS_Store": b"x",
            ".hidden.txt": b"x",
            "logo.png": b"x",
            "empty.txt": b"\n",
        }
    )
    documents, rejected = found_in(
        tmp_path, {"site.zip": site, "a.en.txt.gz": gzip.compress(ENGLISH.encode()), "z.zip.GZ": gzip.compress(inner)}
    )
    assert documents == {
        "a.en.txt.gz": "en",
        "site.zip/en/a.html": "en",
        "site.zip/es/a.txt.gz": "es",
        "site.zip/inner.zip/es/b.txt": "es",
        "z.zip.GZ/es/b.txt": "es",
    }
    assert {path: reason.partition(" (")[0] for path, reason in rejected.items()} == {
        "site.zip/.hidden.txt": "a hidden file is not read",
        "site.zip/empty.txt": "the file is empty",
        "site.zip/logo.png": "no reader for this kind of file",
    }


def test_a_manifest_names_members_and_archives(tmp_path: Path) -> None:
    (tmp_path / "manifest.csv").write_text(
        "path,lang,licence\nsite.zip,es,CC0-1.0\nsite.zip/x/b.txt,en,\nsite.zip/none.txt,en,\n"
    )
    site = zipped({"x/a.txt": SPANISH, "x/b.txt": ENGLISH})
    assert found_in(tmp_path, {"site.zip": site}) == (
        {"site.zip/x/a.txt": "es", "site.zip/x/b.txt": "en"},
        {"site.zip/none.txt": "manifest.csv names it, but it is not in the archive"},
    )
    (spanish, english) = read_collection(tmp_path).documents
    assert (spanish.licence, english.licence) == ("CC0-1.0", None)


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("a.en.txt.gz", "en"),
        ("es.zip/a.txt", "es"),
        ("news.es.zip/2021/a.txt", "es"),
        ("news.es.zip/en/a.txt", "en"),
        ("fr/news.zip/a.txt", "fr"),
        ("site.es.warc.gz#https://example.org/it/a.html", "es"),
        ("site.warc#https://example.org/it/a.html", None),
    ],
)
def test_languages_of_paths(path: str, language: str | None) -> None:
    named = language_of_path(path)
    assert (named.language if named else None) == language


def entry(name: str, mode: int = 0, flags: int = 0, compression: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr, info.compress_type = mode << 16, compression
    return info


def test_hostile_members_are_listed_and_the_others_read(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of zipfile: duplicate name
        for info in (
            entry("../up.txt"),
            entry("/etc/passwd.txt"),
            entry("C:\\windows.txt"),
            entry("link.txt", stat.S_IFLNK | 0o777),
            entry("pipe.txt", stat.S_IFIFO | 0o777),
            entry("line\nend.txt"),
            entry("./twice.en.txt"),
            entry("twice.en.txt"),
            entry("bzip2.txt", compression=zipfile.ZIP_BZIP2),
            entry("good.en.txt"),
        ):
            archive.writestr(info, ENGLISH)
        archive.writestr("bomb.txt", ZEROS)
    documents, rejected = found_in(tmp_path, {"a.zip": file.getvalue()})
    assert documents == {"a.zip/good.en.txt": "en", "a.zip/twice.en.txt": "en"}
    assert rejected == {
        "a.zip/../up.txt": "a path with .. leads out of the archive",
        "a.zip//etc/passwd.txt": "an absolute path leads out of the archive",
        "a.zip/C:/windows.txt": "an absolute path leads out of the archive",
        "a.zip/link.txt": "a link in an archive is not followed",
        "a.zip/pipe.txt": "it is no regular file",
        "a.zip/line?end.txt": "its name holds control characters",
        "a.zip/twice.en.txt": "the archive holds this name twice; the first is read",
        "a.zip/bzip2.txt": "its compression, method 12, is not read",
        "a.zip/bomb.txt": "it unpacks to more than 200 times its size",
    }


def test_a_password(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": ENGLISH}))
    for signature, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(signature) + at] |= 1
    assert found_in(tmp_path, {"a.zip": bytes(data)})[1] == {
        "a.zip/a.txt": "it is encrypted (pack it without a password)"
    }


def overlapping() -> bytes:
    """Two members in the list that share the bytes of one."""
    data = zipped({"a.txt": ENGLISH * 9, "b.txt": SPANISH * 9})
    first, second = data.index(b"PK\1\2"), data.rindex(b"PK\1\2")
    return data[: second + 42] + data[first + 42 : first + 46] + data[second + 46 :]


def lying() -> bytes:
    """A bomb that says of itself that it unpacks to 100 bytes."""
    data = bytearray(zipped({"a.txt": ZEROS}))
    for signature, at in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        at += data.index(signature)
        data[at : at + 4] = struct.pack("<L", 100)
    return bytes(data)


def nested(levels: int) -> bytes:
    data = ENGLISH.encode()
    for level in range(levels):
        data = zipped({f"{level}.en.zip" if level else "a.en.txt": data})
    return data


TEXT_GZ = gzip.compress(ENGLISH.encode())


@pytest.mark.parametrize(
    ("name", "data", "where", "reason"),
    [
        ("a.zip", b"PK nothing", "", "it cannot be unpacked: File is not a zip file"),
        ("a.zip", zipped({"a.txt": ENGLISH})[:-30], "", "it cannot be unpacked: File is not a zip file"),
        ("a.zip", overlapping(), "", "its members a.txt and b.txt overlap"),
        ("a.zip", lying(), "/a.txt", "it cannot be unpacked: Bad CRC-32 for file 'a.txt'"),
        ("a.zip", nested(3), "/2.en.zip/1.en.zip", "a .zip so deep in other archives is not read"),
        ("a.zip", zipped({"a.txt.gz.gz": gzip.compress(TEXT_GZ)}), "/a.txt.gz.gz", "a .gz so deep in other archives"),
        ("a.txt.gz", TEXT_GZ[:-9], "", "it is damaged: Compressed file ended before the end-of-stream marker"),
        ("a.txt.gz", b"plain", "", "it is damaged: Not a gzipped file"),
        ("a.txt.gz", gzip.compress(ZEROS), "", "it unpacks to more than 200 times its size or 16,000 MB: the rest"),
        ("a.zip", zipped({"a.txt.gz": gzip.compress(ZEROS)}), "", "it unpacks to more than 200 times its size"),
        ("a.zip", zipped({"a.zip": zipped({"a.txt": ZEROS})}), "/a.zip/a.txt", "it unpacks to more than 200 times"),
        ("a.tar.gz", TEXT_GZ, "", "no reader for this kind of file"),
    ],
)  # fmt: skip
def test_what_is_not_read(tmp_path: Path, name: str, data: bytes, where: str, reason: str) -> None:
    documents, rejected = found_in(tmp_path, {name: data})
    assert documents == {}
    assert list(rejected) == [f"{name}{where}"]
    assert rejected[f"{name}{where}"].startswith(reason)


def test_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.zips.MEMBERS", 2)
    many = zipped({f"{number}.txt": ENGLISH for number in range(3)})
    assert found_in(tmp_path, {"a.zip": many})[1] == {
        "a.zip": "it has 3 members, more than the 2 read (make several of it)"
    }
    monkeypatch.setattr("corpus.zips.DIRECTORY_BYTES", 100)
    reason = found_in(tmp_path, {"a.zip": many})[1]["a.zip"]
    assert reason.startswith("the list of its members has more than 0 MB")


# Web archives


def record(url: str, body: bytes, mime: str = "text/html", status: str = "200 OK", kind: str = "response") -> bytes:
    http = f"HTTP/1.1 {status}\r\nContent-Type: {mime}\r\n\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nContent-Length: {len(http)}\r\n"
        "WARC-Date: 2024-01-01T00:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


INFO = b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
FERRY = "Паром не ходит"
LEGACY = SPANISH.encode("cp1252")
CRAWL = [
    INFO,
    record("https://example.org/a", f"<p>{ENGLISH}".encode()),
    record("https://example.org/a", f"<p>{ENGLISH}".encode()),
    record("https://example.org/b", b"<p>" + LEGACY, "text/html; charset=ISO-8859-1"),
    record("https://example.org/c", LEGACY, 'text/plain;charset="windows-1252"'),
    record("https://example.org/d", b"<meta charset=cp1251><p>" + FERRY.encode("cp1251"), "text/html; charset=latin1"),
    record("https://example.org/e", b"<p>gone", status="404 Not Found"),
    record("https://example.org/f", b"", status="301 Moved\r\nLocation: /a"),
    record("https://example.org/g.png", b"\x89PNG", "image/png"),
    record("https://example.org/h.png", b"\x89PNG", "image/png"),
    record("https://example.org/i.css", b"a{}", "text/css"),
]  # fmt: skip


@pytest.mark.parametrize("name", ["site.warc", "site.warc.gz"])
def test_web_archives(tmp_path: Path, name: str) -> None:
    data = b"".join(gzip.compress(one) if name.endswith("gz") else one for one in CRAWL)
    (tmp_path / name).write_bytes(data)
    results = list(read_file(tmp_path, name))
    documents = {each.url: each for each in results if isinstance(each, Document)}
    assert {url: (d.path, d.text, d.flags) for url, d in documents.items()} == {
        "https://example.org/a": (f"{name}#https://example.org/a", ENGLISH, ("language:identified",)),
        "https://example.org/b": (f"{name}#https://example.org/b", SPANISH, ("language:identified",)),
        "https://example.org/c": (f"{name}#https://example.org/c", SPANISH, ("language:identified",)),
        "https://example.org/d": (
            f"{name}#https://example.org/d", FERRY, documents["https://example.org/d"].flags,
        ),
    }  # fmt: skip
    assert [(each.path, each.reason) for each in results if not isinstance(each, Document)] == [
        (f"{name}#https://example.org/a", "record 3: an earlier record has the same URL"),
        (f"{name}#https://example.org/e", "record 7: HTTP status 404"),
        (f"{name}#https://example.org/f", "record 8: HTTP status 301, which leads to /a"),
        (name, "records that are no documents, image/png: 2"),
        (name, "records that are no documents, text/css: 1"),
    ]


@pytest.mark.parametrize(
    ("data", "reasons"),
    [
        (CRAWL[1] + CRAWL[3][:-60], ["record 2: the archive is cut off in it"]),
        (b"nothing\r\n\r\n", ["not a web archive: it does not begin with WARC/"]),
        (b"WARC/9.9\r\n\r\n", ["not a web archive, or damaged: "]),
        (INFO + b"x" * 2_000_000, ["a record's header has more than 1 MB"]),
        (gzip.compress(CRAWL[1]), ["not a web archive"]),
        (INFO.replace(b"Content-Length: 0", b"Content-Length: x"), []),
    ],
)
def test_damaged_web_archives(tmp_path: Path, data: bytes, reasons: list[str]) -> None:
    (tmp_path / "a.warc").write_bytes(data)
    found = [each.reason for each in read_file(tmp_path, "a.warc") if not isinstance(each, Document)]
    assert len(found) == len(reasons)
    assert all(one.startswith(reason) for one, reason in zip(found, reasons, strict=True)), found


def test_without_warcio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "warcio.archiveiterator", None)
    (tmp_path / "a.warc").write_bytes(CRAWL[1])
    (one,) = read_file(tmp_path, "a.warc")
    assert isinstance(one, Document) is False and one.reason == "web archives need warcio (pip install hexapla[warc])"
