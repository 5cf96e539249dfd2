"""Small datasets as an export writes them, made of rows, straight from the schema; no build is needed."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from corpus.publishing.card import card_text
from corpus.publishing.dataset_schema import (
    ALL,
    CARD,
    CITATION,
    DOCUMENTS,
    DROPPED,
    JUDGEMENTS,
    LICENCES,
    schema,
    shard_path,
    table_schemas,
)
from corpus.publishing.figures import read_figures
from corpus.publishing.notices import citation, licence_notice
from corpus.publishing.publication import Publication

BUILD, FREE = "9f0c2b7a41de", "CC-BY-4.0"
PAIRS = (("en", "es"), ("en", "fr"), ("es", "fr"))
CONFIGS = {"en-es": ("en", "es"), "en-fr": ("en", "fr"), "es-fr": ("es", "fr"), ALL: ("en", "es", "fr")}
TEXTS = {
    "en": ("The bridge opened in 1932.", "Write to <EMAIL>, or call <PHONE>.", "Nobody had crossed it before."),
    "es": ("El puente se abrió en 1932.", "Escriba a <EMAIL> o llame al <PHONE>.", "Nadie lo había cruzado antes."),
    "fr": ("Le pont a ouvert en 1932.", "Écrivez à <EMAIL> ou appelez le <PHONE>.", "Personne ne l'avait traversé."),
    "zh-Hant": ("這座橋於一九三二年通車。", "請寄信至 <EMAIL> 或致電 <PHONE>。", "以前沒有人走過這座橋。"),
}
Row = dict[str, Any]


@dataclass(frozen=True)
class Folder:
    """What a dataset is written from. ``sizes``: rows by split, ``of_a_group`` those of each group; ``shards`` of each
    split; ``licences`` by language, others are ``FREE``; ``stated``: what the documents of a language state in turn,
    where it is not their licence, of which the publisher knows the Spanish ones; ``flags``: the first rows of train
    that have each; ``dropped``: config, reason and split of each unit that was left out."""

    pairs: Sequence[tuple[str, str]] = PAIRS
    sizes: Mapping[str, int] = field(default_factory=lambda: {"train": 16, "validation": 4, "test": 4})
    of_a_group: int = 4
    shards: int = 1
    texts: Mapping[str, Sequence[str]] = field(default_factory=lambda: TEXTS)
    licences: Mapping[str, str | None] = field(default_factory=dict)
    stated: Mapping[str, Sequence[str | None]] = field(default_factory=dict)
    publication: Publication = field(default_factory=lambda: Publication(title="Pears"))
    judged: int = 10
    flags: Mapping[str, int] = field(default_factory=dict)
    encoder: str = "embedded"
    dropped: Sequence[tuple[str, str, str]] = (
        ("en-es", "probability below 0.5", ""),
        ("en-es", "probability below 0.5", ""),
        ("en-es", "also in train", "test"),
        ("en-fr", "licence unknown", "train"),
    )

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(language for pair in self.pairs for language in pair))

    @property
    def groups(self) -> dict[str, list[str]]:
        """By split."""
        return {split: list(dict.fromkeys(self.group(split, k) for k in range(n))) for split, n in self.sizes.items()}

    def group(self, split: str, number: int) -> str:
        return f"{split}-{number // self.of_a_group}"

    def licence(self, language: str) -> str | None:
        return self.licences.get(language, FREE)

    def statement(self, language: str, number: int) -> str | None:
        stated = self.stated.get(language) or [self.licence(language)]
        return stated[number % len(stated)]


PEARS = Folder()
BRIDGES = Folder(
    sizes={"train": 40, "validation": 5, "test": 7},
    shards=2,
    licences={"en": "CC-BY-4.0", "es": "CC-BY-SA-4.0", "fr": None, "zh-Hant": "CC-BY-NC-ND-4.0"},
    publication=Publication(title="Bridges of three languages", allow_unknown=True, mask=True),
    judged=30,
)
THREE = replace(BRIDGES, of_a_group=40)  # groups, one of each split


def sentence(split: str, number: int, language: str, made: Folder = PEARS) -> str:
    """Another one for each place, with words that no other place has."""
    word = hashlib.sha256(f"{split} {number}".encode()).hexdigest().translate(str.maketrans("0123456789", "ghijklmnop"))
    texts = made.texts.get(language, (language.upper(),))
    return f"{texts[number % len(texts)]} {word[:12]} {word[12:20]}."


def row(split: str, number: int, languages: Sequence[str], made: Folder = PEARS) -> Row:
    """The ``number``-th of its split, from 0. Where there are more than two languages, each fourth lacks the last."""
    spoken = languages[:-1] if len(languages) > 2 and number % 4 == 3 else languages
    texts = {language: sentence(split, number, language, made) for language in spoken}
    group, start = made.group(split, number), 60 * number
    by_language = {
        "doc_id": {language: f"{group}-{language}" for language in spoken},
        "url": {},
        "licence": {language: made.licence(language) for language in spoken},
        "char_start": dict.fromkeys(spoken, start),
        "char_end": {language: start + len(text) for language, text in texts.items()},
    }
    nothing = dict.fromkeys(languages)
    flags = [flag for flag, count in made.flags.items() if split == "train" and number < count]
    return {
        "unit_id": f"{split}-{number}", "translation": {**nothing, **texts},
        "probability": 1.0 if "reviewed" in flags else round(0.5 + 0.49 * ((number * 7) % 10) / 9, 4),
        "consistency": 1.0,
        "flags": flags + ["masked"] * any("<EMAIL>" in text for text in texts.values()),
        "group_id": group, "order": number, **{name: {**nothing, **found} for name, found in by_language.items()},
    }  # fmt: skip


def rows_of(languages: Sequence[str], made: Folder = PEARS) -> dict[str, list[Row]]:
    """By split."""
    return {
        split: [row(split, number, languages, made) for number in range(size)] for split, size in made.sizes.items()
    }


def write_shard(path: Path, rows: Sequence[Row], languages: Sequence[str], build: str = BUILD) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(list(rows), schema=schema(languages, build)), path, compression="zstd")


def tables(made: Folder = PEARS) -> dict[str, pa.Table]:
    """Those beside the data, by file name."""
    groups = [(split, group) for split, found in made.groups.items() for group in found]
    documents = [
        {
            "doc_id": f"{group}-{language}", "path": f"{language}/{group}.txt", "lang": language,
            "title": f"The {split} | of *{language}*", "date": "2001-02-03", "url": None,
            "licence": made.licence(language), "stated": made.statement(language, number),
            "granted_by": ("publisher" if language == "es" else "document") if made.licence(language) else "",
            "sha256": "0" * 64, "group_id": group, "split": split, "version": 1,
        }
        for number, (split, group) in enumerate(groups) for language in made.languages
    ]  # fmt: skip
    dropped = [
        {"config": config, "unit_id": f"dropped-{number}", "reason": reason, "probability": 0.25, "split": split}
        for number, (config, reason, split) in enumerate(made.dropped)
    ]
    judged = [
        {"unit_id": f"train-{number}", "probability": 0.5 + number / 100, "right": number % 5 > 0 or number > 20}
        for number in range(made.judged)
    ]
    rows = {DOCUMENTS: documents, DROPPED: dropped} | ({JUDGEMENTS: judged} if judged else {})
    return {name: pa.Table.from_pylist(found, schema=table_schemas()[name]) for name, found in rows.items()}


def write_tables(folder: Path, made: Folder = PEARS) -> dict[str, Any]:
    """All but the card and the notices; returns the parsed ``export.json``."""
    configs = {f"{a}-{b}": (a, b) for a, b in made.pairs}
    for config, languages in (configs | ({ALL: made.languages} if len(made.languages) > 2 else {})).items():
        for split, rows in rows_of(languages, made).items():
            for number in range(made.shards):
                part = rows[number * len(rows) // made.shards : (number + 1) * len(rows) // made.shards]
                write_shard(folder / shard_path(config, split, number, made.shards), part, languages)
    for name, table in tables(made).items():
        pq.write_table(table, folder / name, compression="zstd")
    return write_export(folder, made)


def write_dataset(folder: Path, made: Folder = PEARS) -> Path:
    """One with all that the schema names; of ``PEARS`` it is sound."""
    export, figures = write_tables(folder, made), read_figures(folder)
    words = {LICENCES: licence_notice(figures), CITATION: citation(export, figures), CARD: card_text(figures, export)}
    for name, text in words.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    write_export(folder, made)
    return folder


def write_export(folder: Path, made: Folder = PEARS) -> dict[str, Any]:
    """``export.json``, of what lies in the folder."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    found.pop("export.json", None)
    dropped = {place.name: Counter[str]() for place in sorted((folder / "data").iterdir()) if place.name != ALL}
    for config, reason, _ in made.dropped:
        if config in dropped:
            dropped[config][reason] += 1
    kept = {config: sum(pq.read_metadata(path).num_rows for path in (folder / "data" / config).iterdir())
            for config in dropped}  # fmt: skip
    content = {
        "hexapla": "0.1.0",
        "signature": {
            "version": "0.1.0", "build": BUILD, "encoder": made.encoder,
            "settings": {"minimum": 0.0, "level": "sentence", "keep_furniture": False, "same_date": False},
            "target": "dataset",
            "filters": {"min_probability": 0.5, "min_words": 0, "deduplicate": True, "max_length_ratio": None},
            "publication": asdict(made.publication),
        },
        "not_looked_at": {"page furniture": 12},
        "pairs": {
            config: {"units": kept[config] + reasons.total(), "kept": kept[config], "dropped": dict(reasons)}
            for config, reasons in dropped.items()
        },
        "files": sorted([*found, "export.json"]),
        "sha256": {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in sorted(found.items())},
    }  # fmt: skip
    text = json.dumps(content, ensure_ascii=False, indent=1)
    (folder / "export.json").write_text(text + "\n", encoding="utf-8")
    parsed: dict[str, Any] = json.loads(text)
    return parsed
