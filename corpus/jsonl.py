"""One unit a line, as JSON, with all figures and origins: for programs and datasets libraries."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from corpus.files import write_atomically
from corpus.filters import Scored
from corpus.tmx import clean_segment
from corpus.units import Part, Unit

Record = dict[str, Any]
_LINE_ENDS = {ord(end): f"\\u{ord(end):04x}" for end in "\x85\u2028\u2029"}  # JSON allows them, some readers end lines


def write_jsonl(path: Path, records: Iterable[Mapping[str, Any]]) -> None:
    """Each record on a line of its own, for whatever reader."""
    with write_atomically(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as file:
        for record in records:
            file.write(json.dumps(record, ensure_ascii=False).translate(_LINE_ENDS) + "\n")


def pair_records(scored: Iterable[Scored]) -> Iterator[Record]:
    """The units of a pair: ``translation`` by language, figures, ``scores``, and ``origin`` by language."""
    for each in scored:
        parts = {part.language: part for part in each.unit.parts}
        yield _record(each.unit, parts, asdict(each.scores))


def joint_records(units: Iterable[Unit], kept: Mapping[str, Sequence[Scored]]) -> Iterator[Record]:
    """Those of ``units`` that are ``kept`` in any pair (by its name), each with the versions that are left in one pair
    or more by column, such as ``es`` and ``es#2``; ``scores`` by the two columns, such as ``en-es#2``."""
    found: dict[tuple[str, int], list[Scored]] = {}
    for of_pair in kept.values():
        for each in of_pair:
            found.setdefault((each.unit.group, each.unit.order), []).append(each)
    for unit in units:
        if pairs := found.get((unit.group, unit.order)):
            parts = {part.column: part for each in pairs for part in each.unit.parts}
            scores = {"-".join(part.column for part in each.unit.parts): asdict(each.scores) for each in pairs}
            yield _record(unit, dict(sorted(parts.items())), scores)


def _record(unit: Unit, parts: Mapping[str, Part], scores: Record) -> Record:
    return {
        "id": unit.id,
        "translation": {name: clean_segment(part.text) for name, part in parts.items()},
        "probability": unit.probability,
        "consistency": unit.consistency,
        "flags": list(unit.flags),
        "scores": scores,
        "group_id": unit.group,
        "order": unit.order,
        "origin": {name: _origin(part) for name, part in parts.items()},
    }


def _origin(part: Part) -> Record:
    place: Record = {
        "path": part.path,
        "doc_id": part.document,
        "char_start": part.span.start,
        "char_end": part.span.stop,
        "paragraph": part.paragraph,
        "version": part.version,
    }
    return place | ({"time_start": part.time[0], "time_end": part.time[1]} if part.time else {})
