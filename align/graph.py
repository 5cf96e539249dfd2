"""What comes before what: chains of elements, joined into nodes that stay in an order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence


class Order:
    """Chains of elements, 0 … t - 1, each of which is a node at first; nodes are joined so that every chain still goes
    through them in order.

    The places of the nodes are kept in a topological order, and a join only looks at, and moves, what stands between
    the two (Pearce and Kelly 2006): next to nothing where the first order is a good guess.
    """

    def __init__(self, chain: Sequence[int], guess: Sequence[int]) -> None:
        """``chain`` (t): the number of each element's chain, ascending; ``guess`` (t): all elements in a first order,
        which is that of the chains."""
        self.node = list(range(len(chain)))  # of each element
        self.members: dict[int, list[int]] = {element: [element] for element in self.node}
        self._chain = list(chain)
        self._place = [0] * len(chain)  # of each node
        for place, element in enumerate(guess):
            self._place[element] = place

    @property
    def nodes(self) -> list[tuple[int, ...]]:
        """The elements of each node, in order."""
        return [tuple(self.members[node]) for node in sorted(self.members, key=self._place.__getitem__)]

    def join(self, one: int, other: int, longest: int | None = None) -> int | None:
        """The new node that holds the elements of both, or None where other nodes must stand between them.

        With ``longest``, these are joined as well; None if that makes more than so many elements of one chain.
        """
        place = self._place
        first, second = sorted((one, other), key=place.__getitem__)
        after, before = self._reached(first, 1, place[second]), self._reached(second, -1, place[first])
        joined = {first, second} | (after & before)
        members = sorted(element for node in joined for element in self.members[node])
        if longest is None and second in after:
            return None
        if longest is not None and longest < max(Counter(self._chain[element] for element in members).values()):
            return None
        slots = sorted(place[node] for node in joined | before | after)
        before, after = before - joined, after - joined
        for each, slot in zip(sorted(before, key=place.__getitem__), slots, strict=False):
            place[each] = slot
        for each, slot in zip(sorted(after, key=place.__getitem__)[::-1], slots[::-1], strict=False):
            place[each] = slot
        for each in joined:
            del self.members[each]
        node = len(place)
        place.append(slots[len(before)])
        self.members[node] = members
        for element in members:
            self.node[element] = node
        return node

    def _reached(self, start: int, step: int, last: int) -> set[int]:
        """Nodes behind ``start`` (``step`` 1) or before it (-1), as far as the place ``last``."""
        found, left = set[int](), [start]
        while left:
            for element in self.members[left.pop()]:
                next_ = element + step
                if 0 <= next_ < len(self.node) and self._chain[next_] == self._chain[element]:
                    node = self.node[next_]
                    if node != start and node not in found and (last - self._place[node]) * step >= 0:
                        found.add(node)
                        left.append(node)
        return found
