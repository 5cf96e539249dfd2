"""Columns of a table with one row a version: the segments that say the same, one of each version at most.

Segments are joined into columns best first, as long as no version's order is broken: sequence annealing, which Schwartz
and Pachter (2007) made for proteins. Nothing depends on which version comes first, and what the pairs agree on is
settled before what they do not.
"""

from __future__ import annotations

from heapq import heapify, heappop, heappush

import numpy as np

from align.counterparts import Counterparts
from align.graph import Order

ANCHOR = 0.5  # a link this probable says where in another version a segment stands


def _guess(counterparts: Counterparts) -> list[int]:
    """All segments in an order in which counterparts are near to one another, and each version's are in order."""
    starts = counterparts.starts
    lengths = np.diff(starts)
    first = int(np.argmax(lengths)) if len(lengths) else 0
    times = [np.zeros(0)]
    for v, n in enumerate(lengths.tolist()):
        links = counterparts.linked[starts[v] : starts[v + 1], starts[first] : starts[first + 1]].tocoo()
        sure = links.data > ANCHOR
        at, time = np.arange(n), np.arange(n) * (lengths[first] / max(n, 1))
        if v != first and sure.any():
            order = np.argsort(links.coords[0][sure], kind="stable")
            rows, columns = (a[sure][order] for a in links.coords)
            time = np.interp(at, rows, np.maximum.accumulate(columns))
        times.append(time)
    return [int(k) for k in np.lexsort([np.array(counterparts.version, np.int64), np.concatenate(times)])]


def join_columns(counterparts: Counterparts) -> Order:
    """An order of all segments whose nodes are the columns. Each segment is in one.

    Two columns are joined where their segments are, on average, more probably linked than alone, and first where they
    are so by far. A segment that is rather linked with what a neighbour of its version is linked with stays alone.
    """
    version = counterparts.version
    order = Order(version, _guess(counterparts))
    sums = dict(enumerate(counterparts.alone.tolist()))  # of the probabilities to stand alone, for each version
    near = {node: dict(row) for node, row in enumerate(counterparts.neighbors)}  # sums of the probabilities of links

    def entry(one: int, other: int) -> tuple[float, int, int] | None:
        these, those = order.members[one], order.members[other]
        if {version[k] for k in these} & {version[k] for k in those}:
            return None
        linked = near[one][other]
        lonely = sum(sums[one][version[k]] for k in those) + sum(sums[other][version[k]] for k in these)
        if 2 * linked <= lonely:
            return None
        return (lonely / 2 - linked) / (len(these) * len(those)), min(one, other), max(one, other)

    def elsewhere(one: int, other: int) -> bool:
        """Whether one of the two is a single segment that is rather part of what its neighbour says."""
        linked = near[one][other] / (len(order.members[one]) * len(order.members[other]))
        for segment, *more in (order.members[one], order.members[other]):
            for neighbor in (segment - 1, segment + 1) if not more else ():
                if 0 <= neighbor < len(version) and version[neighbor] == version[segment]:
                    column = [k for k in order.members[order.node[neighbor]] if k != neighbor]
                    if column and counterparts.link(segment, column) > linked:
                        return True
        return False

    heap = [found for one in near for other in near[one] if one < other and (found := entry(one, other))]
    heapify(heap)
    while heap:
        _, one, other = heappop(heap)
        if one not in near or other not in near or elsewhere(one, other) or (node := order.join(one, other)) is None:
            continue
        sums[node] = [a + b for a, b in zip(sums[one], sums[other], strict=True)]
        near[node] = {}
        for part in (one, other):
            for third, linked in near.pop(part).items():
                if third != one and third != other:
                    near[node][third] = near[node].get(third, 0.0) + linked
        for third, linked in near[node].items():
            near[third].pop(one, None)
            near[third].pop(other, None)
            near[third][node] = linked
            if found := entry(node, third):
                heappush(heap, found)
    return order
