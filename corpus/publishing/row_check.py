"""The rows of a dataset that is to be published, from its shards: are they what schema and splits promise?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import InputError
from corpus.licence_expressions import OWN
from corpus.licence_names import licence_id
from corpus.publishing.dataset_folder import DatasetFolder
from corpus.publishing.dataset_schema import ALL, DATA, DOCUMENTS, SPLITS, schema, table_schemas
from corpus.publishing.shards import Shard, config_names, open_parquet, read_table, shards_of
from corpus.publishing.splits import folded

if TYPE_CHECKING:
    import pyarrow as pa

_HELD_OUT_FIRST = {split: number for number, split in enumerate(reversed(SPLITS))}


@dataclass(frozen=True)
class Rows:
    """What the shards hold: ``languages`` by config, ``counts`` of rows by config and split, how many texts have
    no licence; ``findings``, one line each, where they are not as they should be."""

    languages: Mapping[str, tuple[str, ...]]
    counts: Mapping[str, Mapping[str, int]]
    unlicensed: int
    findings: tuple[str, ...]


def check_rows(dataset: DatasetFolder) -> Rows:
    """Reads every row once, some thousands at a time; what is held out of training is kept in memory as text."""
    shards, findings = _shards(dataset.path)
    findings += _tables(dataset)
    reading = _Reading(dataset)
    for config, shard in sorted(shards, key=lambda each: _HELD_OUT_FIRST[each[1].split]):
        reading.read(config, shard)
    findings += [*reading.builds(), *reading.findings, *reading.found.lines()]
    if not findings:  # else not all rows were seen
        findings += [*reading.counted(), *reading.documents()]
    counts = {config: {split: found[split] for split in SPLITS if split in found} for config, found in reading.rows()}
    return Rows(reading.languages, counts, reading.unlicensed, tuple(findings))


def _shards(folder: Path) -> tuple[list[tuple[str, Shard]], list[str]]:
    """Each with its config, and what is wrong with their names and numbers."""
    shards, findings = list[tuple[str, Shard]](), list[str]()
    try:
        configs = config_names(folder)
    except InputError as error:
        return [], [str(error)]
    for config in configs:
        try:
            shards += [(config, shard) for shard in shards_of(folder, config)]
        except InputError as error:
            findings.append(str(error))
    return shards, findings


def _tables(dataset: DatasetFolder) -> list[str]:
    """What is wrong with the tables beside the data."""
    there, findings = {file.path for file in dataset.files}, list[str]()
    for name, expected in table_schemas().items():
        if name in there:
            try:
                if not open_parquet(dataset.path / name).schema_arrow.equals(expected):
                    findings.append(f"{name}: its columns are not those of this version of hexapla")
            except InputError as error:
                findings.append(str(error))
    return findings


@dataclass
class _Found:
    """Findings about rows: how many of a kind there are, and which is the first."""

    counts: Counter[str] = field(default_factory=Counter)
    first: dict[str, str] = field(default_factory=dict)

    def add(self, kind: str, count: int, first: str) -> None:
        if count:
            self.counts[kind] += count
            self.first.setdefault(kind, first)

    def lines(self) -> Iterator[str]:
        for kind, count in self.counts.items():
            yield f"{kind}: {count:,}, the first {self.first[kind]}"


class _Reading:
    """Shards of test and validation come first, so that each text of training is looked for among theirs."""

    def __init__(self, dataset: DatasetFolder) -> None:
        self.dataset = dataset
        self.languages: dict[str, tuple[str, ...]] = {}
        self.findings: list[str] = []
        self.found = _Found()
        self.unlicensed = 0
        self._rows: dict[str, Counter[str]] = {}
        self._builds: dict[str, list[str]] = {}
        self._groups: dict[str, str] = {}
        self._held_out: dict[str, str] = {}  # split by folded text
        self._licences: dict[str, bool] = {}
        self._documents: set[str] = set()

    def rows(self) -> list[tuple[str, Counter[str]]]:
        return sorted(self._rows.items())

    def read(self, config: str, shard: Shard) -> None:
        path = shard.path.relative_to(self.dataset.path).as_posix()
        try:
            self._builds.setdefault(shard.build, []).append(path)
            self._check_schema(config, shard)
        except InputError as error:
            self.findings.append(str(error))
            return
        self._rows.setdefault(config, Counter())[shard.split] += open_parquet(shard.path).metadata.num_rows
        try:
            for batch in shard.batches():
                self._look_at(batch, shard, f"{config}, {shard.split}")
        except InputError as error:  # damaged behind a sound beginning
            self.findings.append(str(error))

    def _check_schema(self, config: str, shard: Shard) -> None:
        languages, found = shard.languages, open_parquet(shard.path).schema_arrow
        if len(languages) < 2 or config not in (ALL, "-".join(languages)):
            raise InputError(str(shard.path), f"its texts are in {', '.join(languages)}, which is not {config}")
        if languages != self.languages.setdefault(config, languages):
            raise InputError(str(shard.path), f"its languages are not those of the other shards of {config}")
        expected = schema(languages, shard.build)
        if not found.equals(expected) or found.metadata != expected.metadata:
            raise InputError(str(shard.path), "its columns are not those of this version of hexapla")

    def _look_at(self, batch: pa.RecordBatch, shard: Shard, where: str) -> None:
        import pyarrow.compute as pc

        units, held = batch.column("unit_id"), 0
        for language in shard.languages:
            of = {name: pc.struct_field(batch.column(name), language) for name in ("translation", "licence", "doc_id")}
            texts = of["translation"]
            there, blank = pc.is_valid(texts), pc.equal(pc.utf8_length(pc.utf8_trim_whitespace(texts)), 0)
            self._note("rows with an empty text", pc.fill_null(blank, False), units, where)
            held = pc.add(there.cast("int8"), held)
            self._look_at_licences(of["licence"], there, units, where)
            self._documents.update(pc.unique(of["doc_id"].filter(there)).drop_null().to_pylist())
            self._look_at_texts(pc.unique(texts).drop_null().to_pylist(), shard.split, where)
        self._note("rows with fewer than two texts", pc.less(held, 2), units, where)
        for group in pc.unique(batch.column("group_id")).to_pylist():
            split = self._groups.setdefault(group, shard.split)
            self.found.add("groups of documents in two splits", split != shard.split, f"{group} ({split}; {where})")

    def _note(self, kind: str, mask: pa.BooleanArray, units: pa.Array, where: str) -> None:
        import pyarrow.compute as pc

        if count := pc.sum(mask).as_py():
            self.found.add(kind, count, f"unit {units.filter(mask)[0]} ({where})")

    def _look_at_licences(self, licences: pa.Array, there: pa.Array, units: pa.Array, where: str) -> None:
        import pyarrow.compute as pc

        unknown = pc.and_(there, pc.is_null(licences))
        self.unlicensed += unknown.true_count
        if not self.dataset.allows_unknown:
            self._note("texts without a licence, though the export was not allowed any", unknown, units, where)
        for licence in pc.unique(licences).drop_null().to_pylist():
            known = self._licences.setdefault(licence, licence_id(licence) == licence)
            self.found.add("licences that are no SPDX expression", not known, f"{licence!r} ({where})")

    def _look_at_texts(self, texts: Iterable[str], own: str, where: str) -> None:
        if own == SPLITS[0] and not self._held_out:
            return
        for text in texts:
            key = folded(text)
            split = self._held_out.get(key, own)
            if split != own:
                self.found.add("texts in two splits", 1, f"{text[:60]!r} ({split}; {where})")
            elif own != SPLITS[0]:
                self._held_out[key] = own

    def builds(self) -> Iterator[str]:
        others = {build: paths for build, paths in self._builds.items() if build != self.dataset.build}
        if others:
            build, paths = next(iter(sorted(others.items())))
            yield (
                f"mixed versions of builds: export.json is of build {self.dataset.build}, {paths[0]} of "
                f"{build or 'none'}: export the dataset again into an empty folder"
            )

    def counted(self) -> Iterator[str]:
        """Whether export.json counts the same rows."""
        for name, counts in sorted(self.dataset.export["pairs"].items()):
            kept, rows = counts.get("kept"), sum(self._rows.get(name, Counter()).values())
            if kept != rows:
                yield f"{DATA}/{name}: {rows:,} rows, but export.json counts {kept:,}"

    def documents(self) -> Iterator[str]:
        """Whether documents.parquet names all that the rows come from, and whoever grants a licence can."""
        try:
            documents = read_table(self.dataset.path, DOCUMENTS).to_pylist()
        except InputError as error:
            yield str(error)
            return
        own = [
            each["path"] for each in documents if each["granted_by"] == "document" and OWN in (each["licence"] or "")
        ]
        if own:
            yield f"{DOCUMENTS}: {len(own):,} documents have {OWN}… by their own word, which says nothing: {own[0]}"
        missing = sorted(self._documents - {each["doc_id"] for each in documents})
        if missing:
            yield f"{DOCUMENTS}: {len(missing):,} documents that rows come from are missing, the first {missing[0]}"
