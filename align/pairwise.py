"""Two versions of a text, aligned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np

from align.arrays import centre_of, unit_rows
from align.band import find_band
from align.beads import Bead, Range
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
from align.sides import Side, canonical_order


def pair_lattice(
    source: Side, target: Side, weights: Weights | None = None, constraints: PairConstraints = FREE_PAIR
) -> Lattice:
    """The scored beads of two sides, in the band that their single segments suggest; it holds the ends of fixed beads,
    and what the constraints exclude is impossible in it."""
    return constrained(
        score_beads(prepared(source, target, constraints), weights or known_weights(source, target)), constraints
    )


def known_weights(source: Side, target: Side) -> Weights:
    """The learned weights for sides with tokens, or without."""
    return learned_weights(tokens=source.tokens is not None and target.tokens is not None)


def prepared(source: Side, target: Side, constraints: PairConstraints = FREE_PAIR) -> Pair:
    """The two sides ready to be scored, with their band."""
    centred = [unit_rows(side.vectors - centre_of(side.vectors, side.prior)) for side in (source, target)]
    band = find_band(centred[0], centred[1], boundaries=constraints.boundaries)
    pair = prepare_sides(source, target, band)
    return with_covers(pair, narrowed(pair, constraints))


def align_pair(
    source: Side, target: Side, weights: Weights | None = None, constraints: Constraints = FREE
) -> list[Bead]:
    """The best sequence of beads, covering both sides, with the posterior probability of each. With the sides the other
    way round it is the same, unless they are one text.

    Raises AlignError where the constraints contradict one another or the sides.
    """
    sides = source, target
    lengths = len(source), len(target)
    weights = weights or known_weights(source, target)
    x, y = order = canonical_order(sides)
    held = constraints.checked(lengths).permuted(order).of_pair(0, 1)
    lattice = pair_lattice(sides[x], sides[y], weights, held)

    def align(tail: Boundary, head: Boundary) -> list[Bead]:
        part = stretch(lattice, (tail[x], tail[y]), (head[x], head[y]))
        beads = _best_beads(part)
        # which of two is which is the same forwards and backwards
        return _sources_first([replace(bead, ranges=(bead.ranges[x], bead.ranges[y])) for bead in beads])

    return align_around(constraints, lengths, align)


def _sources_first(beads: Sequence[Bead]) -> list[Bead]:
    """The same; where nulls of both sides meet, those of the source come first."""
    result: list[Bead] = []
    for linked, group in groupby(beads, key=lambda bead: bead.sides == 2):
        run = list(group)
        if not linked:
            begin = run[0].ranges[1][0]
            sources = [replace(bead, ranges=(bead.ranges[0], (begin, begin))) for bead in run if bead.shape[0]]
            end = run[0].ranges[0][0] + len(sources)
            run = [*sources, *(replace(bead, ranges=((end, end), bead.ranges[1])) for bead in run if bead.shape[1])]
        result += run
    return result


def _best_beads(lattice: Lattice) -> list[Bead]:
    probability = posteriors(lattice)
    rows, columns = lattice.band.places
    source_null, target_null = lattice.nulls
    # a null is right wherever it stands among its neighbours: what counts is that the segment has no counterpart
    alone = {
        source_null: np.bincount(rows, probability[source_null]),
        target_null: np.bincount(columns, probability[target_null]),
    }
    ranges, sure = list[tuple[Range, ...]](), list[float]()
    for step in best_path(lattice):
        (a, b), cell = lattice.shapes[step.shape], lattice.band.cell(step.i, step.j)
        ranges.append(((step.i - a, step.i), (step.j - b, step.j)))
        at = step.i if a else step.j
        sure.append(float(alone[step.shape][at] if step.shape in alone else probability[step.shape, cell or 0]))
    return [Bead(*each) for each in zip(ranges, np.minimum(sure, 1.0).tolist(), strict=True)]
