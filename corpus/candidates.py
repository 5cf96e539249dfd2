"""Which documents are worth comparing: near by their vectors, in any pair of languages, through FAISS."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from align.arrays import Floats, Ints, unit_rows
from align.neighbors import nearest_of_many
from corpus.sketches import Sketches

NEAR = 16  # documents of each other language that are looked at for each document; of many languages, fewer
FEWEST, MOST = 4, 64
KEPT = 4  # of them are compared in full, from either side
CLOSE = 0.7  # of the similarity of the best: only the best two are kept where the others are farther
LONG = 32  # sentences of a document from which on its stretches are looked for as well: another may be a part of it
SLOTS = 32  # a longer document is compared by this many stretches


def candidates(sketches: Sketches, kept: int = KEPT) -> Ints:
    """(p, 2) pairs of documents i < j, ascending, of which one is among the ``kept`` most similar to the other in its
    language, or in its own language."""
    entries, owners = _entries(sketches)
    languages = sketches.by_language
    near = max(FEWEST, min(NEAR, MOST // max(len(languages) - 1, 1)))
    slotted = _Slots(sketches)
    chosen: list[Ints] = []
    for language in languages:
        mine = np.flatnonzero(np.isin(owners, languages[language]))
        keys, key_owner = entries[mine], owners[mine]
        found = nearest_of_many(sketches.wholes, keys, near + 1)
        pairs = np.stack([np.repeat(np.arange(len(sketches)), found.shape[1]), key_owner[found].ravel()], axis=1)
        pairs = np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0)
        similar = slotted.similarities(pairs)
        chosen += [_best(pairs, similar, 0, kept), _best_by_language(sketches, pairs, similar, kept)]
    joined = np.concatenate([np.zeros((0, 2), np.int64), *chosen])
    return np.unique(np.sort(joined, axis=1), axis=0)


def _entries(sketches: Sketches) -> tuple[Floats, Ints]:
    """The vectors (e, d) by which documents are found, and whose they are (e,): of long ones, those of stretches of
    different lengths, too."""
    vectors, owners = [sketches.wholes], [np.arange(len(sketches))]
    for number in np.flatnonzero(np.diff(sketches.starts) >= LONG).tolist():
        rows, shares = sketches.of(number)
        sums = np.concatenate([np.zeros((1, rows.shape[1]), np.float32), np.cumsum(rows * shares[:, None], axis=0)])
        length = LONG // 2
        while length < len(rows):
            begins = np.arange(0, len(rows) - length // 2, length // 2)
            stretches = sums[np.minimum(begins + length, len(rows))] - sums[begins]
            vectors.append(unit_rows(stretches))
            owners.append(np.full(len(begins), number))
            length *= 2
    return np.concatenate(vectors), np.concatenate(owners)


class _Slots:
    """Every document as at most SLOTS rows, and how similar two are: the mean of each row's nearest in the other."""

    def __init__(self, sketches: Sketches) -> None:
        counts = np.minimum(np.diff(sketches.starts), SLOTS)
        self.starts = np.concatenate([[0], np.cumsum(counts)])
        self.rows = np.zeros((self.starts[-1], sketches.rows.shape[1]), np.float16)
        self.shares = np.zeros(self.starts[-1], np.float32)
        for number, count in enumerate(counts.tolist()):
            rows, shares = sketches.of(number)
            at = slice(self.starts[number], self.starts[number + 1])
            if count < len(rows):
                begins = np.linspace(0, len(rows), count, endpoint=False).astype(np.int64)
                rows = unit_rows(np.add.reduceat(rows * shares[:, None], begins))
                shares = np.add.reduceat(shares, begins)
            self.rows[at], self.shares[at] = rows, shares

    def similarities(self, pairs: Ints) -> Floats:
        """(p,) for pairs (p, 2) sorted by their first document."""
        result = np.zeros(len(pairs), np.float32)
        for start, stop in _runs(pairs[:, 0]):
            source = slice(self.starts[pairs[start, 0]], self.starts[pairs[start, 0] + 1])
            others = pairs[start:stop, 1]
            counts = self.starts[others + 1] - self.starts[others]
            begins = np.concatenate([[0], np.cumsum(counts)[:-1]])
            at = np.repeat(self.starts[others] - begins, counts) + np.arange(counts.sum())
            cosines = self.rows[source].astype(np.float32) @ self.rows[at].astype(np.float32).T
            covered = self.shares[source] @ np.maximum.reduceat(cosines, begins, axis=1)
            covering = np.add.reduceat(cosines.max(axis=0) * self.shares[at], begins)
            # the better covered of the two counts for more: it may be a part of the other
            result[start:stop] = np.maximum(covered, covering) + np.minimum(covered, covering) / 2
        return result


def _runs(values: Ints) -> Iterator[tuple[int, int]]:
    """The runs of equal neighbours."""
    cuts = np.flatnonzero(np.diff(values)) + 1
    bounds = [0, *cuts.tolist(), len(values)] if len(values) else [0]
    yield from pairwise(bounds)


def _best(pairs: Ints, similar: Floats, side: int, kept: int) -> Ints:
    """For each document on ``side`` its ``kept`` most similar pairs, the third and later only if they are CLOSE."""
    order = np.lexsort((pairs[:, 1 - side], -similar, pairs[:, side]))
    ranked = pairs[order, side]
    first = np.concatenate([[True], ranked[1:] != ranked[:-1]]) if len(ranked) else np.zeros(0, bool)
    start = np.maximum.accumulate(np.where(first, np.arange(len(ranked)), 0))
    place, close = np.arange(len(ranked)) - start, similar[order] >= CLOSE * similar[order][start]
    return pairs[order[(place < kept) & ((place < 2) | close)]]


def _best_by_language(sketches: Sketches, pairs: Ints, similar: Floats, kept: int) -> Ints:
    """For each second document its ``kept`` most similar pairs with each language."""
    codes = {language: number for number, language in enumerate(sketches.by_language)}
    of_first = np.array([codes[language] for language in sketches.languages], np.int64)[pairs[:, 0]]
    return np.concatenate(
        [np.zeros((0, 2), np.int64)]
        + [
            _best(pairs[at], similar[at], 1, kept)
            for code in codes.values()
            if len(at := np.flatnonzero(of_first == code))
        ]
    )
