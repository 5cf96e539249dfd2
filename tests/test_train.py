"""Learning from texts with known answers, on toy texts."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from strategies import spelled, toy_side

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))
import train
from examples import Example, example
from train import Network, fit, learn

from align.beads import Link
from align.features import FEATURES
from align.monotonic import path_posteriors
from align.pairwise import align_pair, pair_lattice

# two sentences are one on the other side; x and z have no counterpart
TEXTS = (
    ("a b c d e f g h", "a bc d e x f gh", "a=a b|c=bc d=d e=e -=x f=f g|h=gh"),
    ("h g z f ed c b a", "h g f e d c ba", "h=h g=g z=- f=f ed=e|d c=c b|a=ba"),
)


def toy_links(texts: tuple[str, str], beads: str) -> list[Link]:
    """``"a=a b|c=bc"`` as numbers of segments."""
    sides = [{word: k for k, word in enumerate(text.split())} for text in texts]
    parts = [bead.split("=") for bead in beads.split()]
    return [
        tuple(tuple(known[w] for w in part.split("|") if w != "-") for known, part in zip(sides, bead, strict=True))
        for bead in parts
    ]


@pytest.fixture(scope="module")
def toys() -> list[Example]:
    return [example("toys", toy_side(x, 0), toy_side(y, 1), toy_links((x, y), beads)) for x, y, beads in TEXTS]


def test_weights_are_the_network() -> None:
    torch.manual_seed(1)
    features = np.random.default_rng(0).standard_normal((len(FEATURES), 40)).astype(np.float32)
    network = Network(features.mean(axis=1), features.std(axis=1))
    torch.nn.init.normal_(network.linear.weight)
    with torch.no_grad():
        expected = network(torch.from_numpy(features.T.copy())).numpy()
    assert network.weights().score(features) == pytest.approx(expected, abs=1e-4)


def test_what_is_learned_finds_the_gold_again(toys: list[Example]) -> None:
    weights = learn(toys, epochs=30)
    for x, y, beads in TEXTS:
        found = align_pair(toy_side(x, 0), toy_side(y, 1), weights)
        assert [spelled(bead, (x, y)) for bead in found] == beads.split()


def test_the_gold_wins_by_a_margin(toys: list[Example], monkeypatch: pytest.MonkeyPatch) -> None:
    """The worth of the best path above that of the second is larger than it is without one."""

    def lead() -> float:
        weights = fit(toys, 20, 0).weights()
        found = []
        for x, y, _ in TEXTS:
            lattice = pair_lattice(toy_side(x, 0), toy_side(y, 1), weights)
            found.append(path_posteriors(lattice).beads.max(axis=0).sum())
        return float(sum(found))

    wide = lead()
    monkeypatch.setattr(train, "MARGIN", 0.0)
    assert wide > lead()


def test_the_same_seed_gives_the_same_network(toys: list[Example]) -> None:
    one, other, another = (fit(toys, 2, seed).weights().linear for seed in (5, 5, 6))
    assert one.tobytes() == other.tobytes() != another.tobytes()


def test_gold_that_no_bead_can_hold_is_left_open() -> None:
    """Six sentences that are one, and two that cross."""
    x, y = "a b c d e f g h i", "abcdef h g i"
    links: list[Link] = [((0, 1, 2, 3, 4, 5), (0,)), ((6,), (2,)), ((7,), (1,)), ((8,), (3,))]
    made = example("toys", toy_side(x, 0), toy_side(y, 1), links)
    shapes, cells = np.nonzero(made.agreeing)
    rows, columns = made.lattice.band.places
    held = {(int(s), int(rows[c]), int(columns[c])) for s, c in zip(shapes, cells, strict=True)}
    one_to_one = made.lattice.shapes.index((1, 1))
    assert (one_to_one, 9, 4) in held  # i = i
    assert (one_to_one, 8, 4) not in held  # h = i
    assert (one_to_one, 7, 3) in held  # g = g: of two that cross, the one that is first in the source
    assert (one_to_one, 7, 2) not in held  # g = h
    six = [made.lattice.shapes.index((a, 1)) for a in (1, 2, 3, 4)]
    assert all((shape, a, 1) in held for a, shape in enumerate(six, 1))  # as much of six as a bead can hold
