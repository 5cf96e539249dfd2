"""Paragraphs to sentences, as character offsets.

sentencex (Wikimedia) proposes boundaries. Around it stand rules for what it leaves open: more ends
(corpus.terminators), quotation marks on their side of the cut (corpus.quotations), and proposals that are dropped
because the sentence goes on (corpus.continuations).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import sentencex

from corpus.continuations import TAIL, goes_on
from corpus.documents import Span
from corpus.languages import base
from corpus.quotations import Quotations
from corpus.terminators import clause_ends, ends, is_inner

Segmenter = Callable[[str, Span, str], tuple[Span, ...]]  # of a text, a span of it, and its language
LINE = re.compile(r"[^\n]+")
# sentencex takes time with the square of a line's length: long lines come to it in windows, and what it finds near the
# end of one is looked at again in the next.
_WINDOW, _MARGIN = 4000, 500


def sentences(text: str, span: Span, language: str) -> tuple[Span, ...]:
    """The sentences of ``text[span]``: ascending, disjoint, without outer white space, only white space between them.

    A line end always ends a sentence: readers have joined the lines of wrapped paragraphs.
    """
    found: list[Span] = []
    for line in LINE.finditer(text, span.start, span.stop):
        pieces: list[Span] = []
        for piece in trimmed(text, line.start(), line.end(), _cuts(line[0], language)):
            if pieces and _joins(text, pieces[-1], piece, language):
                pieces[-1] = Span(pieces[-1].start, piece.stop)
            else:
                pieces.append(piece)
        found += pieces
    return tuple(found)


def trimmed(text: str, start: int, stop: int, cuts: set[int]) -> Iterator[Span]:
    """``text[start:stop]`` cut at ``cuts``, which count from ``start``, without outer white space and empty pieces."""
    for cut in sorted({start + cut for cut in cuts} | {stop}):
        piece = text[start:cut]
        if piece.strip():
            yield Span(start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()))
        start = cut


def _cuts(line: str, language: str) -> set[int]:
    quotations = Quotations(line)
    bare = quotations.without()
    proposed = {cut for cut in _boundaries(bare, base(language)) if not is_inner(bare, cut)}
    cuts = {quotations.beside(cut) for cut in proposed | ends(line, language)}
    return cuts | clause_ends(line, language, cuts)


def _boundaries(line: str, language: str) -> Iterator[int]:
    """What sentencex proposes: the same for every line of up to a window."""
    start, size = 0, _WINDOW
    while True:
        found = [b["end_index"] for b in sentencex.get_sentence_boundaries(language, line[start : start + size])]
        if start + size >= len(line):
            yield from (start + cut for cut in found)
            return
        sure = [cut for cut in found if cut < size - _MARGIN]
        yield from (start + cut for cut in sure)
        start, size = (start + sure[-1], _WINDOW) if sure else (start, 2 * size)


def _joins(text: str, before: Span, after: Span, language: str) -> bool:
    tail = text[max(before.start, before.stop - TAIL) : before.stop]
    return goes_on(tail, text[before.stop : after.start], after.of(text)[:TAIL], language)
