"""Where to look: the cells of the n x m grid that an alignment may pass through."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from align.anchors import find_anchors
from align.arrays import Floats, Ints

WHOLE_GRID = 40_000  # cells up to which the whole grid is looked at: a page against a page
SLACK = 24  # segments to either side of what two neighbouring anchors enclose
WIDEST_GAP = 2_000  # between anchors further apart than this, the band follows the diagonal at half this distance


@dataclass(frozen=True, eq=False)
class Band:
    """Row i (0..n: segments of the source consumed) holds the columns ``low[i] <= j < high[i]``; both ascend.

    Cell (0, 0) and cell (n, m) are inside, and each row shares a column with the next. Cells are numbered row by
    row: row i is the slice ``offsets[i]:offsets[i + 1]`` of anything that has one value a cell.
    """

    low: Ints
    high: Ints

    @cached_property
    def offsets(self) -> Ints:
        return np.concatenate([[0], np.cumsum(self.high - self.low)]).astype(np.int64)

    @property
    def cells(self) -> int:
        return int(self.offsets[-1])

    @property
    def rows(self) -> int:
        return len(self.low)

    @property
    def columns(self) -> int:
        return int(self.high[-1])

    @cached_property
    def places(self) -> tuple[Ints, Ints]:
        """The row and the column (c,) of each cell."""
        widths = self.high - self.low
        rows = np.repeat(np.arange(self.rows), widths)
        return rows, np.arange(self.cells) - np.repeat(self.offsets[:-1] - self.low, widths)

    @cached_property
    def mirror(self) -> Band:
        """The band read from the end: its cell numbers run backwards."""
        return Band((self.columns - self.high)[::-1].copy(), (self.columns - self.low)[::-1].copy())

    def cell(self, i: int, j: int) -> int | None:
        """The number of cell (i, j), or None where it is outside."""
        if 0 <= i < self.rows and self.low[i] <= j < self.high[i]:
            return int(self.offsets[i] + j - self.low[i])
        return None


def whole_grid(n: int, m: int) -> Band:
    """Every cell of n by m segments."""
    return Band(np.zeros(n + 1, np.int64), np.full(n + 1, m + 1, np.int64))


def band_between(points: Ints, n: int, m: int, slack: int = SLACK) -> Band:
    """The band through the anchor ``points`` (k, 2), boundaries (i, j) that ascend on both sides.

    Between two neighbouring anchors the whole rectangle is inside, with ``slack`` around it: an omitted chapter is a
    long flat rectangle, and nothing in it is decided here.
    """
    corners = np.concatenate([[[0, 0]], points, [[n, m]]]).astype(np.int64)
    low, high = np.full(n + 1, m, np.int64), np.zeros(n + 1, np.int64)
    for (i0, j0), (i1, j1) in pairwise(corners):
        start, stop = max(0, i0 - slack), min(n, i1 + slack) + 1
        rows = np.arange(start, stop)
        if min(i1 - i0, j1 - j0) > WIDEST_GAP:
            diagonal = j0 + (rows - i0) * (j1 - j0) // (i1 - i0)
            reach = WIDEST_GAP // 2
            first, last = np.maximum(diagonal - reach, j0 - slack), np.minimum(diagonal + reach, j1 + slack)
        else:
            first, last = np.full(len(rows), j0 - slack), np.full(len(rows), j1 + slack)
        low[start:stop] = np.minimum(low[start:stop], np.clip(first, 0, m))
        high[start:stop] = np.maximum(high[start:stop], np.clip(last, 0, m) + 1)
    return Band(np.minimum.accumulate(low[::-1])[::-1], np.maximum.accumulate(high))


def _through(band: Band, boundaries: Ints, points: Ints, slack: int) -> Band:
    """The ``band`` between the anchor ``points`` where it holds all ``boundaries`` (k, 2), which ascend on both sides;
    else that between the boundaries and the points that agree with them."""
    if all(band.cell(i, j) is not None for i, j in boundaries.tolist()):
        return band
    first, last = (
        np.stack([np.searchsorted(boundaries[:, side], points[:, side], way) for side in (0, 1)], axis=1)
        for way in ("left", "right")
    )
    agreeing = points[first.max(axis=1) <= last.min(axis=1)]  # as many boundaries before it on both sides
    union = np.concatenate([agreeing, boundaries])
    return band_between(union[np.lexsort(union.T[::-1])], band.rows - 1, band.columns - 1, slack)


def find_band(source: Floats, target: Floats, slack: int = SLACK, boundaries: Ints | None = None) -> Band:
    """The band of two texts from the centred unit vectors (n, d) and (m, d) of their single segments.

    It follows the anchors that both sides choose. Small grids are looked at whole. ``boundaries`` (k, 2), ascending on
    both sides, are inside in any case.
    """
    n, m = len(source), len(target)
    if (n + 1) * (m + 1) <= WHOLE_GRID:
        return whole_grid(n, m)
    points = find_anchors(source, target)
    band = band_between(points, n, m, slack)
    return band if boundaries is None or not len(boundaries) else _through(band, boundaries, points, slack)
