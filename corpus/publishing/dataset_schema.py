"""What a published dataset looks like: its folder, the columns of its tables, and how the ``datasets`` library and the
Hub describe these.

DIR/README.md                                       the card
DIR/LICENSE, CITATION.cff                           who may do what, and how to cite it
DIR/data/en-es/train-00000-of-00001.parquet …       a config for each pair of languages, and ``all`` with all of them
DIR/documents.parquet                               each document that has a share in it
DIR/dropped.parquet                                 each unit that was left out, with the reason, without its texts
DIR/judgements.parquet                              what a spot check found, if there was one
DIR/export.json                                     signature, settings, files with sha256
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

CARD, LICENCES, CITATION = "README.md", "LICENSE", "CITATION.cff"
# Beside what was edited by hand: what would be in its place; never published.
NEW_WORDS: Mapping[str, str] = {CARD: "README.new.md", LICENCES: "LICENSE.new", CITATION: "CITATION.new.cff"}
DATA, DOCUMENTS, DROPPED, JUDGEMENTS = "data", "documents.parquet", "dropped.parquet", "judgements.parquet"
ALL = "all"  # the config with all languages; there is none where the languages are two
SPLITS = ("train", "validation", "test")
NO_LICENCE, ELSEWHERE = "licence unknown", "text in another split"  # reasons for which a unit is left out

BY_LANGUAGE = {"doc_id": "string", "url": "string", "licence": "string", "char_start": "int64", "char_end": "int64"}
_SCALARS = {"probability": "float64", "consistency": "float64"}


def shard_path(config: str, split: str, number: int, count: int) -> str:
    """Of the ``number``-th of ``count`` shards, from 0: ``data/en-es/train-00000-of-00001.parquet``."""
    return f"{DATA}/{config}/{split}-{number:05d}-of-{count:05d}.parquet"


def columns(languages: Sequence[str]) -> dict[str, Any]:
    """Name -> type: the name of a type, a list of one, or types by language; those of ``translation`` are its
    ``languages``."""
    by_language = {name: dict.fromkeys(languages, kind) for name, kind in BY_LANGUAGE.items()}
    texts = {"translation": dict.fromkeys(languages, "string")}
    flags = {"flags": ["string"], "group_id": "string", "order": "int64"}
    return {"unit_id": "string", **texts, **_SCALARS, **flags, **by_language}


def schema(languages: Sequence[str], build: str) -> pa.Schema:
    """That of the rows of a config, with what ``datasets`` reads of it and the id of the ``build`` in its metadata."""
    import pyarrow as pa

    types = {"string": pa.string(), "int64": pa.int64(), "float64": pa.float64()}

    def type_of(kind: Any) -> pa.DataType:
        if isinstance(kind, dict):
            return pa.struct([(language, type_of(each)) for language, each in kind.items()])
        return pa.list_(type_of(kind[0])) if isinstance(kind, list) else types[kind]

    features = {"info": {"features": _features(languages)}}
    metadata = {"huggingface": json.dumps(features), "hexapla": json.dumps({"build": build})}
    return pa.schema([(name, type_of(kind)) for name, kind in columns(languages).items()], metadata=metadata)


def _features(languages: Sequence[str]) -> dict[str, Any]:
    """As ``datasets`` writes them into the metadata of Parquet."""

    def feature(kind: Any) -> dict[str, Any]:
        if isinstance(kind, dict):
            return {language: feature(each) for language, each in kind.items()}
        if isinstance(kind, list):
            return {"feature": feature(kind[0]), "_type": "List"}
        return {"dtype": kind, "_type": "Value"}

    found = {name: feature(kind) for name, kind in columns(languages).items()}
    return {**found, "translation": {"languages": list(languages), "_type": "Translation"}}


def card_features(languages: Sequence[str]) -> list[dict[str, Any]]:
    """As the front matter of a card has them."""

    def described(name: str, kind: Any) -> dict[str, Any]:
        if name == "translation":
            return {"name": name, "dtype": {"translation": {"languages": list(languages)}}}
        if isinstance(kind, dict):
            return {"name": name, "struct": [described(language, each) for language, each in kind.items()]}
        return {"name": name, "list": kind[0]} if isinstance(kind, list) else {"name": name, "dtype": kind}

    return [described(name, kind) for name, kind in columns(languages).items()]


def table_schemas() -> dict[str, pa.Schema]:
    """Those of the tables beside the data, by file name.

    ``stated``: the licence in the document's own words, ``granted_by``: ``document`` where these say it, ``publisher``
    where the export was told, empty where nobody has. ``split`` of what is dropped is empty where it would have been
    in none. ``probability`` of a judgement is that before the review; ``right``: the unit was right as it was.
    """
    import pyarrow as pa

    text, whole, real = pa.string(), pa.int64(), pa.float64()
    documents = {
        **dict.fromkeys(("doc_id", "path", "lang", "title", "date", "url", "licence", "stated", "granted_by"), text),
        **dict.fromkeys(("sha256", "group_id", "split"), text),
        "version": whole,
    }
    dropped = {"config": text, "unit_id": text, "reason": text, "probability": real, "split": text}
    judgements = {"unit_id": text, "probability": real, "right": pa.bool_()}
    tables = {DOCUMENTS: documents, DROPPED: dropped, JUDGEMENTS: judgements}
    return {name: pa.schema(list(fields.items())) for name, fields in tables.items()}
