"""What a spot check says of a dataset: how much is right, and how far its probabilities can be believed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.publishing.calibration import Bin, calibration, calibration_error
from corpus.publishing.dataset_schema import ALL, JUDGEMENTS
from corpus.publishing.shards import config_names, read_table, shards_of
from corpus.spot_check import Estimate
from corpus.units import REVIEWED


@dataclass(frozen=True)
class Checked:
    """``judged`` are all units of the sample, ``published`` those of them that are in the dataset.

    ``revised``: what people found was applied since, so that those that they kept have another probability, and those
    that are published were chosen by the verdict. ``bins`` say how the probabilities that units had agree with the
    verdicts: of those that are published, or of all where they were ``revised``.
    """

    judged: Estimate
    published: Estimate
    revised: bool
    bins: tuple[Bin, ...]

    @property
    def error(self) -> float:
        """The expected calibration error."""
        return calibration_error(self.bins)


@dataclass(frozen=True)
class _Found:
    """A unit as it is in the dataset."""

    probability: float
    reviewed: bool


def read_checked(folder: Path) -> Checked | None:
    """That of the dataset in ``folder``; None where nobody has judged a sample. Raises as read_table does."""
    if not (folder / JUDGEMENTS).exists():
        return None
    judged = read_table(folder, JUDGEMENTS).to_pylist()
    if not judged:
        return None
    found = _found(folder, {each["unit_id"] for each in judged})
    published = [each for each in judged if each["unit_id"] in found]
    units = [(found[each["unit_id"]], each["probability"]) for each in published]
    revised = any(unit.reviewed and unit.probability != before for unit, before in units)
    bins = calibration((each["probability"], each["right"]) for each in (judged if revised else published))
    return Checked(_estimate(judged), _estimate(published), revised, bins)


def _estimate(judged: Sequence[Mapping[str, Any]]) -> Estimate:
    return Estimate(len(judged), len(judged), sum(each["right"] for each in judged))


def _found(folder: Path, wanted: Collection[str]) -> dict[str, _Found]:
    """Units by their ids; ``all`` has those of all pairs."""
    names, found = config_names(folder), dict[str, _Found]()
    for name in [ALL] if ALL in names else names:
        for shard in shards_of(folder, name):
            for batch in shard.batches(["unit_id", "probability", "flags"]):
                for row in batch.to_pylist():
                    if row["unit_id"] in wanted:
                        found[row["unit_id"]] = _Found(row["probability"], REVIEWED in (row["flags"] or ()))
    return found
