"""Nearest neighbours by inner product, through FAISS."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from align.arrays import Floats, Ints


@dataclass(frozen=True, slots=True)
class Neighbors:
    """For each of n queries its k nearest, best first: ``indices`` (n, k) and ``cosines`` (n, k)."""

    indices: Ints
    cosines: Floats


def nearest(queries: Floats, keys: Floats, k: int) -> Neighbors:
    """The ``k`` rows of ``keys`` (m, d) nearest to each row of ``queries`` (n, d), exactly; k is cut to m.

    Ties come in the order of the keys, so that the same input gives the same output.
    """
    import faiss

    k = min(k, len(keys))
    if not k or not len(queries):
        return Neighbors(np.zeros((len(queries), 0), np.int64), np.zeros((len(queries), 0), np.float32))
    cosines, indices = faiss.knn(
        np.ascontiguousarray(queries, np.float32),
        np.ascontiguousarray(keys, np.float32),
        k,
        metric=faiss.METRIC_INNER_PRODUCT,
    )
    order = np.lexsort((indices, -cosines), axis=1)
    return Neighbors(np.take_along_axis(indices, order, 1).astype(np.int64), np.take_along_axis(cosines, order, 1))
