"""A finished build, read back from its folder: for whoever goes on from there without aligning again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from align.arrays import Floats
from corpus.collection import Collection
from corpus.decisions import NAME, read_decisions
from corpus.documents import FOREIGN, Cue, Document, Furniture, Rejected, Span
from corpus.errors import InputError, UsageError
from corpus.files import sha256
from corpus.given import GIVEN
from corpus.groups import Finding, Group, Grouping, Version
from corpus.pipeline import Build, below_minimum
from corpus.settings import Settings, TmxSettings, pairs_of
from corpus.spot_check import SpotCheck
from corpus.units import Part, Unit
from corpus.vectors import Centres

Row = Mapping[str, Any]
TABLES = ("documents.parquet", "texts.parquet", "segments.parquet", "units.parquet", "centres.parquet")
FILES = ("manifest.json", *TABLES)


def build_id(folder: Path) -> str:
    """Twelve hexadecimal digits from the units of the build in ``folder``."""
    return sha256((_checked(folder) / "units.parquet").read_bytes())[:12]


def read_build(folder: Path) -> Build:
    """The build that ``folder`` holds, as it was before it was written, but for what no file of it says: rules of the
    user's own for sentences, blocks that only may be page furniture.

    A ``UsageError`` where the folder is none of a build, an ``InputError`` where a file of it is damaged.
    """
    _checked(folder)
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        _check_tables(folder, manifest["tables"])
        documents_of, texts, segments, units_of, centres_of = (_rows(folder / name) for name in TABLES)
        settings = _settings(manifest["signature"]["settings"])
        units = tuple(_units(units_of, {row["doc_id"]: row for row in documents_of}))
        documents = _documents(documents_of, {row["doc_id"]: row["text"] for row in texts}, segments, manifest)
        grouping = Grouping(
            tuple(_groups(manifest["groups"], _taken(documents, units), documents_of)),
            {row["doc_id"]: _finding(row) for row in documents_of},
        )
        rejected = tuple(Rejected(each["path"], each["reason"]) for each in manifest["rejected"])
        encoder = manifest["signature"]["encoder"]
        checked = SpotCheck.from_dict(manifest["spot_check"]) if "spot_check" in manifest else None
    except (KeyError, TypeError, ValueError, OSError) as error:
        what = f"a file of the build is damaged or of another version: {type(error).__name__}: {error}"
        raise InputError(str(folder), what, "hexapla build makes it again") from None
    pairs = tuple(pairs_of([each.language for each in documents.values()], settings.pairs))
    collection = Collection(tuple(documents.values()), rejected)
    decisions = read_decisions(folder / NAME) if (folder / NAME).is_file() else None
    left_out, centres = below_minimum(units, settings), _centres(centres_of)
    return Build(settings, encoder, collection, grouping, units, pairs, left_out, centres, decisions, checked)


def _check_tables(folder: Path, told: Mapping[str, str]) -> None:
    """Raise InputError where a table is not the one that the manifest was written with."""
    for name in TABLES:
        if sha256((folder / name).read_bytes()) != told[name]:
            what = f"{name} is not of the same build as manifest.json, or was changed"
            raise InputError(str(folder), what, "hexapla build makes it again")


def _checked(folder: Path) -> Path:
    missing = [name for name in FILES if not (folder / name).is_file()]
    if missing:
        what = "there is no such folder" if not folder.is_dir() else f"no finished build: {', '.join(missing)} missing"
        raise UsageError(str(folder), what, "name the folder that hexapla build has written")
    return folder


def _rows(path: Path) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq

    rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    return rows


def _centres(rows: Iterable[Row]) -> Centres:
    found: dict[str, dict[str, Floats]] = {kind: {} for kind in Centres._fields}
    for row in rows:
        found[row["kind"]][row["lang"]] = np.array(row["vector"], np.float32)
    return Centres(**found)


def _settings(given: Mapping[str, Any]) -> Settings:
    pairs = tuple((source, target) for source, target in given["pairs"])
    tmx = TmxSettings(**{**given["tmx"], "codes": tuple((language, code) for language, code in given["tmx"]["codes"])})
    return Settings(**{**given, "languages": tuple(given["languages"]), "pairs": pairs, "srx": None, "tmx": tmx})


def _documents(
    rows: Iterable[Row], texts: Mapping[str, str], segments: Iterable[Row], manifest: Row
) -> dict[str, Document]:
    """By id."""
    inputs = {each["doc_id"]: each for each in manifest["inputs"]}
    pieces = {key: list(found) for key, found in groupby(segments, key=lambda row: str(row["doc_id"]))}
    documents = {}
    for row in rows:
        key = row["doc_id"]
        found = _document(row, texts[key], pieces.get(key, ()), inputs[key])
        if found.id != key:
            raise ValueError(f"the text of {row['path']} is not the one that was aligned")
        documents[key] = found
    return documents


def _document(row: Row, text: str, segments: Sequence[Row], origin: Row) -> Document:
    sentences, foreign = list[tuple[Span, ...]](), list[Furniture]()
    for _, of_block in groupby((each for each in segments if each["block"] is not None), lambda each: each["block"]):
        block = list(of_block)
        sentences.append(tuple(Span(each["char_start"], each["char_end"]) for each in block))
        if (block[0]["reason"] or "").startswith(FOREIGN):
            foreign.append(Furniture(Span(sentences[-1][0].start, sentences[-1][-1].stop), block[0]["reason"]))
    return Document(
        path=row["path"],
        language=row["lang"],
        text=text,
        paragraphs=tuple(Span(spans[0].start, spans[-1].stop) for spans in sentences),
        sentences=tuple(sentences),
        furniture=tuple(
            Furniture(Span(each["char_start"], each["char_end"]), each["reason"])
            for each in segments
            if each["block"] is None
        ),
        title=row["title"],
        group=origin["group"],
        licence=row["licence"],
        sha256=origin["sha256"],
        flags=tuple(row["flags"]),
        url=row["url"],
        date=row["date"] or "",
        keys=tuple(str(number) for number in range(len(sentences))) if origin["ready"] else (),
        cues=tuple(_cues(segments)),
        foreign=tuple(foreign),
    )


def _taken(documents: Mapping[str, Document], units: Iterable[Unit]) -> dict[str, Document]:
    """The documents as they are in groups: of a source that several catalogues have, the first one's is in the unit."""
    parts = {(part.document, part.span) for unit in units if GIVEN in unit.flags for part in unit.parts}
    return {
        key: replace(
            document,
            sentences=tuple(
                spans if (key, paragraph) in parts else ()
                for paragraph, spans in zip(document.paragraphs, document.sentences, strict=True)
            ),
        )
        if document.keys
        else document
        for key, document in documents.items()
    }


def _cues(segments: Iterable[Row]) -> Iterator[Cue]:
    """One a sentence: those of a film may begin and end within one."""
    for each in segments:
        if each["block"] is not None and each["time_start"] is not None:
            start, stop = (round(1000 * each[name]) for name in ("time_start", "time_end"))
            yield Cue(Span(each["char_start"], each["char_end"]), start, stop)


def _finding(row: Row) -> Finding:
    names = ("reason", "runner_up", "probability", "duplicate_of", "version")
    return Finding(row["group_id"], **{name: row[name] for name in names})


def _groups(listed: Iterable[Row], documents: Mapping[str, Document], rows: Sequence[Row]) -> Iterator[Group]:
    """In the order of the manifest."""
    members: dict[str, list[Row]] = {}
    for row in rows:
        if row["group_id"]:
            members.setdefault(row["group_id"], []).append(row)
    for each in listed:
        found = sorted(members[each["group_id"]], key=lambda row: (row["lang"], row["version"] or 1, row["part"]))
        versions = [
            Version(tuple(documents[row["doc_id"]] for row in of_version))
            for _, of_version in groupby(found, key=lambda row: (row["lang"], row["version"] or 1))
        ]
        probability = float(np.mean([row["probability"] for row in found]))
        yield Group(each["group_id"], tuple(versions), probability)


def _units(rows: Sequence[Row], documents: Mapping[str, Row]) -> Iterator[Unit]:
    for (key, order), found in groupby(rows, key=lambda row: (str(row["unit_id"]), int(row["order"]))):
        of_unit = list(found)
        parts = tuple(_part(row, documents[row["doc_id"]]) for row in of_unit)
        first = of_unit[0]
        figures = first["probability"], first["consistency"]
        yield Unit(key, first["group_id"], order, parts, *figures, tuple(first["flags"]))


def _part(row: Row, document: Row) -> Part:
    time = None if row["time_start"] is None else (row["time_start"], row["time_end"])
    span = Span(row["char_start"], row["char_end"])
    version = document["version"] or 1
    return Part(row["lang"], row["doc_id"], document["path"], span, row["paragraph"], row["text"], version, time)
