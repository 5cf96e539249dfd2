"""What two texts share as strings: names, numbers, loan words; tf-idf over character 4-grams of words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, diags

from align.arrays import EPSILON, Doubles

WORD = re.compile(r"\w+")
SIZE = 4


@dataclass(frozen=True)
class Grams:
    """``weights`` (n, v): tf-idf of the v grams in each of n segments; ``norms`` (w, n + 1): norms[a - 1, i] is that
    of the sum of the ``a`` segments before boundary i."""

    weights: csr_matrix
    norms: Doubles


def _counts(segments: Sequence[str], known: dict[str, int]) -> csr_matrix:
    words: dict[str, list[int]] = {}
    columns: list[int] = []
    ends = [0]
    for segment in segments:
        for word in WORD.findall(segment.lower()):
            grams = words.get(word)
            if grams is None:
                marked = f"^{word}$"
                pieces = (marked[start : start + SIZE] for start in range(max(1, len(marked) - SIZE + 1)))
                grams = words[word] = [known.setdefault(piece, len(known)) for piece in pieces]
            columns += grams
        ends.append(len(columns))
    counts = csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(segments), max(1, len(known))))
    counts.sum_duplicates()
    return counts


def _window_norms(weights: csr_matrix, widest: int) -> Doubles:
    n = weights.shape[0]
    norms = np.full((widest, n + 1), EPSILON)
    summed = weights
    for a in range(1, min(widest, n) + 1):
        if a > 1:
            summed = summed[:-1] + weights[a - 1 :]
        norms[a - 1, a:] += np.sqrt(np.asarray(summed.multiply(summed).sum(axis=1)).ravel())
    return norms


def shared_grams(source: Sequence[str], target: Sequence[str], widest: int) -> tuple[Grams, Grams]:
    """The grams of both sides over one vocabulary; a gram that is rare in the two texts together weighs more."""
    known: dict[str, int] = {}
    left, right = _counts(source, known), _counts(target, known)
    left.resize(len(source), max(1, len(known)))
    seen = np.asarray((left > 0).sum(axis=0) + (right > 0).sum(axis=0)).ravel()
    idf = diags(np.log1p((len(source) + len(target)) / np.maximum(seen, 1)))
    left, right = (left @ idf).tocsr(), (right @ idf).tocsr()
    return Grams(left, _window_norms(left, widest)), Grams(right, _window_norms(right, widest))
