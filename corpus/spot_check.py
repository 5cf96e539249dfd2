"""How much of a corpus is right, told from a few of its units."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from math import sqrt
from pathlib import Path
from typing import Any

from corpus.decisions import Sample
from corpus.errors import InputError, UsageError
from corpus.pipeline import Build
from corpus.review_file import read_review
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


def spot_check_of(file: Path, build: Build, build_id: str) -> SpotCheck:
    """What ``file`` says of a sample of the ``build`` with this id.

    Raises as read_review does, UsageError where the units of the file are no sample, and InputError where none of the
    sample is decided on.
    """
    review = read_review(file, build, build_id)
    if review.decisions.sample is None:
        raise no_sample(file)
    found = spot_check(build, build_id, review.decisions.sample, review.verdicts)
    if not found.judgements:
        raise InputError(str(file), str(found.estimate), "say keep, drop or fix for units in it")
    return found


def no_sample(file: Path) -> UsageError:
    """For a ``file`` that does not say of which sample it is."""
    what = "it does not say that its units are a sample, and units that were chosen otherwise tell nothing"
    return UsageError(str(file), what, "--sample 50 as for hexapla review export")
