"""Tables of units with their scores and, where filters drop them, the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from corpus.filters import Scored, Scores
from corpus.jsonl import write_jsonl
from corpus.tabular import FIGURES, write_parquet, write_tsv

SCORES = tuple(each.name for each in fields(Scores))
COLUMNS = ("pair", "unit_id", "reason", *FIGURES, *SCORES, "source", "target")
Row = dict[str, Any]


def score_row(pair: str, scored: Scored, reason: str) -> Row:
    """The ``COLUMNS`` of a unit; the reason is empty where it is kept."""
    unit, (source, target) = scored.unit, scored.texts
    figures = {"probability": unit.probability, "consistency": unit.consistency, "flags": list(unit.flags)}
    texts = {"source": source, "target": target}
    return {"pair": pair, "unit_id": unit.id, "reason": reason} | figures | asdict(scored.scores) | texts


def write_score_tsv(path: Path, rows: Iterable[Row]) -> None:
    """Flags with commas between them, 1 for true and 0 for false."""
    write_tsv(path, COLUMNS, (row_cells(row.values()) for row in rows))


def row_cells(values: Iterable[Any]) -> Sequence[Any]:
    """Values as cells of a table for people."""
    return [
        ",".join(each) if isinstance(each, list) else int(each) if isinstance(each, bool) else each for each in values
    ]


def write_score_parquet(path: Path, rows: Iterable[Row]) -> None:
    """One column a score, of its own type."""
    write_parquet(path, "scores", rows)


SCORE_TABLES: Mapping[str, Callable[[Path, Iterable[Row]], None]] = {
    "tsv": write_score_tsv,
    "jsonl": write_jsonl,
    "parquet": write_score_parquet,
}
