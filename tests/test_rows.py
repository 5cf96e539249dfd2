from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import random_rows, seeds

from corpus import rows
from corpus.rows import batches, ranges, runs, whole_numbers


@given(st.integers(1, 20), seeds)
def test_next_to_nothing_is_lost(count: int, seed: int) -> None:
    given_rows = random_rows(count, 384, seed)
    found = whole_numbers(given_rows)
    assert found.values.nbytes == given_rows.nbytes / 4
    assert np.linalg.norm(found.units, axis=1) == pytest.approx(np.ones(count), abs=1e-5)
    assert found.cosines(found) == pytest.approx(given_rows @ given_rows.T, abs=5e-3)


def test_cosines_do_not_depend_on_what_else_is_computed() -> None:
    one, other = whole_numbers(random_rows(50, 1024, 0)), whole_numbers(random_rows(70, 1024, 1))
    together = one.cosines(other)
    for k in range(50):
        assert (one[k : k + 1].cosines(other.take(np.array([7, 3])))[0] == together[k, [7, 3]]).all()


def test_a_row_of_zeros_stays_one() -> None:
    found = whole_numbers(np.zeros((1, 4), np.float32))
    assert found.units.tolist() == [[0, 0, 0, 0]]


def test_runs_and_ranges() -> None:
    assert list(runs(np.array([3, 3, 5, 3]))) == [(0, 2), (2, 3), (3, 4)]
    assert list(runs(np.array([]))) == []
    at, begins = ranges(np.array([10, 3]), np.array([2, 3]))
    assert (at.tolist(), begins.tolist()) == ([10, 11, 3, 4, 5], [0, 2])


def test_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a document of two rows with nine of four rows each and one of a hundred, 24 cosines at once or ten rows."""
    monkeypatch.setattr(rows, "MATRIX", 24)
    monkeypatch.setattr(rows, "ROWS", 12)
    counts = np.array([(2, 4)] * 5 + [(2, 100)] + [(2, 4)] * 2)
    assert list(batches(counts, np.array([0] * 8))) == [(0, 2), (2, 5), (5, 6), (6, 8)]
    assert list(batches(counts[:3], np.array([0, 0, 1]))) == [(0, 2), (2, 3)]
