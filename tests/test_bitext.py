"""Two versions out of an alignment: small enough to be counted by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from align.beads import Bead, Range
from corpus.bitext import Bitext, bitexts_of
from corpus.versions import Aligned, Version


def version(language: str, length: int) -> Version:
    return Version(Path(f"a.{language}"), language, ("x",) * length, (0,) * length)


def bitext(*beads: Bead) -> Bitext:
    lengths = [max((bead.ranges[side][1] for bead in beads), default=0) for side in (0, 1)]
    (found,) = bitexts_of(Aligned((version("en", lengths[0]), version("fr", lengths[1])), beads))
    return found


def bead(here: Range, there: Range, probability: float = 1.0, moved: bool = False) -> Bead:
    return Bead((here, there), probability, moved=moved)


def test_kinds_of_beads() -> None:
    found = bitext(
        bead((0, 1), (0, 1)), bead((1, 3), (1, 2)), bead((3, 4), (2, 2)), bead((4, 5), (2, 4)), bead((5, 5), (4, 7))
    )  # fmt: skip
    assert found.lengths == (5, 7)
    assert found.sizes.tolist() == [[1, 1], [2, 1], [1, 0], [1, 2], [0, 3]]
    assert found.merges.tolist() == [False, True, False, True, False]
    assert found.nulls.tolist() == [False, False, True, False, True]
    assert (found.alone(0), found.alone(1)) == (1, 3)


@pytest.mark.parametrize(
    ("probability", "level"),
    [(0.0, 0), (0.4999, 0), (0.49996, 1), (0.5, 1), (0.8999, 1), (0.89996, 2), (0.9, 2), (1.0, 2)],
)
def test_levels_are_those_of_what_is_printed(probability: float, level: int) -> None:
    assert bitext(bead((0, 1), (0, 1), probability)).levels.tolist() == [level]


def test_of_three_versions_a_pair_has_what_one_of_the_two_has() -> None:
    beads = (
        Bead(((0, 1), (0, 1), (0, 1)), 0.9), Bead(((1, 2), (1, 1), (1, 2)), 0.8), Bead(((2, 2), (1, 1), (2, 4)), 0.7),
    )  # fmt: skip
    versions = version("en", 2), version("es", 1), version("fr", 4)
    pairs = bitexts_of(Aligned(versions, beads))
    assert [[v.language for v in pair.versions] for pair in pairs] == [["en", "es"], ["en", "fr"], ["es", "fr"]]
    assert [pair.probability.tolist() for pair in pairs] == [[0.9, 0.8], [0.9, 0.8, 0.7], [0.9, 0.8, 0.7]]
    assert [(pair.alone(0), pair.alone(1)) for pair in pairs] == [(1, 0), (0, 2), (0, 3)]


def test_what_moved_in_one_version_did_not_between_the_others() -> None:
    """The first sentence of the third version is the last one of the other two."""
    beads = (
        Bead(((0, 1), (0, 1), (1, 2))), Bead(((1, 2), (1, 2), (2, 3))), Bead(((2, 3), (2, 3), (0, 1)), moved=True),
    )  # fmt: skip
    pairs = bitexts_of(Aligned((version("en", 3), version("es", 3), version("fr", 3)), beads))
    assert [pair.moved.tolist() for pair in pairs] == [[False] * 3, [False, False, True], [False, False, True]]


@pytest.mark.parametrize(
    ("doubtful", "count", "stretch"),
    [
        ({}, 3, [[0, 3], [0, 3]]),
        ({7: 0.2}, 3, [[5, 8], [5, 8]]),
        ({2: 0.8, 7: 0.4, 8: 0.4}, 3, [[6, 9], [6, 9]]),
        ({0: 0.1}, 10, [[0, 10], [0, 10]]),
    ],
)
def test_the_most_doubtful_beads(doubtful: dict[int, float], count: int, stretch: list[list[int]]) -> None:
    found = bitext(*(bead((k, k + 1), (k, k + 1), doubtful.get(k, 1.0)) for k in range(10)))
    assert found.most_doubtful(count).tolist() == stretch


def test_the_most_doubtful_beads_have_a_segment_of_each_version() -> None:
    found = bitext(bead((0, 1), (0, 1)), *(bead((k, k + 1), (1, 1), 0.3) for k in range(1, 5)))
    assert found.most_doubtful(3).tolist() == [[1, 4], [1, 2]]


def test_beads_of_a_stretch() -> None:
    found = bitext(*(bead((k, k + 1), (k, k + 1)) for k in range(10)))
    assert found.within(np.array([[3, 5], [3, 5]])).spans[:, 0, 0].tolist() == [2, 3, 4, 5]


def test_no_beads() -> None:
    found = bitext()
    assert (found.lengths, found.alone(0), found.levels.tolist()) == ((0, 0), 0, [])
