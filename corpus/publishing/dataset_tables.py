"""The Parquet files of a dataset: compressed with zstd and cut where the content says, so that a new version of a
dataset shares most of its bytes with the one before, and the Hub stores and sends only what is new."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.files import write_atomically
from corpus.publishing.dataset_schema import schema, shard_path, table_schemas
from corpus.tabular import ROWS_AT_ONCE, Row

if TYPE_CHECKING:
    import pyarrow as pa


def write_table(folder: Path, name: str, rows: Iterable[Row]) -> None:
    """One of ``table_schemas``. The same rows give the same bytes."""
    _write(folder / name, _table(rows, table_schemas()[name]))


def write_split(
    folder: Path, place: tuple[str, str], languages: Sequence[str], build: str, rows: Iterable[Row], shard_bytes: int
) -> None:
    """The rows of a ``place``, config and split, in as few files as hold ``shard_bytes`` each before they are
    compressed; none where there are no rows. The same rows give the same bytes."""
    table = _table(rows, schema(languages, build))
    count = -(-table.nbytes // shard_bytes) if len(table) else 0
    bounds = [len(table) * number // max(count, 1) for number in range(count + 1)]
    for number in range(count):
        part = table.slice(bounds[number], bounds[number + 1] - bounds[number])
        _write(folder / shard_path(*place, number, count), part)


def _table(rows: Iterable[Row], schema: pa.Schema) -> pa.Table:
    """Rows become columns in portions, since they take ten times the memory as objects of Python."""
    import pyarrow as pa

    def portions() -> Iterator[pa.Table]:
        remaining = iter(rows)
        while portion := list(islice(remaining, ROWS_AT_ONCE)):
            yield pa.Table.from_pylist(portion, schema=schema)

    return pa.concat_tables([schema.empty_table(), *portions()]).combine_chunks()


def _write(path: Path, table: pa.Table) -> None:
    import pyarrow.parquet as pq

    with write_atomically(path) as temporary:
        pq.write_table(
            table,
            temporary,
            compression="zstd",
            row_group_size=ROWS_AT_ONCE,
            use_content_defined_chunking=True,
            write_page_index=True,
        )
