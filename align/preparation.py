"""Two sides made ready for one another: windows, neighbours, shared strings and covers, looked up by boundary."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np
from threadpoolctl import threadpool_limits

from align.arrays import Bools, Doubles, Floats, centre_of
from align.band import Band
from align.cover import WHOLE, Cover, cover
from align.sides import PADDING, Side
from align.strings import Grams, shared_grams
from align.tokens import Words, words_of
from align.windows import WIDEST, Windows, windows_of

NEAREST = 4
STRETCH = 512  # rows looked at together for neighbours
MOST_SPLIT = 2.0  # segments of one language for one of the other, on the whole: 1.7 in texts with known answers
FEW = 5
BLOCK = 24  # rows of a block: large enough for the matrix product, small beside the band
AHEAD = 64  # blocks under way: bounds the memory that they take
BEYOND = 1  # segments behind a block that its covers hold, too
ENDINGS = {mark: kind for kind, marks in enumerate((".。।", "?？؟", "!！", ":：", ";；", ",，"), 1) for mark in marks}
CLOSING = " \"»”«’'」』)）]"
T = TypeVar("T")


@dataclass(frozen=True)
class Prepared:
    """One side, ready to be looked up by boundary."""

    windows: Windows
    lengths: Doubles  # (n + 1) bytes before each boundary
    endings: Floats  # (n + 1) kind of the mark that ends the segment before each boundary
    starts: Bools  # (n + 1)
    breaks: Doubles  # (n + 1) paragraph beginnings up to and with each boundary
    neighbors: Floats  # (w, n + 1) mean cosine of the window to its nearest segments of the other side
    best: Floats  # (n + 1) cosine of the single segment to its nearest one
    surroundings: Floats  # (n + 1) mean of ``best`` over the two segments on either side
    grams: Grams
    words: Words | None
    token_weights: Doubles  # (n + 1) weight of the tokens of the segment before each boundary
    covered: Floats  # (n + 1) the best cover of the segment by two neighbouring segments of the other side


def _ending(segment: str) -> int:
    return ENDINGS.get(segment.rstrip(CLOSING)[-1:], 0)


def _mean_around(best: Floats) -> Floats:
    """Of values (n + 1) for the segments before each boundary, the mean over two segments on either side."""
    around = np.convolve(best[1:], [1, 1, 0, 1, 1], "full")[2:-2] if len(best) > 1 else best[1:]
    counts = np.convolve(np.ones(len(best) - 1), [1, 1, 0, 1, 1], "full")[2:-2] if len(best) > 1 else best[1:]
    return np.concatenate([[0], around / np.maximum(counts, 1)]).astype(np.float32)


def _mean_of_nearest(windows: Windows, singles: Floats, spans: Iterator[tuple[slice, slice]]) -> tuple[Floats, Floats]:
    """(w, n + 1) means of the NEAREST largest cosines and (n + 1,) the largest one of single segments, by boundary."""
    n = len(windows.sums) - 1
    mean, best = np.zeros((WIDEST, n + 1), np.float32), np.zeros(n + 1, np.float32)
    for rows, columns in spans:
        keys = singles[columns]
        k = min(NEAREST, len(keys))
        if not k:
            continue
        at = range(rows.start + 1, rows.stop + 1)
        for a, wide in enumerate(windows.ending(at, WIDEST)):
            cosines = wide @ keys.T
            cosines.partition(cosines.shape[1] - k, axis=1)
            top = cosines[:, cosines.shape[1] - k :]
            mean[a, at.start : at.stop] = top.mean(axis=1)
            if a == 0:
                best[at.start : at.stop] = top.max(axis=1)
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
    side: Side, windows: Windows, other: Floats, spans: Iterator[tuple[slice, slice]], grams: Grams
) -> Prepared:
    neighbors, best = _mean_of_nearest(windows, other, spans)
    words = None if side.tokens is None else words_of(side.tokens)
    return Prepared(
        windows=windows,
        lengths=np.concatenate([[0.0], np.cumsum([len(s.encode()) for s in side.segments])]),
        endings=np.array([0, *map(_ending, side.segments)], np.float32),
        starts=side.starts,
        breaks=np.cumsum(side.starts, dtype=np.float64),
        neighbors=neighbors,
        best=best,
        surroundings=_mean_around(best),
        grams=grams,
        words=words,
        token_weights=np.zeros(len(side) + 1) if words is None else np.append(0.0, words.segment_weights()),
        covered=np.zeros(len(side) + 1, np.float32),
    )


@dataclass(frozen=True)
class Pair:
    """Two sides prepared for one another; ``ratio`` is the source's length in bytes by the target's, of a text
    that both have."""

    source: Prepared
    target: Prepared
    ratio: float
    band: Band
    covers: dict[int, Cover] = field(default_factory=dict)  # by the first row of a block, see ``covered_segments``


def prepare_pair(source: Side, target: Side, band: Band) -> Pair:
    """All that the figures of the beads in ``band`` are made from."""
    return with_covers(prepare_sides(source, target, band), band)


def prepare_sides(source: Side, target: Side, band: Band) -> Pair:
    """Windows, neighbours and shared strings of both sides, along ``band``: all but the covers, which take longest."""
    grams = shared_grams(source.segments, target.segments, WIDEST)
    windows = [
        windows_of(s.vectors, [len(x) for x in s.segments], centre_of(s.vectors, s.prior)) for s in (source, target)
    ]
    singles = [each.ending(range(1, len(each.sums)), 1)[0] for each in windows]
    left = _prepare(source, windows[0], singles[1], _stretches(band, over_columns=False), grams[0])
    right = _prepare(target, windows[1], singles[0], _stretches(band, over_columns=True), grams[1])
    return Pair(left, right, _length_ratio(left.lengths, right.lengths), band)


def _length_ratio(source: Doubles, target: Doubles) -> float:
    """Of the two texts in bytes, from the lengths before each boundary. Where one has more than MOST_SPLIT times the
    segments of the other it holds what the other leaves out, and mean segments are compared; FEW more in each, as long
    as those of both together are, keep one or two from telling."""
    n, m = len(source) - 1, len(target) - 1
    if n <= MOST_SPLIT * m and m <= MOST_SPLIT * n:
        return float(source[-1] / max(target[-1], 1.0))
    usual = (source[-1] + target[-1]) / (n + m)
    x, y = ((lengths[-1] + FEW * usual) / (len(lengths) - 1 + FEW) for lengths in (source, target))
    return float(x / max(y, 1.0))


def with_covers(pair: Pair, band: Band) -> Pair:
    """The same pair in ``band``, with covers where there are tokens."""
    x, y = pair.source, pair.target
    if x.words is None or y.words is None:
        return replace(pair, band=band)
    words = x.words, y.words
    left, right = np.zeros_like(x.covered), np.zeros_like(y.covered)
    covers = {}

    def cover_block(rows: range, columns: range) -> Cover:
        return cover(words[0], words[1], covered_segments(rows), covered_segments(columns), WIDEST + 1)

    for (rows, columns), found in over_blocks(band, cover_block):
        covers[rows.start] = found
        for total, boundaries, best in (
            (left, rows, found.source[WHOLE, 1].max(axis=1)),
            (right, columns, found.target[WHOLE, 1].max(axis=0)),
        ):
            at = slice(boundaries.start, boundaries.stop)
            total[at] = np.maximum(total[at], best[PADDING : PADDING + len(boundaries)])
    left[0] = right[0] = 0.0
    return Pair(replace(x, covered=left), replace(y, covered=right), pair.ratio, band, covers)


def covered_segments(boundaries: range) -> range:
    """The segments whose covers a block of these boundaries needs: those before each, and those around."""
    return range(boundaries.start - 1 - PADDING, boundaries.stop - 1 + BEYOND)


def over_blocks(band: Band, work: Callable[[range, range], T]) -> Iterator[tuple[tuple[range, range], T]]:
    """Each block of the band, in order, with what ``work`` makes of it; as many at a time as there are processors."""
    # products of this size gain nothing from threads of their own, and lose much where these wait for a core
    with threadpool_limits(limits=1), ThreadPoolExecutor(os.cpu_count()) as pool:
        waiting: deque[tuple[tuple[range, range], Future[T]]] = deque()
        for block in blocks(band):
            waiting.append((block, pool.submit(work, *block)))
            if len(waiting) > AHEAD:
                done, future = waiting.popleft()
                yield done, future.result()
        for done, future in waiting:
            yield done, future.result()


def blocks(band: Band) -> Iterator[tuple[range, range]]:
    """Rows and columns (boundaries) of dense blocks that cover the band."""
    for start in range(0, band.rows, BLOCK):
        stop = min(band.rows, start + BLOCK)
        yield range(start, stop), range(int(band.low[start]), int(band.high[stop - 1]))
