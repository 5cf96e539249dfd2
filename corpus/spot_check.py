"""How much of a corpus is right, told from a few of its units."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from math import sqrt
from typing import Any

from corpus.decisions import Decisions, Sample
from corpus.pipeline import Build
from corpus.places import place_of
from corpus.units import Unit

NORMAL = 1.959964  # of the standard normal distribution, 95 % lie within as many deviations


def sample_of(build: Build, sample: Sample) -> tuple[Unit, ...]:
    """A simple random sample, of all units in the TMX each as likely as any other, in the order of the text; all of
    them where there are no more. The same seed chooses the same units of a build."""
    units = [unit for unit in build.accepted if len(unit.parts) > 1]

    def lot(unit: Unit) -> bytes:
        return hashlib.sha256(f"{sample.seed}\0{unit.id}".encode()).digest()

    drawn = {unit.id for unit in sorted(units, key=lot)[: sample.size]}
    return tuple(unit for unit in units if unit.id in drawn)


@dataclass(frozen=True)
class Estimate:
    """Of ``size`` units of a sample, ``judged`` were decided on, and ``right`` of them are right as they are."""

    size: int
    judged: int
    right: int

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's, 95 % (E. B. Wilson, Probable inference, the law of succession, and statistical inference, 1927)."""
        n, z = self.judged, NORMAL
        if not n:
            return 0.0, 1.0
        share = self.right / n
        middle, width = share + z * z / (2 * n), z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
        low, high = ((middle + edge) / (1 + z * z / n) for edge in (-width, width))
        return max(low, 0.0), min(high, 1.0)

    def as_dict(self) -> dict[str, object]:
        """For a program to read."""
        low, high = self.interval
        precision = round(self.right / self.judged, 4) if self.judged else None
        figures = {"precision": precision, "low": round(low, 4), "high": round(high, 4)}
        return {"sample": self.size, "judged": self.judged, "right": self.right, **figures}

    def __str__(self) -> str:
        if not self.judged:
            return f"none of the {self.size} units of the sample is decided on: nothing can be said of the corpus"
        low, high = self.interval
        line = f"precision {self.right / self.judged:.1%}, with 95 % certainty {low:.1%} to {high:.1%}"
        line += f": {self.right} of {self.judged} units are right as they are"
        if self.judged < self.size:
            line += f"; {self.size - self.judged} more of the sample are undecided, and the estimate leaves them out"
        return line


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person says of a ``unit``: whether it was ``right`` as it was; and the ``probability`` that it had."""

    unit: str
    probability: float
    right: bool


@dataclass(frozen=True)
class SpotCheck:
    """``size`` units that ``seed`` chose of the build with the id ``build``, see sample_of, and the ``judgements`` of
    those that were decided on, in the order of the text."""

    build: str
    size: int
    seed: int
    judgements: tuple[Judgement, ...]

    @property
    def estimate(self) -> Estimate:
        """What this says of the build."""
        return Estimate(self.size, len(self.judgements), sum(each.right for each in self.judgements))

    def as_dict(self) -> dict[str, object]:
        """For the manifest."""
        judgements = [asdict(each) for each in self.judgements]
        return {"build": self.build, "sample": self.size, "seed": self.seed, "judgements": judgements}

    @classmethod
    def from_dict(cls, found: Mapping[str, Any]) -> SpotCheck:
        """What as_dict gave. Raises KeyError or TypeError where it is not."""
        judgements = tuple(Judgement(**each) for each in found["judgements"])
        return cls(found["build"], found["sample"], found["seed"], judgements)


def spot_check(build: Build, identity: str, sample: Sample, verdicts: Mapping[str, bool]) -> SpotCheck:
    """That of the ``sample`` of the build with the id ``identity``; ``verdicts``: by unit id, whether the unit is right
    as it is."""
    units = sample_of(build, sample)
    judged = (Judgement(unit.id, unit.probability, verdicts[unit.id]) for unit in units if unit.id in verdicts)
    return SpotCheck(identity, len(units), sample.seed, tuple(judged))


def verdicts_of(build: Build, decisions: Decisions) -> dict[str, bool]:
    """By unit id, what decisions say: one that was kept is right, one that was dropped, corrected, or of which a link
    took something is not. The last word counts, but what was kept after a correction was wrong before it."""
    units = {unit.id: unit for unit in build.units}
    holders: dict[tuple[str, str], list[Unit]] = {}
    for unit in build.units:
        for part in unit.parts:
            holders.setdefault((part.column, part.document), []).append(unit)
    verdicts: dict[str, bool] = {}
    corrected = {decision.unit for decision in decisions.made if decision.action == "text"}
    for decision in decisions.made:
        if decision.unit:
            if decision.unit in units:
                verdicts[decision.unit] = decision.action == "keep" and decision.unit not in corrected
            continue
        parts = set(decision.parts)
        for place in decision.parts:
            for unit in holders.get((place.column, place.document), ()):
                for own in map(place_of, unit.parts):
                    same = (own.column, own.document) == (place.column, place.document)
                    if same and own.start < place.stop and place.start < own.stop:
                        whole = set(map(place_of, unit.parts)) == parts
                        verdicts[unit.id] = whole and decision.action in ("keep", "link")
    return verdicts
