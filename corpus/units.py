"""The table of translation units: beads of a group's sentences, with their texts and where these stand."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import NamedTuple

import numpy as np

from align.arrays import Floats
from align.beads import Bead
from align.constraints import FREE, Constraints
from align.moved import link_moved
from align.multiway import align_versions
from align.paragraphs import by_paragraph, in_sentences
from align.sides import Side, make_side
from align.tokens import Tokens
from corpus.documents import FOREIGN, Document, Span, characters
from corpus.groups import Group, Version
from corpus.languages import base
from corpus.tmx import clean_segment
from corpus.vectors import Vectors, one_after_another, sentence_texts

# Of the units of synthetic texts that have less, three in four are right, of the others 98 in 100 (scripts/benchmark.py
# versions).
DISPUTED = 0.8
UNMIRRORED = "unmirrored"  # flag of a unit that is page furniture
REVIEWED = "reviewed"  # flag of a unit that a person decided on
EDITED = "edited"  # and of one whose words a person corrected: they are no longer those of the documents
UNSPACED = frozenset({"zh", "ja", "th", "lo", "km", "my", "yue", "wuu", "bo", "dz"})  # written without spaces


@dataclass(frozen=True, slots=True)
class Part:
    """One version of a unit: ``text``, and the characters and the paragraph of the document that it comes from.
    ``version`` counts the versions of a group in one language, from 1."""

    language: str
    document: str  # id
    path: str
    span: Span
    paragraph: int
    text: str
    version: int = 1
    time: tuple[float, float] | None = None  # of subtitles: seconds, see Document.time_of

    @property
    def column(self) -> str:
        """``es``, or ``es#2`` for the second version in it."""
        return self.language if self.version == 1 else f"{self.language}#{self.version}"


@dataclass(frozen=True, slots=True)
class Unit:
    """A passage in the languages that have it.

    ``consistency``: how far each two versions, aligned by themselves, agree with it. ``flags``: ``full`` where all
    versions of the group have it, ``partial`` where one lacks it; ``disputed`` where the pairs of versions disagree;
    ``moved`` where one of the versions has it elsewhere; ``unmirrored`` where it is page furniture of one version,
    ``foreign:en`` where one version has it in the language of another; ``reviewed`` and ``edited``, see corpus.review.
    """

    id: str
    group: str
    order: int  # place in the group, from 0
    parts: tuple[Part, ...]  # in the order of the group's documents
    probability: float
    consistency: float = 1.0
    flags: tuple[str, ...] = ()

    @property
    def furniture(self) -> str:
        """The reason why no version has to have a counterpart of it, or an empty string."""
        return next((flag for flag in self.flags if flag == UNMIRRORED or flag.startswith(FOREIGN)), "")

    def part(self, language: str) -> Part | None:
        """That of the first version in ``language``."""
        return next((part for part in self.parts if part.language == language), None)

    def pairs(self, source: str, target: str) -> list[tuple[Part, Part]]:
        """Each version in ``source`` with each in ``target``."""
        of_source = [part for part in self.parts if part.language == source]
        return [(left, right) for left in of_source for right in self.parts if right.language == target]


def align_group(
    group: Group,
    vectors: Vectors,
    centres: Mapping[str, Floats],
    tokens: Mapping[str, Tokens] | None = None,
    level: str = "sentence",
    constraints: Constraints = FREE,
) -> list[Unit]:
    """The units of a group, covering every sentence of its documents but those of foreign paragraphs, in the order of
    the text; see group_sides.

    ``level``: "sentence", or "paragraph" for units of whole paragraphs; it is what ``constraints`` count, see
    corpus.places.
    """
    sides = group_sides(group, vectors, centres, tokens)
    if level == "paragraph":
        versions = [
            by_paragraph(side, [sentence.counted for sentence in placed])
            for side, placed in zip(sides, map(placed_sentences, group.versions), strict=True)
        ]
        sides = [version.side for version in versions]
        beads = in_sentences(_beads(sides, constraints), versions)
    else:
        beads = _beads(sides, constraints)
    return list(_units(group, beads))


def _beads(sides: Sequence[Side], constraints: Constraints) -> list[Bead]:
    return link_moved(sides, align_versions(sides, constraints=constraints), constraints=constraints)


def group_sides(
    group: Group, vectors: Vectors, centres: Mapping[str, Floats], tokens: Mapping[str, Tokens] | None = None
) -> list[Side]:
    """The versions of a group as the aligner sees them.

    ``vectors`` (n, d) by document id; ``centres`` (d,) the mean vector of each language over the collection.
    ``tokens``, by document id, are those of the sentences; without them words have no say.
    """
    sides = []
    for version in group.versions:
        documents = version.documents
        words = [tokens[each.id] for each in documents if each.id in tokens] if tokens else []
        sides.append(
            make_side(
                [text for each in documents for text in sentence_texts(each)],
                np.concatenate([vectors[each.id] for each in documents]),
                [sentence.counted for sentence in placed_sentences(version)],
                centres[version.language],
                documents[0].path,
                one_after_another(words) if words and len(words) == len(documents) else None,
            )
        )
    return sides


class Placed(NamedTuple):
    """A sentence of a version: the number of its document, of its paragraph among those of the document that are not
    foreign, and of its paragraph in the version; whether that is foreign."""

    document: int
    paragraph: int
    counted: int
    span: Span
    foreign: bool


def placed_sentences(version: Version) -> list[Placed]:
    """The sentences of a version in order; paragraphs are counted through."""
    found: list[Placed] = []
    before = 0
    for number, document in enumerate(version.documents):
        foreign = np.array([span in document.spoken for span in document.paragraphs], bool)
        native = np.cumsum(~foreign) - 1
        found += [
            Placed(number, int(native[k]), before + k, span, bool(foreign[k])) for k, span in document.all_sentences
        ]
        before += len(document.paragraphs)
    return found


def version_numbers(group: Group) -> list[int]:
    """Of each version among those in its language, from 1."""
    seen: Counter[str] = Counter()
    numbers = []
    for version in group.versions:
        seen[version.language] += 1
        numbers.append(seen[version.language])
    return numbers


def _units(group: Group, beads: Iterable[Bead]) -> Iterator[Unit]:
    """Where a bead spans two documents of a version, the larger share stays in it, and the other is alone. What is
    foreign was of use to place the rest."""
    placed = [placed_sentences(version) for version in group.versions]
    numbers = version_numbers(group)
    order = 0
    for bead in beads:
        parts, left = list[Part](), list[Part]()
        for k, (start, stop) in enumerate(bead.ranges):
            runs = [list(run) for _, run in groupby(placed[k][start:stop], lambda each: (each.document, each.foreign))]
            found = [part_of(group.versions[k], run, numbers[k]) for run in runs if not run[0].foreign]
            if found:
                kept = max(found, key=lambda part: len(part.text))
                parts.append(kept)
                left += [part for part in found if part is not kept]
        single = len(parts) == 1 < sum(stop > start for start, stop in bead.ranges)
        for each in (parts, *([part] for part in left)):
            if each:
                sure = single or each is not parts
                yield _unit(group, order, each, replace(bead, probability=1.0) if sure else bead)
                order += 1


def _unit(group: Group, order: int, parts: Sequence[Part], bead: Bead) -> Unit:
    flags = ["partial" if len(parts) < len(group.versions) else "full"]
    if bead.consistency < DISPUTED:
        flags.append("disputed")
    if bead.moved:
        flags.append("moved")
    figures = round(bead.probability, 4), round(bead.consistency, 4)  # as shown, so that a minimum means what is shown
    return Unit(id_of(parts), group.id, order, tuple(parts), *figures, tuple(flags))


def with_parts(unit: Unit, parts: Sequence[Part]) -> Unit:
    """``unit`` with some of its ``parts`` only."""
    flags = ("partial", *(flag for flag in unit.flags if flag not in ("full", "partial", REVIEWED, EDITED)))
    probability = unit.probability if len(parts) > 1 else 1.0
    return replace(unit, id=id_of(parts), parts=tuple(parts), probability=probability, flags=flags)


def id_of(parts: Iterable[Part]) -> str:
    """That of a unit of these parts."""
    return unit_id(min(parts, key=lambda part: (part.language.split("-")[0] != "en", part.language, part.document)))


def unit_id(first: Part) -> str:
    """Twelve hexadecimal digits from where the unit's first part stands."""
    place = f"unit\0{first.document}\0{first.span.start}\0{first.span.stop}"
    return hashlib.sha256(place.encode()).hexdigest()[:12]


def part_of(version: Version, sentences: Sequence[Placed], number: int) -> Part:
    """Consecutive sentences of a document; ``number`` is that of the version, see version_numbers."""
    document = version.documents[sentences[0].document]
    spans = [sentence.span for sentence in sentences]
    whole = Span(spans[0].start, spans[-1].stop)
    text = joined(document.text, spans, document.language)
    time = document.time_of(whole)
    return Part(document.language, document.id, document.path, whole, sentences[0].paragraph, text, number, time)


def joined(text: str, spans: Sequence[Span], language: str) -> str:
    """The sentences as one text: a space between them where the language writes one, or the document does."""
    pieces = [clean_segment(spans[0].of(text))]
    for before, span in pairwise(spans):
        pieces += [gap(text, before, span, language), clean_segment(span.of(text))]
    return "".join(pieces)


def gap(text: str, before: Span, after: Span, language: str) -> str:
    """What stands between two sentences that are joined: a space or nothing."""
    between = text[before.stop : after.start]
    spaced = base(language) not in UNSPACED or between.strip(" \u3000") == ""
    return " " if spaced and between else ""


def coverage(units: Sequence[Unit], documents: Sequence[Document]) -> float:
    """The share of the characters of sentences in ``documents`` that stand in a unit with another version, page
    furniture aside."""
    known = {document.id: document for document in documents}

    def counted(found: Iterable[Unit]) -> int:
        parts = (part for unit in found for part in unit.parts if part.document in known)
        return sum(characters(known[part.document].sentences_in(part.span)) for part in parts)

    total = sum(characters(span for spans in d.native.sentences for span in spans) for d in documents)
    total -= counted(unit for unit in units if unit.furniture)
    shared = counted(unit for unit in units if len(unit.parts) > 1)
    return float(np.clip(shared / total, 0, 1)) if total else 0.0
