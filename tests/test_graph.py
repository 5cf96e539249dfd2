"""Functions of graphs against all paths counted one by one."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.graph import Graph, best_edges, edge_probabilities, pruned

LEAST = 0.05


@st.composite
def graphs(draw: st.DrawFn, most: int = 6) -> Graph:
    """Any graph whose end can be reached, some of whose nodes may be dead ends."""
    count = draw(st.integers(1, most))
    possible = [(tail, head) for head in range(count) for tail in range(head)]
    chosen = draw(st.sets(st.sampled_from(possible))) if possible else set()
    if count > 1:
        way = [0, *sorted(draw(st.sets(st.integers(1, count - 1)))), count - 1]
        chosen |= {(tail, head) for tail, head in pairwise(way) if tail < head}
    edges = draw(st.permutations(sorted(chosen)))
    scores = draw(st.lists(st.integers(-20, 20).map(lambda k: k / 4), min_size=len(edges), max_size=len(edges)))
    table = np.array(edges, np.int64).reshape(-1, 2)
    return Graph(np.arange(count)[:, None], table[:, 0], table[:, 1], np.array(scores, np.float64))


def all_paths(graph: Graph, node: int | None = None) -> list[list[int]]:
    """Every sequence of edges from the beginning to ``node``, or to the end."""
    node = len(graph.nodes) - 1 if node is None else node
    if node == 0:
        return [[]]
    arriving = np.flatnonzero(graph.heads == node).tolist()
    return [[*path, edge] for edge in arriving for path in all_paths(graph, int(graph.tails[edge]))]


def worth(graph: Graph, path: list[int]) -> float:
    return float(graph.scores[path].sum())


@given(graphs())
def test_probabilities_are_shares_of_all_paths(graph: Graph) -> None:
    paths = all_paths(graph)
    total = sum(math.exp(worth(graph, path)) for path in paths)
    expected = np.zeros(len(graph.tails))
    for path in paths:
        expected[path] += math.exp(worth(graph, path)) / total
    assert edge_probabilities(graph) == pytest.approx(expected, abs=1e-9)


@given(graphs())
def test_no_path_is_better(graph: Graph) -> None:
    best, paths = best_edges(graph).tolist(), all_paths(graph)
    assert best in paths
    assert worth(graph, best) == pytest.approx(max(worth(graph, path) for path in paths))


@given(graphs())
def test_pruning(graph: Graph) -> None:
    """What is left is what was probable, and the best path; order and scores stay."""
    probable = edge_probabilities(graph) >= LEAST
    probable[best_edges(graph)] = True
    smaller = pruned(graph, LEAST)

    def named(each: Graph, edges: list[int]) -> list[tuple[list[int], list[int], float]]:
        return [
            (each.nodes[each.tails[e]].tolist(), each.nodes[each.heads[e]].tolist(), float(each.scores[e]))
            for e in edges
        ]

    assert named(smaller, list(range(len(smaller.tails)))) == named(graph, np.flatnonzero(probable).tolist())
    assert named(smaller, best_edges(smaller).tolist()) == named(graph, best_edges(graph).tolist())
    assert smaller.nodes[0].tolist() == graph.nodes[0].tolist()
    assert smaller.nodes[-1].tolist() == graph.nodes[-1].tolist()
    assert len(smaller.nodes) == len({0, len(smaller.nodes) - 1, *smaller.tails.tolist(), *smaller.heads.tolist()})


def test_with_a_pencil() -> None:
    """Two ways around, e^0 = 1 and e^(log 3) = 3, then one way on that all paths share."""
    nodes = np.array([[0, 0], [1, 0], [0, 1], [1, 1], [2, 3]])
    tails, heads = np.array([0, 1, 0, 2, 3]), np.array([1, 3, 2, 3, 4])
    graph = Graph(nodes, tails, heads, np.array([0.0, 0.0, math.log(3), 0.0, -7.0]))
    assert edge_probabilities(graph) == pytest.approx([0.25, 0.25, 0.75, 0.75, 1.0])
    assert best_edges(graph).tolist() == [2, 3, 4]
    assert (graph.nodes[graph.heads] - graph.nodes[graph.tails]).tolist() == [[1, 0], [0, 1], [0, 1], [1, 0], [1, 2]]
    assert pruned(graph, 0.3).nodes.tolist() == [[0, 0], [0, 1], [1, 1], [2, 3]]


def test_ties_fall_to_the_earlier_edge() -> None:
    graph = Graph(np.arange(2)[:, None], np.array([0, 0]), np.array([1, 1]), np.array([1.0, 1.0]))
    assert best_edges(graph).tolist() == [0]


def test_long_paths_keep_their_sums() -> None:
    """2,000 steps worth -40 each, beside a second way at each step worth a third: exp would underflow."""
    count = 2000
    tails, heads = np.repeat(np.arange(count), 2), np.repeat(np.arange(1, count + 1), 2)
    scores = np.tile([-40.0, -40.0 - math.log(3)], count)
    graph = Graph(np.arange(count + 1)[:, None], tails, heads, scores)
    assert edge_probabilities(graph) == pytest.approx(np.tile([0.75, 0.25], count))
