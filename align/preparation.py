"""Two sides made ready for one another: windows, neighbours, shared strings and covers, looked up by boundary."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from align.arrays import Bools, Doubles, Floats, centre_of
from align.band import Band
from align.cover import Cover, cover
from align.sides import PADDING, Side
from align.strings import Grams, shared_grams
from align.windows import WIDEST, window_vectors

NEAREST = 4
STRETCH = 512  # rows looked at together for neighbours
BLOCK = 48  # rows of a block: large enough for the matrix product, small beside the band
ENDINGS = {mark: kind for kind, marks in enumerate((".。।", "?？؟", "!！", ":：", ";；", ",，"), 1) for mark in marks}
CLOSING = " \"»”«’'」』)）]"


@dataclass(frozen=True)
class Prepared:
    """One side, ready to be looked up by boundary; the windows have PADDING rows before boundary 0 and one after n."""

    windows: Floats  # (w, PADDING + n + 2, d), row PADDING + i: the window that ends at boundary i
    lengths: Doubles  # (n + 1) bytes before each boundary
    endings: Floats  # (n + 1) kind of the mark that ends the segment before each boundary
    starts: Bools  # (n + 1)
    breaks: Doubles  # (n + 1) paragraph beginnings up to and with each boundary
    neighbors: Floats  # (w, n + 1) mean cosine of the window to its nearest segments of the other side
    best: Floats  # (n + 1) cosine of the single segment to its nearest one
    surroundings: Floats  # (n + 1) mean of ``best`` over the two segments on either side
    grams: Grams
    token_weights: Doubles  # (n + 1) weight of the tokens of the segment before each boundary
    covered: Floats  # (n + 1) the best cover of the segment by two neighbouring segments of the other side


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
) -> Prepared:
    n, d = side.vectors.shape
    padded = np.zeros((WIDEST, PADDING + n + 2, d), np.float32)
    padded[:, PADDING + 1 : PADDING + 1 + n] = windows
    mean, best = _mean_of_nearest(windows, other, spans)
    before = np.zeros((WIDEST + 1, n + 1), np.float32)
    before[:WIDEST, 1:], before[WIDEST, 1:] = mean, best
    return Prepared(
        windows=padded,
        lengths=np.concatenate([[0.0], np.cumsum([len(s.encode()) for s in side.segments])]),
        endings=np.array([0, *map(_ending, side.segments)], np.float32),
        starts=side.starts,
        breaks=np.cumsum(side.starts, dtype=np.float64),
        neighbors=before[:WIDEST],
        best=before[WIDEST],
        surroundings=_mean_around(before[WIDEST]),
        grams=grams,
        token_weights=_token_weights(side),
        covered=np.zeros(n + 1, np.float32),
    )


def _token_weights(side: Side) -> Doubles:
    weights = np.zeros(len(side) + 1)
    if side.tokens is not None:
        weights[1:] = side.tokens.segment_weights()
    return weights


@dataclass(frozen=True)
class Pair:
    """Two sides prepared for one another; ``ratio`` is the source's length in bytes by the target's."""

    source: Prepared
    target: Prepared
    ratio: float
    band: Band
    covers: dict[int, Cover]  # by the first row of a block: its segments, and PADDING before them; empty without tokens


def prepare_pair(source: Side, target: Side, band: Band) -> Pair:
    """Windows, neighbours and shared strings of both sides, along ``band``."""
    grams = shared_grams(source.segments, target.segments, WIDEST)
    windows = [
        window_vectors(s.vectors, [len(x) for x in s.segments], WIDEST, centre_of(s.vectors, s.prior))
        for s in (source, target)
    ]
    left = _prepare(source, windows[0], windows[1][0], _stretches(band, over_columns=False), grams[0])
    right = _prepare(target, windows[1], windows[0][0], _stretches(band, over_columns=True), grams[1])
    ratio = float(left.lengths[-1] / max(right.lengths[-1], 1.0))
    if source.tokens is None or target.tokens is None:
        return Pair(left, right, ratio, band, {})
    covers = {}
    for rows, columns in blocks(band):
        first, second = _segments(rows), _segments(columns)
        found = cover(source.tokens, target.tokens, first, second, WIDEST)
        if len(first) and len(second):
            at_x, at_y = slice(first.start + 1, first.stop + 1), slice(second.start + 1, second.stop + 1)
            left.covered[at_x] = np.maximum(left.covered[at_x], found.source[1].max(axis=1))
            right.covered[at_y] = np.maximum(right.covered[at_y], found.target[1].max(axis=0))
        covers[rows.start] = _padded(found, rows, columns)
    return Pair(left, right, ratio, band, covers)


def _segments(boundaries: range) -> range:
    """The segments that beads ending at ``boundaries`` can hold."""
    return range(max(0, boundaries.start - 1 - PADDING), max(0, boundaries.stop - 1))


def _padded(found: Cover, rows: range, columns: range) -> Cover:
    """With zeros for segments before the text, so that segment (row - 1) stands at PADDING + row - rows.start."""
    shape = (WIDEST, PADDING + len(rows), PADDING + len(columns))
    padded = []
    for values in (found.source, found.target):
        out = np.zeros(shape, np.float32)
        if values.size:
            out[:, shape[1] - values.shape[1] :, shape[2] - values.shape[2] :] = values
        padded.append(out)
    return Cover(padded[0], padded[1])


def blocks(band: Band) -> Iterator[tuple[range, range]]:
    """Rows and columns (boundaries) of dense blocks that cover the band."""
    for start in range(0, band.rows, BLOCK):
        stop = min(band.rows, start + BLOCK)
        yield range(start, stop), range(int(band.low[start]), int(band.high[stop - 1]))
