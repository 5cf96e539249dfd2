"""How probable it is that segments of several versions translate one another: what the pairs say, put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
from scipy.sparse import block_array, coo_array, csr_array

from align.arrays import Doubles, Ints
from align.constraints import Boundary
from align.monotonic import NULL_SOURCE, NULL_TARGET, Lattice, posteriors

# A pair that is sure where it is wrong cannot be outvoted. Units in four languages have an F1 of .975 where sentences
# were left out, and of .888 in mixed texts; untempered .969 and .864, with .5 .978 and .893, but then few are sure.
TEMPER = 0.7
LEAST = 0.01  # a link less probable than this is left out


@dataclass(frozen=True)
class PairCounterparts:
    """``linked`` (n, m): how probable it is that two segments stand in one bead; ``source_alone`` (n,) and
    ``target_alone`` (m,): that a segment is a null."""

    linked: csr_array
    source_alone: Doubles
    target_alone: Doubles


def pair_counterparts(lattice: Lattice) -> PairCounterparts:
    """What all alignments of two sides, weighed by their scores times TEMPER, say of their segments."""
    lattice = replace(lattice, scores=lattice.scores * np.float32(TEMPER), run=lattice.run * TEMPER)
    (i, j), n, m = lattice.band.places, lattice.band.rows - 1, lattice.band.columns - 1
    probabilities = dict(zip(lattice.shapes, posteriors(lattice).astype(np.float64), strict=True))
    alone = [np.zeros(n + 1), np.zeros(m + 1)]
    for side, at, null in ((0, i, NULL_SOURCE), (1, j, NULL_TARGET)):
        alone[side] += np.bincount(at, probabilities.pop(null), len(alone[side]))
    rows, columns, values = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0)]
    for shape, probability in probabilities.items():
        found = np.flatnonzero(probability > LEAST / 10)
        back = np.mgrid[: shape[0], : shape[1]].reshape(2, -1, 1) + 1
        rows.append((i[found] - back[0]).ravel())
        columns.append((j[found] - back[1]).ravel())
        values.append(np.tile(probability[found], back.shape[1]))
    where = np.concatenate(rows), np.concatenate(columns)
    linked = coo_array((np.concatenate(values), where), shape=(n, m)).tocsr()
    linked.data = np.where(linked.data < LEAST, 0.0, np.minimum(linked.data, 1.0))
    linked.eliminate_zeros()
    return PairCounterparts(linked, np.clip(alone[0][1:], 0, 1), np.clip(alone[1][1:], 0, 1))


@dataclass(frozen=True)
class Counterparts:
    """The t segments of l versions, numbered through, one version after another.

    ``linked`` (t, t): how probable it is that two segments of different versions stand in one bead of these;
    ``alone`` (t, l): that a segment has nothing to stand with in a version; ``starts`` (l + 1): where each version's
    numbers begin.
    """

    linked: csr_array
    alone: Doubles
    starts: Ints

    @cached_property
    def version(self) -> list[int]:
        """The version of each segment."""
        return [v for v, count in enumerate(np.diff(self.starts).tolist()) for _ in range(count)]

    @cached_property
    def neighbors(self) -> list[dict[int, float]]:
        """For each segment, those it may stand with and how probable that is."""
        edges, numbers, values = (a.tolist() for a in (self.linked.indptr, self.linked.indices, self.linked.data))
        return [dict(zip(numbers[a:b], values[a:b], strict=True)) for a, b in pairwise(edges)]

    def link(self, segment: int, others: Sequence[int]) -> float:
        """The mean probability that the segment stands with each of the ``others``."""
        row = self.neighbors[segment]
        return sum(row.get(k, 0.0) for k in others) / len(others)

    def part(self, tail: Boundary, head: Boundary) -> Counterparts:
        """Only the segments between two boundaries."""
        ranges = [np.arange(a, b) + at for a, b, at in zip(tail, head, self.starts[:-1].tolist(), strict=True)]
        kept = np.concatenate(ranges)
        starts = np.concatenate([[0], np.cumsum([len(numbers) for numbers in ranges])])
        return Counterparts(self.linked[kept][:, kept], self.alone[kept], starts)


def joint_counterparts(pairs: Mapping[tuple[int, int], PairCounterparts], lengths: Sequence[int]) -> Counterparts:
    """``pairs`` holds each pair x < y of the versions, which have these ``lengths``."""
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    alone = np.zeros((starts[-1], len(lengths)))
    blocks = [[csr_array((n, m)) for m in lengths] for n in lengths]
    for (x, y), pair in pairs.items():
        blocks[x][y], blocks[y][x] = pair.linked, pair.linked.T
        alone[starts[x] : starts[x + 1], y] = pair.source_alone
        alone[starts[y] : starts[y + 1], x] = pair.target_alone
    return Counterparts(csr_array(block_array(blocks)), alone, starts)
