"""The strings of documents that say the more the fewer documents have them: numbers and names."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from align.arrays import Doubles, Ints

PAIRS = 100_000  # that are looked at at once


@dataclass(frozen=True)
class Strings:
    """``inside`` (n, v): 1 where a document has a string. ``rarity`` (v,): what a string says, the logarithm of how few
    documents have it."""

    inside: csr_array
    rarity: Doubles

    @property
    def worth(self) -> Doubles:
        """(n,) what all strings of each document say together."""
        worth: Doubles = self.inside @ self.rarity
        return worth

    def shared(self, pairs: Ints) -> Doubles:
        """(p,) what the strings say that both documents of the pairs (p, 2) have."""
        return self._both(pairs, self.rarity)

    def overlap(self, pairs: Ints) -> Doubles:
        """(p,) of the strings of the document with fewer, the share that the other has, too; 1 where it has none."""
        counts = np.diff(self.inside.indptr)[pairs].min(axis=1)
        shared = self._both(pairs, np.ones_like(self.rarity))
        return np.where(counts > 0, shared / np.maximum(counts, 1), 1.0)

    def _both(self, pairs: Ints, values: Doubles) -> Doubles:
        found = [
            self.inside[block[:, 0]].multiply(self.inside[block[:, 1]]) @ values
            for start in range(0, len(pairs), PAIRS)
            if len(block := pairs[start : start + PAIRS])
        ]
        return np.concatenate([np.zeros(0), *found])


def make_strings(documents: Iterable[set[str]]) -> Strings:
    """From the strings of each document."""
    numbers: dict[str, int] = {}
    columns, starts = array("i"), array("q", [0])
    for strings in documents:
        columns.extend(sorted(numbers.setdefault(string, len(numbers)) for string in sorted(strings)))
        starts.append(len(columns))
    inside = csr_array(
        (np.ones(len(columns), np.float32), np.array(columns, np.int32), np.array(starts, np.int64)),
        shape=(len(starts) - 1, len(numbers)),
    )
    seen = np.bincount(inside.indices, minlength=len(numbers))
    return Strings(inside, np.log((len(starts)) / np.maximum(seen, 1)))
