"""The units of one group after a review of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace

from align.constraints import Constraints
from corpus.decisions import Decision
from corpus.groups import Group
from corpus.places import Passage, place_of, places_of
from corpus.realignment import align_around, dropped_among, find_anchors, taken_apart, untranslated_apart
from corpus.rulings import Rulings, segments_of
from corpus.tmx import clean_segment
from corpus.units import EDITED, REVIEWED, Part, Unit, id_of, with_parts

Align = Callable[[Group, Constraints], list[Unit]]


@dataclass(frozen=True)
class Changes:
    """Units that were ``kept``, ``dropped``, ``linked`` and ``corrected``; ``groups`` that were aligned again, and how
    many ``others`` of their units came out otherwise; units ``untouched``. ``lost``: a line for each correction of
    words that stand in no unit by themselves."""

    kept: int = 0
    dropped: int = 0
    linked: int = 0
    corrected: int = 0
    groups: int = 0
    others: int = 0
    untouched: int = 0
    lost: tuple[str, ...] = ()

    def plus(self, other: Changes) -> Changes:
        """Those of both."""
        return Changes(**{each.name: getattr(self, each.name) + getattr(other, each.name) for each in fields(self)})


class Revision:
    """``before`` are the units of the ``group`` until now, ``level`` that of the build, see align_group."""

    def __init__(self, group: Group, before: Sequence[Unit], level: str) -> None:
        self.group, self._before = group, before
        self._rulings = Rulings(places_of(group, level))
        self._known = {self._rulings.places.of(unit): unit for unit in before}
        self._new: list[Decision] = []

    def hear(self, decision: Decision, new: bool) -> None:
        """Decisions come in the order in which they were made; those of earlier reviews are not ``new``. Raises
        ValueError, see Rulings.add."""
        self._rulings.add(decision)
        if new:
            self._new.append(decision)

    @property
    def touched(self) -> bool:
        """Whether there is a new decision."""
        return bool(self._new)

    @property
    def to_align(self) -> bool:
        """Whether sentences are in other units than until now; ready units are as they were given otherwise."""
        return self._otherwise and not self._given

    @property
    def _otherwise(self) -> bool:
        decided = any(passage not in self._known for passage in self._rulings.units)
        return decided or bool(dropped_among(self._known, self._rulings))

    @property
    def _given(self) -> bool:
        return all(document.keys for document in self.group.documents)

    def units(self, align: Align) -> list[Unit]:
        """Those of the group now, in the order of the text."""
        moved: frozenset[Passage] = frozenset()
        found: Iterable[Unit] = self._before
        if self.to_align:
            anchors = find_anchors(self._rulings, self._before)
            moved = frozenset(anchors.moved)
            fresh = align_around(self._rulings, anchors, lambda constraints: align(self.group, constraints))
            alone = [unit for unit in self._before if not self._decided_on(unit)]
            found = untranslated_apart(fresh, alone, self._rulings.places)
        elif self._otherwise:
            found = taken_apart(self._loosened(), self._rulings)
        units = map(self._worded, self._with_decided(found, moved))
        return [replace(unit, order=order) for order, unit in enumerate(units)]

    def changes(self, after: Sequence[Unit]) -> Changes:
        """``after``: the units of the group now."""
        rulings, places = self._rulings, self._rulings.places
        new = {id(decision) for decision in self._new}
        units = [decision.action for decision in rulings.units.values() if id(decision) in new]
        passages = [places.of(unit) for unit in after]
        parts = {places.passage([place]) for unit in after for place in map(place_of, unit.parts)}
        lost = [decision for passage, decision in rulings.texts.items() if passage not in parts]
        same = {replace(unit, order=0) for unit in self._before}
        return Changes(
            kept=units.count("keep"),
            dropped=sum(id(decision) in new for decision in rulings.dropped.values()),
            linked=units.count("link"),
            corrected=sum(id(decision) in new for decision in rulings.texts.values()) - sum(id(d) in new for d in lost),
            groups=int(self.to_align),
            others=sum(passage not in self._known and passage not in rulings.units for passage in passages),
            untouched=sum(replace(unit, order=0) in same for unit in after),
            lost=tuple(f"{each.column} of unit {each.unit}: its sentences are in other units now" for each in lost),
        )

    def _decided_on(self, unit: Unit) -> bool:
        return any(self._rulings.holder(each) for each in segments_of(self._rulings.places.of(unit)))

    def _loosened(self) -> Iterator[Unit]:
        """The units until now; parts of which a decided unit holds a segment are segments by themselves."""
        places, rulings = self._rulings.places, self._rulings
        for passage, unit in self._known.items():
            held = [] if passage in rulings.units else [each for each in segments_of(passage) if rulings.holder(each)]
            torn = {side for side, _ in held}
            kept = [part for part in unit.parts if places.columns.index(part.column) not in torn]
            if kept:
                yield with_parts(unit, kept) if torn else unit
            for side, k in segments_of(passage):
                if side in torn:
                    alone = tuple((k, k + 1) if other == side else None for other in range(len(passage)))
                    yield with_parts(unit, places.parts(alone))

    def _with_decided(self, units: Iterable[Unit], moved: Collection[Passage]) -> Iterator[Unit]:
        """The units as they were known, each decided one where the first of its versions has it."""
        for unit in units:
            passage = self._rulings.places.of(unit)
            first = next(segments_of(passage))
            decided = self._rulings.holder(first)
            if decided is None:
                yield self._known.get(passage, unit)
            elif first == next(segments_of(decided)):
                yield self._decided(decided, decided in moved)

    def _decided(self, passage: Passage, moved: bool) -> Unit:
        unit = self._known.get(passage)
        if unit is None:
            parts = self._rulings.places.parts(passage)
            unit = Unit(id_of(parts), self.group.id, 0, parts, 1.0)
            flags = ["partial" if len(parts) < len(self.group.versions) else "full", *(["moved"] if moved else [])]
            unit = replace(unit, flags=tuple(flags))
        return replace(unit, probability=1.0, flags=(*(flag for flag in unit.flags if flag != REVIEWED), REVIEWED))

    def _worded(self, unit: Unit) -> Unit:
        """With the words that were corrected."""
        parts, edited = list[Part](), False
        for part in unit.parts:
            passage = self._rulings.places.passage([place_of(part)])
            if said := self._rulings.texts.get(passage):
                text = clean_segment(said.text)
                edited |= text != self._rulings.places.parts(passage)[0].text
                part = replace(part, text=text)
            parts.append(part)
        flags = (*(flag for flag in unit.flags if flag != EDITED), *([EDITED] if edited else []))
        return replace(unit, parts=tuple(parts), flags=flags)
