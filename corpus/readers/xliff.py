"""Bilingual files of translation tools: XLIFF 1.x and 2.x.

Sources: the specifications of XLIFF 1.2 (OASIS, 2008) and 2.1 (OASIS, 2018).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from corpus.catalogues import name_of, without_language
from corpus.documents import Extract, Rejected
from corpus.elements import check_entities, elements, flows
from corpus.errors import InputError
from corpus.languages import language_of_path, standardize
from corpus.readers.ready import ReadyUnits

_NAME_IT = 'such as target-language="es" (1.2), trgLang="es" (2.0), or messages.es.xlf'
_FIXED = "translate:no"  # neither the source nor what stands for its translation is one


@dataclass(frozen=True, slots=True)
class _Segment:
    """The elements of a segment, None where there is none, and why its translation is left out, if it is."""

    source: Any
    target: Any
    left_out: str


def read_xliff(data: bytes, where: str) -> list[Extract | Rejected]:
    """The segments of all files in it; proposals (``<alt-trans>``, matches) are none. The content of inline codes is
    left out, text inside of spans is kept.

    Left out with the reason are translations whose state says that they are none yet, and what is not to be translated.
    An ``InputError`` where a language is not declared and, for that of the translations, not named by the path either.
    """
    ready, standard = ReadyUnits(), cache(standardize)
    named, catalogue = language_of_path(where), ""
    for unit in elements(io.BytesIO(data), where, "xliff", "trans-unit", "unit"):
        try:
            check_entities(unit, where)
        except InputError as error:
            ready.refuse("entities", unit.sourceline, f"{error.what} ({error.remedy})")
            continue
        source = _inherited(unit, "source-language", "srcLang")
        if source is None:
            raise InputError(where, "it does not name the language of its sources", 'such as source-language="en"')
        target = _inherited(unit, "target-language", "trgLang") or (named.language if named else None)
        languages = standard(source), standard(target) if target else None
        original = _inherited(unit, "original") or ""
        catalogue = catalogue or f"{_folder(where, languages[1] or source)}\0{original}\0{languages[0]}"
        for number, segment in enumerate(_segments(unit)):
            text = "".join(segment.source.itertext()) if segment.source is not None else ""
            _add(ready, segment, languages, where, name_of(original, unit.get("id", ""), str(number), text))
    return ready.extracts(where, catalogue=catalogue)


def _folder(where: str, language: str) -> str:
    """Where the files of a catalogue lie, each in the folder of its language or all in one."""
    return str(PurePosixPath(without_language(where, [language]) or where).parent)


def _add(ready: ReadyUnits, segment: _Segment, languages: tuple[str, str | None], where: str, name: str) -> None:
    source, target = languages
    texts = {source: flows(segment.source)} if segment.source is not None else {}
    left_out = {source: segment.left_out} if segment.left_out == _FIXED else {}
    translation = flows(segment.target) if segment.target is not None else []
    if any(map(str.strip, translation)):
        if target is None or target == source:
            what = f"in {target}, like its sources" if target else "in a language that it does not name"
            raise InputError(where, f"its translations are {what}", _NAME_IT)
        texts[target] = translation
        if segment.left_out:
            left_out[target] = segment.left_out
    ready.add_flows(texts, left_out, name)


def _inherited(element: Any, *names: str) -> str | None:
    """The attribute of the element, or of the nearest one around it that has it, under one of its names."""
    lineage = (element, *element.iterancestors())
    return next((value for each in lineage for name in names if (value := each.get(name))), None)


def _segments(unit: Any) -> Iterator[_Segment]:
    fixed = _FIXED if _inherited(unit, "translate") == "no" else ""
    for segment in unit.iterfind("{*}segment"):  # 2.x
        yield _Segment(segment.find("{*}source"), segment.find("{*}target"), fixed or _lacking(segment))
    source, target = unit.find("{*}source"), unit.find("{*}target")
    if source is None:
        return
    left_out = fixed or _lacking(target)
    ones, others = _marked(unit.find("{*}seg-source")), _marked(target)
    if not (ones and others):
        yield _Segment(source, target, left_out)
        return
    for number in dict.fromkeys([*ones, *others]):
        yield _Segment(ones.get(number), others.get(number), left_out)


def _lacking(element: Any) -> str:
    """The reason for leaving a translation out, if its state says that it is none yet."""
    state = element.get("state", "") if element is not None else ""
    return f"state:{state}" if state in ("new", "initial") or state.startswith("needs-") else ""


def _marked(element: Any) -> dict[str, Any]:
    """The marked segments of 1.2 in ``<seg-source>`` or ``<target>``, by number."""
    if element is None:
        return {}
    return {mark.get("mid"): mark for mark in element.iter("{*}mrk") if mark.get("mtype") == "seg"}
