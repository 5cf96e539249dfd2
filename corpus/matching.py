"""The probability that two documents are versions of one another.

What each feature is worth against the best rival, another document of the same language for the same stretch, counts as
much as what it is worth by itself.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

import numpy as np

from align.arrays import Bools, Doubles, Floats, Ints
from align.scores import Weights
from corpus.evidence import RAW, Evidence, codes_of
from corpus.rows import NO_PAIRS

RIVALLED = ("cosine", "covered", "agreement", "shorter_numbers", "names")
FEATURES = (
    *RAW, "fewness",
    *(f"{name}_over_{side}" for name in RIVALLED for side in ("nearer_rival", "farther_rival")),
)  # fmt: skip
RIVAL = 0.5  # of the shorter of two stretches: where they overlap by more, they are rivals
MOST = 12.0  # log-odds: nothing is surer


def log_odds(evidence: Evidence, languages: Ints, siblings: Ints = NO_PAIRS, weights: Weights | None = None) -> Doubles:
    """(p,) of the pairs being versions of one another, by ``weights`` or those of the program; not a number where both
    documents are in one language.

    ``languages`` (n,): a number for each document's. ``siblings`` (q, 2): pairs of documents i < j of one language,
    ascending, that are no rivals, being versions of one text themselves.
    """
    odds = np.full(len(evidence), np.nan)
    across = np.flatnonzero(languages[evidence.pairs[:, 0]] != languages[evidence.pairs[:, 1]])
    if len(across):
        values = (weights or learned_network()).score(features(evidence[across], languages, siblings).T)
        odds[across] = np.clip(values, -MOST, MOST)
    return odds


def features(evidence: Evidence, languages: Ints, siblings: Ints = NO_PAIRS) -> Floats:
    """(p, F) in the order of FEATURES."""
    covered = (evidence.column("shorter_covered") + evidence.column("longer_covered")) / np.float32(2)
    standing = np.stack([covered if name == "covered" else evidence.column(name) for name in RIVALLED], axis=1)
    rivals = best_rivals(evidence, standing, languages, siblings)
    over = standing[:, :, None] - np.sort(rivals, axis=2)[:, :, ::-1]
    # where there are few documents in a language, it says little that none of them is a rival
    fewness = (1 / np.bincount(languages)[languages[evidence.pairs]]).mean(axis=1)
    return np.concatenate([evidence.raw, fewness[:, None], over.reshape(len(over), -1)], axis=1).astype(np.float32)


def best_rivals(evidence: Evidence, standing: Floats, languages: Ints, siblings: Ints = NO_PAIRS) -> Floats:
    """(p, v, 2) the best of each of the values ``standing`` (p, v) among the rivals of the pair's second document, and
    of its first; 0 where there are none, or none is better."""
    sides = _Sides(evidence, languages, codes_of(siblings))
    result = np.zeros((len(evidence), standing.shape[1], 2), np.float32)
    for k, values in enumerate(standing.T):
        result[:, k] = sides.best(values).reshape(2, -1).T
    return result


class _Sides:
    """Both sides of p pairs: for the first documents (p), then for the second ones, what their partners contend for.

    Rivals have the same number of ``contest``: the same document, and a partner in the same language.
    """

    def __init__(self, evidence: Evidence, languages: Ints, siblings: Ints) -> None:
        self.siblings = siblings
        number = evidence.pairs.T.ravel()
        self.partner = evidence.pairs[:, ::-1].T.ravel()
        self.stretch = evidence.stretches.transpose(1, 0, 2).reshape(-1, 2)
        self.contest = number * (int(languages.max(initial=0)) + 1) + languages[self.partner]
        contests = np.sort(self.contest)
        self.begins, self.ends = (np.searchsorted(contests, self.contest, side) for side in ("left", "right"))

    def best(self, values: Floats) -> Floats:
        """(2p,) the best value of a rival, from ``values`` (p,) of the pairs; 0 where it would be less."""
        worth = np.tile(values, 2)
        order = np.lexsort((self.partner, -worth, self.contest))
        result = np.zeros(len(worth), np.float32)
        waiting, rank = np.arange(len(worth)), 0
        while len(waiting):  # each looks at the best in its contest, then at the next, until it is a rival
            waiting = waiting[self.begins[waiting] + rank < self.ends[waiting]]
            other = order[self.begins[waiting] + rank]
            rivals = self._rivals(waiting, other)
            result[waiting[rivals]] = np.maximum(worth[other[rivals]], 0)
            waiting = waiting[~rivals]
            rank += 1
        return result

    def _rivals(self, one: Ints, other: Ints) -> Bools:
        """Whether two sides of one contest overlap, and are neither the same nor siblings."""
        here, there = self.stretch[one], self.stretch[other]
        shared = np.minimum(here[:, 1], there[:, 1]) - np.maximum(here[:, 0], there[:, 0])
        shorter = np.minimum(here[:, 1] - here[:, 0], there[:, 1] - there[:, 0])
        found = (one != other) & (shared > RIVAL * np.maximum(shorter, 1))
        if len(self.siblings):
            partners = np.sort(np.stack([self.partner[one], self.partner[other]], axis=1), axis=1)
            found &= ~np.isin(codes_of(partners), self.siblings)
        return np.asarray(found)


@cache
def learned_network() -> Weights:
    """``corpus/matching.json``, written by ``scripts/train_matching.py``."""
    return Weights.from_dict(json.loads(files("corpus").joinpath("matching.json").read_text("utf-8")), FEATURES)
