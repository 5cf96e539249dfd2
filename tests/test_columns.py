"""Columns that a reader can put together with a pencil, and what holds for any links."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import coo_array
from strategies import counterparts_by_hand, named, seeds

from align.columns import join_columns
from align.counterparts import Counterparts


@pytest.mark.parametrize(
    ("lengths", "links", "expected"),
    [
        ([2, 2], {"a0 b0": 0.9, "a1 b1": 0.9}, ["a0 b0", "a1 b1"]),
        # more probable than being alone, however little: .4 against the mean of .1 for a0 and .6 for b0
        ([1, 2], {"a0 b0": 0.4, "a0 b1": 0.5}, ["a0 b1", "b0"]),
        ([1, 2], {"a0 b0": 0.45, "a0 b1": 0.4}, ["a0 b0", "b1"]),
        ([1, 1], {"a0 b0": 0.4}, ["a0", "b0"]),
        # two pairs are sure that b0 is c0: that a0 is not seen in b0 does not matter
        ([1, 1, 1], {"a0 c0": 0.9, "b0 c0": 0.9, "a0 b0": 0.3}, ["a0 b0 c0"]),
        ([1, 1, 1], {"a0 c0": 0.9, "b0 c0": 0.4}, ["a0 c0", "b0"]),
        # what is surest goes first, and what would cross it is left
        ([2, 2], {"a0 b1": 0.9, "a1 b0": 0.8}, ["b0", "a0 b1", "a1"]),
        (
            [2, 2, 2],
            {"a0 b0": 0.9, "b1 c0": 0.9, "a1 c0": 0.8, "a1 b1": 0.5, "a0 c1": 0.85},
            ["a0 b0", "a1 b1 c0", "c1"],
        ),
        # no more than one segment of a version
        ([2, 1], {"a0 b0": 0.7, "a1 b0": 0.9}, ["a0", "a1 b0"]),
        # a1 says the end of b0 rather than the beginning of b1, although that may be, too, and b0 is taken
        ([2, 2], {"a0 b0": 0.9, "a1 b0": 0.7, "a1 b1": 0.6}, ["a0 b0", "a1", "b1"]),
        ([2, 2], {"a0 b0": 0.9, "a1 b0": 0.5, "a1 b1": 0.6}, ["a0 b0", "a1 b1"]),
        ([0, 0], {}, []),
        ([2, 0, 1], {}, ["a0", "a1", "c0"]),
    ],
)
def test_columns(lengths: list[int], links: dict[str, float], expected: list[str]) -> None:
    found = counterparts_by_hand(lengths, links)
    assert sorted(named(found, column) for column in join_columns(found).nodes) == sorted(expected)


@given(st.lists(st.integers(0, 5), min_size=1, max_size=4), seeds)
def test_any_links_give_an_order(lengths: list[int], seed: int) -> None:
    random = np.random.default_rng(seed)
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    total = int(starts[-1])
    linked = np.triu(random.random((total, total)) * (random.random((total, total)) < 0.4), 1)
    for a, b in pairwise(starts.tolist()):
        linked[a:b, a:b] = 0
    counterparts = Counterparts(coo_array(linked + linked.T).tocsr(), random.random((total, len(lengths))), starts)
    columns = join_columns(counterparts).nodes
    assert sorted(segment for column in columns for segment in column) == list(range(total))
    place = {segment: number for number, column in enumerate(columns) for segment in column}
    version = counterparts.version
    assert all(place[k] < place[k + 1] for k in range(total - 1) if version[k] == version[k + 1])
