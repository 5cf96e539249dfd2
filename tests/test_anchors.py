"""Anchors of long texts: a sample first, then everything between its joints."""

from __future__ import annotations

import numpy as np
import pytest

from align import anchors
from align.anchors import find_anchors
from align.arrays import Floats, unit_rows


def rows(count: int, seed: int) -> Floats:
    return unit_rows(np.random.default_rng(seed).standard_normal((count, 32)))


def noisy(vectors: Floats, seed: int) -> Floats:
    return unit_rows(vectors + 0.4 * rows(len(vectors), seed))


@pytest.fixture
def small_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anchors, "SAMPLE", 100)
    monkeypatch.setattr(anchors, "REACH", 20)


@pytest.mark.usefixtures("small_sample")
@pytest.mark.parametrize("swapped", [False, True])
def test_the_skeleton_finds_what_the_whole_search_finds(swapped: bool) -> None:
    """600 segments, 80 of which one side lacks, and 50 the other."""
    text = rows(600, 0)
    source, target = (
        noisy(np.delete(text, np.s_[400:480], axis=0), 1),
        noisy(np.delete(text, np.s_[100:150], axis=0), 2),
    )
    left = [i for i in range(600) if not 400 <= i < 480]
    right = [i for i in range(600) if not 100 <= i < 150]
    pairs = {(left.index(i), right.index(i)) for i in set(left) & set(right)}
    found = find_anchors(target, source)[:, ::-1] if swapped else find_anchors(source, target)
    assert len(pairs.intersection(map(tuple, found.tolist()))) >= 0.95 * len(pairs)
    assert len(found) <= len(pairs)
    assert (np.diff(found, axis=0) > 0).all()


@pytest.mark.usefixtures("small_sample")
def test_strangers_have_few_anchors() -> None:
    assert len(find_anchors(rows(500, 3), rows(450, 4))) < 50


@pytest.mark.usefixtures("small_sample")
@pytest.mark.parametrize(("n", "m"), [(0, 300), (300, 0), (1, 300), (300, 1), (0, 0), (101, 101)])
def test_lopsided(n: int, m: int) -> None:
    assert find_anchors(rows(n, 5), rows(m, 6)).shape[1] == 2


@pytest.mark.usefixtures("small_sample")
def test_equal_segments() -> None:
    found = find_anchors(np.repeat(rows(1, 0), 300, axis=0), np.repeat(rows(1, 0), 300, axis=0))
    assert len(found) <= 300
