"""One version of a text as the aligner sees it: its segments, their vectors, and where paragraphs begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from align.arrays import Bools, Floats, centre_of, unit_rows
from align.errors import AlignError
from align.tokens import Tokens

PADDING = 6  # rows of zeros before the first window: wider than any bead


@dataclass(frozen=True)
class Side:
    """``segments`` (n), ``vectors`` (n, d) unit rows, ``starts`` (n + 1): True where a paragraph begins; the end is a
    beginning too. All False where nothing is known of paragraphs. ``prior`` (d,): the expected mean of the vectors."""

    segments: tuple[str, ...]
    vectors: Floats
    starts: Bools
    prior: Floats | None = None
    tokens: Tokens | None = None

    def __len__(self) -> int:
        return len(self.segments)

    def part(self, first: int, last: int) -> Side:
        """The segments ``first`` … ``last`` - 1, of whose vectors the mean of all is expected."""
        return Side(
            self.segments[first:last],
            self.vectors[first:last],
            self.starts[first : last + 1],
            centre_of(self.vectors, self.prior),
            self.tokens.part(first, last) if self.tokens else None,
        )


def make_side(
    segments: Sequence[str],
    vectors: Floats,
    paragraphs: Sequence[int] | None = None,
    prior: Floats | None = None,
    name: str = "side",
    tokens: Tokens | None = None,
) -> Side:
    """A checked Side; ``paragraphs`` holds the paragraph number of each segment, ascending."""
    rows = unit_rows(vectors, name)
    if len(rows) != len(segments):
        raise AlignError(f"{name}: {len(rows)} vectors for {len(segments)} segments")
    starts = np.zeros(len(segments) + 1, bool)
    if paragraphs is not None and len(segments):
        numbers = np.asarray(paragraphs)
        if len(numbers) != len(segments) or (np.diff(numbers) < 0).any():
            raise AlignError(f"{name}: paragraph numbers must ascend, one a segment")
        if numbers[0] != numbers[-1]:
            starts[0] = starts[-1] = True
            starts[1:-1] = np.diff(numbers) > 0
    return Side(tuple(segments), rows, starts, prior, tokens)


def canonical_order(sides: Sequence[Side]) -> list[int]:
    """The sides by what they say: the same order, whatever order they come in, unless two of them are the same."""

    def content(k: int) -> tuple[tuple[str, ...], bytes, float]:
        return sides[k].segments, sides[k].starts.tobytes(), float(sides[k].vectors.sum())

    return sorted(range(len(sides)), key=content)
