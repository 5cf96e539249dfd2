"""Word documents: the paragraphs and table cells of the body in reading order, notes behind what refers to them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lxml import etree

from corpus.documents import Extract
from corpus.readers.blocks import BlockWriter
from corpus.readers.packages import open_package, parse_xml, reading

if TYPE_CHECKING:
    from docx.document import Document

_KIND = "a Word document"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_FALLBACK = f"{_MC}Fallback"  # a text box has its text twice, the second time for old programs
# Deleted text, field codes, what is read out over a character, and drawings, whose text boxes have paragraphs of their
# own.
_LEFT_OUT = frozenset(f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "pPr", "rPr", "rt", "drawing", "pict"))
_AS_TEXT = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "\N{NON-BREAKING HYPHEN}"}
_NOTES = {f"{_W}{kind}Reference": f"{kind}s" for kind in ("footnote", "endnote")}


def read_docx(data: bytes, where: str) -> list[Extract]:
    """Footnotes and endnotes follow the paragraph that refers to them.

    Page headers and footers, comments, hidden and deleted text are no part of the body; a table of contents is
    furniture.
    """
    import docx

    open_package(data, where, _KIND).check()
    with reading(where, _KIND):
        document = docx.Document(io.BytesIO(data))
        properties = document.core_properties
        title, language = properties.title or "", properties.language or None
    notes = {kind: _notes(document, kind, where) for kind in _NOTES.values()}
    contents = {style.style_id for style in document.styles if (style.name or "").lower().startswith("toc ")}
    writer = BlockWriter()
    opening = ""  # of a paragraph whose end was deleted: it goes on in the next
    for paragraph in document.element.body.iter(f"{_W}p"):
        if next(paragraph.iterancestors(_FALLBACK), None) is not None:
            continue
        style = paragraph.style or ""
        in_contents = style in contents or style.upper().startswith("TOC")
        text = opening + "".join(_text(paragraph))
        opening = text if paragraph.find(f"{_W}pPr/{_W}rPr/{_W}del") is not None else ""
        if not opening:
            writer.add(text, "structure:toc" if in_contents else "")
        for note in _references(paragraph):
            for inside in notes[_NOTES[note.tag]].get(note.get(f"{_W}id"), ()):
                writer.add("".join(_text(inside)))
    writer.add(opening)
    return [writer.extract(title=title, language=language)]


def _notes(document: Document, kind: str, where: str) -> dict[str, list[etree._Element]]:
    """The paragraphs of each note by its id; ``kind`` is ``footnotes`` or ``endnotes``."""
    parts = (link.target_part for link in document.part.rels.values() if link.reltype.endswith(f"/{kind}"))
    part = next(parts, None)
    if part is None:
        return {}
    root = parse_xml(part.blob, where, f"word/{kind}.xml")
    return {note.get(f"{_W}id", ""): list(note.iter(f"{_W}p")) for note in root}


def _references(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The references to notes in a paragraph's own text."""
    for child in paragraph:
        if child.tag in _NOTES:
            yield child
        elif not _is_left_out(child):
            yield from _references(child)


def _text(element: etree._Element) -> Iterator[str]:
    for child in element:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _AS_TEXT:
            yield _AS_TEXT[child.tag]
        elif not _is_left_out(child):
            yield from _text(child)


def _is_left_out(element: etree._Element) -> bool:
    if element.tag == f"{_W}r":
        hidden = element.find(f"{_W}rPr/{_W}vanish")
        return hidden is not None and hidden.get(f"{_W}val", "1") not in ("0", "false", "off")
    return element.tag in _LEFT_OUT or element.tag == f"{_MC}AlternateContent"
