"""Where to look: the cells of the n x m grid that an alignment may pass through."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from align.arrays import Floats, Ints
from align.mining import mutual_links

WHOLE_GRID = 40_000  # cells up to which the whole grid is looked at: a page against a page
SLACK = 24  # segments to either side of what two neighbouring anchors enclose
SUPPORT = 12  # an anchor counts when the chain's next anchor, before or after, is this near on both sides
WIDEST_GAP = 2_000  # between anchors further apart than this, the band follows the diagonal at half this distance


@dataclass(frozen=True)
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

    def cell(self, i: int, j: int) -> int | None:
        """The number of cell (i, j), or None where it is outside."""
        if 0 <= i < self.rows and self.low[i] <= j < self.high[i]:
            return int(self.offsets[i] + j - self.low[i])
        return None


def whole_grid(n: int, m: int) -> Band:
    """Every cell of n by m segments."""
    return Band(np.zeros(n + 1, np.int64), np.full(n + 1, m + 1, np.int64))


def heaviest_chain(source: Ints, target: Ints, weights: Floats) -> Ints:
    """Indices of the links that ascend strictly on both sides and have the largest sum of weights.

    Patience with a Fenwick tree of best sums, O(k log k); ``source`` must ascend strictly.
    """
    size = int(target.max(initial=-1)) + 2
    best_sum, best_at = np.zeros(size), np.full(size, -1, np.int64)
    previous = np.full(len(source), -1, np.int64)
    final, final_sum = -1, 0.0
    for link, (column, weight) in enumerate(zip(target.tolist(), weights.tolist(), strict=True)):
        total, at, node = 0.0, -1, column
        while node > 0:
            if best_sum[node] > total:
                total, at = best_sum[node], int(best_at[node])
            node -= node & -node
        total, previous[link] = total + weight, at
        if total > final_sum:
            final, final_sum = link, total
        node = column + 1
        while node < size:
            if total > best_sum[node]:
                best_sum[node], best_at[node] = total, link
            node += node & -node
    chain = []
    while final >= 0:
        chain.append(final)
        final = int(previous[final])
    return np.array(chain[::-1], dtype=np.int64)


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


def find_band(source: Floats, target: Floats, slack: int = SLACK) -> Band:
    """The band of two texts from the centred unit vectors (n, d) and (m, d) of their single segments.

    Anchors are links that both sides choose; their heaviest ascending chain is kept, without loners that no other
    anchor of the chain supports. Small grids are looked at whole.
    """
    n, m = len(source), len(target)
    if (n + 1) * (m + 1) <= WHOLE_GRID:
        return whole_grid(n, m)
    links = mutual_links(source, target)
    weights = np.maximum(links.margins, 0) + np.float32(1e-3)
    chain = heaviest_chain(links.source, links.target, weights)
    points = np.stack([links.source[chain], links.target[chain]], axis=1)
    if len(points) > 1:
        near = (np.diff(points, axis=0) <= SUPPORT).all(axis=1)
        points = points[np.concatenate([near, [False]]) | np.concatenate([[False], near])]
    else:
        points = points[:0]
    return band_between(points, n, m, slack)
