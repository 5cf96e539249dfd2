"""In the manner of Thompson and Koehn (2019), "Vecalign: Improved Sentence Alignment in Linear Time and Space".

The costs are theirs. Their coarse-to-fine search only saves time, and what it misses it loses: here the band of our own
aligner takes its place, so this is Vecalign at its best.
"""

from __future__ import annotations

import numpy as np

from align.arrays import Doubles, Floats, Ints
from align.band import find_band, whole_grid
from align.beads import Bead
from align.monotonic import Shape
from benchmarks.references.lattice import best_beads, centred, fill, shapes_up_to

MOST = 5  # segments of a bead; up to 8 finds the same
SAMPLED = 100  # windows of the other side that a window's norm is measured on
PAIRS, PERCENTILE = 20_000, 20  # random 1-1 costs, and which of them a null costs


def vecalign(source: Floats, target: Floats, seed: int = 0) -> list[Bead]:
    """Beads from embedded windows (w, n, d) and (w, m, d), w >= MOST - 1."""
    n, m = source.shape[1], target.shape[1]
    if not n or not m:  # nulls alone, and nothing to draw random costs from
        return best_beads(fill(whole_grid(n, m), shapes_up_to(MOST), lambda _, __, columns: np.zeros(len(columns))))
    random = np.random.default_rng(seed)
    norms = [_norms(source, target, random), _norms(target, source, random)]
    rows, columns = (random.integers(0, windows.shape[1], PAIRS) for windows in (source, target))
    cosines = np.einsum("pd,pd->p", source[0, rows], target[0, columns], dtype=np.float64)
    null = float(np.percentile(2 * (1 - cosines) / (norms[0][0, rows] + norms[1][0, columns]), PERCENTILE))

    def worth(shape: Shape, i: int, columns: Ints) -> Doubles:
        a, b = shape
        if not a or not b:
            return np.full(len(columns), -null)
        cosines = target[b - 1, columns - 1] @ source[a - 1, i - 1]
        cost: Doubles = 2 * a * b * (1 - cosines) / (norms[0][a - 1, i - 1] + norms[1][b - 1, columns - 1])
        return -cost

    return best_beads(fill(find_band(centred(source)[0], centred(target)[0]), shapes_up_to(MOST), worth))


def _norms(windows: Floats, other: Floats, random: np.random.Generator) -> Doubles:
    """(w, n): 1 less the mean cosine of each window to random windows of the other side."""
    all_windows = other[other.any(axis=2)]
    sampled = all_windows[random.integers(0, len(all_windows), SAMPLED)]
    norms: Doubles = np.maximum(1 - windows @ sampled.mean(axis=0, dtype=np.float64), 1e-3)
    return norms
