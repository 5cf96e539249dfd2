"""Presentations: slide by slide the title, the other shapes from top to bottom, and the speaker's notes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from corpus.documents import Extract, Rejected
from corpus.readers.blocks import BlockWriter
from corpus.readers.packages import Refusals, open_package, parse_xml, reading

if TYPE_CHECKING:
    from pptx.slide import Slide

_KIND = "a presentation"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
# Placeholders that a master repeats on every slide, by their names in the format.
_FURNITURE = {
    "sldNum": "structure:slide-number",
    "dt": "structure:date",
    "ftr": "structure:footer",
    "hdr": "structure:header",
}
# Shapes whose upper edges are no further apart than a fifteenth of a slide 7.5 inches high stand beside one another.
_ROW = 457_200  # in EMU, 914,400 to an inch


def read_pptx(data: bytes, where: str) -> list[Extract | Rejected]:
    """Numbers, dates and footers of slides are furniture; comments are left out, and hidden slides, with a flag.

    Slides that cannot be read are listed beside the document.
    """
    import pptx

    open_package(data, where, _KIND).check()
    writer, hidden, refusals = BlockWriter(), list[str](), Refusals(where)
    with reading(where, _KIND):
        presentation = pptx.Presentation(io.BytesIO(data))
        for number, slide in enumerate(presentation.slides, 1):
            if slide.element.get("show") in ("0", "false"):
                hidden.append(f"hidden:slide {number}")
                continue
            with refusals.reading(f"slide {number}", "a readable slide"):
                found = list(_blocks(slide.shapes, slide, where))
                if slide.has_notes_slide and (notes := slide.notes_slide.notes_text_frame) is not None:
                    found += [(paragraph.text, "") for paragraph in notes.paragraphs]
                for block, reason in found:
                    writer.add(block, reason)
        properties = presentation.core_properties
        title, language = properties.title, properties.language
    extract = writer.extract(title=title or "", language=language or None, flags=tuple(hidden))
    refusals.check(bool(extract.blocks))
    return [extract, *refusals.listed()]


def _blocks(shapes: Iterable[Any], slide: Slide, where: str) -> Iterator[tuple[str, str]]:
    """The paragraphs and cells of shapes, each with the reason why it is furniture, or an empty string."""
    for shape in _in_order(shapes):
        reason = _FURNITURE.get(_placeholder(shape), "")
        if hasattr(shape, "shapes"):
            yield from _blocks(shape.shapes, slide, where)
        elif shape.has_text_frame:
            yield from ((paragraph.text, reason) for paragraph in shape.text_frame.paragraphs)
        elif getattr(shape, "has_table", False):
            for row in shape.table.rows:
                yield from ((cell.text, "") for cell in row.cells if not cell.is_spanned)
        elif getattr(shape, "has_chart", False):
            yield from ((text, "") for text in _chart(shape, where))
        else:
            yield from ((text, "") for text in _diagram(shape, slide, where))


def _in_order(shapes: Iterable[Any]) -> list[Any]:
    """The title, then rows of shapes from top to bottom, each from left to right.

    A shape that says nothing of its place stands where the file has it, at the end.
    """
    rows = list[list[Any]]()
    for shape in sorted(shapes, key=lambda shape: (_placeholder(shape) not in ("title", "ctrTitle"), _top(shape))):
        beside = rows and _placeholder(rows[-1][0]) not in ("title", "ctrTitle")
        if beside and _top(shape) - _top(rows[-1][0]) <= _ROW:
            rows[-1].append(shape)
        else:
            rows.append([shape])
    return [shape for row in rows for shape in sorted(row, key=lambda shape: shape.left or 0)]


def _top(shape: Any) -> float:
    return float("inf") if shape.top is None else shape.top


def _placeholder(shape: Any) -> str:
    """What a shape is in its slide's layout, in the words of the format; empty where it is no placeholder."""
    if not shape.is_placeholder:
        return ""
    return str(shape.element.ph.get("type", "obj"))


def _chart(shape: Any, where: str) -> Iterator[str]:
    """The titles of a chart, then the names of its series and categories, each once."""
    root = parse_xml(shape.chart.part.blob, where, "a chart")
    for paragraph in root.iter(f"{_A}p"):
        yield "".join(text.text or "" for text in paragraph.iter(f"{_A}t"))
    names = (value.text or "" for cache in root.iter(f"{_C}strCache") for value in cache.iter(f"{_C}v"))
    yield from (name for name in dict.fromkeys(names) if any(map(str.isalpha, name)))


def _diagram(shape: Any, slide: Slide, where: str) -> Iterator[str]:
    """The texts of a diagram ("SmartArt"), which stand in a part of their own."""
    for link in shape.element.iter(_DIAGRAM):
        part = slide.part.related_part(link.get(f"{_R}dm"))
        for paragraph in parse_xml(part.blob, where, str(part.partname)).iter(f"{_A}p"):
            yield "".join(text.text or "" for text in paragraph.iter(f"{_A}t"))
