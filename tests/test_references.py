"""The references on texts whose alignment a reader can see: letters are meanings, lengths are given."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from strategies import covers, lengths_of, spelled

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))

from benchmarks.references.bertalign import bertalign
from benchmarks.references.gale_church import gale_church
from benchmarks.references.lattice import best_beads, centred, embedded_windows, fill, shapes_up_to
from benchmarks.references.vecalign import vecalign

from align.arrays import Floats, unit_rows
from align.band import whole_grid
from align.beads import Bead, check_cover

WIDEST = 5


def letters(texts: Sequence[str]) -> Floats:
    """Unit rows (n, 27): how often each letter occurs, and something that all texts share, as encoders have it."""
    rows = np.zeros((len(texts), 27), np.float32)
    for row, text in enumerate(texts):
        for letter in text.replace(" ", ""):
            rows[row, ord(letter) - ord("a")] += 1
        rows[row, 26] = 1
    return unit_rows(rows)


def windows(text: str) -> Floats:
    return embedded_windows(text.split(), WIDEST, letters)


def sizes(text: str) -> list[int]:
    return [len(segment) for segment in text.split()]


def align(method: str, source: str, target: str) -> list[Bead]:
    if method == "vecalign":
        return vecalign(windows(source), windows(target))
    return bertalign(windows(source), windows(target), sizes(source), sizes(target))


@pytest.mark.parametrize(
    ("most", "shapes"),
    [
        (2, [(1, 1), (1, 0), (0, 1)]),
        (3, [(1, 1), (1, 2), (2, 1), (1, 0), (0, 1)]),
        (4, [(1, 1), (1, 2), (2, 1), (1, 3), (2, 2), (3, 1), (1, 0), (0, 1)]),
    ],
)
def test_shapes(most: int, shapes: list[tuple[int, int]]) -> None:
    assert list(shapes_up_to(most)) == shapes


def test_windows_are_put_together_and_encoded() -> None:
    encoded: list[str] = []

    def encode(texts: Sequence[str]) -> Floats:
        encoded.extend(texts)
        return letters(texts)

    made = embedded_windows(["a", "b", "c"], 4, encode)
    assert encoded == ["a", "b", "c", "a b", "b c", "a b c"]
    assert made.shape == (4, 3, 27)
    assert np.allclose(made[1, 2], letters(["b c"])[0])
    assert not made[1, 0].any()
    assert not made[3].any()


def test_centred_windows_are_unit_rows_around_the_mean_of_the_segments() -> None:
    made = centred(windows("a b"))
    assert np.allclose(made[0, 0], -made[0, 1])
    assert np.allclose(np.linalg.norm(made[0], axis=1), 1)
    assert not made[1, 0].any()


def test_fill_and_best_path() -> None:
    # a 2-1 bead is worth 5, a 1-1 bead 2, a null -1: 2-1 and a null of the target make 4, two 1-1 beads make 4 less 0.5
    worth = {(1, 1): 1.75, (2, 1): 5.0, (1, 2): 0.0, (1, 0): -1.0, (0, 1): -1.0}
    lattice = fill(whole_grid(2, 2), tuple(worth), lambda shape, _, columns: np.full(len(columns), worth[shape]))
    assert sorted(bead.shape for bead in best_beads(lattice)) == [(0, 1), (2, 1)]


@pytest.mark.parametrize(
    ("source", "target", "shapes"),
    [
        ([10, 60, 35], [10, 60, 35], [(1, 1)] * 3),
        ([50, 120, 40], [50, 60, 60, 40], [(1, 1), (1, 2), (1, 1)]),
        ([20, 70, 30, 55], [20, 100, 55], [(1, 1), (2, 1), (1, 1)]),
        ([50, 90, 20, 45], [50, 25, 85, 45], [(1, 1), (2, 2), (1, 1)]),
        # twice as long throughout: the ratio is the texts' own
        ([10, 60, 35], [20, 120, 70], [(1, 1)] * 3),
        ([], [7, 7], [(0, 1)] * 2),
        ([], [], []),
    ],
)
def test_gale_church(source: list[int], target: list[int], shapes: list[tuple[int, int]]) -> None:
    assert [bead.shape for bead in gale_church(source, target)] == shapes


@pytest.mark.parametrize("method", ["vecalign", "bertalign"])
@pytest.mark.parametrize(
    ("source", "target", "beads"),
    [
        ("ab cd ef gh", "ab cd ef gh", "ab=ab cd=cd ef=ef gh=gh"),
        ("ab cdef gh ij", "ab cd ef gh ij", "ab=ab cdef=cd|ef gh=gh ij=ij"),
        ("ab cd ef gh ij", "ab cdef gh ij", "ab=ab cd|ef=cdef gh=gh ij=ij"),
        ("ab cd xyz ef gh", "ab cd ef gh", "ab=ab cd=cd xyz=- ef=ef gh=gh"),
        ("ab cd ef gh", "ab cd xyz ef gh", "ab=ab cd=cd -=xyz ef=ef gh=gh"),
        ("ab cd", "", "ab=- cd=-"),
        ("", "ab", "-=ab"),
    ],
)
def test_vectors(method: str, source: str, target: str, beads: str) -> None:
    assert [spelled(bead, (source, target)) for bead in align(method, source, target)] == beads.split()


@settings(max_examples=25)
@given(covers(sides=2))
def test_any_two_texts_are_covered(beads: list[Bead]) -> None:
    """One letter a segment, the same one all over a bead."""
    lengths = lengths_of(beads, 2)
    source, target = (
        " ".join(chr(97 + number) for number, bead in enumerate(beads) for _ in range(bead.shape[side]))
        for side in (0, 1)
    )
    for method in ("vecalign", "bertalign"):
        check_cover(align(method, source, target), lengths)
    check_cover(gale_church(sizes(source), sizes(target)), lengths)
