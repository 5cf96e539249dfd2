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

WHOLE, BEGINNING, END = 0, 1, 2  # what is looked at of a segment: all its tokens alike, or mostly the first or last
# How many tokens away from the end of a segment the weight of a token in its END has fallen to 1/e. Strict F1 is no
# better with 2, 5 and 12 together (Text+Berg, mac_dev and transread left out: .907; without beginnings and ends .900).
FADE = 5.0


@dataclass(frozen=True)
class Cover:
    """How well single segments are covered by windows of the other side, in a block of r x c segments.

    ``source`` (3, w, r, c): [part, b - 1, i, k] is the share of segment i's tokens, by weight and cosine, that the
    ``b`` target segments ending at k cover, of its WHOLE, its BEGINNING or its END; ``target`` (3, w, r, c):
    [part, a - 1, i, k] the share of segment k that the ``a`` source segments ending at i cover.
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


def _shares(weights: Doubles, starts: Ints) -> Floats:
    """(3, segments, t): what each token counts for in the parts of its segment; 1 in all, or 0 without tokens."""
    owner = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    at = np.arange(len(owner))
    shares = np.zeros((3, len(starts) - 1, len(owner)), np.float32)
    for part, away in ((WHOLE, 0 * at), (BEGINNING, at - starts[owner]), (END, starts[owner + 1] - 1 - at)):
        faded = weights * np.exp(-away / FADE)
        shares[part, owner, at] = faded / np.bincount(owner, faded)[owner]
    return shares


def _covered(maxima: Floats, weights: Doubles, starts: Ints, widest: int) -> Floats:
    """(3, w, segments, c): weighted means over each segment's tokens (t) of the best of 1 to w columns (t, c)."""
    shares = _shares(weights, starts)
    out = np.empty((3, widest, shares.shape[1], maxima.shape[1]), np.float32)
    running = maxima
    for b in range(widest):
        if b:
            running = running.copy()
            np.maximum(running[:, b:], maxima[:, :-b], out=running[:, b:])
        out[:, b] = shares @ running
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
    found = Cover(*(np.zeros((3, widest, len(rows), len(columns)), np.float32) for _ in range(2)))
    if len(x) < 2 or len(y) < 2:
        return found
    cosines = source.vectors(inner[0].start, inner[0].stop) @ target.vectors(inner[1].start, inner[1].stop).T
    forward = _covered(_segment_maxima(cosines, y - y[0]), source.weights[x[0] : x[-1]], x - x[0], widest)
    backward = _covered(
        _segment_maxima(np.ascontiguousarray(cosines.T), x - x[0]), target.weights[y[0] : y[-1]], y - y[0], widest
    )
    i, j = inner[0].start - rows.start, inner[1].start - columns.start
    found.source[..., i : i + len(inner[0]), j : j + len(inner[1])] = forward
    found.target[..., i : i + len(inner[0]), j : j + len(inner[1])] = backward.swapaxes(2, 3)
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
        share = summed(both.source[WHOLE, b - 1] * weights[0][:, None], a) / (summed(weights[0], a)[:, None] + EPSILON)
        return share.astype(np.float32)

    def of_target(a: int, b: int) -> Floats:
        share = summed(both.target[WHOLE, a - 1].T * weights[1][:, None], b).T / (
            summed(weights[1], b)[None, :] + EPSILON
        )
        return share.astype(np.float32)

    full = [shape for shape in shapes if all(shape)]
    source = {shape: of_source(*shape) for shape in {*full, *((a, b + 1) for a, b in full)}}
    target = {shape: of_target(*shape) for shape in {*full, *((a + 1, b) for a, b in full)}}
    total: dict[tuple[int, int], Floats] = {
        shape: ((source[shape] + target[shape]) / 2).astype(np.float32) for shape in full
    }

    def cut(values: Floats, back_i: int = 0, back_j: int = 0) -> Floats:
        i, j = margin - back_i, margin - back_j
        return values[i : values.shape[0] - beyond - back_i, j : values.shape[1] - beyond - back_j]

    def figures(a: int, b: int) -> dict[str, Floats]:
        x, y = cut(source[a, b]), cut(target[a, b])
        covered = [cut(both.source[WHOLE, b - 1], back_i=k) for k in range(a)]
        covered += [cut(both.target[WHOLE, a - 1], back_j=k) for k in range(b)]
        here = cut(total[a, b])
        gain = np.zeros_like(here)
        if b > 1:
            gain += np.minimum(here - cut(total[a, b - 1], back_j=1), here - cut(total[a, b - 1]))
        if a > 1:
            gain += np.minimum(here - cut(total[a - 1, b], back_i=1), here - cut(total[a - 1, b]))
        # a window that would reach behind the text covers nothing more
        outside_x: Floats = sum(np.maximum(cut(source[a, b + 1], back_j=k) - x, 0) for k in (0, -1))
        outside_y: Floats = sum(np.maximum(cut(target[a + 1, b], back_i=k) - y, 0) for k in (0, -1))
        # what is said beyond the bead is mostly its first or last words, and a few words are lost in the whole
        begins, ends = both.source[BEGINNING], both.source[END]
        edges_x = np.maximum(cut(begins[b] - begins[b - 1], back_i=a - 1), 0)
        edges_x += np.maximum(cut(ends[b], back_j=-1) - cut(ends[b - 1]), 0)
        begins, ends = both.target[BEGINNING], both.target[END]
        edges_y = np.maximum(cut(begins[a] - begins[a - 1], back_j=b - 1), 0)
        edges_y += np.maximum(cut(ends[a], back_i=-1) - cut(ends[a - 1]), 0)
        return {
            "source_cover": x, "target_cover": y, "least_cover": np.minimum.reduce(covered),
            "cover_gain": gain, "cover_loss": np.minimum(gain, 0),
            "source_cover_outside": outside_x, "target_cover_outside": outside_y,
            "source_edge_cover_outside": edges_x, "target_edge_cover_outside": edges_y,
        }  # fmt: skip

    return figures
