"""Writing translation memories that CAT tools accept, as a stream: TMX 1.4 by the rules of a profile.

No DOCTYPE is written: a reader that does not validate has no use for it, one that loads external DTDs fails
where ``tmx14.dtd`` does not lie beside the file, and one that is hardened may refuse any DOCTYPE.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from corpus import __version__
from corpus.errors import UsageError
from corpus.files import write_atomically
from corpus.languages import standardize
from corpus.profiles import GENERIC, Profile
from corpus.repetitions import Repetitions, Seen
from corpus.tmx import CREATOR, TranslationUnit, clean_segment

ANOTHER_TARGET = "another target for the source of an earlier one"
_TAIL = b"  </body>\n</tmx>\n"
_EXAMPLES = 5  # units that a warning names


@dataclass(frozen=True, slots=True)
class TmxSummary:
    """What ``write_tmx`` did: units written, units dropped by reason, one line for each kind of warning, and the
    units in each file, of which there is more than one where they would be too large for the profile's tool."""

    units: int
    dropped: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    files: Mapping[str, int] = field(default_factory=dict)


def write_tmx(
    path: Path,
    units: Iterable[TranslationUnit],
    source: str,
    languages: Sequence[str],
    *,
    profile: Profile = GENERIC,
    created: datetime | None = None,
    partial: bool = False,
    on_drop: Callable[[TranslationUnit, str], None] | None = None,
) -> TmxSummary:
    """Write the ``languages`` of the units, ``source`` first, in the order in which the units come.

    ``languages`` names the source too; what a unit has in other languages is left out. A unit must have all of
    them, or with ``partial`` the source and one more. ``created`` dates the file (UTC where it is naive) unless
    SOURCE_DATE_EPOCH is set; without either it has no date, so that the same units always make the same bytes.
    ``on_drop`` gets each unit that is left out, and why. Where ``profile`` limits a file's bytes, ``a.tmx`` is
    followed by ``a.2.tmx`` and so on. They appear all and whole or not at all, and memory does not hold their texts.
    A wrong file name, language or SOURCE_DATE_EPOCH, or more languages than the profile's tool takes in one file, is
    a ``UsageError``.
    """
    ordered = _ordered(path, source, languages, profile)
    header = _header(source, created)
    selection = _Selection(ordered, partial, profile)
    with ExitStack() as stack:
        files = _Files(stack, path, header.encode(), profile.largest)
        for unit in units:
            texts, reason = selection.texts(unit)
            if not reason:
                files.write(_element(selection.tuid(unit), unit, texts))
            elif on_drop:
                on_drop(unit, reason)
        files.end()
    dropped = dict(sorted(selection.dropped.items()))
    return TmxSummary(sum(files.units.values()), dropped, selection.warnings(), files.units)


class _Files:
    """The file, and those that follow it where it would have more than ``largest`` bytes."""

    def __init__(self, stack: ExitStack, path: Path, header: bytes, largest: int | None) -> None:
        self.units: dict[str, int] = {}  # in each file
        self._stack, self._path, self._header = stack, path, header
        self._largest = largest or float("inf")
        self._begin()

    def _begin(self) -> None:
        number = len(self.units) + 1
        path = self._path if number == 1 else self._path.with_suffix(f".{number}.tmx")
        temporary = self._stack.enter_context(write_atomically(path))
        self._file = self._stack.enter_context(temporary.open("wb"))
        self._name, self._size = path.name, self._file.write(self._header) + len(_TAIL)
        self.units[self._name] = 0

    def write(self, element: str) -> None:
        data = element.encode()
        if self._size + len(data) > self._largest and self.units[self._name]:
            self.end()
            self._begin()
        self._size += self._file.write(data)
        self.units[self._name] += 1

    def end(self) -> None:
        self._file.write(_TAIL)
        self._file.close()


class _Selection:
    """Which units a file takes, and what its user should know about them."""

    def __init__(self, languages: Sequence[str], partial: bool, profile: Profile) -> None:
        self.dropped: Counter[str] = Counter()
        self._languages, self._profile = languages, profile
        self._least = 2 if partial else len(languages)
        self._longest = profile.longest or float("inf")
        self._repetitions = Repetitions()
        self._ids = Seen()
        self._warned: Counter[str] = Counter()
        self._examples: defaultdict[str, list[str]] = defaultdict(list)

    def texts(self, unit: TranslationUnit) -> tuple[dict[str, str], str]:
        """Language -> clean text in the order of the file, and the reason why the unit is left out, if it is."""
        given = dict(unit.segments)
        present = {language: given[language] for language in self._languages if language in given}
        texts = {language: text for language, raw in present.items() if (text := clean_segment(raw))}
        reason = self._fault(unit, given, present, texts)
        if reason:
            self.dropped[reason] += 1
        return texts, reason

    def _fault(
        self, unit: TranslationUnit, given: Mapping[str, str], present: Mapping[str, str], texts: Mapping[str, str]
    ) -> str:
        if len(given) < len(unit.segments):
            return "language repeated"
        if not self._enough(present):
            return "language missing"
        if not self._enough(texts):
            return "empty segment"
        longest = max(map(len, texts.values()))
        if self._profile.refuses(longest):
            return f"longer than {self._longest} characters, which {self._profile.tool} refuses"
        source, *targets = (texts.get(language, "") for language in self._languages)
        repetition = self._repetitions.kind(source, targets)
        if repetition == "duplicate":
            return "duplicate"
        if repetition == "several" and self._profile.one_target:
            return ANOTHER_TARGET
        if repetition == "several":
            self._warn("with the source of an earlier one and another target, of which OmegaT offers one", unit)
        if longest > self._longest:
            self._warn(f"longer than {self._longest} characters, which Trados refuses", unit)
        if len(texts) < len(self._languages):
            self._warn("without one of the languages, where OmegaT inserts the text of another", unit)
        return ""

    def tuid(self, unit: TranslationUnit) -> str:
        """The unit's id without white space, as TMX wants it; empty where an earlier unit has it."""
        tuid = clean_segment(unit.id).replace(" ", "_")
        if tuid and not self._ids.add(tuid):
            self._warn("with the id of an earlier one, written without id", unit)
            return ""
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

    def _warn(self, what: str, unit: TranslationUnit) -> None:
        self._warned[what] += 1
        if len(self._examples[what]) < _EXAMPLES:
            self._examples[what].append(unit.id)


def _ordered(path: Path, source: str, languages: Sequence[str], profile: Profile) -> tuple[str, ...]:
    """The languages of the file, its source first, after a check of the call."""
    if path.suffix != ".tmx":
        raise UsageError(str(path), "CAT tools know a translation memory by its ending", "end the name in .tmx")
    ordered = tuple(dict.fromkeys((source, *languages)))
    if source not in languages or len(ordered) < 2:
        given = ", ".join(languages)
        raise UsageError(str(path), f'"{source}" with the languages {given}', "name the source and at least one more")
    if len(ordered) > 2 and not profile.multiway:
        raise UsageError(str(path), f"{profile.tool} takes two languages a file, not {len(ordered)}")
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
    pieces = [f"    <tu tuid={quoteattr(tuid)}>\n" if tuid else "    <tu>\n"]
    if note := clean_segment(unit.note or ""):
        pieces.append(f"      <note>{_escaped(note)}</note>\n")
    for name, value in unit.properties:
        pieces.append(f"      <prop type={_type(name)}>{_escaped(clean_segment(value))}</prop>\n")
    for language, text in texts.items():
        pieces.append(f'      <tuv xml:lang="{language}"><seg>{_escaped(text)}</seg></tuv>\n')
    pieces.append("    </tu>\n")
    return "".join(pieces)


def _escaped(text: str) -> str:
    return escape(text) if "&" in text or "<" in text or ">" in text else text


@lru_cache(maxsize=256)
def _type(name: str) -> str:
    """The name of a property as the value of an attribute."""
    return quoteattr("x-" + clean_segment(name))
