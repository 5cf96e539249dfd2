"""How much of what one side says is said on the other, token by token.

Each token is matched with the nearest token of the other side. Such matches add up, and so they see a stray fragment
at the end of a long bead, for which the bead's vector has no eye.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from align.arrays import EPSILON, Doubles, Floats, Ints
from align.tokens import Words


@dataclass(frozen=True)
class Cover:
    """How well single segments are covered by windows of the other side, in a block of r x c segments.

    ``source`` (w, r, c): [b - 1, i, k] is the share of segment i's tokens, by weight and cosine, that the ``b`` target
    segments ending at k cover; ``target`` (w, r, c): [a - 1, i, k] the share of segment k that the ``a`` source
    segments ending at i cover.
    """

    source: Floats
    target: Floats


def _segment_maxima(cosines: Floats, starts: Ints) -> Floats:
    """(t, c): the largest of each segment's columns; 0 for a segment without tokens."""
    out = np.zeros((len(cosines), len(starts) - 1), np.float32)
    full = np.flatnonzero(np.diff(starts) > 0)
    if len(full) and len(cosines):
        out[:, full] = np.maximum.reduceat(cosines, starts[full], axis=1)
    return np.maximum(out, 0, out=out)


def _covered(maxima: Floats, weights: Doubles, starts: Ints, widest: int) -> Floats:
    """(w, segments, c): weighted means over each segment's tokens (t) of the best of 1 to w columns (t, c)."""
    full = np.flatnonzero(np.diff(starts) > 0)
    out = np.zeros((widest, len(starts) - 1, maxima.shape[1]), np.float32)
    if not len(full) or not maxima.shape[1]:
        return out
    share = (weights / np.repeat(np.add.reduceat(weights, starts[full]), np.diff(starts)[full])).astype(np.float32)
    running = maxima
    for b in range(widest):
        if b:
            running = running.copy()
            np.maximum(running[:, b:], maxima[:, :-b], out=running[:, b:])
        out[b, full] = np.add.reduceat(running * share[:, None], starts[full], axis=0)
    return out


def cover(source: Words, target: Words, rows: range, columns: range, widest: int) -> Cover:
    """The cover of the source segments ``rows`` and the target segments ``columns`` by one another; zero for segments
    outside of the text."""
    inner = [
        range(max(wanted.start, 0), max(0, min(wanted.stop, len(words.starts) - 1)))
        for wanted, words in ((rows, source), (columns, target))
    ]
    x = source.starts[inner[0].start : inner[0].stop + 1]
    y = target.starts[inner[1].start : inner[1].stop + 1]
    found = Cover(*(np.zeros((widest, len(rows), len(columns)), np.float32) for _ in range(2)))
    if len(x) < 2 or len(y) < 2:
        return found
    cosines = source.vectors(inner[0].start, inner[0].stop) @ target.vectors(inner[1].start, inner[1].stop).T
    forward = _covered(_segment_maxima(cosines, y - y[0]), source.weights[x[0] : x[-1]], x - x[0], widest)
    backward = _covered(
        _segment_maxima(np.ascontiguousarray(cosines.T), x - x[0]), target.weights[y[0] : y[-1]], y - y[0], widest
    )
    i, j = inner[0].start - rows.start, inner[1].start - columns.start
    found.source[:, i : i + len(inner[0]), j : j + len(inner[1])] = forward
    found.target[:, i : i + len(inner[0]), j : j + len(inner[1])] = backward.transpose(0, 2, 1)
    return found


def cover_figures(
    both: Cover, weights: Sequence[Doubles], shapes: Sequence[tuple[int, int]], margin: int, beyond: int
) -> Callable[[int, int], dict[str, Floats]]:
    """The figures on cover of each bead (a, b) of ``shapes``, as arrays (r - margin - beyond, c - margin - beyond).

    ``both`` covers a block of r x c segments, ``weights`` (r,) and (c,) are those of their tokens; figures are for the
    beads that end with a segment after the first ``margin`` ones and before the last ``beyond``.
    """

    def summed(values: Floats | Doubles, size: int) -> Doubles:
        """Sums of ``size`` rows up to and with each."""
        total = np.cumsum(values, axis=0, dtype=np.float64)
        total[size:] -= total[:-size].copy()
        return total

    def of_source(a: int, b: int) -> Floats:
        """(r, c) cover of the source window by the target window."""
        share = summed(both.source[b - 1] * weights[0][:, None], a) / (summed(weights[0], a)[:, None] + EPSILON)
        return share.astype(np.float32)

    def of_target(a: int, b: int) -> Floats:
        share = summed(both.target[a - 1].T * weights[1][:, None], b).T / (summed(weights[1], b)[None, :] + EPSILON)
        return share.astype(np.float32)

    source = {(a, b + more): of_source(a, b + more) for a, b in shapes if a and b for more in (0, 1)}
    target = {(a + more, b): of_target(a + more, b) for a, b in shapes if a and b for more in (0, 1)}
    total: dict[tuple[int, int], Floats] = {
        shape: ((source[shape] + target[shape]) / 2).astype(np.float32) for shape in shapes if all(shape)
    }

    def cut(values: Floats, back_i: int = 0, back_j: int = 0) -> Floats:
        i, j = margin - back_i, margin - back_j
        return values[i : values.shape[0] - beyond - back_i, j : values.shape[1] - beyond - back_j]

    def figures(a: int, b: int) -> dict[str, Floats]:
        x, y = cut(source[a, b]), cut(target[a, b])
        covered = [cut(both.source[b - 1], back_i=k) for k in range(a)]
        covered += [cut(both.target[a - 1], back_j=k) for k in range(b)]
        here = cut(total[a, b])
        gain = np.zeros_like(here)
        if b > 1:
            gain += np.minimum(here - cut(total[a, b - 1], back_j=1), here - cut(total[a, b - 1]))
        if a > 1:
            gain += np.minimum(here - cut(total[a - 1, b], back_i=1), here - cut(total[a - 1, b]))
        # a window that would reach behind the text covers nothing more
        outside_x: Floats = sum(np.maximum(cut(source[a, b + 1], back_j=k) - x, 0) for k in (0, -1))
        outside_y: Floats = sum(np.maximum(cut(target[a + 1, b], back_i=k) - y, 0) for k in (0, -1))
        return {
            "source_cover": x, "target_cover": y, "least_cover": np.minimum.reduce(covered),
            "cover_gain": gain, "cover_loss": np.minimum(gain, 0),
            "source_cover_outside": outside_x, "target_cover_outside": outside_y,
        }  # fmt: skip

    return figures
