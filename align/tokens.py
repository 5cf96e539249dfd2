"""The tokens of a text as vectors without context, from the encoder's own table of input embeddings.

These are near to one another across languages and cost nothing but a look-up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from align.arrays import Doubles, Floats, Ints, unit_rows


@dataclass(frozen=True)
class Tokens:
    """The t tokens of n segments, one after another: ``rows`` (t,) of ``table`` (v, d), unit rows; ``weights`` (t,);
    ``starts`` (n + 1): where each segment's tokens begin."""

    table: Floats
    rows: Ints
    weights: Doubles
    starts: Ints

    def vectors(self, first: int, last: int) -> Floats:
        """(tokens, d) of the segments ``first`` … ``last`` - 1."""
        return self.table[self.rows[self.starts[first] : self.starts[last]]]

    def segment_weights(self) -> Doubles:
        """(n,) the sum of the weights of each segment's tokens."""
        return np.diff(np.concatenate([[0.0], np.cumsum(self.weights)])[self.starts])


def make_tokens(segments: Sequence[Ints], table: Floats) -> Tokens:
    """``segments`` hold rows of ``table`` (v, d), which is centred over the rows in use. A token that many of the
    segments have weighs little."""
    used, rows = np.unique(np.concatenate([*segments, np.zeros(0, np.int64)]).astype(np.int64), return_inverse=True)
    starts = np.concatenate([[0], np.cumsum([len(segment) for segment in segments])]).astype(np.int64)
    seen = np.zeros(len(used))
    for start, stop in pairwise(starts.tolist()):
        seen[np.unique(rows[start:stop])] += 1
    chosen = table[used]
    if len(used):
        chosen = unit_rows(chosen - chosen.mean(axis=0, dtype=np.float64))
    weights = np.log1p(len(segments) / np.maximum(seen, 1))
    return Tokens(chosen, rows.astype(np.int64), weights[rows], starts)
