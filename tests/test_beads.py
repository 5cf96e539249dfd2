from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from strategies import covers, lengths_of, links

from align.beads import Bead, Link, check_cover, format_bead, parse_links, read_links
from align.errors import AlignError


@pytest.mark.parametrize(
    ("bead", "line", "shape", "sides"),
    [
        (Bead(((0, 1), (0, 1))), "0\t0\t1.0000", (1, 1), 2),
        (Bead(((0, 2), (5, 6)), 0.97309), "0,1\t5\t0.9731", (2, 1), 2),
        (Bead(((3, 3), (5, 8)), 0.5), "\t5,6,7\t0.5000", (0, 3), 1),
        (Bead(((3, 4), (5, 5)), 0.00001), "3\t\t0.0000", (1, 0), 1),
        (Bead(((9, 11), (0, 0), (7, 8)), 0.25), "9,10\t\t7\t0.2500", (2, 0, 1), 2),
    ],
)
def test_form(bead: Bead, line: str, shape: tuple[int, ...], sides: int) -> None:
    assert format_bead(bead) == line
    assert bead.shape == shape
    assert bead.sides == sides
    assert parse_links([line]) == [bead.link]


@given(covers())
def test_what_is_written_is_read(beads: list[Bead]) -> None:
    assert parse_links(map(format_bead, beads)) == [bead.link for bead in beads]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("0\t0\n1\t1\n", [((0,), (0,)), ((1,), (1,))]),
        ("0\t0\t0.93", [((0,), (0,))]),  # a field with a point in it is a probability
        ("0\t1\t2", [((0,), (1,), (2,))]),  # one without it is a third side
        ("0\t1\t2\t1.0", [((0,), (1,), (2,))]),
        ("0\t\n\t0", [((0,), ()), ((), (0,))]),
        ("0\t\t0.5\n\t0\t0.5", [((0,), ()), ((), (0,))]),
        ("\n\n0\t0\n  \n\t\n", [((0,), (0,))]),
        ("0\t0\r\n1\t\r\n", [((0,), (0,)), ((1,), ())]),
        ("3,1,1\t7,5", [((1, 3), (5, 7))]),
        (" 0 , 1 \t 2,", [((0, 1), (2,))]),
        ("0\t0\n1\t1\t0.5", [((0,), (0,)), ((1,), (1,))]),
    ],
)
def test_links_that_can_be_read(text: str, expected: list[Link]) -> None:
    assert parse_links(text.split("\n")) == expected


@pytest.mark.parametrize(
    ("text", "sides", "message"),
    [
        ("0", None, "gold, line 1: 1 sides where 2 tab-separated are needed"),
        ("0 0", None, "gold, line 1: 1 sides where 2"),
        ("0\t0\n1", None, "gold, line 2: 1 sides where 2"),
        ("0\t0\n\n1\t1\t1", None, "gold, line 3: 3 sides where 2"),
        ("0\t0\t0", 2, "gold, line 1: 3 sides where 2"),
        ("0\t0", 3, "gold, line 1: 2 sides where 3"),
        ("0\tx", None, "gold, line 1: '0\\tx' is not 'source indices TAB target indices' such as '0,1 TAB 0'"),
        ("0\t0.5", None, "gold, line 1: '0\\t0.5' is not"),
        ("[0]\t[0]", None, "gold, line 1: '[0]\\t[0]' is not"),
        ("0 1\t0", None, "gold, line 1: '0 1\\t0' is not"),
        ("0\t0\n0\t-1", None, "gold, line 2: indices count from 0, none is negative"),
    ],
)
def test_lines_that_cannot_be_read(text: str, sides: int | None, message: str) -> None:
    with pytest.raises(AlignError) as caught:
        parse_links(text.split("\n"), "gold", sides)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_files(tmp_path: Path) -> None:
    path = tmp_path / "a.gold"
    path.write_bytes(b"\xef\xbb\xbf0\t0\r\n1,2\t1\r\n")
    assert read_links(path) == [((0,), (0,)), ((1, 2), (1,))]


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"\xff\xfe0\x00", "not UTF-8 text; a file of links is needed"), (None, "cannot be read: No such file")],
)
def test_files_that_cannot_be_read(tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / "a.gold"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(AlignError) as caught:
        read_links(path)
    assert str(caught.value).startswith(f"{path}: {message}")


@given(covers())
def test_covers_are_accepted(beads: list[Bead]) -> None:
    check_cover(beads, lengths_of(beads, len(beads[0].ranges) if beads else 2))


@pytest.mark.parametrize(
    ("ranges", "lengths", "message"),
    [
        ([((0, 1), (0, 1)), ((2, 3), (1, 2))], (3, 2), "bead 1, side 0: 2-3 where 1 is next"),
        ([((0, 2), (0, 1)), ((1, 3), (1, 2))], (3, 2), "bead 1, side 0: 1-3 where 2 is next"),
        ([((0, 1), (0, 1)), ((1, 2), (1, 0))], (2, 1), "bead 1, side 1: 1-0 where 1 is next"),
        ([((0, 1), (0, 1))], (1, 2), "beads end at [1, 1], the sides at [1, 2]"),
        ([], (0, 1), "beads end at [0, 0], the sides at [0, 1]"),
        ([((0, 1), (0, 1))], (1,), "bead 0: 2 sides where there are 1"),
        ([((0, 1), (0, 1))], (1, 1, 0), "bead 0: 2 sides where there are 3"),
    ],
)
def test_gaps_and_overlaps(ranges: list[tuple[tuple[int, int], ...]], lengths: tuple[int, ...], message: str) -> None:
    with pytest.raises(AlignError) as caught:
        check_cover([Bead(each) for each in ranges], lengths)
    assert str(caught.value) == message


MOVED = [Bead(((0, 1), (3, 4)), moved=True), Bead(((1, 2), (0, 1))), Bead(((2, 2), (1, 2))), Bead(((2, 4), (2, 3)))]


@pytest.mark.parametrize(
    ("beads", "lengths", "message"),
    [
        (MOVED, (4, 4), None),
        (MOVED[1:] + MOVED[:1], (4, 4), None),
        ([Bead(((0, 1), (1, 2)), moved=True), Bead(((1, 2), (0, 1)), moved=True)], (2, 2), None),
        ([replace(MOVED[0], moved=False), *MOVED[1:]], (4, 4), "bead 0, side 1: 3-4 where 0 is next"),
        (MOVED, (4, 5), "beads end at [4, 4], the sides at [4, 5]"),
        ([*MOVED, Bead(((4, 5), (3, 4)), moved=True)], (5, 4), "bead 4, side 1: another one begins at 3, too"),
        ([*MOVED, Bead(((4, 5), (2, 3)), moved=True)], (5, 4), "side 1: the moved bead at 2 stands where another does"),
    ],
)
def test_moved_beads_may_stand_anywhere(beads: list[Bead], lengths: tuple[int, ...], message: str | None) -> None:
    if message is None:
        check_cover(beads, lengths)
    else:
        with pytest.raises(AlignError) as caught:
            check_cover(beads, lengths)
        assert str(caught.value) == message


@given(links)
def test_links_without_probability(link: Link) -> None:
    """Gold files have gaps and crossings."""
    line = "\t".join(",".join(map(str, side)) for side in link)
    assert parse_links([line]) == ([link] if any(link) else [])
