"""What CAT tools would choke on in a TMX, read as a stream. The parser is expat, since it tells the exact line."""

from __future__ import annotations

import codecs
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import BufferedReader
from pathlib import Path
from xml.parsers import expat

from corpus.elements import NATIVE_CODES
from corpus.errors import InputError, UsageError
from corpus.findings import Finding, Findings
from corpus.languages import standardize
from corpus.profiles import LONGEST_SEGMENT
from corpus.repetitions import Repetitions, digest
from corpus.tmx import ILLEGAL
from corpus.tmx_grammar import Fault, Validator

SIZE_LIMITS: Mapping[int, tuple[str, ...]] = {  # bytes
    200_000_000: ("Transifex",),
    1_000_000_000: ("Trados cloud", "Phrase"),
}
_CHUNK = 1 << 16  # characters of a line that are read at once
_DATE = "%Y%m%dT%H%M%SZ"
_LINES = 5  # line numbers that a finding about many units names
_DATES = ("creationdate", "changedate", "lastusagedate")
_DECLARATION = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)""")
_REFERENCE = re.compile(r"&#(?:x([0-9a-fA-F]{1,9})|([0-9]{1,9}));")


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
                findings.add(0, "size", f"{size:,} bytes; the limit is {limit:,}", consumers)
        try:
            _Examiner(findings).examine(_characters(file, findings))
        except _UnreadableError as stop:
            findings.add(stop.line, stop.code, stop.message)
    return findings.listed()


class _UnreadableError(Exception):
    """The rest of the file cannot be examined."""

    def __init__(self, line: int, code: str, message: str) -> None:
        super().__init__(line, code, message)
        self.line, self.code, self.message = line, code, message


def _characters(file: BufferedReader, findings: Findings) -> Iterator[str]:
    """The text of the file, with a space for every character that XML 1.0 does not have."""
    line = 1

    def legal(found: re.Match[str]) -> str:
        where = line + found.string.count("\n", 0, found.start())
        findings.add(where, "illegal-character", f"{found[0]!a} is not a character of XML 1.0")
        return " "

    def resolved(found: re.Match[str]) -> str:
        number = int(found[1], 16) if found[1] else int(found[2])
        return found[0] if number <= sys.maxunicode and not ILLEGAL.match(chr(number)) else legal(found)

    decoder = _decoder(file, findings)
    while True:
        chunk = file.readline(_CHUNK)
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            wrong = f"byte {error.object[error.start]:#x} is not {error.encoding}"
            raise _UnreadableError(line, "encoding", wrong) from None
        yield _REFERENCE.sub(resolved, ILLEGAL.sub(legal, text))
        line += text.count("\n")
        if not chunk:
            return


def _decoder(file: BufferedReader, findings: Findings) -> codecs.IncrementalDecoder:
    """By the byte order mark, else by the XML declaration, else UTF-8."""
    head = file.peek(256)
    declared = _DECLARATION.match(head)
    encoding = declared[1].decode() if declared else "utf-8"
    if head.startswith(codecs.BOM_UTF8):
        findings.add(1, "byte-order-mark", "UTF-8 needs no byte order mark")
        encoding = "utf-8-sig"
    elif head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    try:
        return codecs.getincrementaldecoder(encoding)()
    except LookupError:
        raise _UnreadableError(1, "encoding", f'"{encoding}" is not the name of an encoding') from None


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
        self._ids: set[int] = set()
        self._repetitions = Repetitions()
        self._unit, self._codes = _Unit(), 0  # codes: how deep in elements whose content is no text
        self._lines: dict[frozenset[str], list[int]] = {}  # languages of a unit -> lines of the first such units
        self._counts: Counter[frozenset[str]] = Counter()

    def examine(self, characters: Iterable[str]) -> None:
        """Report what the text shows; ``_UnreadableError`` where it is not well-formed."""
        try:
            for text in characters:
                self._parser.Parse(text, False)
            self._parser.Parse("", True)
        except expat.ExpatError as error:
            raise _UnreadableError(error.lineno, "not-well-formed", expat.ErrorString(error.code)) from None
        if self._lines:
            self._conclude()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        line = self._parser.CurrentLineNumber
        self._report(line, self._grammar.start(name, attributes), name)
        for date in _DATES:
            if date in attributes and not _is_date(attributes[date]):
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
        raise _UnreadableError(
            self._parser.CurrentLineNumber, "entity", f"the file uses an entity of its own, &{name};"
        )

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
        if identity := attributes.get("tuid"):
            if digest(identity) in self._ids:
                self._add(line, "repeated-tuid", f'tuid="{identity}" is that of an earlier unit')
            self._ids.add(digest(identity))

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
        line = self._unit.segment
        if not text.strip():
            self._add(line, "empty-segment", f'the text in "{self._unit.language}" is empty')
        elif text != text.strip() or re.search("[\t\n\r]", text):
            self._add(line, "white-space", "a line break, a tab or outer white space in a segment")
        if len(text) > LONGEST_SEGMENT:
            self._add(line, "long-segment", f"{len(text):,} characters; the limit is {LONGEST_SEGMENT:,}")
        self._unit.variants.append((self._unit.language.lower(), text))
        self._unit.segment = 0

    def _end_unit(self) -> None:
        line, variants = self._unit.line, sorted(self._unit.variants)
        languages = frozenset(language for language, _ in variants)
        self._counts[languages] += 1
        if self._counts[languages] <= _LINES:
            self._lines.setdefault(languages, []).append(line)
        source = "\0".join(text for language, text in variants if language == self._srclang.lower())
        targets = [f"{language} {text}" for language, text in variants if language != self._srclang.lower()]
        if len(languages) < len(variants):
            self._add(line, "several-targets", "two texts in one language")
        elif source and targets:
            repetition = self._repetitions.kind(source, targets)
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


def _is_date(value: str) -> bool:
    try:
        return bool(datetime.strptime(value, _DATE)) and len(value) == 16
    except ValueError:
        return False
