"""The same text in larger pieces: paragraphs as the segments of a side, and their beads in terms of sentences again.

A paragraph's vector is pooled from those of its sentences as a window's is, and its tokens are theirs: nothing is
encoded again, and the aligner does not know the difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from align.arrays import Ints, unit_rows
from align.beads import Bead
from align.sides import Side
from align.windows import windows_of


@dataclass(frozen=True)
class Paragraphs:
    """``side``: with a paragraph a segment; ``bounds`` (k + 1): the sentence with which each of k paragraphs begins."""

    side: Side
    bounds: Ints


def by_paragraph(side: Side, numbers: Sequence[int]) -> Paragraphs:
    """``numbers`` (n): the paragraph in which each sentence of ``side`` stands, ascending."""
    new = np.diff(np.asarray(numbers, np.int64), prepend=-1) != 0
    bounds = np.append(np.flatnonzero(new), len(side)).astype(np.int64)
    segments = tuple(" ".join(side.segments[a:b]) for a, b in pairwise(bounds.tolist()))
    pooled = windows_of(
        side.vectors, [len(text) for text in side.segments], np.zeros(side.vectors.shape[1], np.float32)
    )
    vectors = unit_rows(np.diff(pooled.sums[bounds], axis=0))
    tokens = side.tokens and replace(side.tokens, starts=side.tokens.starts[bounds])
    return Paragraphs(Side(segments, vectors, np.zeros(len(segments) + 1, bool), side.prior, tokens), bounds)


def in_sentences(beads: Sequence[Bead], versions: Sequence[Paragraphs]) -> list[Bead]:
    """``beads`` of paragraphs as beads of the sentences in them."""
    return [
        replace(
            bead,
            ranges=tuple(
                (int(version.bounds[start]), int(version.bounds[stop]))
                for (start, stop), version in zip(bead.ranges, versions, strict=True)
            ),
        )
        for bead in beads
    ]
