"""Languages as people name them over the columns of a table: by a code, or by a name in English or in the language."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from corpus.errors import UsageError
from corpus.languages import KNOWN, WORDS, PathLanguage, base, standardize

_CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{4})?(?:[-_](?:[A-Za-z]{2}|[0-9]{3}))?")
_IN_BRACKETS = re.compile(r"[(\[（]([^)\]）]*)[)\]）]")


def language_of_label(label: str) -> PathLanguage | None:
    """``en``, ``pt_BR``, ``Spanish``, ``Español (ES)``, ``Chinese (Simplified)``; None where it names no language.

    Not certain where the code is also a word: the column ``ID`` rarely holds Indonesian.
    """
    label = " ".join(unicodedata.normalize("NFC", label).split())
    if code := _code(label):
        return PathLanguage(code, certain=label.lower() not in WORDS)
    bracketed = _IN_BRACKETS.search(label)
    outside = _IN_BRACKETS.sub(" ", label)
    named = _names().get(_key(label)) or _names().get(_key(outside))
    inside = bracketed[1].strip() if bracketed else ""
    if named and re.fullmatch("[A-Z]{2}", inside):
        return PathLanguage(_code(f"{base(named)}-{inside}") or named)
    if code := _code(inside):
        return PathLanguage(code, certain=bool(named) or inside.lower() not in WORDS)
    return PathLanguage(named) if named else None


def _code(label: str) -> str | None:
    if not _CODE.fullmatch(label):
        return None
    try:
        tag = standardize(label)
    except UsageError:
        return None
    known = base(tag) in KNOWN and (len(base(tag)) == 2 or base(tag) in ("fil", "yue"))
    return tag if known and re.split("[-_]", label)[0].lower() not in ("in", "mo", "sh", "ji") else None


def _key(name: str) -> str:
    return " ".join(_IN_BRACKETS.sub(r" \1 ", name).replace(",", " ").replace("-", " ").casefold().split())


def english_name(language: str) -> str:
    """``Spanish`` for ``es`` and ``es-MX``; an empty string for one that the table does not have."""
    names = _table().get(language) or _table().get(base(language), "")
    return names.partition("|")[0]


@cache
def _table() -> Mapping[str, str]:
    table: Mapping[str, str] = tomllib.loads(files("corpus").joinpath("language_names.toml").read_text("utf-8"))
    return table


@cache
def _names() -> Mapping[str, str]:
    return {_key(name): code for code, names in _table().items() for name in names.split("|")}
