"""Which columns each segment stands in: its own, and those whose passage it says as well.

A version may say in one segment what others say in two. It then lacks a segment of its own in one of the two columns,
and the question is whether it left that passage out, or whether a neighbour reaches into the column.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from align.columns import join_columns
from align.counterparts import Counterparts

# How often a neighbour says what a column lacks of a version, rather than nobody, where pairs of versions judge well;
# and how many cases that counts for beside those of the text. Of .5 to .95 and 4 to 40, most units of synthetic texts
# in four and eight languages and of data/gold are right around these.
SAID, CASES = 0.88, 10.0
ROUNDS = 20  # of the estimate, which hardly moves after ten
SECOND = 0.9  # the probability from which a second segment of a version reaches into a column
LONGEST = 10  # segments of a version in a unit: what would be longer is a chain of errors rather

Tie = tuple[int, int]  # a segment, and the number of a column that it reaches into
Case = tuple[int, int]  # numbers of a column and of a version that it lacks


@dataclass(frozen=True)
class Standing:
    """``columns``: the segments of each column, in order; ``of[k]``: the columns that segment k stands in.

    ``omissions``: for each column, by how much, as a factor of the odds, versions that lack such a column leave out
    more than pairs expect.
    """

    columns: tuple[tuple[int, ...], ...]
    of: tuple[frozenset[int], ...]
    omissions: tuple[float, ...]

    @cached_property
    def own(self) -> dict[int, int]:
        """The column of each segment."""
        return {segment: number for number, column in enumerate(self.columns) for segment in column}


def place_segments(counterparts: Counterparts) -> Standing:
    """The columns, and where segments reach into those of their neighbours."""
    order, version = join_columns(counterparts), counterparts.version
    columns = order.nodes
    own = {segment: number for number, column in enumerate(columns) for segment in column}
    of = [{own[segment]} for segment in range(len(own))]

    def tie(ties: Iterable[Tie]) -> None:
        """The surest first, as long as no unit gets too long."""
        strength = {each: counterparts.link(each[0], columns[each[1]]) for each in ties}
        for segment, number in sorted(strength, key=lambda each: (-strength[each], each)):
            one, other = order.node[segment], order.node[columns[number][0]]
            if one == other or order.join(one, other, LONGEST) is not None:
                of[segment].add(number)

    held = [{version[segment] for segment in column} for column in columns]
    versions = range(len(counterparts.starts) - 1)
    alone: dict[Case, float] = {
        (n, v): float(counterparts.alone[list(column), v].mean())
        for n, column in enumerate(columns)
        for v in versions
        if v not in held[n]
    }
    # what few versions have was more likely added by them than left out, or said elsewhere, by each of the others
    common = [2 * len(column) >= len(versions) for column in columns]
    factors = {kind: _omissions([p for (n, _), p in alone.items() if common[n] == kind]) for kind in (True, False)}
    omissions = tuple(factors[kind] for kind in common)
    said = [(n, v) for (n, v), lonely in alone.items() if lonely * omissions[n] < 1 - lonely]
    tie(_reaching(counterparts, columns, own, said))
    more = []
    for number, column in enumerate(columns):
        near = {k for each in column for k in counterparts.neighbors[each] if version[k] in held[number]}
        for segment in near:
            others = [k for k in column if version[k] != version[segment] and not of[k] & of[segment]]
            if number not in of[segment] and others and counterparts.link(segment, others) > SECOND:
                more.append((segment, number))
    tie(more)
    return Standing(tuple(columns), tuple(map(frozenset, of)), omissions)


def _omissions(alone: Sequence[float]) -> float:
    """The factor of Standing.omissions, from how probable it is in each case that nobody says it: the share of such
    cases is as large as they themselves say it is (Saerens and others 2002)."""
    said = np.clip(1 - np.array(alone), 1e-3, 1 - 1e-3)
    share, odds = SAID, said / (1 - said)
    for _ in range(ROUNDS):
        adapted = odds * share / (1 - share) * (1 - SAID) / SAID
        share = float((adapted / (1 + adapted)).sum() + CASES * SAID) / (len(said) + CASES)
    return (1 - share) / share * SAID / (1 - SAID)


def _reaching(
    counterparts: Counterparts, columns: Sequence[tuple[int, ...]], own: dict[int, int], said: Iterable[Case]
) -> Iterator[Tie]:
    """Segments that reach into a column which has none of their version, and the number of that column."""
    version = counterparts.version
    links: dict[int, list[dict[int, float]]] = {}  # by column, for each version: the candidates' probabilities
    for number, v in said:
        near = sorted({k for each in columns[number] for k in counterparts.neighbors[each] if version[k] == v})
        if near:
            links.setdefault(number, []).append({k: counterparts.link(k, columns[number]) for k in near})
    for number, by_version in links.items():
        support: dict[int, float] = {}
        for link in by_version:
            for segment, probability in link.items():
                support[own[segment]] = support.get(own[segment], 0.0) + probability / len(by_version) / 2
        for link in by_version:
            # in doubt between the one before and the one behind, what other versions do tips the scales
            best = max(link, key=lambda k: (link[k] + support[own[k]], -k))
            yield from ((k, number) for k in link if k == best or link[k] > SECOND)
