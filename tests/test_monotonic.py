"""The dynamic program against all paths counted one by one."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.band import Band, whole_grid
from align.monotonic import (
    BACK,
    IMPOSSIBLE,
    NULL_SOURCE,
    NULL_TARGET,
    Lattice,
    best_path,
    path_posteriors,
    posteriors,
)

SHAPES = (NULL_SOURCE, NULL_TARGET, (1, 1), (1, 2), (2, 1), (2, 2))


def all_paths(n: int, m: int, band: Band) -> list[list[tuple[int, int, int]]]:
    """Every sequence of (shape number, i, j) from (0, 0) to (n, m) inside the band."""
    if band.cell(n, m) is None:
        return []
    if n == m == 0:
        return [[]]
    return [
        [*path, (number, n, m)]
        for number, (a, b) in enumerate(SHAPES)
        if n >= a and m >= b
        for path in all_paths(n - a, m - b, band)
    ]


def lattice_of(band: Band, seed: int, run: float) -> Lattice:
    scores = np.random.default_rng(seed).normal(0, 2, (len(SHAPES), band.cells)).astype(np.float32)
    for number, (a, b) in enumerate(SHAPES):
        for i in range(band.rows):
            for j in range(band.low[i], band.high[i]):
                if i < a or j < b:
                    scores[number, band.cell(i, j)] = IMPOSSIBLE
    return Lattice(band, SHAPES, scores, run)


@st.composite
def bands(draw: st.DrawFn) -> Band:
    n, m = draw(st.integers(0, 4)), draw(st.integers(0, 4))
    cuts = sorted(draw(st.lists(st.integers(0, m), min_size=2 * n, max_size=2 * n)))
    low = np.array([0, *cuts[: 2 * n : 2]], np.int64)
    high = np.array([*cuts[1 : 2 * n : 2], m], np.int64) + 1
    return Band(low, high)


def runs_of(path: list[tuple[int, int, int]]) -> int:
    """Nulls that follow one of the same side."""
    return sum(one[0] == other[0] and 0 in SHAPES[one[0]] for one, other in pairwise(path))


def backs_of(path: list[tuple[int, int, int]]) -> int:
    """Nulls of the source right after one of the target."""
    return sum((SHAPES[one[0]], SHAPES[other[0]]) == (NULL_TARGET, NULL_SOURCE) for one, other in pairwise(path))


@given(bands(), st.integers(0, 99), st.sampled_from([0.0, 1.5, -0.75]))
@settings(max_examples=90, deadline=None)
def test_against_all_paths(band: Band, seed: int, run: float) -> None:
    lattice = lattice_of(band, seed, run)
    paths = all_paths(band.rows - 1, band.columns - 1, band)
    values = [
        sum(float(lattice.scores[k, band.cell(i, j)]) for k, i, j in path) + run * runs_of(path) + BACK * backs_of(path)
        for path in paths
    ]
    total = math.log(sum(math.exp(v - max(values)) for v in values)) + max(values)
    assert path_posteriors(lattice).total == pytest.approx(total, abs=1e-5)
    found = [(step.shape, step.i, step.j) for step in best_path(lattice)]
    assert found == paths[int(np.argmax(values))]
    expected = np.zeros(lattice.scores.shape)
    for path, value in zip(paths, values, strict=True):
        for k, i, j in path:
            expected[k, band.cell(i, j)] += math.exp(value - total)
    assert posteriors(lattice) == pytest.approx(expected, abs=1e-5)
    runs = sum(runs_of(path) * math.exp(value - total) for path, value in zip(paths, values, strict=True))
    assert path_posteriors(lattice).runs == pytest.approx(runs, abs=1e-5)


def test_three_by_three_with_a_pencil() -> None:
    """Ones on the diagonal, nothing elsewhere: three 1-1 beads worth 3."""
    band = whole_grid(3, 3)
    scores = np.full((len(SHAPES), band.cells), -1.0, np.float32)
    for k in range(1, 4):
        scores[2, band.cell(k, k)] = 1.0
    path = best_path(Lattice(band, SHAPES, scores))
    assert [(SHAPES[s.shape], s.i, s.j) for s in path] == [((1, 1), 1, 1), ((1, 1), 2, 2), ((1, 1), 3, 3)]
