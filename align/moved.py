"""Passages that stand elsewhere in another version: what the alignment has left over is looked at a second time.

An alignment is in order, and so a passage that moved is left over: a null on both sides, or glued to a neighbour on one
of them. ``align.passages`` finds such passages. Segments that are glued are set free by aligning their surroundings
anew, each passage is aligned by itself, and the units that its beads link are joined.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np

from align.arrays import Bools
from align.beads import Bead, Range
from align.constraints import FREE, Constraints, Ranges
from align.multiway import align_versions
from align.pairwise import align_pair
from align.passages import Passage, in_context, places_of, propose_passages, sure_passages
from align.scores import Weights
from align.sides import Side

ROOM = 3  # left-over segments before and behind a passage that are aligned with it
CONTEXT = 8  # units around others that are aligned anew

Pair = tuple[int, int]
Segment = tuple[int, int]  # side and number


def link_moved(
    sides: Sequence[Side], units: Sequence[Bead], weights: Weights | None = None, constraints: Constraints = FREE
) -> list[Bead]:
    """The ``units`` of an alignment of ``sides``, with those joined that say the same out of order. These are marked as
    moved, and stand in the list where the first of their sides has them.

    What the caller has fixed stays as it is. Work grows with the number of segments left over times that of all.
    """
    usable = [np.ones(len(side), bool) for side in sides]
    for ranges in constraints.fixed:
        for may, (start, stop) in zip(usable, ranges, strict=True):
            may[start:stop] = False
    passages: dict[Pair, list[Passage]] = {}
    for x, y in combinations(range(len(sides)), 2):
        places = places_of(units, x, y, len(sides[x])), places_of(units, y, x, len(sides[y]))
        proposed = propose_passages(sides[x], sides[y], places, (usable[x], usable[y]), weights)
        passages[x, y] = sure_passages(proposed)
    if not any(passages.values()):
        return list(units)
    units = _set_free(sides, units, passages, weights, constraints)
    links = [bead for pair, found in passages.items() for bead in _aligned(sides, units, pair, found, weights)]
    return _joined(units, links, constraints)


def _set_free(
    sides: Sequence[Side],
    units: Sequence[Bead],
    passages: Mapping[Pair, Sequence[Passage]],
    weights: Weights | None,
    constraints: Constraints,
) -> list[Bead]:
    """The units, aligned anew where a segment of a passage is glued to others, so that it stands alone."""
    holder = _holders(units)
    glued: dict[Segment, int] = {}  # and the number of its unit
    for (x, y), found in passages.items():
        for passage in found:
            for side, other, span in zip((x, y), (y, x), passage.spans, strict=True):
                for segment in ((side, k) for k in range(*span)):
                    if units[holder[segment]].shape[other]:
                        glued[segment] = holder[segment]
    runs: list[Range] = []
    for number in sorted(set(glued.values())):
        first, last = max(number - 1, 0), min(number + 2, len(units))
        if runs and first <= runs[-1][1]:
            first = runs.pop()[0]
        runs.append((first, last))
    result: list[Bead] = []
    done = 0
    for first, last in runs:
        result += units[done:first]
        result += _aligned_anew(sides, units, range(first, last), sorted(glued), weights, constraints)
        done = last
    return [*result, *units[done:]]


def _holders(units: Sequence[Bead]) -> dict[Segment, int]:
    """The number of the unit that holds each segment."""
    return {
        (side, k): number
        for number, unit in enumerate(units)
        for side, span in enumerate(unit.ranges)
        for k in range(*span)
    }


def _aligned_anew(
    sides: Sequence[Side],
    units: Sequence[Bead],
    run: range,
    alone: Sequence[Segment],
    weights: Weights | None,
    constraints: Constraints,
) -> list[Bead]:
    """The ``run`` of units between the units around it, which stay, with the segments ``alone`` as nulls."""
    window = range(max(run.start - CONTEXT, 0), min(run.stop + CONTEXT, len(units)))
    tail, head = tuple(a for a, _ in units[window[0]].ranges), tuple(b for _, b in units[window[-1]].ranges)
    begin, end = tuple(a for a, _ in units[run[0]].ranges), tuple(b for _, b in units[run[-1]].ranges)
    kept = [units[k].ranges for k in window if k not in run or constraints.fixes(units[k].ranges)]
    nulls = [_null((side, k), len(sides)) for side, k in alone if begin[side] <= k < end[side]]
    held = Constraints((*kept, *nulls), constraints.forbidden).within(tail, head)
    parts = [side.part(a, b) for side, a, b in zip(sides, tail, head, strict=True)]
    anew: list[Bead] = []
    reached = begin
    for bead in align_versions(parts, weights, held):
        spans = [(a + by, b + by) for (a, b), by in zip(bead.ranges, tail, strict=True)]
        if all(t <= a and b <= h for (a, b), t, h in zip(spans, begin, end, strict=True) if b > a):
            ranges = tuple((a, b) if b > a else (at, at) for (a, b), at in zip(spans, reached, strict=True))
            anew.append(replace(bead, ranges=ranges))
            reached = tuple(b for _, b in ranges)
    return anew


def _null(segment: Segment, sides: int) -> Ranges:
    return tuple((segment[1], segment[1] + 1) if side == segment[0] else (0, 0) for side in range(sides))


def _aligned(
    sides: Sequence[Side], units: Sequence[Bead], pair: Pair, passages: Sequence[Passage], weights: Weights | None
) -> list[Bead]:
    """The beads over all sides by which each passage links two of them, with what is left over around it."""
    free = []
    for number, (side, other) in enumerate((pair, pair[::-1])):
        free.append(places_of(units, side, other, len(sides[side])).left_over)
        for passage in passages:
            free[-1][slice(*passage.spans[number])] = False
    return [bead for passage in passages for bead in _linked(sides, pair, passage, free, weights)]


def _linked(
    sides: Sequence[Side], pair: Pair, passage: Passage, free: Sequence[Bools], weights: Weights | None
) -> list[Bead]:
    parts, shifts, nulls = [], [], list[Ranges]()
    for number, (start, stop) in enumerate(passage.spans):
        for _ in range(ROOM):
            start -= start > 0 and bool(free[number][start - 1])
            stop += stop < len(free[number]) and bool(free[number][stop])
        part, span = in_context(sides[pair[number]], (start, stop))
        nulls += [_null((number, k), 2) for k in range(len(part)) if not span[0] <= k < span[1]]
        parts.append(part)
        shifts.append(start - span[0])
    found = []
    for bead in align_pair(parts[0], parts[1], weights, Constraints(tuple(nulls))):
        if bead.sides == 2:
            spans = {side: (a + by, b + by) for side, (a, b), by in zip(pair, bead.ranges, shifts, strict=True)}
            ranges = tuple(spans.get(side, (0, 0)) for side in range(len(sides)))
            found.append(Bead(ranges, bead.probability * passage.probability))
    return found


def _joined(units: Sequence[Bead], links: Sequence[Bead], constraints: Constraints) -> list[Bead]:
    """The units, with those made one that links hold together, if they can be one."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    holder = _holders(units)
    linked = [[holder[side, k] for side, span in enumerate(link.ranges) for k in range(*span)] for link in links]
    ends = np.array([(numbers[0], number) for numbers in linked for number in numbers], np.int64).reshape(-1, 2)
    _, label = connected_components(coo_array((np.ones(len(ends)), ends.T), (len(units), len(units))), directed=False)
    groups: dict[int, list[int]] = {}
    for number in sorted(set(ends.ravel().tolist())):
        groups.setdefault(int(label[number]), []).append(number)
    sure = {int(label[numbers[0]]): 1.0 for numbers in linked}
    for link, numbers in zip(links, linked, strict=True):
        sure[int(label[numbers[0]])] = min(sure[int(label[numbers[0]])], link.probability)
    result: list[Bead | None] = list(units)
    for key, numbers in groups.items():
        one = _one([units[number] for number in numbers], sure[key])
        if one and not constraints.forbids(one.ranges):
            side = next(side for side, size in enumerate(one.shape) if size)
            place = next(number for number in numbers if units[number].shape[side])
            for number in numbers:
                result[number] = one if number == place else None
    return [unit for unit in result if unit]


def _one(units: Sequence[Bead], probability: float) -> Bead | None:
    """The units as one that moved, or None where a side has passages in two places."""
    ranges = []
    for side in range(len(units[0].ranges)):
        spans = sorted(unit.ranges[side] for unit in units if unit.shape[side]) or [(units[0].ranges[side][0],) * 2]
        if any(one[1] != other[0] for one, other in pairwise(spans)):
            return None
        ranges.append((spans[0][0], spans[-1][1]))
    held = [unit for unit in units if unit.sides > 1]
    return Bead(
        tuple(ranges),
        min([probability, *(unit.probability for unit in held)]),
        min([1.0, *(unit.consistency for unit in held)]),
        moved=True,
    )
