"""OpenDocument texts: the headings, paragraphs, list items and table cells of the body in reading order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from corpus.documents import Extract
from corpus.errors import InputError
from corpus.readers.blocks import BlockWriter
from corpus.readers.packages import Package, open_package

_URN = "urn:oasis:names:tc:opendocument:xmlns"
_OFFICE, _TEXT, _TABLE = (f"{{{_URN}:{name}:1.0}}" for name in ("office", "text", "table"))
_FO, _SVG = f"{{{_URN}:xsl-fo-compatible:1.0}}", f"{{{_URN}:svg-compatible:1.0}}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_KIND = "an OpenDocument text"

_PARAGRAPHS = (f"{_TEXT}h", f"{_TEXT}p")
# Deleted text, comments, forms and declarations, descriptions of pictures, numbers of notes, and cells that a merged
# cell covers. What is hidden is no part of the text either.
_LEFT_OUT = frozenset(
    {f"{_TEXT}{name}" for name in ("tracked-changes", "note-citation", "ruby-text", "hidden-text", "hidden-paragraph")}
    | {f"{_TEXT}{name}-decls" for name in ("sequence", "variable", "user-field", "dde-connection")}
    | {f"{_OFFICE}{name}" for name in ("annotation", "forms", "binary-data")}
    | {f"{_SVG}title", f"{_SVG}desc", f"{_TABLE}covered-table-cell"}
)
_GENERATED = {f"{_TEXT}table-of-content": "structure:toc"} | {
    f"{_TEXT}{name}-index": "structure:index" for name in ("alphabetical", "illustration", "table", "object", "user")
}
_WHITE = re.compile(r"[ \t\r\n]+")


def read_odt(data: bytes, where: str) -> list[Extract]:
    """Notes follow the paragraph that refers to them; page headers and footers, comments and deleted text are left out.

    Tables of contents and indexes are furniture.
    """
    package = open_package(data, where, _KIND)
    if "META-INF/manifest.xml" in package.names and b"encryption-data" in package.part("META-INF/manifest.xml"):
        raise InputError(where, "it is encrypted", "save it without a password")
    body = package.xml("content.xml").find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise InputError(where, f"not {_KIND}: it has no text body")
    writer = BlockWriter()
    _write(body, writer, "")
    title, language = _about(package)
    return [writer.extract(title=title, language=language)]


def _write(element: etree._Element, writer: BlockWriter, reason: str) -> None:
    """Adds the paragraphs below ``element``, in whatever sections, lists, tables and frames they stand."""
    for child in element:
        if child.tag in _PARAGRAPHS:
            paragraph = _Paragraph()
            paragraph.read(child)
            writer.add("".join(paragraph.pieces), reason)
            for inset in paragraph.insets:
                _write(inset, writer, reason)
        elif child.tag not in _LEFT_OUT and child.get(f"{_TEXT}display") != "none":
            _write(child, writer, _GENERATED.get(child.tag, reason))


@dataclass(slots=True)
class _Paragraph:
    """The text of a paragraph, and what has paragraphs of its own inside it: notes and frames."""

    pieces: list[str] = field(default_factory=list)
    insets: list[etree._Element] = field(default_factory=list)

    def read(self, element: etree._Element) -> None:
        self._add(element.text)
        for child in element:
            if child.tag == f"{_TEXT}s":
                self.pieces.append(" " * min(int(child.get(f"{_TEXT}c", "1")), 100))
            elif child.tag in (f"{_TEXT}tab", f"{_TEXT}line-break"):
                self.pieces.append("\t" if child.tag == f"{_TEXT}tab" else "\n")
            elif child.tag == f"{_TEXT}span":
                self.read(child)
            elif child.tag not in _LEFT_OUT:
                if next(child.iter(*_PARAGRAPHS), None) is not None:
                    self.insets.append(child)
                else:
                    self.read(child)
            self._add(child.tail)

    def _add(self, text: str | None) -> None:
        self.pieces.append(_WHITE.sub(" ", text or ""))


def _about(package: Package) -> tuple[str, str | None]:
    """The title and the language that the metadata or else the default style name."""
    title, language = "", None
    if "meta.xml" in package.names:
        meta = package.xml("meta.xml")
        title, language = meta.findtext(f".//{_DC}title", ""), meta.findtext(f".//{_DC}language")
    if not language and "styles.xml" in package.names:
        path = f".//{{{_URN}:style:1.0}}default-style[@{{{_URN}:style:1.0}}family='paragraph']//*[@{_FO}language]"
        style = package.xml("styles.xml").find(path)
        if style is not None:
            parts = (style.get(f"{_FO}{name}", "none") for name in ("language", "script", "country"))
            language = "-".join(part for part in parts if part != "none")
    return title, language or None
