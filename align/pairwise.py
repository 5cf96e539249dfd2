"""Two versions of a text, aligned."""

from __future__ import annotations

import numpy as np

from align.arrays import centre_of, unit_rows
from align.band import find_band
from align.beads import Bead
from align.constraints import (
    FREE,
    FREE_PAIR,
    Boundary,
    Constraints,
    PairConstraints,
    align_around,
    constrained,
    stretch,
)
from align.monotonic import Lattice, best_path, posteriors
from align.outline import narrowed
from align.preparation import Pair, prepare_sides, with_covers
from align.scores import Weights, learned_weights, score_beads
from align.sides import Side


def pair_lattice(
    source: Side, target: Side, weights: Weights | None = None, constraints: PairConstraints = FREE_PAIR
) -> Lattice:
    """The scored beads of two sides, in the band that their single segments suggest; it holds the ends of fixed beads,
    and what the constraints exclude is impossible in it."""
    return constrained(score_beads(prepared(source, target, constraints), weights or learned_weights()), constraints)


def prepared(source: Side, target: Side, constraints: PairConstraints = FREE_PAIR) -> Pair:
    """The two sides ready to be scored, with their band."""
    centred = [unit_rows(side.vectors - centre_of(side.vectors, side.prior)) for side in (source, target)]
    band = find_band(centred[0], centred[1], boundaries=constraints.boundaries)
    pair = prepare_sides(source, target, band)
    return with_covers(pair, narrowed(pair, constraints))


def align_pair(
    source: Side, target: Side, weights: Weights | None = None, constraints: Constraints = FREE
) -> list[Bead]:
    """The best sequence of beads, covering both sides, with the posterior probability of each.

    Raises AlignError where the constraints contradict one another or the sides.
    """
    lengths = len(source), len(target)
    lattice = pair_lattice(source, target, weights, constraints.checked(lengths).of_pair(0, 1))

    def align(tail: Boundary, head: Boundary) -> list[Bead]:
        return _best_beads(stretch(lattice, tail, head))

    return align_around(constraints, lengths, align)


def _best_beads(lattice: Lattice) -> list[Bead]:
    probability = posteriors(lattice)
    rows, columns = lattice.band.places
    source_null, target_null = lattice.nulls
    # a null is right wherever it stands among its neighbours: what counts is that the segment has no counterpart
    alone = {
        source_null: np.bincount(rows, probability[source_null]),
        target_null: np.bincount(columns, probability[target_null]),
    }
    beads = []
    for step in best_path(lattice):
        (a, b), cell = lattice.shapes[step.shape], lattice.band.cell(step.i, step.j)
        if step.shape in alone:
            sure = alone[step.shape][step.i if a else step.j]
        else:
            sure = probability[step.shape, cell]
        beads.append(Bead(((step.i - a, step.i), (step.j - b, step.j)), float(min(sure, 1.0))))
    return beads
