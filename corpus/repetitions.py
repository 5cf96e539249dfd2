"""Texts and units that repeat earlier ones, found without keeping the texts."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from hashlib import blake2b
from typing import Literal

_SMALLEST = 1 << 10  # places of an empty set


class Seen:
    """The texts that came before, as 64-bit digests: 12 to 24 bytes each, a tenth of what a ``set`` of them takes.

    Among ten million, two different ones are taken for the same with a probability of 3e-6.
    """

    def __init__(self) -> None:
        self._places = array("Q", bytes(8 * _SMALLEST))  # open addressing; 0 is a free place
        self._count = 0

    def add(self, text: str) -> bool:
        """Whether it is new."""
        if not _put(self._places, digest(text) or 1):
            return False
        self._count += 1
        if 3 * self._count > 2 * len(self._places):
            wider = array("Q", bytes(16 * len(self._places)))
            for key in filter(None, self._places):
                _put(wider, key)
            self._places = wider
        return True


def _put(places: array[int], key: int) -> bool:
    """Write ``key`` to its place in a table whose length is a power of two; whether it was not there."""
    last = len(places) - 1
    place = key & last
    while found := places[place]:
        if found == key:
            return False
        place = (place + 1) & last
    places[place] = key
    return True


class Repetitions:
    """Which units repeat earlier ones: some 40 bytes a unit however long it is, see ``Seen``."""

    def __init__(self) -> None:
        self._sources, self._units = Seen(), Seen()

    def kind(self, source: str, targets: Iterable[str]) -> Literal["new", "duplicate", "several"]:
        """``new``; ``duplicate``: source and targets came before; ``several``: the source came with other targets."""
        if not self._units.add("\0".join((source, *targets))):
            return "duplicate"
        return "new" if self._sources.add(source) else "several"

    def of_unit(self, variants: Iterable[tuple[str, str]], source: str) -> Literal["new", "duplicate", "several"]:
        """That of (language, text) of a unit, in any order; ``new`` where it has no text in the language ``source``,
        or in no other."""
        ordered = sorted(variants)
        sources = "\0".join(text for language, text in ordered if language == source)
        targets = [f"{language} {text}" for language, text in ordered if language != source]
        return self.kind(sources, targets) if sources and targets else "new"


def digest(text: str) -> int:
    """64 bits, the same for the same text in every run."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())
