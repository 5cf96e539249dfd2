"""A build from end to end: read, encode, group, align, write.

Each stage is a plain function of its inputs and of the settings; this module only calls them in order, tells the
observer what goes on, and writes what they found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from align.encoder import Encoder
from corpus import tabular
from corpus.build_manifest import write_manifest
from corpus.collection import Collection, read_collection
from corpus.decisions import NAME, Decisions, write_decisions
from corpus.errors import InputError
from corpus.given import GIVEN, given_groups, given_units
from corpus.groups import Group, Grouping, group_documents, named_groups
from corpus.landmarks import place_foreign, spoken_centres
from corpus.memories import Memory, write_memory
from corpus.profiles import MULTIWAY
from corpus.report import write_report
from corpus.settings import Pair, Settings, pairs_of
from corpus.units import Unit, align_group, coverage
from corpus.unmirrored import mark_unmirrored
from corpus.untranslated import part_untranslated
from corpus.vectors import NO_CENTRES, Centres, encode_documents, language_centres

if TYPE_CHECKING:
    from corpus.spot_check import SpotCheck

Tick = Callable[[int], None]


class Observer:
    """Is told what a build does; this one listens and says nothing."""

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[Tick]:
        """``total`` steps of the stage ``name``; the tick takes the number of steps just done."""
        yield lambda steps: None

    def note(self, line: str) -> None:
        """Something that the log keeps."""


@dataclass(frozen=True)
class Build:
    """What a build found, before it is written."""

    settings: Settings
    encoder: str
    collection: Collection
    grouping: Grouping
    units: tuple[Unit, ...] = ()
    pairs: tuple[Pair, ...] = ()
    left_out: dict[str, str] = field(default_factory=dict)  # unit id -> why it is in no TMX or TSV
    centres: Centres = NO_CENTRES  # what a group is aligned again with as if it were for the first time
    decisions: Decisions | None = None  # of reviews, see corpus.review
    spot_check: SpotCheck | None = None  # of the last of them that was one

    @property
    def accepted(self) -> list[Unit]:
        return [unit for unit in self.units if unit.id not in self.left_out]

    @property
    def languages(self) -> list[str]:
        return sorted({document.language for document in self.collection.documents})

    def counts(self) -> dict[str, int | float]:
        documents = self.collection.documents
        grouped = [document for group in self.grouping.groups for document in group.documents]
        lines = sum(len(document.left_out) for document in documents)
        not_ready = sum(len(document.left_out) for document in documents if document.keys)
        unmirrored = sum(bool(unit.furniture) for unit in self.units)
        return {
            "documents": len(documents),
            "rejected": len(self.collection.rejected),
            "languages": len(self.languages),
            "groups": len(self.grouping.groups),
            "without_partner": len(documents) - len(grouped),
            "sentences": sum(len(spans) for document in documents for spans in document.native.sentences),
            "furniture": lines - not_ready + unmirrored,
            "units": sum(len(unit.parts) > 1 for unit in self.accepted),
            "partial": sum(len(unit.parts) > 1 and "partial" in unit.flags for unit in self.accepted),
            "moved": sum("moved" in unit.flags for unit in self.accepted),
            "given": sum(len(unit.parts) > 1 and GIVEN in unit.flags for unit in self.accepted),
            "not_ready": not_ready,
            "alone": sum(len(unit.parts) == 1 for unit in self.units) - unmirrored,
            "below_minimum": len(self.left_out),
            "coverage": round(coverage(self.accepted, grouped), 4),
        }


def read_stage(folder: Path, settings: Settings, observer: Observer, output: Path | None = None) -> Collection:
    """The documents of ``folder``; ``output`` may lie in it, and an earlier build there is not an input."""
    with observer.stage("Reading") as tick:
        collection = read_collection(
            folder, settings.languages or None, lambda path: tick(1), settings.keep_furniture, settings.segmenter
        )
    documents, rejected = collection.documents, collection.rejected
    if not documents:
        raise InputError(
            str(folder), f"none of {len(rejected)} files can be used",
            f"the first, {rejected[0].path}: {rejected[0].reason}",
        )  # fmt: skip
    if output:
        place, root = output.resolve(), folder.resolve()
        rejected = tuple(refusal for refusal in rejected if root / refusal.path != place)
    for refusal in rejected:
        observer.note(f"not used: {refusal.path}: {refusal.reason}")
    return Collection(documents, rejected)


def check_versions(folder: Path, collection: Collection) -> None:
    """Raise InputError where nothing can be aligned: fewer than two documents or languages. Raise UsageError where
    the manifest's groups are wrong."""
    documents = collection.documents
    named_groups(documents)
    if len(documents) < 2:
        raise InputError(
            str(folder), f"only one document, {documents[0].path} in {documents[0].language}",
            "a corpus needs versions of it in other languages",
        )  # fmt: skip
    languages = {document.language for document in documents}
    if len(languages) < 2:
        raise InputError(
            str(folder), f"all {len(documents)} documents are in {languages.pop()}",
            "a corpus needs two languages; a wrong one is put right by manifest.csv or by a path such as es/a.txt",
        )  # fmt: skip


def group_stage(
    collection: Collection, settings: Settings, encoder: Encoder | None, observer: Observer, align: bool = True
) -> Build:
    """Encode, group and, with ``align``, align; ready units are taken over as they are, and before the others, so that
    of equal units they are kept. There need be no ``encoder`` where there is nothing else."""
    pairs = tuple(pairs_of([d.language for d in collection.documents], settings.pairs))
    given = given_groups(collection.documents)
    units = _ready_units(given, observer) if align and given.groups else []
    documents = [document for document in collection.documents if not document.keys]
    for document in collection.documents:
        if finding := given.findings.get(document.id):
            observer.note(f"{document.path} [{document.language}]: {finding.reason}")
    if not documents:
        return Build(settings, "none", collection, given, tuple(units), pairs, below_minimum(units, settings))
    if encoder is None:
        raise ValueError("documents need an encoder")
    with observer.stage("Encoding sentences", sum(len(s) for d in documents for s in d.sentences)) as tick:
        encoded = encode_documents(documents, encoder, progress=tick)
    spoken = spoken_centres(documents, encoded.vectors)
    documents, (vectors, tokens) = place_foreign(documents, encoded, spoken)
    placed = {document.id: document for document in documents}
    collection = replace(collection, documents=tuple(placed.get(each.id, each) for each in collection.documents))
    with observer.stage("Finding versions") as tick:
        found = group_documents(documents, vectors, settings.same_date, progress=tick)
    grouping = given.joined(found)
    for document in documents:
        observer.note(f"{document.path} [{document.language}]: {grouping.findings[document.id].reason}")
    build = Build(settings, encoder.name, collection, grouping, pairs=pairs)
    if not align:
        return build
    centres = Centres(language_centres(documents, vectors), spoken)
    with observer.stage("Aligning", len(found.groups)) as tick:
        for group in found.groups:
            units.extend(align_group(group, vectors, centres.written, tokens, settings.level))
            tick(1)
    if not settings.keep_furniture:
        units = mark_unmirrored(documents, units)
    units = part_untranslated(units)
    left_out = below_minimum(units, settings)
    return Build(settings, encoder.name, collection, grouping, tuple(units), pairs, left_out, centres)


def below_minimum(units: Iterable[Unit], settings: Settings) -> dict[str, str]:
    """The units that are too doubtful, each with this reason."""
    below = f"probability below {settings.minimum:g}"
    return {unit.id: below for unit in units if len(unit.parts) > 1 and unit.probability < settings.minimum}


def _ready_units(given: Grouping, observer: Observer) -> list[Unit]:
    units: list[Unit] = []
    with observer.stage("Taking over ready units", len(given.groups)) as tick:
        for group in given.groups:
            units.extend(given_units(group))
            tick(1)
    return units


def write_build(build: Build, folder: Path, observer: Observer) -> dict[str, Memory]:
    """All files of a build into the empty ``folder``; what became of the TMX of each pair, such as ``en-es``, and of
    that of all languages."""
    documents, findings, accepted = build.collection.documents, build.grouping.findings, build.accepted
    write_documents(build, folder)
    tabular.write_parquet(folder / "units.parquet", "units", tabular.unit_rows(build.units))
    tabular.write_parquet(folder / "centres.parquet", "centres", tabular.centre_rows(build.centres))
    if build.decisions:
        write_decisions(build.decisions, folder / NAME)
    memories: dict[str, Memory] = {}
    with observer.stage("Writing", len(build.pairs)) as tick:
        for pair in build.pairs:
            name = "-".join(pair)
            both = [unit for unit in accepted if unit.part(pair[0]) and unit.part(pair[1])]
            both = in_order_of(pair[0], both, build.grouping.groups)
            if both:
                tabular.write_pair_tsv(folder / f"tsv/{name}.tsv", pair, both)
                memories[name] = write_memory(folder / f"tmx/{name}.tmx", pair, both, build.settings.tmx, documents)
            else:
                observer.note(f"{name}: no unit has both languages, so there is no TMX")
            tick(1)
        if pivot := build.settings.tmx.pivot:
            units = [unit for unit in accepted if unit.part(pivot)]
            units = in_order_of(pivot, units, build.grouping.groups)
            languages = list(dict.fromkeys((pivot, *build.languages)))
            path = folder / f"tmx/{MULTIWAY}.tmx"
            memories[MULTIWAY] = write_memory(path, languages, units, build.settings.tmx, documents)
    for name, memory in memories.items():
        for line in memory.lines():
            observer.note(f"tmx/{name}.tmx: {line}")
    tabular.write_all_tsv(folder / "tsv/all.tsv", build.languages, accepted)
    rows = tabular.unaligned_rows(documents, build.collection.rejected, findings, build.units, build.left_out)
    left_out = (row for memory in memories.values() for row in memory.rows())
    tabular.write_tsv(folder / "unaligned.tsv", tabular.UNALIGNED, chain(rows, left_out))
    write_manifest(build, folder, memories)
    write_report(build, folder / "report.html", {name: memory.summary for name, memory in memories.items()})
    return memories


def in_order_of(language: str, units: Sequence[Unit], groups: Iterable[Group]) -> list[Unit]:
    """The units of ``groups``, all of which have the language, in the order of its documents; in others, some stand
    elsewhere."""
    order = {group: number for number, group in enumerate(dict.fromkeys(unit.group for unit in units))}
    document = {each.id: number for group in groups for number, each in enumerate(group.documents)}

    def place(unit: Unit) -> tuple[int, int, int]:
        part = unit.part(language)
        return order[unit.group], document[part.document] if part else 0, part.span.start if part else 0

    return sorted(units, key=place)


def write_documents(build: Build, folder: Path) -> None:
    """The tables of documents and of their texts."""
    documents = build.collection.documents
    rows = tabular.document_rows(documents, build.grouping)
    tabular.write_parquet(folder / "documents.parquet", "documents", rows)
    tabular.write_parquet(folder / "texts.parquet", "texts", tabular.text_rows(documents))
    tabular.write_parquet(folder / "segments.parquet", "segments", tabular.segment_rows(documents))
