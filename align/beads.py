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
    """A run of segments on each side, one range a side; an empty range says that the side lacks the passage."""

    ranges: tuple[Range, ...]
    probability: float = 1.0

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
    """Raise AlignError unless the beads, in order, cover 0..length on every side without gap or overlap."""
    position = [0] * len(lengths)
    for number, bead in enumerate(beads):
        if len(bead.ranges) != len(lengths):
            raise AlignError(f"bead {number}: {len(bead.ranges)} sides where there are {len(lengths)}")
        for side, (start, stop) in enumerate(bead.ranges):
            if start != position[side] or stop < start:
                raise AlignError(f"bead {number}, side {side}: {start}-{stop} where {position[side]} is next")
            position[side] = stop
    if position != list(lengths):
        raise AlignError(f"beads end at {position}, the sides at {list(lengths)}")


def format_bead(bead: Bead) -> str:
    """``0,1 TAB 0 TAB 0.9731``: 0-based segment numbers of each side, an empty field for a null, the probability."""
    sides = (",".join(map(str, indices)) for indices in bead.link)
    return "\t".join([*sides, f"{bead.probability:.4f}"])


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
