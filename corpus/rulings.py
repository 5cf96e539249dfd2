"""What the decisions on a group come to: which passages are units, which are none, and which words were corrected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from align.beads import Range
from corpus.decisions import Decision
from corpus.places import Passage, Places

Segment = tuple[int, int]  # version and number


@dataclass
class Rulings:
    """Decisions are taken one by one; what an earlier one said of the same segments is forgotten.

    ``units``: passages that are units. ``dropped``: passages no two parts of which are in one unit. ``texts``: passages
    of one version that have other words. Each with the decision that says so.
    """

    places: Places
    units: dict[Passage, Decision] = field(default_factory=dict)
    dropped: dict[Passage, Decision] = field(default_factory=dict)
    texts: dict[Passage, Decision] = field(default_factory=dict)
    _holder: dict[Segment, Passage] = field(default_factory=dict)

    def add(self, decision: Decision) -> None:
        """``decision.parts`` are those of its unit. Raises ValueError where they are no passage of the group."""
        passage = self.places.passage(decision.parts)
        if decision.action == "drop":
            for unit in {self._holder[each] for each in segments_of(passage) if each in self._holder}:
                if unit == passage or holds_two(unit, passage):
                    self._forget(unit)
            if sides_of(passage) > 1:
                self.dropped[passage] = decision
        elif decision.action == "text":
            self.texts[self._of_column(passage, decision.column)] = decision
            if not any(each in self._holder for each in segments_of(passage)):
                self._decide(passage, decision)
        else:
            self._decide(passage, decision)

    def _of_column(self, passage: Passage, column: str) -> Passage:
        found = tuple(span if name == column else None for span, name in zip(passage, self.places.columns, strict=True))
        if not any(found):
            raise ValueError(f"the unit has nothing in the column {column}")
        return found

    def _decide(self, passage: Passage, decision: Decision) -> None:
        for each in segments_of(passage):
            if each in self._holder and self._holder[each] != passage:
                self._forget(self._holder[each])
        for dropped in [each for each in self.dropped if holds_two(passage, each)]:
            del self.dropped[dropped]
        self.units[passage] = decision
        self._holder.update(dict.fromkeys(segments_of(passage), passage))

    def _forget(self, passage: Passage) -> None:
        del self.units[passage]
        for each in segments_of(passage):
            del self._holder[each]

    def holder(self, segment: Segment) -> Passage | None:
        """The unit that was decided to hold a segment."""
        return self._holder.get(segment)


def segments_of(passage: Passage) -> Iterator[Segment]:
    """Of all versions, in order."""
    return ((side, k) for side, span in enumerate(passage) if span for k in range(*span))


def sides_of(passage: Passage) -> int:
    """How many versions have it."""
    return sum(span is not None for span in passage)


def holds_two(passage: Passage, dropped: Passage) -> bool:
    """Whether two parts of ``dropped`` are in ``passage``, each as a whole."""
    pairs: Sequence[tuple[Range | None, Range | None]] = tuple(zip(passage, dropped, strict=True))
    return sum(bool(a and b and a[0] <= b[0] and b[1] <= a[1]) for a, b in pairs) > 1
