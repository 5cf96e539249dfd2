"""A group aligned again around what a person decided.

A decided unit is a bead that is fixed, and cuts the text: what stands before it on one side stands before it on the
others. One that is out of order, or of which it cannot be told where it would stand in a version that lacks it, does
not cut: its segments are kept out of all other units.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from align.arrays import Bools, Floats, Ints
from align.constraints import Constraints, Ranges
from align.features import SHAPES
from corpus.documents import FOREIGN
from corpus.places import Passage, Places, place_of
from corpus.rulings import Rulings, Segment, holds_two, segments_of, sides_of
from corpus.units import Unit, with_parts

# Units, each counted by its probability of being right, that a decided one may contradict. One that stands across more
# of them is not the one that is right among wrong ones, but out of order.
CONTRADICTED = 3.0
ROUNDS = 8  # in which units that hold what was dropped are forbidden, and the group aligned again

Align = Callable[[Constraints], list[Unit]]


@dataclass(frozen=True)
class Anchors:
    """``cuts``: decided units as beads that the alignment passes through; ``moved``: decided units out of order."""

    cuts: Mapping[Passage, Ranges]
    moved: Collection[Passage]

    def fixed(self, units: Iterable[Passage]) -> tuple[Ranges, ...]:
        """All decided units: those that do not cut by their segments, none of which is in any other unit."""
        return tuple(ranges for unit in units for ranges in ([self.cuts[unit]] if unit in self.cuts else _nulls(unit)))


def align_around(rulings: Rulings, anchors: Anchors, align: Align) -> list[Unit]:
    """The units that ``align`` makes of the group where the decided ones are fixed, among them; none has two parts of
    a dropped one."""
    places, fixed = rulings.places, anchors.fixed(rulings.units)
    forbidden: dict[Ranges, None] = {}
    for _ in range(ROUNDS):
        units = align(Constraints(fixed, tuple(forbidden)))
        wrong = dropped_among(map(places.of, units), rulings)
        if not wrong:
            break
        for passage, dropped in wrong.items():
            forbidden[tuple(span or (0, 0) for span in passage)] = None
            if len(passage) == 2:  # where the beads that can be are known, all that hold it at once
                forbidden.update(dict.fromkeys(_holding(dropped, places.lengths)))
    return taken_apart(units, rulings)


def _holding(dropped: Passage, lengths: Sequence[int]) -> Iterator[Ranges]:
    """All beads of two versions with the whole of a dropped unit."""
    for shape in SHAPES:
        starts = [
            range(max(span[1] - size, 0), min(span[0], length - size) + 1)
            for span, size, length in zip(dropped, shape, lengths, strict=True)
            if span
        ]
        for corner in product(*starts):
            yield tuple((start, start + size) for start, size in zip(corner, shape, strict=True))


def taken_apart(units: Iterable[Unit], rulings: Rulings) -> list[Unit]:
    """The units, the parts of those that were dropped as units of their own."""
    found = [(unit, rulings.places.of(unit)) for unit in units]
    wrong = dropped_among((passage for _, passage in found), rulings)
    return [
        each
        for unit, passage in found
        for each in ([with_parts(unit, [part]) for part in unit.parts] if passage in wrong else [unit])
    ]


def dropped_among(passages: Iterable[Passage], rulings: Rulings) -> dict[Passage, Passage]:
    """Those with two parts of a dropped one, and which that is."""
    dropped: dict[Segment, list[Passage]] = defaultdict(list)
    for passage in rulings.dropped:
        for side, span in enumerate(passage):
            if span:
                dropped[side, span[0]].append(passage)
    return {
        passage: each
        for passage in passages
        for segment in segments_of(passage)
        for each in dropped.get(segment, ())
        if holds_two(passage, each)
    }


def untranslated_apart(units: Iterable[Unit], before: Iterable[Unit], places: Places) -> Iterator[Unit]:
    """The units, without the lines that the build found to be left untranslated: these are alone, as they were."""
    known = {place_of(unit.parts[0]): unit for unit in before if unit.furniture.startswith(FOREIGN)}
    for unit in units:
        kept = [part for part in unit.parts if place_of(part) not in known]
        if kept:
            yield unit if len(kept) == len(unit.parts) else with_parts(unit, kept)
        yield from (known[place_of(part)] for part in unit.parts if place_of(part) in known)


def find_anchors(rulings: Rulings, before: Sequence[Unit]) -> Anchors:
    """``before``: the units of the group until now."""
    several = [passage for passage in rulings.units if sides_of(passage) > 1]
    order = _Order(rulings, before)
    moved = {passage for passage in several if order.contradicts(passage)}
    placed = {passage: order.placed(passage) for passage in several if passage not in moved}
    known = {passage: ranges for passage, ranges in placed.items() if ranges}
    cuts = _longest_chain(known)
    return Anchors(cuts, moved | (known.keys() - cuts.keys()))


def _nulls(passage: Passage) -> Iterator[Ranges]:
    for side, span in enumerate(passage):
        if span:
            yield tuple(span if other == side else (0, 0) for other in range(len(passage)))


class _Order:
    """The order of what is not in doubt: units of several versions that no decision touches, and the decided ones.

    ``starts``, ``stops`` (m, versions) are -1 where a version lacks it; ``sure`` (m,) is 0 for those that are decided.
    """

    def __init__(self, rulings: Rulings, before: Sequence[Unit]) -> None:
        self._lengths = rulings.places.lengths
        self._moved: set[Passage] = set()
        self._held: dict[Segment, Passage] = {}
        rows: dict[Passage, float] = {}
        for unit in before:
            passage = rulings.places.of(unit)
            self._held.update(dict.fromkeys(segments_of(passage), passage))
            if "moved" in unit.flags:
                self._moved.add(passage)
            elif sides_of(passage) > 1 and not any(rulings.holder(each) for each in segments_of(passage)):
                rows[passage] = unit.probability
        rows.update({passage: 0.0 for passage in rulings.units if sides_of(passage) > 1 and passage not in self._moved})
        self._starts, self._stops = (
            np.array([[span[edge] if span else -1 for span in row] for row in rows], np.int64).reshape(
                len(rows), len(self._lengths)
            )
            for edge in (0, 1)
        )
        self._sure: Floats = np.array(list(rows.values()), np.float32)

    def contradicts(self, passage: Passage) -> bool:
        """Whether it is out of order, or what stands around it wrong to a degree that is not to be believed."""
        before, behind = self._sides(passage)
        return passage in self._moved or float(self._sure[before & behind].sum()) > CONTRADICTED

    def placed(self, passage: Passage) -> Ranges | None:
        """Its ranges, with its place in each version that lacks it, if that can be told."""
        before, behind = self._sides(passage)
        ranges = []
        for side, span in enumerate(passage):
            if not span:
                low = int(self._stops[before & ~behind, side].max(initial=0))
                starts = self._starts[behind & ~before, side]
                high = int(starts[starts >= 0].min(initial=self._lengths[side]))
                if high < low or any(self._torn(passage, (side, k)) for k in range(low, high)):
                    return None
                span = (low, low)
            ranges.append(span)
        return tuple(ranges)

    def _sides(self, passage: Passage) -> tuple[Bools, Bools]:
        """(m,) and (m,): what stands before it in some version, and what stands behind it."""
        before, behind = np.zeros(len(self._sure), bool), np.zeros(len(self._sure), bool)
        for side, span in enumerate(passage):
            if span:
                before |= (self._stops[:, side] <= span[0]) & (self._stops[:, side] >= 0)
                behind |= self._starts[:, side] >= span[1]
        return before, behind

    def _torn(self, passage: Passage, segment: Segment) -> bool:
        """Whether the segment was in a unit of which the passage has taken something."""
        held = self._held.get(segment)
        return held is not None and not set(segments_of(held)).isdisjoint(segments_of(passage))


def _longest_chain(beads: Mapping[Passage, Ranges]) -> dict[Passage, Ranges]:
    """The most beads that stand one behind the other in all versions."""
    ordered = sorted(beads.items(), key=lambda item: (sum(map(sum, item[1])), item[1]))
    if not ordered:
        return {}
    spans: Ints = np.array([ranges for _, ranges in ordered], np.int64)  # (n, versions, 2)
    length, previous = np.ones(len(ordered), np.int64), np.full(len(ordered), -1)
    for k in range(1, len(ordered)):
        fits = (spans[:k, :, 1] <= spans[k, :, 0]).all(axis=1)
        if fits.any():
            previous[k] = np.where(fits, length[:k], 0).argmax()
            length[k] = length[previous[k]] + 1
    chain = [int(length.argmax())]
    while previous[chain[-1]] >= 0:
        chain.append(int(previous[chain[-1]]))
    return dict(ordered[k] for k in reversed(chain))
