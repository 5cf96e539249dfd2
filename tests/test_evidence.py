"""Sentences along axes, each as long as the other, so that shares can be counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from test_candidates import DIMENSION, axes, sketches

from align.arrays import unit_rows
from corpus import evidence
from corpus.evidence import RAW, Evidence, compare

TEN = tuple(range(10))


def raw(found: Evidence) -> Mapping[str, float]:
    return dict(zip(RAW, found.raw[0].tolist(), strict=True))


def compared(one: Sequence[int], other: Sequence[int]) -> Evidence:
    return compare(sketches("es", [axes(*one), axes(*other)]), np.array([[0, 1]]))


def test_a_text_and_its_version() -> None:
    found = compared(TEN, TEN)
    expected = {"cosine": 1, "shorter_covered": 1, "longer_covered": 1, "agreement": 1, "in_order": 1, "numbers": 0}
    assert {name: value for name, value in raw(found).items() if name in expected} == pytest.approx(expected, abs=1e-3)
    assert found.stretches[0].tolist() == [[0, 10], [0, 10]]
    assert [raw(found)[name] for name in ("length_ratio", "part", "brevity")] == pytest.approx([0, 0, 0.1], abs=1e-5)
    assert (found.stretch(0, 1), found.stretch(1, 0)) == ((0, 10), (0, 10))


def test_two_strangers() -> None:
    found = compared(TEN, range(20, 30))
    assert raw(found)["agreement"] == raw(found)["shorter_covered"] == 0
    assert found.stretches[0].tolist() == [[0, 10], [0, 10]]


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
    assert found.stretches[0].tolist() == stretches
    assert raw(found)["agreement"] == pytest.approx(agreement, abs=1e-3)


def test_how_small_a_part_is() -> None:
    found = compared(range(20), range(5, 10))
    assert raw(found)["part"] == pytest.approx(np.log(20 / 5), abs=1e-3)
    assert raw(found)["length_ratio"] == pytest.approx(0, abs=1e-3)  # of the stretches, of 50 characters each
    assert raw(found)["brevity"] == pytest.approx(1 / 5)


def test_links_are_worth_their_cosine() -> None:
    """Two of four sentences at 60 degrees."""
    slanted = axes(0, 1, 2, 3)
    slanted[2:] = slanted[2:] / 2 + np.sqrt(0.75, dtype=np.float32) * axes(12, 13)
    found = compare(sketches("es", [axes(0, 1, 2, 3), slanted]), np.array([[0, 1]]))
    assert raw(found)["agreement"] == pytest.approx((1 + 1 + 0.5 + 0.5) / 4, abs=1e-3)
    assert raw(found)["in_order"] == pytest.approx(1, abs=1e-3)


def test_two_books_are_compared_by_the_nearest_of_each_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = compared(range(20), range(5, 10))
    monkeypatch.setattr(evidence, "MATRIX", 1)
    book = compared(range(20), range(5, 10))
    assert book.stretches.tolist() == whole.stretches.tolist()
    assert raw(book) == pytest.approx(raw(whole), abs=1e-5)


def test_pairs_do_not_depend_on_one_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of thirty documents, alone or with others, in blocks of any size."""
    random = np.random.default_rng(0)
    documents = [unit_rows(random.normal(size=(random.integers(1, 40), DIMENSION))) for _ in range(30)]
    seen = sketches("esf" * 10, documents)
    pairs = np.array([(i, j) for i in range(30) for j in range(i + 1, 30)])
    found = compare(seen, pairs)
    monkeypatch.setattr(evidence, "BLOCK", 7)
    counted = list[int]()
    again = compare(seen, pairs, counted.append)
    assert (sum(counted), max(counted)) == (len(pairs), 7)
    assert (found.stretches == again.stretches).all()
    assert found.raw == pytest.approx(again.raw, abs=1e-5)


def test_places_of_pairs() -> None:
    found = compare(sketches("esf", [axes(0), axes(0), axes(1)]), np.array([[0, 1], [1, 2]]))
    assert [found.place(*pair) for pair in ((0, 1), (1, 0), (2, 1), (0, 2))] == [0, 0, 1, None]
    assert found[np.array([1])].pairs.tolist() == [[1, 2]]
