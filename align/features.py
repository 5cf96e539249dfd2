"""What can be said of a bead: explainable figures for every bead that ends in a block of cells.

A bead of shape (a, b) that ends at the boundaries (i, j) joins source segments i - a … i - 1 and target segments
j - b … j - 1. Blocks are dense: all rows and columns of a stretch of the band at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

import numpy as np

from align.arrays import Bools, Doubles, Floats
from align.cover import cover_figures
from align.monotonic import NULL_SOURCE, NULL_TARGET, Shape
from align.preparation import BEYOND, Pair, Prepared, covered_segments
from align.sides import PADDING
from align.windows import WIDEST

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
    "source_cover",  # the share of the source's tokens that have a near token in the target, and the other way round
    "target_cover",
    "least_cover",  # that of the segment of the bead that is covered least
    "cover_gain",  # what the bead's cover gains over the bead without its first or last segment
    "cover_loss",
    "source_cover_outside",  # what the source's cover gains where the target's segments next door are added, summed
    "target_cover_outside",
    "source_edge_cover_outside",  # the same of the tokens at its beginning and at its end, with what stands there
    "target_edge_cover_outside",
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
    "null_cover",  # the best cover of the segment by any two neighbouring segments of the other side in the band
    "null_best",  # the best cosine of the segment on the other side
    "null_neighbors",
    "null_surroundings",  # mean best cosine of the two segments on either side: nulls come in runs
    "null_paragraph",  # the null is a whole paragraph
)
Values = TypeVar("Values", Doubles, Bools)


def _null_features(side: Prepared, at: range, scale: float) -> Floats:
    """(F, len(at)) of the null of the segment before each boundary."""
    out = np.zeros((len(FEATURES), len(at)), np.float32)
    where = slice(at.start, at.stop)
    length = np.diff(side.lengths, prepend=0.0)[where] * scale
    out[FEATURES.index("null")] = 1
    out[FEATURES.index("null_length")] = np.log1p(length) / 5
    out[FEATURES.index("null_best")] = side.best[where]
    out[FEATURES.index("null_cover")] = side.covered[where]
    out[FEATURES.index("null_neighbors")] = side.neighbors[0, where]
    out[FEATURES.index("null_surroundings")] = side.surroundings[where]
    starts = side.starts
    out[FEATURES.index("null_paragraph")] = (starts & np.concatenate([[False], starts[:-1]]))[where]
    return out


def _before(values: Values, boundaries: range, by: int) -> Values:
    """``values`` at each boundary less ``by``; the first value where that is before the text."""
    return values[np.maximum(np.arange(boundaries.start, boundaries.stop) - by, 0)]


def _covers(pair: Pair, rows: range, columns: range) -> Callable[[int, int], dict[str, Floats]] | None:
    """The figures on cover, where there are tokens."""
    if rows.start not in pair.covers:
        return None
    weights = []
    for side, boundaries in ((pair.source, rows), (pair.target, columns)):
        at = np.arange(covered_segments(boundaries).start, covered_segments(boundaries).stop) + 1
        inside = (at > 0) & (at < len(side.token_weights))
        weights.append(np.where(inside, side.token_weights[np.where(inside, at, 0)], 0.0))
    return cover_figures(pair.covers[rows.start], weights, SHAPES, PADDING, BEYOND)


def block_features(pair: Pair, rows: range, columns: range) -> Iterator[tuple[Shape, Floats]]:
    """For each of SHAPES, in order, features (F, rows, columns); cells where the bead would begin before the text hold
    figures without meaning."""
    x, y, scale = pair.source, pair.target, pair.ratio
    wide_rows, wide_columns = (
        range(rows.start - PADDING, rows.stop + 1),
        range(columns.start - PADDING, columns.stop + 1),
    )
    left, right = x.windows.ending(wide_rows, WIDEST), y.windows.ending(wide_columns, WIDEST)
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

    covers = _covers(pair, rows, columns)
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
        if covers:
            figures |= covers(a, b)
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
