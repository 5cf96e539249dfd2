"""Zip packages of office and book formats: their parts within limits, their XML without entities."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import IO

from lxml import etree

from corpus.errors import HexaplaError, InputError

# Bytes of all parts together; what a package of more than _SMALL may unpack to, as a multiple of its size. Real ones
# stay below 30, deflate's end is 1,032. Tags bound the memory of a tree: each takes 100 to 200 bytes.
MOST_BYTES, MOST_RATIO, _SMALL = 500_000_000, 200, 10_000_000
MOST_TAGS = 5_000_000
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # also what Office writes a package with a password into
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_ENTITY = re.compile(rb"<!ENTITY")
_PIECE, _SHARED = 1 << 20, 16  # bytes of a part that are looked at together
_PICTURES_AND_PAGES = (".svg", ".html", ".htm", ".xhtml")


@dataclass(frozen=True)
class Package:
    """The parts of a zip package by name. ``kind`` completes "not …" in messages: "a Word document"."""

    where: str
    kind: str
    archive: zipfile.ZipFile

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(self.archive.namelist())

    def part(self, name: str) -> bytes:
        """The bytes of a part; an ``InputError`` where it is missing or broken."""
        if name not in self.names:
            raise InputError(self.where, f"not {self.kind}: it has no {name}")
        with reading(self.where, self.kind):
            return self.archive.read(name)

    def xml(self, name: str) -> etree._Element:
        """The root of an XML part; an ``InputError`` where it is missing, broken, too large, or declares entities."""
        return parse_xml(self.part(name), self.where, name)

    def check_xml(self, most_tags: int = MOST_TAGS) -> None:
        """For libraries that parse the parts by themselves.

        An ``InputError`` where XML has a document type, or all of it together more than so many tags.
        """
        tags = 0
        for name in sorted(self.names):
            if name.lower().endswith(_PICTURES_AND_PAGES):
                continue
            with reading(self.where, self.kind), self.archive.open(name) as part:
                for piece in _pieces(part):
                    tags += piece.count(b"<")
                    if _DECLARES.search(piece):
                        raise InputError(self.where, f"{name} declares a document type, which may hold entities")
                    if tags > most_tags:
                        raise InputError(self.where, f"it has more than {most_tags:,} tags", "split it")


def _pieces(part: IO[bytes]) -> Iterator[bytes]:
    """A part that is XML, in UTF-8 or UTF-16, in pieces that share a few bytes; nothing of another part."""
    piece = part.read(_PIECE).replace(b"\0", b"")
    if not piece.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<"):
        return
    while piece:
        yield piece
        more = part.read(_PIECE).replace(b"\0", b"")
        piece = piece[-_SHARED:] + more if more else b""


def open_package(data: bytes, where: str, kind: str) -> Package:
    """An ``InputError`` where ``data`` is no zip package, is encrypted, or would unpack to too much."""
    if data.startswith(_OLD_OFFICE):
        raise InputError(
            where, f"not {kind}: it has a password, or is in the binary format of old programs", "save it anew without"
        )
    with reading(where, kind):
        archive = zipfile.ZipFile(io.BytesIO(data))
    members = archive.infolist()
    size = sum(member.file_size for member in members)
    if size > MOST_BYTES or size > max(_SMALL, MOST_RATIO * len(data)):
        raise InputError(where, f"it would unpack to {size // 1_000_000} MB from {len(data)} bytes", "split it")
    if any(member.flag_bits & 1 for member in members):
        raise InputError(where, "it is encrypted", "save it without a password")
    return Package(where, kind, archive)


def parse_xml(data: bytes, where: str, part: str) -> etree._Element:
    """The root element of XML that declares no entities and stays within limits; else an ``InputError``."""
    refuse_excess(data, where, part)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError) as error:
        raise InputError(where, f"{part} is not XML: {_line(error)}") from None


def refuse_excess(data: bytes, where: str, part: str) -> None:
    """An ``InputError`` where markup declares entities, or would make a tree that fills the memory."""
    if _ENTITY.search(data.replace(b"\0", b"") if b"\0" in data[:200] else data):
        raise InputError(where, f"{part} declares entities, which are not read")
    if (tags := data.count(b"<")) > MOST_TAGS:
        raise InputError(where, f"{part} has {tags:,} tags, and {MOST_TAGS:,} are the most that is read", "split it")


@contextmanager
def reading(where: str, kind: str) -> Iterator[None]:
    """Turns what zip files and the libraries for a format raise on a broken file into an ``InputError``."""
    try:
        yield
    except HexaplaError:
        raise
    except Exception as error:  # the libraries let through whatever a broken part makes them stumble over
        raise InputError(where, f"not {kind}: {_line(error)}", "save it again") from None


def _line(error: Exception) -> str:
    return " ".join(f"{error}".split())[:100] or type(error).__name__
