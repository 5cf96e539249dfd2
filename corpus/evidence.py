"""What speaks for two documents being versions of one another, and the probability that they are.

The shorter of the two may be a part of the longer, so that only the stretch of it counts in which sentences choose one
another in order. What each feature is worth against the best rival, another document of the same language for the
same stretch, counts as much as what it is worth by itself.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from align.anchors import heaviest_chain
from align.arrays import Doubles, Floats, Ints
from align.mining import mutual_links
from align.scores import Weights
from corpus.sketches import Sketches

RAW = (
    "cosine", "shorter_covered", "longer_covered", "agreement", "in_order", "numbers", "shorter_numbers",
    "longer_numbers", "names",
)  # fmt: skip
RIVALLED = ("cosine", "covered", "agreement", "shorter_numbers", "names")
FEATURES = (
    *RAW, "length_ratio", "part", "brevity",
    *(f"{name}_over_{side}" for name in RIVALLED for side in ("nearer_rival", "farther_rival")),
)  # fmt: skip
MATRIX = 4_000_000  # cosines of two documents that are all looked at; of two books, only the nearest of each
SKIPPED = 0.15  # what a share of the text costs that a chain skips: a stretch ends where going on costs more
PART = 0.7  # of the longer document: a stretch below this makes the shorter one a part of it
RIVAL = 0.5  # of the shorter of two stretches: where they overlap by more, they are rivals
MOST = 12.0  # log-odds: nothing is surer


@dataclass(frozen=True, slots=True)
class Evidence:
    """Of documents i < j: ``raw`` features (r,), the stretch of sentences (2, 2) of either that goes with the other,
    how much longer the longer one's stretch is and how small a part of it is meant, as logarithms, and 1 / the number
    of sentences of the one with fewer."""

    pair: tuple[int, int]
    raw: Floats
    stretches: Ints
    length_ratio: float
    part: float
    brevity: float

    @property
    def agreement(self) -> float:
        """The share of the two stretches that goes together in order, each link counted by its cosine."""
        return float(self.raw[RAW.index("agreement")])

    def stretch(self, number: int) -> tuple[int, int]:
        """Of document ``number``, one of the pair."""
        start, stop = self.stretches[self.pair.index(number)].tolist()
        return start, stop


def evidence_of(sketches: Sketches, pair: tuple[int, int]) -> Evidence:
    """All but what rivals have to say."""
    (rows_i, shares_i), (rows_j, shares_j) = (sketches.of(number) for number in pair)
    cosines = rows_i @ rows_j.T if len(rows_i) * len(rows_j) <= MATRIX else None
    source, target, gain = _links(rows_i, rows_j, cosines)
    size = shares_i[source] + shares_j[target]
    chain = heaviest_chain(source, target, gain * size)
    source, target, gain, size = source[chain], target[chain], gain[chain], size[chain]
    before = [np.concatenate([[0.0], np.cumsum(shares)]) for shares in (shares_i, shares_j)]
    first, last = _stretch(source, target, gain * size, before)
    whole = np.array([[0, len(rows_i)], [0, len(rows_j)]], np.int64)
    stretches = whole.copy()
    if last > first:
        found = np.array([[source[first], source[last - 1] + 1], [target[first], target[last - 1] + 1]])
        weight = [before[k][found[k, 1]] - before[k][found[k, 0]] for k in (0, 1)]
        for k in (0, 1):
            if weight[k] < PART < weight[1 - k]:
                stretches[k] = found[k]
    inner = [shares[slice(*stretch)] for shares, stretch in zip((shares_i, shares_j), stretches, strict=True)]
    weight = [max(float(each.sum()), 1e-6) for each in inner]
    lengths = [float(sketches.lengths[number]) * w for number, w in zip(pair, weight, strict=True)]
    if cosines is None:  # two books
        covered = [float((gain * shares[at]).sum()) for shares, at in ((shares_i, source), (shares_j, target))]
    else:
        inside_both = cosines[slice(*stretches[0]), slice(*stretches[1])]
        covered = [
            float(inside_both.max(axis=1 - k) @ each) / w for k, (each, w) in enumerate(zip(inner, weight, strict=True))
        ]
    inside = slice(first, last)
    parts = shares_i[source[inside]] / weight[0] + shares_j[target[inside]] / weight[1]
    agreement, in_order = float((gain[inside] * parts).sum()) / 2, float(parts.sum()) / 2
    shorter = int(np.argmin(sketches.lengths[list(pair)]))
    numbers = [sketches.numbers[number] for number in pair]
    shared = _worth(sketches, numbers[0] & numbers[1])
    missing = [shared / (_worth(sketches, each) + 3) for each in numbers]
    names = _worth(sketches, sketches.names[pair[0]] & sketches.names[pair[1]])
    raw = [
        float(sketches.wholes[pair[0]] @ sketches.wholes[pair[1]]), covered[shorter], covered[1 - shorter], agreement,
        in_order, np.log1p(shared), missing[shorter], missing[1 - shorter], np.log1p(names),
    ]  # fmt: skip
    ratio = abs(float(np.log((lengths[0] + 1) / (lengths[1] + 1))))
    part = -float(np.log(min(weight)))
    return Evidence(pair, np.array(raw, np.float32), stretches, ratio, part, 1 / min(len(rows_i), len(rows_j)))


def _links(source: Floats, target: Floats, cosines: Floats | None) -> tuple[Ints, Ints, Floats]:
    """The rows that choose one another, ascending, and their cosines, none below zero."""
    if cosines is None:
        links = mutual_links(source, target)
        return links.source, links.target, np.maximum(links.cosines, 0)
    first, back = cosines.argmax(axis=1), cosines.argmax(axis=0)
    chosen = np.flatnonzero(back[first] == np.arange(len(first)))
    return chosen, first[chosen], np.maximum(cosines[chosen, first[chosen]], 0)


def _worth(sketches: Sketches, strings: frozenset[str]) -> float:
    rarity = sketches.rarity
    return sum(sorted(rarity[string] for string in strings))


def _stretch(source: Ints, target: Ints, worth: Floats, before: Sequence[Doubles]) -> tuple[int, int]:
    """The run of links that is worth most, less SKIPPED for each share of either text between two of them."""
    best, total, start, found = 0.0, 0.0, 0, (0, 0)
    for k, value in enumerate(worth.tolist()):
        if k:
            gap = (
                before[0][source[k]]
                - before[0][source[k - 1] + 1]
                + before[1][target[k]]
                - before[1][target[k - 1] + 1]
            )
            total -= SKIPPED * float(gap)
        if total <= 0:
            total, start = 0.0, k
        total += value
        if total > best:
            best, found = total, (start, k + 1)
    return found


def log_odds(
    evidence: Sequence[Evidence], languages: Sequence[str], siblings: frozenset[tuple[int, int]] = frozenset()
) -> Doubles:
    """(p,) of the pairs being versions of one another. ``siblings``: pairs of documents of one language, smaller number
    first, that are no rivals, being versions of one text themselves."""
    if not evidence:
        return np.zeros(0)
    values = learned_network().score(features(evidence, languages, siblings).T)
    return np.clip(values.astype(np.float64), -MOST, MOST)


def features(
    evidence: Sequence[Evidence], languages: Sequence[str], siblings: frozenset[tuple[int, int]] = frozenset()
) -> Floats:
    """(p, F) in the order of FEATURES."""
    raw = np.stack([each.raw for each in evidence])
    column: dict[str, Floats] = {name: raw[:, k] for k, name in enumerate(RAW)}
    column["covered"] = (column["shorter_covered"] + column["longer_covered"]) / np.float32(2)
    standing = np.stack([column[name] for name in RIVALLED], axis=1)
    others = np.array([[each.length_ratio, each.part, each.brevity] for each in evidence], np.float32)
    rivals = best_rivals(evidence, standing.astype(np.float32), languages, siblings)
    over = standing[:, :, None] - np.sort(rivals, axis=2)[:, :, ::-1]
    return np.concatenate([raw, others, over.reshape(len(raw), -1)], axis=1).astype(np.float32)


def best_rivals(
    evidence: Sequence[Evidence], standing: Floats, languages: Sequence[str], siblings: frozenset[tuple[int, int]]
) -> Floats:
    """(p, v, 2) the best of each value among the rivals of the pair's second document, and of its first; 0 where there
    are none."""
    at_most: dict[tuple[int, str], list[tuple[int, int]]] = {}
    for k, each in enumerate(evidence):
        for side in (0, 1):
            at_most.setdefault((each.pair[side], languages[each.pair[1 - side]]), []).append((k, each.pair[1 - side]))
    result = np.zeros((len(evidence), standing.shape[1], 2), np.float32)
    for k, each in enumerate(evidence):
        for side in (0, 1):
            number, partner = each.pair[side], each.pair[1 - side]
            for other, rival in at_most[number, languages[partner]]:
                if other == k or (min(rival, partner), max(rival, partner)) in siblings:
                    continue
                if _overlap(each.stretch(number), evidence[other].stretch(number)) > RIVAL:
                    result[k, :, side] = np.maximum(result[k, :, side], standing[other])
    return result


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared / max(min(one[1] - one[0], other[1] - other[0]), 1)


@cache
def learned_network() -> Weights:
    """``corpus/matching.json``, written by ``scripts/train_matching.py``."""
    return Weights.from_dict(json.loads(files("corpus").joinpath("matching.json").read_text("utf-8")), FEATURES)
