"""The tokens of a text as vectors in context, from the middle of the encoder's own pass over the text.

In the middle layers a token stands near to its translation, while the sentence around it has not yet been mixed in as
it has at the end: of 8 of 12 layers .96 of Text+Berg's beads are covered better than the same bead with a neighbour
glued on, of the input embeddings .78. They come with the sentence vectors: nothing is encoded twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from align.arrays import Doubles, Floats, Ints, centre_of, unit_rows

Halves = npt.NDArray[np.float16]
DEPTH = 2 / 3  # of the layers: of 12, the seventh to the ninth do best
SIZE = 128  # of a token's vector: down to here, principal components lose nothing
FEW = 500  # tokens of a text from which on its own mean outweighs that of all texts


@dataclass(frozen=True)
class Tokens:
    """The t tokens of n segments, one after another: their ``ids`` (t,) in the encoder's vocabulary, their projected
    ``states`` (t, e), and ``starts`` (n + 1): where each segment's tokens begin."""

    ids: Ints
    states: Halves
    starts: Ints

    def __len__(self) -> int:
        return len(self.starts) - 1

    def part(self, first: int, last: int) -> Tokens:
        """Those of the segments ``first`` … ``last`` - 1."""
        start, stop = self.starts[first], self.starts[last]
        return Tokens(self.ids[start:stop], self.states[start:stop], self.starts[first : last + 1] - start)


def join_tokens(segments: Sequence[tuple[Ints, Halves]]) -> Tokens:
    """From the ids and the states of each segment."""
    starts = np.cumsum([0, *(len(ids) for ids, _ in segments)]).astype(np.int64)
    ids = np.concatenate([np.zeros(0, np.int64), *(ids for ids, _ in segments)])
    states = [states for _, states in segments]
    return Tokens(ids, np.concatenate(states) if states else np.zeros((0, SIZE), np.float16), starts)


@dataclass(frozen=True)
class Words:
    """Tokens made comparable: ``states`` (t, e) as they are, what the text has in common as ``centre`` (e,),
    ``weights`` (t,), ``starts`` (n + 1)."""

    states: Halves
    centre: Floats
    weights: Doubles
    starts: Ints

    def vectors(self, first: int, last: int) -> Floats:
        """(tokens, e) unit rows of the segments ``first`` … ``last`` - 1."""
        return unit_rows(self.states[self.starts[first] : self.starts[last]] - self.centre)

    def segment_weights(self) -> Doubles:
        """(n,) the sum of the weights of each segment's tokens."""
        return np.diff(np.concatenate([[0.0], np.cumsum(self.weights)])[self.starts])


def words_of(tokens: Tokens) -> Words:
    """The tokens of one text in one language. A token that many of its segments have weighs little."""
    owner = np.repeat(np.arange(len(tokens)), np.diff(tokens.starts))
    kinds, kind = np.unique(tokens.ids, return_inverse=True)
    seen = np.bincount(np.unique(kind * (len(tokens) + 1) + owner) // (len(tokens) + 1), minlength=len(kinds))
    weights = np.log1p(len(tokens) / np.maximum(seen, 1))[kind]
    centre = centre_of(tokens.states.astype(np.float32), np.zeros(tokens.states.shape[1], np.float32), FEW)
    return Words(tokens.states, centre, weights, tokens.starts)


class Projection(NamedTuple):
    """From states of the encoder to vectors of SIZE: ``(state - mean) @ matrix``."""

    mean: Floats  # (d,)
    matrix: Floats  # (d, e)


@cache
def learned_projection() -> Projection:
    """That of the embedded encoder: whitened principal components of the states of 28 languages. It is
    ``align/projection.npy``, written by ``scripts/train_projection.py``."""
    with files("align").joinpath("projection.npy").open("rb") as file:
        table = np.load(file).astype(np.float32)
    return Projection(table[:, 0].copy(), table[:, 1:].copy())


@cache
def random_projection(dimension: int) -> Projection:
    """For any other encoder: cosines stay about what they are."""
    matrix = np.random.default_rng(0).standard_normal((dimension, SIZE)) / np.sqrt(SIZE)
    return Projection(np.zeros(dimension, np.float32), matrix.astype(np.float32))
