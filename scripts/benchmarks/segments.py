"""Boundaries of sentences: the lines of translated news joined to one, and how many of them are found again.

A line is a sentence of the original; some translators made two of it. ``recall`` is the share of the ends of lines that
are found, ``extra`` the number of other boundaries for each line. Headings and other lines that no mark ends count only
in Thai, which has none.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import click
import sentencex
from langcodes import standardize_tag

from benchmarks.gold import GOLD
from benchmarks.result import sha256, signature, write_result
from corpus.documents import Span
from corpus.languages import base
from corpus.segments import sentences, trimmed

COLLECTION = "ntrex_1_60"
JOINED = frozenset(["ja", "yue", "zh"])  # written without spaces between sentences
UNMARKED = frozenset(["th"])
MARKED = re.compile(r"[.!?…。！？؟۔।॥][\s”»›“\"’'‘」』）)\]]*$")
ROUNDS = 5

Cutter = Callable[[str, str], list[int]]  # of a text and its language: where its sentences end


@dataclass(frozen=True)
class Counts:
    """Over the documents of one language: ``ends`` of lines inside documents, those ``found``, ``extra`` boundaries."""

    lines: int = 0
    ends: int = 0
    found: int = 0
    extra: int = 0

    def __add__(self, other: Counts) -> Counts:
        pairs = zip(self.values, other.values, strict=True)
        return Counts(*(a + b for a, b in pairs))

    @property
    def values(self) -> tuple[int, ...]:
        return self.lines, self.ends, self.found, self.extra

    def figures(self) -> dict[str, float]:
        return {"recall": round(self.found / self.ends, 4), "extra": round(self.extra / self.lines, 4)}


def alone(text: str, language: str) -> list[int]:
    """What sentencex says by itself."""
    cuts = {boundary["end_index"] for boundary in sentencex.get_sentence_boundaries(base(language), text)}
    return [span.stop for span in trimmed(text, 0, len(text), cuts)]


def ours(text: str, language: str) -> list[int]:
    """What corpus.segments says."""
    return [span.stop for span in sentences(text, Span(0, len(text)), language)]


CUTTERS: dict[str, Cutter] = {"sentencex": alone, "hexapla": ours}


def documents(lines: Sequence[str], names: Sequence[str]) -> Iterator[list[str]]:
    """The lines of each document that has two or more."""
    for _, rows in groupby(zip(names, lines, strict=True), key=lambda row: row[0]):
        kept = [" ".join(line.split()) for _, line in rows if line.strip()]
        if len(kept) > 1:
            yield kept


def count(lines: Sequence[str], language: str, cut: Cutter) -> Counts:
    """The ends of ``lines`` that ``cut`` finds in the text that they make together."""
    gap = "" if base(language) in JOINED else " "
    ends, marked, stop = set[int](), set[int](), -len(gap)
    for line in lines:
        stop += len(gap) + len(line)
        ends.add(stop)
        if MARKED.search(line) or base(language) in UNMARKED:
            marked.add(stop)
    found = set(cut(gap.join(lines), language))
    marked.discard(stop)
    return Counts(len(lines), len(marked), len(marked & found), len(found - ends))


def characters_per_second(texts: Sequence[tuple[str, str]], cut: Cutter) -> float:
    """The best of some rounds: other processes only ever slow one down."""
    seconds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for text, language in texts:
            cut(text, language)
        seconds.append(time.process_time() - start)
    return sum(len(text) for text, _ in texts) / min(seconds)


@click.command(help=__doc__)
def command() -> None:
    folder = GOLD / "multiparallel" / COLLECTION
    if not folder.is_dir():
        raise click.ClickException(f"{folder}: no gold texts there (HEXAPLA_GOLD names their folder)")
    names = (folder / "docs.txt").read_text(encoding="utf-8").split("\n")
    measured: dict[str, dict[str, dict[str, float]]] = {}
    texts: list[tuple[str, str]] = []
    total = {name: Counts() for name in CUTTERS}
    for path in sorted(folder.glob("*.txt")):
        if path.stem == "docs":
            continue
        language = standardize_tag(path.stem)
        parts = list(documents(path.read_text(encoding="utf-8").split("\n"), names))
        texts += [(" ".join(lines), language) for lines in parts]
        counts = {
            name: sum((count(lines, language, cut) for lines in parts), Counts()) for name, cut in CUTTERS.items()
        }
        total = {name: total[name] + counts[name] for name in CUTTERS}
        measured[language] = {name: counts[name].figures() for name in CUTTERS}
        figures = "  ".join(
            f"{name} {each['recall']:.4f} {each['extra']:.4f}" for name, each in measured[language].items()
        )
        click.echo(f"{language:<6} {figures}")
    speeds = {name: round(characters_per_second(texts, cut) / 1e6, 2) for name, cut in CUTTERS.items()}
    recipe = signature(subject="segments", sentencex=_version(), data=sha256(text for text, _ in texts))
    result = {
        "all": {name: total[name].figures() for name in CUTTERS},
        "languages": measured,
        "million_characters_per_second": speeds,
    }
    path = write_result("segments", result, recipe)
    click.echo(f"all: {result['all']}\nmillion characters a second: {speeds}\nwritten to {path}")


def _version() -> str:
    from importlib.metadata import version

    return version("sentencex")
