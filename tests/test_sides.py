from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import random_rows

from align.errors import AlignError
from align.sides import make_side


@pytest.mark.parametrize(
    ("paragraphs", "starts"),
    [
        (None, [0, 0, 0, 0, 0]),
        ([0, 0, 1, 1], [1, 0, 1, 0, 1]),
        ([0, 1, 2, 3], [1, 1, 1, 1, 1]),
        ([3, 3, 3, 9], [1, 0, 0, 1, 1]),  # numbers may have gaps
        ([5, 5, 5, 5], [0, 0, 0, 0, 0]),  # one paragraph says nothing about paragraphs
    ],
)
def test_where_paragraphs_begin(paragraphs: Sequence[int] | None, starts: list[int]) -> None:
    side = make_side(["a", "b", "c", "d"], 5 * random_rows(4, 3, 0), paragraphs)
    assert side.starts.tolist() == starts
    assert side.segments == ("a", "b", "c", "d")
    assert len(side) == 4
    assert side.vectors == pytest.approx(random_rows(4, 3, 0), abs=1e-6)


def test_nothing_is_a_side() -> None:
    side = make_side([], np.zeros((0, 3), np.float32), [])
    assert (len(side), side.starts.tolist(), side.vectors.shape) == (0, [False], (0, 3))


@pytest.mark.parametrize(
    ("count", "paragraphs", "message"),
    [
        (2, None, "b.txt: 3 vectors for 2 segments"),
        (3, [0, 1], "b.txt: paragraph numbers must ascend, one a segment"),
        (3, [], "b.txt: paragraph numbers must ascend, one a segment"),
        (3, [0, 2, 1], "b.txt: paragraph numbers must ascend, one a segment"),
    ],
)
def test_what_does_not_fit(count: int, paragraphs: list[int] | None, message: str) -> None:
    with pytest.raises(AlignError) as caught:
        make_side(["x"] * count, random_rows(3, 3, 0), paragraphs, name="b.txt")
    assert str(caught.value) == message


def test_vectors_are_checked() -> None:
    with pytest.raises(AlignError, match=r"b\.txt: row 1 is not finite"):
        make_side(["x", "y"], np.array([[1, 0], [np.nan, 0]], np.float32), name="b.txt")


@given(st.lists(st.integers(1, 3), max_size=5))
def test_as_many_starts_as_paragraphs(sizes: list[int]) -> None:
    numbers = [number for number, size in enumerate(sizes) for _ in range(size)]
    side = make_side(["x"] * len(numbers), random_rows(len(numbers), 2, 0), numbers)
    assert side.starts.sum() == (len(sizes) + 1 if len(sizes) > 1 else 0)
