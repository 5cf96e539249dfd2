from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest

from corpus.dates import moment
from corpus.evidence import RAW, Evidence
from corpus.linkage import SURE, UNSEEN, Links

Pair = tuple[int, int]
Stretches = tuple[Pair, Pair]
WHOLE = ((0, 10), (0, 10))


def links(
    languages: str, odds: Mapping[Pair, float], stretches: Mapping[Pair, Stretches] | None = None,
    siblings: Sequence[Pair] = (),
) -> Links:  # fmt: skip
    """A letter a document: ``ees`` are two English and one Spanish."""
    places, pairs = stretches or {}, sorted(odds)
    evidence = Evidence(
        np.array(pairs, np.int64).reshape(-1, 2),
        np.zeros((len(pairs), len(RAW)), np.float32),
        np.array([places.get(pair, WHOLE) for pair in pairs]),
    )
    return Links(languages, evidence, np.array([odds[pair] for pair in pairs]), frozenset(siblings))


@pytest.mark.parametrize(
    ("languages", "odds", "expected"),
    [
        ("es", {(0, 1): 2.0}, [[0, 1]]),
        ("es", {(0, 1): -0.1}, []),
        ("es", {}, []),
        # two Spanish texts want the English one: the surer gets it
        ("ess", {(0, 1): 2.0, (0, 2): 3.0}, [[0, 2]]),
        # a third version joins through one pair if the other does not speak against it as much
        ("esf", {(0, 1): 5.0, (1, 2): 5.0, (0, 2): -2.0}, [[0, 1, 2]]),
        ("esf", {(0, 1): 5.0, (1, 2): 2.0, (0, 2): -4.0}, [[0, 1]]),
        # a pair that was not compared counts against
        ("esf", {(0, 1): 5.0, (1, 2): 2.5}, [[0, 1]]),
        ("esf", {(0, 1): 5.0, (1, 2): 3.5}, [[0, 1, 2]]),
        # no chain: 0-1, 2-3 are sure, 1-2 is not enough for all four
        ("esfd", {(0, 1): 6.0, (2, 3): 6.0, (1, 2): 5.0}, [[0, 1], [2, 3]]),
    ],
)
def test_groups(languages: str, odds: Mapping[Pair, float], expected: list[list[int]]) -> None:
    assert links(languages, odds).groups() == expected


def test_dates_agree_within_a_group() -> None:
    """The English text tells only the day, and goes with the one that is surer."""
    dates = [moment(date) for date in ("2024-05-01", "2024-05-01T08:00", "2024-05-01T09:00")]
    found = links("esf", {(0, 1): 5.0, (0, 2): 6.0})
    assert found.groups() == [[0, 1, 2]]
    assert replace(found, moments=dates).groups() == [[0, 2]]


def test_no_pair_outvotes_two_others() -> None:
    found = links("esfd", {(0, 3): 100.0, (1, 3): -5.0, (2, 3): -5.0})
    assert found.support([3], [0, 1, 2]) == pytest.approx((SURE - 5 - 5) / 3)
    assert found.support([3], []) == -SURE
    assert links("es", {}).support([0], [1]) == UNSEEN


def test_two_versions_in_one_language() -> None:
    odds = {(0, 1): 5.0, (0, 2): 4.0}
    assert links("ess", odds).groups() == [[0, 1]]
    both = links("ess", odds, siblings=[(1, 2)])
    assert both.groups() == [[0, 1, 2]]
    assert both.versions([0, 1, 2]) == [[0], [1], [2]]


def test_parts_of_a_text_stand_one_after_the_other() -> None:
    """1 is the end of 0, and 2 its beginning; 3 is another French version of the whole."""
    odds = {(0, 1): 5.0, (0, 2): 5.0, (0, 3): 6.0, (1, 3): 2.0, (2, 3): 2.0}
    places = {
        (0, 1): ((6, 10), (0, 4)), (0, 2): ((0, 6), (0, 6)),
        (1, 3): ((0, 4), (6, 10)), (2, 3): ((0, 6), (0, 6)),
    }  # fmt: skip
    found = links("essf", odds, places)
    assert found.groups() == [[0, 1, 2, 3]]
    assert found.versions([0, 1, 2, 3]) == [[0], [3], [2, 1]]


def test_parts_that_overlap_are_rivals() -> None:
    places = {(0, 1): ((0, 6), (0, 6)), (0, 2): ((4, 10), (0, 6))}
    assert links("ess", {(0, 1): 5.0, (0, 2): 4.0}, places).groups() == [[0, 1]]


def test_parts_of_two_versions_do_not_speak_against_one_another() -> None:
    """Ten chapters of a book in Spanish and ten in French, which are compared with the book only."""
    odds, places = {}, {}
    for chapter in range(10):
        for number in (1 + chapter, 11 + chapter):
            odds[0, number] = 4.0
            places[0, number] = ((10 * chapter, 10 * chapter + 10), (0, 10))
        odds[1 + chapter, 11 + chapter] = 3.0
    found = links("e" + 10 * "s" + 10 * "f", odds, places)
    assert found.groups() == [list(range(21))]
    assert found.versions(range(21)) == [[0], list(range(11, 21)), list(range(1, 11))]
