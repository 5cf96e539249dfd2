"""Which documents are worth comparing: near by their vectors, in any pair of languages, through FAISS."""

from __future__ import annotations

import numpy as np

from align.arrays import Bools, Floats, Ints, unit_rows
from align.neighbors import nearest_of_many
from corpus.rows import NO_PAIRS, Rows, batches, ranges, whole_numbers
from corpus.sketches import Sketches

NEAR = 16  # documents of each other language that are looked at for each document; of many languages, fewer
FEWEST, MOST = 4, 64
KEPT = 6  # of them are compared in full, from either side
CLOSE = 0.7  # of the similarity of the best: only the best two are kept where the others are farther
ONE_BOOK = 16  # entries for each document that is looked for: the nearest may all be stretches of one book
LONG = 32  # sentences of a document from which on its stretches are looked for as well: another may be a part of it
SLOTS = 32  # a longer document is compared by this many stretches


def candidates(sketches: Sketches, kept: int = KEPT) -> Ints:
    """(p, 2) pairs of documents i < j, ascending, of which one is among the ``kept`` most similar to the other in its
    language, or in its own language."""
    vectors, owners = _entries(sketches)
    near = max(FEWEST, min(NEAR, MOST // max(len(sketches.by_language) - 1, 1)))
    found = [NO_PAIRS]
    for language in sketches.by_language.values():
        mine = np.flatnonzero(np.isin(owners, language))
        found.append(_nearest(sketches.wholes, vectors[mine], owners[mine], min(near + 1, len(language))))
    pairs = _distinct(np.sort(np.concatenate(found), axis=1), len(sketches))
    similar = _Slots(sketches).similarities(pairs)
    return pairs[_most_similar(pairs, similar, sketches.spoken, kept)]


def _nearest(queries: Floats, keys: Floats, owners: Ints, wanted: int) -> Ints:
    """(p, 2) each document and the owners of the ``keys`` nearest to it, itself maybe: ``wanted`` of them, or fewer
    where more than ONE_BOOK keys for each of them are a few documents' stretches."""
    found, asking, k = [NO_PAIRS], np.arange(len(queries)), wanted
    while len(asking):
        near = nearest_of_many(queries[asking], keys, k)
        row, place = np.nonzero(near >= 0)
        pairs = _distinct(np.stack([row, owners[near[row, place]]], axis=1), len(queries), themselves=True)
        few = np.bincount(pairs[:, 0], minlength=len(asking)) < wanted
        found.append(np.stack([asking[pairs[:, 0]], pairs[:, 1]], axis=1))
        asking = asking[few & (near[:, -1] >= 0)]  # there are more
        if k >= min(len(keys), ONE_BOOK * wanted):
            break
        k *= 4
    return np.concatenate(found)


def _distinct(pairs: Ints, count: int, themselves: bool = False) -> Ints:
    """The pairs of ``count`` documents, ascending, each once; a document with itself only if ``themselves``."""
    codes = np.sort(pairs[:, 0] * count + pairs[:, 1])
    codes = codes[np.diff(codes, prepend=-1) > 0]
    found = np.stack(np.divmod(codes, max(count, 1)), axis=1)
    return found if themselves else found[found[:, 0] != found[:, 1]]


def _most_similar(pairs: Ints, similar: Floats, spoken: Ints, kept: int) -> Bools:
    """(p,) whether a pair is one of the ``kept`` most similar of either document with the other's language; the third
    and later only if they are CLOSE to the best. ``spoken`` (n,): a number for each document's language."""
    other = pairs[:, ::-1].T.ravel()
    contest = pairs.T.ravel() * (spoken.max(initial=0) + 1) + spoken[other]
    order = np.lexsort((other, -np.tile(similar, 2), contest))
    first = np.diff(contest[order], prepend=-1) > 0
    start = np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))
    place, sorted_similar = np.arange(len(order)) - start, np.tile(similar, 2)[order]
    result = np.zeros(len(order), bool)
    result[order] = (place < kept) & ((place < 2) | (sorted_similar >= CLOSE * sorted_similar[start]))
    return np.asarray(result.reshape(2, -1).any(axis=0))


def _entries(sketches: Sketches) -> tuple[Floats, Ints]:
    """The vectors (e, d) by which documents are found, and whose they are (e,): of long ones, those of stretches of
    different lengths, too."""
    vectors, owners = [sketches.wholes], [np.arange(len(sketches))]
    for number in np.flatnonzero(np.diff(sketches.starts) >= LONG).tolist():
        rows, shares = sketches.of(number)
        weighted = rows.units * shares[:, None]
        sums = np.concatenate([np.zeros_like(weighted[:1]), np.cumsum(weighted, axis=0)])
        length = LONG // 2
        while length < len(rows):
            begins = np.arange(0, len(rows) - length // 2, length // 2)
            stretches = sums[np.minimum(begins + length, len(rows))] - sums[begins]
            vectors.append(unit_rows(stretches))
            owners.append(np.full(len(begins), number))
            length *= 2
    return np.concatenate(vectors), np.concatenate(owners)


class _Slots:
    """Every document as at most SLOTS rows, and how similar two are: the mean of each row's nearest in the other.

    Those of longer documents stand in arrays of their own, and are numbered after all sentences.
    """

    def __init__(self, sketches: Sketches) -> None:
        self.sketches = sketches
        self.begins, self.counts = sketches.starts[:-1].copy(), np.diff(sketches.starts)
        rows, shares = [sketches.rows[:0].units], [sketches.shares[:0]]
        for place, number in enumerate(np.flatnonzero(self.counts > SLOTS).tolist()):
            own, parts = sketches.of(number)
            cuts = np.linspace(0, len(own), SLOTS, endpoint=False).astype(np.int64)
            rows.append(unit_rows(np.add.reduceat(own.units * parts[:, None], cuts)))
            shares.append(np.add.reduceat(parts, cuts))
            self.begins[number], self.counts[number] = len(sketches.rows) + place * SLOTS, SLOTS
        self.pooled, self.pooled_shares = whole_numbers(np.concatenate(rows)), np.concatenate(shares)

    def of(self, numbers: Ints) -> tuple[Rows, Floats, Ints]:
        """The rows of documents, one after the other, their shares, and where each document's begin."""
        at, begins = ranges(self.begins[numbers], self.counts[numbers])
        size = len(self.sketches.rows)
        if not (long := at >= size).any():
            return self.sketches.rows.take(at), self.sketches.shares.take(at), begins
        kept = np.where(long, 0, at)
        rows, shares = self.sketches.rows.take(kept), self.sketches.shares.take(kept)
        pooled = at[long] - size
        rows.values[long], rows.scales[long] = self.pooled.values[pooled], self.pooled.scales[pooled]
        shares[long] = self.pooled_shares[pooled]
        return rows, shares, begins

    def similarities(self, pairs: Ints) -> Floats:
        """(p,) for pairs (p, 2) sorted by their first document."""
        result = np.zeros(len(pairs), np.float32)
        for start, stop in batches(self.counts[pairs], pairs[:, 0]):
            source, source_shares, _ = self.of(pairs[start : start + 1, 0])
            target, target_shares, begins = self.of(pairs[start:stop, 1])
            cosines = source.cosines(target)
            covered = source_shares @ np.maximum.reduceat(cosines, begins, axis=1)
            covering = np.add.reduceat(cosines.max(axis=0) * target_shares, begins)
            # the better covered of the two counts for more: it may be a part of the other
            result[start:stop] = np.maximum(covered, covering) + np.minimum(covered, covering) / 2
        return result
