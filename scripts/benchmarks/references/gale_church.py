"""Gale and Church (1993), "A Program for Aligning Sentences in Bilingual Corpora": lengths in characters alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.stats import norm

from align.arrays import Doubles, Ints
from align.band import whole_grid
from align.beads import Bead
from align.monotonic import Shape
from benchmarks.references.lattice import best_beads, fill

VARIANCE = 6.8  # of the target's characters, for each character of the source
PRIORS: dict[Shape, float] = {  # the paper gives a kind of bead and its mirror image one figure together
    (1, 1): 0.89,
    (1, 0): 0.0099 / 2,
    (0, 1): 0.0099 / 2,
    (2, 1): 0.089 / 2,
    (1, 2): 0.089 / 2,
    (2, 2): 0.011,
}


def gale_church(source: Sequence[int], target: Sequence[int]) -> list[Bead]:
    """Beads from the ``source`` and ``target`` segments' lengths in characters.

    How many characters of the target stand for one of the source is taken from the two texts as wholes, as the paper
    suggests for pairs of languages where it is not near 1.
    """
    before = [np.concatenate([[0.0], np.cumsum(lengths)]) for lengths in (source, target)]
    ratio = before[1][-1] / before[0][-1] if before[0][-1] and before[1][-1] else 1.0

    def worth(shape: Shape, i: int, columns: Ints) -> Doubles:
        a, b = shape
        x = before[0][i] - before[0][i - a]
        y = before[1][columns] - before[1][columns - b]
        mean = np.maximum((x + y / ratio) / 2, 1.0)
        delta = (y - x * ratio) / np.sqrt(VARIANCE * mean)
        chance: Doubles = np.log(2.0) + norm.logsf(np.abs(delta)) + np.log(PRIORS[shape])
        return chance

    return best_beads(fill(whole_grid(len(source), len(target)), tuple(PRIORS), worth))
