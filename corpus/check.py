"""What CAT tools would choke on in a TMX, read as a stream. The parser is expat, since it tells the exact line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from xml.parsers import expat

from corpus.elements import NATIVE_CODES
from corpus.errors import InputError, UsageError
from corpus.findings import Finding, Findings
from corpus.languages import standardize
from corpus.profiles import GIGABYTE, LONGEST_SEGMENT
from corpus.repetitions import Repetitions, Seen
from corpus.tmx_characters import UnreadableError, has_mark, legal_characters
from corpus.tmx_grammar import Fault, Validator

SIZE_LIMITS: Mapping[int, tuple[str, ...]] = {  # bytes
    200_000_000: ("Transifex",),
    GIGABYTE: ("Trados cloud", "Phrase"),
}
CODE = "\ufffc"  # in the text of a segment, an element whose content is no text
_DATE = "%Y%m%dT%H%M%SZ"
_LINES = 5  # line numbers that a finding about many units names
DATES = ("creationdate", "changedate", "lastusagedate")


def check_tmx(path: Path) -> list[Finding]:
    """All findings by line; an ``InputError`` only where the file cannot be opened.

    What follows the first place that is not well-formed is not examined; an illegal character alone does not stop it.
    """
    findings = Findings()
    if path.suffix != ".tmx":
        findings.add(0, "suffix", f'the name ends in "{path.suffix}", not in ".tmx"')
    try:
        file = path.open("rb")
    except OSError as error:
        raise InputError(str(path), f"it cannot be read: {error.strerror}") from None
    with file:
        size = path.stat().st_size
        for limit, consumers in SIZE_LIMITS.items():
            if size > limit:
                consequences = dict.fromkeys(consumers, "refuses the file")
                findings.add(0, "size", f"{size:,} bytes; the limit is {limit:,}", consequences)
        if has_mark(file):
            findings.add(1, "byte-order-mark", "UTF-8 needs no byte order mark")

        def illegal(line: int, character: str) -> str:
            findings.add(line, "illegal-character", f"{character!a} is not a character of XML 1.0")
            return " "

        try:
            _Examiner(findings).examine(legal_characters(file, illegal))
        except UnreadableError as stop:
            findings.add(stop.line, stop.code, stop.message)
    return findings.listed()


@dataclass(slots=True)
class _Unit:
    """The ``<tu>`` that is open; ``variants`` are (language, text) of its closed segments."""

    line: int = 0
    variants: list[tuple[str, str]] = field(default_factory=list)
    language: str = ""  # of the open <tuv>
    segment: int = 0  # the line of the open <seg>, 0 outside of one
    text: list[str] = field(default_factory=list)


class _Examiner:
    """Follows the parser through the file; keeps one unit, and digests of the earlier ones."""

    def __init__(self, findings: Findings) -> None:
        self._add = findings.add
        self._grammar = Validator()
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.EntityDeclHandler = self._parser.SkippedEntityHandler = self._entity
        self._header, self._srclang = 0, ""
        self._languages: set[str] = set()
        self._ids = Seen()
        self._repetitions = Repetitions()
        self._unit, self._codes = _Unit(), 0  # codes: how deep in elements whose content is no text
        self._lines: dict[frozenset[str], list[int]] = {}  # languages of a unit -> lines of the first such units
        self._counts: Counter[frozenset[str]] = Counter()

    def examine(self, characters: Iterable[str]) -> None:
        """Report what the text shows; ``UnreadableError`` where it is not well-formed."""
        try:
            for text in characters:
                self._parser.Parse(text, False)
            self._parser.Parse("", True)
        except expat.ExpatError as error:
            raise UnreadableError(error.lineno, "not-well-formed", expat.ErrorString(error.code)) from None
        if self._lines:
            self._conclude()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        line = self._parser.CurrentLineNumber
        self._report(line, self._grammar.start(name, attributes), name)
        for date in DATES:
            if date in attributes and not is_date(attributes[date]):
                self._add(line, "date", f'{date}="{attributes[date]}" is not of the form 20301231T235959Z')
        match name:
            case "header":
                self._start_header(line, attributes)
            case "tu":
                self._start_unit(line, attributes)
            case "tuv":
                self._unit.language = attributes.get("xml:lang") or attributes.get("lang", "")
                self._check_language(line, self._unit.language)
            case "seg":
                self._unit.segment, self._unit.text = line, []
            case "hi":
                self._add(line, "highlight", "the text inside <hi> is lost")
            case _ if name in NATIVE_CODES:
                if not self._codes:
                    self._unit.text.append(CODE)
                self._codes += 1

    def _characters(self, text: str) -> None:
        self._report(self._parser.CurrentLineNumber, self._grammar.text(text))
        if self._unit.segment and not self._codes:
            self._unit.text.append(text)

    def _end(self, name: str) -> None:
        self._report(self._parser.CurrentLineNumber, self._grammar.end(), name)
        if name == "seg":
            self._end_segment("".join(self._unit.text))
        elif name == "tu":
            self._end_unit()
        elif name in NATIVE_CODES:
            self._codes -= 1

    def _entity(self, name: str, *_: object) -> None:
        raise UnreadableError(self._parser.CurrentLineNumber, "entity", f"the file uses an entity of its own, &{name};")

    def _report(self, line: int, faults: Iterable[Fault], name: str = "") -> None:
        for fault in faults:
            in_header = name == "header" and fault.kind == "attribute"
            self._add(line, "header-attribute" if in_header else fault.kind, fault.message)

    def _start_header(self, line: int, attributes: Mapping[str, str]) -> None:
        self._header, self._srclang = line, attributes.get("srclang", "")
        if self._srclang == "*all*":
            self._add(line, "srclang-all", 'srclang="*all*" names no source language')

    def _start_unit(self, line: int, attributes: Mapping[str, str]) -> None:
        self._unit = _Unit(line)
        source = attributes.get("srclang", self._srclang)
        if source != self._srclang:
            self._add(line, "tu-srclang", f'srclang="{source}" where the header has "{self._srclang}"')
        if (identity := attributes.get("tuid")) and not self._ids.add(identity):
            self._add(line, "repeated-tuid", f'tuid="{identity}" is that of an earlier unit')

    def _check_language(self, line: int, language: str) -> None:
        """A code is judged where it comes first."""
        if language and language not in self._languages:
            self._languages.add(language)
            try:
                standard = standardize(language)
            except UsageError as error:
                self._add(line, "language", f"{error.what} ({error.remedy})")
            else:
                if language != standard:
                    code = "language-case" if language.lower() == standard.lower() else "language"
                    self._add(line, code, f'"{language}" should be "{standard}"')

    def _end_segment(self, text: str) -> None:
        line, plain = self._unit.segment, text.replace(CODE, "")
        if not plain.strip():
            self._add(line, "empty-segment", f'the text in "{self._unit.language}" is empty')
        elif text != text.strip() or re.search("[\t\n\r]", text):
            self._add(line, "white-space", "a line break, a tab or outer white space in a segment")
        if len(plain) > LONGEST_SEGMENT:
            self._add(line, "long-segment", f"{len(plain):,} characters; the limit is {LONGEST_SEGMENT:,}")
        self._unit.variants.append((self._unit.language.lower(), text))
        self._unit.segment = 0

    def _end_unit(self) -> None:
        line, variants = self._unit.line, sorted(self._unit.variants)
        languages = frozenset(language for language, _ in variants)
        self._counts[languages] += 1
        if self._counts[languages] <= _LINES:
            self._lines.setdefault(languages, []).append(line)
        if len(languages) < len(variants):
            self._add(line, "several-targets", "two texts in one language")
            return
        repetition = self._repetitions.of_unit(variants, self._srclang.lower())
        if repetition == "duplicate":
            self._add(line, "duplicate", "an earlier unit is the same")
        elif repetition == "several":
            self._add(line, "several-targets", "an earlier unit has the same source and another target")

    def _conclude(self) -> None:
        """What only the whole file shows."""
        every = frozenset[str]().union(*self._lines)
        named = ", ".join(sorted(self._languages))
        if self._srclang not in (*self._languages, "", "*all*"):
            self._add(self._header, "srclang", f'srclang="{self._srclang}" where the units have {named}')
        if len(every) > 2:
            self._add(self._header, "multilingual", f"{len(every)} languages in one file: {named}")
        for languages, lines in self._lines.items():
            if languages != every or len(every) == 1:
                lacking = ", ".join(sorted(every - languages)) or "second language"
                count = self._counts[languages]
                where = ", ".join(map(str, lines)) + ", …" * (count > len(lines))
                self._add(lines[0], "incomplete", f"{count:,} units without {lacking}, at line {where}")


def is_date(value: str) -> bool:
    """Whether it is of the form that TMX demands."""
    try:
        return bool(datetime.strptime(value, _DATE)) and len(value) == 16
    except ValueError:
        return False
