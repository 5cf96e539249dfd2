"""Pairs of documents with their rivals; languages are letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_candidates import DIMENSION, axes, sketches

from align.arrays import Floats, Ints, unit_rows
from corpus.evidence import RAW, Evidence, compare
from corpus.matching import FEATURES, MOST, best_rivals, features, log_odds
from corpus.rows import NO_PAIRS

TEN = tuple(range(10))


@dataclass(frozen=True)
class Rival:
    """A pair of documents, and what of them goes together."""

    pair: tuple[int, int]
    first: tuple[int, int] = (0, 10)
    second: tuple[int, int] = (0, 10)


def evidence(pairs: Sequence[Rival]) -> Evidence:
    stretches = np.array([(each.first, each.second) for each in pairs])
    return Evidence(np.array([each.pair for each in pairs]), np.zeros((len(pairs), len(RAW)), np.float32), stretches)


def numbers(languages: str) -> Ints:
    return np.array([ord(letter) for letter in languages])


@pytest.mark.parametrize(
    ("languages", "others", "siblings", "expected"),
    [
        ("es", [], [], (0, 0)),
        ("ess", [Rival((0, 2))], [], (0.5, 0)),  # 2 would be the first document's in place of 1
        ("ese", [Rival((1, 2))], [], (0, 0.5)),  # and here the second's in place of 0
        ("esf", [Rival((0, 2))], [], (0, 0)),  # another language is no rival
        ("ess", [Rival((0, 2))], [(1, 2)], (0, 0)),  # nor is another version
        ("ess", [Rival((0, 2), (0, 4))], [], (0.5, 0)),  # for a part of the same stretch
        ("ess", [Rival((0, 2), (10, 20))], [], (0, 0)),  # for another stretch
    ],
)
def test_rivals(
    languages: str, others: Sequence[Rival], siblings: Sequence[tuple[int, int]], expected: tuple[float, float]
) -> None:
    """The pair (0, 1) has one value, .9; that of its rivals is .5."""
    standing = np.array([[0.9], *([0.5] for _ in others)], np.float32)
    pairs = np.array(siblings, np.int64).reshape(-1, 2)
    found = best_rivals(evidence([Rival((0, 1)), *others]), standing, numbers(languages), pairs)
    assert found[0, 0].tolist() == pytest.approx(expected)


def test_the_nearer_rival_comes_first() -> None:
    """(1, 2) stands at .7 by its cosine, (0, 3) at .4; the pair itself at .9."""
    pairs = evidence([Rival((0, 1)), Rival((0, 3)), Rival((1, 2))])
    pairs.column("cosine")[:] = (0.9, 0.4, 0.7)
    row = dict(zip(FEATURES, features(pairs, numbers("eses"))[0].tolist(), strict=True))
    assert row["cosine_over_nearer_rival"] == pytest.approx(0.9 - 0.7)
    assert row["cosine_over_farther_rival"] == pytest.approx(0.9 - 0.4)


@given(st.integers(2, 12), st.integers(0, 99))
def test_rivals_one_by_one(count: int, seed: int) -> None:
    """Against a look at every two pairs."""
    random = np.random.default_rng(seed)
    languages = random.integers(0, 3, count)
    pairs = [(i, j) for i in range(count) for j in range(i + 1, count) if languages[i] != languages[j]]
    if not pairs:
        return
    begins = random.integers(0, 20, (len(pairs), 2))
    stretches = np.stack([begins, begins + random.integers(1, 20, begins.shape)], axis=2)
    found = Evidence(np.array(pairs), np.zeros((len(pairs), len(RAW)), np.float32), stretches)
    standing = random.normal(size=(len(pairs), 2)).astype(np.float32)
    expected = np.zeros((len(pairs), 2, 2), np.float32)
    for k, pair in enumerate(pairs):
        for side in (0, 1):
            here = stretches[k, side]
            for other, rival in enumerate(pairs):
                if other == k or pair[side] not in rival:
                    continue
                place = rival.index(pair[side])
                there = stretches[other, place]
                shared = min(here[1], there[1]) - max(here[0], there[0])
                same = languages[rival[1 - place]] == languages[pair[1 - side]]
                if same and shared > 0.5 * min(here[1] - here[0], there[1] - there[0]):
                    expected[k, :, side] = np.maximum(expected[k, :, side], standing[other])
    assert (best_rivals(found, standing, languages) == expected).all()


@given(st.lists(st.integers(1, 40), min_size=2, max_size=6), st.integers(0, 99))
def test_features_are_finite_whatever_the_vectors(lengths: list[int], seed: int) -> None:
    random = np.random.default_rng(seed)
    documents: list[Floats] = [unit_rows(random.normal(size=(n, DIMENSION))) for n in lengths]
    documents[0][:] = 0  # sentences of which the encoder knows nothing
    seen = sketches("es" * 3, documents) if len(lengths) == 6 else sketches(("es" * 3)[: len(lengths)], documents)
    pairs = np.array([(i, j) for i in range(len(lengths)) for j in range(i + 1, len(lengths))])
    found = compare(seen, pairs)
    assert np.isfinite(features(found, seen.spoken)).all()
    odds = log_odds(found, seen.spoken)
    assert np.isnan(odds).tolist() == [(i + j) % 2 == 0 for i, j in pairs.tolist()]
    assert (np.abs(odds[~np.isnan(odds)]) <= MOST).all()


# The weights that come with the program


def test_no_pairs() -> None:
    assert log_odds(compare(sketches("e", [axes(0)]), NO_PAIRS), np.zeros(1, np.int64)).shape == (0,)


def told(*documents: Floats) -> list[float]:
    """The log-odds of the first document and each of the others, which are of another language."""
    seen = sketches("e" + "s" * (len(documents) - 1), documents)
    odds = log_odds(compare(seen, np.array([(0, k) for k in range(1, len(documents))])), seen.spoken)
    return [float(value) for value in odds]


def test_clear_cases() -> None:
    text, stranger = axes(*TEN), axes(*range(20, 30))
    version, other = told(text, text, stranger)
    assert version > 3
    assert other < -3
    assert told(text, stranger)[0] < 0
    assert told(text, text)[0] > 0


def test_a_part_is_a_version_of_its_stretch() -> None:
    first, second = told(axes(*range(40)), axes(*range(20)), axes(*range(20, 40)))
    assert first > 0
    assert second > 0
