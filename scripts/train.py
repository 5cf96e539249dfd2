"""Learn the bead weights of ``align/weights.json`` from texts with known answers.

    python scripts/train.py                                    all sets, writes align/weights.json
    python scripts/train.py --without textberg_dev -o FILE     a set left out, to measure on it

A semi-Markov conditional random field whose scores come from a small network: the gold sequence of beads is made likely
among all sequences that fit into the band. Gold links with gaps or crossings are left open: whatever explains them is
fine. Each text is seen from both sides.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
import torch

from align.arrays import Bools, Floats
from align.beads import Link
from align.features import FEATURES, SHAPES, block_features
from align.monotonic import IMPOSSIBLE, Lattice, forward_total, posteriors
from align.pairwise import prepared
from align.preparation import Pair, blocks
from align.scores import Weights
from align.sides import Side

sys.path.insert(0, str(Path(__file__).parent))
from benchmarks.gold import GoldText, gold_texts
from benchmarks.result import signature

WEIGHTS = Path(__file__).parents[1] / "align/weights.json"
HIDDEN = 24  # units of the network
EPOCHS = 14
RATE = 0.02  # of Adam at the first step; it falls along a cosine
DECAY = 1e-3  # penalty on the squares of all weights


@dataclass(frozen=True)
class Example:
    """One text: ``features`` (s * c, F), the ``lattice`` with 0 where a bead is possible, and which of its beads
    (s, c) agree with the gold."""

    set: str
    features: Floats
    lattice: Lattice
    agreeing: Bools
    beads: int


def band_features(pair: Pair) -> Floats:
    """(s * c, F)"""
    band = pair.band
    out = np.zeros((len(SHAPES), band.cells, len(FEATURES)), np.float32)
    for rows, columns in blocks(band):
        for number, (_, dense) in enumerate(block_features(pair, rows, columns)):
            for i in rows:
                first, last = int(band.low[i]), int(band.high[i])
                cells = slice(int(band.offsets[i]), int(band.offsets[i + 1]))
                out[number, cells] = dense[:, i - rows.start, first - columns.start : last - columns.start].T
    return out.reshape(-1, len(FEATURES))


def clean_links(links: Sequence[Link]) -> list[Link]:
    """The links that a sequence of beads can hold, in order: consecutive, of a known shape, without crossings."""
    clean: list[Link] = []
    last = (0, 0)
    for source, target in sorted((link for link in links if all(link)), key=lambda link: link[0][0]):
        consecutive = len(source) == source[-1] - source[0] + 1 and len(target) == target[-1] - target[0] + 1
        if consecutive and source[0] >= last[0] and target[0] >= last[1] and (len(source), len(target)) in SHAPES:
            clean.append((source, target))
            last = (source[-1] + 1, target[-1] + 1)
    return clean


def agreeing_beads(pair: Pair, links: Sequence[Link]) -> Bools:
    """(s, c): True for beads that are clean links, and for those that touch only segments that no clean link holds,
    on both sides of a bead only such as stand in a link that is not clean."""
    band = pair.band
    clean = clean_links(links)
    taken, open_ = [], []  # running counts of segments in clean links, and in links that are not
    for side, size in enumerate((band.rows - 1, band.columns - 1)):
        held = {i for link in clean for i in link[side]}
        listed = {i for link in links if all(link) for i in link[side]}
        taken.append(np.cumsum([0, *(i in held for i in range(size))]))
        open_.append(np.cumsum([0, *(i in listed - held for i in range(size))]))
    agreeing = np.zeros((len(SHAPES), band.cells), bool)
    for number, (a, b) in enumerate(SHAPES):
        for i in range(a, band.rows):
            columns = np.arange(max(int(band.low[i]), b), int(band.high[i]))
            fits = (taken[0][i] == taken[0][i - a]) & (taken[1][columns] == taken[1][columns - b])
            if a and b:
                fits &= (open_[0][i] > open_[0][i - a]) & (open_[1][columns] > open_[1][columns - b])
            agreeing[number, int(band.offsets[i]) - int(band.low[i]) + columns] = fits
    for source, target in clean:
        cell = band.cell(source[-1] + 1, target[-1] + 1)
        if cell is not None:
            agreeing[SHAPES.index((len(source), len(target))), cell] = True
    return agreeing


def possible_beads(pair: Pair) -> Floats:
    """(s, c): 0, or IMPOSSIBLE where the bead would begin before the text."""
    band = pair.band
    scores = np.zeros((len(SHAPES), band.cells), np.float32)
    for number, (a, b) in enumerate(SHAPES):
        for i in range(band.rows):
            row = scores[number, band.offsets[i] : band.offsets[i + 1]]
            row[: max(0, b - int(band.low[i])) if i >= a else len(row)] = IMPOSSIBLE
    return scores


def example(name: str, source: Side, target: Side, links: Sequence[Link]) -> Example:
    pair = prepared(source, target)
    lattice = Lattice(pair.band, SHAPES, possible_beads(pair))
    return Example(name, band_features(pair), lattice, agreeing_beads(pair, links), len(links))


def examples_of(text: GoldText) -> list[Example]:
    """A text from both sides."""
    source, target = text.sides()
    backward = [(y, x) for x, y in text.links]
    return [example(text.set, source, target, text.links), example(text.set, target, source, backward)]


class Network(torch.nn.Module):
    """Linear in the features, plus one hidden layer."""

    def __init__(self, mean: Floats, scale: Floats, hidden: int = HIDDEN) -> None:
        super().__init__()
        self.mean, self.scale = torch.from_numpy(mean), torch.from_numpy(scale)
        self.linear = torch.nn.Linear(len(FEATURES), 1, bias=False)
        self.hidden = torch.nn.Linear(len(FEATURES), hidden)
        self.output = torch.nn.Linear(hidden, 1, bias=False)
        torch.nn.init.zeros_(self.linear.weight)
        torch.nn.init.normal_(self.output.weight, std=0.05)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        x = (features - self.mean) / self.scale
        value: torch.Tensor = self.linear(x) + self.output(torch.relu(self.hidden(x)))
        return value[:, 0]

    def weights(self, recipe: str) -> Weights:
        """The same function of the features as they come."""
        with torch.no_grad():
            linear = (self.linear.weight[0] / self.scale).numpy()
            hidden = (self.hidden.weight / self.scale).numpy()
            bias = self.hidden.bias.numpy() - hidden @ self.mean.numpy()
            offset = -float(linear @ self.mean.numpy())
            return Weights(linear, offset, hidden, bias.astype(np.float32), self.output.weight[0].numpy(), recipe)


def fit(examples: Sequence[Example], epochs: int, seed: int = 0) -> Network:
    """The network that makes the gold of ``examples`` likely; the loss of each epoch goes to stderr."""
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    sample = np.concatenate([e.features[random.integers(0, len(e.features), 20_000)] for e in examples])
    network = Network(sample.mean(axis=0), sample.std(axis=0) + np.float32(1e-3))
    adam = torch.optim.Adam(network.parameters(), lr=RATE)
    for epoch in range(epochs):
        rate = RATE * (0.025 + (1 + math.cos(math.pi * epoch / epochs)) / 2)
        for group in adam.param_groups:
            group["lr"] = rate
        loss = 0.0
        for number in random.permutation(len(examples)):
            item = examples[number]
            values = network(torch.from_numpy(item.features))
            scores = values.detach().numpy().reshape(item.agreeing.shape) + item.lattice.scores
            free = Lattice(item.lattice.band, SHAPES, scores)
            held = Lattice(item.lattice.band, SHAPES, np.where(item.agreeing, scores, np.float32(IMPOSSIBLE)))
            gradient = (posteriors(free) - posteriors(held)).ravel() / item.beads
            loss += forward_total(free) - forward_total(held)
            adam.zero_grad()
            penalty = torch.stack([(weights**2).sum() for weights in network.parameters()]).sum()
            torch.autograd.backward([values, DECAY * penalty], [torch.from_numpy(gradient), torch.ones(())])
            adam.step()
        click.echo(f"epoch {epoch}: {loss / sum(item.beads for item in examples):.4f} a bead", err=True)
    return network


@click.command()
@click.option("--without", multiple=True, help="Leave out this set (repeatable).")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), default=WEIGHTS, show_default=True)
@click.option("--epochs", default=EPOCHS, show_default=True)
@click.option("--seed", default=0, show_default=True)
def main(without: tuple[str, ...], output: Path, epochs: int, seed: int) -> None:
    """Learn the bead weights and write them."""
    texts = gold_texts()
    known = {text.set for text in texts}
    if unknown := set(without) - known:
        raise click.BadParameter(
            f"{', '.join(sorted(unknown))}; known: {', '.join(sorted(known))}", param_hint="--without"
        )
    if without and output == WEIGHTS:
        raise click.UsageError("weights with a set left out are not the program's: name a file with -o")
    texts = [text for text in texts if text.set not in without]
    examples = [each for text in texts for each in examples_of(text)]
    network = fit(examples, epochs, seed)
    recipe = signature(sets=sorted({text.set for text in texts}), epochs=epochs, hidden=HIDDEN, seed=seed)
    output.write_text(json.dumps(network.weights(recipe).as_dict(), indent=1) + "\n", encoding="utf-8")
    click.echo(f"{len(texts)} texts: {output}", err=True)


if __name__ == "__main__":
    main()
