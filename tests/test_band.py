from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import anchors, bands, random_rows, seeds

from align import band as module
from align.anchors import heaviest_chain
from align.arrays import Floats, Ints, unit_rows
from align.band import SLACK, Band, band_between, find_band, whole_grid


def check(band: Band, n: int, m: int) -> None:
    """Raise unless ``band`` is one: from corner to corner, ascending, each row connected with the next."""
    low, high = band.low, band.high
    assert (band.rows, band.columns) == (n + 1, m + 1)
    assert (low[0], high[-1]) == (0, m + 1)
    assert (low >= 0).all()
    assert (low < high).all()
    assert (np.diff(low) >= 0).all()
    assert (np.diff(high) >= 0).all()
    assert (low[1:] < high[:-1]).all()


def inside(band: Band, points: list[tuple[int, int]]) -> bool:
    return all(band.cell(i, j) is not None for i, j in points)


def test_cells_with_a_pencil() -> None:
    """Rows of 2, 3 and 1 cells of a 3 x 3 grid."""
    band = Band(np.array([0, 0, 2]), np.array([2, 3, 3]))
    assert band.offsets.tolist() == [0, 2, 5, 6]
    assert (band.cells, band.rows, band.columns) == (6, 3, 3)
    grid = [[band.cell(i, j) for j in range(3)] for i in range(3)]
    assert grid == [[0, 1, None], [2, 3, 4], [None, None, 5]]
    assert band.cell(-1, 0) is band.cell(0, -1) is band.cell(3, 2) is None


@given(bands())
def test_cells_are_numbered_row_by_row(band: Band) -> None:
    check(band, band.rows - 1, band.columns - 1)
    cells = [band.cell(i, j) for i in range(band.rows) for j in range(band.columns)]
    assert [cell for cell in cells if cell is not None] == list(range(band.cells))


@given(st.integers(0, 9), st.integers(0, 9))
def test_whole_grid(n: int, m: int) -> None:
    check(whole_grid(n, m), n, m)
    assert whole_grid(n, m).cells == (n + 1) * (m + 1)


@pytest.mark.parametrize(
    ("target", "weights", "chain"),
    [
        ([], [], []),
        ([4], [1], [0]),
        ([0, 1, 2], [1, 1, 1], [0, 1, 2]),
        ([2, 1, 0], [1, 3, 2], [1]),
        ([1, 1], [1, 2], [1]),  # the same target twice does not ascend
        ([5, 0, 1], [3, 1, 1], [0]),  # one heavy link outweighs two light ones
        ([5, 0, 1], [1.5, 1, 1], [1, 2]),
        ([0, 1, 2], [1, -1, 1], [0, 2]),
    ],
)
def test_chains_by_hand(target: list[int], weights: list[float], chain: list[int]) -> None:
    found = heaviest_chain(np.arange(len(target)), np.array(target, np.int64), np.array(weights, np.float32))
    assert found.tolist() == chain


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(-4, 9)), max_size=9))
def test_no_chain_is_heavier(links: list[tuple[int, int]]) -> None:
    target, weights = [j for j, _ in links], [w for _, w in links]
    found = heaviest_chain(np.arange(len(links)), np.array(target, np.int64), np.array(weights, np.float32)).tolist()
    chains = [chain for size in range(len(links) + 1) for chain in combinations(range(len(links)), size)]
    ascending = [c for c in chains if all(target[x] < target[y] for x, y in pairwise(c))]
    assert tuple(found) in ascending
    assert sum(weights[x] for x in found) == max(sum(weights[x] for x in c) for c in ascending)


@st.composite
def anchored(draw: st.DrawFn) -> tuple[int, int, Ints]:
    n, m = draw(st.integers(0, 60)), draw(st.integers(0, 60))
    return n, m, draw(anchors(n, m))


@given(anchored(), st.integers(0, 3))
def test_rectangles_between_anchors_are_inside(grid: tuple[int, int, Ints], slack: int) -> None:
    n, m, points = grid
    band = band_between(points, n, m, slack)
    check(band, n, m)
    corners = [(0, 0), *map(tuple, points.tolist()), (n, m)]
    for (i0, j0), (i1, j1) in pairwise(corners):
        for i in range(max(0, i0 - slack), min(n, i1 + slack) + 1):
            assert band.low[i] <= max(0, j0 - slack)
            assert band.high[i] > min(m, j1 + slack)


@given(anchored(), st.integers(0, 3))
def test_wide_gaps_follow_the_diagonal(grid: tuple[int, int, Ints], slack: int) -> None:
    n, m, points = grid
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "WIDEST_GAP", 12)
        check(band_between(points, n, m, slack), n, m)


def test_wide_gaps_cost_little() -> None:
    """Ten thousand segments without an anchor: a stripe of at most 2,001 columns."""
    band = band_between(np.zeros((0, 2), np.int64), 10_000, 15_000)
    check(band, 10_000, 15_000)
    assert (band.high - band.low).max() <= module.WIDEST_GAP + 1
    assert inside(band, [(i, i * 3 // 2) for i in range(10_001)])


@given(st.integers(0, 40), st.integers(0, 40), seeds)
@settings(max_examples=60)
def test_every_pair_of_texts_has_a_band(n: int, m: int, seed: int) -> None:
    source, target = random_rows(n, 8, seed), random_rows(m, 8, seed + 1)
    assert find_band(source, target).cells == (n + 1) * (m + 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "WHOLE_GRID", 0)
        check(find_band(source, target, slack=1), n, m)


@pytest.mark.parametrize(("n", "m"), [(700, 900), (20, 4000), (4000, 20), (0, 50_000), (50_000, 0), (1, 50_000)])
def test_long_strangers_have_a_band(n: int, m: int) -> None:
    check(find_band(random_rows(n, 8, 0), random_rows(m, 8, 1)), n, m)


def noisy(rows: Floats, seed: int) -> Floats:
    """The rows in another language: cosines of about .7."""
    return unit_rows(rows + random_rows(len(rows), rows.shape[1], seed))


@pytest.mark.parametrize("at", [0, 17, 250, 500])
@pytest.mark.parametrize("swapped", [False, True])
def test_a_long_insertion_stays_inside(at: int, swapped: bool) -> None:
    """500 segments, and the same with 300 more before number ``at``: both ways around the insertion are looked at."""
    rows = random_rows(500, 48, 0)
    longer = np.concatenate([noisy(rows, 1)[:at], random_rows(300, 48, 2), noisy(rows, 1)[at:]])
    path = [(i, i) for i in range(at + 1)] + [(at, at + k) for k in range(300)] + [(i, i + 300) for i in range(at, 501)]
    band = find_band(longer, rows) if swapped else find_band(rows, longer)
    check(band, *((800, 500) if swapped else (500, 800)))
    assert inside(band, [(j, i) for i, j in path] if swapped else path)
    assert band.cells < 501 * 801 / 4


def test_a_translation_costs_a_stripe() -> None:
    """Anchors are everywhere, so that what is looked at is little more than the slack on either side."""
    rows = random_rows(2000, 48, 0)
    band = find_band(rows, noisy(rows, 1))
    assert inside(band, [(i, i) for i in range(2001)])
    assert (band.high - band.low).mean() < 5 * SLACK
