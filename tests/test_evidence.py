"""Sentences along axes, each as long as the other, so that shares can be counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_candidates import DIMENSION, axes, sketches

from align.arrays import Floats, unit_rows
from corpus import evidence
from corpus.evidence import FEATURES, MOST, RAW, Evidence, best_rivals, evidence_of, features, log_odds

TEN = tuple(range(10))


def raw(found: Evidence) -> Mapping[str, float]:
    return dict(zip(RAW, found.raw.tolist(), strict=True))


def compared(one: Sequence[int], other: Sequence[int]) -> Evidence:
    return evidence_of(sketches("es", [axes(*one), axes(*other)]), (0, 1))


def test_a_text_and_its_version() -> None:
    found = compared(TEN, TEN)
    expected = {"cosine": 1, "shorter_covered": 1, "longer_covered": 1, "agreement": 1, "in_order": 1, "numbers": 0}
    assert {name: value for name, value in raw(found).items() if name in expected} == pytest.approx(expected, abs=1e-3)
    assert found.stretches.tolist() == [[0, 10], [0, 10]]
    assert (found.length_ratio, found.part, found.brevity) == pytest.approx((0, 0, 0.1), abs=1e-5)
    assert (found.stretch(0), found.stretch(1)) == ((0, 10), (0, 10))
    assert found.agreement == pytest.approx(1, abs=1e-3)


def test_two_strangers() -> None:
    found = compared(TEN, range(20, 30))
    assert raw(found)["agreement"] == raw(found)["shorter_covered"] == 0
    assert found.stretches.tolist() == [[0, 10], [0, 10]]


@pytest.mark.parametrize(
    ("one", "other", "stretches", "agreement"),
    [
        (range(20), range(5, 10), [[5, 10], [0, 5]], 1),  # a part of the first
        (range(5, 10), range(20), [[0, 5], [5, 10]], 1),  # or of the second
        (range(20), range(15), [[0, 20], [0, 15]], 0.875),  # three quarters are no part: (15 / 20 + 15 / 15) / 2
        (TEN, [*TEN[5:], *TEN[:5]], [[0, 10], [0, 10]], 0.5),  # halves change places: one of them is in order
        (TEN, TEN[::-1], [[0, 10], [0, 10]], 0.1),  # nothing is
        ([0], [0], [[0, 1], [0, 1]], 1),
    ],
)
def test_stretches(one: Sequence[int], other: Sequence[int], stretches: list[list[int]], agreement: float) -> None:
    found = compared(one, other)
    assert found.stretches.tolist() == stretches
    assert found.agreement == pytest.approx(agreement, abs=1e-3)


def test_how_small_a_part_is() -> None:
    found = compared(range(20), range(5, 10))
    assert found.part == pytest.approx(np.log(20 / 5), abs=1e-3)
    assert found.length_ratio == pytest.approx(0, abs=1e-3)  # of the stretches, of 50 characters each
    assert found.brevity == 1 / 5


def test_links_are_worth_their_cosine() -> None:
    """Two of four sentences at 60 degrees."""
    slanted = axes(0, 1, 2, 3)
    slanted[2:] = slanted[2:] / 2 + np.sqrt(0.75, dtype=np.float32) * axes(12, 13)
    found = evidence_of(sketches("es", [axes(0, 1, 2, 3), slanted]), (0, 1))
    assert found.agreement == pytest.approx((1 + 1 + 0.5 + 0.5) / 4, abs=1e-3)
    assert raw(found)["in_order"] == pytest.approx(1, abs=1e-3)


def test_two_books_are_compared_by_the_nearest_of_each_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = compared(range(20), range(5, 10))
    monkeypatch.setattr(evidence, "MATRIX", 0)
    book = compared(range(20), range(5, 10))
    assert book.stretches.tolist() == whole.stretches.tolist()
    assert book.agreement == pytest.approx(whole.agreement)


# Rivals


def made(pair: tuple[int, int], first: tuple[int, int] = (0, 10), second: tuple[int, int] = (0, 10)) -> Evidence:
    return Evidence(pair, np.zeros(len(RAW), np.float32), np.array([first, second]), 0.0, 0.0, 0.1)


@pytest.mark.parametrize(
    ("languages", "others", "siblings", "expected"),
    [
        ("es", [], [], (0, 0)),
        ("ess", [made((0, 2))], [], (0.5, 0)),  # 2 would be the first document's in place of 1
        ("ese", [made((1, 2))], [], (0, 0.5)),  # and here the second's in place of 0
        ("esf", [made((0, 2))], [], (0, 0)),  # another language is no rival
        ("ess", [made((0, 2))], [(1, 2)], (0, 0)),  # nor is another version
        ("ess", [made((0, 2), (0, 4))], [], (0.5, 0)),  # for a part of the same stretch
        ("ess", [made((0, 2), (10, 20))], [], (0, 0)),  # for another stretch
    ],
)
def test_rivals(
    languages: str, others: Sequence[Evidence], siblings: Sequence[tuple[int, int]], expected: tuple[float, float]
) -> None:
    """The pair (0, 1) has one value, .9; that of its rivals is .5."""
    standing = np.array([[0.9], *([0.5] for _ in others)], np.float32)
    found = best_rivals([made((0, 1)), *others], standing, languages, frozenset(siblings))
    assert found[0, 0].tolist() == pytest.approx(expected)


def test_the_nearer_rival_comes_first() -> None:
    """(1, 2) stands at .7 by its cosine, (0, 3) at .4; the pair itself at .9."""
    pairs = [made((0, 1)), made((1, 2)), made((0, 3))]
    for each, cosine in zip(pairs, (0.9, 0.7, 0.4), strict=True):
        each.raw[RAW.index("cosine")] = cosine
    row = dict(zip(FEATURES, features(pairs, "eses")[0].tolist(), strict=True))
    assert row["cosine_over_nearer_rival"] == pytest.approx(0.9 - 0.7)
    assert row["cosine_over_farther_rival"] == pytest.approx(0.9 - 0.4)


@given(st.lists(st.integers(1, 40), min_size=2, max_size=6), st.integers(0, 99))
def test_features_are_finite_whatever_the_vectors(lengths: list[int], seed: int) -> None:
    random = np.random.default_rng(seed)
    documents: list[Floats] = [unit_rows(random.normal(size=(n, DIMENSION))) for n in lengths]
    documents[0][:] = 0  # sentences of which the encoder knows nothing
    seen = sketches("es" * 3, documents) if len(lengths) == 6 else sketches(("es" * 3)[: len(lengths)], documents)
    pairs = [(i, j) for i in range(len(lengths)) for j in range(i + 1, len(lengths)) if (i + j) % 2]
    found = [evidence_of(seen, pair) for pair in pairs]
    assert np.isfinite(features(found, seen.languages)).all()
    odds = log_odds(found, seen.languages)
    assert (np.abs(odds) <= MOST).all()


# The weights that come with the program


def test_no_pairs() -> None:
    assert log_odds([], []).shape == (0,)


def told(*documents: Floats) -> list[float]:
    """The log-odds of the first document and each of the others, which are of another language."""
    seen = sketches("e" + "s" * (len(documents) - 1), documents)
    odds = log_odds([evidence_of(seen, (0, k)) for k in range(1, len(documents))], seen.languages)
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
