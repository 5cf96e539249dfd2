"""What can be said of a bead: explainable figures for every bead that ends in a block of cells.

A bead of shape (a, b) that ends at the boundaries (i, j) joins source segments i - a … i - 1 and target segments
j - b … j - 1. Blocks are dense: all rows and columns of a stretch of the band at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from align.arrays import Bools, Doubles, Floats, centre_of
from align.band import Band
from align.monotonic import NULL_SOURCE, NULL_TARGET, Shape
from align.sides import PADDING, Side
from align.strings import Grams, shared_grams
from align.windows import window_vectors

WIDEST = 5  # the longest run of segments on one side of a bead
SHAPES: tuple[Shape, ...] = (
    NULL_SOURCE,
    NULL_TARGET,
    *((a, b) for a in range(1, 5) for b in range(1, 5)),
    (1, 5),
    (5, 1),
)
FEATURES = (
    "cosine",
    "cosine_squared",
    "cosine_per_extra_segment",
    "source_neighbors",  # mean cosine of the source window to its nearest target segments: is it near to everything?
    "target_neighbors",
    "source_next_door",  # cosine of the source window to the target segments just before and after the bead
    "target_next_door",
    "gain",  # what the bead's cosine gains over the bead without its first or last segment, both sides added
    "loss",  # the same where it is negative
    "length_difference",  # |log ratio|
    "length_difference_squared",
    "length_deviation",  # difference by the square root of the sum, as Gale and Church have it
    "shared_strings",
    "same_ending",
    "one_to_two",
    "two_to_two",
    "four_segments",
    "five_and_more",
    "paragraphs_begin_together",
    "paragraph_begins_on_one_side",
    "paragraph_breaks_inside",
    "null",
    "null_length",
    "null_best",  # the best cosine of the segment on the other side
    "null_neighbors",
    "null_surroundings",  # mean best cosine of the two segments on either side: nulls come in runs
    "null_paragraph",  # the null is a whole paragraph
)
NEAREST = 4
STRETCH = 512  # rows looked at together for neighbours
BLOCK = 48  # rows of a block: large enough for the matrix product, small beside the band
ENDINGS = {mark: kind for kind, marks in enumerate((".。।", "?？؟", "!！", ":：", ";；", ",，"), 1) for mark in marks}
Values = TypeVar("Values", Doubles, Bools)
CLOSING = " \"»”«’'」』)）]"


@dataclass(frozen=True)
class _Prepared:
    """One side, ready to be looked up by boundary: everything has PADDING rows before boundary 0 and one after n."""

    windows: Floats  # (w, PADDING + n + 2, d), row PADDING + i: the window that ends at boundary i
    lengths: Doubles  # (n + 1) bytes before each boundary
    endings: Floats  # (n + 1) kind of the mark that ends the segment before each boundary
    starts: Bools  # (n + 1)
    breaks: Doubles  # (n + 1) paragraph beginnings up to and with each boundary
    neighbors: Floats  # (w, n + 1) mean cosine of the window to its nearest segments of the other side
    best: Floats  # (n + 1) cosine of the single segment to its nearest one
    surroundings: Floats  # (n + 1) mean of ``best`` over the two segments on either side
    grams: Grams


def _ending(segment: str) -> int:
    return ENDINGS.get(segment.rstrip(CLOSING)[-1:], 0)


def _mean_around(best: Floats) -> Floats:
    """Of values (n + 1) for the segments before each boundary, the mean over two segments on either side."""
    around = np.convolve(best[1:], [1, 1, 0, 1, 1], "full")[2:-2] if len(best) > 1 else best[1:]
    counts = np.convolve(np.ones(len(best) - 1), [1, 1, 0, 1, 1], "full")[2:-2] if len(best) > 1 else best[1:]
    return np.concatenate([[0], around / np.maximum(counts, 1)]).astype(np.float32)


def _mean_of_nearest(windows: Floats, singles: Floats, spans: Iterator[tuple[slice, slice]]) -> tuple[Floats, Floats]:
    """(w, n) means of the NEAREST largest cosines and (n,) the largest one of single segments."""
    widest, n, _ = windows.shape
    mean, best = np.zeros((widest, n), np.float32), np.zeros(n, np.float32)
    for rows, columns in spans:
        keys = singles[columns]
        k = min(NEAREST, len(keys))
        if not k:
            continue
        for a in range(widest):
            cosines = windows[a, rows] @ keys.T
            top = np.partition(cosines, cosines.shape[1] - k, axis=1)[:, cosines.shape[1] - k :]
            mean[a, rows] = top.mean(axis=1)
            if a == 0:
                best[rows] = top.max(axis=1)
    return mean, best


def _stretches(band: Band, over_columns: bool) -> Iterator[tuple[slice, slice]]:
    """Stretches of segments of one side, and the segments of the other side that the band sets against them."""
    n, m = band.rows - 1, band.columns - 1
    if over_columns:
        for start in range(0, m, STRETCH):
            stop = min(m, start + STRETCH)
            first, last = np.searchsorted(band.high, start, "right"), np.searchsorted(band.low, stop, "right")
            yield slice(start, stop), slice(max(0, int(first) - 1), min(n, int(last)))
    else:
        for start in range(0, n, STRETCH):
            stop = min(n, start + STRETCH)
            yield slice(start, stop), slice(int(band.low[start]), min(m, int(band.high[stop])))


def _prepare(
    side: Side, windows: Floats, other: Floats, spans: Iterator[tuple[slice, slice]], grams: Grams
) -> _Prepared:
    n, d = side.vectors.shape
    padded = np.zeros((WIDEST, PADDING + n + 2, d), np.float32)
    padded[:, PADDING + 1 : PADDING + 1 + n] = windows
    mean, best = _mean_of_nearest(windows, other, spans)
    before = np.zeros((WIDEST + 1, n + 1), np.float32)
    before[:WIDEST, 1:], before[WIDEST, 1:] = mean, best
    return _Prepared(
        windows=padded,
        lengths=np.concatenate([[0.0], np.cumsum([len(s.encode()) for s in side.segments])]),
        endings=np.array([0, *map(_ending, side.segments)], np.float32),
        starts=side.starts,
        breaks=np.cumsum(side.starts, dtype=np.float64),
        neighbors=before[:WIDEST],
        best=before[WIDEST],
        surroundings=_mean_around(before[WIDEST]),
        grams=grams,
    )


@dataclass(frozen=True)
class Pair:
    """Two sides prepared for one another; ``ratio`` is the source's length in bytes by the target's."""

    source: _Prepared
    target: _Prepared
    ratio: float
    band: Band


def prepare_pair(source: Side, target: Side, band: Band) -> Pair:
    """Windows, neighbours and shared strings of both sides, along ``band``."""
    grams = shared_grams(source.segments, target.segments, WIDEST)
    windows = [
        window_vectors(s.vectors, [len(x) for x in s.segments], WIDEST, centre_of(s.vectors, s.prior))
        for s in (source, target)
    ]
    left = _prepare(source, windows[0], windows[1][0], _stretches(band, over_columns=False), grams[0])
    right = _prepare(target, windows[1], windows[0][0], _stretches(band, over_columns=True), grams[1])
    return Pair(left, right, float(left.lengths[-1] / max(right.lengths[-1], 1.0)), band)


def blocks(band: Band) -> Iterator[tuple[range, range]]:
    """Rows and columns (boundaries) of dense blocks that cover the band."""
    for start in range(0, band.rows, BLOCK):
        stop = min(band.rows, start + BLOCK)
        yield range(start, stop), range(int(band.low[start]), int(band.high[stop - 1]))


def _null_features(side: _Prepared, at: range, scale: float) -> Floats:
    """(F, len(at)) of the null of the segment before each boundary."""
    out = np.zeros((len(FEATURES), len(at)), np.float32)
    where = slice(at.start, at.stop)
    length = np.diff(side.lengths, prepend=0.0)[where] * scale
    out[FEATURES.index("null")] = 1
    out[FEATURES.index("null_length")] = np.log1p(length) / 5
    out[FEATURES.index("null_best")] = side.best[where]
    out[FEATURES.index("null_neighbors")] = side.neighbors[0, where]
    out[FEATURES.index("null_surroundings")] = side.surroundings[where]
    starts = side.starts
    out[FEATURES.index("null_paragraph")] = (starts & np.concatenate([[False], starts[:-1]]))[where]
    return out


def _shift(boundaries: range, by: int) -> slice:
    return slice(PADDING + boundaries.start + by, PADDING + boundaries.stop + by)


def _before(values: Values, boundaries: range, by: int) -> Values:
    """``values`` at each boundary less ``by``; the first value where that is before the text."""
    return values[np.maximum(np.arange(boundaries.start, boundaries.stop) - by, 0)]


def block_features(pair: Pair, rows: range, columns: range) -> Iterator[tuple[Shape, Floats]]:
    """For each of SHAPES, in order, features (F, rows, columns); cells where the bead would begin before the text hold
    figures without meaning."""
    x, y, scale = pair.source, pair.target, pair.ratio
    wide_rows, wide_columns = (
        range(rows.start - PADDING, rows.stop + 1),
        range(columns.start - PADDING, columns.stop + 1),
    )
    right = [y.windows[b, _shift(wide_columns, 0)] for b in range(WIDEST)]
    left = [x.windows[a, _shift(wide_rows, 0)] for a in range(WIDEST)]
    wide: dict[Shape, Floats] = {(a, b): left[a - 1] @ right[b - 1].T for a, b in SHAPES if a and b}

    def cosine(a: int, b: int, back_i: int, back_j: int) -> Floats:
        """Cosines of windows a and b that end ``back_i`` and ``back_j`` before each cell."""
        i, j = PADDING - back_i, PADDING - back_j
        return wide[a, b][i : i + len(rows), j : j + len(columns)]

    first_row, first_column = max(0, rows.start - WIDEST), max(0, columns.start - WIDEST)
    dots = np.zeros((rows.stop - first_row, columns.stop - first_column))
    sums = x.grams.weights[first_row : rows.stop - 1] @ y.grams.weights[first_column : columns.stop - 1].T
    dots[1:, 1:] = sums.toarray().cumsum(axis=0).cumsum(axis=1)
    at_i = np.arange(rows.start, rows.stop) - first_row
    at_j = np.arange(columns.start, columns.stop) - first_column

    for a, b in SHAPES:
        out = np.zeros((len(FEATURES), len(rows), len(columns)), np.float32)
        if not b:
            out[:] = _null_features(x, rows, 1.0)[:, :, None]
            yield (a, b), out
            continue
        if not a:
            out[:] = _null_features(y, columns, scale)[:, None, :]
            yield (a, b), out
            continue
        c = cosine(a, b, 0, 0)
        figures: dict[str, Floats | Doubles | Bools | float] = {
            "cosine": c,
            "cosine_squared": np.maximum(c, 0) ** 2,
            "cosine_per_extra_segment": c * (a + b - 2),
            "source_neighbors": x.neighbors[a - 1, rows.start : rows.stop, None],
            "target_neighbors": y.neighbors[b - 1, None, columns.start : columns.stop],
            "source_next_door": cosine(a, 1, 0, b) + cosine(a, 1, 0, -1),
            "target_next_door": cosine(1, b, a, 0) + cosine(1, b, -1, 0),
        }
        gain = np.zeros_like(c)
        if b > 1:
            gain += np.minimum(c - cosine(a, b - 1, 0, 1), c - cosine(a, b - 1, 0, 0))
        if a > 1:
            gain += np.minimum(c - cosine(a - 1, b, 1, 0), c - cosine(a - 1, b, 0, 0))
        figures["gain"], figures["loss"] = gain, np.minimum(gain, 0)

        long_x = (x.lengths[rows.start : rows.stop] - _before(x.lengths, rows, a))[:, None]
        long_y = (y.lengths[columns.start : columns.stop] - _before(y.lengths, columns, b))[None, :] * scale
        log_ratio = np.log((long_x + 5) / (long_y + 5))
        figures["length_difference"], figures["length_difference_squared"] = np.abs(log_ratio), log_ratio**2
        figures["length_deviation"] = np.abs(long_x - long_y) / np.sqrt(long_x + long_y + 1) / 5

        i_0, j_0 = np.maximum(at_i - a, 0), np.maximum(at_j - b, 0)
        box = dots[np.ix_(at_i, at_j)] - dots[np.ix_(i_0, at_j)] - dots[np.ix_(at_i, j_0)] + dots[np.ix_(i_0, j_0)]
        norm_x = x.grams.norms[a - 1, rows.start : rows.stop, None]
        norm_y = y.grams.norms[b - 1, None, columns.start : columns.stop]
        figures["shared_strings"] = np.clip(box / (norm_x * norm_y), 0, 1)
        figures["same_ending"] = (
            x.endings[rows.start : rows.stop, None] == y.endings[None, columns.start : columns.stop]
        )

        kind = {2: "", 3: "one_to_two", 4: "two_to_two" if a == b else "four_segments"}.get(a + b, "five_and_more")
        if kind:
            figures[kind] = 1.0
        begins_x, begins_y = _before(x.starts, rows, a)[:, None], _before(y.starts, columns, b)[None, :]
        figures["paragraphs_begin_together"] = begins_x & begins_y
        figures["paragraph_begins_on_one_side"] = begins_x ^ begins_y
        inner_x = _before(x.breaks, rows, 1) - _before(x.breaks, rows, a)
        inner_y = _before(y.breaks, columns, 1) - _before(y.breaks, columns, b)
        figures["paragraph_breaks_inside"] = inner_x[:, None] + inner_y[None, :]
        for name, figure in figures.items():
            out[FEATURES.index(name)] = figure
        yield (a, b), out
