"""Variants of texts with known answers, to learn from: passages left out on one side, and foreign ones put in, now and
then on both sides in the same place.

How common segments without counterpart are differs from text to text by a factor of a hundred, and the given texts are
few. Variants have a rate of their own each, and runs from one segment to twenty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from align.beads import Link
from align.sides import Side
from align.tokens import join_tokens

MOST = 0.12  # of the segments of a side are foreign, at most, and as many are left out
LONGEST = 20
MEAN_RUN = 3.0
FACING = 0.5  # of the foreign runs of the target stand where the source has some, too, so that strangers meet


@dataclass(frozen=True)
class Piece:
    """A segment of a variant: number ``index`` of the text itself, or of the foreign side."""

    index: int
    foreign: bool = False


def variant(
    sides: Sequence[Side], links: Sequence[Link], foreign: Sequence[Side], random: Random
) -> tuple[list[Side], list[Link]]:
    """The two ``sides`` with passages left out, and with runs of segments of ``foreign`` (a side in each language) put
    in, and the links that hold then, in the order of ``links``."""
    gone: tuple[set[int], set[int]] = (set(), set())
    for side in (0, 1):
        wanted = random.uniform(0, MOST) * len(sides[side]) * (random.random() < 0.6)
        while len(gone[side]) < wanted:
            start = random.randrange(len(links))
            for link in links[start : start + _run(random)]:
                if not gone[1 - side].intersection(link[1 - side]):
                    gone[side].update(link[side])
            wanted -= 0.1
    versions = [[Piece(i) for i in range(len(side)) if i not in gone[k]] for k, side in enumerate(sides)]
    gaps: list[int] = []
    for side in (0, 1):
        # from the one side's first half and the other's second half: nothing put in translates anything put in
        half = len(foreign[side]) // 2
        pool = range(half) if side == 0 else range(half, len(foreign[side]))
        versions[side], gaps = _with_foreign(versions[side], [link[side] for link in links], pool, gaps, random)
    place = [{piece.index: at for at, piece in enumerate(v) if not piece.foreign} for v in versions]
    kept = [tuple(tuple(place[k][i] for i in link[k] if i in place[k]) for k in (0, 1)) for link in links]
    return [_taken(sides[k], foreign[k], versions[k]) for k in (0, 1)], [(x, y) for x, y in kept if x or y]


def _run(random: Random) -> int:
    return min(LONGEST, 1 + int(random.expovariate(1 / MEAN_RUN)))


def _with_foreign(
    version: list[Piece], beads: Sequence[Sequence[int]], pool: range, facing: Sequence[int], random: Random
) -> tuple[list[Piece], list[int]]:
    """Runs of foreign pieces of the ``pool`` in gaps between the beads of this side, and the gaps: numbers
    of the beads behind them. Some are those that the other side has (``facing``)."""
    wanted = min(len(pool), round(random.uniform(0, MOST) * len(version) * (random.random() < 0.7)))
    before: dict[int, list[Piece]] = {}
    while wanted > 0:
        length = min(_run(random), wanted)
        start = random.choice(pool[: len(pool) - length + 1])
        meet = facing and random.random() < FACING
        gap = random.choice(facing) if meet else random.randrange(len(beads) + 1)
        before.setdefault(gap, []).extend(Piece(start + k, True) for k in range(length))
        wanted -= length
    runs: dict[int, list[Piece]] = {}
    for gap in sorted(before):
        runs.setdefault(_place(version, beads, gap), []).extend(before[gap])
    result = []
    for at, piece in enumerate([*version, Piece(-1)]):
        result += runs.get(at, [])
        result += [piece] if piece.index >= 0 else []
    return result, sorted(before)


def _place(version: Sequence[Piece], beads: Sequence[Sequence[int]], gap: int) -> int:
    """Where in the ``version`` the first segment stands that comes behind the bead before the ``gap``."""
    last = max((i for bead in beads[:gap] for i in bead), default=-1)
    return next((at for at, piece in enumerate(version) if piece.index > last), len(version))


def _taken(side: Side, foreign: Side, pieces: Sequence[Piece]) -> Side:
    """The side that ``pieces`` make of two."""
    both = (side, foreign)
    tokens = None
    if side.tokens is not None and foreign.tokens is not None:
        of = (side.tokens, foreign.tokens)
        parts = [of[p.foreign].part(p.index, p.index + 1) for p in pieces]
        tokens = join_tokens([(part.ids, part.states) for part in parts])
    starts = np.zeros(len(pieces) + 1, bool)
    if side.starts.any():  # a foreign run is a paragraph of its own
        before = [Piece(-1), *pieces]
        starts[:-1] = [not before[at].foreign if p.foreign else side.starts[p.index] for at, p in enumerate(pieces)]
        starts[-1] = True
    vectors = np.array([both[p.foreign].vectors[p.index] for p in pieces]).reshape(len(pieces), side.vectors.shape[1])
    return Side(tuple(both[p.foreign].segments[p.index] for p in pieces), vectors, starts, side.prior, tokens)
