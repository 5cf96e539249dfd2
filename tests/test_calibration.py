"""Bins of equal mass, and how far they are off."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.publishing.calibration import calibration, calibration_error

VERDICTS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=300)


def test_by_pencil() -> None:
    """Ten units at .6, six of them right; ten at .9, seven of them: nothing off, then .2, for half the units each."""
    judged = [(0.6, number < 6) for number in range(10)] + [(0.9, number < 7) for number in range(10)]
    bins = calibration(judged)
    assert [(each.low, each.high, each.units, each.right) for each in bins] == [(0.6, 0.6, 10, 6), (0.9, 0.9, 10, 7)]
    assert calibration_error(bins) == pytest.approx(0.1)


def test_equal_probabilities_are_never_parted() -> None:
    assert [each.units for each in calibration([(1.0, True)] * 95 + [(0.5, True)] * 5)] == [100]


def test_a_hundred_units_make_ten_bins_and_nothing_makes_none() -> None:
    assert [each.units for each in calibration((number / 100, True) for number in range(100))] == [10] * 10
    assert calibration([]) == ()
    assert calibration_error([]) == 0.0


@given(VERDICTS)
def test_bins_hold_all_units_in_order(judged: list[tuple[float, bool]]) -> None:
    bins = calibration(judged)
    assert sum(each.units for each in bins) == len(judged)
    assert sum(each.right for each in bins) == sum(right for _, right in judged)
    assert all(each.high < after.low for each, after in pairwise(bins))
    assert len(bins) <= 10
    assert all(each.units >= 10 for each in bins) or len(bins) == 1
    assert calibration(reversed(judged)) == bins
    assert 0 <= calibration_error(bins) <= 1
