"""Probabilities that mean what they say, from bins of beads."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from align.arrays import Doubles
from align.scores import calibrated

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))
from benchmarks.calibrating import fit_scaling, left_out_errors, scaled
from benchmarks.figures import calibration_error


def bins_of(slope: float, shift: float, beads: int = 1000) -> Doubles:
    """Beads at .05, .15 … whose real chances are those of the scaling."""
    means = np.arange(0.05, 1, 0.1)
    return np.stack([np.full(10, beads), beads * means, beads * calibrated(means, (slope, shift))], axis=1)


def test_with_a_pencil() -> None:
    assert calibrated(np.array([0.5, 0.5, 0.9]), (2.0, 0.0)) == pytest.approx([0.5, 0.5, 81 / 82])
    assert calibrated(np.array([0.5]), (1.0, np.log(3))) == pytest.approx([0.75])
    assert calibrated(np.array([0.0, 1.0]), (1.5, 0.5)) == pytest.approx([0, 1], abs=1e-9)


@pytest.mark.parametrize(("slope", "shift"), [(1, 0), (1.6, 0.5), (0.7, -0.4)])
def test_a_scaling_is_found_again(slope: float, shift: float) -> None:
    sets = [bins_of(slope, shift), bins_of(slope, shift, 10)]  # of the same weight
    assert fit_scaling(sets) == pytest.approx((slope, shift), abs=0.01)
    assert calibration_error(scaled(sets[0], fit_scaling(sets))) < 0.005
    errors, pooled = left_out_errors([*sets, bins_of(slope, shift, 77)])
    assert max(errors) < 0.005
    assert pooled < 0.005


def test_sets_that_differ_cannot_all_be_right() -> None:
    errors, _ = left_out_errors([bins_of(2, 0), bins_of(1, 0)])
    assert min(errors) > 0.02
