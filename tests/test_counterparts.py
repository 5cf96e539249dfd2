"""What pairs say of single segments, against their beads counted one by one."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import FORESEEABLE, random_side, seeds, toy_side

from align.counterparts import LEAST, TEMPER, Counterparts, joint_counterparts, pair_counterparts
from align.monotonic import posteriors
from align.pairwise import pair_lattice


@given(st.integers(0, 6), st.integers(0, 6), seeds)
@settings(max_examples=30, deadline=None)
def test_a_link_is_as_probable_as_the_beads_that_hold_it(n: int, m: int, seed: int) -> None:
    lattice = pair_lattice(random_side(n, seed), random_side(m, seed + 1), FORESEEABLE)
    tempered = replace(lattice, scores=lattice.scores * np.float32(TEMPER), run=lattice.run * TEMPER)
    linked, alone = np.zeros((n, m)), (np.zeros(n), np.zeros(m))
    probable = posteriors(tempered)
    for (number, (a, b)), (cell, (i, j)) in product(
        enumerate(lattice.shapes), enumerate(np.stack(lattice.band.places, axis=1).tolist())
    ):
        probability = float(probable[number, cell])
        if a and b:
            linked[max(i - a, 0) : i, max(j - b, 0) : j] += probability
        elif probability:
            alone[0 if a else 1][(i if a else j) - 1] += probability
    found = pair_counterparts(lattice)
    assert found.linked.toarray() == pytest.approx(linked, abs=1.5 * LEAST)
    assert found.source_alone == pytest.approx(alone[0], abs=1e-5)
    assert found.target_alone == pytest.approx(alone[1], abs=1e-5)


def toys(texts: list[str]) -> Counterparts:
    sides = [toy_side(text, language) for language, text in enumerate(texts)]
    pairs = {
        (x, y): pair_counterparts(pair_lattice(sides[x], sides[y], FORESEEABLE))
        for x, y in combinations(range(len(texts)), 2)
    }
    return joint_counterparts(pairs, [len(side) for side in sides])


def test_segments_of_all_versions_are_numbered_through() -> None:
    found = toys(["a b c", "ab c", "c"])
    assert found.starts.tolist() == [0, 3, 5, 6]
    assert found.version == [0, 0, 0, 1, 1, 2]
    assert (found.linked.toarray() > 0.5).astype(int).tolist() == [
        [0, 0, 0, 1, 0, 0],
        [0, 0, 0, 1, 0, 0],
        [0, 0, 0, 0, 1, 1],
        [1, 1, 0, 0, 0, 0],
        [0, 0, 1, 0, 0, 1],
        [0, 0, 1, 0, 1, 0],
    ]
    assert (found.alone > 0.5).astype(int).tolist() == [
        [0, 0, 1], [0, 0, 1], [0, 0, 0], [0, 0, 1], [0, 0, 0], [0, 0, 0],
    ]  # fmt: skip
    assert found.link(0, [3, 5]) == pytest.approx(0.5, abs=0.02)


def test_a_part_is_what_lies_between_two_boundaries() -> None:
    whole, part = toys(["a b c d", "a bc d", "a c d"]), toys(["b c", "bc", "c"])
    cut = whole.part((1, 1, 1), (3, 2, 2))
    assert cut.starts.tolist() == part.starts.tolist()
    assert cut.linked.toarray() == pytest.approx(part.linked.toarray(), abs=0.05)
    assert cut.alone == pytest.approx(part.alone, abs=0.05)


@pytest.mark.parametrize("texts", [[""], ["", ""], ["a b"], ["", "a", ""]])
def test_next_to_nothing(texts: list[str]) -> None:
    found = toys(texts)
    assert found.linked.shape == (len(found.version),) * 2
    assert found.alone.shape == (len(found.version), len(texts))
    assert found.neighbors == [{} for _ in found.version]
