"""Any number of versions of a text aligned at once: one sequence of units over all of them.

Every pair of versions has a lattice of scored beads. A unit of N versions is worth the sum of what its parts are worth
pair by pair: the best sequence of beads between the unit's two boundaries, so that two sentences that one version joins
in one stay two beads for all other pairs, and cost them nothing. A sentence that one version omits does not break the
link between the others. Versions join one after another; after each, all boundaries that are still probable are kept
as a graph, not just the best path, so that a later version can overrule what the first two would have chosen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from threadpoolctl import threadpool_limits

from align.arrays import Bools, Doubles, Floats, Ints
from align.beads import Bead
from align.graph import Graph, best_edges, pruned
from align.monotonic import IMPOSSIBLE, NULL_SOURCE, NULL_TARGET, Lattice, Shape, best_path, posteriors
from align.pairwise import align_pair, pair_lattice
from align.scores import Weights
from align.sides import Side

BOUNDARY = 0.01  # a boundary that is less probable than this, on average over the pairs, is not looked at again
EDGE = 1e-3  # a unit that is less probable than this is dropped before the next version joins
LONGEST = 5  # segments of one side in a unit
# What a unit is worth in itself, for each pair of sides: with it, a cut that all pairs agree on is made, and one that
# goes through a sentence of some version is not. Of .3, .5, .7 and 1.5 the second finds most of data/gold.
GRAIN = 0.5
CROWD = 50  # boundaries that are kept for each segment of the longest side: texts have 2 to 35, equal lines many more


@dataclass(frozen=True)
class _PairTable:
    """A pair's lattice, ready to be asked about any bead: running sums of nulls and the probability of boundaries."""

    lattice: Lattice
    source_nulls: Doubles  # (n + 1) sum of the nulls' scores of the segments before each boundary
    target_nulls: Doubles  # (m + 1)
    boundaries: Floats  # (c,) how probable it is that the alignment passes through each cell
    total: float  # the score of the best path by the number of segments: how well the two go together

    def beads(self, heads: Ints, shape: Shape) -> Doubles:
        """(e,) what the beads of ``shape`` that end at the boundaries ``heads`` (e, 2) are worth."""
        band, (a, b) = self.lattice.band, shape
        i, j = heads.T
        if not a or not b:
            sums, at = (self.source_nulls, i) if a else (self.target_nulls, j)
            nulls: Doubles = sums[at] - sums[at - a - b]
            return nulls
        inside = (j >= band.low[i]) & (j < band.high[i])
        cell = np.where(inside, band.offsets[i] + j - band.low[i], 0)
        return np.where(inside, self.lattice.scores[self.lattice.shapes.index(shape), cell], IMPOSSIBLE)

    def passes(self, i: int, j: int) -> float:
        """The probability that the alignment passes through the boundary (i, j)."""
        cell = self.lattice.band.cell(i, j)
        return 0.0 if cell is None else min(float(self.boundaries[cell]), 1.0)

    def passages(self, tails: Ints, heads: Ints) -> Doubles:
        """(e,) what the best sequence of beads between ``tails`` (e, 2) and ``heads`` (e, 2) is worth."""
        values = np.zeros(len(tails))
        sizes = heads - tails
        for a, b in np.unique(sizes, axis=0).tolist():
            chosen = np.flatnonzero((sizes == (a, b)).all(axis=1))
            values[chosen] = self._best(tails[chosen], (a, b))
        return values

    def _best(self, tails: Ints, size: Shape) -> Doubles:
        best: dict[Shape, Doubles] = {(0, 0): np.zeros(len(tails))}
        for u in range(size[0] + 1):
            for v in range(size[1] + 1):
                ways = [
                    best[u - a, v - b] + self.beads(tails + np.array([u, v]), (a, b))
                    for a, b in self.lattice.shapes
                    if a <= u and b <= v
                ]
                if ways:
                    best[u, v] = np.maximum.reduce(ways)
        return best[size]


def _pair_table(source: Side, target: Side, weights: Weights | None) -> _PairTable:
    lattice = pair_lattice(source, target, weights)
    band, shapes = lattice.band, lattice.shapes
    n, m = len(source), len(target)
    row_start = band.offsets[:-1]
    source_nulls, target_nulls = np.zeros(n + 1), np.zeros(m + 1)
    by_row = lattice.scores[shapes.index(NULL_SOURCE)]
    by_column = lattice.scores[shapes.index(NULL_TARGET)]
    for i in range(band.rows):
        row = slice(int(band.offsets[i]), int(band.offsets[i + 1]))
        target_nulls[band.low[i] : band.high[i]] = by_column[row]
    source_nulls[1:] = by_row[row_start[1:]]
    source_nulls[0] = target_nulls[0] = 0.0
    probable = posteriors(lattice)
    boundaries = probable.sum(axis=0)
    boundaries[0] = 1.0
    path = best_path(lattice)
    total = sum(float(lattice.scores[step.shape, band.cell(step.i, step.j) or 0]) for step in path)
    return _PairTable(lattice, np.cumsum(source_nulls), np.cumsum(target_nulls), boundaries, total / max(n + m, 1))


def _between(table: Mapping[tuple[int, int], _PairTable], x: int, y: int, tails: Ints, heads: Ints) -> Doubles:
    """Scores of the pair of sides x, y for edges given as (e, 2) boundaries of x and y."""
    if x < y:
        return table[x, y].passages(tails, heads)
    return table[y, x].passages(tails[:, ::-1], heads[:, ::-1])


def _edges(nodes: Ints, sides: Sequence[int], table: Mapping[tuple[int, int], _PairTable]) -> Graph:
    """All units between the nodes (v, l) whose score is possible for every pair of sides."""
    order = np.lexsort([*nodes.T[::-1], nodes.sum(axis=1)])
    nodes = nodes[order]
    sums = nodes.sum(axis=1)
    tails, heads = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for offset in range(1, len(nodes)):
        near = sums[offset:] - sums[:-offset] <= LONGEST * nodes.shape[1]
        if not near.any():
            break
        step = nodes[offset:] - nodes[:-offset]
        fits: Bools = near & (step >= 0).all(axis=1) & (step <= LONGEST).all(axis=1) & (step.sum(axis=1) > 0)
        fits &= ((step > 0).sum(axis=1) > 1) | (step.sum(axis=1) == 1)  # what stands alone stands alone, one by one
        tails.append(np.flatnonzero(fits))
        heads.append(tails[-1] + offset)
    tail, head = np.concatenate(tails), np.concatenate(heads)
    scores = np.zeros(len(tail))
    for (p, x), (q, y) in combinations(enumerate(sides), 2):
        both = nodes[:, [p, q]]
        scores += _between(table, x, y, both[tail], both[head])
    scores += GRAIN * len(sides) * (len(sides) - 1) / 2
    possible = scores > IMPOSSIBLE / 2
    # N sides have N - 1 independent comparisons, not the N (N - 1) / 2 that were added up
    return Graph(nodes, tail[possible], head[possible], scores[possible] * 2 / len(sides))


def _joined_nodes(
    graph: Graph, sides: Sequence[int], new: int, length: int, table: Mapping[tuple[int, int], _PairTable]
) -> Ints:
    """Boundaries over ``sides`` and ``new`` that are probable, the most probable ones of a crowd; a way along the best
    path is always among them."""
    on_path = {0, *(int(graph.heads[e]) for e in best_edges(graph))}
    numbers, places, shares, path = [], [], [], []
    reached = 0
    for index, node in enumerate(graph.nodes):
        mean = np.zeros(length + 1)
        for place, side in enumerate(sides):
            pair = table[min(side, new), max(side, new)]
            band, i = pair.lattice.band, int(node[place])
            if side < new:
                low, high = int(band.low[i]), int(band.high[i])
                mean[low:high] += pair.boundaries[band.offsets[i] : band.offsets[i + 1]]
            else:
                rows = np.arange(np.searchsorted(band.high, i, "right"), np.searchsorted(band.low, i, "right"))
                mean[rows] += pair.boundaries[band.offsets[rows] + i - band.low[rows]]
        places.append(np.flatnonzero(mean >= BOUNDARY * len(sides)))
        numbers.append(np.full(len(places[-1]), index))
        shares.append(mean[places[-1]])
        if index in on_path:
            goal = length if index == len(graph.nodes) - 1 else max(reached, int(np.argmax(mean)))
            path += [[*node.tolist(), j] for j in range(reached, goal + 1)]
            reached = goal
    most = CROWD * (1 + max(length, int(graph.nodes[-1].max())))
    kept = np.argsort(-np.concatenate(shares), kind="stable")[:most]
    number, place_of_new = np.concatenate(numbers)[kept], np.concatenate(places)[kept]
    probable = np.concatenate([graph.nodes[number], place_of_new[:, None]], axis=1)
    return np.unique(np.concatenate([probable, np.array(path, np.int64)]), axis=0)


def align_versions(sides: Sequence[Side], weights: Weights | None = None) -> list[Bead]:
    """Units over all ``sides``, in order, each with its probability; they cover every side without gap or overlap.

    A unit has up to five segments a side and an empty range where a side lacks the passage. With two sides this is
    the pairwise alignment. Work grows with the number of pairs of sides and with the length of the text.
    """
    # Products of this size gain nothing from threads, and lose much where these wait for a core: on two busy cores the
    # sample took 21 s with two threads and 3 s with one, with the same result.
    with threadpool_limits(limits=1):
        return _aligned(sides, weights)


def _aligned(sides: Sequence[Side], weights: Weights | None) -> list[Bead]:
    count = len(sides)
    if count == 2:
        return align_pair(sides[0], sides[1], weights)
    table = {(x, y): _pair_table(sides[x], sides[y], weights) for x, y in combinations(range(count), 2)}
    closeness = [sum(table[min(x, y), max(x, y)].total for y in range(count) if y != x) for x in range(count)]
    order = sorted(range(count), key=lambda x: (-closeness[x], x))

    members = order[:1]
    graph = Graph(np.arange(len(sides[order[0]]) + 1)[:, None], *_single(len(sides[order[0]])))
    for new in order[1:]:
        nodes = _joined_nodes(graph, members, new, len(sides[new]), table)
        members = [*members, new]
        graph = pruned(_edges(nodes, members, table), EDGE)
    place = [members.index(x) for x in range(count)]
    beads = []
    for edge in best_edges(graph):
        tail, head = graph.nodes[graph.tails[edge]][place], graph.nodes[graph.heads[edge]][place]
        ranges = tuple(zip(tail.tolist(), head.tolist(), strict=True))
        beads.append(Bead(ranges, _probability(table, tail, head)))
    return beads


def _probability(table: Mapping[tuple[int, int], _PairTable], tail: Ints, head: Ints) -> float:
    """How probable it is that the unit between the boundaries ``tail`` (l,) and ``head`` (l,) is right.

    A pair of sides agrees with it as far as its own alignment passes through both boundaries. A unit is as sure as the
    least sure of its sides is, over all its pairs: one side that begins elsewhere makes it wrong.
    """
    count = len(tail)
    if count == 1:
        return 1.0
    agreed = np.ones((count, count))
    for (x, y), pair in table.items():
        agreed[x, y] = agreed[y, x] = pair.passes(int(tail[x]), int(tail[y])) * pair.passes(int(head[x]), int(head[y]))
    means = (agreed.sum(axis=1) - 1) / (count - 1)
    return float(np.clip(means[head > tail].min(), 0, 1))


def _single(length: int) -> tuple[Ints, Ints, Doubles]:
    """Edges of one side alone: one segment each."""
    numbers = np.arange(length)
    return numbers, numbers + 1, np.zeros(length)
