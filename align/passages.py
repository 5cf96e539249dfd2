"""Where two sides say the same out of order.

Of two segments that say the same, each is the other's nearest in the whole text, and most often well ahead of the next.
Where an alignment, which is in order, has left one of them over, and other beads stand between them, they may belong to
a passage that moved. Then the passage is worth more, by all that is known of beads, than the nulls it consists of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp

import numpy as np

from align.arrays import Bools, Floats, Ints, centre_of, unit_rows
from align.beads import Bead, Range
from align.constraints import FREE_PAIR, PairConstraints, constrained, stretch
from align.monotonic import path_posteriors
from align.neighbors import Neighbors, nearest
from align.pairwise import pair_lattice
from align.scores import Weights
from align.sides import Side

REACH = 3  # segments from one link of a passage to the next, on either side
SHORT = 20  # bytes: a passage of which no link is longer is too common to be known
NEAREST = 5  # segments of the other side that are looked at
CONTEXT = 8  # segments around a passage that its scores are measured by
AHEAD, MOST = 0.03, 1000  # a single link with a smaller lead is not looked at, nor more passages of a pair
# The logarithm of the odds that a passage moved is what its beads are worth more than nulls, and LEAD for each cosine
# that its links are ahead, less PRICE, MORE for each link after the first, and BROKEN if a bead has to be broken.
# Fitted by ``scripts/benchmark.py moved --fit`` to 378 passages of news, manuals and novels that had passages moved,
# dropped or inserted; to be fitted anew for other weights.
LEAD, PRICE, MORE, BROKEN, SURE = 4.5, 14.0, 4.0, 0.1, 0.9

Link = tuple[int, int]
Spans = tuple[Range, Range]


@dataclass(frozen=True)
class Passage:
    """``links`` (i, j) between segments of two sides, ascending on both, out of order with the beads around.

    ``lead``: how many cosines they are ahead of others, in all. ``gain``: the logarithm of the odds that segments of
    the passage have beads with one another, rather than none. ``broken``: some of them are in other beads.
    """

    links: tuple[Link, ...]
    lead: float
    gain: float
    broken: bool

    @property
    def spans(self) -> Spans:
        """The segments from the first link to the last, on either side."""
        return spans_of(self.links)

    @property
    def probability(self) -> float:
        odds = self.gain + LEAD * self.lead - PRICE - MORE * (len(self.links) - 1) - BROKEN * self.broken
        return 1 / (1 + exp(-odds))


def spans_of(links: Sequence[Link]) -> Spans:
    """From the first link to the last, on either side."""
    (i_0, j_0), (i_1, j_1) = links[0], links[-1]
    return (i_0, i_1 + 1), (j_0, j_1 + 1)


@dataclass(frozen=True)
class Places:
    """Where the n segments of a side stand among the beads that link it with another: how many are wholly before each
    segment, ``before`` (n,), and how many begin before it or with it, ``begun`` (n,)."""

    before: Ints
    begun: Ints

    @property
    def left_over(self) -> Bools:
        """(n,) True for segments that no bead links with the other side."""
        return np.equal(self.before, self.begun)


def places_of(beads: Sequence[Bead], side: int, other: int, length: int) -> Places:
    """Those of the ``length`` segments of a side among the beads that link it with another one."""
    spans = [bead.ranges[side] for bead in beads if bead.shape[side] and bead.shape[other]]
    edges = np.array(spans, np.int64).reshape(-1, 2)
    segments = np.arange(length)
    return Places(np.searchsorted(edges[:, 1], segments, "right"), np.searchsorted(edges[:, 0], segments, "right"))


def propose_passages(
    source: Side,
    target: Side,
    places: tuple[Places, Places],
    usable: tuple[Bools, Bools],
    weights: Weights | None = None,
) -> list[Passage]:
    """What may be a passage out of order between two sides, the farthest ahead first; ``usable`` says which segments
    (n,) and (m,) may take part."""
    links = _links(source, target, places, usable)
    lead = {tuple(chain): sum(links[link] for link in chain) for chain in _chains(links)}
    chains = [chain for chain in lead if (len(chain) > 1 or lead[chain] >= AHEAD) and _long(source, target, chain)]
    found = []
    for chain in sorted(chains, key=lambda chain: (-lead[chain], chain))[:MOST]:
        spans = spans_of(chain)
        whole = all(place.left_over[slice(*span)].all() for place, span in zip(places, spans, strict=True))
        found.append(Passage(chain, lead[chain], _gain(source, target, spans, weights), broken=not whole))
    return found


def sure_passages(proposed: Sequence[Passage]) -> list[Passage]:
    """Those that are sure enough, the surest first, without those that overlap a surer one."""
    sure = [passage for passage in proposed if passage.probability >= SURE]
    kept: list[Passage] = []
    taken: set[tuple[int, int]] = set()
    for passage in sorted(sure, key=lambda each: (-each.probability, each.links)):
        segments = {(side, k) for side, span in enumerate(passage.spans) for k in range(*span)}
        if taken.isdisjoint(segments):
            kept.append(passage)
            taken |= segments
    return kept


def _gain(source: Side, target: Side, spans: Spans, weights: Weights | None) -> float:
    parts = [in_context(side, span) for side, span in zip((source, target), spans, strict=True)]
    tail, head = (tuple(span[edge] for _, span in parts) for edge in (0, 1))
    between = PairConstraints(np.array([tail, head], np.int64))
    whole = stretch(pair_lattice(parts[0][0], parts[1][0], weights, between), tail, head)
    nulls = tuple(tuple(range(stop - start)) for _, (start, stop) in parts)
    none = constrained(whole, PairConstraints(FREE_PAIR.boundaries, (nulls[0], nulls[1])))
    return float(path_posteriors(whole).total - path_posteriors(none).total)


def in_context(side: Side, span: Range) -> tuple[Side, Range]:
    """The part of a side around a span, and where the span is in it."""
    first = max(span[0] - CONTEXT, 0)
    return side.part(first, min(span[1] + CONTEXT, len(side))), (span[0] - first, span[1] - first)


def _long(source: Side, target: Side, chain: Sequence[Link]) -> bool:
    return any(min(len(source.segments[i].encode()), len(target.segments[j].encode())) >= SHORT for i, j in chain)


def _links(source: Side, target: Side, places: tuple[Places, Places], usable: tuple[Bools, Bools]) -> dict[Link, float]:
    """Links out of order, at least one end of which is left over, and how far they are ahead."""
    vectors = [unit_rows(side.vectors - centre_of(side.vectors, side.prior)) for side in (source, target)]
    found = {}
    for x, y in ((0, 1), (1, 0)):
        for i, j, lead in _leads(vectors[x], vectors[y], np.flatnonzero(places[x].left_over & usable[x])):
            later, earlier = places[x].before[i] > places[y].begun[j], places[y].before[j] > places[x].begun[i]
            if usable[y][j] and (later or earlier):
                found[(i, j) if x == 0 else (j, i)] = lead
    return found


def _leads(source: Floats, target: Floats, chosen: Ints) -> Iterator[tuple[int, int, float]]:
    """Of the ``chosen`` rows of ``source`` (n, d) each that has a row of ``target`` (m, d) so that both are nearest to
    one another, with it, and how much nearer that is than what either has elsewhere."""
    if not len(chosen) or not len(target):
        return
    forward = nearest(source[chosen], target, NEAREST)
    keys, key = np.unique(forward.indices[:, 0], return_inverse=True)
    backward = nearest(target[keys], source, NEAREST)
    next_best = np.maximum(_elsewhere(forward), _elsewhere(backward)[key])
    for k in np.flatnonzero(backward.indices[key, 0] == chosen).tolist():
        yield int(chosen[k]), int(forward.indices[k, 0]), float(forward.cosines[k, 0] - next_best[k])


def _elsewhere(found: Neighbors) -> Floats:
    """The largest cosine (n,) that is not from beside the nearest: what became two sentences is near to both."""
    near = abs(found.indices - found.indices[:, :1]) <= REACH
    near[:, NEAREST - 1 :] = False  # all of them are beside it: the farthest is what is known
    others: Floats = np.where(near, 0, np.maximum(found.cosines, 0)).max(axis=1)
    return others


def _chains(links: Mapping[Link, float]) -> list[list[Link]]:
    """Links that follow one another on both sides, no more than REACH apart."""
    chains: list[list[Link]] = []
    near: list[list[Link]] = []
    for i, j in sorted(links):
        near = [chain for chain in near if i - chain[-1][0] <= REACH]
        chain = next((each for each in near if each[-1][0] < i and 0 < j - each[-1][1] <= REACH), None)
        if chain is None:
            chain = []
            chains.append(chain)
            near.append(chain)
        chain.append((i, j))
    return chains
