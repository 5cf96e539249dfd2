"""What a document says of its licence, as an SPDX expression: identifiers, names and addresses.

Nothing is guessed: what may mean several licences, or says more than a licence's name, is none.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain
from typing import Any

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from packaging.licenses._spdx import LICENSES  # the list has no public name

from corpus.licence_expressions import normal_form

BETWEEN = " ; "  # different statements of one document
_LONGEST = 500  # characters of a statement
_ADDRESS = re.compile(r"(?:https?:)?//[^\s()\[\]<>\"']+|\b(?:[a-z0-9-]+\.)+[a-z]{2,}/[^\s()\[\]<>\"']*", re.I)
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_SENTENCE = re.compile(
    r"(?:this (?:work|text|page|article|book|document|translation) is )?"
    r"(?:licen[cs]ed|(?:made )?available|released|published|distributed)(?: to the public)? under\b",
    re.I,
)
_CREATIVE_COMMONS = re.compile(
    r"creativecommons\.org/licenses/([a-z-]+)/(\d\.\d)(?:/(?!deed|legalcode|rdf)(\w+))?(?:/(?:deed|legalcode|rdf)[\w.-]*)?"
)
_PAGE_OF_ONE = re.compile(
    r"(?:(?:spdx|opensource|choosealicense|gnu)\.(?:org|com)|directory\.fsf\.org)/licenses?/(?:old-licenses/)?"
    r"([\w.+-]+?)(?:-standalone)?(?:\.[a-z]{2}(?:-[a-z]{2})?)?(?:\.(?:html?|txt|php|json|md))?"
)
_GNU = re.compile(r"\b((?:[AL]?GPL|GFDL)-\d\.\d)(\+)?(?=[\s)]|$)")
_STATED = re.compile(r"\blicen[cs]e\b", re.I)
_FILLING = re.compile(
    r"\b(?:the|an?|under|licen[cs]e[ds]?|licencia|licença|licenza|lizenz|licentie|version|ver\.?)(?!\w)", re.I
)
_UNSURE = re.compile(r"[?¿!~*≈≠¬]|\.\.")  # a question, a denial, a note at the foot, something left out
_LATER = re.compile(r"(?:or|and)(?:atyouroption)?(?:any)?later$")


@lru_cache(4096)
def licence_id(stated: str) -> str | None:
    """An SPDX expression; None for what is no licence, or not certainly one.

    ``stated`` may be an SPDX expression in any case, a usual name, an address, or several of them that all mean the
    same; a question mark leaves it open. A version that is not named is not supplied, a licence that was adapted to a
    country is not the general one, and of GPL, LGPL, AGPL and GFDL only the version that is named holds, unless "or
    later" is.
    """
    statements = [part for part in stated.split(BETWEEN.strip()) if part.strip()] if BETWEEN in stated else [stated]
    found = {_statement(" ".join(part.split())) for part in statements}
    return found.pop() if len(found) == 1 else None


def did_you_mean(stated: str) -> str:
    """For an error: the licence whose name is nearest."""
    key = _key(stated)
    versions = [each for each in _index() if key and re.fullmatch(rf"{re.escape(key)}[\d.]+(only)?", each)]
    if versions:
        return f"did you mean {_expression(_index()[max(versions)])}?"
    near = get_close_matches(_hyphened(stated), _suggestions(), n=1, cutoff=0.6)
    remedy = "give an SPDX identifier such as CC-BY-4.0, or LicenseRef-NAME for a permission of your own"
    return f"did you mean {_suggestions()[near[0]]}?" if near else remedy


def licence_table(name: str) -> Mapping[str, Any]:
    """A table of corpus/licences.toml."""
    table: Mapping[str, Any] = _tables()[name]
    return table


def _statement(text: str) -> str | None:
    if not 0 < len(text) <= _LONGEST:
        return None
    if found := _expression(text):
        return found
    rest = _ADDRESS.sub(" ", text)
    if _UNSURE.search(unicodedata.normalize("NFKC", rest)):
        return None
    names = [*_BRACKETS.findall(rest), _SENTENCE.sub("", _BRACKETS.sub(" ", rest).strip(), count=1)]
    ids = {_of_address(each) for each in _ADDRESS.findall(text)} | {_of_name(name) for name in names if _key(name)}
    return ids.pop() if len(ids) == 1 else None


def _expression(text: str) -> str | None:
    try:
        found = canonicalize_license_expression(text)
    except InvalidLicenseExpression:
        return None
    return normal_form(_GNU.sub(lambda name: f"{name[1]}-{'or-later' if name[2] else 'only'}", found))


def _of_address(address: str) -> str | None:
    if address.endswith("?"):
        return None
    page = re.sub(r"^(?:https?:)?//|[?#].*", "", address.strip().lower()).removeprefix("www.").rstrip("/.,;")
    if found := _CREATIVE_COMMONS.fullmatch(page):
        elements, version, place = found.groups()
        return _creative_commons(elements.split("-"), version, (place or "").upper())
    if found := _PAGE_OF_ONE.fullmatch(page):
        name = found[1] if found[1] in LICENSES else re.sub(r"(?<=\d)-(?=\d)", ".", found[1])
        return _expression(name) or _of_name(f"{name} licence")
    pages = licence_table("pages").items()
    return next((str(one) for start, one in pages if re.fullmatch(rf"{re.escape(start)}(?:[/.].*)?", page)), None)


def _of_name(name: str) -> str | None:
    key = _LATER.sub("orlater", _key(name))
    if found := _title().fullmatch(key):
        return _of_title(*found.groups(default=""))
    one = next((_index()[each] for each in (key, *_of_families(key)) if each in _index()), None)
    # a word such as W3C or Intel is a licence by itself only where it stands alone, as an identifier
    sure = one and (any(map(str.isdigit, one)) or _STATED.search(name) or key in _names())
    return _expression(one) if one and sure else None


def _of_title(named: str, elements: str, version: str, edition: str) -> str | None:
    place = _words("editions").get(edition, "")
    if not named and (place or not edition):
        return None
    kinds = [_words("elements")[each] for each in re.findall(_alternatives("elements"), elements)]
    return _creative_commons(kinds, version if "." in version else f"{version}.0", place)


def _creative_commons(elements: list[str], version: str, place: str) -> str | None:
    parts = [element for element in ("by", "nc", "nd", "sa") if element in elements]
    known = LICENSES.get("-".join(["cc", *parts, version, *([place.lower()] if place else [])]))
    return known["id"] if known and set(parts) == set(elements) else None


def _key(name: str) -> str:
    """Names that differ in case, spaces, punctuation and words without weight have the same: ``gpl3`` of ``The GPL,
    Version 3.0``."""
    text = _FILLING.sub(" ", unicodedata.normalize("NFKC", name).casefold())
    text = re.sub(r"(?<!\d)\.|\.(?!\d)", "", re.sub(r"[^\w.+©]|_", "", text))
    return re.sub(r"v(?=\d)|(?<=\d)\.0(?!\.?\d)", "", text)


@cache
def _tables() -> Mapping[str, Any]:
    return tomllib.loads((files("corpus") / "licences.toml").read_text(encoding="utf-8"))


@cache
def _names() -> Mapping[str, str]:
    """By key: names of licences of which there is but one, with its version and without."""
    found = dict[str, str]()
    for one, names in licence_table("names").items():
        version = re.search(r"-(\d\.\d)$", one)
        for name in names:
            found |= {_key(name): one, **({_key(f"{name} {version[1]}"): one} if version else {})}
    return found


@cache
def _index() -> Mapping[str, str]:
    """Identifiers by key; of two with the same key that which is not deprecated."""
    by_age = sorted(LICENSES.values(), key=lambda each: (not each["deprecated"], each["id"]))
    return {**{_key(each["id"]): each["id"] for each in by_age}, **_names()}


def _of_families(key: str) -> Iterator[str]:
    """The key with the name of a family in short: ``gpl3`` of ``gnugeneralpublic3``."""
    for name, family in _words("families").items():
        if key.startswith(name):
            yield _key(family) + key.removeprefix(name)


@cache
def _words(table: str) -> Mapping[str, str]:
    """By key: which row of a table holds the word; longer ones come first."""
    rows = licence_table(table).items()
    found = sorted(((_key(word), row) for row, words in rows for word in words), key=lambda each: -len(each[0]))
    return dict(found)


@cache
def _alternatives(table: str) -> str:
    return "|".join(map(re.escape, _words(table)))


@cache
def _title() -> re.Pattern[str]:
    elements, editions = _alternatives("elements"), _alternatives("editions")
    return re.compile(rf"(cc|creativecommons)?((?:{elements})+)(\d(?:\.\d)?)({editions})?(?:public)?")


@cache
def _suggestions() -> Mapping[str, str]:
    current = sorted(each["id"] for each in LICENSES.values() if not each["deprecated"])
    named = chain.from_iterable(((_hyphened(name), one) for name in names) for one, names in _tables()["names"].items())
    return {**dict(named), **{each.lower(): each for each in current}}


def _hyphened(name: str) -> str:
    return "-".join(name.casefold().split())
