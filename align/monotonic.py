"""The dynamic program over a band: the best sequence of beads, and how probable each bead is.

Rows are handled as a whole. Within a row the only step is the null of the target, shape (0, 1), whose running
maximum or sum is an ``accumulate``; all other shapes come from earlier rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from align.arrays import Doubles, Floats
from align.band import Band

Shape = tuple[int, int]

IMPOSSIBLE = -1e4  # a score that no path takes while there is another; finite, so that sums and differences stay so
NULL_SOURCE: Shape = (1, 0)
NULL_TARGET: Shape = (0, 1)


@dataclass(frozen=True)
class Lattice:
    """``scores`` (s, c): what a bead of ``shapes[s]`` that ends at cell c is worth; IMPOSSIBLE where it cannot be.

    ``shapes`` hold NULL_TARGET, and otherwise shapes with at least one source segment.
    """

    band: Band
    shapes: tuple[Shape, ...]
    scores: Floats


@dataclass(frozen=True, slots=True)
class Step:
    """One bead of a path: shape number and the cell at which it ends, as boundaries (i, j)."""

    shape: int
    i: int
    j: int


def _arrivals(lattice: Lattice, values: Doubles, i: int) -> Doubles:
    """(s, width): for each shape, the value at its origin plus its score, for the cells of row i."""
    band = lattice.band
    low, high, offset = int(band.low[i]), int(band.high[i]), int(band.offsets[i])
    table = np.full((len(lattice.shapes), high - low), -np.inf)
    for number, (a, b) in enumerate(lattice.shapes):
        if a == 0 or a > i:
            continue
        low_0, high_0, offset_0 = int(band.low[i - a]), int(band.high[i - a]), int(band.offsets[i - a])
        start, stop = max(low, low_0 + b), min(high, high_0 + b)
        if start < stop:
            origin = values[offset_0 + start - b - low_0 : offset_0 + stop - b - low_0]
            table[number, start - low : stop - low] = (
                origin + lattice.scores[number, offset + start - low : offset + stop - low]
            )
    if i == 0:
        table[0, 0] = 0.0
    return table


def _sweep(lattice: Lattice, combine: np.ufunc) -> Doubles:
    """Values (c,) of all cells from (0, 0) on; ``combine`` is np.maximum (best path) or np.logaddexp (all paths)."""
    band, null = lattice.band, lattice.shapes.index(NULL_TARGET)
    values = np.full(band.cells, -np.inf)
    for i in range(band.rows):
        row = slice(int(band.offsets[i]), int(band.offsets[i + 1]))
        table = _arrivals(lattice, values, i)
        top = table.max(axis=0)
        if combine is np.logaddexp:
            safe = np.where(np.isfinite(top), top, 0.0)
            with np.errstate(divide="ignore"):
                top = safe + np.log(np.exp(table - safe).sum(axis=0))
        steps = np.cumsum(lattice.scores[null, row], dtype=np.float64)
        values[row] = steps + combine.accumulate(top - steps)
    return values


def _mirrored(lattice: Lattice) -> Lattice:
    """The same lattice read from the end: a bead's score moves to the cell at which it begins."""
    band = lattice.band
    n, m = band.rows - 1, band.columns - 1
    mirror = Band((m + 1 - band.high)[::-1].copy(), (m + 1 - band.low)[::-1].copy())
    scores = np.full((len(lattice.shapes), mirror.cells), IMPOSSIBLE, np.float32)
    for number, (a, b) in enumerate(lattice.shapes):
        for i in range(a, n + 1):
            # ends at (i, j), begins at (i - a, j - b): in the mirror that is row n - (i - a), column m - (j - b)
            i_0 = n - i + a
            low, high = int(band.low[i]), int(band.high[i])
            start, stop = m - (high - 1) + b, m - low + b + 1
            first, last = max(start, int(mirror.low[i_0])), min(stop, int(mirror.high[i_0]))
            if first < last:
                there = int(mirror.offsets[i_0]) - int(mirror.low[i_0])
                here = lattice.scores[number, band.offsets[i] : band.offsets[i + 1]][::-1]
                scores[number, there + first : there + last] = here[first - start : last - start]
    return Lattice(mirror, lattice.shapes, scores)


def forward_total(lattice: Lattice) -> float:
    """The logarithm of the sum over all paths of the exponential of their score."""
    return float(_sweep(lattice, np.logaddexp)[-1])


def posteriors(lattice: Lattice) -> Floats:
    """(s, c): the probability of each bead, over all paths weighted by the exponential of their score."""
    band = lattice.band
    forward = _sweep(lattice, np.logaddexp)
    backward = _sweep(_mirrored(lattice), np.logaddexp)[::-1]  # cell numbers run backwards in the mirror
    total = forward[-1]
    result = np.zeros(lattice.scores.shape, np.float32)
    for i in range(band.rows):
        row = slice(int(band.offsets[i]), int(band.offsets[i + 1]))
        table = _arrivals(lattice, forward, i)
        null = lattice.shapes.index(NULL_TARGET)
        table[null, 1:] = forward[row][:-1] + lattice.scores[null, row][1:]
        if i == 0:
            table[0, 0] = -np.inf
        result[:, row] = np.exp(np.minimum(table + backward[row] - total, 0.0))
    return result


def best_path(lattice: Lattice) -> list[Step]:
    """The beads of the path with the largest sum of scores, in order. Ties fall to the earlier shape."""
    band, shapes = lattice.band, lattice.shapes
    values = _sweep(lattice, np.maximum)
    i, j = band.rows - 1, band.columns - 1
    steps: list[Step] = []
    while i or j:
        cell = band.cell(i, j)
        assert cell is not None
        best, best_value = -1, -np.inf
        for number, (a, b) in enumerate(shapes):
            origin = band.cell(i - a, j - b) if j >= b else None
            if origin is not None:
                value = values[origin] + float(lattice.scores[number, cell])
                if value > best_value:
                    best, best_value = number, value
        assert best >= 0, "the band is connected by nulls"
        steps.append(Step(best, i, j))
        i, j = i - shapes[best][0], j - shapes[best][1]
    return steps[::-1]
