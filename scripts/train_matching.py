"""Learn the weights of ``corpus/matching.json``: which documents are versions of one another.

    python scripts/train_matching.py                        all piles, writes corpus/matching.json
    python scripts/train_matching.py --without army -o FILE     a pile left out, to measure on it

Logistic regression by a small network on the pairs that the grouping would compare, each pile seen as it is and in
variants: with documents missing, as a handful of documents, with documents cut and joined.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
import torch
from benchmarks.piles import PILES, Pile, variants
from benchmarks.result import signature

from align.arrays import Bools, Doubles, Floats, Ints
from align.scores import Weights
from corpus.candidates import candidates
from corpus.copies import letters_of
from corpus.evidence import Evidence, compare
from corpus.linkage import SURE
from corpus.matching import FEATURES, features
from corpus.siblings import Texts, settle, unique
from corpus.sketches import make_sketches

OUTPUT = Path(__file__).parents[1] / "corpus/matching.json"
HIDDEN, MEMBERS, STEPS, RATE, DECAY = 12, 4, 600, 0.01, 0.01
# Similarities are multiplied by a random factor a pile and step: languages differ in how alike their versions look. The
# standard deviation of its logarithm:
JITTER = 0.2
OF_VECTORS = [
    k for k, name in enumerate(FEATURES) if name.startswith(("cosine", "covered", "agreement", "shorter_c", "longer_c"))
]


@dataclass(frozen=True)
class Example:
    """The compared pairs of a pile: ``features`` (p, F), whether they belong together (p,), and the weight of each."""

    pile: str
    features: Floats
    truth: Bools
    weights: Floats


def example(pile: Pile, name: str) -> Example | None:
    """As the program sees it, near-duplicates set apart and siblings known, were it always right."""
    sketches = make_sketches(pile.texts, pile.vectors, pile.languages)
    told = Texts([letters_of(each) for each in pile.texts], pile.names, pile.languages)
    pairs = candidates(sketches)
    compared = compare(sketches, pairs[unique(pairs, told.copies())])
    settled = settle(sketches, compared, _answers(pile, compared, sketches.spoken), told)
    answers = _answers(pile, settled.evidence, sketches.spoken)
    across = ~np.isnan(answers)
    pairs = settled.evidence.pairs[across]
    known = [k for k, (i, j) in enumerate(pairs.tolist()) if (i, j) not in pile.doubtful]
    if not known:
        return None
    truth = answers[across][known] > 0
    found = features(settled.evidence[across], sketches.spoken, settled.siblings)[known]
    return Example(name, found, truth, np.full(len(known), 1 / np.sqrt(len(known)), np.float32))


def _answers(pile: Pile, compared: Evidence, spoken: Ints) -> Doubles:
    """(p,) log-odds that are always right; not a number of two documents in one language."""
    answers = np.array([SURE if (i, j) in pile.truth else -SURE for i, j in compared.pairs.tolist()])
    return np.where(np.equal(*spoken[compared.pairs].T), np.nan, answers)


def examples(names: Sequence[str], seed: int) -> list[Example]:
    random = np.random.default_rng(seed)
    found = []
    for name in names:
        whole = PILES[name]()
        found += [each for each in (example(v, name) for v in variants(_smaller(whole, random), random)) if each]
        click.echo(f"{name}: {sum(len(e.truth) for e in found if e.pile == name):,} pairs", err=True)
    return found


def _smaller(pile: Pile, random: np.random.Generator, most: int = 8) -> Pile:
    """With ``most`` of its languages, chosen by chance."""
    languages = random.permutation(sorted(set(pile.languages)))[:most].tolist()
    return pile.of([k for k, language in enumerate(pile.languages) if language in languages])


def learn(found: Sequence[Example], seed: int, recipe: str) -> Weights:
    """The mean of MEMBERS networks, as one."""
    members = [fit(found, seed * MEMBERS + number) for number in range(MEMBERS)]
    return Weights(
        linear=np.mean([each.linear for each in members], axis=0),
        offset=float(np.mean([each.offset for each in members])),
        hidden=np.concatenate([each.hidden for each in members]),
        bias=np.concatenate([each.bias for each in members]),
        output=(np.concatenate([each.output for each in members]) / MEMBERS).astype(np.float32),
        signature=recipe,
    )


def fit(found: Sequence[Example], seed: int) -> Weights:
    """One network, as a function of the features as they come."""
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    sample = np.concatenate([each.features[random.integers(0, len(each.features), 2_000)] for each in found])
    mean, scale = sample.mean(axis=0), sample.std(axis=0) + np.float32(1e-3)
    linear = torch.nn.Linear(len(FEATURES), 1)
    hidden = torch.nn.Linear(len(FEATURES), HIDDEN)
    output = torch.nn.Linear(HIDDEN, 1, bias=False)
    torch.nn.init.zeros_(linear.weight)
    torch.nn.init.normal_(output.weight, std=0.05)
    parameters = [*linear.parameters(), *hidden.parameters(), *output.parameters()]
    adam = torch.optim.AdamW(parameters, lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(adam, STEPS)
    loss_of = torch.nn.BCEWithLogitsLoss(reduction="none")
    per_pile = {name: sum(float(e.weights.sum()) for e in found if e.pile == name) for name in {e.pile for e in found}}
    for _ in range(STEPS):
        batch = []
        for each in found:
            rows = random.integers(0, len(each.features), min(len(each.features), 300))
            factor = np.ones(len(FEATURES), np.float32)
            factor[OF_VECTORS] = np.exp(random.normal(0, JITTER))
            weight = each.weights[rows] * len(each.features) / len(rows) / per_pile[each.pile]
            batch.append((each.features[rows] * factor, each.truth[rows], weight))
        x, y, w = (torch.from_numpy(np.concatenate([item[k] for item in batch])) for k in range(3))
        x = (x - torch.from_numpy(mean)) / torch.from_numpy(scale)
        value = (linear(x) + output(torch.relu(hidden(x))))[:, 0]
        loss = (loss_of(value, y.float()) * w).sum() / w.sum()
        adam.zero_grad()
        loss.backward()
        adam.step()
        schedule.step()
    click.echo(f"network {seed}: loss {loss.item():.4f}", err=True)
    with torch.no_grad():
        own_linear = (linear.weight[0].numpy() / scale).astype(np.float32)
        own_hidden = (hidden.weight.numpy() / scale).astype(np.float32)
        bias = (hidden.bias.numpy() - own_hidden @ mean).astype(np.float32)
        offset = linear.bias.item() - float(own_linear @ mean)
        return Weights(own_linear, offset, own_hidden, bias, output.weight[0].numpy().copy())


@click.command()
@click.option("--without", multiple=True, type=click.Choice(sorted(PILES)), help="Leave out this pile (repeatable).")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="[default: the program's file]")
@click.option("--seed", default=0, show_default=True)
def main(without: tuple[str, ...], output: Path | None, seed: int) -> None:
    """Learn the weights and write them."""
    if without and output is None:
        raise click.UsageError("weights with a pile left out are not the program's: name a file with -o")
    names = [name for name in sorted(PILES) if name not in without]
    found = examples(names, seed)
    recipe = signature(piles=names, hidden=HIDDEN, members=MEMBERS, steps=STEPS, seed=seed)
    weights = learn(found, seed, recipe)
    (output or OUTPUT).write_text(json.dumps(weights.as_dict(FEATURES), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
