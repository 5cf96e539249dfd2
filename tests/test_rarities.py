from __future__ import annotations

import numpy as np
import pytest

from corpus.rarities import make_strings
from corpus.rows import NO_PAIRS

FOUND = make_strings([{"12", "Oslo"}, {"12"}, {"Oslo", "12", "7"}, set()])


def test_a_rare_string_says_more() -> None:
    assert sorted(FOUND.rarity.tolist()) == pytest.approx([np.log(5 / 3), np.log(5 / 2), np.log(5 / 1)])
    assert FOUND.worth == pytest.approx([np.log(5 / 3 * 5 / 2), np.log(5 / 3), np.log(5 / 3 * 5 / 2 * 5), 0])


def test_what_two_share() -> None:
    pairs = np.array([(0, 1), (0, 2), (1, 2), (0, 3)])
    assert FOUND.shared(pairs) == pytest.approx([np.log(5 / 3), np.log(5 / 3 * 5 / 2), np.log(5 / 3), 0])
    assert FOUND.overlap(pairs).tolist() == [1, 1, 1, 1]
    assert make_strings([{"12"}, {"15"}, {"15", "3"}, {"3", "4"}]).overlap(pairs).tolist() == [0, 0, 1, 0]
    assert FOUND.shared(NO_PAIRS).shape == FOUND.overlap(NO_PAIRS).shape == (0,)


def test_no_strings_at_all() -> None:
    assert make_strings([set(), set()]).shared(np.array([(0, 1)])).tolist() == [0]
