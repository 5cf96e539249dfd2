"""What writing a large translation memory costs: synthetic units, one after another, with their provenance."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import click

from benchmarks.costs import costs, peak_megabytes
from benchmarks.result import signature, write_result
from corpus.documents import Document, Span
from corpus.memories import write_memory
from corpus.settings import TmxSettings
from corpus.units import Part, Unit

UNITS = (1_000, 250_000, 1_000_000)
DOCUMENTS, SENTENCES = 50, 1_000  # of each language
WORDS = {
    "en": "The night train number {} comes back to Tarnholm after twelve years without a single sleeping car, and {}.",
    "es": "El tren nocturno número {} vuelve a Tarnholm después de doce años sin un solo coche cama, y además {}.",
}


@click.command()
def command() -> None:
    """Seconds and peak memory of writing up to a million units; a minute."""
    write_result(
        "tmx", {"units": costs("tmx", UNITS)}, signature(documents=DOCUMENTS, sentences=SENTENCES, words=WORDS)
    )


def measure(number: int) -> dict[str, float]:
    """What writing ``number`` units costs; the memory is that of the whole process."""
    documents = {language: [document(language, k) for k in range(DOCUMENTS)] for language in WORDS}
    every = [each for of_language in documents.values() for each in of_language]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "en-es.tmx")
        start, begin = time.perf_counter(), time.process_time()
        memory = write_memory(path, tuple(WORDS), synthetic(number, documents), TmxSettings(), every)
        assert memory.summary.units == number
        return {
            "seconds": time.perf_counter() - start,
            "processor_seconds": time.process_time() - begin,
            "peak_megabytes": peak_megabytes(),
            "file_megabytes": path.stat().st_size / 1e6,
        }


def document(language: str, number: int) -> Document:
    """A document of sentences of one length; its words are of no account."""
    spans = tuple(Span(100 * k, 100 * k + 99) for k in range(SENTENCES))
    return Document(f"{language}/{number:03}.txt", language, "x" * 100 * SENTENCES, spans, tuple((s,) for s in spans))


def synthetic(number: int, documents: dict[str, list[Document]]) -> Iterator[Unit]:
    """Units of one sentence with one, each with texts of its own."""
    for k in range(number):
        order, which = k % SENTENCES, k // SENTENCES % DOCUMENTS
        parts = tuple(
            Part(language, each[which].id, each[which].path, each[which].paragraphs[order], order,
                 WORDS[language].format(k, k * 7919))
            for language, each in documents.items()
        )  # fmt: skip
        yield Unit(f"{k:012x}", f"{which:012x}", order, parts, 0.9)
