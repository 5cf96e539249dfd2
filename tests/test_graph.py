"""Chains whose elements are joined, against what paths counted one by one say."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from align.graph import Order

Edge = tuple[int, int]


def reached(edges: Iterable[Edge], start: int) -> set[int]:
    """All nodes that a path of one edge or more leads to."""
    found, left, known = set[int](), [start], list(edges)
    while left:
        node = left.pop()
        for tail, head in known:
            if tail == node and head not in found:
                found.add(head)
                left.append(head)
    return found


@st.composite
def chains(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    """The chain of each element, and a first order that keeps them."""
    lengths = draw(st.lists(st.integers(0, 4), min_size=1, max_size=4))
    chain = [number for number, length in enumerate(lengths) for _ in range(length)]
    shuffled, last = draw(st.permutations(chain)), dict[int, int]()
    order = []
    for number in shuffled:
        last[number] = last.get(number, chain.index(number) - 1) + 1
        order.append(last[number])
    return chain, order


@given(chains(), st.data(), st.sampled_from([None, 1, 2, 20]))
def test_what_stands_between_is_in_the_way_or_joined(
    made: tuple[list[int], list[int]], data: st.DataObject, longest: int | None
) -> None:
    chain, guess = made
    order = Order(chain, guess)
    follows = [(k, k + 1) for k in range(len(chain) - 1) if chain[k] == chain[k + 1]]
    for _ in range(data.draw(st.integers(0, 8))):
        if len(order.members) < 2:
            break
        one, other = data.draw(st.permutations(sorted(order.members)))[:2]
        edges = [(order.node[a], order.node[b]) for a, b in follows]
        edges = [(a, b) for a, b in edges if a != b]
        ways = [(a, b) for a, b in ((one, other), (other, one)) if b in reached(edges, a)]
        between = {k for a, b in ways for k in order.members if k in reached(edges, a) and b in reached(edges, k)}
        held = sorted(k for node in {one, other} | between for k in order.members[node])
        most = max(sum(chain[k] == number for k in held) for number in chain)
        node = order.join(one, other, longest)
        assert (node is not None) == (not ways if longest is None else most <= longest)
        if node is not None:
            assert order.members[node] == held
            assert all(order.node[k] == node for k in held)
    place = {element: number for number, members in enumerate(order.nodes) for element in members}
    assert sorted(place) == list(range(len(chain)))
    assert all(place[a] <= place[b] for a, b in follows)


def test_a_join_goes_through_what_is_between() -> None:
    """Two chains, 0 1 2 and 3 4 5."""
    order = Order([0, 0, 0, 1, 1, 1], range(6))
    assert order.join(0, 4) is not None  # 3 goes before, whatever the first order was
    assert order.nodes == [(3,), (0, 4), (1,), (2,), (5,)]
    assert order.join(2, 3) is None  # 3 is before 4, which is with 0
    assert order.join(2, 3, longest=2) is None
    assert order.join(2, 3, longest=3) is not None
    assert order.nodes == [(0, 1, 2, 3, 4), (5,)]
