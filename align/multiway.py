"""Any number of versions of a text aligned at once: one sequence of units over all of them.

Each pair of versions says how probable it is that two segments translate one another, over all alignments of the pair.
From that, segments of all versions are put into columns, and a segment that says what two columns say stands in both. A
unit holds the segments that columns hold together. What one pair sees wrong, the others outvote; a sentence that a
version leaves out does not break the link between the others; two that a version joins are one unit of all. Nothing
depends on the order in which the versions are given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from threadpoolctl import threadpool_limits

from align.beads import Bead
from align.constraints import FREE, Boundary, Constraints, align_around
from align.counterparts import Counterparts, joint_counterparts, pair_counterparts
from align.joint import Joint, join_versions
from align.pairwise import align_pair, pair_lattice
from align.scores import Weights
from align.sides import Side, canonical_order


def align_versions(
    sides: Sequence[Side], weights: Weights | None = None, constraints: Constraints = FREE
) -> list[Bead]:
    """Units over all ``sides``, in order, each with its probability and its consistency; they cover every side without
    gap or overlap.

    A unit has an empty range where a side lacks the passage; what stands alone stands alone one by one. With two sides
    this is the pairwise alignment. Work grows with the number of pairs of sides and with the length of the text; memory
    holds one pair at a time. Raises AlignError where the constraints contradict one another or the sides.
    """
    # Products of this size gain nothing from threads, and lose much where these wait for a core: on two busy cores the
    # sample took 21 s with two threads and 3 s with one, with the same result.
    with threadpool_limits(limits=1):
        if len(sides) == 2:
            return align_pair(sides[0], sides[1], weights, constraints)
        lengths = [len(side) for side in sides]
        constraints.checked(lengths)
        order = canonical_order(sides)
        whole = counterparts_of([sides[k] for k in order], weights, constraints.permuted(order))
        place = [order.index(k) for k in range(len(sides))]

        def align(tail: Boundary, head: Boundary) -> list[Bead]:
            part = whole.part(tuple(tail[k] for k in order), tuple(head[k] for k in order))
            beads = _allowed_beads(join_versions(part), constraints.within(tail, head).permuted(order))
            return [replace(bead, ranges=tuple(bead.ranges[k] for k in place)) for bead in beads]

        return align_around(constraints, lengths, align)


def counterparts_of(sides: Sequence[Side], weights: Weights | None, constraints: Constraints = FREE) -> Counterparts:
    """What the pairs of these sides, each aligned by itself, say of their segments."""
    pairs = {
        (x, y): pair_counterparts(pair_lattice(sides[x], sides[y], weights, constraints.of_pair(x, y)))
        for x, y in combinations(range(len(sides)), 2)
    }
    return joint_counterparts(pairs, [len(side) for side in sides])


def _allowed_beads(joint: Joint, constraints: Constraints) -> list[Bead]:
    """The units, loosened as long as one is forbidden, or holds a segment that is fixed as a null or apart from it."""
    starts = joint.counterparts.starts.tolist()
    versions = range(len(starts) - 1)
    nulls = {starts[v] + k for v in versions for k in constraints.nulls(v)}
    apart = [(starts[v] + k, other) for v, k, other in constraints.apart]
    while True:
        beads = joint.beads(versions)
        if not nulls and not constraints.forbidden and not apart:
            return beads
        barred = [
            unit
            for unit, bead in zip(joint.units(versions), beads, strict=True)
            if (len(unit) > 1 and (constraints.forbids(bead.ranges) or not nulls.isdisjoint(unit)))
            or any(segment in unit and bead.shape[other] for segment, other in apart)
        ]
        if not barred:
            return beads
        for unit in barred:
            joint = joint.loosened(unit)
