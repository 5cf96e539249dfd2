"""Word documents: the paragraphs and table cells of the body in reading order."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from lxml import etree

from corpus.documents import Extract
from corpus.errors import InputError
from corpus.readers.blocks import BlockWriter

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_FALLBACK = f"{_MC}Fallback"  # a text box has its text twice, the second time for old programs
# Deleted text, field codes, and drawings, whose text boxes have paragraphs of their own.
_LEFT_OUT = frozenset(f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "pPr", "rPr", "drawing", "pict")) | {
    f"{_MC}AlternateContent"
}
_AS_TEXT = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "\N{NON-BREAKING HYPHEN}"}


def read_docx(data: bytes, where: str) -> list[Extract]:
    """Page headers and footers, comments, notes and deleted text are no part of the body."""
    import docx
    from docx.opc.exceptions import OpcError

    try:
        document = docx.Document(io.BytesIO(data))
    except (OpcError, zipfile.BadZipFile, KeyError, ValueError, etree.LxmlError) as error:
        reason = " ".join(str(error).split())[:100]
        raise InputError(where, f"not a Word document: {reason}", "save it as .docx again") from None
    writer = BlockWriter()
    for paragraph in document.element.body.iter(f"{_W}p"):
        if next(paragraph.iterancestors(_FALLBACK), None) is not None:
            continue
        style = paragraph.style or ""
        writer.add("".join(_text(paragraph)), "structure:toc" if style.upper().startswith("TOC") else "")
    properties = document.core_properties
    return [writer.extract(title=properties.title or "", language=properties.language or None)]


def _text(element: etree._Element) -> Iterator[str]:
    for child in element:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _AS_TEXT:
            yield _AS_TEXT[child.tag]
        elif child.tag not in _LEFT_OUT:
            yield from _text(child)
