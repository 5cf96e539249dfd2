"""Whether what is said to be right with a probability of .9 is right nine times in ten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum

BINS = 10  # at most
SMALLEST = 10  # units in a bin, where there are as many: the share of fewer says nothing


@dataclass(frozen=True)
class Bin:
    """Judged units with probabilities from ``low`` to ``high``, ``mean`` on average; ``right`` of them are right."""

    low: float
    high: float
    mean: float
    units: int
    right: int

    @property
    def share(self) -> float:
        """Of the units, those that are right."""
        return self.right / self.units


def calibration(judged: Iterable[tuple[float, bool]]) -> tuple[Bin, ...]:
    """Bins of equal mass, ascending, of units with a probability and a verdict each. Equal probabilities stand in one
    bin, so that the order of units says nothing; bins are then as unequal as they must be."""
    units = sorted(judged)
    smallest = max(SMALLEST, -(-len(units) // BINS))
    cuts, start = [], 0
    for at in range(1, len(units)):
        if at - start >= smallest and len(units) - at >= SMALLEST and units[at][0] != units[at - 1][0]:
            cuts.append((start, at))
            start = at
    cuts += [(start, len(units))] if units else []
    return tuple(_bin(units[first:stop]) for first, stop in cuts)


def calibration_error(bins: Iterable[Bin]) -> float:
    """The expected one: how far the shares of right units are from the mean probabilities, weighed by size (Naeini and
    others, Obtaining well calibrated probabilities using Bayesian binning, 2015; here with bins of equal mass)."""
    known = list(bins)
    total = sum(each.units for each in known)
    return fsum(each.units * abs(each.share - each.mean) for each in known) / total if total else 0.0


def _bin(units: list[tuple[float, bool]]) -> Bin:
    probabilities = [probability for probability, _ in units]
    mean = fsum(probabilities) / len(units)
    return Bin(probabilities[0], probabilities[-1], mean, len(units), sum(right for _, right in units))
