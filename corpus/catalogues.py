"""Catalogues: files of ready units that hold the same sources with translations into different languages.

``po/es.po`` and ``po/fr.po`` are one catalogue. A key that begins with ``=`` names its catalogue, and in it a source
text with its context: units of two files with the same key are one unit.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

import langcodes

from corpus.languages import base

_NAMED = "="
_NAME, _CATALOGUE = 16, 8  # hexadecimal digits


def name_of(*parts: str) -> str:
    """A source text and what tells it from others that read the same."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:_NAME]


def key_of(catalogue: str, name: str) -> str:
    """``catalogue`` is what its files have in common, ``name`` that of a source."""
    return f"{_NAMED}{hashlib.sha256(catalogue.encode('utf-8', 'replace')).hexdigest()[:_CATALOGUE]}:{name}"


def catalogue_of(keys: Iterable[str]) -> str:
    """The catalogue that the keys of a document name; empty where none of them does."""
    named = next((key for key in keys if is_named(key)), "")
    return named.partition(":")[0]


def is_named(key: str) -> bool:
    """Whether other files may have the key, too."""
    return key.startswith(_NAMED)


def unnamed(key: str) -> str:
    """The key as one that names nothing outside of its file."""
    return key.removeprefix(_NAMED)


def without_language(path: str, languages: Iterable[str]) -> str:
    """The path with a star for the first of these languages that it names, such as ``*/app.po``; else empty."""
    for language in languages:
        codes = {language, base(language), langcodes.Language.get(base(language)).to_alpha3()}
        forms = "|".join(re.escape(code).replace(r"\-", "[-_]") for code in sorted(codes, key=len, reverse=True))
        named = rf"(?:(?<![^/.])|(?<=[-_])(?=[^/]*$))(?:{forms})(?:@\w+)?(?![^/.])"  # es.po, app-es.po, es/app.po
        found, count = re.subn(named, "*", path, flags=re.IGNORECASE)
        if count:
            return found
    return ""
