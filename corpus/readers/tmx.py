"""Translation memories (TMX, any version)."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from lxml import etree

from corpus.documents import Extract, Rejected
from corpus.elements import LANGUAGE, check_entities, elements, flows
from corpus.errors import InputError, UsageError
from corpus.languages import standardize
from corpus.readers.ready import ReadyUnits
from corpus.tmx import CREATOR, PROBABILITY


def read_tmx(data: bytes, where: str) -> list[Extract | Rejected]:
    """One extract a language. What a unit has several times in one language makes several units of it.

    Units of a file that this program wrote keep their probability.
    Native codes of the original format are left out; a text inside of them (``<sub>``) is a unit of its own.
    """
    ready, ours = ReadyUnits(), False
    for element in elements(io.BytesIO(data), where, "tmx", "header", "tu"):
        if etree.QName(element).localname == "header":
            ours = element.get("creationtool") == CREATOR
            continue
        try:
            check_entities(element, where)
        except InputError as error:
            ready.refuse("entities", element.sourceline, f"{error.what} ({error.remedy})")
            continue
        probability = _probability(element) if ours else 1.0
        variants: dict[str, list[list[str]]] = {}
        for variant in element.iterfind("{*}tuv"):
            code = variant.get(LANGUAGE) or variant.get("lang") or ""  # TMX 1.3 and older have no namespace
            segment = variant.find("{*}seg")
            if language := _standard(code):
                variants.setdefault(language, []).append(flows(segment) if segment is not None else [""])
            else:
                what = f"{code!r} is not a language code" if code else "a <tuv> without xml:lang"
                ready.refuse("languages", variant.sourceline, what)
        for number in range(max(map(len, variants.values()), default=0)):
            ready.add_flows(_those_of(variants, number), probability=probability)
    return ready.extracts(where)


def _probability(unit: Any) -> float:
    """What the properties of a unit say; 1 where they say nothing that can be one."""
    said = next((prop.text or "" for prop in unit.iterfind("{*}prop") if prop.get("type") == PROBABILITY), "")
    return float(said) if re.fullmatch(r"0(\.\d{1,9})?", said) else 1.0


@cache
def _standard(code: str) -> str | None:
    try:
        return standardize(code)
    except UsageError:
        return None


def _those_of(variants: Mapping[str, Sequence[list[str]]], number: int) -> dict[str, list[str]]:
    """The variants of this number; of the languages that have fewer, the first goes with them, by its last one."""
    fewer = next((language for language, each in variants.items() if len(each) <= number), None)
    return {
        language: each[min(number, len(each) - 1)]
        for language, each in variants.items()
        if number < len(each) or language == fewer
    }
