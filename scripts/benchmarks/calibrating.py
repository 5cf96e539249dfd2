"""From measured bins to probabilities that mean what they say.

A posterior ``p`` becomes ``1 / (1 + exp(-(slope * log(p / (1 - p)) + shift)))``: Platt's scaling, fitted to how often
beads of the sets left out of training were right.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from align.arrays import Doubles
from align.scores import calibrated
from benchmarks.figures import calibration_error


def fit_scaling(sets: Sequence[Doubles]) -> tuple[float, float]:
    """Slope and shift from the bins (b, 3) of each set: beads, sum of their probabilities, how many are right. All sets
    have the same weight."""
    beads, means, rights = (np.concatenate(parts) for parts in zip(*map(_shares, sets), strict=True))

    def loss(scaling: Doubles) -> float:
        p = np.clip(calibrated(means, (float(scaling[0]), float(scaling[1]))), 1e-6, 1 - 1e-6)
        return -float((beads * (rights * np.log(p) + (1 - rights) * np.log(1 - p))).sum())

    slope, shift = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x
    return round(float(slope), 3), round(float(shift), 3)


def measured_scaling(results: Path) -> tuple[float, float]:
    """The scaling that ``scripts/results/alignment.json`` asks for; none where ours has not been measured yet."""
    rows = json.loads(results.read_text(encoding="utf-8")) if results.exists() else {}
    bins = [
        np.array([row["calibration"][name] for name in ("beads", "probability", "right")]).T
        for key, row in sorted(rows.items())
        if key.endswith("/hexapla") and not key.startswith("synthetic_")
    ]
    return fit_scaling(bins) if bins else (1.0, 0.0)


def _shares(bins: Doubles) -> tuple[Doubles, Doubles, Doubles]:
    """Of the bins with beads: the share of the set's beads, the mean probability, the share that is right."""
    full = bins[bins[:, 0] > 0]
    return full[:, 0] / full[:, 0].sum(), full[:, 1] / full[:, 0], full[:, 2] / full[:, 0]


def scaled(bins: Doubles, scaling: tuple[float, float]) -> Doubles:
    """The bins as they are after scaling, each taken at its mean."""
    full = bins[bins[:, 0] > 0]
    after = full.copy()
    after[:, 1] = full[:, 0] * calibrated(full[:, 1] / full[:, 0], scaling)
    return after


def left_out_errors(sets: Sequence[Doubles]) -> tuple[list[float], float]:
    """The expected calibration error of each set, scaled by what the others say, and that of the beads of all."""
    after = [scaled(bins, fit_scaling([*sets[:k], *sets[k + 1 :]])) for k, bins in enumerate(sets)]
    return [calibration_error(bins) for bins in after], pooled_error(after)


def pooled_error(sets: Sequence[Doubles]) -> float:
    """Of beads of several sets, again by tenths of the probability."""
    everything = np.concatenate(sets)
    tenth = np.minimum((everything[:, 1] / everything[:, 0] * 10).astype(int), 9)
    return calibration_error(np.array([everything[tenth == k].sum(axis=0) for k in range(10)]))
