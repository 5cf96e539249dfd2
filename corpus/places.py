"""The versions of a group cut into what its units are made of, and where characters of them stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from align.beads import Range
from corpus.decisions import Place
from corpus.groups import Group, Version
from corpus.units import Part, Placed, Unit, part_of, placed_sentences, version_numbers

Passage = tuple[Range | None, ...]  # segments of each version of a group, None where it lacks the passage


def place_of(part: Part) -> Place:
    """Where a part of a unit stands."""
    return Place(part.column, part.document, part.span.start, part.span.stop)


@dataclass(frozen=True)
class Places:
    """``columns`` names the versions; ``segments`` holds those of each of them, foreign ones too, as the aligner counts
    them: sentences, or paragraphs as runs of sentences."""

    group: Group
    columns: tuple[str, ...]
    segments: tuple[tuple[tuple[Placed, ...], ...], ...]

    @property
    def lengths(self) -> list[int]:
        return [len(segments) for segments in self.segments]

    @cached_property
    def _side(self) -> dict[tuple[str, str], int]:
        """The version by its column and a document of it."""
        versions = enumerate(zip(self.columns, self.group.versions, strict=True))
        return {(column, each.id): k for k, (column, version) in versions for each in version.documents}

    @cached_property
    def _edges(self) -> tuple[dict[Place, int], dict[Place, int]]:
        """The segments by where they begin, and by where they end."""
        firsts, lasts = dict[Place, int](), dict[Place, int]()
        for column, version, segments in zip(self.columns, self.group.versions, self.segments, strict=True):
            for number, segment in enumerate(segments):
                document = version.documents[segment[0].document].id
                firsts[Place(column, document, segment[0].span.start, 0)] = number
                lasts[Place(column, document, 0, segment[-1].span.stop)] = number
        return firsts, lasts

    def passage(self, places: Iterable[Place]) -> Passage:
        """Raises ValueError, with what is wrong, where they are no whole segments of versions of the group."""
        ranges: list[Range | None] = [None] * len(self.columns)
        for place in places:
            side = self._side.get((place.column, place.document))
            if side is None:
                raise ValueError(f"document {place.document} is not in the column {place.column} of the group")
            ranges[side] = self._range(side, place)
        return tuple(ranges)

    def _range(self, side: int, place: Place) -> Range:
        firsts, lasts = self._edges
        first = firsts.get(Place(place.column, place.document, place.start, 0))
        last = lasts.get(Place(place.column, place.document, 0, place.stop))
        if first is None or last is None or last < first:
            kind = "sentences" if all(len(each) == 1 for each in self.segments[side]) else "segments"
            characters = f"characters {place.start} to {place.stop} of document {place.document}"
            raise ValueError(f"{characters} are no whole {kind} of its text")
        if any(sentence.foreign for segment in self.segments[side][first : last + 1] for sentence in segment):
            raise ValueError(f"document {place.document} has characters {place.start} to {place.stop} in two languages")
        return first, last + 1

    def of(self, unit: Unit) -> Passage:
        """That of a unit of the group."""
        return self.passage(map(place_of, unit.parts))

    def parts(self, passage: Passage) -> tuple[Part, ...]:
        """With the words of the documents, in the order of the versions."""
        numbers = version_numbers(self.group)
        return tuple(
            part_of(self.group.versions[side], [s for each in self.segments[side][slice(*span)] for s in each], number)
            for side, (span, number) in enumerate(zip(passage, numbers, strict=True))
            if span
        )


def places_of(group: Group, level: str = "sentence") -> Places:
    """``level`` is that of the build, see align_group."""
    return Places(group, columns_of_group(group), tuple(tuple(_segments(each, level)) for each in group.versions))


def columns_of_group(group: Group) -> tuple[str, ...]:
    """The names of the versions, as in Part.column."""
    names = zip(group.versions, version_numbers(group), strict=True)
    return tuple(version.language if number == 1 else f"{version.language}#{number}" for version, number in names)


def _segments(version: Version, level: str) -> Sequence[tuple[Placed, ...]]:
    sentences = placed_sentences(version)
    if level == "sentence":
        return [(sentence,) for sentence in sentences]
    return [tuple(of_paragraph) for _, of_paragraph in groupby(sentences, key=lambda sentence: sentence.counted)]
