"""Fixed and forbidden beads: toy texts whose beads a reader can foresee, and what holds for any texts."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import FORESEEABLE, covers, lengths_of, random_rows, random_side, seeds, spelled, toy_side

from align.beads import Bead, check_cover, parse_links
from align.constraints import Constraints, Ranges, ranges_of, stretch
from align.errors import AlignError
from align.monotonic import IMPOSSIBLE, best_path
from align.multiway import align_versions
from align.pairwise import align_pair, pair_lattice
from align.sides import Side, canonical_order, make_side

TEXT = "a b c d e f"


def fixed(*lines: str, lengths: tuple[int, ...] = (6, 6)) -> tuple[Ranges, ...]:
    return ranges_of(parse_links(lines), lengths)


def aligned(source: str, target: str, constraints: Constraints) -> list[str]:
    beads = align_pair(toy_side(source, 0), toy_side(target, 1), FORESEEABLE, constraints)
    return [spelled(bead, (source, target)) for bead in beads]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["1\t1"], "a=a b=b c=c d=d e=e f=f"),
        (["1\t2"], "a=a -=b b=c c=- d=d e=e f=f"),  # the others stand as near as they may
        (["0,1,2,3,4\t0"], "a|b|c|d|e=a -=b -=c -=d -=e f=f"),
        (["0,1,2,3,4,5\t0,1,2,3,4,5"], "a|b|c|d|e|f=a|b|c|d|e|f"),  # no shape that the model knows
        (["0\t0", "1,2\t1", "3\t2,3,4"], "a=a b|c=b d=c|d|e e=- f=f"),
        (["2\t"], "a=a b=b c=- -=c d=d e=e f=f"),  # a null, wherever that is
        (["2,3\t"], "a=a b=b c=- d=- -=c -=d e=e f=f"),  # two nulls
        (["\t5", "0\t"], "a=- -=a b=b c=c d=d e=e f=- -=f"),
    ],
)
def test_fixed_beads(lines: list[str], expected: str) -> None:
    constraints = Constraints(fixed(*lines))
    assert aligned(TEXT, TEXT, constraints) == expected.split()
    beads = align_pair(toy_side(TEXT, 0), toy_side(TEXT, 1), FORESEEABLE, constraints)
    check_cover(beads, (6, 6))
    assert all(bead.probability == 1 for bead in beads if constraints.fixes(bead.ranges))


@pytest.mark.parametrize(
    ("source", "target", "lines", "expected"),
    [
        ("a b c", "a b c", [], "a=a b=b c=c"),
        ("a b c", "a b c", ["0,1,2\t0,1,2"], "a=a b=b c=c"),  # nobody wants that
        ("a bc d", "a b c d", ["1\t1,2"], "a=a bc=b -=c d=d"),
        ("a bc d", "a b c d", ["1\t1,2", "1\t1"], "a=a -=b bc=c d=d"),
        ("a bc d", "a b c d", ["1\t1,2", "1\t1", "1\t2", "1\t"], "a=a bc|d=b|c|d"),
        ("a x b", "a b", ["1\t"], "a|x=a b=b"),
        ("a b", "a x b", ["\t1"], "a=a|x b=b"),
        ("a", "b", ["0\t", "\t0"], "a=b"),
    ],
)
def test_forbidden_beads(source: str, target: str, lines: list[str], expected: str) -> None:
    lengths = len(source.split()), len(target.split())
    constraints = Constraints(forbidden=ranges_of(parse_links(lines), lengths, placed=False))
    assert aligned(source, target, constraints) == expected.split()


@pytest.mark.parametrize(
    ("constraints", "message"),
    [
        (Constraints((((1, 2), (1, 2)), ((1, 3), (2, 3)))), r"fixed beads '1\\t1' and '1,2\\t2': .* cross on side 0"),
        (Constraints((((0, 1), (3, 4)), ((1, 2), (2, 3)))), r"fixed beads '0\\t3' and '1\\t2': .* cross on side 1"),
        (
            Constraints((((0, 3), (3, 4)), ((2, 3), (0, 0)))),
            r"fixed bead '0,1,2\\t3': a segment of its side 0 is a fixed",
        ),
        (Constraints((((0, 1), (0, 1), (0, 1)),)), r"fixed bead '0\\t0\\t0': 3 sides where there are 2"),
        (Constraints(forbidden=(((0, 1),),)), r"forbidden bead '0': 1 sides where there are 2"),
        (Constraints((((5, 7), (0, 1)),)), r"fixed bead '5,6\\t0': side 0 has 6 segments, counted"),
        (Constraints(forbidden=(((0, 1), (6, 7)),)), r"forbidden bead '0\\t6': side 1 has 6 segments"),
        (Constraints((((2, 2), (3, 3)),)), r"fixed bead .*: no side has text"),
        (Constraints((((2, 1), (3, 4)),)), r"fixed bead"),
        (Constraints((((0, 1), (0, 1)),), (((0, 1), (0, 1)),)), r"bead '0\\t0': it is fixed and forbidden"),
        (Constraints((((0, 1), (0, 0)),), (((0, 1), (3, 3)),)), r"bead '0\\t': it is fixed and forbidden"),
    ],
)
def test_contradictions(constraints: Constraints, message: str) -> None:
    with pytest.raises(AlignError, match=message) as caught:
        aligned(TEXT, TEXT, constraints)
    assert "\n" not in str(caught.value)


def test_a_bead_that_cannot_be_done_without() -> None:
    with pytest.raises(AlignError, match=r"bead '0\\t': it is forbidden, but no other bead can hold its segments"):
        aligned("a", "", Constraints(forbidden=(((0, 1), (0, 0)),)))


@pytest.mark.parametrize(
    ("lines", "lengths", "expected"),
    [
        (["0,1\t2"], (9, 9), [((0, 2), (2, 3))]),
        (["3,4\t", "\t6"], (9, 9), [((3, 5), (0, 0)), ((0, 0), (6, 7))]),  # a null may stand anywhere
        (["3\t5\t7", "4\t\t8"], (9, 9, 10), [((3, 4), (5, 6), (7, 8)), ((4, 5), (6, 6), (8, 9))]),
        (
            ["4\t\t8", "5\t\t9", "6\t7\t10"],
            (9, 9, 11),
            [((4, 5), (7, 7), (8, 9)), ((5, 6), (7, 7), (9, 10)), ((6, 7), (7, 8), (10, 11))],
        ),
        (["0\t\t0", "8\t8\t"], (9, 9, 9), [((0, 1), (0, 0), (0, 1)), ((8, 9), (8, 9), (9, 9))]),
        ([], (9, 9), []),
    ],
)
def test_places(lines: list[str], lengths: tuple[int, ...], expected: list[Ranges]) -> None:
    assert ranges_of(parse_links(lines), lengths) == tuple(expected)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (
            ["3\t4\t4", "5\t\t6"],
            r"fixed, bead '5\\t\\t6': it does not say where it stands on the side without text; name the",
        ),
        (["3\t4,6\t"], r"fixed, bead '3\\t4,6\\t': a bead holds consecutive segments"),
    ],
)
def test_places_that_nobody_can_tell(lines: list[str], message: str) -> None:
    with pytest.raises(AlignError, match=message):
        ranges_of(parse_links(lines), (9, 9, 9), "fixed")


@given(covers(2), st.data(), seeds)
@settings(max_examples=60, deadline=None)
def test_any_fixed_beads_are_in_the_result(cover: list[Bead], data: st.DataObject, seed: int) -> None:
    lengths = lengths_of(cover, 2)
    sides = random_side(lengths[0], seed), random_side(lengths[1], seed + 1)
    chosen = tuple(bead.ranges for bead in cover if data.draw(st.booleans()))
    beads = align_pair(*sides, constraints=Constraints(chosen[::-1] * 2))
    check_cover(beads, lengths)
    sure = {
        (side, k)
        for bead in beads
        if bead.probability == 1
        for side, span in enumerate(bead.ranges)
        for k in range(*span)
    }
    for ranges in chosen:
        assert ranges in [bead.ranges for bead in beads] or not all(stop > start for start, stop in ranges)
        assert sure >= {(side, k) for side, span in enumerate(ranges) for k in range(*span)}


@given(st.integers(1, 9), st.integers(1, 9), seeds)
@settings(max_examples=60, deadline=None)
def test_what_holds_already_changes_nothing(n: int, m: int, seed: int) -> None:
    """Fixing what the best alignment has leaves it as it is; without it, another one is the best."""
    sides = random_side(n, seed), random_side(m, seed + 1)
    beads = align_pair(*sides)
    ranges = [bead.ranges for bead in beads]
    for number, each in enumerate(beads):
        held = align_pair(*sides, constraints=Constraints((each.ranges,)))
        assert [bead.ranges for bead in held] == ranges
        assert held[number].probability == 1
    assert all(bead.probability == 1 for bead in align_pair(*sides, constraints=Constraints(tuple(ranges))))
    try:
        without = align_pair(*sides, constraints=Constraints(forbidden=tuple(ranges[:1])))
    except AlignError:
        return
    assert ranges[0] not in [bead.ranges for bead in without]


@given(st.integers(2, 7), st.integers(2, 7), seeds, st.data())
@settings(max_examples=60, deadline=None)
def test_the_rest_is_the_best_around_a_fixed_bead(n: int, m: int, seed: int, data: st.DataObject) -> None:
    """The same as the best path of a lattice in which that bead is worth more than all others together."""
    given_sides = random_side(n, seed), random_side(m, seed + 1)
    sides = [given_sides[k] for k in canonical_order(given_sides)]  # as they are aligned
    n, m = len(sides[0]), len(sides[1])
    lattice = pair_lattice(*sides)
    a, b = data.draw(st.sampled_from([(a, b) for a, b in lattice.shapes if 0 < a <= n and 0 < b <= m]))
    i, j = data.draw(st.integers(a, n)), data.draw(st.integers(b, m))
    ranges = (i - a, i), (j - b, j)
    scores = lattice.scores.copy()
    scores[lattice.shapes.index((a, b)), lattice.band.cell(i, j)] += 1000
    wanted = best_path(replace(lattice, scores=scores))
    stops = [tuple(stop for _, stop in bead.ranges) for bead in align_pair(*sides, constraints=Constraints((ranges,)))]
    assert stops == [(step.i, step.j) for step in wanted]


def likely_sides(n: int) -> tuple[Side, Side]:
    """Two versions of ``n`` segments that go one to one, too long for the whole grid."""
    texts, rows = [f"{'x' * (20 + 7 * k % 13)}." for k in range(n)], random_rows(n, 24, 0)
    source, target = (make_side(texts, rows + 0.1 * random_rows(n, 24, seed)) for seed in (1, 2))
    return source, target


@pytest.mark.parametrize(("bead", "reach"), [((200, 202), 8), ((200, 199), 8), ((150, 290), 150)])
def test_what_is_far_from_a_fixed_bead_stays(bead: tuple[int, int], reach: int) -> None:
    """The last of the three lies outside of the band."""
    sides = likely_sides(400)
    i, j = bead
    free = align_pair(*sides, FORESEEABLE)
    held = align_pair(*sides, FORESEEABLE, Constraints((((i, i + 1), (j, j + 1)),)))
    check_cover(held, (400, 400))
    assert [bead.link for bead in free] == [((n,), (n,)) for n in range(400)]

    def far(beads: list[Bead]) -> list[Bead]:
        return [bead for bead in beads if abs(bead.ranges[0][0] - i) > reach < abs(bead.ranges[1][0] - j)]

    assert far(held) == far(free)


@given(covers(2), st.data(), seeds)
@settings(max_examples=60, deadline=None)
def test_a_stretch_is_a_lattice_of_its_own(cover: list[Bead], data: st.DataObject, seed: int) -> None:
    lengths = lengths_of(cover, 2)
    lattice = pair_lattice(random_side(lengths[0], seed), random_side(lengths[1], seed + 1))
    corners = [(0, 0), *(tuple(stop for _, stop in bead.ranges) for bead in cover)]
    for tail, head in pairwise(sorted(data.draw(st.sets(st.sampled_from(corners), min_size=1)))):
        part = stretch(lattice, tail, head)
        assert (part.band.rows, part.band.columns) == (head[0] - tail[0] + 1, head[1] - tail[1] + 1)
        for (i, j), scores in zip(np.stack(part.band.places, axis=1).tolist(), part.scores.T, strict=True):
            whole = lattice.scores[:, lattice.band.cell(i + tail[0], j + tail[1])]
            fits = np.array([a <= i and b <= j for a, b in part.shapes])
            assert (scores == np.where(fits, whole, IMPOSSIBLE)).all()


def aligned_versions(texts: list[str], constraints: Constraints) -> list[str]:
    sides = [toy_side(text, language) for language, text in enumerate(texts)]
    units = align_versions(sides, FORESEEABLE, constraints)
    check_cover(units, [len(side) for side in sides])
    assert all(unit.probability == 1 for unit in units if constraints.fixes(unit.ranges))
    return [spelled(unit, texts) for unit in units]


@pytest.mark.parametrize(
    ("texts", "lines", "expected"),
    [
        (["a b c d"] * 3, ["1\t1\t1"], "a=a=a b=b=b c=c=c d=d=d"),
        (["a b c d"] * 3, ["1\t2\t1"], "a=a=a -=b=- b=c=b c=-=c d=d=d"),
        (["a b c d e f g h", "a b c", "a h"], ["0,1,2,3,4,5,6\t0,1,2\t0"], "a|b|c|d|e|f|g=a|b|c=a h=-=h"),
        (["a b c d"] * 3, ["0\t0\t0", "1\t1\t", "2\t\t1"], "a=a=a b=b=- c=-=b -=c=c d=d=d"),
        (["a b c d"] * 3, ["\t1\t"], "a=a=a -=b=- b=-=b c=c=c d=d=d"),
        (["a b c d"] * 4, ["1,2\t\t\t"], "a=a=a=a b=-=-=- c=-=-=- -=b=b=b -=c=c=c d=d=d=d"),
        (["a b", "a b", ""], ["1\t1\t"], "a=a=- b=b=-"),
        (["a b", "a b", "a b"], ["0,1\t0,1\t0,1"], "a|b=a|b=a|b"),
    ],
)
def test_fixed_units(texts: list[str], lines: list[str], expected: str) -> None:
    constraints = Constraints(ranges_of(parse_links(lines), [len(text.split()) for text in texts]))
    assert set(aligned_versions(texts, constraints)) == set(expected.split())


@pytest.mark.parametrize(
    ("texts", "lines", "expected"),
    [
        (["a b c"] * 3, ["1\t1\t1"], {"c=c=c"}),
        (["a b c"] * 3, ["1\t1\t1", "1\t1\t", "1\t\t1", "\t1\t1"], {"c=c=c"}),
        (["a b c"] * 3, ["0,1\t0,1\t0,1"], {"a=a=a", "b=b=b", "c=c=c"}),
        (["a x b"] * 2 + ["a b"], ["1\t1\t"], {"b=b=b"}),
    ],
)
def test_forbidden_units(texts: list[str], lines: list[str], expected: set[str]) -> None:
    forbidden = ranges_of(parse_links(lines), [len(text.split()) for text in texts], placed=False)
    units = aligned_versions(texts, Constraints(forbidden=forbidden))
    assert expected <= set(units)
    assert not {spelled(Bead(ranges), texts) for ranges in forbidden}.intersection(units)


@given(covers(3), st.data(), seeds)
@settings(max_examples=25, deadline=None)
def test_any_fixed_units_are_in_the_result(cover: list[Bead], data: st.DataObject, seed: int) -> None:
    lengths = lengths_of(cover, 3)
    sides = [random_side(length, seed + k) for k, length in enumerate(lengths)]
    chosen = tuple(bead.ranges for bead in cover if data.draw(st.booleans()))
    units = align_versions(sides, constraints=Constraints(chosen))
    check_cover(units, lengths)
    found = [unit.ranges for unit in units]
    assert all(ranges in found for ranges in chosen if sum(stop > start for start, stop in ranges) > 1)
    alone = {(side, unit.ranges[side][0]) for unit in units for side in range(3) if unit.shape[side] == unit.sides == 1}
    nulls = [ranges for ranges in chosen if sum(stop > start for start, stop in ranges) == 1]
    assert alone >= {(side, k) for ranges in nulls for side, span in enumerate(ranges) for k in range(*span)}


def test_in_another_order_of_the_sides() -> None:
    one, other = ((0, 1), (2, 4), (5, 5)), ((3, 4), (0, 0), (0, 0))
    held = Constraints((one, other), (one,), ((0, 3, 2), (1, 7, 0)))
    turned = held.permuted((2, 0, 1))
    assert turned.fixed == (((5, 5), (0, 1), (2, 4)), ((0, 0), (3, 4), (0, 0)))
    assert turned.forbidden == turned.fixed[:1]
    assert turned.apart == ((1, 3, 0), (2, 7, 1))
    assert turned.permuted((1, 2, 0)) == held
