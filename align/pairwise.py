"""Two versions of a text, aligned."""

from __future__ import annotations

from align.arrays import centre_of, unit_rows
from align.band import find_band
from align.beads import Bead
from align.features import SHAPES
from align.monotonic import Lattice, best_path, posteriors
from align.preparation import Pair, prepare_pair
from align.scores import Weights, learned_weights, score_beads
from align.sides import Side


def pair_lattice(source: Side, target: Side, weights: Weights | None = None) -> Lattice:
    """The scored beads of two sides, in the band that their single segments suggest."""
    return score_beads(prepared(source, target), weights or learned_weights())


def prepared(source: Side, target: Side) -> Pair:
    """The two sides ready to be scored, with their band."""
    centred = [unit_rows(side.vectors - centre_of(side.vectors, side.prior)) for side in (source, target)]
    return prepare_pair(source, target, find_band(centred[0], centred[1]))


def align_pair(source: Side, target: Side, weights: Weights | None = None) -> list[Bead]:
    """The best sequence of beads, covering both sides, with the posterior probability of each."""
    lattice = pair_lattice(source, target, weights)
    probability = posteriors(lattice)
    beads = []
    for step in best_path(lattice):
        (a, b), cell = SHAPES[step.shape], lattice.band.cell(step.i, step.j)
        beads.append(Bead(((step.i - a, step.i), (step.j - b, step.j)), float(probability[step.shape, cell])))
    return beads
