"""How a reader builds its text: clean characters, and blocks with their places."""

from __future__ import annotations

import re
import unicodedata

from corpus.documents import DOUBT, Extract, Span
from corpus.errors import InputError
from corpus.limits import BLOCKS

# Line ends of all kinds, with Unicode's separators and the page break.
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Control characters but tab and line feed; soft hyphen, byte order mark and word joiner, which print as nothing; halves
# of surrogate pairs and non-characters, which no file may hold. Joiners and direction marks stay: Persian needs them.
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\ufeff\u2060\ud800-\udfff\ufffe\uffff]")
# A zero-width space marks word boundaries in the scripts of South-East Asia; elsewhere it is a trace of a web page.
_ZERO_WIDTH_SPACE = re.compile(r"(?<![\u0e00-\u109f\u1780-\u17ff])\u200b")

# Unicode's Stream-Safe Text Format has no more marks in a row: normalising takes quadratic time in them.
_MOST_MARKS = 30
_MANY_MARKS = re.compile(rf"[^\x00-\u02ff\w\s]{{{_MOST_MARKS + 1},}}")


def clean(text: str) -> str:
    """NFC, ``\\n`` line ends, no control or invisible characters, no more than 30 combining marks in a row."""
    text = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))
    text = _MANY_MARKS.sub(_fewer_marks, text)
    return unicodedata.normalize("NFC", _ZERO_WIDTH_SPACE.sub("", text))


def _fewer_marks(found: re.Match[str]) -> str:
    kept, row = [], 0
    for character in found[0]:
        row = row + 1 if unicodedata.combining(character) else 0
        if row <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def check_count(blocks: int) -> None:
    """Raise InputError where a document has so many blocks."""
    if blocks > BLOCKS:
        raise InputError("", f"more than {BLOCKS:,} paragraphs in one document", "split it")


class BlockWriter:
    """Collects blocks in reading order into a text in which they stand apart by blank lines."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._spans: list[Span] = []
        self._furniture: list[tuple[int, str]] = []
        self._keys: list[str] = []
        self._doubtful: list[tuple[int, str]] = []
        self._length = 0

    def add(self, block: str, furniture: str = "", key: str = "") -> None:
        """Appends ``block`` unless it is blank; ``furniture`` is the format's reason for leaving it out, or for a
        doubt, ``key`` that of the ready unit that it is part of (all blocks have one, or none)."""
        block = clean(block).strip()
        if not block:
            return
        check_count(len(self._spans) + 1)
        if self._parts:
            self._length += 2
        if furniture.startswith(DOUBT):
            self._doubtful.append((len(self._spans), furniture))
        elif furniture:
            self._furniture.append((len(self._spans), furniture))
        if key:
            self._keys.append(key)
        self._spans.append(Span(self._length, self._length + len(block)))
        self._parts.append(block)
        self._length += len(block)

    def extract(
        self,
        title: str = "",
        language: str | None = None,
        licence: str | None = None,
        url: str | None = None,
        flags: tuple[str, ...] = (),
        fragment: str = "",
    ) -> Extract:
        return Extract(
            text="\n\n".join(self._parts),
            blocks=tuple(self._spans),
            title=" ".join(clean(title).split()),
            language=language,
            licence=licence,
            furniture=tuple(self._furniture),
            url=url,
            flags=flags,
            fragment=fragment,
            keys=tuple(self._keys),
            doubtful=tuple(self._doubtful),
        )
