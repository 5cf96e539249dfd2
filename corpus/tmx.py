"""Translation memories: TMX 1.4 that CAT tools accept, written and read as a stream.

Sources: the TMX 1.4b specification (LISA OSCAR, 2005), and what real consumers do with a file: ``corpus.check``
has the table of both.

No DOCTYPE is written: a reader that does not validate has no use for it, one that loads external DTDs fails
where ``tmx14.dtd`` does not lie beside the file, and one that is hardened may refuse any DOCTYPE.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from corpus import __version__
from corpus.elements import LANGUAGE, check_entities, elements, flows
from corpus.errors import InputError, UsageError
from corpus.files import write_atomically
from corpus.languages import standardize
from corpus.repetitions import Repetitions, digest

CREATOR = "hexapla"  # the header's creationtool
PROBABILITY = "x-probability"  # type of the property of a unit
LONGEST_SEGMENT = 2000  # characters: Trados' cloud refuses a longer segment
ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # all but XML 1.0's production 2

_SPACES = re.compile(r"\s+")
_KEPT_SPACES = frozenset("\u00a0\u2007\u202f\u3000")  # no-break spaces and the CJK space carry meaning
_EXAMPLES = 5  # units that a warning names


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


@dataclass(frozen=True, slots=True)
class TmxSummary:
    """What ``write_tmx`` did: units written, units dropped by reason, and one line for each kind of warning."""

    units: int
    dropped: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def clean_segment(text: str) -> str:
    """The text as a segment holds it: NFC, characters of XML 1.0 only, white space collapsed and trimmed.

    A single no-break or CJK space inside the text stays, since the documents to be translated hold it too.
    """
    legal = ILLEGAL.sub(lambda found: " " if found[0].isspace() else "", text)
    normal = unicodedata.normalize("NFC", legal)
    return _SPACES.sub(lambda run: run[0] if run[0] in _KEPT_SPACES else " ", normal).strip()


def write_tmx(
    path: Path,
    units: Iterable[TranslationUnit],
    source: str,
    languages: Sequence[str],
    *,
    created: datetime | None = None,
    partial: bool = False,
) -> TmxSummary:
    """Write the ``languages`` of the units, ``source`` first, in the order in which the units come.

    ``languages`` names the source too; what a unit has in other languages is left out. A unit must have all of
    them, or with ``partial`` the source and one more. ``created`` dates the file (UTC where it is naive) unless
    SOURCE_DATE_EPOCH is set; without either it has no date, so that the same units always make the same bytes.
    The file appears whole or not at all, and memory does not hold its texts. A wrong file name, language or
    SOURCE_DATE_EPOCH is a ``UsageError``.
    """
    ordered = _ordered(path, source, languages)
    header = _header(source, created)
    selection = _Selection(ordered, partial)
    written = 0
    with write_atomically(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as file:
        file.write(header)
        for unit in units:
            if texts := selection.texts(unit):
                file.write(_element(selection.tuid(unit), unit, texts))
                written += 1
        file.write("  </body>\n</tmx>\n")
    return TmxSummary(written, dict(sorted(selection.dropped.items())), selection.warnings())


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


class _Selection:
    """Which units a file takes, and what its user should know about them."""

    def __init__(self, languages: Sequence[str], partial: bool) -> None:
        self.dropped: Counter[str] = Counter()
        self._languages = languages
        self._least = 2 if partial else len(languages)
        self._repetitions = Repetitions()
        self._ids: set[int] = set()
        self._warned: Counter[str] = Counter()
        self._examples: defaultdict[str, list[str]] = defaultdict(list)

    def texts(self, unit: TranslationUnit) -> dict[str, str]:
        """Language -> clean text in the order of the file; empty where the unit is left out."""
        given = dict(unit.segments)
        present = {language: given[language] for language in self._languages if language in given}
        texts = {language: text for language, raw in present.items() if (text := clean_segment(raw))}
        if len(given) < len(unit.segments):
            return self._drop("language repeated")
        if not self._enough(present):
            return self._drop("language missing")
        if not self._enough(texts):
            return self._drop("empty segment")
        source, *targets = (texts.get(language, "") for language in self._languages)
        repetition = self._repetitions.kind(source, targets)
        if repetition == "duplicate":
            return self._drop("duplicate")
        if repetition == "several":
            self._warn("with the source of an earlier one and another target, of which OmegaT offers one", unit)
        if max(map(len, texts.values())) > LONGEST_SEGMENT:
            self._warn(f"longer than {LONGEST_SEGMENT} characters, which Trados refuses", unit)
        if len(texts) < len(self._languages):
            self._warn("without one of the languages, where OmegaT inserts the text of another", unit)
        return texts

    def tuid(self, unit: TranslationUnit) -> str:
        """The unit's id without white space, as TMX wants it; empty where an earlier unit has it."""
        tuid = clean_segment(unit.id).replace(" ", "_")
        if tuid and digest(tuid) in self._ids:
            self._warn("with the id of an earlier one, written without id", unit)
            return ""
        self._ids.add(digest(tuid))
        return tuid

    def warnings(self) -> tuple[str, ...]:
        """One line for each kind, with how many units it concerns and the first of them."""
        wide = len(self._languages) > 2
        lines = [f"{len(self._languages)} languages in one file: Trados Studio imports files of two"] if wide else []
        for what, count in sorted(self._warned.items()):
            some = ", ".join(self._examples[what]) + ", …" * (count > _EXAMPLES)
            lines.append(f"units {what}: {count} ({some})")
        return tuple(lines)

    def _enough(self, texts: Mapping[str, str]) -> bool:
        return self._languages[0] in texts and len(texts) >= self._least

    def _drop(self, reason: str) -> dict[str, str]:
        self.dropped[reason] += 1
        return {}

    def _warn(self, what: str, unit: TranslationUnit) -> None:
        self._warned[what] += 1
        if len(self._examples[what]) < _EXAMPLES:
            self._examples[what].append(unit.id)


def _ordered(path: Path, source: str, languages: Sequence[str]) -> tuple[str, ...]:
    """The languages of the file, its source first, after a check of the call."""
    if path.suffix != ".tmx":
        raise UsageError(str(path), "CAT tools know a translation memory by its ending", "end the name in .tmx")
    ordered = tuple(dict.fromkeys((source, *languages)))
    if source not in languages or len(ordered) < 2:
        given = ", ".join(languages)
        raise UsageError(str(path), f'"{source}" with the languages {given}', "name the source and at least one more")
    for language in ordered:
        standard = standardize(language, str(path))
        if language != standard:
            raise UsageError(str(path), f'CAT tools do not know the code "{language}"', f'write "{standard}"')
    return ordered


def _header(source: str, created: datetime | None) -> str:
    attributes = {
        "creationtool": CREATOR,
        "creationtoolversion": __version__,
        "segtype": "sentence",
        "o-tmf": "hexapla",
        "adminlang": "en",
        "srclang": source,
        "datatype": "plaintext",
    }
    if date := _date(created):
        attributes["creationdate"] = f"{date:%Y%m%dT%H%M%SZ}"
    inner = " ".join(f"{name}={quoteattr(value)}" for name, value in attributes.items())
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n  <header {inner}/>\n  <body>\n'


def _date(created: datetime | None) -> datetime | None:
    """SOURCE_DATE_EPOCH (reproducible-builds.org) before what the caller gives, in UTC."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        try:
            return datetime.fromtimestamp(int(epoch), UTC)
        except (ValueError, OverflowError, OSError):
            raise UsageError("SOURCE_DATE_EPOCH", f"{epoch!r} is no time", "give the seconds since 1970") from None
    return created.astimezone(UTC) if created and created.tzinfo else created


def _element(tuid: str, unit: TranslationUnit, texts: Mapping[str, str]) -> str:
    lines = [f"    <tu tuid={quoteattr(tuid)}>" if tuid else "    <tu>"]
    if note := clean_segment(unit.note or ""):
        lines.append(f"      <note>{escape(note)}</note>")
    for name, value in unit.properties:
        kind = quoteattr("x-" + clean_segment(name))
        lines.append(f"      <prop type={kind}>{escape(clean_segment(value))}</prop>")
    for language, text in texts.items():
        lines.append(f"      <tuv xml:lang={quoteattr(language)}><seg>{escape(text)}</seg></tuv>")
    return "\n".join((*lines, "    </tu>\n"))


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
