"""What web pages and books say of their licence, in their own words: addresses, names, notices.

Different statements are joined with `` ; ``; corpus/licence_names.py decides what they come to. What is said of a
picture alone counts only where nothing else is said, and then begins with what it is said of.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from lxml import etree

from corpus.licence_names import BETWEEN
from corpus.readers.blocks import clean

_DC = "{http://purl.org/dc/elements/1.1/}"
_RELATIONS = {"license", "cc:license"}
_LICENCES = ("license", "licence", "dc.license", "dcterms.license", "dc.rights.license")
_RIGHTS = ("copyright", "rights", "dc.rights", "dcterms.rights")
_MEDIA = re.compile(r"(?:Image|Video|Audio|Media)Object|Photograph|Software\w+", re.I)  # types of schema.org
_NAMES_A_LICENCE = re.compile(r"\d\.\d|v\d|/|^CC0$", re.I)
_DEPTH = 20  # of JSON-LD
_MOST, _LONGEST = 20, 500  # statements, and characters of one; what is cut off is no licence


def licence_of_page(root: etree._Element) -> str | None:
    """What links with the relation ``license`` lead to; where there are none, what JSON-LD and ``<meta>`` say."""
    links = [each for each in root.iter("a", "link", "area") if _is_licence(each)]
    described = list(_in_json(root))
    return (
        _joined(each.get("href", "") for each in links if next(each.iterancestors("figure"), None) is None)
        or _joined([*(text for media, text in described if not media), *_in_meta(root)])
        or _joined(f"figure: {each.get('href', '')}" for each in links)
        or _joined(f"{media}: {text}" for media, text in described)
    )


def licence_of_book(package: etree._Element) -> str | None:
    """What the package document of an EPUB links to as the licence of the whole, else what its ``dc:rights`` say."""
    links = (link for link in package.iter("{*}link") if link.get("refines") is None and _is_licence(link))
    rights = (_of_rights("".join(each.itertext())) for each in package.iter(f"{_DC}rights"))
    return _joined(link.get("href", "") for link in links) or _joined(rights)


def _is_licence(link: etree._Element) -> bool:
    leads_somewhere = link.get("href", "").strip() != ""
    return leads_somewhere and not _RELATIONS.isdisjoint(link.get("rel", "").lower().split())


def _joined(statements: Iterable[str]) -> str | None:
    plain = (" ".join(clean(each).split()).replace(BETWEEN, ", ") for each in statements)
    short = (each if len(each) <= _LONGEST else f"{each[:_LONGEST]}…" for each in plain if each)
    different = list(islice(dict.fromkeys(short), _MOST + 1))
    return BETWEEN.join([*different[:_MOST], *(["…"] if len(different) > _MOST else [])]) or None


def _of_rights(text: str) -> str:
    """A word alone in a field for rights says whose they are, even where a licence is called the same: MIT, W3C."""
    alone = len(text.split()) == 1 and not _NAMES_A_LICENCE.search(text.strip())
    return f"© {text.strip()}" if alone else text


def _in_meta(root: etree._Element) -> Iterator[str]:
    for each in root.iter("meta"):
        name = (each.get("name") or each.get("property") or "").strip().lower().replace(":", ".")
        if name in _LICENCES:
            yield each.get("content", "")
        elif name in _RIGHTS:
            yield _of_rights(each.get("content", ""))


def _in_json(root: etree._Element) -> Iterator[tuple[str, str]]:
    """What kind of media a licence is that of, or an empty string, and the licence."""
    for each in root.iter("script"):
        if each.get("type", "").strip().lower() == "application/ld+json":
            try:
                described = json.loads("".join(each.itertext()))
            except (ValueError, RecursionError):
                continue  # nothing of the text is lost: scripts of pages are broken often enough
            yield from _licences(described, "", _DEPTH)


def _licences(value: Any, media: str, depth: int) -> Iterator[tuple[str, str]]:
    if isinstance(value, list) and depth:
        for each in value:
            yield from _licences(each, media, depth - 1)
    elif isinstance(value, dict) and depth:
        kind = _MEDIA.search(str(value.get("@type", "")))
        media = kind[0] if kind else media
        for name, each in value.items():
            if name.rpartition("/")[2].lower() == "license":
                yield from ((media, text) for text in _named(each))
            else:
                yield from _licences(each, media, depth - 1)


def _named(value: Any) -> Iterator[str]:
    """An address or a name, or those of the things that have them."""
    for each in value if isinstance(value, list) else [value]:
        text = (each.get("@id") or each.get("url") or each.get("name")) if isinstance(each, dict) else each
        if isinstance(text, str):
            yield text
