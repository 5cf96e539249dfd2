"""Web archives (WARC): what a crawler got for each URL, of which pages, texts and PDF files are documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, Any

from corpus.documents import Member, Rejected
from corpus.errors import InputError
from corpus.files import named_encoding
from corpus.limits import FILE_BYTES, MB, NAME, check_size
from corpus.readers import READERS
from corpus.readers.html import declared_encoding

_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/pdf": ".pdf",
}
# Records that a page may come in; the others (warcinfo, request, metadata) are about the crawl.
_CAPTURES = frozenset({"response", "resource", "conversion"})
_PIECE = 1 << 16
_HEADER_BYTES = 1_000_000  # of a record; warcio keeps a line of any length


class _Metered:
    """A stream that gives only so many bytes until it is told to go on: records are skipped, their headers are kept."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._begun = False
        self.given = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        if not self._begun and not data.startswith(b"WARC/"):
            raise InputError("", "not a web archive: it does not begin with WARC/")
        self._begun = True
        self.given += len(data)
        if self.given > _HEADER_BYTES:
            raise InputError("", f"a record's header has more than {_HEADER_BYTES / MB:g} MB")
        return data


def read_records(stream: IO[bytes], path: str) -> Iterator[Member | Rejected]:
    """The documents of an uncompressed WARC, each with its URL, then a line for each kind of record that is none.

    Raises InputError where warcio is not installed, or, behind what can be read, where the archive is damaged.
    """
    try:
        from warcio.archiveiterator import WARCIterator
        from warcio.exceptions import ArchiveLoadFailed
    except ImportError:
        raise InputError(path, "web archives need warcio", "pip install hexapla[warc]") from None
    others, seen, count = Counter[str](), set[str](), 0
    metered = _Metered(stream)
    damage: Exception | None = None
    try:
        for record in WARCIterator(metered):
            count += 1
            found = _member(record, path, count, metered)
            if isinstance(found, str):
                others.update([found] if found else [])
            elif found.path in seen:
                yield Rejected(found.path, f"record {count}: an earlier record has the same URL")
            else:
                seen.add(found.path)
                yield found
            while record.raw_stream.read(_PIECE):
                metered.given = 0
            metered.given = 0
    except ArchiveLoadFailed as error:
        damage = InputError(path, f"not a web archive, or damaged: {' '.join(f'{error}'.split())[:150]}")
    except Exception as error:  # told below, behind what could be read
        damage = error
    for kind, number in sorted(others.items()):
        yield Rejected(path, f"records that are no documents, {kind}: {number}")
    if damage or not count:
        raise damage or InputError(path, "there is no record in it")


def _member(record: Any, path: str, number: int, metered: _Metered) -> Member | Rejected | str:
    """The document of a record, or what is wrong with it, or the kind of a record that is none, which may be empty."""
    if record.rec_type not in _CAPTURES:
        return "revisit, which repeats an earlier record" if record.rec_type == "revisit" else ""
    mime, charset = _content_type(record)
    suffix = _SUFFIXES.get(mime, "")
    if suffix not in READERS:
        return mime or "no content type"
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    place = f"{path}#{url}" if url and url.isprintable() and len(url) <= NAME else f"{path}#{number}"
    if refusal := _refusal(record):
        return Rejected(place, f"record {number}: {refusal}")
    try:
        return Member(place, _in_utf8(_content(record, place, metered), charset, suffix), suffix, url or None)
    except InputError as error:
        return Rejected(place, f"record {number}: {error.reason}")


def _content_type(record: Any) -> tuple[str, str]:
    """The MIME type and the character set, which may be empty."""
    headers = record.http_headers or record.rec_headers
    mime, *parameters = (headers.get_header("Content-Type") or "").lower().split(";")
    named = (
        value.strip(" \"'") for key, _, value in (p.partition("=") for p in parameters) if key.strip() == "charset"
    )
    return mime.strip()[:100], next(named, "")


def _refusal(record: Any) -> str:
    status = record.http_headers.get_statuscode() if record.http_headers else "200"
    if status == "200":
        return ""
    target = (record.http_headers.get_header("Location") or "")[:200]
    return f"HTTP status {status[:20]}" + (f", which leads to {target}" if target else "")


def _content(record: Any, place: str, metered: _Metered) -> bytes:
    """The content without the encodings of its transfer."""
    stream, pieces, size = record.content_stream(), [], 0
    encoding = ((record.http_headers and record.http_headers.get_header("content-encoding")) or "").lower()
    if encoding not in ("", "identity", "gzip", "deflate"):
        raise InputError(place, f"its compression, {encoding[:20]}, is not read")
    while piece := stream.read(_PIECE):
        metered.given = 0
        pieces.append(piece)
        size += len(piece)
        check_size(size, FILE_BYTES, place, "it")
    data = b"".join(pieces)
    if getattr(record.raw_stream, "limit", 0) and not record.raw_stream.read(1):
        raise InputError(place, "the archive is cut off in it")
    if not data or data.isspace():
        raise InputError(place, "it is empty")
    return data


def _in_utf8(data: bytes, charset: str, suffix: str) -> bytes:
    """Text whose encoding only the server names is put into UTF-8; all other as it is."""
    if not charset or suffix == ".pdf" or (suffix == ".html" and declared_encoding(data)):
        return data
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        if name := named_encoding(charset):
            with suppress(UnicodeError):
                return data.decode(name).encode()
    return data
