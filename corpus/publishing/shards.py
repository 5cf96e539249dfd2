"""The Parquet files of a dataset, as they are found again in its folder."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from corpus.errors import InputError
from corpus.publishing.dataset_schema import ALL, DATA, SPLITS, columns, table_schemas

_NAME = re.compile(rf"({'|'.join(SPLITS)})-(\d{{5}})-of-(\d{{5}})\.parquet")
BATCH = 8192  # rows at a time: memory stays flat; a multiple of 8, so that portions have as many bytes as the whole
_REMEDY = "hexapla export OUT --to dataset DIR makes such a folder"


@dataclass(frozen=True)
class Shard:
    """One of the files that hold a split of a config. Its properties raise InputError where it is none."""

    split: str
    path: Path

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Of the texts, in the order of the columns: source first."""
        schema = open_parquet(self.path).schema_arrow
        kind: Any = schema.field("translation").type if "translation" in schema.names else None
        languages = tuple(field.name for field in getattr(kind, "fields", ()))
        if not languages or schema.names != list(columns(languages)):
            raise InputError(str(self.path), "its columns are not those of a dataset", _REMEDY)
        return languages

    @cached_property
    def build(self) -> str:
        """The id of the build that it comes from; empty where it names none."""
        metadata = open_parquet(self.path).schema_arrow.metadata or {}
        return str(json.loads(metadata.get(b"hexapla", b"{}")).get("build", ""))

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[Any]:
        """Its rows in portions, each a ``pyarrow.RecordBatch``, with all columns or with these."""
        with _readable(self.path):
            yield from open_parquet(self.path).iter_batches(BATCH, columns=columns)

    def first_row(self) -> Mapping[str, Any]:
        """Empty where it has none."""
        with _readable(self.path):
            batch = next(open_parquet(self.path).iter_batches(batch_size=1), None)
        rows: list[dict[str, Any]] = batch.to_pylist() if batch else []
        return rows[0] if rows else {}


def config_names(folder: Path) -> list[str]:
    """Those of the dataset in ``folder``: pairs in alphabetical order, then ``all``. Raises InputError without any."""
    data = folder / DATA
    names = [path.name for path in data.iterdir() if path.is_dir()] if data.is_dir() else []
    if not names:
        raise InputError(str(folder), f"holds no dataset: there is no folder {DATA}/CONFIG", _REMEDY)
    return sorted(names, key=lambda name: (name == ALL, name))


def shards_of(folder: Path, config: str) -> list[Shard]:
    """In the order of ``SPLITS`` and of their numbers. Raises InputError where one is missing, and for other files."""
    data = folder / DATA / config
    found = dict[str, dict[int, Path]]()
    counts = dict[str, set[int]]()
    for path in sorted(data.iterdir()):
        name = _NAME.fullmatch(path.name)
        if not name:
            raise InputError(
                str(path), "is no shard of a split", "these have names such as train-00000-of-00001.parquet"
            )
        found.setdefault(name[1], {})[int(name[2])] = path
        counts.setdefault(name[1], set()).add(int(name[3]))
    if not found:
        raise InputError(str(data), "holds no Parquet", _REMEDY)
    for split, paths in found.items():
        if counts[split] != {len(paths)} or sorted(paths) != list(range(len(paths))):
            raise InputError(str(data), f"the shards of {split} are not those of one export", "export it again")
    return [Shard(split, found[split][number]) for split in SPLITS if split in found for number in sorted(found[split])]


def read_table(folder: Path, name: str) -> Any:
    """A table beside the data with its columns, a ``pyarrow.Table``. Raises InputError where that cannot be read."""
    path, wanted = folder / name, table_schemas()[name].names
    file = open_parquet(path)
    if missing := [column for column in wanted if column not in file.schema_arrow.names]:
        raise InputError(str(path), f"lacks the column {missing[0]}", _REMEDY)
    with _readable(path):
        return file.read(columns=wanted)


def open_parquet(path: Path) -> Any:
    """A ``pyarrow.parquet.ParquetFile``. Raises InputError where it is none."""
    from pyarrow.parquet import ParquetFile

    with _readable(path):
        return ParquetFile(path)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Raises InputError for what pyarrow trips over."""
    from pyarrow import ArrowException

    try:
        yield
    except (ArrowException, OSError) as error:
        what = f"cannot be read as Parquet: {str(error).splitlines()[0]}"
        raise InputError(str(path), what, _REMEDY) from None
