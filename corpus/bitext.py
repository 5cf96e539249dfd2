"""Two versions of a text as an alignment has them: what the other lacks, and what is doubtful."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

from align.arrays import Bools, Doubles, Ints
from corpus.versions import Aligned, Version

SURE, UNSURE = 0.9, 0.5  # the README keeps units of .9 or more; below .5 a bead is more probably wrong than right


@dataclass(frozen=True)
class Bitext:
    """Two versions and the beads that have text of either, b of them, in the order in which all versions have them.

    ``spans`` (b, 2, 2): of each version the first segment and the one behind the last. ``probability`` (b).
    ``moved`` (b): out of order between these two.
    """

    versions: tuple[Version, Version]
    spans: Ints
    probability: Doubles
    moved: Bools

    @property
    def lengths(self) -> tuple[int, int]:
        """How many segments each version has."""
        one, other = self.versions
        return len(one.segments), len(other.segments)

    @cached_property
    def sizes(self) -> Ints:
        """(b, 2): how many segments of each version a bead has."""
        return self.spans[:, :, 1] - self.spans[:, :, 0]

    @cached_property
    def nulls(self) -> Bools:
        """(b): whether one of the versions lacks it."""
        lacking: Bools = self.sizes.min(axis=1) == 0
        return lacking

    @cached_property
    def merges(self) -> Bools:
        """(b): whether both versions have it, one of them in two segments or more."""
        several: Bools = self.sizes.max(axis=1) > 1
        return several & ~self.nulls

    @cached_property
    def levels(self) -> Ints:
        """(b): 0 where the probability, rounded as it is printed, is below UNSURE, 1 where below SURE, else 2."""
        return np.digitize(self.probability.round(4), (UNSURE, SURE)).astype(np.int64)

    def alone(self, side: int) -> int:
        """How many segments of a version have no counterpart in the other."""
        return int(self.sizes[self.nulls, side].sum())

    def most_doubtful(self, count: int) -> Ints:
        """(2, 2): the segments of each version, one at least, in the ``count`` beads in a row that are least probable.

        Beads that moved are not in the row. There must be ``count`` others at least.
        """
        spans, doubt = self.spans[~self.moved], 1 - self.probability[~self.moved]
        sums = np.concatenate([[0.0], doubt.cumsum()])
        first = int(np.argmax((sums[count:] - sums[:-count]).round(6)))  # rounded, so that ties fall to the first
        start, stop = spans[first, :, 0], spans[first + count - 1, :, 1]
        return np.stack([start, np.maximum(stop, start + 1)], axis=1)

    def within(self, stretch: Ints) -> Bitext:
        """The beads that touch a stretch (2, 2) of segments of each version."""
        near = ((self.spans[:, :, 1] >= stretch[:, 0]) & (self.spans[:, :, 0] <= stretch[:, 1])).all(axis=1)
        return Bitext(self.versions, self.spans[near], self.probability[near], self.moved[near])


def bitexts_of(aligned: Aligned) -> list[Bitext]:
    """Each two versions, in the order in which they were given."""
    ranges = np.array([bead.ranges for bead in aligned.beads], np.int64).reshape(-1, len(aligned.versions), 2)
    probability = np.array([bead.probability for bead in aligned.beads], np.float64)
    moved = np.array([bead.moved for bead in aligned.beads], bool)
    found = []
    for x, y in combinations(range(len(aligned.versions)), 2):
        spans = ranges[:, (x, y)]
        held = (spans[:, :, 1] > spans[:, :, 0]).any(axis=1)
        between = moved & _crossing(spans)
        found.append(Bitext((aligned.versions[x], aligned.versions[y]), spans[held], probability[held], between[held]))
    return found


def _crossing(spans: Ints) -> Bools:
    """(b): whether another bead stands before it in one version, and behind it in the other."""
    linked = np.flatnonzero((spans[:, :, 1] > spans[:, :, 0]).all(axis=1))
    order = linked[np.argsort(spans[linked, 0, 0])]
    places = spans[order, 1, 0]
    found = np.zeros(len(spans), bool)
    found[order] = np.maximum.accumulate(places) > places
    found[order] |= np.minimum.accumulate(places[::-1])[::-1] < places
    return found
