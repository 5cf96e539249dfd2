"""Given versions of one text, aligned without looking for which belong together."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from align.beads import Bead, format_bead, read_links
from align.constraints import Constraints, Ranges, ranges_of
from align.encoder import Encoder
from align.moved import link_moved
from align.multiway import align_versions
from align.sides import make_side
from corpus.collection import Reading, read_file
from corpus.documents import Document, Rejected
from corpus.errors import InputError, UsageError
from corpus.files import decode, read_bytes, write_named
from corpus.manifest import Entry
from corpus.pipeline import Observer
from corpus.segments import Segmenter, sentences
from corpus.tmx import clean_segment
from corpus.units import joined
from corpus.vectors import encode_with_tokens, sentence_texts

FEW = 8  # sentences of all versions together whose mean says more of their content than of their languages


@dataclass(frozen=True)
class Version:
    """One file: its segments, the paragraph of each, and how a run of them reads as one text."""

    path: Path
    language: str | None
    segments: tuple[str, ...]
    paragraphs: tuple[int, ...]
    document: Document | None = None
    refused: tuple[Rejected, ...] = ()  # of the file, such as chapters and slides

    def text(self, start: int, stop: int) -> str:
        if self.document is None or stop <= start:
            return " ".join(self.segments[start:stop])
        spans = [span for _, span in self.document.all_sentences[start:stop]]
        return joined(self.document.text, spans, self.document.language)

    @property
    def furniture(self) -> list[dict[str, str]]:
        """The lines of the file that are not aligned, each with its reason."""
        document = self.document
        return [{"reason": f.reason, "text": f.span.of(document.text)} for f in document.furniture] if document else []

    def as_dict(self) -> dict[str, object]:
        counts = {"path": str(self.path), "lang": self.language, "segments": len(self.segments)}
        refused = [{"path": each.path, "reason": each.reason} for each in self.refused]
        return {**counts, "furniture": self.furniture, "rejected": refused}


@dataclass(frozen=True)
class Aligned:
    """The versions in the order in which they were given, and the beads over all of them."""

    versions: tuple[Version, ...]
    beads: tuple[Bead, ...]

    def write_beads(self, path: Path) -> None:
        """One bead a line, see align.beads.format_bead; ``-`` is standard output."""
        content = "".join(format_bead(bead) + "\n" for bead in self.beads)
        if str(path) == "-":
            sys.stdout.write(content)
            return
        with write_named(path) as temporary:
            temporary.write_text(content, encoding="utf-8")

    def as_dict(self) -> dict[str, object]:
        return {
            "versions": [version.as_dict() for version in self.versions],
            "beads": [
                {"segments": [list(side) for side in bead.link], "probability": round(bead.probability, 4)}
                | {"moved": bead.moved}
                | {"texts": [v.text(*span) for v, span in zip(self.versions, bead.ranges, strict=True)]}
                for bead in self.beads
            ],
        }


def rows(aligned: Aligned) -> Iterator[list[str]]:
    """The text of each version, then the probability."""
    for bead in aligned.beads:
        texts = [version.text(*span) for version, span in zip(aligned.versions, bead.ranges, strict=True)]
        yield [*texts, f"{bead.probability:.4f}"]


def read_lines(path: Path) -> Version:
    """One segment a line; an empty line begins a paragraph and has no number."""
    if not path.is_file():
        raise UsageError(str(path), "there is no such file")
    try:
        text = decode(read_bytes(path)).text
    except InputError as error:
        raise InputError(str(path), error.what, error.remedy) from None
    segments, paragraphs, paragraph = [], [], 0
    for line in text.split("\n"):
        if segment := clean_segment(line):
            segments.append(segment)
            paragraphs.append(paragraph)
        else:
            paragraph += 1
    return Version(path, None, tuple(segments), tuple(paragraphs))


def read_version(path: Path, language: str | None, segmenter: Segmenter = sentences) -> Version:
    """A document of any format that the program reads, cut into sentences."""
    if not path.is_file():
        raise UsageError(str(path), "there is no such file")
    rows = {path.name: Entry(path.name, language)}
    found = list(read_file(path.parent, path.name, rows, Reading(segmenter=segmenter)))
    documents = [each for each in found if isinstance(each, Document)]
    if any(each.keys for each in documents):
        remedy = "hexapla build takes them from a folder, with other documents or without"
        raise InputError(str(path), "it holds ready units: there is nothing to align", remedy)
    if len(documents) != 1:
        if len(documents) > 1:
            raise InputError(str(path), f"{len(documents)} documents in one file", "one document a file")
        reasons = "; ".join(each.reason for each in found if not isinstance(each, Document))
        raise InputError(str(path), reasons, "--lines takes any text file, one segment a line")
    document = documents[0].native
    paragraphs = [number for number, _ in document.all_sentences]
    refused = tuple(each for each in found if isinstance(each, Rejected))
    return Version(path, document.language, tuple(sentence_texts(document)), tuple(paragraphs), document, refused)


def read_constraints(fixed: Path | None, forbidden: Path | None, lengths: Sequence[int]) -> Constraints:
    """Files of beads, see align.beads.parse_links, over sides of these ``lengths``."""

    def ranges(path: Path | None, placed: bool) -> tuple[Ranges, ...]:
        return ranges_of(read_links(path), lengths, str(path), placed) if path else ()

    return Constraints(ranges(fixed, True), ranges(forbidden, False)).checked(lengths)


def align_files(
    paths: Sequence[Path],
    lines: bool,
    languages: Sequence[str],
    load: Callable[[], Encoder],
    observer: Observer,
    fixed: Path | None = None,
    forbidden: Path | None = None,
    segmenter: Segmenter = sentences,
) -> Aligned:
    """``languages`` names the language of each path, or is empty. ``fixed`` and ``forbidden``: see read_constraints.
    ``segmenter`` cuts paragraphs into sentences, where ``lines`` does not say that each line is one."""
    if languages and len(languages) != len(paths):
        raise UsageError("--languages", f"{len(languages)} languages for {len(paths)} files", "one for each, in order")
    named: Sequence[str | None] = languages or [None] * len(paths)
    versions = [read_lines(p) if lines else read_version(p, x, segmenter) for p, x in zip(paths, named, strict=True)]
    for version in versions:
        if not version.segments:
            raise InputError(str(version.path), "there is no text in it", "a version needs one segment at least")
        for refusal in version.refused:
            observer.note(f"not used: {refusal.path}: {refusal.reason}")
        if version.furniture:
            count = len(version.furniture)
            observer.note(f"{version.path}: {count} lines of page furniture left out; --json lists them")
    constraints = read_constraints(fixed, forbidden, [len(version.segments) for version in versions])
    encoder = load()
    texts = [segment for version in versions for segment in version.segments]
    with observer.stage("Encoding sentences", len(texts)) as tick:
        vectors, tokens = encode_with_tokens(encoder, texts, progress=tick)
    sides, start = [], 0
    # the mean of a handful of sentences holds what they say: it counts as far as there are many
    prior = vectors.sum(axis=0) / (len(vectors) + FEW)
    for version in versions:
        stop = start + len(version.segments)
        words = tokens.part(start, stop) if tokens else None
        rows, name = vectors[start:stop], str(version.path)
        sides.append(make_side(version.segments, rows, version.paragraphs, prior, name, words))
        start = stop
    with observer.stage("Aligning"):
        beads = link_moved(sides, align_versions(sides, constraints=constraints), constraints=constraints)
    if moved := sum(bead.moved for bead in beads):
        observer.note(f"{moved} beads out of order; --json marks them as moved")
    return Aligned(tuple(versions), tuple(beads))
