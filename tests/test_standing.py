"""Where segments stand: whether a version leaves a passage out or says it elsewhere, with links made by hand."""

from __future__ import annotations

import pytest
from strategies import counterparts_by_hand, named

from align.standing import Standing, place_segments

SURE = {f"{x}{k} {y}{k}": 0.99 for x, y in ("ab", "ac", "bc") for k in range(2)}
WITHOUT_C1 = {pair: p for pair, p in SURE.items() if "c1" not in pair}


def reaching(lengths: list[int], links: dict[str, float]) -> tuple[Standing, list[str]]:
    """Each segment with the columns that it reaches into beside its own: ``"c0: a1 b1"``."""
    counterparts = counterparts_by_hand(lengths, links)
    found = place_segments(counterparts)
    ties = [
        f"{named(counterparts, [segment])}: {named(counterparts, found.columns[number])}"
        for segment, numbers in enumerate(found.of)
        for number in sorted(numbers)
        if segment not in found.columns[number]
    ]
    return found, ties


@pytest.mark.parametrize(
    ("lengths", "links", "expected"),
    [
        ([2, 2, 2], SURE, []),
        # c joins in one what a and b say in two
        ([2, 2, 1], {**WITHOUT_C1, "a1 c0": 0.98, "b1 c0": 0.98}, ["c0: a1 b1"]),
        ([2, 2, 1], {**WITHOUT_C1, "a1 c0": 0.1, "b1 c0": 0.1}, []),  # c leaves it out
        ([2, 2, 1], {**WITHOUT_C1, "a1 c0": 0.95}, []),  # one of two pairs is not enough
        # a0 says the beginning of b1 as well, and none of the four can be told from its neighbour
        ([2, 2], {"a0 b0": 0.99, "a1 b1": 0.99, "a0 b1": 0.95}, ["a0: a1 b1", "b1: a0 b0"]),
        # it is said, but it is not clear where: the likelier place wins
        ([3, 2], {"a0 b0": 0.99, "a2 b1": 0.99, "a1 b0": 0.5, "a1 b1": 0.45}, ["b0: a1"]),
        ([0, 1], {}, []),
    ],
)
def test_reaching(lengths: list[int], links: dict[str, float], expected: list[str]) -> None:
    assert reaching(lengths, links)[1] == expected


def test_what_few_versions_have_is_counted_by_itself() -> None:
    """Many captions in one of four versions do not make it likely that others leave out what three of them have."""
    lengths, links = [30, 10, 10, 9], dict[str, float]()
    for k in range(10):
        links |= {f"{x}{i} {y}{j}": 0.99 for x, i, y, j in (("a", k, "b", k), ("a", k, "c", k), ("b", k, "c", k))}
        links |= {f"{x}{k} d{max(k - 1, 0)}": 0.99 for x in "abc" if k}
    links |= {f"{x}0 d0": 0.8 for x in "abc"}
    found, ties = reaching(lengths, links)
    assert ties == ["d0: a0 b0 c0"]
    assert found.omissions[0] < 2 < 10 < found.omissions[-1]


def test_in_doubt_the_others_decide() -> None:
    """d1 is said by a, b and c with what comes before, as two of them are sure and the third is not."""
    links = {f"{x}{k} {y}{j}": 0.99 for x, y in ("ab", "ac", "bc") for k, j in ((0, 0), (1, 1))}
    links |= {f"{x}0 d0": 0.99 for x in "abc"} | {f"{x}1 d2": 0.99 for x in "abc"}
    links |= {"a0 d1": 0.9, "b0 d1": 0.9, "c0 d1": 0.45, "c1 d1": 0.5}
    assert reaching([2, 2, 2, 3], links)[1] == ["a0: d1", "b0: d1", "c0: d1"]


def test_a_text_that_leaves_out_much_is_known_by_itself() -> None:
    """The same doubtful passage, said elsewhere in a text without omissions and left out in one with many."""
    doubtful = {"a0 b0": 0.99, "a1 b0": 0.7}
    rest = {f"a{k} b{k - 1}": 0.99 for k in range(2, 32)}
    whole, ties = reaching([32, 31], doubtful | rest)
    assert ties == ["b0: a1"]
    assert max(whole.omissions) < 1.3
    short = {f"a{k} b{k // 2}": 0.99 for k in range(2, 32, 2)}
    abridged, ties = reaching([32, 17], doubtful | short)
    assert ties == []
    assert min(abridged.omissions) > 10
