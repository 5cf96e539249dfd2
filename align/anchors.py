"""Points that an alignment very likely passes through: links that both sides choose, in an ascending chain.

Of a text of any length each segment is compared with a bounded number of others: first a sample of the segments with
the whole other side, which gives a skeleton; then all of them between its joints, with room on both sides. The skeleton
only says where to look: a stretch in which nothing agrees is left open, and looked at whole.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from align.arrays import Floats, Ints
from align.mining import MutualLinks, mutual_links
from align.neighbors import nearest

SAMPLE = 4096  # segments compared with the whole other side; up to here, all of them
REACH = 256  # segments behind a joint of the skeleton that belong to the stretch, too
SUPPORT = 12  # an anchor counts when the chain's next anchor, before or after, is this near on both sides


def heaviest_chain(source: Ints, target: Ints, weights: Floats) -> Ints:
    """Indices of the links that ascend strictly on both sides and have the largest sum of weights.

    Patience with a Fenwick tree of best sums, O(k log k); ``source`` must ascend strictly.
    """
    size = int(target.max(initial=-1)) + 2
    best_sum, best_at, previous = [0.0] * size, [-1] * size, [-1] * len(source)
    final, final_sum = -1, 0.0
    for link, (column, weight) in enumerate(zip(target.tolist(), weights.tolist(), strict=True)):
        total, at, node = 0.0, -1, column
        while node > 0:
            if best_sum[node] > total:
                total, at = best_sum[node], best_at[node]
            node -= node & -node
        total, previous[link] = total + weight, at
        if total > final_sum:
            final, final_sum = link, total
        node = column + 1
        while node < size:
            if total > best_sum[node]:
                best_sum[node], best_at[node] = total, link
            node += node & -node
    chain = []
    while final >= 0:
        chain.append(final)
        final = previous[final]
    return np.array(chain[::-1], dtype=np.int64)


def find_anchors(source: Floats, target: Floats) -> Ints:
    """(k, 2) anchors i, j, ascending on both sides, of the centred unit vectors (n, d) and (m, d) of two texts, without
    loners that no other anchor supports."""
    if max(len(source), len(target)) <= SAMPLE or not min(len(source), len(target)):
        return _supported(_chain([mutual_links(source, target)]), SUPPORT)
    links = []
    for (i_0, j_0), (i_1, j_1) in pairwise(_joints(source, target)):
        i_0, j_0 = max(i_0 - REACH, 0), max(j_0 - REACH, 0)
        found = mutual_links(source[i_0 : i_1 + REACH], target[j_0 : j_1 + REACH])
        links.append(MutualLinks(found.source + i_0, found.target + j_0, found.cosines, found.margins))
    return _supported(_chain(links), SUPPORT)


def _joints(source: Floats, target: Floats) -> list[tuple[int, int]]:
    """The beginning, points of a skeleton about REACH segments apart, and the end."""
    swapped = len(target) > len(source)
    long, short = (target, source) if swapped else (source, target)
    rows = np.unique(np.linspace(0, len(long) - 1, SAMPLE).astype(np.int64))
    forward = nearest(long[rows], short, 4)
    keys, key = np.unique(forward.indices[:, 0], return_inverse=True)
    backward = nearest(short[keys], long[rows], 1).indices[:, 0]
    chosen = np.flatnonzero(backward[key] == np.arange(len(rows)))
    margins = forward.cosines[chosen, 0] - forward.cosines[chosen].mean(axis=1)
    i, j = rows[chosen], forward.indices[chosen, 0]
    pairs = MutualLinks(j, i, margins, margins) if swapped else MutualLinks(i, j, margins, margins)
    order = np.lexsort((pairs.target, pairs.source))
    sorted_pairs = MutualLinks(pairs.source[order], pairs.target[order], margins[order], margins[order])
    points = _supported(_chain([sorted_pairs]), SUPPORT * (1 + len(long) // SAMPLE))
    joints = [(0, 0)]
    for i, j in points.tolist():
        if min(i - joints[-1][0], j - joints[-1][1]) >= REACH:
            joints.append((i, j))
    return [*joints, (len(source), len(target))]


def _chain(links: list[MutualLinks]) -> Ints:
    """(k, 2) the heaviest chain of all the links, each counted once."""
    source, target, margins = (
        np.concatenate([getattr(each, name) for each in links]) for name in ("source", "target", "margins")
    )
    weights = np.maximum(margins, 0) + np.float32(1e-3)
    # of several links of a segment the best one: stretches overlap
    order = np.lexsort((-weights, source))
    first = order[np.unique(source[order], return_index=True)[1]]
    chain = first[heaviest_chain(source[first], target[first], weights[first])]
    return np.stack([source[chain], target[chain]], axis=1)


def _supported(points: Ints, reach: int) -> Ints:
    """Those with a neighbour in the chain that is not farther than ``reach`` on either side."""
    if len(points) < 2:
        return points[:0]
    near = (np.diff(points, axis=0) <= reach).all(axis=1)
    kept: Ints = points[np.concatenate([near, [False]]) | np.concatenate([[False], near])]
    return kept
