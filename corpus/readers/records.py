"""JSON lines: one document a record."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from corpus.documents import Extract, Rejected
from corpus.errors import HexaplaError, InputError
from corpus.files import decode
from corpus.languages import language_of_path, standardize
from corpus.limits import MARKUP_BYTES, check_size
from corpus.readers.blocks import clean
from corpus.readers.plain import lines, unwrap


def read_jsonl(data: bytes, where: str) -> list[Extract | Rejected]:
    """One document a line: a JSON object with ``text``.

    ``lang`` or ``language``, ``title``, ``licence`` or ``license``, ``url``, ``date``, ``path``, ``id`` are optional.
    The fragment is the id, else the path, else the line number. A record that cannot be used is a ``Rejected``.
    """
    decoded = decode(data, where)
    found: list[Extract | Rejected] = []
    lines_of: dict[str, int] = {}
    for number, line in enumerate(decoded.text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            extract = _extract(line, number)
        except HexaplaError as error:
            found.append(Rejected(f"{where}#{number}", f"{error}"))
            continue
        first = lines_of.setdefault(extract.fragment, number)
        if first != number:
            reason = f"line {number}: line {first} has the same id or path {extract.fragment!r}"
            found.append(Rejected(f"{where}#{number}", reason))
        else:
            found.append(replace(extract, flags=decoded.flags))
    return found


def _extract(line: str, number: int) -> Extract:
    where = f"line {number}"
    check_size(len(line), MARKUP_BYTES, where, "the record", "one document a record")
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(where, f"not JSON: {error}") from None
    if not isinstance(record, dict):
        raise InputError(where, "not a JSON object", 'a record is {"text": …, "lang": …}')
    text = record.get("text")
    if not isinstance(text, str) or not text.strip():
        raise InputError(where, 'no text under the key "text"')
    text = unwrap(clean(text))
    language = _field(record, "lang", "language")
    path = _field(record, "path")
    named = language_of_path(path) if path else None
    return Extract(
        text,
        lines(text),
        title=" ".join((_field(record, "title") or "").split()),
        language=standardize(language, where) if language else named.language if named and named.certain else None,
        licence=_field(record, "licence", "license"),
        fragment=_field(record, "id") or path or str(number),
        url=_field(record, "url"),
        date=_field(record, "date") or "",
    )


def _field(record: dict[str, Any], *names: str) -> str | None:
    for name in names:
        value = record.get(name)
        if isinstance(value, str | int) and str(value).strip():
            return clean(str(value)).strip()
    return None
