"""A dataset to publish, from a finished build: the units of each pair of languages, and of all of them, in splits."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from corpus import __version__
from corpus.errors import InputError
from corpus.export import ExportSettings, PairExport, manifest_of, pair_export, write_manifest
from corpus.files import BUILD
from corpus.finished import build_id, read_build
from corpus.licences import Granted, licences_of
from corpus.pipeline import Build
from corpus.publishing.dataset_folder import file_sha256
from corpus.publishing.dataset_rights import Rights, rights_of
from corpus.publishing.dataset_rows import Origins, in_all_languages
from corpus.publishing.dataset_schema import ALL, DOCUMENTS, DROPPED, JUDGEMENTS, NEW_WORDS, NO_LICENCE, SPLITS
from corpus.publishing.dataset_tables import write_split, write_table
from corpus.publishing.dataset_words import write_words
from corpus.publishing.figures import Figures, read_figures
from corpus.publishing.masking import mask_texts, mask_units
from corpus.publishing.publication import Publication
from corpus.publishing.selection import Selection, select
from corpus.publishing.telephones import regions_of
from corpus.spot_check import SpotCheck, spot_check_of
from corpus.tabular import Row
from corpus.targets import name_of
from corpus.units import Unit


@dataclass(frozen=True)
class Source:
    """What a dataset is made of: a build, its id, the version of the program that made it, and its spot check."""

    build: Build
    identity: str
    version: str = __version__
    spot_check: SpotCheck | None = None


@dataclass(frozen=True)
class Published:
    """What became of the units of each pair, what is in the folder, and what is to be known of the rights."""

    pairs: tuple[PairExport, ...]
    figures: Figures
    rights: Rights

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


def export_dataset(
    source: Source,
    settings: ExportSettings,
    publication: Publication,
    folder: Path,
    edited: Mapping[str, bytes] | None = None,
) -> Published:
    """Write the dataset into the empty ``folder``: see dataset_schema for what is in it.

    ``edited``: words of an earlier one that stay, see dataset_words. Raises UsageError where the languages or licences
    that are asked for make no sense, InputError where nothing is left to publish.
    """
    build = source.build
    granted: Mapping[str, Granted] = licences_of(build.collection.documents, publication.licences)
    if publication.mask:
        build, granted = _masked(build, granted)

    def licensed(unit: Unit) -> bool:
        return publication.allow_unknown or all(granted[part.document].licence for part in unit.parts)

    documents = {each.id: each for each in build.collection.documents}
    origins = Origins(documents, build.grouping.findings, granted, publication.mask)
    rights = rights_of((each for group in build.grouping.groups for each in group.documents), granted)
    selection = select(build, settings, licensed, publication.shares)
    if not selection.split_of:
        raise _nothing(selection, rights)
    _write_tables(folder, selection, origins, source.identity, publication.shard_bytes)
    if check := source.spot_check:
        write_table(folder, JUDGEMENTS, _judgement_rows(check))
    done = tuple(pair_export(pair, selection.reasons(pair)) for pair in selection.chosen)
    about = manifest_of(
        source.build,
        source.identity,
        settings,
        done,
        built_by=source.version,
        publication=asdict(publication),
        spot_check={"build": check.build, "sample": check.size, "seed": check.seed} if check else None,
    )
    manifest = json.loads(json.dumps(about))  # as whoever reads it will have it, so that the card is the same again
    figures = read_figures(folder)
    generated = write_words(folder, figures, manifest, edited or {})
    write_manifest(folder, {**manifest, "generated": generated, "sha256": _digests(folder)})
    return Published(done, figures, rights)


def _masked(build: Build, granted: Mapping[str, Granted]) -> tuple[Build, Mapping[str, Granted]]:
    """Units, titles, and what documents say of their licences."""
    regions = regions_of(build.languages)

    def mask(text: str) -> str:
        return mask_texts([text], regions)[0]

    documents = tuple(replace(each, title=mask(each.title)) for each in build.collection.documents)
    stated = {key: replace(each, stated=mask(each.stated)) for key, each in granted.items()}
    collection = replace(build.collection, documents=documents)
    return replace(build, units=tuple(mask_units(build.units, build.languages)), collection=collection), stated


def _nothing(selection: Selection, rights: Rights) -> InputError:
    """No unit is left: what to tell."""
    reasons = Counter(reason for pair in selection.chosen for reason in selection.reasons(pair))
    told = [f"{reason}: {count}" for reason, count in sorted(reasons.items())] or ["the build has none"]
    what = f"no unit is left to publish: {', '.join(told)}"
    if not reasons[NO_LICENCE]:
        return InputError("--to dataset", what)
    stated = min(filter(None, rights.without), default="")
    what += f"; of {sum(map(len, rights.without.values()))} documents no licence is known"
    what += f": {stated!r} is none" if stated else ""
    return InputError("--to dataset", what, "--licence CC-BY-4.0 says it, --licence 'en/*=CC-BY-4.0' for some")


def _write_tables(folder: Path, selection: Selection, origins: Origins, identity: str, shard_bytes: int) -> None:
    published = set[str]()

    def write(config: str, languages: Sequence[str], units: Sequence[Unit]) -> None:
        for split in SPLITS:
            found = (each for each in units if selection.split_of[each.group] == split)
            rows = (origins.unit_row(each, languages) for each in found)
            write_split(folder, (config, split), languages, identity, rows, shard_bytes)
        published.update(part.document for unit in units for part in unit.parts)

    for pair in selection.chosen:
        write(name_of(pair), pair, list(selection.units(pair)))
    languages = sorted({language for pair in selection.chosen for language in pair})
    if len(languages) > 2:
        write(ALL, languages, list(in_all_languages(selection.build.units, map(selection.units, selection.chosen))))
    write_table(folder, DOCUMENTS, origins.document_rows(published, selection.split_of))
    write_table(folder, DROPPED, selection.dropped_rows())


def _judgement_rows(spot_check: SpotCheck) -> Iterator[Row]:
    for each in spot_check.judgements:
        yield {"unit_id": each.unit, "probability": each.probability, "right": each.right}


def _digests(folder: Path) -> dict[str, str]:
    """The sha256 of all that is published."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name not in NEW_WORDS.values())
    return {path.relative_to(folder).as_posix(): file_sha256(path) for path in paths}
