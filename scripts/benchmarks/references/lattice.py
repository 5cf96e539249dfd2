"""What the references share: windows that are really encoded, a lattice filled row by row, its best beads."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from align.arrays import EPSILON, Doubles, Floats, Ints, centre_of
from align.band import Band
from align.beads import Bead
from align.monotonic import IMPOSSIBLE, Lattice, Shape, best_path

Encode = Callable[[Sequence[str]], Floats]  # texts to unit rows (n, d)
Worth = Callable[[Shape, int, Ints], Doubles]  # of beads of a shape that end at row i and each of the columns


def embedded_windows(segments: Sequence[str], widest: int, encode: Encode) -> Floats:
    """(w, n, d): row [a - 1, i] is the vector of the ``a`` segments that end at ``i``, put together and encoded.

    Windows that would begin before the text are zero.
    """
    singles = encode(segments)
    windows = np.zeros((widest, *singles.shape), np.float32)
    windows[0] = singles
    for a in range(2, min(widest, len(segments)) + 1):
        windows[a - 1, a - 1 :] = encode([" ".join(segments[i - a : i]) for i in range(a, len(segments) + 1)])
    return windows


def centred(windows: Floats) -> Floats:
    """Windows (w, n, d) less the mean of the single segments, as unit rows; zero rows stay zero."""
    moved = windows - centre_of(windows[0])
    moved[~windows.any(axis=2)] = 0
    norms = np.linalg.norm(moved, axis=2, keepdims=True)
    result: Floats = moved / np.maximum(norms, np.float32(EPSILON))
    return result


def shapes_up_to(most: int) -> tuple[Shape, ...]:
    """Nulls of one segment, and all beads of a source and b target segments with a + b <= ``most``, 1-1 first."""
    full = [(a, total - a) for total in range(2, most + 1) for a in range(1, total)]
    return (*full, (1, 0), (0, 1))


def fill(band: Band, shapes: Sequence[Shape], worth: Worth) -> Lattice:
    """The lattice whose beads are worth what ``worth`` says."""
    scores = np.full((len(shapes), band.cells), IMPOSSIBLE, np.float32)
    for i in range(band.rows):
        for number, (a, b) in enumerate(shapes):
            columns = np.arange(max(int(band.low[i]), b), int(band.high[i]))
            if i >= a and len(columns):
                start = int(band.offsets[i] - band.low[i] + columns[0])
                scores[number, start : start + len(columns)] = worth((a, b), i, columns)
    return Lattice(band, tuple(shapes), scores)


def best_beads(lattice: Lattice) -> list[Bead]:
    """The best path, nulls included; the references know no probabilities."""
    beads = []
    for step in best_path(lattice):
        a, b = lattice.shapes[step.shape]
        beads.append(Bead(((step.i - a, step.i), (step.j - b, step.j))))
    return beads
