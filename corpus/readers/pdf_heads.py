"""Page headers, page footers and page numbers: what repeats at the edges of the pages of a PDF, at one height."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from corpus.readers.pdf_lines import Line, Page

_EDGE = 0.15  # of the page's height, above and below, is where headers and footers stand
_ROWS = 3  # of lines that a header has at most
_GRID = 3.0  # points: heights closer than this are one
_LARGEST = 1.2  # of the height of the text: a heading that stands at the top of each chapter is larger
_GAP = 1.6  # of the height of the text: the least distance of a header that is another one on each page
_SHARE = 0.6  # of the pages have such a header
_FEWEST_PAGES = 4  # that show where it stands
_NUMBER = re.compile(r"\W*(\d{1,4}|[ivxlcdm]{1,7})\W*", re.I)
_DIGITS = re.compile(r"\d+")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}


@dataclass(frozen=True, slots=True)
class Body:
    """The lines of a page without its header and footer, and those with their reasons."""

    lines: tuple[Line, ...]
    head: tuple[tuple[Line, str], ...] = ()
    foot: tuple[tuple[Line, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    """Lines at one height, and how far the next row towards the middle of the page is."""

    page: int
    at_top: bool
    height: int  # from the nearer edge of the page, on the grid
    lines: tuple[Line, ...]
    gap: float
    outermost: bool


def split_heads(pages: Sequence[Page]) -> list[Body]:
    """One body a page, in order. From the edge inwards a row is furniture as long as it repeats."""
    usual = median([line.height for page in pages for line in page.lines] or [1.0])
    sides = [(number, at_top) for number in range(len(pages)) for at_top in (True, False)]
    rows = {(number, at_top): list(_rows(pages[number], number, at_top)) for number, at_top in sides}
    repeated = _Repeated([row for found in rows.values() for row in found], len(pages), usual)
    bodies = list[Body]()
    for number, page in enumerate(pages):
        head, foot = (list(_marked(rows[number, at_top], repeated, usual)) for at_top in (True, False))
        marked = {line for line, _ in head + foot}
        bodies.append(Body(tuple(line for line in page.lines if line not in marked), tuple(head), tuple(foot[::-1])))
    return bodies


def _marked(rows: Sequence[_Row], repeated: _Repeated, usual: float) -> Iterator[tuple[Line, str]]:
    for row in rows:
        reasons = [repeated.reason(row, line) for line in row.lines]
        if not any(reasons) or max(line.height for line in row.lines) > _LARGEST * usual:
            return
        for line, reason in zip(row.lines, reasons, strict=True):
            yield line, reason or _side(row)


def _rows(page: Page, number: int, at_top: bool) -> Iterator[_Row]:
    """The outermost rows on one side of a page, from the edge inwards."""
    lines = sorted(page.lines, key=lambda line: (line.base, line.left), reverse=at_top)
    groups = list[list[Line]]()
    for line in lines:
        if groups and abs(groups[-1][0].base - line.base) <= _GRID:
            groups[-1].append(line)
        else:
            groups.append([line])
    for index, group in enumerate(groups[:_ROWS]):
        base = group[0].base
        from_edge = page.height - base if at_top else base
        if from_edge > _EDGE * page.height:
            return
        gap = abs(groups[index + 1][0].base - base) if index + 1 < len(groups) else float("inf")
        yield _Row(
            number, at_top, round(from_edge / _GRID), tuple(sorted(group, key=lambda line: line.left)), gap, index == 0
        )


class _Repeated:
    """What is known from all pages together: which texts repeat, and by how much numbers are ahead of their pages."""

    def __init__(self, rows: Sequence[_Row], pages: int, usual: float) -> None:
        self._pages = pages
        texts: dict[tuple[bool, int, str], set[int]] = defaultdict(set)
        ahead: dict[tuple[bool, int, str, int], set[int]] = defaultdict(set)
        for row in rows:
            for line in row.lines:
                for height in _heights(row):
                    texts[row.at_top, height, line.text].add(row.page)
                for value in _values(line.text):
                    ahead[row.at_top, row.height, _key(line), value - row.page].add(row.page)
        self._texts = {place for place, found in texts.items() if len(found) >= 2}
        self._ahead = {place for place, found in ahead.items() if len(found) >= 2}
        self._offsets = {offset for *_, offset in self._ahead}
        apart = Counter((row.at_top, row.height) for row in rows if row.outermost and row.gap >= _GAP * usual)
        self._apart = {place for place, count in apart.items() if pages >= _FEWEST_PAGES and count >= _SHARE * pages}

    def reason(self, row: _Row, line: Line) -> str:
        """Why a line of a row is furniture, or an empty string."""
        number = _NUMBER.fullmatch(line.text)
        offsets = {value - row.page for value in _values(line.text)}
        if number and (offsets & self._offsets or (self._pages == 1 and not row.at_top and len(row.lines) == 1)):
            return "structure:page-number"
        if row.outermost and any((row.at_top, row.height, _key(line), offset) in self._ahead for offset in offsets):
            if len(_DIGITS.sub("", line.text).split()) <= 2:  # "Page 3", "3 of 10"
                return "structure:page-number"
            return _side(row)
        standing = row.outermost and (row.at_top, row.height) in self._apart
        return _side(row) if standing or (row.at_top, row.height, line.text) in self._texts else ""


def _side(row: _Row) -> str:
    return f"structure:page-{'header' if row.at_top else 'footer'}"


def _heights(row: _Row) -> range:
    """The height of a row and those beside it, since a grid has edges."""
    return range(row.height - 1, row.height + 2)


def _key(line: Line) -> str:
    return _DIGITS.sub("#", line.text)


def _values(text: str) -> list[int]:
    """The numbers in a text, or the one that it is: ``- 12 -``, ``3 of 10``, ``xiv``."""
    found = _NUMBER.fullmatch(text)
    if found and not found[1].isdecimal():
        digits = [_ROMAN[letter] for letter in found[1].lower()]
        pairs = zip(digits, [*digits[1:], 0], strict=True)
        return [sum(-digit if digit < following else digit for digit, following in pairs)]
    return [int(number) for number in _DIGITS.findall(text) if len(number) <= 4]
