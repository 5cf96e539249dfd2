"""Every feature of every bead against a slow definition of it, one bead at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import bands, random_side, seeds

from align import preparation
from align.arrays import Doubles, centre_of
from align.band import Band, whole_grid
from align.beads import Range
from align.features import FEATURES, SHAPES, block_features
from align.monotonic import NULL_SOURCE, NULL_TARGET, Shape
from align.preparation import ENDINGS, Pair, blocks, prepare_pair
from align.sides import Side, make_side
from align.strings import shared_grams

FOUND_ELSEWHERE = {name for name in FEATURES if "cover" in name}  # of tokens: test_cover


def bead_figures(pair: Pair) -> dict[tuple[Shape, int, int], dict[str, float]]:
    """All figures of each bead that fits into the texts, by its shape and the cell at which it ends."""
    found = {}
    for rows, columns in blocks(pair.band):
        for shape, figures in block_features(pair, rows, columns):
            assert figures.shape == (len(FEATURES), len(rows), len(columns))
            for i in rows:
                for j in columns:
                    if i >= shape[0] and j >= shape[1] and pair.band.cell(i, j) is not None:
                        values = figures[:, i - rows.start, j - columns.start].tolist()
                        found[shape, i, j] = dict(zip(FEATURES, values, strict=True))
    return found


def _windows(side: Side) -> Iterator[tuple[Range, Doubles]]:
    rows, centre = side.vectors.astype(float), centre_of(side.vectors, side.prior)
    for start, stop in combinations(range(len(side) + 1), 2):
        pooled = sum(rows[k] * max(len(side.segments[k]), 1) ** 0.5 for k in range(start, stop))
        centred = pooled / np.linalg.norm(pooled) - centre
        yield (start, stop), centred / np.linalg.norm(centred)


class Slow:
    """The definitions, for beads that end at (i, j)."""

    def __init__(self, source: Side, target: Side) -> None:
        self.sides = source, target
        self.windows = [dict(_windows(side)) for side in self.sides]
        self.lengths = [[len(x.encode()) for x in side.segments] for side in self.sides]
        totals, counts = [sum(lengths) for lengths in self.lengths], [len(lengths) for lengths in self.lengths]
        self.ratio = totals[0] / max(totals[1], 1)
        if max(counts) > 2 * min(counts):
            usual = 5 * sum(totals) / sum(counts)
            x, y = ((total + usual) / (count + 5) for total, count in zip(totals, counts, strict=True))
            self.ratio = x / max(y, 1)
        self.grams = [each.weights.toarray() for each in shared_grams(source.segments, target.segments, 1)]

    def window(self, side: int, start: int, stop: int) -> Doubles:
        return self.windows[side].get((start, stop), np.zeros(self.sides[side].vectors.shape[1]))

    def cosine(self, i_0: int, i: int, j_0: int, j: int) -> float:
        return float(self.window(0, i_0, i) @ self.window(1, j_0, j))

    def cosines(self, side: int, start: int, stop: int) -> list[float]:
        """Of a window to every segment of the other side, the nearest first."""
        window, other = self.window(side, start, stop), 1 - side
        return sorted(float(window @ self.window(other, k, k + 1)) for k in range(len(self.sides[other])))[::-1]

    def gain(self, i_0: int, i: int, j_0: int, j: int) -> float:
        here, total = self.cosine(i_0, i, j_0, j), 0.0
        if j - j_0 > 1:
            total += here - max(self.cosine(i_0, i, j_0, j - 1), self.cosine(i_0, i, j_0 + 1, j))
        if i - i_0 > 1:
            total += here - max(self.cosine(i_0, i - 1, j_0, j), self.cosine(i_0 + 1, i, j_0, j))
        return total

    def strings(self, i_0: int, i: int, j_0: int, j: int) -> float:
        x, y = self.grams[0][i_0:i].sum(axis=0), self.grams[1][j_0:j].sum(axis=0)
        return float(x @ y / (np.linalg.norm(x) * np.linalg.norm(y))) if x.any() and y.any() else 0.0

    def ending(self, side: int, k: int) -> int:
        return ENDINGS.get(self.sides[side].segments[k].rstrip('" ')[-1:], 0)

    def bead(self, a: int, b: int, i: int, j: int) -> dict[str, float]:
        at = i - a, i, j - b, j
        cosine, gain = self.cosine(*at), self.gain(*at)
        x, y = sum(self.lengths[0][i - a : i]), sum(self.lengths[1][j - b : j]) * self.ratio
        starts = [side.starts for side in self.sides]
        begins = bool(starts[0][i - a]), bool(starts[1][j - b])
        figures = {
            "cosine": cosine,
            "cosine_squared": max(cosine, 0) ** 2,
            "cosine_per_extra_segment": cosine * (a + b - 2),
            "source_neighbors": float(np.mean(self.cosines(0, i - a, i)[:4])),
            "target_neighbors": float(np.mean(self.cosines(1, j - b, j)[:4])),
            "source_next_door": self.cosine(i - a, i, j - b - 1, j - b) + self.cosine(i - a, i, j, j + 1),
            "target_next_door": self.cosine(i - a - 1, i - a, j - b, j) + self.cosine(i, i + 1, j - b, j),
            "gain": gain,
            "loss": min(gain, 0),
            "length_difference": abs(np.log((x + 5) / (y + 5))),
            "length_difference_squared": np.log((x + 5) / (y + 5)) ** 2,
            "length_deviation": abs(x - y) / (x + y + 1) ** 0.5 / 5,
            "shared_strings": self.strings(*at),
            "same_ending": self.ending(0, i - 1) == self.ending(1, j - 1),
            "one_to_two": a + b == 3,
            "two_to_two": a == b == 2,
            "four_segments": a + b == 4 and a != b,
            "five_and_more": a + b > 4,
            "paragraphs_begin_together": begins == (True, True),
            "paragraph_begins_on_one_side": begins[0] != begins[1],
            "paragraph_breaks_inside": sum(starts[0][i - a + 1 : i]) + sum(starts[1][j - b + 1 : j]),
        }
        return {name: float(value) for name, value in figures.items()}

    def null(self, side: int, k: int) -> dict[str, float]:
        """Of segment ``k`` alone."""
        starts, around = self.sides[side].starts, [k - 2, k - 1, k + 1, k + 2]
        best = [self.cosines(side, x, x + 1)[:1] for x in around if 0 <= x < len(self.sides[side])]
        nearest = self.cosines(side, k, k + 1)[:4]
        return {
            "null": 1.0,
            "null_length": float(np.log1p(self.lengths[side][k] * (self.ratio if side else 1)) / 5),
            "null_best": nearest[0] if nearest else 0.0,
            "null_neighbors": float(np.mean(nearest)) if nearest else 0.0,
            "null_surroundings": float(np.mean([sum(each) for each in best])) if best else 0.0,
            "null_paragraph": float(starts[k] and starts[k + 1]),
        }


def compare(source: Side, target: Side, band: Band, names: Sequence[str]) -> None:
    slow, found = Slow(source, target), bead_figures(prepare_pair(source, target, band))
    inside = {(i, j) for i in range(band.rows) for j in range(band.columns) if band.cell(i, j) is not None}
    assert set(found) == {(shape, i, j) for shape in SHAPES for i, j in inside if i >= shape[0] and j >= shape[1]}
    for ((a, b), i, j), figures in found.items():
        if (a, b) in (NULL_SOURCE, NULL_TARGET):
            expected = slow.null(0, i - 1) if a else slow.null(1, j - 1)
        else:
            expected = slow.bead(a, b, i, j)
        expected = dict.fromkeys(FEATURES, 0.0) | expected
        assert {name: figures[name] for name in names} == pytest.approx(
            {name: expected[name] for name in names}, abs=1e-3
        ), f"{a}-{b} at {i}, {j}"


NEIGHBORS = [name for name in FEATURES if "neighbors" in name or name in ("null_best", "null_surroundings")]


@given(bands(longest=7), st.integers(1, 8), seeds)
@settings(max_examples=25, deadline=None)
def test_in_a_band(band: Band, block: int, seed: int) -> None:
    """Whatever the band is and wherever it is cut into blocks."""
    source, target = random_side(band.rows - 1, seed), random_side(band.columns - 1, seed + 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(preparation, "BLOCK", block)
        compare(source, target, band, [name for name in FEATURES if name not in {*NEIGHBORS, *FOUND_ELSEWHERE}])


@given(st.integers(0, 7), st.integers(0, 7), st.integers(1, 8), seeds)
@settings(max_examples=25, deadline=None)
def test_on_a_whole_grid(n: int, m: int, stretch: int, seed: int) -> None:
    """There the neighbours of a segment are all segments of the other side, however many are looked at together."""
    source, target = random_side(n, seed), random_side(m, seed + 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(preparation, "STRETCH", stretch)
        compare(source, target, whole_grid(n, m), NEIGHBORS)


@given(bands(longest=7), st.integers(1, 8), seeds)
@settings(max_examples=25, deadline=None)
def test_neighbors_in_a_band(band: Band, stretch: int, seed: int) -> None:
    """At least all segments are looked at that the band lets a segment be linked with."""
    source, target = random_side(band.rows - 1, seed), random_side(band.columns - 1, seed + 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(preparation, "STRETCH", stretch)
        pair = prepare_pair(source, target, band)
    slow = Slow(source, target)
    for i in range(1, band.rows):
        for j in range(1, band.columns):
            if band.cell(i - 1, j - 1) is not None and band.cell(i, j) is not None:
                cosine = slow.cosine(i - 1, i, j - 1, j) - 1e-4
                assert cosine <= pair.source.best[i] <= slow.cosines(0, i - 1, i)[0] + 1e-4
                assert cosine <= pair.target.best[j] <= slow.cosines(1, j - 1, j)[0] + 1e-4


def test_with_a_pencil() -> None:
    """East and north against north and east; less their mean, they are opposite to one another."""
    east_north = np.array([[1, 0], [0, 1]], np.float32)
    source = make_side(["abcd.", "wxyz."], east_north, [0, 1])
    target = make_side(["wxyz.", "ABCD?"], east_north[::-1].copy(), [0, 0])
    figures = bead_figures(prepare_pair(source, target, whole_grid(2, 2)))
    straight, crossed, together = figures[(1, 1), 1, 1], figures[(1, 1), 1, 2], figures[(2, 2), 2, 2]
    assert (straight["cosine"], straight["source_next_door"]) == pytest.approx((-1, 1))  # the translation comes after
    assert (crossed["cosine"], crossed["source_next_door"]) == pytest.approx((1, -1))
    assert (crossed["shared_strings"], crossed["same_ending"]) == pytest.approx((1, 0), abs=1e-4)
    assert crossed["length_difference"] == crossed["length_deviation"] == 0
    assert crossed["paragraph_begins_on_one_side"] == 1
    # both segments together point between the two, at a right angle to each one alone
    assert (together["cosine"], together["gain"], together["shared_strings"]) == pytest.approx((1, 2, 1), abs=1e-4)
    assert (together["two_to_two"], together["paragraph_breaks_inside"]) == (1, 1)
    assert figures[NULL_SOURCE, 1, 0]["null_paragraph"] == 1
    assert figures[NULL_TARGET, 0, 1]["null_paragraph"] == 0


@pytest.mark.parametrize(("n", "m"), [(0, 0), (0, 3), (3, 0), (1, 1), (1, 120), (120, 1)])
def test_all_figures_are_finite(n: int, m: int) -> None:
    pair = prepare_pair(random_side(n, 3), random_side(m, 4), whole_grid(n, m))
    for rows, columns in blocks(pair.band):
        for _, figures in block_features(pair, rows, columns):
            assert np.isfinite(figures).all()


@given(bands(longest=40), st.integers(1, 9))
def test_blocks_cover_the_band(band: Band, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(preparation, "BLOCK", size)
        found = list(blocks(band))
    assert [i for rows, _ in found for i in rows] == list(range(band.rows))
    assert all(columns.start <= band.low[i] < band.high[i] <= columns.stop for rows, columns in found for i in rows)
