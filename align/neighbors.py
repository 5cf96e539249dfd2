"""Nearest neighbours by inner product, through FAISS."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from align.arrays import Floats, Ints

MANY = 20_000  # keys up to which all of them are compared with every query
PROBED = 24  # cells of an inverted file that are searched for each query


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


def nearest_of_many(queries: Floats, keys: Floats, k: int) -> Ints:
    """(n, k) the ``k`` rows of ``keys`` (m, d) nearest to each row of ``queries`` (n, d), best first; -1 where
    there are fewer.

    Exactly up to MANY keys. Beyond, through an inverted file: keys in about 4 sqrt(m) cells, of which the PROBED
    nearest are searched, so that time grows with n sqrt(m). The same input gives the same output.
    """
    import faiss

    if len(keys) <= MANY or not len(queries):
        return nearest(queries, keys, k).indices
    cells = int(4 * np.sqrt(len(keys)))
    quantizer = faiss.IndexFlatIP(keys.shape[1])
    index = faiss.IndexIVFFlat(quantizer, keys.shape[1], cells, faiss.METRIC_INNER_PRODUCT)
    index.cp.niter, index.cp.seed, index.cp.spherical = 8, 0, True
    rows = np.ascontiguousarray(keys, np.float32)
    index.train(rows[:: max(len(rows) // (40 * cells), 1)])
    index.add(rows)
    index.nprobe = PROBED
    cosines, indices = index.search(np.ascontiguousarray(queries, np.float32), k)
    order = np.lexsort((indices, -cosines), axis=1)
    return np.take_along_axis(indices, order, 1).astype(np.int64)
