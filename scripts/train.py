"""Learn the bead weights of ``align/weights.json`` from texts with known answers.

    python scripts/train.py                                    all sets, writes align/weights.json
    python scripts/train.py --without textberg_dev -o FILE     a set left out, to measure on it
    python scripts/train.py --without-tokens                   for encoders that have no tokens to show

A semi-Markov conditional random field whose scores come from a small network: the gold sequence of beads is made likely
among all sequences that fit into the band, by a margin. Gold links with gaps or crossings are left open: whatever
explains them is fine. Each text is seen from both sides, and in variants of which ``examples`` tells.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean

import click
import numpy as np
import torch
from benchmarks.gold import gold_texts
from benchmarks.result import signature
from examples import Example, gold_examples, synthetic_examples

from align.arrays import Floats, Ints
from align.features import FEATURES, SHAPES
from align.monotonic import IMPOSSIBLE, Lattice, path_posteriors, posteriors
from align.scores import Weights

ALIGN = Path(__file__).parents[1] / "align"
HIDDEN = 12  # units of a network
EPOCHS = 8
RATE = 0.02  # of Adam at the first step; it falls along a cosine
DECAY = 1e-3  # penalty on the squares of all weights
MEMBERS = 4  # networks, each from other random beginnings, whose mean is the result
# Similarities are multiplied by a random factor, one for vectors and one for tokens, a text and epoch: languages differ
# in how alike their translations look, and of most of them there is no gold. The standard deviation of its logarithm:
JITTER = 0.25
# A wrong bead is worth this much more while learning, so that the gold has to win by a margin ("softmax-margin": Gimpel
# and Smith 2010).
MARGIN = 1.0
# Nulls still come out a little too often: their score is lowered by this much afterwards. Mean strict F1 of the given
# sets, each left out, is .940 without it, .9405 with .2 and .941 with .4; nulls among inserted foreign sentences have
# an F1 of .937 without it, .937 with .2 and .90 with .4.
NULL_PRICE = 0.2
LOOK_AGAIN = (2, 6)  # epochs before which it is asked anew which beads are out of the question
NEGLIGIBLE = 1e-7


OF_VECTORS = [k for k, name in enumerate(FEATURES) if name in (
    "cosine", "cosine_per_extra_segment", "source_neighbors", "target_neighbors", "source_next_door",
    "target_next_door", "gain", "loss", "null_best", "null_neighbors", "null_surroundings",
)]  # fmt: skip
OF_TOKENS = [k for k, name in enumerate(FEATURES) if "cover" in name]


def jittered(features: Floats, random: np.random.Generator) -> Floats:
    """``features`` (beads, F) as they would be if all were somewhat more or less alike."""
    by_vectors, by_tokens = np.exp(random.normal(0, JITTER, 2)).astype(np.float32)
    factors = np.ones(len(FEATURES), np.float32)
    factors[OF_VECTORS] = by_vectors
    factors[FEATURES.index("cosine_squared")] = by_vectors**2
    factors[OF_TOKENS] = by_tokens
    return features * factors


class Network(torch.nn.Module):
    """Linear in the features, plus one hidden layer; and what a null in a run is worth more."""

    def __init__(self, mean: Floats, scale: Floats, hidden: int = HIDDEN) -> None:
        super().__init__()
        self.mean, self.scale = torch.from_numpy(mean), torch.from_numpy(scale)
        self.linear = torch.nn.Linear(len(FEATURES), 1, bias=False)
        self.hidden = torch.nn.Linear(len(FEATURES), hidden)
        self.output = torch.nn.Linear(hidden, 1, bias=False)
        self.run = torch.nn.Parameter(torch.zeros(()))
        torch.nn.init.zeros_(self.linear.weight)
        torch.nn.init.normal_(self.output.weight, std=0.05)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        x = (features - self.mean) / self.scale
        value: torch.Tensor = self.linear(x) + self.output(torch.relu(self.hidden(x)))
        return value[:, 0]

    def weights(self) -> Weights:
        """The same function of the features as they come."""
        with torch.no_grad():
            linear = (self.linear.weight[0] / self.scale).numpy()
            hidden = (self.hidden.weight / self.scale).numpy()
            bias = (self.hidden.bias.numpy() - hidden @ self.mean.numpy()).astype(np.float32)
            offset = -float(linear @ self.mean.numpy())
            return Weights(linear, offset, hidden, bias, self.output.weight[0].numpy(), float(self.run))


def learn(examples: Sequence[Example], epochs: int, seed: int = 0, recipe: str = "") -> Weights:
    """The mean of MEMBERS networks, which is one network with as many times the hidden units."""
    members = [fit(examples, epochs, MEMBERS * seed + number).weights() for number in range(MEMBERS)]
    share = np.float32(1 / MEMBERS)
    linear = np.mean([each.linear for each in members], axis=0)
    linear[FEATURES.index("null")] -= NULL_PRICE
    return Weights(
        linear=linear,
        offset=fmean(each.offset for each in members),
        hidden=np.concatenate([each.hidden for each in members]),
        bias=np.concatenate([each.bias for each in members]),
        output=np.concatenate([each.output for each in members]) * share,
        run=fmean(each.run for each in members),
        signature=recipe,
    )


def fit(examples: Sequence[Example], epochs: int, seed: int) -> Network:
    """The network that makes the gold of ``examples`` likely; the loss of each epoch goes to stderr."""
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    sample = np.concatenate([e.features[random.integers(0, len(e.features), 5_000)] for e in examples])
    network = Network(sample.mean(axis=0), sample.std(axis=0) + np.float32(1e-3))
    adam = torch.optim.Adam(network.parameters(), lr=RATE)
    live = [np.flatnonzero(item.lattice.scores > IMPOSSIBLE / 2) for item in examples]
    for epoch in range(epochs):
        for group in adam.param_groups:
            group["lr"] = RATE * (0.025 + (1 + math.cos(math.pi * epoch / epochs)) / 2)
        if epoch in LOOK_AGAIN:
            weights = network.weights()
            live = [live_beads(item, weights) for item in examples]
        loss = 0.0
        for number in random.permutation(len(examples)):
            loss += step(network, adam, examples[number], live[number], random)
        click.echo(f"epoch {epoch}: {loss / sum(item.beads for item in examples):.4f} a bead", err=True)
    return network


def live_beads(item: Example, weights: Weights) -> Ints:
    """Numbers of the beads that ``weights`` do not rule out, among all or among those that agree with the gold: few,
    and only these are trained on."""
    band, scores = item.lattice.band, weights.score(item.features.T).reshape(item.agreeing.shape) + item.lattice.scores
    held = np.where(item.agreeing, scores, np.float32(IMPOSSIBLE))
    both = posteriors(Lattice(band, SHAPES, np.stack([scores, held]), weights.run))
    return np.flatnonzero(both.max(axis=0) > NEGLIGIBLE)


def step(network: Network, adam: torch.optim.Adam, item: Example, live: Ints, random: np.random.Generator) -> float:
    """One step of descent on one text; its loss."""
    values = network(torch.from_numpy(jittered(item.features[live], random)))
    scores = np.full(item.agreeing.shape, IMPOSSIBLE, np.float32)
    scores.ravel()[live] = values.detach().numpy()
    run, band = network.run.item(), item.lattice.band
    held = np.where(item.agreeing, scores, np.float32(IMPOSSIBLE))
    free = np.where(item.agreeing, scores, scores + np.float32(MARGIN))
    found = path_posteriors(Lattice(band, SHAPES, np.stack([free, held]), run))
    scale = item.share / item.beads
    gradients = (
        torch.from_numpy((found.beads[0] - found.beads[1]).ravel()[live] * np.float32(scale)),
        torch.tensor((found.runs[0] - found.runs[1]) * scale, dtype=torch.float32),
        torch.ones(()),
    )
    adam.zero_grad()
    penalty = DECAY * torch.stack([(weights**2).sum() for weights in network.parameters()]).sum()
    torch.autograd.backward([values, network.run, penalty], gradients)
    adam.step()
    return float(found.total[0] - found.total[1])


@click.command()
@click.option("--without", multiple=True, help="Leave out this set (repeatable).")
@click.option("--without-tokens", is_flag=True, help="Learn from everything but the tokens.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="[default: the program's file]")
@click.option("--epochs", default=EPOCHS, show_default=True)
@click.option("--seed", default=0, show_default=True)
def main(without: tuple[str, ...], without_tokens: bool, output: Path | None, epochs: int, seed: int) -> None:
    """Learn the bead weights and write them."""
    texts = gold_texts()
    known = {text.set for text in texts}
    if unknown := set(without) - known:
        raise click.BadParameter(
            f"{', '.join(sorted(unknown))}; known: {', '.join(sorted(known))}", param_hint="--without"
        )
    if without and output is None:
        raise click.UsageError("weights with a set left out are not the program's: name a file with -o")
    texts = [text for text in texts if text.set not in without]
    examples = [*gold_examples(texts), *synthetic_examples()]
    if without_tokens:
        for each in examples:
            each.features[:, OF_TOKENS] = 0
    sets = sorted({each.set for each in examples})
    recipe = signature(sets=sets, tokens=not without_tokens, epochs=epochs, hidden=HIDDEN, members=MEMBERS, seed=seed)
    weights = learn(examples, epochs, seed, recipe)
    output = output or ALIGN / ("weights_without_tokens.json" if without_tokens else "weights.json")
    output.write_text(json.dumps(weights.as_dict(), indent=1) + "\n", encoding="utf-8")
    click.echo(f"{len(texts)} texts: {output}", err=True)


if __name__ == "__main__":
    main()
