"""Paragraphs to sentences, as character offsets.

sentencex (Wikimedia) proposes boundaries. Around it stand rules for what it leaves open: quotations of several
sentences are cut, quotation marks go to their side of the cut, and a proposal is dropped where the sentence shows that
it goes on.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import sentencex

from corpus.documents import Span
from corpus.languages import base

_LINE = re.compile(r"[^\n]+")
_OPENERS, _CLOSERS, _EITHER = "“«„‚‹([（「『《〈【‘", "”»›)]）」』》〉】’", "\"'"
_QUOTES = frozenset(_OPENERS + _CLOSERS + _EITHER)
_APOSTROPHES = frozenset("'’‘")
# Two sentences inside a quotation: an end, and something that may begin another.
_INNER_END = re.compile(r"[.!?…]+\S?\s+\W*(?![a-zà-ÿа-яё])\w|[।۔؟။።]\s+\S|[。！？]\s*[^\s。！？」』”’]")
_LONGEST_ABBREVIATION = 40  # characters at the end of a sentence that tell whether it goes on
_ABBREVIATED = re.compile(r"([^\s\d(\[«“\"'/]*[^\W\d_][^\s]*)\.$")
# The initial of a name, where no word such as "plan" or "vitamin" stands before it.
_INITIAL = re.compile(
    r"(?:^|\.\s*|[(«“\"]|[,;:\d]\s|\b(?:and|by|of|et|par|de|y|por|e|di|da|und|von|en|och|og|i|dan|oleh|và|и|та)\s)"
    r"[^\W\d_a-zà-ÿа-яI]\.$"
)
_ORDINAL = re.compile(r"(?:^|\s)(?:\d{1,2}|[IVXL]+)\.$")
_ITEM = re.compile(r"\W*(?:\d{1,3}|[IVXLC]{1,5}|[A-Za-zА-Яа-я])[.)]")
_INVERTED = re.compile(r"(?<=[.!?…]\s)(?=[¿¡])")
_ORDINALS = ("bs", "cs", "da", "de", "et", "fi", "fo", "hr", "hu", "is", "lb", "lv", "nb", "nn", "no", "sk", "sl", "sr")
_CLAUSE_GAP = re.compile(  # not after "that" nor before "and", "or"
    r"(?<=[\u0e00-\u0eff\"”’)])(?<!ว่า)(?<!ວ່າ)\s+(?!และ|หรือ|ແລະ|ຫຼື)(?=[\u0e01-\u0e44\u0e81-\u0ec4\"“‘])"
)
_QUOTED = {"ja": ("と", "って", "という"), "ko": ("라고", "이라고", "라며", "라는", "하고")}  # "…" said
# Thai and Lao end sentences with nothing but a space, as they do clauses: a segment is clauses of this length together.
_SPACED_CLAUSES = {"th": 40, "lo": 40}


def sentences(text: str, span: Span, language: str) -> tuple[Span, ...]:
    """The sentences of ``text[span]``: ascending, disjoint, without outer white space, only white space between them.

    A line end always ends a sentence: readers have joined the lines of wrapped paragraphs.
    """
    found: list[Span] = []
    for line in _LINE.finditer(text, span.start, span.stop):
        pieces: list[Span] = []
        for start, stop in _pieces(line[0], base(language)):
            piece = Span(line.start() + start, line.start() + stop)
            if pieces and _goes_on(pieces[-1].of(text), text[pieces[-1].stop : piece.start], piece.of(text), language):
                pieces[-1] = Span(pieces[-1].start, piece.stop)
            else:
                pieces.append(piece)
        found += pieces
    return tuple(found)


def _pieces(line: str, language: str) -> Iterator[tuple[int, int]]:
    cuts = {_beside_quotes(line, boundary["end_index"]) for boundary in _boundaries(_without_quotes(line), language)}
    cuts |= {found.start() for found in _INVERTED.finditer(line)}
    if language in _SPACED_CLAUSES:
        cuts |= set(_clause_ends(line, _SPACED_CLAUSES[language]))
    start = 0
    for stop in sorted(cuts | {len(line)}):
        piece = line[start:stop]
        if piece.strip():
            yield start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
        start = stop


def _boundaries(text: str, language: str) -> list[dict[str, int]]:
    boundaries: list[dict[str, int]] = sentencex.get_sentence_boundaries(language, text)
    return boundaries


def _clause_ends(line: str, length: int) -> Iterator[int]:
    start = 0
    for space in _CLAUSE_GAP.finditer(line):
        if space.start() - start >= length:
            yield space.end()
            start = space.end()


# Quotation marks


def _opens(text: str, at: int) -> bool:
    """Whether the mark at ``at`` opens: by the white space beside it, else by its shape, else by counting its like."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    free_left = not before or before.isspace() or before in _OPENERS
    free_right = not after or after.isspace() or after in _CLOSERS or after in ".,;:!?。，"
    if free_left != free_right:
        return free_left
    if text[at] in _EITHER:
        return text.count(text[at], 0, at) % 2 == 0
    return text[at] in _OPENERS


def _without_quotes(text: str) -> str:
    """Blanks in place of the marks around quotations of several sentences, which sentencex would keep in one piece."""
    ends = [found.span() for found in _INNER_END.finditer(text)]
    if not ends:
        return text
    marks = list(text)
    open_at: list[int] = []

    def several(start: int, stop: int) -> bool:
        first = bisect_left(ends, (start, 0))
        return first < len(ends) and ends[first][1] <= stop

    for at, mark in enumerate(text):
        if mark not in _QUOTES or (
            mark in _APOSTROPHES and text[at - 1 : at].isalnum() and text[at + 1 : at + 2].isalnum()
        ):
            continue
        if _opens(text, at):
            open_at.append(at)
        elif open_at:
            start = open_at.pop()
            if several(start, at):
                marks[start] = marks[at] = " "
    for start in open_at:  # a quotation that runs on in the next paragraph
        if several(start, len(text)):
            marks[start] = " "
    return "".join(marks)


def _beside_quotes(text: str, cut: int) -> int:
    """The cut moved behind closing marks and before opening ones."""
    at = cut
    while at < len(text) and (text[at].isspace() or (text[at] in _QUOTES and not _opens(text, at))):
        at += 1
        if not text[at - 1].isspace():
            cut = at
    at = cut
    while at > 0 and (text[at - 1].isspace() or (text[at - 1] in _QUOTES and _opens(text, at - 1))):
        at -= 1
        if not text[at].isspace():
            cut = at
    return cut


# Sentences that go on


@cache
def _abbreviations() -> dict[str, dict[str, frozenset[str]]]:
    table = tomllib.loads(files("corpus").joinpath("abbreviations.toml").read_text("utf-8"))
    return {
        language: {kind: frozenset(words.split()) for kind, words in row.items()} for language, row in table.items()
    }


def _is_abbreviation(word: str, kind: str, language: str) -> bool:
    forms = {word, word.casefold()} if len(word) > 1 else {word}  # "M. Roy", but not "2 m."
    table = _abbreviations()
    return any(not forms.isdisjoint(table.get(key, {}).get(kind, ())) for key in (base(language), "all"))


def _goes_on(before: str, gap: str, after: str, language: str) -> bool:
    """Whether ``after`` still belongs to the sentence that ``before`` begins."""
    letter = after.lstrip("\"'“”‘’«»„([—–- ")[:1]
    if not any(map(str.isalnum, after)) or _ITEM.fullmatch(before):
        return True  # a lone mark; the number of a list item
    if after[:1] in ",;:":
        return True  # "… obstacles ...; and so on"
    if after[:1] in "¿¡":
        return False
    if letter.islower():
        return before[-1:] not in "。！？"
    if not gap and before[-1:] in _CLOSERS + _EITHER and after.startswith(_QUOTED.get(base(language), ())):
        return True
    if not before.endswith(".") or before.endswith(".."):
        return False
    if not gap:  # example.com, J.-C., but not a space forgotten.Then the next
        return not re.search(r"[^\W\d_]{2}\.$", before) or not letter.isupper() or not after[1:2].islower()
    end = before[-_LONGEST_ABBREVIATION:]
    if _INITIAL.search(end) or (base(language) in _ORDINALS and _ORDINAL.search(end)):
        return True
    found = _ABBREVIATED.search(end)
    word = found[1] if found else ""
    return _is_abbreviation(word, "before_names", language) or (
        after[:1].isdigit() and _is_abbreviation(word, "before_numbers", language)
    )
