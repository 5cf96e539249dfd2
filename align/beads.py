"""A bead: the segments of each side that translate one another; and its text form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from align.errors import AlignError

Range = tuple[int, int]  # segments [start, stop) of one side
Link = tuple[tuple[int, ...], ...]  # segment numbers of each side, gaps and crossings allowed: what gold files hold


@dataclass(frozen=True, slots=True)
class Bead:
    """A run of segments on each side, one range a side; an empty range says that the side lacks the passage.

    ``moved``: it stands out of order on some side.
    """

    ranges: tuple[Range, ...]
    probability: float = 1.0
    consistency: float = 1.0
    moved: bool = False

    @property
    def shape(self) -> tuple[int, ...]:
        """How many segments each side has: (1, 2) for one that became two."""
        return tuple(stop - start for start, stop in self.ranges)

    @property
    def link(self) -> Link:
        return tuple(tuple(range(start, stop)) for start, stop in self.ranges)

    @property
    def sides(self) -> int:
        """On how many sides the bead has text."""
        return sum(stop > start for start, stop in self.ranges)


def check_cover(beads: Sequence[Bead], lengths: Sequence[int]) -> None:
    """Raise AlignError unless the beads cover 0..length on every side without gap or overlap, and in order, but for
    those that moved."""
    position = [0] * len(lengths)
    elsewhere: list[dict[int, int]] = [{} for _ in lengths]  # where moved beads begin and end

    def pass_by(side: int, goal: int) -> None:
        while position[side] != goal and position[side] in elsewhere[side]:
            position[side] = elsewhere[side].pop(position[side])

    for number, bead in enumerate(beads):
        if len(bead.ranges) != len(lengths):
            raise AlignError(f"bead {number}: {len(bead.ranges)} sides where there are {len(lengths)}")
        for side, (start, stop) in enumerate(bead.ranges):
            if bead.moved and stop > start:
                if start in elsewhere[side]:
                    raise AlignError(f"bead {number}, side {side}: another one begins at {start}, too")
                elsewhere[side][start] = stop
    for number, bead in enumerate(beads):
        for side, (start, stop) in enumerate(bead.ranges if not bead.moved else ()):
            pass_by(side, start)
            if start != position[side] or stop < start:
                raise AlignError(f"bead {number}, side {side}: {start}-{stop} where {position[side]} is next")
            position[side] = stop
    for side, length in enumerate(lengths):
        pass_by(side, length)
        if elsewhere[side]:
            raise AlignError(f"side {side}: the moved bead at {min(elsewhere[side])} stands where another does")
    if position != list(lengths):
        raise AlignError(f"beads end at {position}, the sides at {list(lengths)}")


def format_link(link: Link) -> str:
    """``0,1 TAB 0``: 0-based segment numbers of each side, an empty field where it has none."""
    return "\t".join(",".join(map(str, indices)) for indices in link)


def format_bead(bead: Bead) -> str:
    """``0,1 TAB 0 TAB 0.9731``: the bead's link and its probability."""
    return f"{format_link(bead.link)}\t{bead.probability:.4f}"


def parse_links(lines: Iterable[str], name: str = "links", sides: int | None = None) -> list[Link]:
    """Read lines of the form of ``format_bead``, with or without the probability, gaps and crossings allowed.

    A field with a point in it is a probability and is left out. Empty lines are skipped. ``sides`` = how many
    sides each line must have (two where not given and the first line has no more fields).
    """
    links: list[Link] = []
    for number, line in enumerate(lines, 1):
        fields = line.rstrip("\r\n").split("\t")
        if not "".join(fields).strip():
            continue
        if len(fields) > 2 and "." in fields[-1]:
            fields.pop()
        sides = sides or len(fields)
        if len(fields) != sides or sides < 2:
            raise AlignError(
                f"{name}, line {number}: {len(fields)} sides where {max(sides, 2)} tab-separated are needed"
            )
        try:
            link = tuple(tuple(sorted({int(index) for index in field.split(",") if index.strip()})) for field in fields)
        except ValueError:
            what = f"{line.strip()!r} is not 'source indices TAB target indices' such as '0,1 TAB 0'"
            raise AlignError(f"{name}, line {number}: {what}") from None
        if any(index < 0 for side in link for index in side):
            raise AlignError(f"{name}, line {number}: indices count from 0, none is negative")
        links.append(link)
    return links


def read_links(path: Path) -> list[Link]:
    """The links of a gold or hypothesis file, see parse_links."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise AlignError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise AlignError(f"{path}: not UTF-8 text; a file of links is needed") from None
    return parse_links(text.splitlines(), str(path))
