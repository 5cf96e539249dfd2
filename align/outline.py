"""A first, rough alignment, which says where a closer look is worth its price.

The beads of few shapes are scored by the cosine and the length alone, and all boundaries that are not improbable then
make a narrower band, with some room on all sides of them.
"""

from __future__ import annotations

import numpy as np

from align.arrays import Doubles, Floats
from align.band import Band
from align.constraints import FREE_PAIR, PairConstraints, constrained
from align.monotonic import IMPOSSIBLE, NULL_SOURCE, NULL_TARGET, Lattice, Shape, posteriors
from align.preparation import Pair, blocks

ROUGH_SHAPES: tuple[Shape, ...] = (NULL_SOURCE, NULL_TARGET, (1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1))
# What a bead is worth by its segments in all, what its margin and its length difference count for, and a null.
PRICE = {2: 0.0, 3: -1.5, 4: -3.0}
MARGIN, LENGTH, NULL = 12.0, -1.0, -1.0
IMPROBABLE = 1e-4
ROOM = 3  # segments on all sides of a boundary that is not improbable
LONGEST = max(max(shape) for shape in ROUGH_SHAPES)


def rough_lattice(pair: Pair) -> Lattice:
    """The beads of ROUGH_SHAPES in the pair's band, scored."""
    band, x, y = pair.band, pair.source, pair.target
    scores = np.full((len(ROUGH_SHAPES), band.cells), IMPOSSIBLE, np.float32)
    for rows, columns in blocks(band):
        left, right = x.windows.ending(rows, LONGEST), y.windows.ending(columns, LONGEST)
        row, column = slice(rows.start, rows.stop), slice(columns.start, columns.stop)
        for number, (a, b) in enumerate(ROUGH_SHAPES):
            if a and b:
                around = x.neighbors[a - 1, row, None] + y.neighbors[b - 1, None, column]
                long_x, long_y = _lengths(x.lengths, rows, a)[:, None], _lengths(y.lengths, columns, b) * pair.ratio
                difference = np.abs(np.log((long_x + 5) / (long_y + 5)))
                dense = MARGIN * (left[a - 1] @ right[b - 1].T - around / 2) + LENGTH * difference + PRICE[a + b]
            else:
                dense = np.full((len(rows), len(columns)), NULL)
            _fill(scores[number], band, rows, columns, dense, (a, b))
    return Lattice(band, ROUGH_SHAPES, scores)


def _lengths(before: Doubles, boundaries: range, size: int) -> Doubles:
    at = np.arange(boundaries.start, boundaries.stop)
    return before[at] - before[np.maximum(at - size, 0)]


def _fill(scores: Floats, band: Band, rows: range, columns: range, dense: Doubles, shape: Shape) -> None:
    for i in rows:
        first, last = max(int(band.low[i]), shape[1]), int(band.high[i])
        if i >= shape[0] and first < last:
            at = int(band.offsets[i]) - int(band.low[i])
            scores[at + first : at + last] = dense[i - rows.start, first - columns.start : last - columns.start]


def narrowed(pair: Pair, constraints: PairConstraints = FREE_PAIR) -> Band:
    """The part of the pair's band that the rough alignment, under the same constraints, leaves."""
    band = pair.band
    probable = posteriors(constrained(rough_lattice(pair), constraints)).sum(axis=0) >= IMPROBABLE
    probable[[0, -1]] = True
    rows, columns = (places[probable] for places in band.places)
    n, m = band.rows - 1, band.columns - 1
    low, high = np.full(n + 1, m, np.int64), np.zeros(n + 1, np.int64)
    np.minimum.at(low, rows, columns)
    np.maximum.at(high, rows, columns + 1)
    low, high = np.minimum.accumulate(low[::-1])[::-1], np.maximum.accumulate(high)
    before, after = np.maximum(np.arange(n + 1) - ROOM, 0), np.minimum(np.arange(n + 1) + ROOM, n)
    return Band(np.maximum(low[before] - ROOM, 0), np.minimum(high[after] + ROOM, m + 1))
