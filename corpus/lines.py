"""A line of a document, and what its looks say of it: running text, a headline, a label."""

from __future__ import annotations

import re
import unicodedata

_SENTENCE_END = re.compile(r"[.!?…。！？｡؟۔।॥։။።]['\"’”»›)\]」』]*(?=\s|$)|[。！？]")
_ENDS = re.compile(r"[.!?…。！？｡؟۔।॥։။።:：]['\"’”»›)\]」』]*$")
# Weights are counted in letters of an alphabet; a character of Chinese or Japanese says as much as three of them.
_PROSE, _LONG_PROSE, _TWO_SENTENCES, _SHORT = 40, 150, 80, 30
_MEASURED = 2 * _LONG_PROSE  # characters of which the width is looked at: more do not change what a line looks like


class Line:
    """``text``, one block of a document, without white space around it."""

    __slots__ = ("text", "weight")

    def __init__(self, text: str) -> None:
        self.text = text
        wide = 0 if text.isascii() else sum(unicodedata.east_asian_width(c) in "WF" for c in text[:_MEASURED])
        self.weight = len(text) + 2 * wide

    @property
    def folded(self) -> str:
        """What lines share that differ in case and white space only."""
        return " ".join(self.text.casefold().split())

    @property
    def sentences(self) -> int:
        return len(_SENTENCE_END.findall(self.text))

    @property
    def ends(self) -> bool:
        """With the mark of a sentence or a colon."""
        return bool(_ENDS.search(self.text))

    @property
    def prose(self) -> bool:
        """A sentence that could stand in running text."""
        return (self.weight >= _PROSE and self.ends) or self.long_prose

    @property
    def long_prose(self) -> bool:
        """A paragraph that no headline is as long as."""
        return self.weight >= _LONG_PROSE or (self.weight >= _TWO_SENTENCES and self.sentences >= 2)

    @property
    def short(self) -> bool:
        return self.weight <= _SHORT and not self.ends
