"""Translations of programs: gettext's PO."""

from __future__ import annotations

import gettext
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from corpus.catalogues import name_of, without_language
from corpus.documents import Extract, Rejected
from corpus.errors import HexaplaError, InputError
from corpus.files import named_encoding
from corpus.languages import language_of_path, standardize
from corpus.readers.charset import decode_declared
from corpus.readers.ready import ReadyUnits

if TYPE_CHECKING:
    from polib import POEntry

_CHARSET = re.compile(rb"charset=([\w.:-]+)")
_BREAKS = re.compile(r"[\v\f\x1c-\x1e\x85\u2028\u2029]")  # polib ends a line at each of them
_MODIFIERS = {"latin": "-Latn", "cyrillic": "-Cyrl", "devanagari": "-Deva", "valencia": "-valencia"}
# polib takes a text that is the name of a file for that file; no name is so long.
_NO_NAME = "\n" * 5000
_MOST_LINES, _LONGEST_LINE = 3000, 100_000  # of a message and the comments before it, in characters


def read_po(data: bytes, where: str) -> list[Extract | Rejected]:
    """The sources and their translations, placeholders and all. Of plural forms, that for one belongs to the singular,
    the last one to the plural; the others, and what is fuzzy or obsolete, are left out with the reason.

    The language is the header's, else the path's; sources are English unless X-Source-Language says otherwise. An
    ``InputError`` where there is no language, or the file is not PO.
    """
    import polib

    declared = _CHARSET.search(data[:10_000])
    decoded = decode_declared(data, named_encoding(declared[1].decode("ascii")) if declared else None, where)
    text = _BREAKS.sub(" ", decoded.text)
    _check_size(text, where)
    try:
        file = polib.pofile(text + _NO_NAME, encoding="utf-8")
    except (OSError, ValueError, LookupError) as error:
        raise InputError(where, f"not PO: {error}") from None
    source = _language(file.metadata.get("X-Source-Language", "")) or "en"
    named = language_of_path(where)
    target = _language(file.metadata.get("Language", "")) or (named.language if named else None)
    if target is None or target == source:
        what = f"its translations are in {target}, like its sources" if target else "its language cannot be told"
        raise InputError(where, what, "name it in the header, as in Language: es, or in the path, as in es.po")
    ready, one = ReadyUnits(), _form_of_one(file.metadata.get("Plural-Forms", ""))
    for entry in file:
        _add(ready, entry, source, target, one)
    place = without_language(where, (*((named.language,) if named else ()), target))
    return ready.extracts(where, decoded.flags, place and f"{place}\0{source}")


def _check_size(text: str, where: str) -> None:
    """An ``InputError`` where a message is so large that polib, which copies it with each of its lines, takes hours."""
    lines = 0
    for number, line in enumerate(text.split("\n"), 1):
        lines = 0 if line.lstrip("#~| \t").startswith("msg") else lines + 1
        if len(line) > _LONGEST_LINE:
            raise InputError(where, f"line {number} has {len(line):,} characters; the limit is {_LONGEST_LINE:,}")
        if lines > _MOST_LINES:
            raise InputError(where, f"a message or comment of {_MOST_LINES:,} lines or more goes on in line {number}")


def _add(ready: ReadyUnits, entry: POEntry, source: str, target: str, one: int) -> None:
    left_out: Mapping[str, str] = {}
    if entry.obsolete:
        left_out = {source: "state:obsolete", target: "state:obsolete"}
    elif entry.fuzzy:
        left_out = {target: "state:fuzzy"}
    name = "" if entry.obsolete else name_of(entry.msgctxt or "", str(entry.msgctxt is None), entry.msgid)
    if not entry.msgid_plural:
        ready.add({source: entry.msgid, target: entry.msgstr}, left_out, name)
        return
    forms = dict(entry.msgstr_plural)
    last = max(forms, default=0)
    ready.add({source: entry.msgid, target: forms.get(one, "")}, left_out, name)
    ready.add(
        {source: entry.msgid_plural, target: forms.get(last, "")}, left_out, name and name_of(name, entry.msgid_plural)
    )
    for number in sorted(forms.keys() - {one, last}):
        ready.add({target: forms[number]}, {target: f"plural:{number}", **left_out})


def _language(locale: str) -> str | None:
    """``pt_BR.UTF-8`` is pt-BR, ``sr@latin`` is sr-Latn; None where it is no locale."""
    code, _, modifier = locale.strip().partition("@")
    try:
        return standardize(code.partition(".")[0] + _MODIFIERS.get(modifier, ""))
    except HexaplaError:
        return None


def _form_of_one(rule: str) -> int:
    """Which plural form is that of one thing, by a header such as ``nplurals=2; plural=(n != 1);``."""
    expression = re.search(r"plural\s*=([^;]+)", rule)
    function: Any = gettext.c2py
    try:
        return int(function(expression[1].strip())(1)) if expression else 0
    except (ValueError, ArithmeticError):
        return 0
