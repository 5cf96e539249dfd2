"""What the benchmark of several versions compares, on links written by hand."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))

from benchmarks.known import _units
from benchmarks.versions import Found, compared, star
from strategies import toy_side

from align.beads import Link, parse_links
from align.sides import Side

Pairs = dict[tuple[int, int], list[Link]]


def links(*lines: str, sides: int = 2) -> list[Link]:
    return parse_links(lines, sides=sides)


PAIRS: Pairs = {
    (0, 1): links("0\t0", "1\t1", "2\t2", "\t3"),
    (0, 2): links("0,1\t0", "2\t", "\t1"),
    (1, 2): links("0,1\t0", "2\t1", "3\t"),
}


@pytest.mark.parametrize(
    ("pivot", "expected"),
    [
        (0, ["0,1\t0,1\t0", "2\t2\t", "\t3\t", "\t\t1"]),
        (1, ["0,1\t0,1\t0", "2\t2\t1", "\t3\t"]),
        (2, ["0,1\t0,1\t0", "\t2\t1", "2\t\t", "\t3\t"]),
    ],
)
def test_a_star_sees_what_its_pivot_has(pivot: int, expected: list[str]) -> None:
    assert set(star(PAIRS, [3, 4, 2], pivot)) == set(links(*expected, sides=3))


def test_units_are_right_as_a_whole() -> None:
    gold = links("0\t0\t0", "1,2\t1\t1", "3\t2\t", "\t\t2", sides=3)
    found = links("0\t0\t0", "1\t1\t1", "2\t\t", "3\t2\t", "\t\t2", sides=3)
    assert compared(gold, found) == Found(right=2, gold=3, found=3)
    assert (compared(gold, found) + compared(gold, gold)).f1 == pytest.approx(10 / 12)


def test_rows_of_texts_as_segments() -> None:
    sides: list[Side] = [toy_side("a b c"), toy_side("ab c", 1)]
    words = [side.segments for side in sides]
    rows = [[f"{words[0][0]}  {words[0][1]}", words[1][0]], [words[0][2], "not whole"], ["", words[1][1]]]
    assert _units(sides, rows) == (((0, 1), (0,)), ((2,), (-2,)), ((), (1,)))
