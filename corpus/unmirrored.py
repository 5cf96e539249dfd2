"""Lines that no version of their document mirrors and that look like page furniture.

What a translator left out is text. A paragraph without counterpart is furniture only if it is no sentence of a text,
stands as furniture does (at the edge of its document, or in a run of such lines) and is known as such: other documents
of its language have it, its page raised a doubt, or it is of several short lines at the edge of a running text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from corpus.documents import Document, Span
from corpus.lines import Line
from corpus.repetitions import digest
from corpus.units import UNMIRRORED, Unit

OTHERS = 2  # documents of the language, besides its own, in which a line makes it known
RUN = 3  # lines without counterpart, one after another


def mark_unmirrored(documents: Sequence[Document], units: Sequence[Unit]) -> list[Unit]:
    """The units in their order, those that are page furniture with the flag ``unmirrored``.

    ``documents`` are those of the whole collection; every sentence of a grouped one is in one of the ``units``.
    """
    documents = [document.native for document in documents]
    mirrored: dict[str, list[Span]] = {}
    for unit in units:
        for part in unit.parts:
            mirrored.setdefault(part.document, [])
            if len(unit.parts) > 1:
                mirrored[part.document].append(part.span)
    grouped = [document for document in documents if document.id in mirrored]
    lines = {each.id: dict(_candidates(each, sorted(mirrored[each.id], key=lambda s: s.start))) for each in grouped}
    counts = _documents_with({(each.language, key) for each in grouped for key in lines[each.id].values()}, documents)
    furniture: dict[str, list[Span]] = {}
    for document in grouped:
        doubtful = {each.span for each in document.doubtful}
        for run in _runs(lines[document.id], len(document.paragraphs)):
            menu = _is_menu(document, run)
            for number in run:
                span = document.paragraphs[number]
                if menu or counts[document.language, lines[document.id][number]] > OTHERS or span in doubtful:
                    furniture.setdefault(document.id, []).append(span)
    return [_marked(unit, furniture) for unit in units]


def _marked(unit: Unit, furniture: Mapping[str, Sequence[Span]]) -> Unit:
    part = unit.parts[0]
    inside = any(span.start <= part.span.start < span.stop for span in furniture.get(part.document, ()))
    return replace(unit, flags=(*unit.flags, UNMIRRORED)) if len(unit.parts) == 1 and inside else unit


def _candidates(document: Document, mirrored: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """The paragraphs that no version has anything of and that are no running text, with the digests of their texts."""
    stops = [span.stop for span in mirrored]
    for number, paragraph in enumerate(document.paragraphs):
        after = bisect_left(stops, paragraph.start + 1)
        if after < len(stops) and mirrored[after].start < paragraph.stop:
            continue
        line = Line(paragraph.of(document.text))
        if not line.prose:
            yield number, digest(line.folded)


def _documents_with(wanted: set[tuple[str, int]], documents: Sequence[Document]) -> Counter[tuple[str, int]]:
    """In how many documents of its language each wanted line stands, as furniture or as a paragraph."""
    counts = Counter[tuple[str, int]]()
    for document in documents if wanted else ():
        spans = (*document.paragraphs, *(each.span for each in document.furniture))
        counts.update({(document.language, digest(Line(span.of(document.text)).folded)) for span in spans} & wanted)
    return counts


def _runs(candidates: Mapping[int, int], paragraphs: int) -> Iterator[list[int]]:
    """The candidates that follow one another at the edge of their document, and those of longer runs inside."""
    run: list[int] = []
    for number in range(paragraphs + 1):
        if number in candidates:
            run.append(number)
            continue
        if run and (run[0] == 0 or number == paragraphs or len(run) >= RUN):
            yield run
        run = []


def _is_menu(document: Document, run: Sequence[int]) -> bool:
    """Whether a run is of short lines only, at the edge of a document that is mostly running text."""
    lines = [Line(paragraph.of(document.text)) for paragraph in document.paragraphs]
    at_edge = run[0] == 0 or run[-1] == len(lines) - 1
    if not at_edge or len(run) < RUN or not all(lines[number].short for number in run):
        return False
    return sum(line.weight for line in lines if line.prose) >= sum(line.weight for line in lines) / 2
