"""The table of translation units: beads of a group's sentences, with their texts and where these stand."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from align.arrays import Floats
from align.beads import Bead
from align.moved import link_moved
from align.multiway import align_versions
from align.paragraphs import by_paragraph, in_sentences
from align.sides import Side, make_side
from align.tokens import Tokens
from corpus.documents import Document, Span
from corpus.groups import Group, anchor_key
from corpus.languages import base
from corpus.tmx import clean_segment
from corpus.vectors import Vectors, sentence_texts

# Of the units of synthetic texts that have less, three in four are right, of the others 98 in 100 (scripts/benchmark.py
# versions).
DISPUTED = 0.8
UNMIRRORED = "unmirrored"  # flag of a unit that is page furniture
UNSPACED = frozenset({"zh", "ja", "th", "lo", "km", "my", "yue", "wuu", "bo", "dz"})  # written without spaces


@dataclass(frozen=True, slots=True)
class Part:
    """One language of a unit: ``text``, and the characters and the paragraph of the document that it comes from."""

    language: str
    document: str  # id
    path: str
    span: Span
    paragraph: int
    text: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A passage in the languages that have it.

    ``consistency``: how far each two versions, aligned by themselves, agree with it. ``flags``: ``full`` where all
    versions of the group have it, ``partial`` where one lacks it; ``disputed`` where the pairs of versions disagree;
    ``moved`` where one of the versions has it elsewhere; ``unmirrored`` where it is page furniture of one version.
    """

    id: str
    group: str
    order: int  # place in the group, from 0
    parts: tuple[Part, ...]  # in the order of the group's documents
    probability: float
    consistency: float = 1.0
    flags: tuple[str, ...] = ()

    def part(self, language: str) -> Part | None:
        return next((part for part in self.parts if part.language == language), None)


def align_group(
    group: Group,
    vectors: Vectors,
    centres: Mapping[str, Floats],
    tokens: Mapping[str, Tokens] | None = None,
    level: str = "sentence",
) -> list[Unit]:
    """The units of a group, covering every sentence of its documents, in the order of the text; see group_sides.

    ``level``: "sentence", or "paragraph" for units of whole paragraphs.
    """
    sides = group_sides(group, vectors, centres, tokens)
    if level == "paragraph":
        versions = [
            by_paragraph(side, [number for number, _ in document.all_sentences])
            for side, document in zip(sides, group.documents, strict=True)
        ]
        sides = [version.side for version in versions]
        beads = in_sentences(link_moved(sides, align_versions(sides)), versions)
    else:
        beads = link_moved(sides, align_versions(sides))
    return [_unit(group, order, bead) for order, bead in enumerate(beads)]


def group_sides(
    group: Group, vectors: Vectors, centres: Mapping[str, Floats], tokens: Mapping[str, Tokens] | None = None
) -> list[Side]:
    """The documents of a group as the aligner sees them.

    ``vectors`` (n, d) by document id; ``centres`` (d,) the mean vector of each language over the collection.
    ``tokens``, by document id, are those of the sentences; without them words have no say.
    """
    sides, words = [], tokens or {}
    for document in group.documents:
        paragraphs = [number for number, _ in document.all_sentences]
        rows, centre = vectors[document.id], centres[document.language]
        sides.append(
            make_side(sentence_texts(document), rows, paragraphs, centre, document.path, words.get(document.id))
        )
    return sides


def _unit(group: Group, order: int, bead: Bead) -> Unit:
    ranges = zip(group.documents, bead.ranges, strict=True)
    held = [(document, _part(document, start, stop)) for document, (start, stop) in ranges if stop > start]
    parts = [part for _, part in held]
    first = min(held, key=lambda pair: anchor_key(pair[0]))[1]
    place = f"unit\0{first.document}\0{first.span.start}\0{first.span.stop}"
    flags = ["partial" if len(parts) < len(group.documents) else "full"]
    if bead.consistency < DISPUTED:
        flags.append("disputed")
    if bead.moved:
        flags.append("moved")
    figures = round(bead.probability, 4), round(bead.consistency, 4)  # as shown, so that a minimum means what is shown
    return Unit(hashlib.sha256(place.encode()).hexdigest()[:12], group.id, order, tuple(parts), *figures, tuple(flags))


def _part(document: Document, start: int, stop: int) -> Part:
    numbered = document.all_sentences[start:stop]
    spans = [span for _, span in numbered]
    whole = Span(spans[0].start, spans[-1].stop)
    text = joined(document.text, spans, document.language)
    return Part(document.language, document.id, document.path, whole, numbered[0][0], text)


def joined(text: str, spans: Sequence[Span], language: str) -> str:
    """The sentences as one text: a space between them where the language writes one, or the document does."""
    pieces = [clean_segment(spans[0].of(text))]
    for before, span in pairwise(spans):
        gap = text[before.stop : span.start]
        spaced = base(language) not in UNSPACED or (gap and gap.strip(" \u3000") == "")
        pieces.append(" " if spaced and gap else "")
        pieces.append(clean_segment(span.of(text)))
    return "".join(pieces)


def coverage(units: Sequence[Unit], documents: Sequence[Document]) -> float:
    """The share of the characters of sentences in ``documents`` that stand in a unit with another language, page
    furniture aside."""
    total = sum(span.stop - span.start for d in documents for spans in d.sentences for span in spans)
    total -= sum(part.span.stop - part.span.start for unit in units if UNMIRRORED in unit.flags for part in unit.parts)
    shared = sum(part.span.stop - part.span.start for unit in units if len(unit.parts) > 1 for part in unit.parts)
    return float(np.clip(shared / total, 0, 1)) if total else 0.0
