from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import random_rows, seeds

from align.arrays import centre_of, unit_rows
from align.windows import window_vectors, windows_of

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))
from benchmarks.windows import EmbeddedWindows

ORIGIN = np.zeros(2, np.float32)


def test_with_a_pencil() -> None:
    """East, north, west; the middle one is four times as long and so weighs twice as much."""
    rows = np.array([[1, 0], [0, 1], [-1, 0]], np.float32)
    single, double, triple = window_vectors(rows, [9, 36, 9], 3, ORIGIN)
    assert single == pytest.approx(rows)
    assert double == pytest.approx(np.array([[0, 0], [0.2**0.5, 0.8**0.5], [-(0.2**0.5), 0.8**0.5]]))
    assert triple == pytest.approx(np.array([[0, 0], [0, 0], [0, 1]]))


@given(st.integers(0, 7), st.integers(1, 4), seeds)
def test_single_segments_are_centred(n: int, d: int, seed: int) -> None:
    rows, centre = random_rows(n, d, seed), random_rows(1, d, seed + 1)[0] / 3
    windows = window_vectors(rows, [5] * n, 2, centre)
    assert windows[0] == pytest.approx(unit_rows(rows - centre), abs=1e-5)


@given(st.integers(0, 7), st.integers(1, 5), seeds)
def test_against_a_loop(n: int, widest: int, seed: int) -> None:
    rows, centre = random_rows(n, 3, seed), random_rows(1, 3, seed + 1)[0] / 3
    lengths = np.random.default_rng(seed).integers(0, 50, n).tolist()
    windows = window_vectors(rows, lengths, widest, centre)
    assert windows.shape == (widest, n, 3)
    for a in range(1, widest + 1):
        for i in range(n):
            if a > i + 1:
                assert not windows[a - 1, i].any()  # begins before the text
                continue
            run = range(i - a + 1, i + 1)
            summed = sum(rows[k].astype(float) * max(lengths[k], 1) ** 0.5 for k in run)
            centred = summed / np.linalg.norm(summed) - centre
            assert windows[a - 1, i] == pytest.approx(centred / np.linalg.norm(centred), abs=1e-4)


@given(st.integers(1, 7), seeds)
def test_equal_segments_make_equal_windows(n: int, seed: int) -> None:
    rows = np.repeat(random_rows(1, 4, seed), n, axis=0)
    lengths = np.random.default_rng(seed).integers(1, 50, n).tolist()
    windows = window_vectors(rows, lengths, n, np.zeros(4, np.float32))
    for a in range(n):
        assert windows[a, a:] == pytest.approx(rows[a:], abs=1e-5)


def test_segments_that_say_nothing() -> None:
    """A row of zeros, a segment without characters: no division by zero, nothing that is not finite."""
    windows = window_vectors(np.zeros((2, 2), np.float32), [0, 0], 2, ORIGIN)
    assert not windows.any()


@given(st.integers(1, 4), seeds)
def test_segments_at_the_centre_say_nothing(n: int, seed: int) -> None:
    """Of equal segments centred by their own mean only rounding errors are left: these get no direction."""
    rows = np.repeat(random_rows(1, 384, seed), n, axis=0)
    assert window_vectors(rows, [5] * n, 2, centre_of(rows)) == pytest.approx(0, abs=0.05)


@given(st.integers(0, 7), seeds)
def test_embedded_windows_are_looked_up_alike(n: int, seed: int) -> None:
    """Those of the benchmark: where they hold what is pooled here, they give the same."""
    rows, centre = random_rows(n, 3, seed), random_rows(1, 3, seed + 1)[0] / 3
    pooled = windows_of(rows, [5] * n, centre)
    embedded = EmbeddedWindows(window_vectors(rows, [5] * n, 3, np.zeros(3, np.float32)), centre)
    assert len(embedded.sums) == len(pooled.sums)
    for boundaries in (range(-2, n + 3), range(1, n + 1), range(2, 2)):
        assert embedded.ending(boundaries, 3) == pytest.approx(pooled.ending(boundaries, 3), abs=1e-4)
