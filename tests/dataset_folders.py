"""Small datasets as an export writes them, made of rows; no build is needed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from corpus.dataset_schema import (
    ALL,
    DOCUMENTS,
    DROPPED,
    JUDGEMENTS,
    SPLITS,
    columns,
    schema,
    shard_path,
    table_schemas,
)
from corpus.publication import Publication

BUILD = "9f0c2b7a41de"
TEXTS = {
    "en": ["The bridge opened in 1932.", "Write to <EMAIL>, or call <PHONE>.", "Nobody had crossed it before."],
    "es": ["El puente se abrió en 1932.", "Escriba a <EMAIL> o llame al <PHONE>.", "Nadie lo había cruzado antes."],
    "fr": ["Le pont a ouvert en 1932.", "Écrivez à <EMAIL> ou appelez le <PHONE>.", "Personne ne l'avait traversé."],
    "zh-Hant": ["這座橋於一九三二年通車。", "請寄信至 <EMAIL> 或致電 <PHONE>。", "以前沒有人走過這座橋。"],
}
PUBLICATION = Publication(title="Bridges of three languages", allow_unknown=True, mask=True)
LICENCES = {"en": "CC-BY-4.0", "es": "CC-BY-SA-4.0", "fr": None, "zh-Hant": "CC-BY-NC-ND-4.0"}


@dataclass(frozen=True)
class Folder:
    """What a dataset is written from. ``sizes``: rows by split; ``shards``: those of train. ``stated``: by language, by
    the documents of the splits; where it is missing, they state their licence. Spanish ones the publisher knows."""

    pairs: Sequence[tuple[str, str]] = (("en", "es"), ("en", "fr"), ("es", "fr"))
    sizes: Mapping[str, int] = field(default_factory=lambda: {"train": 40, "validation": 5, "test": 7})
    shards: int = 2
    licences: Mapping[str, str | None] = field(default_factory=lambda: LICENCES)
    stated: Mapping[str, Sequence[str | None]] = field(default_factory=dict)
    publication: Publication = PUBLICATION
    judged: int = 30
    flags: Mapping[str, int] = field(default_factory=dict)  # the first rows of train that have each
    encoder: str = "embedded"
    dropped: Sequence[tuple[str, str, str]] = (
        ("en-es", "probability below 0.5", ""),
        ("en-es", "probability below 0.5", ""),
        ("en-es", "also in train", "test"),
        ("en-fr", "licence unknown", "train"),
    )


def write_dataset(folder: Path, made: Folder | None = None) -> dict[str, Any]:
    """Writes all files but the card and the notices; gives the parsed ``export.json``."""
    made = made or Folder()
    languages = list(dict.fromkeys(language for pair in made.pairs for language in pair))
    configs = {f"{a}-{b}": (a, b) for a, b in made.pairs} | ({ALL: tuple(languages)} if len(languages) > 2 else {})
    for name, spoken in configs.items():
        for split, size in made.sizes.items():
            rows = [_row(split, number, spoken, made) for number in range(size)]
            count = made.shards if split == "train" else 1
            for shard in range(count):
                path = folder / shard_path(name, split, shard, count)
                path.parent.mkdir(parents=True, exist_ok=True)
                table = pa.Table.from_pylist(rows[shard::count], schema(spoken, BUILD))
                pq.write_table(table, path, compression="zstd")
    _write_tables(folder, languages, made)
    export = _export(folder, list(configs), made)
    (folder / "export.json").write_text(json.dumps(export, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return export


def _row(split: str, number: int, languages: Sequence[str], made: Folder) -> dict[str, Any]:
    lacking = languages[-1] if len(languages) > 2 and number % 4 == 3 else None
    masked = number % 3 == 1
    flags = [flag for flag, count in made.flags.items() if split == "train" and number < count]
    probability = 1.0 if "reviewed" in flags else round(0.5 + 0.49 * ((number * 7) % 10) / 9, 4)
    row: dict[str, Any] = {
        "unit_id": _id(split, number),
        "translation": {each: None if each == lacking else TEXTS[each][number % 3] for each in languages},
        "probability": probability,
        "consistency": 1.0,
        "flags": [*flags, *(["masked"] if masked else [])],
        "group_id": f"{split}-{number // 4}",
        "order": number,
    }
    values = {"doc_id": lambda each: _id(split, each), "url": lambda _: None, "licence": made.licences.get}
    offsets = {
        "char_start": lambda each: number * 60,
        "char_end": lambda each: number * 60 + len(TEXTS[each][number % 3]),
    }
    for column, value in (values | offsets).items():
        row[column] = {each: None if each == lacking else value(each) for each in languages}
    assert list(row) == list(columns(languages))
    return row


def _write_tables(folder: Path, languages: Sequence[str], made: Folder) -> None:
    documents = [
        {
            "doc_id": _id(split, language),
            "path": f"{language}/{split}.html",
            "lang": language,
            "title": f"The {split} | of *{language}*",
            "date": "2001-02-03",
            "url": None,
            "licence": made.licences.get(language),
            "stated": made.stated[language][number] if language in made.stated else made.licences.get(language),
            "granted_by": ""
            if made.licences.get(language) is None
            else "publisher"
            if language == "es"
            else "document",
            "sha256": "0" * 64,
            "group_id": f"{split}-0",
            "split": split,
            "version": 1,
        }
        for number, split in enumerate(SPLITS)
        if split in made.sizes
        for language in languages
    ]
    dropped = [
        {"config": config, "unit_id": _id("dropped", number), "reason": reason, "probability": 0.25, "split": split}
        for number, (config, reason, split) in enumerate(made.dropped)
    ]
    judged = [
        {"unit_id": _id("train", number), "probability": 0.5 + number / 100, "right": number % 5 > 0 or number > 20}
        for number in range(made.judged)
    ]
    tables = {DOCUMENTS: documents, DROPPED: dropped} | ({JUDGEMENTS: judged} if judged else {})
    for name, rows in tables.items():
        pq.write_table(pa.Table.from_pylist(rows, table_schemas()[name]), folder / name)


def _export(folder: Path, configs: Sequence[str], made: Folder) -> dict[str, Any]:
    size = sum(made.sizes.values())
    counted = {
        config: {reason: sum(each[:2] == (config, reason) for each in made.dropped) for _, reason, _ in made.dropped}
        for config in configs
    }
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.parquet"))
    return {
        "hexapla": "0.1.0",
        "signature": {
            "version": "0.1.0",
            "build": BUILD,
            "encoder": made.encoder,
            "settings": {"minimum": 0.0, "level": "sentence", "keep_furniture": False, "same_date": False},
            "target": "dataset",
            "filters": {"min_probability": 0.5, "min_words": 0, "deduplicate": True, "max_length_ratio": None},
            "publication": json.loads(json.dumps(asdict(made.publication))),
        },
        "not_looked_at": {"page furniture": 12},
        "pairs": {
            config: {
                "units": size + sum(counted[config].values()),
                "kept": size,
                "dropped": {reason: number for reason, number in counted[config].items() if number},
            }
            for config in configs
            if config != ALL
        },
        "files": sorted([*files, "export.json"]),
        "sha256": {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in files},
    }


def _id(*parts: object) -> str:
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:12]
