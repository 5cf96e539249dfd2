from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import random_rows, seeds

from align.arrays import centre_of, unit_rows
from align.errors import AlignError


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([[3, 4]], [[0.6, 0.8]]),
        ([[0, 0], [0, -2]], [[0, 0], [0, -1]]),
        ([[1e-20, 0]], [[0, 0]]),  # next to nothing stays next to nothing
        ([[1e30, 1e30]], [[0.5**0.5, 0.5**0.5]]),  # squares that single precision cannot hold
        (np.zeros((0, 7)), np.zeros((0, 7))),
        (np.zeros((2, 0)), np.zeros((2, 0))),
    ],
)
def test_rows_of_length_one(rows: list[list[float]], expected: list[list[float]]) -> None:
    found = unit_rows(rows)
    assert found.dtype == np.float32
    assert found == pytest.approx(np.array(expected))


def test_the_argument_stays_as_it_was() -> None:
    rows = np.array([[3, 4]], np.float32)
    unit_rows(rows)
    assert rows.tolist() == [[3, 4]]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "de: shape (0,) where (segments, dimension) is needed"),
        ([1.0, 2.0], "de: shape (2,) where"),
        ([[[1.0]]], "de: shape (1, 1, 1) where"),
        ([[1, 0], [0, float("nan")], [float("inf"), 0]], "de: row 1 is not finite"),
    ],
)
def test_what_is_no_row(rows: list[float], message: str) -> None:
    with pytest.raises(AlignError) as caught:
        unit_rows(rows, "de")
    assert str(caught.value).startswith(message)


@given(st.integers(0, 9), st.integers(1, 5), seeds)
def test_length_and_direction(n: int, d: int, seed: int) -> None:
    rows = random_rows(n, d, seed)
    stretched = rows * np.random.default_rng(seed).uniform(0.1, 9, (n, 1)).astype(np.float32)
    assert unit_rows(stretched) == pytest.approx(rows, abs=1e-6)


def test_centre() -> None:
    rows = np.array([[2, 0], [0, 4]], np.float32)
    assert centre_of(rows).tolist() == [1, 2]
    # as if eight, or two, segments more had been seen, all at (1, 1)
    assert centre_of(rows, np.ones(2, np.float32)) == pytest.approx([10 / 10, 12 / 10])
    assert centre_of(rows, np.ones(2, np.float32), prior_count=2) == pytest.approx([4 / 4, 6 / 4])


def test_centre_of_nothing() -> None:
    nothing = np.zeros((0, 2), np.float32)
    assert centre_of(nothing).tolist() == [0, 0]
    assert centre_of(nothing, np.array([1, 2], np.float32)).tolist() == [1, 2]
