"""What speaks for two documents being versions of one another, as far as the two can tell by themselves.

The shorter of the two may be a part of the longer, so that only the stretch of it counts in which sentences choose one
another in order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from align.anchors import heaviest_chain
from align.arrays import Bools, Doubles, Floats, Ints
from align.mining import mutual_links
from corpus.rows import MATRIX, batches, ranges
from corpus.sketches import Sketches

RAW = (
    "cosine", "shorter_covered", "longer_covered", "agreement", "in_order", "numbers", "shorter_numbers",
    "longer_numbers", "names", "length_ratio", "part", "brevity",
)  # fmt: skip
SKIPPED = 0.15  # what a share of the text costs that a chain skips: a stretch ends where going on costs more
PART = 0.7  # of the longer document: a stretch below this makes the shorter one a part of it
BLOCK = 20_000  # pairs that are worked on at once


@dataclass(frozen=True)
class Evidence:
    """Of p ``pairs`` (p, 2) of documents i < j, ascending: ``raw`` (p, r) in the order of RAW, and ``stretches``
    (p, 2, 2), the sentences of either that go with the other.

    The last of the raw values are how much longer the longer one's stretch is and how small a part of it is meant, as
    logarithms, and 1 / the number of sentences of the one with fewer.
    """

    pairs: Ints
    raw: Floats
    stretches: Ints

    def __len__(self) -> int:
        return len(self.pairs)

    def __getitem__(self, at: Bools | Ints) -> Evidence:
        return Evidence(self.pairs[at], self.raw[at], self.stretches[at])

    def column(self, name: str) -> Floats:
        """(p,) of a name of RAW."""
        return self.raw[:, RAW.index(name)]

    @cached_property
    def codes(self) -> Ints:
        """(p,) a number for each pair, ascending."""
        return codes_of(self.pairs)

    def place(self, a: int, b: int) -> int | None:
        """Where the pair of two documents stands; None where they were not compared."""
        code = min(a, b) << 32 | max(a, b)
        at = int(self.codes.searchsorted(code))
        return at if at < len(self) and self.codes[at] == code else None

    def stretch(self, number: int, other: int) -> tuple[int, int]:
        """Of document ``number`` what goes with the ``other``, with which it was compared."""
        start, stop = self.stretches[self.place(number, other), int(number > other)].tolist()
        return start, stop


def codes_of(pairs: Ints) -> Ints:
    """(p,) a number for each of the pairs (p, 2), in their order."""
    return pairs[:, 0] << 32 | pairs[:, 1]


@dataclass(frozen=True)
class _Links:
    """Sentences that choose one another: the number of their pair (l,), ascending, ``rows`` (l, 2) of the sketches, in
    the first document ascending, and their cosines (l,), above zero."""

    pair: Ints
    rows: Ints
    cosines: Floats

    def __getitem__(self, at: Bools) -> _Links:
        return _Links(self.pair[at], self.rows[at], self.cosines[at])


def compare(sketches: Sketches, pairs: Ints, progress: Callable[[int], None] | None = None) -> Evidence:
    """Of ``pairs`` (p, 2) of documents i < j, ascending. ``progress`` takes the number of pairs just compared."""
    before = np.concatenate([[0.0], np.cumsum(sketches.shares, dtype=np.float64)])
    raw, stretches = np.zeros((len(pairs), len(RAW)), np.float32), np.zeros((len(pairs), 2, 2), np.int64)
    for start in range(0, len(pairs), BLOCK):
        at = slice(start, start + BLOCK)
        raw[at], stretches[at] = _compared(sketches, pairs[at], before)
        if progress:
            progress(len(pairs[at]))
    return Evidence(pairs, raw, stretches)


def _compared(sketches: Sketches, pairs: Ints, before: Doubles) -> tuple[Floats, Ints]:
    """``before`` (s + 1): the shares of all sentences before each."""
    count, starts = len(pairs), sketches.starts[pairs]
    links, covered = _links(sketches, pairs)
    links = links[_in_chains(links, sketches.shares)]
    inside, found = _heaviest_runs(links, sketches.shares, before, count)
    whole = np.stack([starts, sketches.starts[pairs + 1]], axis=2)
    found = np.where((found[:, :, 1] > found[:, :, 0])[:, :, None], found, whole)
    weights = before[found[:, :, 1]] - before[found[:, :, 0]]
    partly = (weights < PART) & (weights[:, ::-1] > PART)
    stretches = np.where(partly[:, :, None], found, whole)
    weights = np.maximum(before[stretches[:, :, 1]] - before[stretches[:, :, 0]], 1e-6)
    links = links[inside]
    shares = sketches.shares[links.rows].astype(np.float64)
    ordered = np.stack([np.bincount(links.pair, side, count) for side in shares.T], axis=1) / weights
    agreeing = np.stack([np.bincount(links.pair, side * links.cosines, count) for side in shares.T], axis=1) / weights
    covered = np.where(np.isnan(covered), agreeing, covered)
    for k in np.flatnonzero(partly.any(axis=1) & ~np.isnan(covered[:, 0])).tolist():
        covered[k] = _covered(sketches, stretches[k], weights[k])
    lengths = sketches.lengths[pairs]
    shorter = np.argmin(lengths, axis=1)
    one, other = np.arange(count), 1 - shorter
    stretched = lengths * weights + 1
    shared = sketches.numbers.shared(pairs)
    known = shared[:, None] / (sketches.numbers.worth[pairs] + 3)
    sentences = np.diff(sketches.starts)[pairs]
    columns = [
        np.einsum("pd,pd->p", sketches.wholes[pairs[:, 0]], sketches.wholes[pairs[:, 1]]),
        covered[one, shorter], covered[one, other], agreeing.mean(axis=1), ordered.mean(axis=1), np.log1p(shared),
        known[one, shorter], known[one, other], np.log1p(sketches.names.shared(pairs)),
        np.abs(np.log(stretched[:, 0] / stretched[:, 1])), -np.log(weights.min(axis=1)), 1 / sentences.min(axis=1),
    ]  # fmt: skip
    return np.stack(columns, axis=1).astype(np.float32), stretches - starts[:, :, None]


def _links(sketches: Sketches, pairs: Ints) -> tuple[_Links, Doubles]:
    """The links of all pairs, and how well either document is covered by the other (p, 2): the mean cosine of its
    sentences and their nearest; not a number for two books."""
    covered = np.full((len(pairs), 2), np.nan)
    counts = np.diff(sketches.starts)
    none = np.zeros(0, np.int64)
    found = [_Links(none, none.reshape(0, 2), np.zeros(0, np.float32))]
    for start, stop in batches(counts[pairs], pairs[:, 0]):
        first = pairs[start, 0]
        source, source_shares = sketches.of(first)
        at, begins = ranges(sketches.starts[pairs[start:stop, 1]], counts[pairs[start:stop, 1]])
        target = sketches.rows.take(at)
        if len(source) * len(target) > 2 * MATRIX:  # only the nearest of each sentence
            links = mutual_links(source.units, target.units)
            rows, columns, cosines = links.source, links.target, links.cosines
            pair = np.full(len(rows), start)
        else:
            matrix = source.cosines(target)
            back, forward = matrix.argmax(axis=0), np.maximum.reduceat(matrix, begins, axis=1)
            nearest = matrix[back, np.arange(len(target))]
            covered[start:stop, 0] = source_shares @ forward
            covered[start:stop, 1] = np.add.reduceat(nearest * sketches.shares[at], begins)
            owner = np.repeat(np.arange(stop - start), np.diff([*begins, len(target)]))
            chosen = np.flatnonzero(nearest >= forward[back, owner])
            # by pair and source; of several equal targets the first
            chosen = chosen[np.unique(owner[chosen] * len(source) + back[chosen], return_index=True)[1]]
            pair, rows, columns, cosines = start + owner[chosen], back[chosen], chosen, nearest[chosen]
        near = cosines > 0
        places = np.stack([sketches.starts[first] + rows, at[columns]], axis=1)
        found.append(_Links(pair[near], places[near], cosines[near]))
    joined = (np.concatenate([getattr(each, name) for each in found]) for name in ("pair", "rows", "cosines"))
    return _Links(*joined), covered


def _in_chains(links: _Links, shares: Floats) -> Bools:
    """(l,) of the links of each pair the heaviest chain that ascends on both sides."""
    kept = np.ones(len(links.pair), bool)
    same = links.pair[1:] == links.pair[:-1]
    crossing = np.unique(links.pair[1:][same & (links.rows[1:, 1] <= links.rows[:-1, 1])])
    worth = links.cosines * shares[links.rows].sum(axis=1)
    bounds = np.stack([np.searchsorted(links.pair, crossing, side) for side in ("left", "right")], axis=1)
    for start, stop in bounds.tolist():
        source, target = (links.rows[start:stop] - links.rows[start:stop].min(axis=0)).T
        kept[start:stop] = False
        kept[start + heaviest_chain(source, target, worth[start:stop])] = True
    return kept


def _heaviest_runs(links: _Links, shares: Floats, before: Doubles, count: int) -> tuple[Bools, Ints]:
    """Of each of ``count`` pairs the run of links that is worth most, less SKIPPED for each share of either text
    between two of them: which links are in it (l,), and where it begins and ends (count, 2, 2), nowhere without links.
    """
    worth = links.cosines * shares[links.rows].sum(axis=1, dtype=np.float64)
    begins = np.searchsorted(links.pair, np.arange(count + 1))
    sizes = np.diff(begins)
    gaps = np.zeros(len(worth))
    gaps[1:] = SKIPPED * (before[links.rows[1:]] - before[links.rows[:-1] + 1]).sum(axis=1)
    gaps[begins[:-1][sizes > 0]] = 0
    total, best, start = np.zeros(count), np.zeros(count), begins[:-1].copy()
    first, last = begins[:-1].copy(), begins[:-1].copy()
    for rank in range(sizes.max(initial=0)):
        alive = np.flatnonzero(sizes > rank)
        at = begins[alive] + rank
        so_far = total[alive] - gaps[at]
        start[alive] = np.where(so_far <= 0, at, start[alive])
        total[alive] = so_far = np.maximum(so_far, 0) + worth[at]
        better = alive[so_far > best[alive]]
        best[better], first[better], last[better] = total[better], start[better], begins[better] + rank + 1
    places = np.arange(len(worth))
    inside = (places >= first[links.pair]) & (places < last[links.pair])
    stretches = np.zeros((count, 2, 2), np.int64)
    some = last > first
    stretches[some] = np.stack([links.rows[first[some]], links.rows[last[some] - 1] + 1], axis=2)
    return inside, stretches


def _covered(sketches: Sketches, stretches: Ints, weights: Doubles) -> Doubles:
    """The mean cosine of the sentences of two stretches (2, 2) and their nearest, on either side."""
    source, target = (slice(int(start), int(stop)) for start, stop in stretches)
    matrix = sketches.rows[source].cosines(sketches.rows[target])
    sums = [matrix.max(axis=1) @ sketches.shares[source], matrix.max(axis=0) @ sketches.shares[target]]
    return np.array(sums, np.float64) / weights
