"""The translation memories of a build: its units, as the tool of a profile wants them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.documents import Document
from corpus.settings import TmxSettings
from corpus.tmx import PROBABILITY, TranslationUnit
from corpus.tmx_writer import TmxSummary, write_tmx
from corpus.units import Part, Unit

_COUNTED = ("duplicate", "language missing")  # what is nowhere lost: the same unit, or others of its languages, remain
_Versions = tuple[Part, ...]  # of one unit, one a language of the file


@dataclass(frozen=True, slots=True)
class Memory:
    """What was written, and the parts of each unit that it lacks, with the reason."""

    summary: TmxSummary
    left_out: tuple[tuple[_Versions, str], ...] = ()

    def lines(self) -> list[str]:
        """What the log says of it."""
        dropped = [f"left out, {reason}: {count}" for reason, count in self.summary.dropped.items()]
        further = [f"units in {name}: {units}" for name, units in list(self.summary.files.items())[1:]]
        return [*dropped, *self.summary.warnings, *further]

    def rows(self) -> Iterator[Sequence[object]]:
        """Rows of ``unaligned.tsv`` for what is left out."""
        for parts, reason in self.left_out:
            for part in parts:
                at = (part.language, part.path, part.paragraph, part.span.start, part.span.stop)
                yield ["unit", *at, reason, part.text]


def write_memory(
    path: Path,
    languages: Sequence[str],
    units: Iterable[Unit],
    settings: TmxSettings,
    documents: Iterable[Document],
) -> Memory:
    """Write the ``languages`` of the units, the first of them the source, to ``path`` and, where the profile limits
    a file's size, to files that follow it.

    ``units`` come as a stream and are written in their order; ``documents`` are those that they are from. Two languages
    make a unit of each version in the one with each in the other, more of them a unit of the first version in each.
    A ``UsageError`` where the profile takes no file of so many languages.
    """
    code = {language: dict(settings.codes).get(language, language) for language in languages}
    provenance = _Provenance(code, documents) if settings.provenance else None
    left_out: list[tuple[_Versions, str]] = []
    current: _Versions = ()

    def entries() -> Iterator[TranslationUnit]:
        nonlocal current
        for unit in units:
            for number, parts in enumerate(_versions(unit, languages)):
                current = parts
                name = unit.id if number == 0 else f"{unit.id}-{number + 1}"
                texts = tuple([(code[part.language], part.text) for part in parts])
                yield TranslationUnit(name, texts, provenance.of(unit, parts) if provenance else ())

    def dropped(entry: TranslationUnit, reason: str) -> None:
        if reason not in _COUNTED:
            left_out.append((current, f"not in {path.name}: {reason}"))

    codes = list(code.values())
    summary = write_tmx(
        path, entries(), codes[0], codes, profile=settings.rules, partial=settings.partial, on_drop=dropped
    )
    return Memory(summary, tuple(left_out))


def _versions(unit: Unit, languages: Sequence[str]) -> Iterable[_Versions]:
    if len(languages) == 2:
        return unit.pairs(languages[0], languages[1])
    return [tuple(part for language in languages if (part := unit.part(language)))]


class _Provenance:
    """Where the texts of units come from, as properties: probability, sentences on each side, documents, offsets."""

    def __init__(self, code: Mapping[str, str], documents: Iterable[Document]) -> None:
        self._code = code
        self._documents = {document.id: document for document in documents}
        self._starts: dict[str, list[int]] = {}  # of the sentences of each document seen

    def of(self, unit: Unit, parts: _Versions) -> tuple[tuple[str, str], ...]:
        """(name, value) as ``TranslationUnit`` has them."""
        properties = [(PROBABILITY.removeprefix("x-"), f"{unit.probability:.4f}")]
        properties += [("bead", "-".join([str(self._sentences(part)) for part in parts]))]
        properties += [(f"origin-{self._code[p.language]}", f"{p.path}:{p.span.start}-{p.span.stop}") for p in parts]
        properties += [(f"time-{self._code[p.language]}", "{:.3f}-{:.3f}".format(*p.time)) for p in parts if p.time]
        return tuple(properties)

    def _sentences(self, part: Part) -> int:
        """How many sentences of its document a part is."""
        starts = self._starts.get(part.document)
        if starts is None:
            document = self._documents[part.document]
            starts = self._starts[part.document] = [span.start for _, span in document.all_sentences]
        return bisect_left(starts, part.span.stop) - bisect_left(starts, part.span.start)
