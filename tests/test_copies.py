from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from align.arrays import Ints
from corpus.copies import letters_of, near_duplicates
from corpus.rows import NO_PAIRS

WINTER = "The winter was long, and the boats stayed in the harbour until the ice broke in the middle of April."
SPRING = "In spring the men painted them, and nobody spoke of the money that had been lost."
OTHER = "Bread needs flour, water, salt and time; whoever has no time buys it, and whoever has no flour borrows it."


def array(pairs: Sequence[tuple[int, int]]) -> Ints:
    return np.array(pairs, np.int64).reshape(-1, 2)


def keys(texts: Sequence[Sequence[str]]) -> list[str]:
    return [letters_of(sentences) for sentences in texts]


@pytest.mark.parametrize(
    ("texts", "pairs", "expected"),
    [
        ([[WINTER], [OTHER]], [(0, 1)], {}),
        ([[WINTER], [WINTER]], [], {1: 0}),
        ([[WINTER, SPRING], [f"{WINTER} {SPRING.upper()}"]], [], {1: 0}),  # cut and written in another way
        ([[WINTER, SPRING], [WINTER, SPRING.replace("men", "women")]], [(0, 1)], {0: 1}),  # the longer one is kept
        ([[WINTER, SPRING], [WINTER, SPRING.replace("men", "women")]], [], {}),  # not compared
        ([[WINTER, SPRING], [WINTER]], [(0, 1)], {1: 0}),  # a part
        ([[WINTER], [WINTER], [WINTER]], [], {1: 0, 2: 0}),
        ([[""], [""]], [(0, 1)], {}),
    ],
)
def test_near_duplicates(
    texts: Sequence[Sequence[str]], pairs: list[tuple[int, int]], expected: dict[int, int]
) -> None:
    names = [f"{number}.txt" for number in range(len(texts))]
    assert near_duplicates(keys(texts), names, ["en"] * len(texts), array(pairs)) == expected


def test_of_equal_texts_the_first_by_name_is_kept() -> None:
    assert near_duplicates(keys([[WINTER], [WINTER]]), ["b.txt", "a.txt"], ["en"] * 2, NO_PAIRS) == {0: 1}


def test_equal_texts_in_two_languages_are_no_duplicates() -> None:
    """What a page in Brazil says may be said in Portugal in the same words."""
    kinds = ["pt-BR", "pt-PT", "pt-PT"]
    assert near_duplicates(keys([[WINTER]] * 3), ["a", "b", "c"], kinds, NO_PAIRS) == {2: 1}


def test_a_copy_of_a_copy_is_none_where_it_is_no_copy_of_the_first() -> None:
    steps = [[WINTER, SPRING, OTHER + " More of it." * 3], [WINTER, SPRING, OTHER], [WINTER, OTHER]]
    found = near_duplicates(keys(steps), ["a", "b", "c"], ["en"] * 3, array([(0, 1), (1, 2)]))
    assert set(found.values()).isdisjoint(found)
