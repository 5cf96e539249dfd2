"""The dynamic program over a band: the best sequence of beads, and how probable each bead is.

Rows are handled as a whole. Within a row the only step is the null of the target, shape (0, 1), whose running
maximum or sum is an ``accumulate``; all other shapes come from earlier rows. Nulls come in runs, as captions and
omitted passages do: a null that follows one of the same side is worth ``run`` more than the first one, which is the
affine gap of sequence alignment, and makes three states of each cell: how a path arrives there. Where nulls of both
sides meet, those of the source come first: their order says nothing, and each way to mix them would count as one more
alignment.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from align.arrays import Doubles, Floats
from align.band import Band

Shape = tuple[int, int]

# What a null of the source right after one of the target is worth more: only a narrow band calls for that order. Any
# number that outweighs a few ways to mix nulls will do.
BACK = -3.0
IMPOSSIBLE = -1e4  # a score that no path takes while there is another; finite, so that sums and differences stay so
NULL_SOURCE: Shape = (1, 0)
NULL_TARGET: Shape = (0, 1)


@dataclass(frozen=True)
class Lattice:
    """``scores`` (…, s, c): what a bead of ``shapes[s]`` that ends at cell c is worth; IMPOSSIBLE where it cannot be.
    Axes before these are scores of their own, looked at together.

    ``shapes`` hold both nulls, and otherwise shapes with segments on both sides. ``run`` is what a null is worth more
    where one of the same side stands before it, and BACK what one of the source is worth more after one of the target.
    """

    band: Band
    shapes: tuple[Shape, ...]
    scores: Floats
    run: float = 0.0

    @property
    def nulls(self) -> tuple[int, int]:
        """The numbers of the two nulls among the shapes, the source's first."""
        return self.shapes.index(NULL_SOURCE), self.shapes.index(NULL_TARGET)


@dataclass(frozen=True, slots=True)
class Step:
    """One bead of a path: shape number and the cell at which it ends, as boundaries (i, j)."""

    shape: int
    i: int
    j: int


@lru_cache(maxsize=4)
def _neighbors(band: Band, shapes: tuple[Shape, ...], direction: int) -> npt.NDArray[np.int32]:
    """(s, c): the cell from which a bead of each shape that ends at a cell comes (direction -1), or to which a bead
    that begins there leads (1); ``band.cells`` where that is outside of the band."""
    rows, columns = band.places
    found = np.full((len(shapes), band.cells), band.cells, np.int32)
    for number, (a, b) in enumerate(shapes):
        i, j = rows + direction * a, columns + direction * b
        row = np.clip(i, 0, band.rows - 1)
        inside = (i == row) & (j >= band.low[row]) & (j < band.high[row])
        found[number, inside] = (band.offsets[row] + j - band.low[row])[inside]
    return found


@dataclass(frozen=True)
class _Arrivals:
    """Best values or log-sums (…, c + 1) of the paths from (0, 0) to each cell, by their last bead: one with text on
    both sides (or none), a null of the source, a null of the target; and of all of them. The last value is -inf, for
    what is outside of the band."""

    both: Doubles
    source_null: Doubles
    target_null: Doubles
    all: Doubles


def _sweep(lattice: Lattice, combine: np.ufunc, mirrored: bool = False) -> _Arrivals:
    """``combine`` is np.maximum (best path) or np.logaddexp (all paths). In a mirrored lattice the nulls of the target
    come first."""
    down_after_along, along_after_down = (0.0, BACK) if mirrored else (BACK, 0.0)
    band, (null_source, null_target) = lattice.band, lattice.nulls
    origins = _neighbors(band, lattice.shapes, -1)
    before = origins[null_source]
    matches = [number for number in range(len(lattice.shapes)) if number not in lattice.nulls]
    origins, scores = origins[matches], lattice.scores[..., matches, :]
    shape = (*lattice.scores.shape[:-2], band.cells + 1)
    both, source_null, target_null, everything = (np.full(shape, -np.inf) for _ in range(4))
    offsets = band.offsets.tolist()
    with np.errstate(divide="ignore"):
        for i in range(band.rows):
            row = slice(offsets[i], offsets[i + 1])
            table = everything[..., origins[:, row]] + scores[..., row]
            top = table.max(axis=-2)
            if combine is np.logaddexp:
                safe = np.maximum(top, 10 * IMPOSSIBLE * (1 + band.rows))
                top = safe + np.log(np.exp(table - safe[..., None, :]).sum(axis=-2))
            if i == 0:
                top[..., 0] = 0.0
            above = before[row]
            first = combine(both[..., above], target_null[..., above] + down_after_along)
            down = combine(first, source_null[..., above] + lattice.run) + lattice.scores[..., null_source, row]
            entered = combine(top, down + along_after_down)
            steps = (lattice.scores[..., null_target, row] + lattice.run).cumsum(axis=-1, dtype=np.float64)
            along = np.full(top.shape, -np.inf)
            along[..., 1:] = steps[..., 1:] + combine.accumulate(entered - steps - lattice.run, axis=-1)[..., :-1]
            both[..., row], source_null[..., row], target_null[..., row] = top, down, along
            everything[..., row] = combine(combine(top, down), along)
    return _Arrivals(both, source_null, target_null, everything)


def _mirrored(lattice: Lattice) -> Lattice:
    """The same lattice read from the end: a bead's score moves to the cell at which it begins."""
    band = lattice.band
    scores = np.full(lattice.scores.shape, IMPOSSIBLE, np.float32)
    for number, ends in enumerate(_neighbors(band, lattice.shapes, 1)):
        inside = ends < band.cells
        scores[..., number, inside] = lattice.scores[..., number, ends[inside]]
    return replace(lattice, band=band.mirror, scores=scores[..., ::-1])


@dataclass(frozen=True)
class Posteriors:
    """``beads`` (…, s, c): the probability of each bead, over all paths weighted by the exponential of their score;
    ``runs`` (…): how many nulls that follow one of the same side a path has on average; ``total`` (…): the logarithm of
    the sum over all paths."""

    beads: Floats
    runs: Doubles
    total: Doubles


def path_posteriors(lattice: Lattice) -> Posteriors:
    """From the sums over all paths to each cell, and from it to the end."""
    add = np.logaddexp
    here, there = _sweep(lattice, add), _sweep(_mirrored(lattice), add, mirrored=True)
    total = here.all[..., -2, None]
    # cell numbers run backwards in the mirror
    both, source_null, target_null, after = (
        values[..., -2::-1] for values in (there.both, there.source_null, there.target_null, there.all)
    )
    beads = np.zeros(lattice.scores.shape, np.float32)
    for number, origins in enumerate(_neighbors(lattice.band, lattice.shapes, -1)):
        if number not in lattice.nulls:
            arrived = here.all[..., origins] + lattice.scores[..., number, :]
            beads[..., number, :] = np.exp(np.minimum(arrived + (after - total), 0.0))
    runs = np.zeros(lattice.scores.shape[:-2])
    for number, arrived, same, other, turn in zip(
        lattice.nulls,
        (here.source_null[..., :-1], here.target_null[..., :-1]),
        (source_null, target_null),
        (target_null, source_null),
        (0.0, BACK),
        strict=True,
    ):
        ahead = add(add(both, other + turn), same + lattice.run) - total
        beads[..., number, :] = np.exp(np.minimum(arrived + ahead, 0.0))
        runs += np.exp(arrived + lattice.run + same - total).sum(axis=-1)
    return Posteriors(beads, runs, total[..., 0])


def posteriors(lattice: Lattice) -> Floats:
    """(s, c): the probability of each bead, over all paths weighted by the exponential of their score."""
    return path_posteriors(lattice).beads


def best_path(lattice: Lattice) -> list[Step]:
    """The beads of the path with the largest sum of scores, in order. Ties fall to the earlier shape."""
    band, shapes, nulls = lattice.band, lattice.shapes, lattice.nulls
    values = _sweep(lattice, np.maximum)
    origins = _neighbors(band, shapes, -1)
    i, j = band.rows - 1, band.columns - 1
    steps: list[Step] = []
    while i or j:
        cell = band.cell(i, j)
        assert cell is not None
        arrivals = values.all[origins[:, cell]] + lattice.scores[:, cell]
        arrivals[list(nulls)] = values.source_null[cell], values.target_null[cell]
        if steps and steps[-1].shape in nulls:
            arrivals[steps[-1].shape] += lattice.run
            arrivals[nulls[1]] += BACK if steps[-1].shape == nulls[0] else 0.0
        best = int(np.argmax(arrivals))
        assert arrivals[best] > -np.inf, "the band is connected by nulls"
        steps.append(Step(best, i, j))
        i, j = i - shapes[best][0], j - shapes[best][1]
    return steps[::-1]
