"""Strict and lax precision, recall and F1 of links against gold links, as Vecalign's scorer defines them.

Strict: a link counts when the gold has exactly it. Lax: it also counts when it shares one linked pair of segments
with the gold. Precision looks at all links of the hypothesis, nulls included; recall at the gold links that have
text on both sides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from align.beads import Link


@dataclass(frozen=True, slots=True)
class Counts:
    """How many links were tried and how many of them were right; counts of several documents add up."""

    strict: int = 0
    lax: int = 0
    tried: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.strict + other.strict, self.lax + other.lax, self.tried + other.tried)


@dataclass(frozen=True, slots=True)
class Score:
    """Precision and recall, each as counts; figures are shares in [0, 1], 0 where nothing was tried."""

    precision: Counts = Counts()
    recall: Counts = Counts()

    def __add__(self, other: Score) -> Score:
        return Score(self.precision + other.precision, self.recall + other.recall)

    def figures(self) -> dict[str, float]:
        """``strict_precision`` … ``lax_f1``."""
        result: dict[str, float] = {}
        for kind in ("strict", "lax"):
            precision, recall = (getattr(c, kind) / c.tried if c.tried else 0.0 for c in (self.precision, self.recall))
            both = precision + recall
            f1 = 2 * precision * recall / both if both else 0.0
            result |= {f"{kind}_precision": precision, f"{kind}_recall": recall, f"{kind}_f1": f1}
        return result


def _count(links: Iterable[Link], against: Iterable[Link]) -> Counts:
    """How many of ``links`` are found in ``against``, exactly or in part."""
    exact = set(against)
    partners: dict[int, set[int]] = {}
    for source, target in exact:
        for index in source:
            partners.setdefault(index, set()).update(target)
    strict = lax = tried = 0
    for source, target in set(links):
        if not source and not target:
            continue
        tried += 1
        if (source, target) in exact:
            strict += 1
            lax += 1
        elif any(partners.get(index, set()) & set(target) for index in source):
            lax += 1
    return Counts(strict, lax, tried)


def score(gold: Iterable[Link], hypothesis: Iterable[Link]) -> Score:
    """One document's score; both are links of two sides."""
    gold, hypothesis = list(gold), list(hypothesis)
    full_gold, full_hypothesis = ([link for link in links if all(link)] for links in (gold, hypothesis))
    return Score(precision=_count(hypothesis, gold), recall=_count(full_gold, full_hypothesis))


def score_by_shape(gold: Iterable[Link], hypothesis: Iterable[Link]) -> dict[str, Score]:
    """Strict counts a bead shape (``1-1``, ``1-2`` …): precision over its hypothesis links, recall over its gold."""
    gold, hypothesis = ({link for link in links if any(link)} for links in (gold, hypothesis))
    shapes = sorted({"-".join(str(len(side)) for side in link) for link in gold | hypothesis})
    result = {}
    for shape in shapes:
        of = {
            name: {k for k in links if "-".join(str(len(side)) for side in k) == shape}
            for name, links in (("gold", gold), ("hypothesis", hypothesis))
        }
        right = len(of["gold"] & of["hypothesis"])
        result[shape] = Score(Counts(right, right, len(of["hypothesis"])), Counts(right, right, len(of["gold"])))
    return result


def bootstrap_interval(scores: Sequence[Score], figure: str, rounds: int = 1000, seed: int = 0) -> tuple[float, float]:
    """The 95 % interval of ``figure`` over documents (or blocks of one) drawn anew ``rounds`` times."""
    random = np.random.default_rng(seed)
    values = []
    for _ in range(rounds):
        drawn = random.integers(0, len(scores), len(scores))
        values.append(sum((scores[i] for i in drawn), Score()).figures()[figure])
    low, high = np.quantile(values, [0.025, 0.975])
    return float(low), float(high)
