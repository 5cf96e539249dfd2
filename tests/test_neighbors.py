from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import random_rows, seeds

from align.neighbors import nearest

EAST, NORTH, BETWEEN = [1.0, 0.0], [0.0, 1.0], [0.8, 0.6]


def test_with_a_pencil() -> None:
    found = nearest(np.array([EAST, NORTH], np.float32), np.array([NORTH, EAST, BETWEEN], np.float32), 2)
    assert found.indices.tolist() == [[1, 2], [0, 2]]
    assert found.cosines == pytest.approx(np.array([[1, 0.8], [1, 0.6]]))
    assert [found.indices.dtype, found.cosines.dtype] == [np.dtype(np.int64), np.dtype(np.float32)]


@pytest.mark.parametrize(("n", "m", "k", "shape"), [(2, 3, 9, (2, 3)), (0, 3, 2, (0, 0)), (2, 0, 2, (2, 0))])
def test_fewer_keys_than_neighbors(n: int, m: int, k: int, shape: tuple[int, int]) -> None:
    found = nearest(random_rows(n, 4, 0), random_rows(m, 4, 1), k)
    assert found.indices.shape == found.cosines.shape == shape


def test_ties_come_in_the_order_of_the_keys() -> None:
    found = nearest(np.array([EAST], np.float32), np.array([NORTH, EAST, NORTH, EAST], np.float32), 4)
    assert found.indices.tolist() == [[1, 3, 0, 2]]


@given(st.integers(1, 30), st.integers(1, 30), st.integers(1, 6), seeds)
def test_against_all_cosines(n: int, m: int, k: int, seed: int) -> None:
    queries, keys = random_rows(n, 8, seed), random_rows(m, 8, seed + 1)
    found = nearest(queries, keys, k)
    cosines = queries @ keys.T
    assert found.cosines == pytest.approx(-np.sort(-cosines, axis=1)[:, :k], abs=1e-5)
    assert np.take_along_axis(cosines, found.indices, axis=1) == pytest.approx(found.cosines, abs=1e-5)
    again = nearest(queries, keys, k)
    assert (again.indices == found.indices).all()
    assert (again.cosines == found.cosines).all()
