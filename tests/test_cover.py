"""Covers against a slow definition, token by token."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import random_side

from align import preparation
from align.band import whole_grid
from align.cover import BEGINNING, END, FADE, WHOLE, cover
from align.features import FEATURES, block_features
from align.preparation import blocks, prepare_pair
from align.sides import Side, make_side
from align.tokens import SIZE, Tokens, Words, words_of


def random_tokens(counts: list[int], seed: int) -> Tokens:
    """So many tokens in each segment, of a vocabulary of twenty."""
    random = np.random.default_rng(seed)
    ids = random.integers(0, 20, sum(counts))
    states = random.standard_normal((sum(counts), SIZE)).astype(np.float16)
    return Tokens(ids, states, np.cumsum([0, *counts]).astype(np.int64))


def with_tokens(counts: list[int], seed: int) -> Side:
    side = random_side(len(counts), seed)
    return make_side(side.segments, side.vectors, None, side.prior, tokens=random_tokens(counts, seed))


def slow(words: Words, start: int, stop: int, other: Words, first: int, last: int, part: int = WHOLE) -> float:
    """The share of the tokens of segments ``start`` … ``stop`` - 1 that the other side's ``first`` … ``last`` - 1
    cover; 0 for a cosine below 0, and for segments outside of the text."""
    if start < 0 or stop >= len(words.starts):
        return 0.0
    first, last = max(first, 0), min(last, len(other.starts) - 1)
    total = weight = 0.0
    keys = other.vectors(first, last) if first < last else np.zeros((0, SIZE))
    begin, end = words.starts[start], words.starts[stop]
    for k in range(begin, end):
        away = {WHOLE: 0, BEGINNING: k - begin, END: end - 1 - k}[part]
        share = words.weights[k] * math.exp(-away / FADE)
        state = words.states[k] - words.centre
        cosines = keys @ (state / np.linalg.norm(state))
        total += share * max([0.0, *cosines.tolist()])
        weight += share
    return total / weight if weight else 0.0


COUNTS = st.lists(st.integers(0, 4), min_size=1, max_size=5)


@given(COUNTS, COUNTS, st.integers(0, 9))
def test_single_segments_covered_by_windows(x: list[int], y: list[int], seed: int) -> None:
    source, target = words_of(random_tokens(x, seed)), words_of(random_tokens(y, seed + 1))
    found = cover(source, target, range(-2, len(x) + 1), range(-1, len(y)), 3)
    assert found.source.shape == found.target.shape == (3, 3, len(x) + 3, len(y) + 1)
    assert not found.source[:, :, :2].any() and not found.target[..., 0].any()
    for i in range(len(x)):
        for k in range(len(y)):
            for width, part in product((1, 2, 3), (WHOLE, BEGINNING, END)):
                forward = slow(source, i, i + 1, target, k + 1 - width, k + 1, part)
                backward = slow(target, k, k + 1, source, i + 1 - width, i + 1, part)
                assert found.source[part, width - 1, i + 2, k + 1] == pytest.approx(forward, abs=2e-3)
                assert found.target[part, width - 1, i + 2, k + 1] == pytest.approx(backward, abs=2e-3)


@pytest.mark.parametrize("block", [1, 3, 24])
def test_cover_figures_of_beads(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparation, "BLOCK", block)
    source, target = with_tokens([3, 2, 0, 4, 1, 2], 1), with_tokens([2, 3, 1, 0, 4], 2)
    assert source.tokens and target.tokens
    x, y = words_of(source.tokens), words_of(target.tokens)
    pair = prepare_pair(source, target, whole_grid(6, 5))
    figure = {name: FEATURES.index(name) for name in FEATURES}

    def edges(near: Words, far: Words, start: int, stop: int, first: int, last: int) -> float:
        """What the beginning gains by the other side's segment before, and the end by the one behind."""
        begins = [slow(near, start, start + 1, far, first - by, last, BEGINNING) for by in (1, 0)]
        ends = [slow(near, stop - 1, stop, far, first, last + by, END) for by in (1, 0)]
        return begins[0] - begins[1] + ends[0] - ends[1]

    def shares(i_0: int, i: int, j_0: int, j: int) -> tuple[float, float]:
        return slow(x, max(i_0, 0), min(i, 6), y, j_0, j), slow(y, max(j_0, 0), min(j, 5), x, i_0, i)

    for rows, columns in blocks(pair.band):
        for (a, b), features in block_features(pair, rows, columns):
            for i in rows:
                for j in columns:
                    if not a or not b or i < a or j < b:
                        continue
                    here = features[:, i - rows.start, j - columns.start]
                    of_x, of_y = shares(i - a, i, j - b, j)
                    assert here[figure["source_cover"]] == pytest.approx(of_x, abs=2e-3)
                    assert here[figure["target_cover"]] == pytest.approx(of_y, abs=2e-3)
                    outside = shares(i - a, i, j - b, j + 1)[0] + shares(i - a, i, j - b - 1, j)[0] - 2 * of_x
                    assert here[figure["source_cover_outside"]] == pytest.approx(outside, abs=4e-3)
                    outside = shares(i - a, i + 1, j - b, j)[1] + shares(i - a - 1, i, j - b, j)[1] - 2 * of_y
                    assert here[figure["target_cover_outside"]] == pytest.approx(outside, abs=4e-3)
                    outside = edges(x, y, i - a, i, j - b, j)
                    assert here[figure["source_edge_cover_outside"]] == pytest.approx(outside, abs=4e-3)
                    outside = edges(y, x, j - b, j, i - a, i)
                    assert here[figure["target_edge_cover_outside"]] == pytest.approx(outside, abs=4e-3)


def test_nulls_by_what_covers_them() -> None:
    """The best cover of a segment by two neighbours of the other side; segment 1 of the source is said by 0 and 1."""
    states = np.eye(SIZE, dtype=np.float16)
    source = Tokens(np.arange(4), states[[0, 1, 2, 3]], np.array([0, 1, 3, 4]))
    target = Tokens(np.arange(4), states[[1, 2, 0, 9]], np.array([0, 1, 2, 4]))
    sides = [
        make_side([f"{n}" * 9 for n in range(3)], random_side(3, seed).vectors, tokens=tokens)
        for seed, tokens in enumerate((source, target))
    ]
    pair = prepare_pair(sides[0], sides[1], whole_grid(3, 3))
    assert pair.source.covered[1:] == pytest.approx([1, 1, 0], abs=0.02)
    assert pair.target.covered[1:] == pytest.approx([1, 1, 0.5], abs=0.02)


def test_without_tokens_covers_are_zero() -> None:
    pair = prepare_pair(random_side(3, 0), random_side(2, 1), whole_grid(3, 2))
    assert not pair.covers
    named = [k for k, name in enumerate(FEATURES) if "cover" in name]
    for rows, columns in blocks(pair.band):
        for _, features in block_features(pair, rows, columns):
            assert not features[named].any()
