"""Unit vectors as whole numbers: a quarter of the memory, and the same cosines on every machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from align.arrays import Floats, Ints

Bytes = npt.NDArray[np.int8]
NO_PAIRS: Ints = np.zeros((0, 2), np.int64)
MATRIX = 4_000_000  # cosines that are looked at at once
ROWS = 20_000  # vectors that are


@dataclass(frozen=True)
class Rows:
    """s unit vectors as whole numbers: ``values`` (s, d) from -127 to 127, and ``scales`` (s,) that make unit rows.

    That moves a cosine by about .001. The sums of their products are exact in single precision up to d = 1040, so
    that cosines do not depend on how a machine, or how many threads, add them up.
    """

    values: Bytes
    scales: Floats

    def __getitem__(self, at: slice) -> Rows:
        return Rows(self.values[at], self.scales[at])

    def take(self, at: Ints) -> Rows:
        """Those of these numbers."""
        return Rows(self.values.take(at, axis=0), self.scales.take(at))

    def __len__(self) -> int:
        return len(self.values)

    @property
    def units(self) -> Floats:
        """(s, d) rows of length one."""
        return self.values * self.scales[:, None]

    def cosines(self, others: Rows) -> Floats:
        """(s, t) with t ``others``."""
        products = self.values.astype(np.float32) @ others.values.astype(np.float32).T
        products *= self.scales[:, None]
        products *= others.scales
        return products


def whole_numbers(rows: Floats) -> Rows:
    """``rows`` (s, d) as such; a row of zeros keeps a scale of 0."""
    largest = np.abs(rows).max(axis=1, initial=0)
    values = np.rint(rows * (127 / np.maximum(largest, 1e-9))[:, None]).astype(np.int8)
    norms = np.sqrt(np.einsum("sd,sd->s", values, values, dtype=np.float64))
    return Rows(values, np.divide(1, norms, out=np.zeros_like(norms), where=norms > 0).astype(np.float32))


def runs(values: Ints) -> Iterator[tuple[int, int]]:
    """Where equal neighbours begin and end."""
    cuts = np.flatnonzero(np.diff(values)) + 1
    bounds = [0, *cuts.tolist(), len(values)] if len(values) else [0]
    yield from pairwise(bounds)


def ranges(starts: Ints, counts: Ints) -> tuple[Ints, Ints]:
    """``counts`` whole numbers from each of the ``starts`` on, one range after another, and where each begins."""
    begins = np.cumsum(counts) - counts
    return np.repeat(starts - begins, counts) + np.arange(counts.sum()), begins


def batches(counts: Ints, first: Ints) -> Iterator[tuple[int, int]]:
    """Runs of pairs with the same ``first`` document, ``counts`` (p, 2) the rows of both, that have no more than about
    MATRIX cosines and ROWS rows together, or one pair with more."""
    costs = counts[:, 1] * np.maximum(counts[:, 0], MATRIX // ROWS)
    large = costs > MATRIX
    for start, stop in runs(first):
        if costs[start:stop].sum() <= MATRIX:
            yield start, stop
            continue
        for a, b in runs(np.cumsum(costs[start:stop]) // MATRIX * 2 + large[start:stop]):
            yield start + a, start + b
