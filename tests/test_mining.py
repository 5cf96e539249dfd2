from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import random_rows, seeds

from align.mining import mutual_links


def test_with_a_pencil() -> None:
    """Source 2 is nearest to target 0 as well, which prefers source 1: no link. Margins of two neighbours each."""
    source = np.array([[0, 1, 0], [1, 0, 0], [0.8, 0, 0.6]], np.float32)
    target = np.array([[1, 0, 0], [0, 0.8, -0.6]], np.float32)
    links = mutual_links(source, target, k=2)
    assert links.source.tolist() == [0, 1]
    assert links.target.tolist() == [1, 0]
    assert links.cosines == pytest.approx([0.8, 1.0])
    # source 0: .8, 0 and target 1: .8, 0; source 1: 1, 0 and target 0: 1, .8
    assert links.margins == pytest.approx([0.8 - (0.4 + 0.4) / 2, 1.0 - (0.5 + 0.9) / 2])


@pytest.mark.parametrize(("n", "m"), [(0, 0), (0, 3), (3, 0)])
def test_nothing_has_no_links(n: int, m: int) -> None:
    links = mutual_links(random_rows(n, 4, 0), random_rows(m, 4, 1))
    assert [len(each) for each in (links.source, links.target, links.cosines, links.margins)] == [0, 0, 0, 0]


@given(st.integers(1, 20), st.integers(1, 20), seeds)
def test_both_sides_choose(n: int, m: int, seed: int) -> None:
    source, target = random_rows(n, 6, seed), random_rows(m, 6, seed + 1)
    links = mutual_links(source, target)
    cosines = source @ target.T
    expected = [(i, j) for i, j in enumerate(cosines.argmax(axis=1)) if cosines[:, j].argmax() == i]
    assert list(zip(links.source.tolist(), links.target.tolist(), strict=True)) == expected
    assert links.cosines == pytest.approx([cosines[i, j] for i, j in expected], abs=1e-5)
    assert (links.margins >= -1e-5).all()  # the best of some is never below their mean


@given(st.integers(1, 20), seeds)
def test_a_permutation_is_found(n: int, seed: int) -> None:
    rows, order = random_rows(n, 64, seed), np.random.default_rng(seed).permutation(n)
    links = mutual_links(rows, rows[order])
    assert links.source.tolist() == list(range(n))
    assert order[links.target].tolist() == list(range(n))


def test_equal_segments_link_once() -> None:
    same = np.repeat(random_rows(1, 4, 0), 5, axis=0)
    links = mutual_links(same, same[:3])
    assert (links.source.tolist(), links.target.tolist()) == ([0], [0])
