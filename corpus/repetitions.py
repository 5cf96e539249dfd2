"""Units that repeat earlier ones, found without keeping their texts."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Literal


class Repetitions:
    """Which units repeat earlier ones.

    Remembers 64-bit digests, some 130 bytes a unit however long it is: among ten million units, two different
    ones are taken for the same with a probability of 3e-6.
    """

    def __init__(self) -> None:
        self._targets: dict[int, int] = {}  # source -> the targets that it came with first
        self._further: set[tuple[int, int]] = set()  # (source, targets) where it came with others

    def kind(self, source: str, targets: Iterable[str]) -> Literal["new", "duplicate", "several"]:
        """``new``; ``duplicate``: source and targets came before; ``several``: the source came with other targets."""
        source_key, target_key = digest(source), digest("\0".join(targets))
        first = self._targets.get(source_key)
        if first is None:
            self._targets[source_key] = target_key
            return "new"
        if first == target_key or (source_key, target_key) in self._further:
            return "duplicate"
        self._further.add((source_key, target_key))
        return "several"

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
