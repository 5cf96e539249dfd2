"""What is known of an alignment beforehand: beads that are in it, and beads that are not.

A fixed bead with text on several sides cuts the text. Every alignment that has it is one of what lies before it and one
of what lies behind it, so the stretches between such beads are decoded one by one, and the beads put in between: exact,
and whatever shape they have. A fixed null makes all other beads with its segment impossible, a forbidden bead is
impossible itself, and the probabilities are those of the alignments that are left. Scores are those of the whole text,
so that nothing changes beyond what is displaced.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from align.arrays import Ints
from align.band import Band
from align.beads import Bead, Link, Range, format_link
from align.errors import AlignError
from align.monotonic import IMPOSSIBLE, Lattice

Ranges = tuple[Range, ...]  # one a side, as in Bead
Boundary = tuple[int, ...]  # one number a side: the segments before it
Apart = tuple[int, int, int]  # a side, one of its segments, and another side


@dataclass(frozen=True)
class PairConstraints:
    """What constraints mean for the lattice of two sides: every alignment passes through the ``boundaries`` (k, 2),
    the segments ``nulls`` of each side stand alone, and the ``forbidden`` beads are not in it."""

    boundaries: Ints
    nulls: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())
    forbidden: tuple[Ranges, ...] = ()

    @property
    def none(self) -> bool:
        return not (len(self.boundaries) or any(self.nulls) or self.forbidden)


@dataclass(frozen=True)
class Constraints:
    """``fixed``: these beads are in the result, with probability 1. ``forbidden``: exactly these are not in it.

    Where a side lacks the passage its range is empty, such as (7, 7): before segment 7. That counts for fixed beads
    with text on several sides; a fixed null, text on one side only, may stand anywhere. A null of several segments
    means as many nulls. ``apart``: segments that are in no bead with text of another side.
    """

    fixed: tuple[Ranges, ...] = ()
    forbidden: tuple[Ranges, ...] = ()
    apart: tuple[Apart, ...] = ()

    @cached_property
    def cuts(self) -> tuple[Ranges, ...]:
        """The fixed beads with text on several sides, in the order of the text, each once."""
        several = {ranges for ranges in self.fixed if _sides(ranges) > 1}
        return tuple(sorted(several, key=lambda ranges: (sum(map(sum, ranges)), ranges)))

    @cached_property
    def _nulls(self) -> frozenset[tuple[int, int]]:
        alone = [ranges for ranges in self.fixed if _sides(ranges) == 1]
        return frozenset((side, k) for ranges in alone for side, span in enumerate(ranges) for k in range(*span))

    @cached_property
    def _forbidden(self) -> frozenset[tuple[Range | None, ...]]:
        return frozenset(map(_texts, self.forbidden))

    def fixes(self, ranges: Ranges) -> bool:
        """Whether this bead is a fixed one, or a null of a segment that is fixed as one."""
        if _sides(ranges) > 1:
            return ranges in self.cuts
        return all((side, k) in self._nulls for side, span in enumerate(ranges) for k in range(*span))

    def nulls(self, side: int) -> tuple[int, ...]:
        """The segments of a side that are fixed as nulls, in order."""
        return tuple(sorted(segment for of, segment in self._nulls if of == side))

    def forbids(self, ranges: Ranges) -> bool:
        """Whether exactly this bead is forbidden; the place of an empty range does not matter."""
        return _texts(ranges) in self._forbidden

    def checked(self, lengths: Sequence[int]) -> Constraints:
        """The same. Raises AlignError unless all ranges lie on sides of these ``lengths``, the fixed beads neither
        overlap nor cross one another, and none of them is forbidden."""
        for kind, beads in (("fixed", self.fixed), ("forbidden", self.forbidden)):
            for ranges in beads:
                _check_ranges(ranges, lengths, kind)
        for one, other in pairwise(self.cuts):
            for side, ((_, stop), (start, _)) in enumerate(zip(one, other, strict=True)):
                if stop > start:
                    raise AlignError(
                        f"fixed beads {spelled(one)} and {spelled(other)}: they overlap or cross on side {side}; "
                        "in an alignment one stands before the other on all sides"
                    )
        for ranges in self.cuts:
            for side, (start, stop) in enumerate(ranges):
                if any((side, k) in self._nulls for k in range(start, stop)):
                    raise AlignError(f"fixed bead {spelled(ranges)}: a segment of its side {side} is a fixed null, too")
        for ranges in self.fixed:
            if self.forbids(ranges):
                raise AlignError(f"bead {spelled(ranges)}: it is fixed and forbidden; take one of the two back")
        return self

    def of_pair(self, x: int, y: int) -> PairConstraints:
        """What holds for the sides x and y. That a bead of more sides is forbidden says nothing of two of them."""
        corners = {(ranges[x][edge], ranges[y][edge]) for ranges in self.cuts for edge in (0, 1)}
        nulls = [
            {*self.nulls(one), *(k for side, k, away in self.apart if (side, away) == (one, other))}
            for one, other in ((x, y), (y, x))
        ]
        return PairConstraints(
            np.array(sorted(corners), np.int64).reshape(-1, 2),
            (tuple(sorted(nulls[0])), tuple(sorted(nulls[1]))),
            tuple(ranges for ranges in self.forbidden if len(ranges) == 2),
        )

    def permuted(self, order: Sequence[int]) -> Constraints:
        """The same for the sides in another order: ``order`` says which one comes first, second and so on."""
        fixed, forbidden = (
            tuple(tuple(ranges[k] for k in order) for ranges in beads) for beads in (self.fixed, self.forbidden)
        )
        return Constraints(fixed, forbidden, tuple((order.index(x), k, order.index(y)) for x, k, y in self.apart))

    def within(self, tail: Boundary, head: Boundary) -> Constraints:
        """What lies between two boundaries, counted from the first of them."""
        apart = tuple((x, k - tail[x], y) for x, k, y in self.apart if tail[x] <= k < head[x])
        return Constraints(_between(self.fixed, tail, head), _between(self.forbidden, tail, head), apart)


FREE = Constraints()
FREE_PAIR = FREE.of_pair(0, 1)


def _sides(ranges: Ranges) -> int:
    return sum(stop > start for start, stop in ranges)


def _shifted(ranges: Ranges, boundary: Boundary) -> Ranges:
    return tuple((start + by, stop + by) for (start, stop), by in zip(ranges, boundary, strict=True))


def _between(beads: Sequence[Ranges], tail: Boundary, head: Boundary) -> tuple[Ranges, ...]:
    found = []
    for ranges in beads:
        clipped = tuple((min(max(a, t), h), min(max(b, t), h)) for (a, b), t, h in zip(ranges, tail, head, strict=True))
        if _texts(clipped) == _texts(ranges):
            found.append(_shifted(clipped, tuple(-by for by in tail)))
    return tuple(found)


def _texts(ranges: Ranges) -> tuple[Range | None, ...]:
    return tuple((start, stop) if stop > start else None for start, stop in ranges)


def spelled(ranges: Ranges) -> str:
    """As a line of a file of beads has it."""
    return repr(format_link(Bead(ranges).link))


def _check_ranges(ranges: Ranges, lengths: Sequence[int], kind: str) -> None:
    if len(ranges) != len(lengths):
        raise AlignError(f"{kind} bead {spelled(ranges)}: {len(ranges)} sides where there are {len(lengths)}")
    for side, ((start, stop), length) in enumerate(zip(ranges, lengths, strict=True)):
        if not 0 <= start <= stop <= length:
            raise AlignError(f"{kind} bead {spelled(ranges)}: side {side} has {length} segments, counted from 0")
    if not _sides(ranges):
        raise AlignError(f"{kind} bead {ranges}: no side has text; a bead holds one segment at least")


def ranges_of(
    links: Sequence[Link], lengths: Sequence[int], name: str = "links", placed: bool = True
) -> tuple[Ranges, ...]:
    """Links of consecutive segments, in the order of the text, as ranges.

    ``placed``: a link of several sides gets its place on a side without text from the link directly before or behind it
    on another side, or from the ends of the text. Raises AlignError where a link has a gap, and where nothing tells the
    place.
    """
    known: list[Ranges | None] = [tuple((0, 0) for _ in lengths)]
    for link in links:
        if any(len(side) != side[-1] - side[0] + 1 for side in link if side):
            raise AlignError(f"{name}, bead {format_link(link)!r}: a bead holds consecutive segments")
        spans = [(side[0], side[-1] + 1) if side else (0, 0) for side in link]
        known.append(tuple(spans) if not placed or sum(map(bool, link)) in (1, len(link)) else None)
    known.append(tuple((length, length) for length in lengths))
    for numbers, step in ((range(1, len(links) + 1), 1), (range(len(links), 0, -1), -1)):
        for number in numbers:
            known[number] = known[number] or _placed(links[number - 1], known[number - step], max(step, 0))
    found = []
    for link, ranges in zip(links, known[1:-1], strict=True):
        if ranges is None:
            what = "it does not say where it stands on the side without text; name the bead before or behind it, too"
            raise AlignError(f"{name}, bead {format_link(link)!r}: {what}")
        found.append(ranges)
    return tuple(found)


def _placed(link: Link, beside: Ranges | None, edge: int) -> Ranges | None:
    """The ranges of ``link`` if it stands directly behind (``edge`` 1) or before (0) the bead ``beside``."""
    if beside is None:
        return None
    spans = [(side[0], side[-1] + 1) if side else None for side in link]
    touches = any(span and span[1 - edge] == place[edge] for span, place in zip(spans, beside, strict=True))
    return tuple(span or (place[edge],) * 2 for span, place in zip(spans, beside, strict=True)) if touches else None


def align_around(
    constraints: Constraints, lengths: Sequence[int], align: Callable[[Boundary, Boundary], list[Bead]]
) -> list[Bead]:
    """The fixed beads, and between them what ``align`` makes of the stretch between two boundaries, counted from the
    first of these.

    Raises AlignError where a forbidden bead cannot be done without.
    """
    beads: list[Bead] = []
    tail: Boundary = (0,) * len(lengths)
    for cut in [*constraints.cuts, tuple((length, length) for length in lengths)]:
        head = tuple(start for start, _ in cut)
        for bead in align(tail, head) if tail != head else ():
            ranges = _shifted(bead.ranges, tail)
            if constraints.forbids(ranges):
                raise AlignError(f"bead {spelled(ranges)}: it is forbidden, but no other bead can hold its segments")
            beads.append(
                replace(bead, ranges=ranges, probability=1.0 if constraints.fixes(ranges) else bead.probability)
            )
        beads.append(Bead(cut))
        tail = tuple(stop for _, stop in cut)
    return beads[:-1]


def constrained(lattice: Lattice, constraints: PairConstraints) -> Lattice:
    """The lattice with all beads made impossible that lead past a boundary, that have a null's segment on one side and
    text on the other, or that are forbidden."""
    if constraints.none:
        return lattice
    band, scores = lattice.band, lattice.scores.copy()
    heads = band.places
    corners = constraints.boundaries.T
    lengths = band.rows - 1, band.columns - 1
    nulls = [
        np.cumsum(np.isin(np.arange(-1, length), segments))  # before each boundary
        for segments, length in zip(constraints.nulls, lengths, strict=True)
    ]
    for row, shape in zip(scores, lattice.shapes, strict=True):
        tails = [np.maximum(head - size, 0) for head, size in zip(heads, shape, strict=True)]
        behind = [np.searchsorted(corner, tail, "right") for corner, tail in zip(corners, tails, strict=True)]
        before = [np.searchsorted(corner, head, "left") for corner, head in zip(corners, heads, strict=True)]
        past = np.maximum(*before) > np.minimum(*behind)
        if all(shape):
            for count, tail, head in zip(nulls, tails, heads, strict=True):
                past |= count[head] > count[tail]
        row[past] = IMPOSSIBLE
    for (i_0, i_1), (j_0, j_1) in constraints.forbidden:
        shape = (i_1 - i_0, j_1 - j_0)
        if shape in lattice.shapes:
            there = (heads[0] == i_1) | (not shape[0])
            scores[lattice.shapes.index(shape), there & ((heads[1] == j_1) | (not shape[1]))] = IMPOSSIBLE
    return replace(lattice, scores=scores)


def stretch(lattice: Lattice, tail: Boundary, head: Boundary) -> Lattice:
    """The part of a lattice between two boundaries of its band, which are its new corners."""
    (i_0, j_0), (i_1, j_1), band = tail, head, lattice.band
    if (i_0, j_0) == (0, 0) and (i_1, j_1) == (band.rows - 1, band.columns - 1):
        return lattice
    rows = slice(i_0, i_1 + 1)
    low, high = np.maximum(band.low[rows], j_0), np.minimum(band.high[rows], j_1 + 1)
    part = Band(low - j_0, high - j_0)
    i, j = part.places
    scores = lattice.scores[:, band.offsets[i + i_0] + j + j_0 - band.low[i + i_0]]
    for number, (a, b) in enumerate(lattice.shapes):
        scores[number, (i < a) | (j < b)] = IMPOSSIBLE
    return replace(lattice, band=part, scores=scores)
