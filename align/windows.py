"""Vectors of runs of 1 to w consecutive segments, pooled from the vectors of the single ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from align.arrays import EPSILON, Doubles, Floats

WIDEST = 5  # the longest run of segments on one side of a bead


def window_vectors(vectors: Floats, lengths: Sequence[int], widest: int, centre: Floats) -> Floats:
    """(w, n, d): row [a - 1, i] is the unit vector of the ``a`` segments that end at ``i`` (inclusive).

    The sum of the segments' vectors (n, d), weighted by the square root of their length in characters, less
    ``centre`` (d,). With learned bead weights this costs nothing against embedding every window, which is 10 to 36
    times the work. Windows that would begin before the text are zero.
    """
    n, d = vectors.shape
    weight = np.sqrt(np.maximum(np.asarray(lengths, dtype=np.float64), 1))[:, None]
    total: Doubles = np.zeros((n + 1, d))
    np.cumsum(vectors * weight, axis=0, out=total[1:])
    windows = np.zeros((widest, n, d), dtype=np.float32)
    for a in range(1, min(widest, n) + 1):
        summed = total[a:] - total[:-a]
        summed /= np.maximum(np.linalg.norm(summed, axis=1, keepdims=True), EPSILON)
        summed -= centre
        windows[a - 1, a - 1 :] = summed / np.maximum(np.linalg.norm(summed, axis=1, keepdims=True), EPSILON)
    return windows
