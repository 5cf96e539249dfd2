"""Several versions of a text, aligned jointly: the units of all of them, and those of some."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import fmean

from align.beads import Bead
from align.counterparts import Counterparts
from align.graph import Order
from align.standing import Standing, place_segments

Segments = tuple[int, ...]  # of all versions, numbered through as Counterparts does


@dataclass(frozen=True)
class Joint:
    """What the pairs of versions say, and where that puts their segments."""

    counterparts: Counterparts
    standing: Standing

    def units(self, versions: Sequence[int]) -> list[Segments]:
        """The segments of each unit of these ``versions``, in order: the smallest runs such that segments which stand
        in one column are together. What only another version holds together is not."""
        starts, columns = self.counterparts.starts.tolist(), self.standing.columns
        chosen = {v: range(starts[v], starts[v + 1]) for v in sorted(versions)}
        segments = [segment for numbers in chosen.values() for segment in numbers]
        number = {segment: k for k, segment in enumerate(segments)}
        first = [number[segment] for column in columns for segment in column if segment in number]
        order = Order([v for v, numbers in chosen.items() for _ in numbers], first)
        standing: list[list[int]] = [[] for _ in columns]
        for k, segment in enumerate(segments):
            for column in self.standing.of[segment]:
                standing[column].append(k)
        for together in standing:
            for one, other in pairwise(together):
                if order.node[one] != order.node[other]:
                    order.join(order.node[one], order.node[other], len(segments))
        return [tuple(segments[k] for k in unit) for unit in order.nodes]

    def beads(self, versions: Sequence[int]) -> list[Bead]:
        """The units with one range for each of the ``versions``, which they cover, and with their figures."""
        position = dict.fromkeys(versions, 0)
        beads = []
        for unit in self.units(versions):
            before = dict(position)
            for segment in unit:
                position[self.counterparts.version[segment]] += 1
            agreed = self.agreement(unit, versions)
            # as sure as the least sure of its versions is: one that begins elsewhere makes it wrong
            held = {self.counterparts.version[segment] for segment in unit}
            means = [fmean(agreed[x, y] for y in versions if y != x) for x in held] if len(versions) > 1 else []
            beads.append(
                Bead(
                    tuple((before[v], position[v]) for v in versions),
                    probability=min(means, default=1.0),
                    consistency=fmean([share for (x, y), share in agreed.items() if x < y] or [1.0]),
                )
            )
        return beads

    def agreement(self, unit: Segments, versions: Sequence[int]) -> dict[tuple[int, int], float]:
        """How far two of the ``versions``, aligned by themselves, agree with a unit, for those it has text in and all
        others, in either order: how probable it is that their segments stand where the unit has them, and nowhere
        else."""
        version, neighbors, of = self.counterparts.version, self.counterparts.neighbors, self.standing.of
        held: dict[int, set[int]] = {v: set() for v in versions}  # columns of each version
        for segment in unit:
            held[version[segment]] |= of[segment]
        inside = set(unit)
        shares: dict[tuple[int, int], float] = {}
        for segment in unit:
            elsewhere: dict[int, float] = defaultdict(float)
            for k, link in neighbors[segment].items():
                elsewhere[version[k]] += link if k not in inside else 0.0
            x, omissions = version[segment], self.standing.omissions[self.standing.own[segment]]
            for y in versions:
                if y != x:
                    alone = float(self.counterparts.alone[segment, y])
                    out = min(elsewhere[y], 1 - alone)
                    lonely = alone * omissions
                    share = (1 - alone - out if held[y] & of[segment] else lonely) / (1 - alone + lonely)
                    shares[x, y] = shares[y, x] = min(share, shares.get((x, y), 1.0))
        return shares

    def loosened(self, unit: Segments) -> Joint:
        """Without the weakest tie of a unit: a segment that reaches into a neighbour's column, or else one in its own
        column."""
        standing, link = self.standing, self.counterparts.link
        columns, of, own, omissions = list(standing.columns), list(standing.of), standing.own, list(standing.omissions)
        reaching = [(k, number) for k in unit for number in of[k] if number != own[k]]
        if reaching:
            segment, number = min(reaching, key=lambda tie: (link(tie[0], columns[tie[1]]), tie))
            of[segment] -= {number}
        elif len(unit) > 1:
            segment = min(unit, key=lambda k: (link(k, unit), k))
            number = own[segment]
            columns[number : number + 1] = [tuple(k for k in columns[number] if k != segment), (segment,)]
            omissions.insert(number, omissions[number])
            of = [frozenset(n + (n > number) for n in numbers) for numbers in of]
            of[segment] = frozenset({number + 1})
        return replace(self, standing=Standing(tuple(columns), tuple(of), tuple(omissions)))


def join_versions(counterparts: Counterparts) -> Joint:
    """Put together from what the pairs say."""
    return Joint(counterparts, place_segments(counterparts))
