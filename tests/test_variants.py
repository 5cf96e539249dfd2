"""Variants of texts to learn from: what is left out and put in is what the links say."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from strategies import random_side

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))
from variants import variant


@given(st.integers(0, 9999), st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)).filter(any), min_size=1))
def test_every_link_joins_what_it_joined(seed: int, shapes: list[tuple[int, int]]) -> None:
    links, at = [], [0, 0]
    for shape in shapes:
        links.append(tuple(tuple(range(a, a + size)) for a, size in zip(at, shape, strict=True)))
        at = [a + size for a, size in zip(at, shape, strict=True)]
    sides = [random_side(at[0], 1), random_side(at[1], 2)]
    foreign = [random_side(30, 3), random_side(30, 4)]
    made, found = variant(sides, [(x, y) for x, y in links], foreign, Random(seed))
    texts = [[list(side.segments) for side in each] for each in (sides, made)]
    # what has no foreign segment and nothing missing is as it was, in the same order
    before = [tuple(tuple(texts[0][k][i] for i in link[k]) for k in (0, 1)) for link in links]
    after = [tuple(tuple(texts[1][k][i] for i in link[k]) for k in (0, 1)) for link in found]
    left = iter(before)
    for now in after:
        assert any(all(set(n) <= set(b) for n, b in zip(now, was, strict=True)) for was in left)
    for k in (0, 1):
        linked = [i for link in found for i in link[k]]
        assert linked == sorted(set(linked))
        assert len(made[k].segments) == len(made[k].vectors) == len(made[k].starts) - 1
        own = set(linked)
        strangers = [s for i, s in enumerate(made[k].segments) if i not in own]
        assert set(strangers) <= set(foreign[k].segments)
    again, same = variant(sides, [(x, y) for x, y in links], foreign, Random(seed))
    assert same == found
    assert [side.segments for side in again] == [side.segments for side in made]


def test_strangers_meet_and_never_translate_one_another() -> None:
    """Foreign runs stand in the same gap of both sides now and then, the foreign sides' own counterparts never."""
    links = [((k,), (k,)) for k in range(60)]
    sides, foreign = [random_side(60, 1), random_side(60, 2)], [random_side(30, 3), random_side(30, 4)]
    meetings = 0
    for seed in range(40):
        made, found = variant(sides, links, foreign, Random(seed))
        if len(found) < 60:
            continue  # passages are left out, too: gaps cannot be counted
        owns = [{i for link in found for i in link[k]} for k in (0, 1)]
        gaps: list[set[int]] = []
        put_in: list[set[str]] = []
        for own, side in zip(owns, made, strict=True):
            strangers = [i for i in range(len(side)) if i not in own]
            gaps.append({len([j for j in own if j < i]) for i in strangers})
            put_in.append({side.segments[i] for i in strangers})
        meetings += bool(gaps[0] & gaps[1])
        texts = [set(side.segments[k:][:15]) for side, k in zip(foreign, (0, 15), strict=True)]
        assert put_in[0] <= texts[0]
        assert put_in[1] <= texts[1]
    assert meetings >= 3
