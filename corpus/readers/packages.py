"""Zip packages of office and book formats: their parts within limits, their XML without entities."""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from corpus.documents import Rejected
from corpus.errors import HexaplaError, InputError
from corpus.limits import EXPANSION, FREE_BYTES, MB, PACKAGE_BYTES, PART_BYTES, XML_TAGS, check_size
from corpus.zips import open_zip

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # also what Office writes a package with a password into
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_ENTITY = re.compile(rb"<!ENTITY")
_PIECE, _SHARED = 1 << 20, 16  # bytes of a part that are unpacked together; that are looked at twice
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_NO_END = 1 << 60
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
        """The bytes of a part; an ``InputError`` where it is missing, broken or too large."""
        if name not in self.names:
            raise InputError(self.where, f"not {self.kind}: it has no {name}")
        check_size(self.archive.getinfo(name).file_size, PART_BYTES, self.where, name)
        return b"".join(self._pieces(name))

    def xml(self, name: str) -> etree._Element:
        """The root of an XML part; an ``InputError`` where it is missing, broken, too large, or declares entities."""
        return parse_xml(self.part(name), self.where, name)

    def check(self, most_tags: int = XML_TAGS) -> None:
        """For libraries that unpack and parse the parts by themselves.

        An ``InputError`` where a part is broken, where XML has a document type, or all of it together more than so
        many tags.
        """
        tags = 0
        for name in sorted(self.names):
            parsed = not name.lower().endswith(_PICTURES_AND_PAGES)
            before = b""
            for piece in self._pieces(name):
                piece = piece.replace(b"\0", b"")  # XML is in UTF-8 or UTF-16
                if not before:
                    parsed &= piece.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")
                if parsed:
                    tags += piece.count(b"<")
                    if _DECLARES.search(before + piece):
                        raise InputError(self.where, f"{name} declares a document type, which may hold entities")
                    if tags > most_tags:
                        raise InputError(self.where, f"it has more than {most_tags:,} tags", "split it")
                before = piece[-_SHARED:] or b" "

    def _pieces(self, name: str) -> Iterator[bytes]:
        """A part bit by bit; an ``InputError`` as soon as it is larger than the package says.

        ``zipfile`` believes the package: it unpacks all, whatever that is, and gives no more than was said.
        """
        said = self.archive.getinfo(name)
        whole = copy.copy(said)
        whole.file_size = _NO_END
        size = 0
        with reading(self.where, self.kind), self.archive.open(whole) as part:
            while piece := part.read(_PIECE):
                size += len(piece)
                if size > said.file_size:
                    raise InputError(self.where, f"{name} is larger than the package says", "save it again")
                yield piece


def open_package(data: bytes, where: str, kind: str) -> Package:
    """An ``InputError`` where ``data`` is no zip package, is encrypted, or would unpack to too much."""
    if data.startswith(_OLD_OFFICE):
        raise InputError(
            where, f"not {kind}: it has a password, or is in the binary format of old programs", "save it anew without"
        )
    with reading(where, kind):
        archive = open_zip(io.BytesIO(data), where)
    members = archive.infolist()
    size = sum(member.file_size for member in members)
    if size > PACKAGE_BYTES or size > max(FREE_BYTES, EXPANSION * len(data)):
        raise InputError(where, f"it would unpack to {size // MB} MB from {len(data)} bytes", "split it")
    if any(member.flag_bits & 1 for member in members):
        raise InputError(where, "it is encrypted", "save it without a password")
    if method := max((m.compress_type for m in members if m.compress_type not in _METHODS), default=None):
        raise InputError(where, f"its compression, method {method}, is not read", "save it again")
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
    if (tags := data.count(b"<")) > XML_TAGS:
        raise InputError(where, f"{part} has {tags:,} tags, and {XML_TAGS:,} are the most that is read", "split it")


@contextmanager
def reading(where: str, kind: str) -> Iterator[None]:
    """Turns what zip files and the libraries for a format raise on a broken file into an ``InputError``."""
    try:
        yield
    except HexaplaError as error:
        raise (error if error.where else type(error)(where, error.what, error.remedy)) from None
    except Exception as error:  # the libraries let through whatever a broken part makes them stumble over
        raise InputError(where, f"not {kind}: {_line(error)}", "save it again") from None


@dataclass
class Refusals:
    """The parts of a file, such as chapters and slides, that cannot be read while others can."""

    where: str
    errors: dict[str, InputError] = field(default_factory=dict)  # by part

    @contextmanager
    def reading(self, part: str, kind: str) -> Iterator[None]:
        """Keeps the error of a part instead of raising it."""
        try:
            with reading(self.where, kind):
                yield
        except InputError as error:
            self.errors[part] = error

    def check(self, anything: bool) -> None:
        """Raises the first error where there is not ``anything`` else in the file."""
        if self.errors and not anything:
            raise next(iter(self.errors.values()))

    def listed(self) -> list[Rejected]:
        return [Rejected(f"{self.where}#{part}", error.reason) for part, error in self.errors.items()]


def _line(error: Exception) -> str:
    return " ".join(f"{error}".split())[:100] or type(error).__name__
