"""What the Parquet files of a dataset hold, read back: the figures of its card come from nowhere else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import fsum
from pathlib import Path
from typing import Any

from corpus.errors import InputError
from corpus.publishing.checked import Checked, read_checked
from corpus.publishing.dataset_schema import ALL, DOCUMENTS, DROPPED
from corpus.publishing.masking import MASKED, count_masks
from corpus.publishing.shards import config_names, read_table, shards_of
from corpus.publishing.statements import Statement

SURE = 0.9  # a probability from which on a unit counts as sure
UNKNOWN = ""  # the licence of a document of which nobody knows one


@dataclass(frozen=True)
class Texts:
    """Of one language in a config: how many, their characters, and their words, which are what white space parts."""

    number: int
    characters: int
    words: int


@dataclass(frozen=True)
class Split:
    """Rows and groups of documents, in Parquet files ``shards`` (paths in the folder); ``num_bytes`` as Arrow has them
    in memory, ``download_size`` those of the files."""

    name: str
    rows: int
    groups: int
    shards: tuple[str, ...]
    num_bytes: int
    download_size: int


@dataclass(frozen=True)
class Config:
    """``sure``: rows with a probability of .9 or more. ``licences``: rows by the licences of their texts, sorted, each
    once. ``flags``: rows that have each. ``masks``: by kind."""

    name: str
    languages: tuple[str, ...]
    splits: tuple[Split, ...]
    texts: Mapping[str, Texts]
    mean_probability: float
    sure: int
    licences: Mapping[tuple[str, ...], int]
    flags: Mapping[str, int]
    masks: Mapping[str, int]

    @property
    def rows(self) -> int:
        """Those of all splits."""
        return sum(split.rows for split in self.splits)

    @property
    def num_bytes(self) -> int:
        """Those of all splits."""
        return sum(split.num_bytes for split in self.splits)

    @property
    def download_size(self) -> int:
        """That of all splits."""
        return sum(split.download_size for split in self.splits)


@dataclass(frozen=True)
class Documents:
    """How many there are in one language, with one licence, which ``granted_by`` says: ``document``, ``publisher`` or
    empty."""

    language: str
    licence: str
    granted_by: str
    number: int


@dataclass(frozen=True)
class Dropped:
    """Units of a config that were left out for one reason; ``split``: where they would have been."""

    config: str
    reason: str
    split: str
    units: int


@dataclass(frozen=True)
class Figures:
    """All that the card says in numbers. ``configs``: pairs in alphabetical order, then ``all``. ``example``: the first
    row of the first config. ``checked`` is None where nobody has judged a sample."""

    configs: tuple[Config, ...]
    documents: tuple[Documents, ...]
    statements: tuple[Statement, ...]
    dropped: tuple[Dropped, ...]
    checked: Checked | None
    example: Mapping[str, Any]

    @cached_property
    def widest(self) -> Config:
        """``all``; the only pair where there is none."""
        return self.configs[-1]

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Of all configs, sorted."""
        return tuple(sorted({language for config in self.configs for language in config.languages}))

    @cached_property
    def licences(self) -> tuple[str, ...]:
        """Of all documents, sorted; the unknown one, an empty string, comes first."""
        return tuple(sorted({each.licence for each in self.documents}))

    @cached_property
    def pairs(self) -> frozenset[frozenset[str]]:
        """Of languages, those that have a config, whatever its direction."""
        return frozenset(frozenset(config.languages) for config in self.configs if config.name != ALL)

    def flagged(self, flag: str) -> int:
        """How many units of the widest config have it."""
        return self.widest.flags.get(flag, 0)

    def documents_where(self, language: str | None = None, licence: str | None = None) -> int:
        """How many there are in a language, with a licence, or both."""
        wanted = [each for each in self.documents if language in (None, each.language)]
        return sum(each.number for each in wanted if licence in (None, each.licence))

    def units_with(self, licence: str) -> int:
        """How many units of the widest config have a text with that licence."""
        return sum(rows for licences, rows in self.widest.licences.items() if licence in licences)


def read_figures(folder: Path) -> Figures:
    """Those of the dataset in ``folder``. Raises InputError where it holds none, or files that are not one."""
    names = config_names(folder)
    configs = tuple(_config(folder, name) for name in names)
    if {language for config in configs for language in config.languages} != set(configs[-1].languages):
        raise InputError(str(folder), f"has several languages and no config {ALL}", "export it again")
    documents = read_table(folder, DOCUMENTS)
    by_language = documents.select(["lang", "licence", "granted_by"])
    stated = documents.select(["stated", "licence", "granted_by"])
    reasons = read_table(folder, DROPPED).select(["config", "reason", "split"])
    return Figures(
        configs,
        tuple(Documents(row[0], row[1], row[2], number) for row, number in _counted(by_language)),
        tuple(Statement(row[0], row[1], row[2], number) for row, number in _counted(stated)),
        tuple(Dropped(row[0], row[1], row[2], units) for row, units in _counted(reasons)),
        read_checked(folder),
        shards_of(folder, names[0])[0].first_row(),
    )


class _Tally:
    """What is counted in the rows of a config, portion by portion."""

    def __init__(self, languages: Sequence[str]) -> None:
        self._languages = languages
        self._texts = {language: Counter[str]() for language in languages}
        self._licences = Counter[tuple[str, ...]]()
        self._flags, self._masks, self._sure = Counter[str](), Counter(count_masks([])), 0
        self._sums, self._probabilities = list[float](), 0

    def add(self, batch: Any) -> None:
        """A ``pyarrow.RecordBatch``."""
        probabilities = batch["probability"].drop_null().to_pylist()
        self._sums.append(fsum(probabilities))
        self._probabilities += len(probabilities)
        self._sure += sum(probability >= SURE for probability in probabilities)
        self._licences.update(_licences(batch, self._languages))
        self._flags.update(batch["flags"].flatten().to_pylist())
        for language in self._languages:
            texts = _texts(batch, language)
            words = sum(len(text.split()) for text in texts)
            self._texts[language].update(number=len(texts), characters=sum(map(len, texts)), words=words)
        self._masks.update(count_masks(_masked(batch, self._languages)))

    def config(self, name: str, splits: tuple[Split, ...]) -> Config:
        """With these ``splits``."""
        return Config(
            name,
            tuple(self._languages),
            splits,
            {language: Texts(**counted) for language, counted in self._texts.items()},
            fsum(self._sums) / self._probabilities if self._probabilities else 0.0,
            self._sure,
            dict(sorted(self._licences.items())),
            dict(sorted(self._flags.items())),
            dict(sorted(self._masks.items())),
        )


def _config(folder: Path, name: str) -> Config:
    shards = shards_of(folder, name)
    languages = shards[0].languages
    tally = _Tally(languages)
    sizes = {shard.split: Counter[str]() for shard in shards}
    groups: dict[str, set[str]] = {shard.split: set() for shard in shards}
    for shard in shards:
        if shard.languages != languages:
            raise InputError(str(shard.path), f"has other languages than {shards[0].path.name}", "export it again")
        sizes[shard.split].update(rows=0, num_bytes=0, download_size=shard.path.stat().st_size)
        for batch in shard.batches():
            sizes[shard.split].update(rows=batch.num_rows, num_bytes=batch.nbytes)
            groups[shard.split].update(batch["group_id"].unique().drop_null().to_pylist())
            tally.add(batch)
    paths = {split: [shard.path for shard in shards if shard.split == split] for split in sizes}
    splits = [
        Split(
            split,
            groups=len(groups[split]),
            shards=tuple(path.relative_to(folder).as_posix() for path in paths[split]),
            **size,
        )
        for split, size in sizes.items()
    ]
    return tally.config(name, tuple(splits))


def _of(batch: Any, column: str, language: str) -> Any:
    import pyarrow.compute as pc

    return pc.struct_field(batch[column], language)


def _texts(batch: Any, language: str) -> list[str]:
    """Those that are there."""
    texts: list[str] = _of(batch, "translation", language).drop_null().to_pylist()
    return texts


def _masked(batch: Any, languages: Sequence[str]) -> Iterator[str]:
    """The texts of units that were masked."""
    import pyarrow as pa

    flagged = pa.array([MASKED in (flags or ()) for flags in batch["flags"].to_pylist()], pa.bool_())
    masked = batch.filter(flagged)
    for language in languages:
        yield from _texts(masked, language)


def _licences(batch: Any, languages: Sequence[str]) -> Counter[tuple[str, ...]]:
    """Rows by the licences of the texts that they have."""
    import pyarrow.compute as pc

    sides = []
    for language in languages:
        stated = pc.fill_null(_of(batch, "licence", language), UNKNOWN)
        sides.append(pc.if_else(_of(batch, "translation", language).is_valid(), stated, None).to_pylist())
    counted = Counter[tuple[str, ...]]()
    for side, rows in Counter(zip(*sides, strict=True)).items():
        counted[tuple(sorted({licence for licence in side if licence is not None}))] += rows
    return counted


def _counted(table: Any) -> list[tuple[tuple[str, ...], int]]:
    """Each row, sorted, and how often it is there; no value is an empty string."""
    grouped = table.group_by(table.column_names, use_threads=False).aggregate([([], "count_all")]).to_pydict()
    numbers = grouped.pop("count_all")
    rows = zip(*([value or "" for value in column] for column in grouped.values()), strict=True)
    found = Counter[tuple[str, ...]]()
    for row, number in zip(rows, numbers, strict=True):
        found[row] += number
    return sorted(found.items())
