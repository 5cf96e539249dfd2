"""Any number of versions, aligned: toy texts whose units a reader can foresee, and what holds for any texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, permutations
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import FORESEEABLE, random_rows, random_side, seeds, spelled, toy_side, toy_texts

from align.beads import Bead, check_cover
from align.multiway import align_versions
from align.pairwise import align_pair
from align.sides import Side, make_side
from align.standing import LONGEST


def toys(texts: Sequence[str]) -> list[Side]:
    return [toy_side(text, language) for language, text in enumerate(texts)]


def aligned(texts: Sequence[str]) -> list[str]:
    return [spelled(unit, texts) for unit in align_versions(toys(texts), FORESEEABLE)]


def check(units: Sequence[Bead], sides: Sequence[Side]) -> None:
    check_cover(units, [len(side) for side in sides])
    assert all(0 <= unit.probability <= 1 and any(unit.shape) for unit in units)
    assert all(0 <= unit.consistency <= 1 for unit in units)
    assert all(max(unit.shape) <= LONGEST for unit in units)
    alone = [unit.shape for unit in units if unit.sides == 1]
    assert all(sum(shape) == 1 for shape in alone)  # what stands alone stands alone one by one


CLEAR = [
    (["a b c d"] * 3, "a=a=a b=b=b c=c=c d=d=d"),
    (["a b c d"] * 4, "a=a=a=a b=b=b=b c=c=c=c d=d=d=d"),
    # a version lacks a passage, or has one of its own
    (["a b c d", "a b c d", "a d"], "a=a=a b=b=- c=c=- d=d=d"),
    (["a b c", "b c", "a b", "a b c"], "a=-=a=a b=b=b=b c=c=-=c"),
    (["a b c d", "a b x c d", "a b c d"], "a=a=a b=b=b -=x=- c=c=c d=d=d"),
    (["a b c", "x a b c", "a b c", "x a b c"], "-=x=-=x a=a=a=a b=b=b=b c=c=c=c"),
    (["a b", "", "a b"], "a=-=a b=-=b"),
    # all versions but one join two sentences
    (["a b c", "ab c", "ab c"], "a|b=ab=ab c=c=c"),
    (["ab c", "ab c", "ab c", "a b c"], "ab=ab=ab=a|b c=c=c=c"),
    # one alone, and nothing
    (["a b"], "a b"),
    (["", "", "a"], "-=-=a"),
    (["", ""], ""),
    (["", "", ""], ""),
]


@pytest.mark.parametrize(("texts", "expected"), CLEAR, ids=[" / ".join(texts) for texts, _ in CLEAR])
def test_foreseeable(texts: list[str], expected: str) -> None:
    assert aligned(texts) == expected.split()
    assert all(unit.probability > 0.75 for unit in align_versions(toys(texts), FORESEEABLE))


@pytest.mark.parametrize(("texts", "expected"), CLEAR, ids=[" / ".join(texts) for texts, _ in CLEAR])
def test_the_order_of_the_versions_does_not_matter(texts: list[str], expected: str) -> None:
    sides = toys(texts)
    wanted = {unit.ranges for unit in align_versions(sides, FORESEEABLE)}
    for order in permutations(range(len(sides))):
        units = align_versions([sides[k] for k in order], FORESEEABLE)
        assert {tuple(unit.ranges[order.index(k)] for k in range(len(sides))) for unit in units} == wanted


@pytest.mark.parametrize(
    ("source", "target"),
    [("a b c d", "a b c d"), ("a b c d", "a bc x d"), ("a x y b", "b"), ("a b", ""), ("abcd e", "a b c d e")],
)
def test_two_versions_are_a_pair(source: str, target: str) -> None:
    sides = toys([source, target])
    units, beads = align_versions(sides, FORESEEABLE), align_pair(sides[0], sides[1], FORESEEABLE)
    assert [unit.ranges for unit in units] == [bead.ranges for bead in beads]
    assert [unit.probability for unit in units] == pytest.approx([bead.probability for bead in beads], abs=0.05)


@given(st.lists(toy_texts, min_size=2, max_size=4), st.booleans())
@settings(max_examples=60, deadline=None)
def test_toys_are_covered(texts: list[str], learned: bool) -> None:
    sides = toys(texts)
    check(align_versions(sides, None if learned else FORESEEABLE), sides)


@given(st.lists(st.integers(0, 7), min_size=1, max_size=4), seeds)
@settings(max_examples=60, deadline=None)
def test_any_texts_are_covered(lengths: list[int], seed: int) -> None:
    sides = [random_side(n, seed + k) for k, n in enumerate(lengths)]
    found = align_versions(sides)
    check(found, sides)
    assert align_versions(sides) == found


@pytest.mark.parametrize("lengths", [(1, 1, 1), (1, 60, 60), (3, 150, 2), (0, 0, 40), (40, 1000, 1)])
def test_lengths_that_differ_fiftyfold(lengths: tuple[int, ...]) -> None:
    sides = [random_side(n, k) for k, n in enumerate(lengths)]
    check(align_versions(sides, FORESEEABLE if max(lengths) > 500 else None), sides)


def same(*lengths: int) -> list[Side]:
    return [make_side(["Same."] * n, np.ones((n, 4), np.float32), None, np.zeros(4, np.float32)) for n in lengths]


def test_equal_lines() -> None:
    """Any line goes with any other: as many versions have the same number of them, they stand side by side."""
    assert [unit.shape for unit in align_versions(same(*[60] * 6))] == [(1,) * 6] * 60
    sides = same(24, 20, 24, 21)
    units = align_versions(sides)
    check(units, sides)
    assert sum(unit.shape == (1, 1, 1, 1) for unit in units) >= 10


def test_identical_versions() -> None:
    """Whatever they hold, and where they repeat themselves."""
    random = random_side(40, 1, 16)
    for side in (random, random_side(25, 2), make_side(["Menu", "Once."] * 20, random.vectors, None, random.prior)):
        units = align_versions([side] * 4)
        assert [unit.shape for unit in units] == [(1, 1, 1, 1)] * len(side)
        assert all(unit.consistency > 0.5 for unit in units)


@given(st.lists(st.integers(0, 9), min_size=3, max_size=4, unique=True), st.booleans(), seeds, st.data())
@settings(max_examples=30, deadline=None)
def test_any_order_of_versions_gives_the_same_units(
    lengths: list[int], equal: bool, seed: int, data: st.DataObject
) -> None:
    sides = same(*lengths) if equal else [random_side(n, seed + k) for k, n in enumerate(lengths)]
    order = data.draw(st.permutations(range(len(sides))))
    again = align_versions([sides[k] for k in order])
    ranges = [tuple(unit.ranges[order.index(k)] for k in range(len(sides))) for unit in again]
    units = [replace(unit, ranges=each) for unit, each in zip(again, ranges, strict=True)]
    assert units == align_versions(sides)


def test_a_single_version_is_sure() -> None:
    assert [unit.probability for unit in align_versions(toys(["a b c"]), FORESEEABLE)] == [1.0, 1.0, 1.0]


def test_a_merged_sentence_holds_the_others_together() -> None:
    """One of four versions says b and c in one segment: all four have them in one unit, and nobody is outvoted."""
    assert aligned(["a b c d", "a b c d", "a bc d", "a b c d"]) == ["a=a=a=a", "b|c=b|c=bc=b|c", "d=d=d=d"]


TEXT = "a b c d e f g h i j k l m n o p q r s t"


@given(st.sets(st.tuples(st.integers(0, 3), st.sampled_from(TEXT.split())), max_size=6))
@settings(max_examples=20, deadline=None)
def test_what_versions_leave_out(left_out: set[tuple[int, str]]) -> None:
    """Four versions of 20 segments, up to six of them left out: each unit holds one meaning, where it was kept."""
    texts = [" ".join(x for x in TEXT.split() if (k, x) not in left_out) for k in range(4)]
    expected = {"=".join("-" if (k, x) in left_out else x for k in range(4)) for x in TEXT.split()}
    assert set(aligned(texts)) == expected - {"-=-=-=-"}


def test_pairs_of_a_group_agree_with_the_group() -> None:
    texts = ["a b c d e", "a b x c d e", "a c d e", "a b c d e y"]
    sides, units = toys(texts), align_versions(toys(texts), FORESEEABLE)
    for x, y in combinations(range(4), 2):
        pairs = {bead.ranges for bead in align_pair(sides[x], sides[y], FORESEEABLE) if bead.sides == 2}
        assert {(u.ranges[x], u.ranges[y]) for u in units if u.shape[x] and u.shape[y]} == pairs


def test_figures_say_what_is_doubtful() -> None:
    """All agree on a, b and d. Of three versions with c one says half of it, and one half of something else."""
    texts = ["a b c d", "a b c d", "a b cx d", "a b cx d", "a b d"]
    units = align_versions(toys(texts), FORESEEABLE)
    assert [spelled(unit, texts) for unit in units] == ["a=a=a=a=a", "b=b=b=b=b", "c=c=cx=cx=-", "d=d=d=d=d"]
    assert min(units, key=lambda unit: unit.probability) == min(units, key=lambda unit: unit.consistency) == units[2]


def test_work_grows_with_the_length() -> None:
    """Twice the text is not much more than twice the steps: what stands far away is not looked at."""
    seconds = []
    for n in (400, 800):
        kept = [[k for k in range(n) if (k + v) % 9] for v in range(3)]
        vectors = random_rows(n, 16, 0)
        sides = [make_side([f"Line {k}." for k in numbers], vectors[numbers]) for numbers in kept]
        start = perf_counter()
        check(align_versions(sides, FORESEEABLE), sides)
        seconds.append(perf_counter() - start)
    assert seconds[1] < 4 * seconds[0]
