"""What a dataset of many units costs: synthetic units of three languages in groups of a hundred."""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path

import click

from benchmarks.costs import costs, peak_megabytes
from benchmarks.result import signature, write_result
from corpus.collection import Collection
from corpus.documents import Document, Span
from corpus.export import DATASET, ExportSettings
from corpus.groups import Finding, Group, Grouping, one_document_each
from corpus.pipeline import Build
from corpus.publishing.dataset import Source, export_dataset
from corpus.publishing.publication import Publication
from corpus.settings import Settings, pairs_of
from corpus.units import Part, Unit

UNITS = (3_000, 30_000, 300_000)
LANGUAGES = ("en", "es", "fr")
SENTENCES, WORDS = 100, 14  # of a document, of a sentence


@click.command()
def command() -> None:
    """Seconds and peak memory of exporting up to 300,000 units in three languages, pair by pair; some minutes."""
    write_result(
        "dataset", {"units": costs("dataset", UNITS)}, signature(languages=LANGUAGES, sentences=SENTENCES, words=WORDS)
    )


def measure(number: int) -> dict[str, float]:
    """What exporting ``number`` units costs; the memory is that of the process, before and at its peak."""
    build, before = synthetic(number // SENTENCES), peak_megabytes()
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        publication = Publication(licences=("CC0-1.0",), mask=True)
        done = export_dataset(Source(build, "0" * 12), ExportSettings(DATASET), publication, Path(folder))
        assert [each.units for each in done.pairs] == [number] * 3
        return {
            "seconds": time.perf_counter() - start,
            "build_megabytes": before,
            "peak_megabytes": peak_megabytes(),
            "folder_megabytes": sum(path.stat().st_size for path in Path(folder).rglob("*.*")) / 1e6,
        }


def synthetic(count: int) -> Build:
    """A build of ``count`` groups, each a document a language, each sentence of random words."""
    chance = random.Random(0)
    words = ["".join(chance.choices("aeiounrstldmk", k=chance.randint(2, 10))) for _ in range(50_000)]
    documents, groups, units = list[Document](), list[Group](), list[Unit]()
    for group in range(count):
        own = [_document(f"{language}/{group}.txt", language, chance, words) for language in LANGUAGES]
        documents += own
        groups.append(Group(f"{group:012x}", one_document_each(own), 1.0))
        for order in range(SENTENCES):
            parts = tuple(
                Part(each.language, each.id, each.path, span := each.paragraphs[order], order, span.of(each.text))
                for each in own
            )
            units.append(Unit(f"{len(units):012x}", f"{group:012x}", order, parts, 0.9))
    findings = {each.id: Finding(group.id, "agrees") for group in groups for each in group.documents}
    grouping, pairs = Grouping(tuple(groups), findings), tuple(pairs_of(LANGUAGES, ()))
    return Build(Settings(), "none", Collection(tuple(documents), ()), grouping, tuple(units), pairs)


def _document(path: str, language: str, chance: random.Random, words: list[str]) -> Document:
    text, spans = "", list[Span]()
    for _ in range(SENTENCES):
        sentence = " ".join(chance.choices(words, k=WORDS)).capitalize() + "."
        spans.append(Span(len(text), len(text) + len(sentence)))
        text += sentence + "\n"
    return Document(path, language, text, tuple(spans), tuple((span,) for span in spans))
