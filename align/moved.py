"""Passages that stand elsewhere in another version: what the alignment has left over is looked at a second time.

An alignment is in order, and so a passage that moved is left over: a null on both sides, or glued to a neighbour on one
of them. ``align.passages`` finds such passages. Segments that are glued are set free by aligning their surroundings
anew, each passage is aligned by itself, and the units that its beads link are joined.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, groupby, pairwise
from typing import NamedTuple

import numpy as np

from align.arrays import Bools
from align.beads import Bead, Range
from align.constraints import FREE, Apart, Constraints, Ranges
from align.multiway import align_versions
from align.pairwise import align_pair
from align.passages import Passage, in_context, places_of, propose_passages, sure_passages
from align.scores import Weights
from align.sides import Side, canonical_order

ROOM = 3  # left-over segments before and behind a passage that are aligned with it
CONTEXT = 8  # units around others that are aligned anew

Segment = tuple[int, int]  # side and number


class Moved(NamedTuple):
    """A passage out of order between a pair of sides."""

    pair: tuple[int, int]
    passage: Passage


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
    passages = _passages(sides, units, usable, weights)
    while passages:
        loose = _set_free(sides, units, passages, weights, constraints)
        joined = _joined(loose, _links(sides, loose, passages, usable, weights), constraints)
        holder = _holders(joined)
        together = [
            moved
            for moved in passages
            if any(holder[moved.pair[0], i] == holder[moved.pair[1], j] for i, j in moved.passage.links)
        ]
        if len(together) == len(passages):
            return joined
        passages = together  # what cannot be one unit is left as it was
    return list(units)


def _passages(
    sides: Sequence[Side], units: Sequence[Bead], usable: Sequence[Bools], weights: Weights | None
) -> list[Moved]:
    found = []
    for x, y in combinations(canonical_order(sides), 2):
        places = places_of(units, x, y, len(sides[x])), places_of(units, y, x, len(sides[y]))
        proposed = propose_passages(sides[x], sides[y], places, (usable[x], usable[y]), weights)
        found += [Moved((x, y), passage) for passage in sure_passages(proposed)]
    return found


def _set_free(
    sides: Sequence[Side],
    units: Sequence[Bead],
    passages: Sequence[Moved],
    weights: Weights | None,
    constraints: Constraints,
) -> list[Bead]:
    """The units, aligned anew where one holds a segment of a passage and other text of the side that it is to join."""
    holder = _holders(units)
    apart: list[Apart] = []
    touched: set[int] = set()
    for (x, y), passage in passages:
        for side, other, span in zip((x, y), (y, x), passage.spans, strict=True):
            apart += [(side, k, other) for k in range(*span)]
            touched.update(holder[side, k] for k in range(*span) if units[holder[side, k]].shape[other])
    runs: list[Range] = []
    for number in sorted(touched):
        first, last = _with_gaps(units, number)
        while runs and first <= runs[-1][1]:
            first = min(first, runs.pop()[0])
        runs.append((first, last))
    held = Constraints(constraints.fixed, constraints.forbidden, (*constraints.apart, *apart))
    result: list[Bead] = []
    done = 0
    for first, last in runs:
        result += units[done:first]
        result += _aligned_anew(sides, units, range(first, last), weights, held)
        done = last
    return [*result, *units[done:]]


def _with_gaps(units: Sequence[Bead], number: int) -> Range:
    """The unit with all nulls before it and all behind it, whose order says nothing, else with the unit next to it."""
    first, last = number, number + 1
    while first > 0 and units[first - 1].sides == 1:
        first -= 1
    while last < len(units) and units[last].sides == 1:
        last += 1
    first, last = first - (first == number), last + (last == number + 1)
    return max(first, 0), min(last, len(units))


def _holders(units: Sequence[Bead]) -> dict[Segment, int]:
    """The number of the unit that holds each segment."""
    return {
        (side, k): number
        for number, unit in enumerate(units)
        for side, span in enumerate(unit.ranges)
        for k in range(*span)
    }


def _aligned_anew(
    sides: Sequence[Side], units: Sequence[Bead], run: range, weights: Weights | None, constraints: Constraints
) -> list[Bead]:
    """The ``run`` of units, under new constraints, between the units around it, which stay."""
    window = range(max(run.start - CONTEXT, 0), min(run.stop + CONTEXT, len(units)))
    tail, head = tuple(a for a, _ in units[window[0]].ranges), tuple(b for _, b in units[window[-1]].ranges)
    begin, end = tuple(a for a, _ in units[run[0]].ranges), tuple(b for _, b in units[run[-1]].ranges)
    kept = [units[k].ranges for k in window if k not in run or constraints.fixes(units[k].ranges)]
    apart = [(x, k, y) for x, k, y in constraints.apart if begin[x] <= k < end[x]]
    held = Constraints(tuple(kept), constraints.forbidden, tuple(apart)).within(tail, head)
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


def _links(
    sides: Sequence[Side],
    units: Sequence[Bead],
    passages: Sequence[Moved],
    usable: Sequence[Bools],
    weights: Weights | None,
) -> list[Bead]:
    """The beads over all sides by which each passage links two of them, with what is left over around it."""
    found = []
    for pair, group in groupby(passages, key=lambda moved: moved.pair):
        chosen = [moved.passage for moved in group]
        free = []
        for number, (side, other) in enumerate((pair, pair[::-1])):
            free.append(places_of(units, side, other, len(sides[side])).left_over & usable[side])
            for passage in chosen:
                free[number][slice(*passage.spans[number])] = False
        ends = sides[pair[0]], sides[pair[1]]
        for passage in chosen:
            for bead in _aligned(ends, passage, free, (usable[pair[0]], usable[pair[1]]), weights):
                spans = dict(zip(pair, bead.ranges, strict=True))
                ranges = tuple(spans.get(side, (0, 0)) for side in range(len(sides)))
                found.append(replace(bead, ranges=ranges))
    return found


def _aligned(
    sides: tuple[Side, Side],
    passage: Passage,
    free: Sequence[Bools],
    usable: Sequence[Bools],
    weights: Weights | None,
) -> Iterator[Bead]:
    """The beads with text on both sides of a passage and the ``free`` segments (n,) around it; segments within the
    passage that are not ``usable`` (n,) are in none."""
    parts, shifts, nulls = [], [], list[Ranges]()
    for number, (side, may, (start, stop)) in enumerate(zip(sides, free, passage.spans, strict=True)):
        for _ in range(ROOM):
            start -= start > 0 and bool(may[start - 1])
            stop += stop < len(may) and bool(may[stop])
        part, span = in_context(side, (start, stop))
        shift = start - span[0]
        held = [k for k in range(len(part)) if not (span[0] <= k < span[1] and usable[number][k + shift])]
        nulls += [_null(number, k) for k in held]
        parts.append(part)
        shifts.append(shift)
    for bead in align_pair(parts[0], parts[1], weights, Constraints(tuple(nulls))):
        if bead.sides == 2:
            ranges = tuple((a + by, b + by) for (a, b), by in zip(bead.ranges, shifts, strict=True))
            yield Bead(ranges, bead.probability * passage.probability)


def _null(side: int, segment: int) -> Ranges:
    span = (segment, segment + 1)
    return (span, (0, 0)) if side == 0 else ((0, 0), span)


def _joined(units: Sequence[Bead], links: Sequence[Bead], constraints: Constraints) -> list[Bead]:
    """The units, with those made one that links hold together, where they can be one."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    holder = _holders(units)
    linked = [[holder[side, k] for side, span in enumerate(link.ranges) for k in range(*span)] for link in links]
    ends = np.array([(numbers[0], number) for numbers in linked for number in numbers], np.int64).reshape(-1, 2)
    _, label = connected_components(coo_array((np.ones(len(ends)), ends.T), (len(units), len(units))), directed=False)
    groups: dict[int, set[int]] = {}
    reasons: dict[int, list[Bead]] = {}
    for link, numbers in zip(links, linked, strict=True):
        groups.setdefault(int(label[numbers[0]]), set()).update(numbers)
        reasons.setdefault(int(label[numbers[0]]), []).append(link)
    result: list[Bead | None] = list(units)
    inside: dict[Segment, int] = {}  # places in the middle of what has become one: before it, for what lacks text there
    for key, group in groups.items():
        numbers = sorted(group)
        one = _one([units[number] for number in numbers], reasons[key])
        if one and not constraints.forbids(one.ranges):
            side = next(side for side, size in enumerate(one.shape) if size)
            place = next(number for number in numbers if units[number].shape[side])
            for number in numbers:
                result[number] = one if number == place else None
            inside |= {
                (side, k): start for side, (start, stop) in enumerate(one.ranges) for k in range(start + 1, stop)
            }
    return [
        replace(
            unit,
            ranges=tuple((a, b) if b > a else (inside.get((s, a), a),) * 2 for s, (a, b) in enumerate(unit.ranges)),
        )
        for unit in result
        if unit
    ]


def _one(units: Sequence[Bead], links: Sequence[Bead]) -> Bead | None:
    """The units as one that moved, or None where a side has them in two places, or with text that no link accounts
    for."""
    ranges = []
    for side in range(len(units[0].ranges)):
        spans = sorted(unit.ranges[side] for unit in units if unit.shape[side]) or [(units[0].ranges[side][0],) * 2]
        accounted = {k for link in links for k in range(*link.ranges[side])}
        held = {k for span in spans for k in range(*span)}
        if any(one[1] != other[0] for one, other in pairwise(spans)) or (accounted and held - accounted):
            return None
        ranges.append((spans[0][0], spans[-1][1]))
    several = [unit for unit in units if unit.sides > 1]
    return Bead(
        tuple(ranges),
        min([*(link.probability for link in links), *(unit.probability for unit in several)]),
        min([1.0, *(unit.consistency for unit in several)]),
        moved=True,
    )
