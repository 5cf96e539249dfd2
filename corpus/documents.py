"""What a reader finds in a file, and what the rest of the program calls a document."""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

FOREIGN = "foreign:"  # begins the reason of a block in another language than its document: foreign:vi
DOUBT = "maybe:"  # begins a reason that does not suffice to leave a block out


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``[start, stop)`` of a document's text."""

    start: int
    stop: int

    def of(self, text: str) -> str:
        return text[self.start : self.stop]


@dataclass(frozen=True, slots=True)
class Cue:
    """When characters of a document are shown or spoken: milliseconds from the beginning of the film."""

    span: Span
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Extract:
    """The text of one document as a reader lifts it out of a file, furniture and all.

    ``text`` is in NFC. ``blocks`` are the paragraphs, headings, list items, cells and captions in reading
    order: ascending, disjoint, non-empty spans; what lies between them is white space or markup.
    ``furniture`` maps the index of a block that the format itself shows to be page furniture (a ``<nav>``,
    a page header) to the reason, ``doubtful`` that of one of which it only raises a doubt. ``language`` and
    ``licence`` are what the file declares of itself.

    A file of ready units, such as a translation memory, gives one extract a language, its ``fragment`` the language
    code, with one key a block: blocks of these extracts with the same key are a unit. No key comes twice in an extract.
    Other files share those keys that are names, see corpus/catalogues.py.
    """

    text: str
    blocks: tuple[Span, ...]
    title: str = ""
    language: str | None = None
    licence: str | None = None
    furniture: tuple[tuple[int, str], ...] = ()
    fragment: str = ""  # which document of the file: a record number in a JSONL file, else empty
    url: str | None = None
    date: str = ""  # as the file gives it
    flags: tuple[str, ...] = ()  # what the reader had to guess, such as "encoding:windows-1252"
    keys: tuple[str, ...] = ()  # of ready units, one a block; else empty
    probabilities: tuple[float, ...] = ()  # of ready units, one a block, where their file says how sure they are
    doubtful: tuple[tuple[int, str], ...] = ()
    cues: tuple[Cue, ...] = ()  # of subtitles: ascending and disjoint, within blocks


@dataclass(frozen=True, slots=True)
class Furniture:
    """A block that no unit has, or may have to have none of, and why."""

    span: Span
    reason: str


@dataclass(frozen=True)
class Document:
    """One document, ready for alignment: ``paragraphs`` and, for each of them, its ``sentences``.

    All spans are offsets into ``text``. ``sentences[p]`` lie inside ``paragraphs[p]``, ascending and disjoint.
    """

    path: str  # POSIX path inside the input folder, with "#fragment" where a file holds several documents
    language: str  # BCP-47
    text: str
    paragraphs: tuple[Span, ...]
    sentences: tuple[tuple[Span, ...], ...]
    furniture: tuple[Furniture, ...] = ()
    title: str = ""
    group: str | None = None  # the manifest's word for which documents belong together
    licence: str | None = None
    sha256: str = ""  # of the file's bytes; of a file in an archive, its own
    flags: tuple[str, ...] = ()  # such as "encoding:windows-1252", "language:identified"
    url: str | None = None
    date: str = ""
    keys: tuple[str, ...] = ()  # of ready units, one a paragraph, which then is one sentence; else empty
    probabilities: tuple[float, ...] = ()  # see Extract; one a paragraph
    doubtful: tuple[Furniture, ...] = ()  # paragraphs that may be furniture: one signal of several
    cues: tuple[Cue, ...] = ()  # see Extract
    foreign: tuple[Furniture, ...] = ()  # paragraphs in another language: no unit has them, see corpus.landmarks

    @cached_property
    def id(self) -> str:
        """Twelve hexadecimal digits from place and content: other documents do not change it."""
        return hashlib.sha256(f"{self.path}\0{self.language}\0{self.text}".encode()).hexdigest()[:12]

    @cached_property
    def all_sentences(self) -> tuple[tuple[int, Span], ...]:
        """The sentences of all paragraphs in order, each with the number of its paragraph."""
        return tuple((number, span) for number, spans in enumerate(self.sentences) for span in spans)

    def sentences_in(self, span: Span) -> tuple[Span, ...]:
        """Those that start within it."""
        first, stop = (bisect_left(self.all_sentences, at, key=_start) for at in (span.start, span.stop))
        return tuple(sentence for _, sentence in self.all_sentences[first:stop])

    @cached_property
    def spoken(self) -> Mapping[Span, str]:
        """The languages of the foreign paragraphs."""
        return {each.span: each.reason.removeprefix(FOREIGN) for each in self.foreign}

    @cached_property
    def left_out(self) -> tuple[Furniture, ...]:
        """All that no unit has, in the order of the text."""
        return tuple(sorted((*self.furniture, *self.foreign), key=lambda each: each.span.start))

    @cached_property
    def native(self) -> Document:
        """The document without its foreign paragraphs, which are furniture."""
        reasons = {each.span: each.reason for each in self.foreign}
        return self.without({k: reasons[span] for k, span in enumerate(self.paragraphs) if span in reasons})

    def without(self, reasons: Mapping[int, str]) -> Document:
        """The document with the paragraphs of these numbers as furniture, each for its reason; as it is where nothing
        in its language would be left."""
        kept = [number for number in range(len(self.paragraphs)) if number not in reasons]
        if not reasons or all(self.paragraphs[number] in self.spoken for number in kept):
            return self
        furniture = [Furniture(self.paragraphs[number], reason) for number, reason in reasons.items()]
        taken = {each.span for each in furniture}
        return replace(
            self,
            paragraphs=tuple(self.paragraphs[number] for number in kept),
            sentences=tuple(self.sentences[number] for number in kept),
            furniture=tuple(sorted((*self.furniture, *furniture), key=lambda each: each.span.start)),
            foreign=tuple(each for each in self.foreign if each.span not in taken),
        )

    def time_of(self, span: Span) -> tuple[float, float] | None:
        """Seconds: the start of the cue of the span's first character, the end of that of its last; None without."""
        first = bisect_right(self.cues, span.start, key=lambda cue: cue.span.start) - 1
        last = bisect_right(self.cues, span.stop - 1, key=lambda cue: cue.span.start) - 1
        return (self.cues[first].start / 1000, self.cues[last].end / 1000) if first >= 0 else None


def _start(sentence: tuple[int, Span]) -> int:
    return sentence[1].start


def characters(spans: Iterable[Span]) -> int:
    """How many there are in all of them."""
    return sum(span.stop - span.start for span in spans)


@dataclass(frozen=True, slots=True)
class Member:
    """A file as a reader gets it: from the folder, or out of an archive."""

    path: str  # POSIX path inside the input folder: "en/a.txt", "a.txt.gz", "site.zip/en/a.html", "site.warc.gz#URL"
    data: bytes
    suffix: str  # names the reader, in lower case: ".txt" of "a.txt.gz"
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """An input that could not be used: where, and one line that says why."""

    path: str
    reason: str
