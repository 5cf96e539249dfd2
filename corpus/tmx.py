"""Translation units as TMX has them: what a segment may hold, and a reader for any version, as a stream.

Source: the TMX 1.4b specification (LISA OSCAR, 2005). ``corpus.tmx_writer`` writes them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.elements import LANGUAGE, check_entities, elements, flows
from corpus.errors import InputError

CREATOR = "hexapla"  # the header's creationtool
PROBABILITY = "x-probability"  # type of the property of a unit
ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # all but XML 1.0's production 2

_SPACES = re.compile(r"\s+")
_KEPT_SPACES = frozenset("\u00a0\u2007\u202f\u3000")  # no-break spaces and the CJK space carry meaning


@dataclass(frozen=True, slots=True)
class TranslationUnit:
    """One text in several languages.

    ``segments`` are (BCP-47 language, text), each language once; ``properties`` are (name, value), which TMX
    calls ``x-name``. An empty ``id`` means that the unit has none.
    """

    id: str
    segments: tuple[tuple[str, str], ...]
    properties: tuple[tuple[str, str], ...] = ()
    note: str | None = None


def clean_segment(text: str) -> str:
    """The text as a segment holds it: NFC, characters of XML 1.0 only, white space collapsed and trimmed.

    A single no-break or CJK space inside the text stays, since the documents to be translated hold it too.
    """
    if text.isprintable() and "  " not in text:  # most are: no white space but single spaces, no illegal character
        return unicodedata.normalize("NFC", text).strip()
    legal = ILLEGAL.sub(lambda found: " " if found[0].isspace() else "", text)
    normal = unicodedata.normalize("NFC", legal)
    return _SPACES.sub(lambda run: run[0] if run[0] in _KEPT_SPACES else " ", normal).strip()


def read_tmx(path: Path) -> Iterator[TranslationUnit]:
    """The units of a TMX of any version, one at a time; memory stays flat.

    Texts are as ``clean_segment`` leaves them, without the native codes of inline elements; property names lose
    their ``x-``. An ``InputError`` where the file is no TMX, is not well-formed, uses an entity of its own, or
    has a text without language.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise InputError(str(path), f"it cannot be read: {error.strerror}") from None
    with file:
        for element in elements(file, str(path), "tmx", "tu", remedy="hexapla check lists what is wrong"):
            yield _unit(path, element)


def _unit(path: Path, element: Any) -> TranslationUnit:
    """One ``<tu>``."""
    check_entities(element, str(path))
    segments = []
    for variant in element.iterfind("{*}tuv"):
        language = variant.get(LANGUAGE) or variant.get("lang")  # TMX 1.3 and older have no namespace
        if not language:
            raise InputError(f"{path}:{variant.sourceline}", "a <tuv> without xml:lang", "name its language")
        text = "".join(flows(seg)[0] for seg in variant.iterfind("{*}seg"))
        segments.append((language, clean_segment(text)))
    properties = tuple(
        (prop.get("type", "").removeprefix("x-"), clean_segment(prop.text or ""))
        for prop in element.iterfind("{*}prop")
    )
    notes = " ".join(note.text or "" for note in element.iterfind("{*}note"))
    return TranslationUnit(element.get("tuid", ""), tuple(segments), properties, clean_segment(notes) or None)
