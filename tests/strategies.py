"""What the tests of the alignment share: Hypothesis strategies, and toy sides whose beads a reader can foresee."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from hypothesis import strategies as st
from scipy.sparse import coo_array

from align.arrays import Floats, Ints, unit_rows
from align.band import Band
from align.beads import Bead, Link, Range
from align.counterparts import Counterparts
from align.features import FEATURES
from align.scores import Weights
from align.sides import Side, make_side

MEANINGS = 32  # each is an axis of the toy vectors
NO_PRIOR = np.zeros(MEANINGS, np.float32)  # keeps a side of one segment from being centred to nothing

segment_numbers = st.sets(st.integers(0, 5), max_size=3).map(lambda numbers: tuple(sorted(numbers)))
links: st.SearchStrategy[Link] = st.tuples(segment_numbers, segment_numbers)
full_links = links.filter(all)
seeds = st.integers(0, 9999)


@st.composite
def covers(draw: st.DrawFn, sides: int | None = None) -> list[Bead]:
    """Beads that cover every side, in order; none is empty on all sides."""
    count = draw(st.integers(2, 4)) if sides is None else sides
    shapes = draw(st.lists(st.tuples(*[st.integers(0, 3)] * count).filter(any), max_size=6))
    beads, position = list[Bead](), [0] * count
    for shape in shapes:
        ranges: tuple[Range, ...] = tuple((at, at + size) for at, size in zip(position, shape, strict=True))
        beads.append(Bead(ranges, draw(st.floats(0, 1))))
        position = [stop for _, stop in ranges]
    return beads


def lengths_of(beads: Sequence[Bead], sides: int) -> list[int]:
    return [stop for _, stop in beads[-1].ranges] if beads else [0] * sides


@st.composite
def bands(draw: st.DrawFn, longest: int = 12) -> Band:
    """Any band of up to ``longest`` segments a side."""
    n, m = draw(st.integers(0, longest)), draw(st.integers(0, longest))
    cuts = sorted(draw(st.lists(st.integers(0, m), min_size=2 * n, max_size=2 * n)))
    low, high = [0, *cuts[: 2 * n : 2]], [*cuts[1 : 2 * n : 2], m]
    return Band(np.array(low, np.int64), np.array(high, np.int64) + 1)


@st.composite
def anchors(draw: st.DrawFn, n: int, m: int) -> Ints:
    """(k, 2) boundaries below (n, m) that ascend on both sides."""
    count = draw(st.integers(0, min(n, m, 5)))
    rows, columns = (
        sorted(draw(st.sets(st.integers(0, size - 1), min_size=count, max_size=count))) if count else []
        for size in (n, m)
    )
    return np.array([rows, columns], np.int64).reshape(2, -1).T


def random_rows(n: int, d: int, seed: int) -> Floats:
    """(n, d) unit rows without any order in them."""
    return unit_rows(np.random.default_rng(seed).standard_normal((n, d)))


def random_side(n: int, seed: int, d: int = 5) -> Side:
    """``n`` short segments in many scripts, some empty, in paragraphs or not, with vectors without any order."""
    random = np.random.default_rng(seed)
    words = ["bread", "Brot", "1987", "хлеб", "パン", "é", "…", ""]
    marks = [".", "?", "。", '!"', "", ","]
    texts = [" ".join(random.choice(words, random.integers(0, 4))) + str(random.choice(marks)) for _ in range(n)]
    paragraphs = np.sort(random.integers(0, 4, n)).tolist() if seed % 3 else None
    return make_side(texts, random_rows(n, d, seed), paragraphs, random_rows(1, d, seed + 1)[0] / 2)


def toy_weights(**named: float) -> Weights:
    """Weights that are zero but for those given."""
    features = {name: [named.pop(name, 0.0)] for name in FEATURES}
    assert not named, "features of these names"
    return Weights.from_dict(
        {
            "signature": "toy",
            "offset": 0.0,
            "run": 0.0,
            "bias": [],
            "output": [],
            "features": features,
        }
    )


# a bead of the same meanings is worth 30, one where half of a side is missing 21, strangers 0, two nulls 2
FORESEEABLE = toy_weights(cosine=30.0, null=1.0)


def toy_side(text: str, language: int = 0, paragraphs: Sequence[int] | None = None) -> Side:
    """``"a bc d"``: three segments, the second of which says what b and c say in other versions.

    A meaning is an axis, words of the same meaning are equally long in all languages and share no letters.
    """
    segments = text.split()
    random = np.random.default_rng(language)
    vectors = np.zeros((len(segments), MEANINGS)) + 0.02 * random.standard_normal((len(segments), MEANINGS))
    for row, segment in enumerate(segments):
        for meaning in segment:
            vectors[row, ord(meaning) - ord("a")] += 1
    words = [" ".join(chr(0x4E00 + language) * (30 + ord(x) % 7) for x in segment) + "." for segment in segments]
    return make_side(words, vectors.astype(np.float32), paragraphs, NO_PRIOR)


toy_texts = st.lists(st.text("abcdef", min_size=1, max_size=3), max_size=6).map(" ".join)


def spelled(bead: Bead, texts: Sequence[str]) -> str:
    """``"bc=b|c"``: what the bead holds of each of the toy ``texts``; ``-`` where it holds nothing."""
    return "=".join(
        "|".join(text.split()[start:stop]) or "-" for text, (start, stop) in zip(texts, bead.ranges, strict=True)
    )


def counterparts_by_hand(lengths: Sequence[int], links: Mapping[str, float]) -> Counterparts:
    """``{"a0 b1": 0.9}``: segment 0 of the first version stands with segment 1 of the second. What a segment's links
    to a version leave of 1 is the probability that it stands alone there."""
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    total = int(starts[-1])
    linked, alone = np.zeros((total, total)), np.ones((total, len(lengths)))
    for pair, probability in links.items():
        (x, i), (y, j) = (("abcdef".index(name[0]), int(name[1:])) for name in pair.split())
        one, other = int(starts[x]) + i, int(starts[y]) + j
        linked[one, other] = linked[other, one] = probability
        alone[one, y] -= probability
        alone[other, x] -= probability
    for version, start in enumerate(starts[:-1].tolist()):
        alone[start : int(starts[version + 1]), version] = 0.0
    return Counterparts(coo_array(linked).tocsr(), np.clip(alone, 0, 1), starts)


def named(counterparts: Counterparts, segments: Sequence[int]) -> str:
    """``"a0 b1"``"""
    starts, version = counterparts.starts.tolist(), counterparts.version
    return " ".join(f"{'abcdef'[version[k]]}{k - starts[version[k]]}" for k in segments)
