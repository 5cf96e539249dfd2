"""The rows of a dataset that is to be published, read from its shards: are they what the schema and the splits promise?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.dataset_folder import DatasetFolder
from corpus.dataset_schema import ALL, DATA, DOCUMENTS, SPLITS, schema, shard_path, table_schemas
from corpus.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

_SHARD = re.compile(rf"{DATA}/([^/]+)/({'|'.join(SPLITS)})-(\d{{5}})-of-(\d{{5}})\.parquet")
_ROWS_AT_ONCE = 50_000
_HELD_OUT_FIRST = {split: number for number, split in enumerate(("test", "validation", "train"))}


@dataclass(frozen=True, slots=True)
class Shard:
    """One file of ``config`` and ``split``, the ``number``-th of ``count``."""

    path: str
    config: str
    split: str
    number: int
    count: int


@dataclass(frozen=True)
class Rows:
    """What the shards hold: ``languages`` by config, ``counts`` of rows by config and split; ``findings``, one line
    each, where they are not as they should be."""

    languages: Mapping[str, tuple[str, ...]]
    counts: Mapping[str, Mapping[str, int]]
    findings: tuple[str, ...]


def check_rows(dataset: DatasetFolder) -> Rows:
    """Reads every row once, some ten thousands at a time; what is held out of training is kept in memory as text."""
    names = [file.path for file in dataset.files if file.path.startswith(f"{DATA}/")]
    shards = [shard for shard in map(_shard, names) if shard]
    findings = [f"{name}: it is named like no shard of a dataset" for name in names if not _shard(name)]
    findings += [*_numbering(shards), *_tables(dataset)]
    reading = _Reading(dataset)
    for shard in sorted(shards, key=lambda each: (_HELD_OUT_FIRST[each.split], each.config, each.number)):
        reading.read(shard)
    findings += [*reading.builds(), *reading.findings, *reading.found.lines()]
    if not reading.findings:  # else not all rows were seen
        findings += [*reading.counted(), *reading.documents()]
    languages = {config: reading.languages[config] for config in sorted(reading.languages)}
    counts = {config: {split: found[split] for split in SPLITS if split in found} for config, found in reading.rows()}
    return Rows(languages, counts, tuple(findings))


def _shard(path: str) -> Shard | None:
    match = _SHARD.fullmatch(path)
    return Shard(path, match[1], match[2], int(match[3]), int(match[4])) if match else None


def _numbering(shards: Iterable[Shard]) -> Iterator[str]:
    counts: dict[tuple[str, str], set[int]] = {}
    for shard in shards:
        counts.setdefault((shard.config, shard.split), set()).add(shard.count)
    there = {shard.path for shard in shards}
    for (config, split), found in sorted(counts.items()):
        if len(found) > 1:
            yield f"{DATA}/{config}: shards of {split} from different exports: {' and '.join(map(str, sorted(found)))}"
        else:
            count = found.pop()
            missing = [k for k in range(count) if shard_path(config, split, k, count) not in there]
            yield from (f"{shard_path(config, split, k, count)}: this shard is missing" for k in missing)


def _tables(dataset: DatasetFolder) -> Iterator[str]:
    """Of the tables beside the data."""
    there = {file.path for file in dataset.files}
    for name, expected in table_schemas().items():
        if name in there:
            try:
                found = _open(dataset.path / name).schema_arrow
            except InputError as error:
                yield str(error)
            else:
                if not found.equals(expected):
                    yield f"{name}: its columns are not those of this version of hexapla"


def _open(path: Path) -> pa.parquet.ParquetFile:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        raise InputError(path.name, f"it cannot be read as Parquet: {str(error).splitlines()[0]}") from None


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
        self._rows: dict[str, Counter[str]] = {}
        self._builds: dict[str, list[str]] = {}
        self._groups: dict[str, str] = {}
        self._held_out: dict[str, dict[str, str]] = {}  # language -> folded text -> split
        self._licences: dict[str, bool] = {}
        self._documents: set[str] = set()

    def rows(self) -> list[tuple[str, Counter[str]]]:
        return sorted(self._rows.items())

    def read(self, shard: Shard) -> None:
        try:
            file = _open(self.dataset.path / shard.path)
        except InputError as error:
            self.findings.append(f"{shard.path}: {error.reason}")
            return
        self._builds.setdefault(_build_of(file.schema_arrow), []).append(shard.path)
        languages = _languages_of(file.schema_arrow)
        self.languages.setdefault(shard.config, languages)
        if fault := self._schema_fault(shard, file.schema_arrow, languages):
            self.findings.append(f"{shard.path}: {fault}")
            return
        rows = self._rows.setdefault(shard.config, Counter())
        rows[shard.split] += file.metadata.num_rows
        for batch in file.iter_batches(_ROWS_AT_ONCE):
            self._look_at(batch, shard, languages)

    def _schema_fault(self, shard: Shard, found: pa.Schema, languages: tuple[str, ...]) -> str:
        if len(languages) < 2 or (shard.config != ALL and shard.config != "-".join(languages)):
            return f"its texts are in {', '.join(languages) or 'no language'}, which is not what {shard.config} says"
        if languages != self.languages[shard.config]:
            return f"its languages are not those of the other shards of {shard.config}"
        expected = schema(languages, _build_of(found))
        if not found.equals(expected) or found.metadata != expected.metadata:
            return "its columns are not those of this version of hexapla"
        return ""

    def _look_at(self, batch: pa.RecordBatch, shard: Shard, languages: Sequence[str]) -> None:
        import pyarrow.compute as pc

        where = f"{shard.config}, {shard.split}"
        units, held = batch.column("unit_id"), 0
        for language in languages:
            of = {name: pc.struct_field(batch.column(name), language) for name in ("translation", "licence", "doc_id")}
            texts = of["translation"]
            there, blank = pc.is_valid(texts), pc.equal(pc.utf8_length(pc.utf8_trim_whitespace(texts)), 0)
            self._note("rows with an empty text", pc.fill_null(blank, False), units, where)
            held = pc.add(there.cast("int8"), held)
            self._look_at_licences(of["licence"], there, units, where)
            self._documents.update(pc.unique(of["doc_id"].filter(there)).drop_null().to_pylist())
            self._look_at_texts(pc.unique(texts).drop_null().to_pylist(), language, shard)
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

        from corpus.licences import licence_id

        unknown = pc.and_(there, pc.is_null(licences))
        if not self.dataset.allows_unknown:
            self._note("texts without a licence, though the export was not allowed any", unknown, units, where)
        for licence in pc.unique(licences).drop_null().to_pylist():
            known = self._licences.setdefault(licence, licence_id(licence) == licence)
            self.found.add("licences that are no SPDX expression", not known, f"{licence!r} ({where})")

    def _look_at_texts(self, texts: Iterable[str], language: str, shard: Shard) -> None:
        from corpus.splits import folded

        held_out = self._held_out.setdefault(language, {})
        if shard.split == SPLITS[0] and not held_out:
            return
        for text in texts:
            key = folded(text)
            split = held_out.get(key, shard.split)
            if split != shard.split:
                first = f"{text[:60]!r} ({split}; {shard.config}, {shard.split})"
                self.found.add("texts in two splits", 1, first)
            elif shard.split != SPLITS[0]:
                held_out[key] = split

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
        """Whether documents.parquet names all that the rows come from."""
        import pyarrow as pa

        try:
            table = _open(self.dataset.path / DOCUMENTS).read(columns=["doc_id"])
            named = set(table.column("doc_id").to_pylist())
        except (InputError, KeyError, OSError, pa.ArrowException):  # another line says what is wrong with it
            return
        missing = sorted(self._documents - named)
        if missing:
            yield f"{DOCUMENTS}: {len(missing):,} documents that rows come from are missing, the first {missing[0]}"


def _build_of(found: pa.Schema) -> str:
    """The id of the build in the metadata of a shard, else an empty string."""
    import json

    try:
        return str(json.loads((found.metadata or {})[b"hexapla"])["build"])
    except (KeyError, TypeError, ValueError):
        return ""


def _languages_of(found: pa.Schema) -> tuple[str, ...]:
    import pyarrow as pa

    kind = found.field("translation").type if "translation" in found.names else None
    return tuple(each.name for each in kind) if isinstance(kind, pa.StructType) else ()
