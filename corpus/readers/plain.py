"""Plain text: which lines are one paragraph."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from corpus.documents import Extract, Span
from corpus.files import decode
from corpus.readers.blocks import check_count, clean

_LINE = re.compile(r"\S[^\n]*")
_ENDS_SENTENCE = re.compile(r"[.!?…。！？।؟։:;|][\"'”’»)\]]*$")
# A text counts as hard-wrapped if its inner lines are this wide (in columns) and fill that width this often.
_NARROWEST, _WIDEST, _FILLED = 40, 130, 0.7


def read_text(data: bytes, where: str) -> list[Extract]:
    """One document, a paragraph a line."""
    decoded = decode(data, where)
    text = unwrap(clean(decoded.text))
    return [Extract(text, lines(text), flags=decoded.flags)]


def lines(text: str) -> tuple[Span, ...]:
    """The lines that are not blank, without outer white space: the paragraphs of a text that is not hard-wrapped."""
    check_count(text.count("\n"))
    return tuple(Span(line.start(), line.start() + len(line[0].rstrip())) for line in _LINE.finditer(text))


def unwrap(text: str) -> str:
    """A hard-wrapped text with each paragraph on one line; any other text as it is.

    A line goes on in the next where it is full, that is where the next word would not have fitted. A space takes the
    place of such a line end, and nothing between two Chinese or Japanese characters.
    """
    spans = lines(text)
    breaks = [(a, b) for a, b in pairwise(spans) if text.count("\n", a.stop, b.start) == 1]
    width = _wrap_width([(a.of(text), b.of(text)) for a, b in breaks])
    if not width:
        return text
    pieces, at = [], 0
    for a, b in breaks:
        if _fills(a.of(text), b.of(text), width):
            before, after = text[a.stop - 1], text[b.start]
            unspaced = _columns(before) == _columns(after) == 2 and not unicodedata.combining(after)
            pieces += [text[at : a.stop], "" if unspaced else " "]
            at = b.start
    return "".join(pieces) + text[at:]


def _wrap_width(breaks: list[tuple[str, str]]) -> int:
    """The width that the text was wrapped to, in columns; 0 if it was not."""
    if len(breaks) < 3:
        return 0
    widths = sorted(_columns(line) for line, _ in breaks)
    width = widths[int(0.95 * (len(widths) - 1))]
    if not _NARROWEST <= width <= _WIDEST:
        return 0
    full = [line for line, following in breaks if _fills(line, following, width)]
    finished = sum(bool(_ENDS_SENTENCE.search(line)) for line in full)
    # Lines that are sentences or list items end where their sentence ends; wrapped lines rarely do.
    return width if len(full) >= _FILLED * len(breaks) and finished <= 0.4 * len(full) else 0


def _fills(line: str, following: str, width: int) -> bool:
    """Whether ``line`` had no room for the first word of the one after it; an eighth of the width is let pass."""
    return _columns(line) + 1 + _columns(_first_word(following)) > width * 7 / 8


def _first_word(line: str) -> str:
    word = line.split(maxsplit=1)[0]
    return word[:1] if _columns(word[:1]) == 2 else word  # a line of Chinese may break after any character


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
