"""Small folders as a publisher has them, written straight from the schema."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from corpus.card import card_text
from corpus.dataset_schema import ALL, CARD, CITATION, LICENCES, schema, shard_path, table_schemas
from corpus.figures import read_figures
from corpus.notices import citation, licence_notice
from corpus.publication import Publication

BUILD, FREE = "0123456789ab", "CC-BY-4.0"
PEARS = Publication(title="Pears")
CONFIGS = {"en-es": ("en", "es"), "en-fr": ("en", "fr"), "es-fr": ("es", "fr"), ALL: ("en", "es", "fr")}
GROUPS = {"train": ("g1", "g2", "g3", "g4"), "validation": ("g5",), "test": ("g6",)}
WORDS = ("pear", "river", "lamp", "tower", "bread", "storm", "violin", "window", "garden", "letter")
Row = dict[str, Any]


def sentence(group: str, order: int, language: str) -> str:
    """Another one for each place, in words that no other place has."""
    word = hashlib.sha256(f"{group} {order}".encode()).hexdigest().translate(str.maketrans("0123456789", "ghijklmnop"))
    return f"{language.upper()} {WORDS[order % len(WORDS)]} {word[:12]} {word[12:20]}."


def row(group: str, order: int, languages: Sequence[str], licence: str | None = FREE) -> Row:
    texts = {language: sentence(group, order, language) for language in languages}
    by_language = {
        "doc_id": {language: f"{group}-{language}" for language in languages},
        "url": dict.fromkeys(languages),
        "licence": dict.fromkeys(languages, licence),
        "char_start": dict.fromkeys(languages, 10 * order),
        "char_end": {language: 10 * order + len(text) for language, text in texts.items()},
    }
    return {
        "unit_id": f"{group}-{order}", "translation": texts, "probability": 0.9, "consistency": 1.0, "flags": [],
        "group_id": group, "order": order, **by_language,
    }  # fmt: skip


def rows_of(languages: Sequence[str], units: int = 4, licence: str | None = FREE) -> dict[str, list[Row]]:
    """By split."""
    return {
        split: [row(group, order, languages, licence) for group in groups for order in range(units)]
        for split, groups in GROUPS.items()
    }


def write_shard(path: Path, rows: Sequence[Row], languages: Sequence[str], build: str = BUILD) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(list(rows), schema=schema(languages, build)), path, compression="zstd")


def write_dataset(
    folder: Path, units: int = 4, shards: int = 1, publication: Publication = PEARS, licence: str | None = FREE
) -> Path:
    """A sound one with all that the schema names; ``units`` of each of six groups, ``shards`` of each split."""
    for config, languages in CONFIGS.items():
        for split, rows in rows_of(languages, units, licence).items():
            for number in range(shards):
                part = rows[number * len(rows) // shards : (number + 1) * len(rows) // shards]
                write_shard(folder / shard_path(config, split, number, shards), part, languages)
    for name, table in tables(licence).items():
        pq.write_table(table, folder / name, compression="zstd")
    publication = replace(publication, allow_unknown=not licence)
    export = write_export(folder, publication)
    figures = read_figures(folder)
    words = {LICENCES: licence_notice(figures), CITATION: citation(export, figures), CARD: card_text(figures, export)}
    for name, text in words.items():
        (folder / name).write_text(text, encoding="utf-8")
    write_export(folder, publication)
    return folder


def tables(licence: str | None = FREE) -> dict[str, pa.Table]:
    """Those beside the data, by file name."""
    nothing = dict.fromkeys(("title", "date", "url"), "")
    documents = [
        {
            **nothing, "doc_id": f"{group}-{language}", "path": f"{language}/{group}.txt", "lang": language,
            "licence": licence, "stated": "", "granted_by": "publisher" if licence else "",
            "sha256": "00", "group_id": group, "split": split, "version": 0,
        }
        for split, groups in GROUPS.items() for group in groups for language in CONFIGS[ALL]
    ]  # fmt: skip
    rows: Mapping[str, list[Row]] = {"documents.parquet": documents}
    schemas = table_schemas()
    return {name: pa.Table.from_pylist(rows.get(name, []), schema=schemas[name]) for name in schemas}


def write_export(folder: Path, publication: Publication = PEARS) -> dict[str, Any]:
    """``export.json``, of what lies in the folder."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    found.pop("export.json", None)
    kept = {
        name: {"units": 0, "kept": sum(
            pq.read_metadata(path).num_rows for key, path in found.items() if key.startswith(f"data/{name}/")
        ), "dropped": {}}
        for name in CONFIGS
    }  # fmt: skip
    content = {
        "hexapla": "0.1.0",
        "signature": {
            "version": "0.1.0", "build": BUILD, "encoder": "toy", "settings": {}, "target": "dataset", "filters": {},
            "publication": asdict(publication),
        },
        "not_looked_at": {},
        "pairs": {name: each for name, each in kept.items() if name != ALL},
        "files": sorted([*found, "export.json"]),
        "sha256": {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in sorted(found.items())},
    }  # fmt: skip
    (folder / "export.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return content
