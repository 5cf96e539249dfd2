"""Which part of a dataset is for training, which for validation, which for test: by groups of documents.

What nearly says the same stays together: groups of which one has half of what the other has, in any language. What is
then left in two splits are single sentences, such as "Read more", and the earlier split keeps these.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from align.arrays import Ints
from corpus.publishing.dataset_schema import SPLITS

NEAR = 0.5  # of the runs of letters of the shorter one are in the other: near-duplicates
RUN = 8  # letters, as for near-duplicates among documents
_SAMPLED = 8  # one in so many runs is looked at to find candidates, chosen by what it says
_CANDIDATE = 0.3  # of the sampled runs of the shorter one; less than NEAR, since it is a sample
_LINKS, _ORDERS = 8, 2  # with how many neighbours a text is compared, in how many orders
_FORCED = 0.4  # a split that would have nothing gets a set of groups of up to this share of the texts
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_ZEROS = re.compile("0+")
Digests = NDArray[np.uint64]


class _Letters(dict[int, str | None]):
    """For ``str.translate``: letters and their marks stay, any digit is 0, the rest goes."""

    def __missing__(self, code: int) -> str | None:
        kind = unicodedata.category(chr(code))[0]
        self[code] = chr(code) if kind in "LM" else "0" if kind == "N" else None
        return self[code]


_LETTERS = _Letters()


def folded(text: str) -> str:
    """What two texts share that say the same but for case, marks, spaces and numbers: "Chapter 9" and "CHAPTER 10."
    Where nothing would be left, the text itself."""
    letters = _ZEROS.sub("0", unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS))
    return letters or text.strip()


def split_groups(texts: Mapping[str, Mapping[str, Sequence[str]]], shares: tuple[float, float]) -> dict[str, str]:
    """The split of each group: ``texts``, at least one each, by group id and language; ``shares`` of all texts are for
    validation and for test.

    Chance decides, by the ids, so that the same groups give the same splits. Groups that say nearly the same are in
    one. Validation and test have whole groups, twice their share at most; where the smallest set of groups is more
    than that, that one, unless it is more than two fifths of all. A few long groups may all be for training.
    """
    sets = _together(texts)
    sizes = {first: sum(len(found) for group in groups for found in texts[group].values()) for first, groups in sets}
    order = sorted(sizes, key=lambda first: sha256(f"split\0{first}".encode()).digest())
    total = sum(sizes.values())
    split_of: dict[str, str] = {}
    for split, share, spared in (("test", shares[1], 1 + (shares[0] > 0)), ("validation", shares[0], 1)):
        left = [first for first in order if first not in split_of]
        for first in _chosen(left, sizes, share * total, spared) or _smallest(left, sizes, share * total):
            split_of[first] = split
    return {group: split_of.get(first, SPLITS[0]) for first, groups in sets for group in groups}


def _chosen(left: Sequence[str], sizes: Mapping[str, int], wanted: float, spared: int) -> list[str]:
    """Of the sets of groups that are ``left``, in the order of chance, those for a split; some are ``spared`` for
    others."""
    found, held = list[str](), 0
    for first in left:
        if held < wanted and held + sizes[first] <= 2 * wanted and len(found) < len(left) - spared:
            found.append(first)
            held += sizes[first]
    return found


def _smallest(left: Sequence[str], sizes: Mapping[str, int], wanted: float) -> list[str]:
    smallest = min(left, key=lambda first: sizes[first], default="")
    return [smallest] if wanted and len(left) > 1 and sizes[smallest] <= _FORCED * sum(sizes.values()) else []


def _together(texts: Mapping[str, Mapping[str, Sequence[str]]]) -> list[tuple[str, list[str]]]:
    """Sets of groups that say nearly the same: the first id, and all in order."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    groups = sorted(texts)
    held = [(k, texts[group][language]) for k, group in enumerate(groups) for language in sorted(texts[group])]
    written = [(k, "".join(map(folded, found))) for k, found in held]
    pairs = [
        (written[i][0], written[j][0])
        for i, j in _candidates([_sample(text) for _, text in written])
        if written[i][0] != written[j][0] and _near(written[i][1], written[j][1])
    ]
    rows, others = np.array(pairs, np.int64).reshape(-1, 2).T
    graph = coo_array((np.ones(len(rows)), (rows, others)), shape=(len(groups), len(groups)))
    labels = connected_components(graph, directed=False)[1]
    sets: dict[int, list[str]] = {}
    for group, label in zip(groups, labels.tolist(), strict=True):
        sets.setdefault(label, []).append(group)
    return [(found[0], found) for found in sets.values()]


def _runs(text: str) -> Digests:
    """The different runs of RUN letters, sorted: 64 bits each. What is shorter is one run."""
    letters = np.frombuffer(text.ljust(RUN).encode("utf-32-le"), "<u4").astype(np.uint64)
    found = np.zeros(len(letters) - RUN + 1, np.uint64)
    with np.errstate(over="ignore"):
        for k in range(RUN):
            found = (found ^ letters[k : k + len(found)]) * _MULTIPLIER
            found ^= found >> np.uint64(29)
    return np.unique(found)


def _sample(text: str) -> Digests:
    runs = _runs(text)
    found: Digests = runs[runs % np.uint64(_SAMPLED) == 0]
    return found


def _near(one: str, other: str) -> bool:
    here, there = _runs(one), _runs(other)
    return len(np.intersect1d(here, there, assume_unique=True)) >= NEAR * min(len(here), len(there))


def _candidates(sampled: Sequence[Digests]) -> list[tuple[int, int]]:
    """Pairs of texts that seem to have much in common, by a sample of their runs.

    A run counts for each two of those that have it, where these are few. Of many, such as those of a line that stands
    on every page, it counts for neighbours in an order by chance, so that a thousand copies take a thousand times as
    long as one, not a million times. A second order shows what has others between it in the first.
    """
    sizes = np.array([len(found) for found in sampled], np.int64)
    if not sizes.sum():
        return []
    what, who = np.concatenate(sampled), np.repeat(np.arange(len(sampled)), sizes)
    found = set[tuple[int, int]]()
    for salt in range(_ORDERS):
        place = np.argsort(_mixed(np.arange(len(sampled), dtype=np.uint64) + np.uint64(salt << 32)))
        pairs, counts = np.unique(_neighbours(what, np.argsort(place)[who]), axis=0, return_counts=True)
        pairs = np.sort(place[pairs], axis=1)
        enough = counts >= np.maximum(_CANDIDATE * sizes[pairs].min(axis=1), 1)
        found.update((int(i), int(j)) for i, j in pairs[enough])
    return sorted(found)


def _neighbours(what: Digests, who: Ints) -> Ints:
    """(p, 2) of ``who`` has the same ``what``, with fewer than _LINKS others that have it between them."""
    order = np.lexsort((who, what))
    what, who = what[order], who[order]
    same = [np.flatnonzero(what[step:] == what[:-step]) for step in range(1, _LINKS + 1)]
    return np.concatenate([np.stack([who[at], who[at + step]], axis=1) for step, at in enumerate(same, 1)])


def _mixed(numbers: Digests) -> Digests:
    """Each number for another that looks like chance."""
    mixed = numbers * _MULTIPLIER
    mixed ^= mixed >> np.uint64(29)
    return mixed * _MULTIPLIER
