"""Vectors of runs of 1 to w consecutive segments, pooled from the vectors of the single ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from align.arrays import EPSILON, Doubles, Floats

WIDEST = 5  # the longest run of segments on one side of a bead


@dataclass(frozen=True)
class Windows:
    """The windows of a text of n segments, made where they are asked for, so that a long text needs little memory.

    A window's vector is the sum of its segments' vectors, weighted by the square root of their length in characters,
    less the ``centre`` (d,). With learned bead weights this costs nothing against embedding every window, which is 10
    to 36 times the work. ``sums`` (n + 1, d): of the weighted vectors before each boundary.
    """

    sums: Doubles
    centre: Floats

    def ending(self, boundaries: range, widest: int) -> Floats:
        """(w, len(boundaries), d): [a - 1, k] is the unit vector of the ``a`` segments before ``boundaries[k]``; zero
        where they would begin before the text, and for boundaries outside of it."""
        n = len(self.sums) - 1
        found = np.zeros((widest, len(boundaries), self.sums.shape[1]), np.float32)
        for a in range(1, min(widest, n) + 1):
            first, last = max(boundaries.start, a), min(boundaries.stop, n + 1)
            if first >= last:
                continue
            summed = self.sums[first:last] - self.sums[first - a : last - a]
            summed /= np.maximum(np.linalg.norm(summed, axis=1, keepdims=True), EPSILON)
            summed -= self.centre
            summed /= np.maximum(np.linalg.norm(summed, axis=1, keepdims=True), EPSILON)
            found[a - 1, first - boundaries.start : last - boundaries.start] = summed
        return found


def windows_of(vectors: Floats, lengths: Sequence[int], centre: Floats) -> Windows:
    """Of the segments with these ``vectors`` (n, d) and ``lengths`` (n) in characters."""
    weight = np.sqrt(np.maximum(np.asarray(lengths, dtype=np.float64), 1))[:, None]
    sums: Doubles = np.zeros((len(vectors) + 1, vectors.shape[1]))
    np.cumsum(vectors * weight, axis=0, out=sums[1:])
    return Windows(sums, centre)


def window_vectors(vectors: Floats, lengths: Sequence[int], widest: int, centre: Floats) -> Floats:
    """(w, n, d): row [a - 1, i] is the unit vector of the ``a`` segments that end at ``i`` (inclusive)."""
    return windows_of(vectors, lengths, centre).ending(range(1, len(vectors) + 1), widest)
