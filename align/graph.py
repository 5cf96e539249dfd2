"""A graph of boundaries: nodes are points that a path may pass through, edges are beads between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from align.arrays import Bools, Doubles, Ints


@dataclass(frozen=True)
class Graph:
    """``nodes`` (v, l): a boundary on each of l sides, in ascending order of their sum; the first is the beginning,
    the last the end. Edge e leads from node ``tails[e]`` to ``heads[e]`` > tails[e] and is worth ``scores[e]``."""

    nodes: Ints
    tails: Ints
    heads: Ints
    scores: Doubles


def _sums(graph: Graph, here: Ints, there: Ints, order: Ints, start: int) -> Doubles:
    """Log-sums of all paths from ``start`` to each node; edges lead from ``there`` to ``here``."""
    values = np.full(len(graph.nodes), -np.inf)
    values[start] = 0.0
    by_node = np.argsort(here, kind="stable")
    first = np.searchsorted(here[by_node], np.arange(len(graph.nodes) + 1))
    for node in order:
        edges = by_node[first[node] : first[node + 1]]
        if len(edges):
            reached = values[there[edges]] + graph.scores[edges]
            top = reached.max()
            if np.isfinite(top):
                values[node] = top + np.log(np.exp(reached - top).sum())
    return values


def edge_probabilities(graph: Graph) -> Doubles:
    """(e,): the share of all paths, weighted by the exponential of their score, that use each edge."""
    count = len(graph.nodes)
    forward = _sums(graph, graph.heads, graph.tails, np.arange(1, count), 0)
    backward = _sums(graph, graph.tails, graph.heads, np.arange(count - 2, -1, -1), count - 1)
    logarithms: Doubles = forward[graph.tails] + graph.scores + backward[graph.heads] - forward[-1]
    return np.exp(np.minimum(logarithms, 0.0)).astype(np.float64)


def best_edges(graph: Graph) -> Ints:
    """The edges of the path with the largest sum of scores, in order. Ties fall to the earlier edge."""
    values = np.full(len(graph.nodes), -np.inf)
    values[0] = 0.0
    chosen = np.full(len(graph.nodes), -1, np.int64)
    by_head = np.argsort(graph.heads, kind="stable")
    first = np.searchsorted(graph.heads[by_head], np.arange(len(graph.nodes) + 1))
    for node in range(1, len(graph.nodes)):
        edges = by_head[first[node] : first[node + 1]]
        if len(edges):
            reached = values[graph.tails[edges]] + graph.scores[edges]
            best = int(np.argmax(reached))
            values[node], chosen[node] = reached[best], edges[best]
    path, node = [], len(graph.nodes) - 1
    while node:
        assert chosen[node] >= 0, "the end can be reached from the beginning"
        path.append(int(chosen[node]))
        node = int(graph.tails[chosen[node]])
    return np.array(path[::-1], np.int64)


def pruned(graph: Graph, least: float) -> Graph:
    """The graph without edges less probable than ``least``, except for those of the best path, and without nodes that
    no edge is left for."""
    keep: Bools = edge_probabilities(graph) >= least
    keep[best_edges(graph)] = True
    used = np.zeros(len(graph.nodes), bool)
    used[[0, -1]] = True
    used[graph.tails[keep]] = used[graph.heads[keep]] = True
    number = np.cumsum(used) - 1
    return Graph(graph.nodes[used], number[graph.tails[keep]], number[graph.heads[keep]], graph.scores[keep])
