"""A dataset to publish, from a finished build: the units of each pair of languages, and of all of them, in splits."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from corpus import __version__
from corpus.card import card_text, is_generated
from corpus.dataset_rows import Origins, in_all_languages
from corpus.dataset_schema import (
    ALL,
    CARD,
    CITATION,
    DOCUMENTS,
    DROPPED,
    ELSEWHERE,
    JUDGEMENTS,
    LICENCES,
    NEW_CARD,
    NO_LICENCE,
    SPLITS,
)
from corpus.dataset_tables import write_split, write_table
from corpus.errors import InputError
from corpus.export import ExportSettings, PairExport, decide, exported_pairs, manifest_of, pair_export, write_manifest
from corpus.figures import Figures, read_figures
from corpus.files import BUILD, sha256, write_atomically
from corpus.filters import Scored
from corpus.finished import build_id, read_build
from corpus.licences import Granted, licences_of
from corpus.masking import mask_texts, mask_units
from corpus.notices import citation, licence_notice
from corpus.pipeline import Build
from corpus.publication import Publication
from corpus.repetitions import digest
from corpus.settings import Pair
from corpus.splits import folded, split_groups
from corpus.spot_check import SpotCheck, spot_check_of
from corpus.tabular import Row
from corpus.targets import name_of
from corpus.telephones import regions_of
from corpus.units import Unit

Decided = dict[Pair, list[tuple[Scored, str]]]  # why each unit is left out, or an empty string


@dataclass(frozen=True)
class Source:
    """What a dataset is made of: a build, its id, the version of the program that made it, and its spot check."""

    build: Build
    identity: str
    version: str = __version__
    spot_check: SpotCheck | None = None


@dataclass(frozen=True)
class Published:
    """What became of the units of each pair, and what is in the folder."""

    pairs: tuple[PairExport, ...]
    figures: Figures

    @property
    def splits(self) -> dict[str, dict[str, int]]:
        """Units and groups of each split, of the config with the most languages."""
        return {split.name: {"units": split.rows, "groups": split.groups} for split in self.figures.widest.splits}

    def lines(self) -> list[str]:
        """The splits, for people."""
        config, told = self.figures.widest, list[str]()
        for each in config.splits:
            groups = "1 group" if each.groups == 1 else f"{each.groups} groups"
            told.append(f"{each.name} {each.rows} units in {groups}")
        lacking = [split for split in SPLITS if split not in self.splits]
        why = f"; nothing for {' and '.join(lacking)}: groups are never divided" if lacking else ""
        return [f"{config.name}: {', '.join(told)}{why}"]


def read_source(folder: Path, review: Path | None = None) -> Source:
    """The build in ``folder``; ``review``: decisions on a sample of it, which say more than its own spot check.

    Raises UsageError and InputError as corpus.finished and corpus.spot_check do.
    """
    build, identity = read_build(folder), build_id(folder)
    version = json.loads((folder / BUILD).read_text(encoding="utf-8"))["hexapla"]
    return Source(build, identity, version, spot_check_of(review, build, identity) if review else build.spot_check)


def edited_card(folder: Path) -> str:
    """The card in ``folder``, if a person has edited it; else an empty string."""
    place = folder / CARD
    text = place.read_text(encoding="utf-8", errors="replace") if place.is_file() else ""
    return "" if is_generated(text) else text


def export_dataset(
    source: Source, settings: ExportSettings, publication: Publication, folder: Path, kept_card: str = ""
) -> Published:
    """Write the dataset into the empty ``folder``: see corpus.dataset_schema for what is in it.

    ``kept_card``: a card that somebody has written, which stays; the one that would be in its place is ``NEW_CARD``.
    Raises UsageError where the languages or licences that are asked for make no sense, InputError where nothing is left
    to publish.
    """
    build = source.build
    granted: Mapping[str, Granted] = licences_of(build.collection.documents, publication.licences)
    if publication.mask:
        build, granted = _masked(build, granted)

    def objection(unit: Unit) -> str:
        known = publication.allow_unknown or all(granted[part.document].licence for part in unit.parts)
        return "" if known else NO_LICENCE

    decided = {pair: decide(build, pair, settings, objection) for pair in exported_pairs(build, settings)}
    documents = {document.id: document for document in build.collection.documents}
    origins = Origins(documents, build.grouping.findings, granted)
    _check_rights(decided, origins)
    split_of = split_groups(_texts(decided), publication.shares)
    decided = _apart(decided, split_of)
    dataset = _Dataset(origins, split_of, decided)
    dataset.write(folder, build.units, source.identity, publication.shard_bytes)
    if source.spot_check:
        write_table(folder, JUDGEMENTS, _judgement_rows(source.spot_check))
    done = [pair_export(pair, [reason for _, reason in found]) for pair, found in decided.items()]
    about = manifest_of(
        source.build, source.identity, settings, done, built_by=source.version, publication=asdict(publication)
    )
    manifest = json.loads(json.dumps(about))  # as whoever reads it will have it, so that the card is the same again
    figures = read_figures(folder)
    _write_words(folder, figures, manifest, kept_card)
    _write_export(folder, manifest)
    return Published(tuple(done), figures)


def _masked(build: Build, granted: Mapping[str, Granted]) -> tuple[Build, Mapping[str, Granted]]:
    """Units, titles, and what documents say of their licences."""
    regions = regions_of(build.languages)

    def mask(text: str) -> str:
        return mask_texts([text], regions)[0]

    documents = tuple(replace(each, title=mask(each.title)) for each in build.collection.documents)
    collection = replace(build.collection, documents=documents)
    stated = {key: replace(each, stated=mask(each.stated)) for key, each in granted.items()}
    return replace(build, units=tuple(mask_units(build.units, build.languages)), collection=collection), stated


@dataclass(frozen=True)
class _Dataset:
    """Which units of which pair are in it, and in which split their groups are."""

    origins: Origins
    split_of: Mapping[str, str]
    decided: Decided

    def write(self, folder: Path, units: Sequence[Unit], identity: str, shard_bytes: int) -> None:
        """The tables; ``units``: all of the build."""
        configs: dict[str, tuple[str, ...]] = {name_of(pair): pair for pair in self.decided}
        kept = {name_of(pair): [each.unit for each, why in found if not why] for pair, found in self.decided.items()}
        languages = sorted({language for pair in configs.values() for language in pair})
        if len(languages) > 2:
            configs[ALL] = tuple(languages)
            kept[ALL] = list(in_all_languages(units, kept.values()))
        for config, spoken in configs.items():
            for split in SPLITS:
                found = (each for each in kept[config] if self.split_of[each.group] == split)
                rows = (self.origins.unit_row(each, spoken) for each in found)
                write_split(folder, (config, split), spoken, identity, rows, shard_bytes)
        published = {part.document for of_config in kept.values() for unit in of_config for part in unit.parts}
        write_table(folder, DOCUMENTS, self.origins.document_rows(published, self.split_of))
        write_table(folder, DROPPED, self._dropped())

    def _dropped(self) -> Iterator[Row]:
        for pair, found in self.decided.items():
            for each, reason in found:
                if reason:
                    yield {
                        "config": name_of(pair),
                        "unit_id": each.unit.id,
                        "reason": reason,
                        "probability": each.unit.probability,
                        "split": self.split_of.get(each.unit.group),
                    }


def _check_rights(decided: Decided, origins: Origins) -> None:
    """Raise InputError where nothing is left, and say why."""
    reasons = Counter(reason for found in decided.values() for _, reason in found)
    if reasons[""]:
        return
    told = [f"{reason}: {count}" for reason, count in sorted((+reasons).items())] or ["the build has none"]
    what = f"no unit is left to publish: {', '.join(told)}"
    if not reasons[NO_LICENCE]:
        raise InputError("--to dataset", what)
    unknown = [each.stated for each in origins.granted.values() if not each.licence]
    stated = min(filter(None, unknown), default="")
    what += f"; of {len(unknown)} documents no licence is known" + (f": {stated!r} is none" if stated else "")
    raise InputError("--to dataset", what, "--licence CC-BY-4.0 says it, --licence 'en/*=CC-BY-4.0' for some")


def _texts(decided: Decided) -> dict[str, dict[str, list[str]]]:
    """By group and language, what there is to publish, each text of a unit once."""
    found: dict[str, dict[str, dict[tuple[str, int], str]]] = {}
    for of_pair in decided.values():
        for each, reason in of_pair:
            for part in () if reason else each.unit.parts:
                texts = found.setdefault(each.unit.group, {}).setdefault(part.language, {})
                texts[part.document, part.span.start] = part.text
    return {group: {code: list(texts.values()) for code, texts in spoken.items()} for group, spoken in found.items()}


def _apart(decided: Decided, split_of: Mapping[str, str]) -> Decided:
    """What validation and test have is nowhere else: units of which an earlier split has a text are left out."""
    earlier: set[int] = set()
    reasons = {pair: [reason for _, reason in found] for pair, found in decided.items()}
    for split in SPLITS:
        current: set[int] = set()
        for pair, found in decided.items():
            for number, (each, reason) in enumerate(found):
                if reason or split_of[each.unit.group] != split:
                    continue
                texts = {digest(folded(text)) for text in each.texts}
                if texts & earlier:
                    reasons[pair][number] = ELSEWHERE
                else:
                    current |= texts
        earlier |= current
    return {
        pair: [(each, reason) for (each, _), reason in zip(found, reasons[pair], strict=True)]
        for pair, found in decided.items()
    }


def _judgement_rows(spot_check: SpotCheck) -> Iterator[Row]:
    for each in spot_check.judgements:
        yield {"unit_id": each.unit, "probability": each.probability, "right": each.right}


def _write_words(folder: Path, figures: Figures, manifest: Mapping[str, Any], kept_card: str) -> None:
    card = card_text(figures, manifest)
    texts = {CARD: kept_card or card, LICENCES: licence_notice(figures), CITATION: citation(manifest, figures)}
    if kept_card and kept_card != card:
        texts[NEW_CARD] = card
    for name, text in texts.items():
        with write_atomically(folder / name) as temporary:
            temporary.write_text(text, encoding="utf-8", newline="\n")


def _write_export(folder: Path, manifest: Mapping[str, Any]) -> None:
    """``export.json`` with what is to be published; a card beside the kept one is not."""
    written = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != NEW_CARD)
    digests = {path.relative_to(folder).as_posix(): sha256(path.read_bytes()) for path in written}
    write_manifest(folder, {**manifest, "sha256": digests})
