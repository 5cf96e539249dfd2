"""Two versions, aligned: toy texts whose beads a reader can foresee, and what holds for any texts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import FORESEEABLE, random_rows, random_side, seeds, spelled, toy_side, toy_texts

from align.beads import Bead, check_cover
from align.constraints import FREE, Constraints
from align.pairwise import align_pair, pair_lattice, prepared
from align.sides import Side, make_side

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def aligned(source: str, target: str) -> list[str]:
    beads = align_pair(toy_side(source, 0), toy_side(target, 1), FORESEEABLE)
    return [spelled(bead, (source, target)) for bead in beads]


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("a b c d", "a b c d", "a=a b=b c=c d=d"),
        ("a b c d", "a b x c d", "a=a b=b -=x c=c d=d"),
        ("a b x c d", "a b c d", "a=a b=b x=- c=c d=d"),
        ("a b c", "x y a b c z", "-=x -=y a=a b=b c=c -=z"),
        ("a b c d", "a bc d", "a=a b|c=bc d=d"),
        ("a bc d", "a b c d", "a=a bc=b|c d=d"),
        ("abc d", "a b c d", "abc=a|b|c d=d"),
        ("a b c d e", "abcd e", "a|b|c|d=abcd e=e"),
        ("abcde f", "a b c d e f", "abcde=a|b|c|d|e f=f"),
        ("a", "a", "a=a"),
        ("a", "a x y", "a=a -=x -=y"),
        ("a b c", "", "a=- b=- c=-"),
        ("", "a b", "-=a -=b"),
        ("", "", ""),
    ],
)
def test_foreseeable(source: str, target: str, expected: str) -> None:
    assert aligned(source, target) == expected.split()
    beads = align_pair(toy_side(source, 0), toy_side(target, 1), FORESEEABLE)
    assert all(bead.probability > 0.75 for bead in beads)


def test_strangers_stay_alone() -> None:
    assert sorted(aligned("a b c", "x y")) == ["-=x", "-=y", "a=-", "b=-", "c=-"]


def test_a_long_insertion() -> None:
    """Thirty segments that the other side lacks, in the middle."""
    inside = " ".join(x + y for x in "uvwxyz" for y in "uvwxy")
    found = aligned("a b c d", f"a b {inside} c d")
    assert found == ["a=a", "b=b", *(f"-={each}" for each in inside.split()), "c=c", "d=d"]


@given(toy_texts, toy_texts, st.booleans())
@settings(max_examples=60, deadline=None)
def test_toys_are_covered(source: str, target: str, learned: bool) -> None:
    sides = toy_side(source, 0), toy_side(target, 1)
    check(align_pair(*sides, weights=None if learned else FORESEEABLE), sides)


@given(st.integers(0, 9), st.integers(0, 9), seeds)
@settings(max_examples=60, deadline=None)
def test_any_texts_are_covered(n: int, m: int, seed: int) -> None:
    sides = random_side(n, seed), random_side(m, seed + 1)
    found = align_pair(*sides)
    check(found, sides)
    assert align_pair(*sides) == found


@given(st.integers(0, 9), st.integers(0, 9), seeds)
@settings(max_examples=60, deadline=None)
def test_the_other_way_round_is_the_same(n: int, m: int, seed: int) -> None:
    x, y = random_side(n, seed), random_side(m, seed + 1)
    back = align_pair(y, x)
    assert said(align_pair(x, y)) == {(source, target, p) for target, source, p in said(back)}
    fixed = Constraints(fixed=(back[-1].ranges,)) if back else FREE
    back = align_pair(y, x, None, fixed)
    assert said(align_pair(x, y, None, fixed.permuted([1, 0]))) == {(s, t, p) for t, s, p in said(back)}


def said(beads: list[Bead]) -> set[tuple[tuple[int, ...], tuple[int, ...], float]]:
    return {(bead.link[0], bead.link[1], bead.probability) for bead in beads}


@pytest.mark.parametrize("words", [1, 7, 40])
def test_identical_texts_are_one_to_one(words: int) -> None:
    text = " ".join(x + y for x in LETTERS for y in LETTERS)[: 3 * words - 1]
    side = toy_side(text, 0)
    assert [spelled(bead, (text, text)) for bead in align_pair(side, side)] == [f"{w}={w}" for w in text.split()]


@pytest.mark.parametrize("place", [0, 400, 999])
def test_one_segment_against_a_thousand(place: int) -> None:
    """It finds its translation among strangers, and they stay alone."""
    many = make_side([f"The sentence with number {k}." for k in range(1000)], random_rows(1000, 32, 1))
    one = many.part(place, place + 1)
    found = [bead for bead in align_pair(one, many) if bead.sides == 2]
    assert [bead.ranges for bead in found] == [((0, 1), (place, place + 1))]


@pytest.mark.parametrize(("n", "m"), [(1, 1), (60, 60), (60, 7), (1, 200)])
@pytest.mark.parametrize("own_centre", [False, True])
def test_equal_segments_are_covered(n: int, m: int, own_centre: bool) -> None:
    """A list of equal lines; centred by their own mean, nothing is left of them."""
    row = np.eye(1, 8, dtype=np.float32)
    prior = None if own_centre else np.zeros(8, np.float32)
    sides = [make_side(["Same."] * size, np.repeat(row, size, axis=0), None, prior) for size in (n, m)]
    check(align_pair(sides[0], sides[1]), (sides[0], sides[1]))


@pytest.mark.parametrize(("n", "m"), [(3, 150), (150, 3), (40, 2000), (300, 0), (0, 300)])
def test_lengths_that_differ_fiftyfold(n: int, m: int) -> None:
    sides = random_side(n, 1), random_side(m, 2)
    check(align_pair(*sides), sides)


def check(beads: list[Bead], sides: tuple[Side, Side]) -> None:
    check_cover(beads, [len(side) for side in sides])
    assert all(0 <= bead.probability <= 1 and any(bead.shape) for bead in beads)


def test_learned_weights_know_a_translation() -> None:
    """Every sane set of weights finds this: alike in meaning, length, ending and paragraphs, one segment inserted."""
    text = " ".join(LETTERS[:12])
    longer = text.replace("f ", "f z ")
    source = toy_side(text, 0, [k // 3 for k in range(12)])
    beads = align_pair(source, toy_side(longer, 1))
    assert [bead.shape for bead in beads].count((1, 1)) >= 11
    found = {spelled(bead, (text, longer)) for bead in beads}
    assert {f"{x}={x}" for x in "abcdhijkl"} <= found


def test_the_lattice_holds_every_bead_of_the_best_path() -> None:
    source, target = toy_side("a b c", 0), toy_side("a bc", 1)
    lattice = pair_lattice(source, target, FORESEEABLE)
    assert (lattice.band.rows, lattice.band.columns) == (4, 3)
    assert prepared(source, target).ratio == pytest.approx(1, abs=0.05)
    diagonal = lattice.scores[lattice.shapes.index((1, 1)), lattice.band.cell(1, 1)]
    assert diagonal == pytest.approx(30, abs=1)
