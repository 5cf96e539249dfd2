"""What a build found, as one page for people: ``report.html``, without script, on a screen and on paper."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Generic, TypeVar

from corpus import __version__
from corpus.documents import Document, characters
from corpus.given import GIVEN
from corpus.groups import Finding, Group
from corpus.language_names import english_name
from corpus.pages import write_page
from corpus.tmx_writer import TmxSummary
from corpus.units import Unit

if TYPE_CHECKING:
    from corpus.pipeline import Build

ROWS = 200  # of a table: a report of 10,000 documents stays below 1 MB
UNITS = 10  # best and worst
EXAMPLES = 3  # of page furniture, for each reason
LONGEST = 600  # characters of a text that is shown
BINS = 20
Row = TypeVar("Row")


@dataclass(frozen=True)
class Rows(Generic[Row]):
    """The first of many rows, how many there are besides, and the file that has them all."""

    shown: Sequence[Row]
    more: int
    file: str


@dataclass(frozen=True)
class Shares:
    """Characters of sentences by what became of them: in units with another version, in such units that are too
    doubtful, without counterpart, page furniture."""

    shared: int = 0
    doubtful: int = 0
    alone: int = 0
    furniture: int = 0

    @property
    def text(self) -> int:
        """All but page furniture."""
        return self.shared + self.doubtful + self.alone

    @property
    def coverage(self) -> float:
        return self.shared / self.text if self.text else 0.0

    def bars(self, width: float) -> Iterator[tuple[str, float, float]]:
        """(kind, left, width) of a bar that is ``width`` wide."""
        total, left = self.text + self.furniture, 0.0
        for kind in ("shared", "doubtful", "alone", "furniture"):
            wide = width * getattr(self, kind) / total if total else 0.0
            yield kind, round(left, 2), round(wide, 2)
            left += wide

    @staticmethod
    def sum(each: Iterable[Shares]) -> Shares:
        listed = list(each)
        return Shares(*(sum(getattr(one, kind) for one in listed) for kind in Shares.__dataclass_fields__))


@dataclass(frozen=True)
class DocumentRow:
    """One document, what was decided about it, and what became of its characters."""

    document: Document
    finding: Finding
    shares: Shares


@dataclass(frozen=True)
class LanguageRow:
    """The documents of a language."""

    code: str
    name: str
    documents: int
    grouped: int
    sentences: int
    shares: Shares  # of the documents in groups


@dataclass(frozen=True)
class GroupRow:
    """A group, its title, and the units of it that have two versions or more."""

    group: Group
    title: str
    findings: Mapping[str, Finding]
    units: int
    mean: float  # probability of these


@dataclass(frozen=True)
class FurnitureRow:
    """Lines that were left out for one reason."""

    reason: str
    lines: int
    characters: int
    examples: Sequence[str]


class Report:
    """The tables of the page. ``summaries``: of the TMX files, by name."""

    def __init__(self, build: Build, summaries: Mapping[str, TmxSummary]) -> None:
        self.build, self.summaries, self.version = build, summaries, __version__
        self.counts = build.counts()
        self.documents = {document.id: document for document in build.collection.documents}
        self.linked = [unit for unit in build.units if len(unit.parts) > 1]

    @cached_property
    def _rows(self) -> list[DocumentRow]:
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for unit in self.build.units:
            if unit.furniture:
                kind = "furniture"
            elif len(unit.parts) == 1:
                kind = "alone"
            else:
                kind = "doubtful" if unit.id in self.build.left_out else "shared"
            for part in unit.parts:
                found[part.document][kind] += characters(self.documents[part.document].sentences_in(part.span))
        rows = []
        for document in self.build.collection.documents:
            finding, kinds = self.build.grouping.findings[document.id], found[document.id]
            kinds["furniture"] += characters(each.span for each in document.left_out)
            if finding.group is None:
                kinds["alone"] = characters(span for spans in document.native.sentences for span in spans)
            rows.append(DocumentRow(document, finding, Shares(**kinds)))
        return rows

    @property
    def languages(self) -> list[LanguageRow]:
        rows = []
        for code in self.build.languages:
            of_language = [row for row in self._rows if row.document.language == code]
            grouped = [row for row in of_language if row.finding.group]
            sentences = sum(len(spans) for row in of_language for spans in row.document.native.sentences)
            shares = Shares.sum(row.shares for row in grouped)
            rows.append(LanguageRow(code, english_name(code), len(of_language), len(grouped), sentences, shares))
        return rows

    @property
    def groups(self) -> Rows[GroupRow]:
        sums: dict[str, list[float]] = defaultdict(list)
        for unit in self.linked:
            sums[unit.group].append(unit.probability)
        groups = self.build.grouping.groups
        rows = []
        for group in groups[:ROWS]:
            first = group.documents[0]
            title = next((each.title for each in group.documents if each.title), "") or first.text.lstrip()[:LONGEST]
            units = sums[group.id]
            mean = sum(units) / len(units) if units else 0.0
            rows.append(GroupRow(group, _short(title, 100), self.build.grouping.findings, len(units), mean))
        return Rows(rows, len(groups) - len(rows), "documents.parquet")

    @property
    def without_partner(self) -> Rows[DocumentRow]:
        return _first([row for row in self._rows if row.finding.group is None], "documents.parquet")

    @property
    def coverage(self) -> Rows[DocumentRow]:
        """The documents in groups, those of which least is in units first."""
        grouped = [row for row in self._rows if row.finding.group]
        return _first(sorted(grouped, key=lambda row: (row.shares.coverage, row.document.path)), "documents.parquet")

    @property
    def total(self) -> Shares:
        """Of the documents in groups."""
        return Shares.sum(row.shares for row in self._rows if row.finding.group)

    @property
    def bins(self) -> list[int]:
        """How many units of two versions or more have a probability from k / BINS on."""
        counts = Counter(min(int(unit.probability * BINS + 1e-9), BINS - 1) for unit in self.linked)
        return [counts[k] for k in range(BINS)]

    @property
    def shapes(self) -> Rows[tuple[str, int]]:
        """Units by the number of sentences in each version, in ascending order: ``1-1-2``."""
        counts: Counter[str] = Counter()
        for unit in self.linked:
            sizes = (len(self.documents[part.document].sentences_in(part.span)) for part in unit.parts)
            counts["-".join(map(str, sorted(sizes)))] += 1
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return Rows(ordered[:BINS], len(ordered) - len(ordered[:BINS]), "units.parquet")

    @property
    def worst(self) -> list[Unit]:
        return sorted(self._found, key=lambda unit: unit.probability)[:UNITS]

    @property
    def best(self) -> list[Unit]:
        """None that is among the worst."""
        rest = sorted(self._found, key=lambda unit: unit.probability)[UNITS:]
        return sorted(rest, key=lambda unit: (-unit.probability, -unit.consistency))[:UNITS]

    @property
    def _found(self) -> list[Unit]:
        return [unit for unit in self.linked if GIVEN not in unit.flags] or self.linked

    @property
    def furniture(self) -> list[FurnitureRow]:
        """By reason, those with most lines first; of repeated lines whatever the number of documents."""
        texts: dict[str, list[str]] = defaultdict(list)
        for document in self.build.collection.documents:
            for each in document.left_out:
                reason = "repeated" if each.reason.startswith("repeated:") else each.reason
                texts[reason].append(each.span.of(document.text))
        for unit in self.build.units:
            if unit.furniture:
                texts[unit.furniture] += [part.text for part in unit.parts]
        rows = [
            FurnitureRow(
                reason, len(lines), sum(map(len, lines)), [_short(line, 90) for line in dict.fromkeys(lines)][:EXAMPLES]
            )
            for reason, lines in texts.items()
        ]
        return sorted(rows, key=lambda row: (-row.lines, row.reason))

    @property
    def warnings(self) -> Rows[tuple[str, str]]:
        """(where, what): files that were not used, doubts about documents, what the TMX writer dropped or noticed."""
        rows = [(each.path, f"not used: {each.reason}") for each in self.build.collection.rejected]
        doubts = [(d.path, [f for f in d.flags if f != "language:identified"]) for d in self.build.collection.documents]
        rows += [(path, ", ".join(flags)) for path, flags in doubts if flags]
        for name, summary in self.summaries.items():
            rows += [(f"tmx/{name}.tmx", f"left out, {reason}: {count}") for reason, count in summary.dropped.items()]
            rows += [(f"tmx/{name}.tmx", warning) for warning in summary.warnings]
        return _first(rows, "build.log")


def write_report(build: Build, path: Path, summaries: Mapping[str, TmxSummary]) -> None:
    """The page. The same build gives the same bytes."""
    styles, report = ("colours.css", "report.css"), Report(build, summaries)
    write_page(path, "report.html", styles, report=report, shorten=_short, percent=_percent)


def _first(rows: Sequence[Row], file: str) -> Rows[Row]:
    return Rows(rows[:ROWS], max(len(rows) - ROWS, 0), file)


def _percent(share: float) -> str:
    """Rounded, but never to 100 %."""
    return f"{min(round(100 * share, 1), 100.0 if share == 1 else 99.9):.1f} %"


def _short(text: str, longest: int = LONGEST) -> str:
    """As it is, or cut; cut at a space where there is one near enough."""
    if len(text) <= longest:
        return text
    cut = shorten(text, longest, placeholder="…")
    return cut if len(cut) > longest / 2 else text[: longest - 1] + "…"
