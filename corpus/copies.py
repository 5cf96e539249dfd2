"""Documents whose text another in their language has, too: as a whole or in a part of it."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from hashlib import blake2b

from align.arrays import Ints

ALIKE = 0.9  # of what the shorter has, in runs of eight letters, is in the other
RUN = 8
_MARKS = re.compile(r"[\W_]+")


def letters_of(sentences: Sequence[str]) -> str:
    """A document without case, marks and spaces, which is how near-duplicates are compared."""
    return _MARKS.sub("", " ".join(sentences).casefold())


def near_duplicates(
    keys: Sequence[str],
    names: Sequence[str],
    kinds: Sequence[Hashable],
    pairs: Ints,
) -> Mapping[int, int]:
    """Number of each near-duplicate -> that of the document it repeats: the longest, of equals the first by name.

    ``keys`` are the documents by letters_of, ``pairs`` (p, 2) those that may repeat one another; equal ones are found
    without, where they are of one of the ``kinds``: of one language, say.
    """
    first: dict[tuple[Hashable, bytes], int] = {}
    alike = list[tuple[int, int]]()
    for number, key in enumerate(keys):
        digest = blake2b(key.encode(), digest_size=16).digest()
        if key and (other := first.setdefault((kinds[number], digest), number)) != number:
            alike.append((other, number))
    shingles: dict[int, frozenset[str]] = {}
    for i, j in pairs.tolist():
        here, there = (shingles.setdefault(k, _shingles(keys[k])) for k in (i, j))
        if len(here & there) >= ALIKE * max(min(len(here), len(there)), 1):
            alike.append((i, j))
    order = sorted(range(len(keys)), key=lambda k: (-len(keys[k]), names[k]))
    rank = {number: place for place, number in enumerate(order)}
    copies: dict[int, int] = {}
    near: dict[int, list[int]] = {}
    for i, j in alike:
        near.setdefault(i, []).append(j)
        near.setdefault(j, []).append(i)
    for number in order:  # a copy of a copy stands by itself where it is no copy of the first
        kept = [other for other in near.get(number, ()) if rank[other] < rank[number] and other not in copies]
        if kept:
            copies[number] = min(kept, key=lambda other: rank[other])
    return copies


def _shingles(key: str) -> frozenset[str]:
    return frozenset(key[k : k + RUN] for k in range(len(key) - RUN + 1))
