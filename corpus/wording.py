"""Where words stand among the sentences of the versions of a group."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from align.beads import Range
from corpus.places import Places
from corpus.tmx import clean_segment
from corpus.units import Unit

_MARKS = re.compile("x005F_|_x00[01][0-9A-Fa-f]_")
_BARRIER = " "  # between documents and around what is foreign: no squashed text has one


def squashed(text: str) -> str:
    """The text without white space, and without what spreadsheets write for control characters: openpyxl reads such
    marks as text, and takes out the one that says that they are text."""
    return "".join(_MARKS.sub("", clean_segment(text)).split())


@dataclass(frozen=True)
class _Version:
    """All segments of a version, squashed and joined; the segments by where they start in ``text`` and stop."""

    text: str
    starts: dict[int, int]
    stops: dict[int, int]


class Wording:
    """The versions of ``places``; ``units`` are those of its group, in order, and say where to look first."""

    def __init__(self, places: Places, units: Sequence[Unit]) -> None:
        self.places = places
        self._versions: dict[int, _Version] = {}
        self._near: dict[str, list[int]] = {}
        reached = [0] * len(places.columns)
        for unit in units:
            passage = places.of(unit)
            self._near[unit.id] = [span[0] if span else at for span, at in zip(passage, reached, strict=True)]
            reached = [span[1] if span else at for span, at in zip(passage, reached, strict=True)]

    def find(self, side: int, words: str, unit: Unit) -> Range | None:
        """The segments of a version that are these words, white space aside, the nearest to the unit; None where there
        are none."""
        version = self._version(side)
        wanted, near = squashed(words), self._near[unit.id][side]
        found: list[Range] = []
        at = version.text.find(wanted) if wanted else -1
        while at >= 0:
            first, last = version.starts.get(at), version.stops.get(at + len(wanted))
            if first is not None and last is not None:
                found.append((first, last + 1))
            at = version.text.find(wanted, at + 1)
        return min(found, key=lambda span: abs(span[0] - near), default=None)

    def _version(self, side: int) -> _Version:
        if side not in self._versions:
            documents = self.places.group.versions[side].documents
            text, before = "", -1
            starts, stops = dict[int, int](), dict[int, int]()
            for number, segment in enumerate(self.places.segments[side]):
                document = segment[0].document
                if segment[0].foreign or document != before:
                    text += _BARRIER
                if not segment[0].foreign:
                    starts[len(text)] = number
                    text += "".join(squashed(sentence.span.of(documents[document].text)) for sentence in segment)
                    stops[len(text)] = number
                before = document
            self._versions[side] = _Version(text, starts, stops)
        return self._versions[side]
