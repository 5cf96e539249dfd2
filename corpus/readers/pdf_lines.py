"""The lines of a PDF page: which characters stand in one, and where it stands."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from statistics import median
from typing import TYPE_CHECKING

from corpus.errors import InputError
from corpus.limits import PAGE_CHARACTERS

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

HYPHEN = "\x02"  # what PDFium makes of a hyphen at the end of a line
# In heights of the line. A wider gap than the first parts cells and columns; beside a line from right to left, whose
# words from left to right come from their far end, the second. A baseline moves up to the third for raised numbers.
_GAP, _GAP_RTL, _SHIFT = 1.0, 12.0, 0.6
_RAISED, _SMALLER = 0.12, 0.85  # a raised number: its baseline, its height
_PRESENTATION_FORMS = re.compile("[\ufb00-\ufb4f\ufb50-\ufdff\ufe70-\ufefc]+")
_SUPERSCRIPTS = "¹²³⁰⁴⁵⁶⁷⁸⁹"
_RTL = ("R", "AL")


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character and its box, in points from the lower left corner of the page as it is read."""

    text: str
    left: float
    right: float
    base: float
    height: float  # of the font as it is drawn, not of this character


@dataclass(frozen=True)
class Line:
    """Characters on one baseline without a wide gap: a line of a column, a cell, or a label before a line."""

    text: str
    left: float
    right: float
    base: float
    height: float
    noted: bool = False  # it begins with a raised number, which ``text`` is without
    inner: float = 0.0  # where the text behind a label begins; ``left`` where there is none

    @cached_property
    def rtl(self) -> bool:
        directions = Counter(unicodedata.bidirectional(character) for character in self.text)
        return sum(directions[name] for name in _RTL) > directions["L"]

    def mirrored(self) -> Line:
        """The line as a line from left to right would stand."""
        return replace(self, left=-self.right, right=-self.left, inner=-self.right)

    def behind(self, label: Line) -> Line:
        """The line with a label such as a bullet before it."""
        return replace(self, text=f"{label.text} {self.text}", left=label.left, noted=label.noted, inner=self.left)


@dataclass(frozen=True, slots=True)
class Page:
    """The upright lines of a page from the first to the last that was drawn, and those that stand on their side."""

    height: float
    lines: tuple[Line, ...]
    turned: tuple[Line, ...] = ()
    unmapped: int = 0  # characters that the fonts do not say the meaning of


def read_page(page: PdfPage, where: str) -> Page:
    """The lines of a page. The direction in which most of its text runs is upright."""
    runs = list(_runs(page, where))
    if not runs:
        return Page(page.get_height(), ())
    turns = Counter[int]()
    for run in runs:
        turns[run.turn] += len(run.glyphs)
    upright = min(turns, key=lambda turn: (-turns[turn], turn))
    lines = tuple(line for run in runs if run.turn == upright for line in _lines(run.glyphs))
    turned = tuple(line for run in runs if run.turn != upright for line in _lines(run.glyphs))
    west, south, east, north = page.get_mediabox()
    floor = (south, west, -north, -east)[upright]
    lines = tuple(replace(line, base=line.base - floor) for line in lines)
    height = (north - south, east - west)[upright % 2]
    unmapped = sum(glyph.text in ("\0", "\ufffd", "\ufffe") for run in runs for glyph in run.glyphs)
    return Page(height, lines, turned, unmapped)


@dataclass(slots=True)
class _Run:
    """Characters that PDFium gives one after the other, all in one direction: ``turn`` quarters to the left."""

    turn: int
    glyphs: list[Glyph] = field(default_factory=list)


def _runs(page: PdfPage, where: str) -> Iterator[_Run]:
    """The characters between two line ends. PDFium gives them in the order of speech, from right to left too."""
    from ctypes import byref, c_double, c_void_p, cast

    from pypdfium2 import raw

    text = page.get_textpage()
    count = text.count_chars()
    if count > PAGE_CHARACTERS:
        raise InputError(where, f"a page has {count:,} characters, and {PAGE_CHARACTERS:,} are the most that is read")
    box, matrix, x, y = raw.FS_RECTF(), raw.FS_MATRIX(), c_double(), c_double()
    run: _Run | None = None
    drawn, size = None, 0.0  # what the last character was drawn with; blanks that PDFium puts in are not drawn
    for index in range(count):
        character = chr(raw.FPDFText_GetUnicode(text, index))
        if character in "\r\n":
            if run:
                yield run
            run = None
            continue
        if run is None:
            run = _Run(round(raw.FPDFText_GetCharAngle(text, index) / (math.pi / 2)) % 4)
        by = cast(raw.FPDFText_GetTextObject(text, index), c_void_p).value
        if by != drawn:
            raw.FPDFText_GetMatrix(text, index, matrix)
            drawn, size = by, raw.FPDFText_GetFontSize(text, index) * math.hypot(matrix.c, matrix.d)
        raw.FPDFText_GetLooseCharBox(text, index, box)
        raw.FPDFText_GetCharOrigin(text, index, byref(x), byref(y))
        sides = _turned(box.left, box.right, box.bottom, box.top, run.turn)
        base = (y.value, x.value, -y.value, -x.value)[run.turn]
        run.glyphs.append(Glyph(character, sides[0], sides[1], base, size if drawn else 0.0))
        if character == HYPHEN:
            yield run
            run = None
    if run:
        yield run


def _turned(left: float, right: float, bottom: float, top: float, turn: int) -> tuple[float, float]:
    """Where a box begins and ends along a line that runs up, backwards or down instead of to the right."""
    return ((left, right), (-top, -bottom), (-right, -left), (bottom, top))[turn]


def _lines(glyphs: Sequence[Glyph]) -> Iterator[Line]:
    """The lines of a run: it ends where a gap is wide, or where the baseline jumps."""
    start, left, right = 0, math.inf, -math.inf
    first: Glyph | None = None
    for index, glyph in enumerate(glyphs):
        if not glyph.text.strip() or glyph.height <= 0:
            continue
        if first is not None:
            gap = max(glyph.left - right, left - glyph.right)
            height = max(glyph.height, first.height)
            rtl = unicodedata.bidirectional(first.text) in _RTL or unicodedata.bidirectional(glyph.text) in _RTL
            if gap > (_GAP_RTL if rtl else _GAP) * height or abs(glyph.base - first.base) > _SHIFT * height:
                yield from _line(glyphs[start:index])
                start, left, right, first = index, math.inf, -math.inf, None
        first = first or glyph
        left, right = min(left, glyph.left), max(right, glyph.right)
    yield from _line(glyphs[start:])


def _line(glyphs: Sequence[Glyph]) -> Iterator[Line]:
    inked = [glyph for glyph in glyphs if glyph.text.strip() and glyph.height > 0]
    if not inked:
        return
    height = median(glyph.height for glyph in inked)
    base = median(glyph.base for glyph in inked)
    kept, noted = _without_raised(glyphs, base, height)
    text = " ".join(_text(kept).split())
    if text:
        left, right = min(glyph.left for glyph in inked), max(glyph.right for glyph in inked)
        yield Line(text, left, right, base, height, noted, left)


def _without_raised(glyphs: Sequence[Glyph], base: float, height: float) -> tuple[list[Glyph], bool]:
    """The characters without the raised numbers of notes, and whether one stood at the beginning.

    A number behind a word of one or two letters is a power (m², km³) and stays.
    """
    kept, noted, at = list[Glyph](), False, 0
    while at < len(glyphs):
        end = at
        while end < len(glyphs) and _is_raised(glyphs[end], base, height):
            end += 1
        before = "".join(glyph.text for glyph in kept[-3:])
        if end > at and (not before.strip() or re.search(r"[^\W\d_]{3}$|[^\w\s]$", before)):
            noted |= not "".join(glyph.text for glyph in kept).strip()
            if end < len(glyphs) and glyphs[end].text.isalnum():
                kept.append(replace(glyphs[at], text=" "))
            at = end
        else:
            kept.append(glyphs[at])
            at += 1
    return kept, noted


def _is_raised(glyph: Glyph, base: float, height: float) -> bool:
    if glyph.text in _SUPERSCRIPTS:
        return True
    smaller = glyph.height <= _SMALLER * height and glyph.base >= base + _RAISED * height
    return smaller and (glyph.text.isdigit() or glyph.text in "*†‡,")


def _text(glyphs: Sequence[Glyph]) -> str:
    """The characters as text: halves of surrogate pairs joined, ligatures and Arabic shapes as plain letters."""
    text = "".join(glyph.text for glyph in glyphs).replace("\0", "\ufffd")
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _PRESENTATION_FORMS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
