"""Which units of a build are published, for each pair of languages, and in which split: whoever looks, looks again.

What is kept of each unit are some forty bytes, so that a build in many languages needs no memory for each of its pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from corpus.export import ExportSettings, bilingual_units, decide, exported_pairs
from corpus.pipeline import Build
from corpus.publishing.dataset_schema import ELSEWHERE, NO_LICENCE, SPLITS
from corpus.publishing.splits import folded, split_groups
from corpus.repetitions import digest
from corpus.settings import Pair
from corpus.tabular import Row
from corpus.targets import name_of
from corpus.units import Unit

Digests = NDArray[np.uint64]
Texts = dict[str, dict[str, dict[tuple[str, int], str]]]  # by group, language, and where each stands


@dataclass(frozen=True)
class _Chosen:
    """The units of a pair, n of them, in the order of bilingual_units: why each is left out, or an empty string, its
    group, and (n, 2) what its texts say, see corpus.publishing.splits.folded."""

    reasons: list[str]
    groups: list[str]
    digests: Digests


@dataclass(frozen=True)
class Selection:
    """What is published of ``build``; ``split_of``: by group."""

    build: Build
    split_of: Mapping[str, str]
    chosen: Mapping[Pair, _Chosen]

    def reasons(self, pair: Pair) -> list[str]:
        """Why each unit of a pair is left out, or an empty string."""
        return self.chosen[pair].reasons

    def units(self, pair: Pair) -> Iterator[Unit]:
        """Those of a pair that are published, source and target, with the ids that they have in the build."""
        return (unit for unit, reason in self._told(pair) if not reason)

    def dropped_rows(self) -> Iterator[Row]:
        """What is left out, for people to look up in the build."""
        for pair in self.chosen:
            for unit, reason in self._told(pair):
                if reason:
                    yield {
                        "config": name_of(pair),
                        "unit_id": unit.id,
                        "reason": reason,
                        "probability": unit.probability,
                        "split": self.split_of.get(unit.group),
                    }

    def _told(self, pair: Pair) -> Iterator[tuple[Unit, str]]:
        for unit, reason in zip(bilingual_units(self.build, pair), self.chosen[pair].reasons, strict=True):
            yield replace(unit, id=self._ids[unit.group, unit.order]), reason

    @cached_property
    def _ids(self) -> Mapping[tuple[str, int], str]:
        """By group and place in it."""
        return {(unit.group, unit.order): unit.id for unit in self.build.units}


def select(
    build: Build, settings: ExportSettings, licensed: Callable[[Unit], bool], shares: tuple[float, float]
) -> Selection:
    """Decide for each pair of ``settings``: rights first, then filters, then splits.

    ``licensed``: whether what is known of its documents' licences suffices to publish a unit; ``shares``: for
    validation and for test. Where nothing is left, there are no splits. Raises UsageError where no document is in a
    language of the pairs.
    """

    def objection(unit: Unit) -> str:
        return "" if licensed(unit) else NO_LICENCE

    texts: Texts = {}
    chosen = {pair: _choose(build, pair, settings, objection, texts) for pair in exported_pairs(build, settings)}
    said = {group: {code: [*found.values()] for code, found in spoken.items()} for group, spoken in texts.items()}
    split_of = split_groups(said, shares)
    _part(chosen, split_of)
    return Selection(build, split_of, chosen)


def _choose(
    build: Build, pair: Pair, settings: ExportSettings, objection: Callable[[Unit], str], texts: Texts
) -> _Chosen:
    """Adds to ``texts`` what there is to publish, each text of a unit once."""
    decided = decide(build, pair, settings, objection)
    digests = np.zeros((len(decided), 2), np.uint64)
    for number, (each, reason) in enumerate(decided):
        if not reason:
            digests[number] = [digest(folded(text)) for text in each.texts]
            for part in each.unit.parts:
                spoken = texts.setdefault(each.unit.group, {}).setdefault(part.language, {})
                spoken[part.document, part.span.start] = part.text
    return _Chosen([reason for _, reason in decided], [each.unit.group for each, _ in decided], digests)


def _part(chosen: Mapping[Pair, _Chosen], split_of: Mapping[str, str]) -> None:
    """What validation and test have is nowhere else: units of which an earlier split has a text are left out."""
    earlier = set[int]()
    for split in SPLITS:
        current = set[int]()
        for each in chosen.values():
            for number, (reason, group) in enumerate(zip(each.reasons, each.groups, strict=True)):
                if reason or split_of[group] != split:
                    continue
                texts = set(each.digests[number].tolist())
                if texts & earlier:
                    each.reasons[number] = ELSEWHERE
                else:
                    current |= texts
        earlier |= current
