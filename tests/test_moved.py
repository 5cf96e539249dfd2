"""Passages out of order: toy texts that a reader can check, what holds for any texts, and a floor on real ones."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from strategies import FORESEEABLE, random_side, seeds, spelled, toy_side, toy_texts

from align.beads import Bead, check_cover
from align.constraints import Constraints
from align.moved import link_moved
from align.multiway import align_versions
from align.sides import Side

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))

from benchmarks.gold import GOLD
from benchmarks.synthetic import synthetic_texts


def toys(texts: Sequence[str]) -> list[Side]:
    return [toy_side(text, language) for language, text in enumerate(texts)]


def marked(units: Sequence[Bead], texts: Sequence[str]) -> list[str]:
    return [spelled(unit, texts) + "*" * unit.moved for unit in units]


def linked(texts: Sequence[str], constraints: Constraints | None = None) -> list[str]:
    sides, held = toys(texts), constraints or Constraints()
    units = align_versions(sides, FORESEEABLE, held)
    moved = link_moved(sides, units, FORESEEABLE, held)
    check_cover(moved, [len(side) for side in sides])
    return marked(moved, texts)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        # one moves down, one moves up, two move together; in the list they stand where the first side has them
        (["a b c d e f", "a c d e b f"], "a=a b=b* c=c d=d e=e f=f"),
        (["a c d e b f", "a b c d e f"], "a=a c=c d=d e=e b=b* f=f"),
        (["a b c d e f g", "a d e f b c g"], "a=a b=b* c=c* d=d e=e f=f g=g"),
        (["a b c", "c a b"], "a=a b=b c=c*"),
        (["a b c d e f", "b a c d f e"], "a=a b=b* c=c d=d e=e* f=f"),  # neighbours
        (["a bc d e f g", "a d e f b c g"], "a=a bc=b|c* d=d e=e f=f g=g"),  # and became two
        (["a b x c d e f", "a c d e y b f"], "a=a b=b* x=- c=c d=d e=e -=y f=f"),  # strangers beside them stay
        # nothing moved
        (["a b c d", "a b c d"], "a=a b=b c=c d=d"),
        (["a b x c d", "a y b c d"], "a=a -=y b=b x=- c=c d=d"),
        (["a b x c", "a b y c"], "a=a b=b x=- -=y c=c"),
        (["a b c", "x y z"], None),
        (["a b", ""], "a=- b=-"),
        (["", ""], ""),
        # several versions: a null joins the unit of the others, and so do two halves
        (["a b c d e f", "a b c d e f", "a c d e b f"], "a=a=a b=b=b* c=c=c d=d=d e=e=e f=f=f"),
        (["a c d e b f", "a b c d e f", "a b c d e f"], "a=a=a c=c=c d=d=d e=e=e b=b=b* f=f=f"),
        (["a b c d e f"] * 2 + ["a c d e b f"] * 2, "a=a=a=a b=b=b=b* c=c=c=c d=d=d=d e=e=e=e f=f=f=f"),
        (["a b c d e f", "a c d e f", "a c d e b f"], "a=a=a b=-=b* c=c=c d=d=d e=e=e f=f=f"),
    ],
)
def test_foreseeable(texts: list[str], expected: str | None) -> None:
    found = linked(texts)
    if expected is None:
        assert not any("*" in unit for unit in found)
    else:
        assert sorted(found) == sorted(expected.split())
        firsts = [unit for unit in found if not unit.startswith("-")]
        assert firsts == [unit for unit in expected.split() if not unit.startswith("-")]


UNITS = [((0, 1), (0, 1)), ((1, 2), (1, 1)), ((2, 3), (1, 2)), ((3, 4), (2, 4)), ((4, 5), (4, 5))]


def test_a_glued_passage_is_set_free() -> None:
    """b is left over in the first text and glued to d in the second."""
    texts = ["a b c d e", "a c d b e"]
    found = link_moved(toys(texts), [Bead(ranges) for ranges in UNITS], FORESEEABLE)
    assert marked(found, texts) == ["a=a", "b=b*", "c=c", "d=d", "e=e"]
    check_cover(found, (5, 5))


@pytest.mark.parametrize(
    ("constraints", "expected"),
    [
        (Constraints(fixed=(((1, 2), (0, 0)),)), "b=-"),
        (Constraints(fixed=(((0, 0), (4, 5)),)), "-=b"),
        (Constraints(fixed=(((5, 6), (4, 6)),)), "f=b|f"),
        (Constraints(forbidden=(((1, 2), (4, 5)),)), "b=-"),
    ],
)
def test_what_the_caller_fixed_stays(constraints: Constraints, expected: str) -> None:
    found = linked(["a b c d e f", "a c d e b f"], constraints)
    assert expected in found
    assert not any("*" in unit for unit in found)


def test_a_fixed_null_beside_a_passage_stays_alone() -> None:
    found = linked(["a b x c d e f", "a c d e b y f"], Constraints(fixed=(((2, 3), (0, 0)),)))
    assert {"b=b*", "x=-", "-=y"} <= set(found)


def test_what_no_bead_can_hold_stays_apart() -> None:
    """A passage that a version has twice, in and out of order, is no single unit."""
    found = linked(["a b c d e f", "a b c d e f", "a b c d e b f"])
    assert [unit for unit in found if "*" in unit] == []


@given(st.lists(toy_texts, min_size=2, max_size=3), st.booleans())
@settings(max_examples=40, deadline=None)
def test_toys_stay_whole(texts: list[str], learned: bool) -> None:
    sides, weights = toys(texts), None if learned else FORESEEABLE
    units = align_versions(sides, weights)
    found = link_moved(sides, units, weights)
    check_cover(found, [len(side) for side in sides])
    assert found == link_moved(sides, units, weights)
    assert all(0 <= unit.probability <= 1 and unit.sides > unit.moved for unit in found)


@given(toy_texts, toy_texts, st.booleans())
@example("b a a", "a b b a b", False)  # nulls of both sides before what is set free
@settings(max_examples=60, deadline=None)
def test_the_other_way_round_is_the_same(source: str, target: str, learned: bool) -> None:
    weights = None if learned else FORESEEABLE
    sides = toys([source, target])
    there, back = (link_moved(each, align_versions(each, weights), weights) for each in (sides, sides[::-1]))
    assert sorted(unit.link for unit in there) == sorted(unit.link[::-1] for unit in back)
    assert sum(unit.moved for unit in there) == sum(unit.moved for unit in back)


@given(st.integers(0, 12), st.integers(0, 12), seeds)
@settings(max_examples=40, deadline=None)
def test_strangers_are_left_as_they_are(n: int, m: int, seed: int) -> None:
    sides = [random_side(n, seed), random_side(m, seed + 1)]
    units = align_versions(sides)
    assert link_moved(sides, units) == units


def test_many_nulls_against_more() -> None:
    """The time grows with the left-over segments of one side times all of the other; no passage is made of noise."""
    sides = [random_side(300, 1, 32), random_side(3000, 2, 32)]
    units = [Bead(((k, k + 1), (0, 0))) for k in range(300)] + [Bead(((300, 300), (k, k + 1))) for k in range(3000)]
    assert link_moved(sides, units) == units


@pytest.mark.skipif(not GOLD.is_dir(), reason=f"{GOLD} is not beside this checkout")
@pytest.mark.parametrize(
    ("kind", "languages"), [("moved", ("en", "de")), ("moved", ("es", "vi", "ru")), ("inserted", ("fr", "en"))]
)
def test_news_with_moved_passages(kind: str, languages: tuple[str, ...]) -> None:
    found, right, moved = 0, 0, 0
    for text in synthetic_texts(kind, languages, seed=0, count=2):
        sides, gold = text.sides(), {text.units[number] for number in text.moved}
        links = {unit.link for unit in link_moved(sides, align_versions(sides)) if unit.moved}
        found, right, moved = found + len(links), right + len(links & gold), moved + len(gold)
    assert right >= 0.9 * moved
    assert right >= 0.95 * found
