"""The narrow band: it holds the right path, and little else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from strategies import bands, random_side, seeds

from align.arrays import unit_rows
from align.band import Band, whole_grid
from align.constraints import PairConstraints
from align.outline import ROOM, narrowed
from align.preparation import prepare_sides
from align.sides import Side, make_side


def story(lengths: list[int], seed: int, noise: float = 0.3) -> tuple[Side, Side, list[tuple[int, int]]]:
    """A source of as many segments as there are ``lengths``, each said by so many target segments; and the boundaries
    between the beads."""
    random = np.random.default_rng(seed)
    meanings = unit_rows(random.standard_normal((len(lengths), 64)))
    owner = np.repeat(np.arange(len(lengths)), lengths)
    rows = [meanings + noise * random.standard_normal(meanings.shape) / 8,
            meanings[owner] + noise * random.standard_normal((len(owner), 64)) / 8]  # fmt: skip
    source = make_side(["word " * 5 * max(k, 1) for k in lengths], unit_rows(rows[0]))
    target = make_side(["word " * 5] * len(owner), unit_rows(rows[1]))
    corners = list(enumerate(np.cumsum([0, *lengths]).tolist()))
    return source, target, corners


def test_the_path_is_inside_and_most_of_the_grid_is_not() -> None:
    random = np.random.default_rng(0)
    lengths = random.choice([0, 1, 1, 1, 1, 1, 2, 3], 150).tolist()
    source, target, corners = story(lengths, 1)
    band = narrowed(prepare_sides(source, target, whole_grid(len(source), len(target))))
    assert all(band.cell(i, j) is not None for i, j in corners)
    assert band.cells < 40 * len(source)


def test_what_must_be_inside_is() -> None:
    source, target, _ = story([1] * 60, 2)
    wide = whole_grid(60, 60)
    pair = prepare_sides(source, target, wide)
    assert narrowed(pair).cell(20, 45) is None
    assert narrowed(pair, PairConstraints(np.array([[20, 45]]))).cell(20, 45) is not None


@given(bands(longest=10), seeds)
@settings(max_examples=40, deadline=None)
def test_it_is_a_band_inside_the_band(band: Band, seed: int) -> None:
    source, target = random_side(band.rows - 1, seed), random_side(band.columns - 1, seed + 1)
    found = narrowed(prepare_sides(source, target, band))
    assert (found.rows, found.columns) == (band.rows, band.columns)
    assert found.cell(0, 0) == 0
    assert found.cell(band.rows - 1, band.columns - 1) == found.cells - 1
    assert (np.diff(found.low) >= 0).all() and (np.diff(found.high) >= 0).all()
    assert (found.low[1:] < found.high[:-1]).all()


@pytest.mark.parametrize(("n", "m"), [(0, 0), (0, 9), (9, 0), (1, 50), (50, 1)])
def test_lopsided(n: int, m: int) -> None:
    band = narrowed(prepare_sides(random_side(n, 0), random_side(m, 1), whole_grid(n, m)))
    assert band.cell(n, m) is not None
    assert ROOM > 0
