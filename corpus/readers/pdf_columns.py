"""The order in which the lines of a PDF page are read: column by column between what goes over all of them."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from corpus.readers.pdf_lines import Line

_FEWEST = 5  # lines that a column has beside another
_GUTTER = 0.8  # of the height of a line: the least distance of columns
_NARROWEST = 8.0  # of the height of a line: the width of a column
# So many lines of a column fill so much of its width; labels and cells of a table do not.
_FULL_LINES, _FULL = 0.3, 0.8
_MOST_CROSSING = 0.3  # of the lines beside one another may go over both columns


def flows(lines: Sequence[Line]) -> list[list[Line]]:
    """Groups of lines in reading order: each a column, or what stands between columns; inside from top to bottom."""
    gutter = _gutter(lines)
    if gutter is None:
        ordered = sorted(lines, key=lambda line: (-line.base, line.left))
        return [ordered] if ordered else []
    rtl = sum(line.rtl for line in lines) > len(lines) / 2
    found, across, sides = list[list[Line]](), list[Line](), (list[Line](), list[Line]())

    def flush_columns() -> None:
        for side in reversed(sides) if rtl else sides:
            found.extend(flows(side))
            side.clear()

    for line in sorted(lines, key=lambda line: (-line.base, line.left)):
        if line.left < gutter - 1 < line.right - 1:
            flush_columns()
            across.append(line)
        else:
            if across:
                found.append(across)
                across = []
            sides[line.left >= gutter - 1].append(line)
    flush_columns()
    return [*found, across] if across else found


def _gutter(lines: Sequence[Line]) -> float | None:
    """Where the second of two columns begins, or None."""
    if len(lines) < 2 * _FEWEST:
        return None
    height = median(line.height for line in lines)
    best: tuple[int, float] | None = None  # how much speaks for a place, and the place
    for start in sorted({round(line.left) for line in lines}):
        left = [line for line in lines if line.right <= start - _GUTTER * height]
        right = [line for line in lines if line.left >= start - 1]
        if not _face(left, right) or not all(_is_column(side, height) for side in (left, right)):
            continue
        top = min(max(line.base for line in side) for side in (left, right))
        bottom = max(min(line.base for line in side) for side in (left, right))
        beside = [line for line in lines if bottom <= line.base <= top]
        crossing = sum(line.left < start - 1 and line.right > start - _GUTTER * height for line in beside)
        aligned = sum(abs(line.left - start) <= 1.5 for line in right)
        if crossing <= _MOST_CROSSING * len(beside) and (best is None or aligned - crossing > best[0]):
            best = aligned - crossing, float(start)
    return best[1] if best else None


def _face(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Whether enough lines of each side stand beside the other."""
    if len(left) < _FEWEST or len(right) < _FEWEST:
        return False
    for side, other in ((left, right), (right, left)):
        top, bottom = max(line.base for line in other), min(line.base for line in other)
        if sum(bottom - 1 <= line.base <= top + 1 for line in side) < _FEWEST:
            return False
    return True


def _is_column(side: Sequence[Line], height: float) -> bool:
    width = max(line.right for line in side) - min(line.left for line in side)
    full = sum(line.right - line.left >= _FULL * width for line in side)
    return width >= _NARROWEST * height and full >= _FULL_LINES * len(side)
