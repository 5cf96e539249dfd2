"""Learn the bead weights of ``align/weights.json`` from texts with known answers.

    python scripts/train.py                       all sets of ../shared/gold/sentences, writes align/weights.json
    python scripts/train.py --without textberg_dev -o FILE     a set left out, to measure on it

A semi-Markov conditional random field: the gold sequence of beads is made likely among all sequences that fit into the
band, by L-BFGS on the exact gradient. Gold links with gaps or crossings are left open: whatever explains them is fine.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
from scipy.optimize import minimize

from align.arrays import Doubles, Floats
from align.beads import Link
from align.features import FEATURES, SHAPES, Pair, block_features, blocks
from align.monotonic import IMPOSSIBLE, Lattice, forward_total, posteriors
from align.pairwise import prepared

sys.path.insert(0, str(Path(__file__).parent))
from benchmarks.gold import GoldText, gold_texts
from benchmarks.result import signature

WEIGHTS = Path(__file__).parents[1] / "align/weights.json"
RIDGE = 0.5  # a Gaussian prior of this precision on every weight
NULL_SHIFT = -0.75  # added to the null's weight afterwards: likelihood sees too many nulls (ALIGNMENT.md: +.2 to +1)


@dataclass(frozen=True)
class Example:
    """One text: ``features`` (s * c, F), and which of the beads (s, c) agree with the gold."""

    features: Floats
    lattice: Lattice
    agreeing: np.ndarray


def _band_features(pair: Pair) -> Floats:
    band = pair.band
    out = np.zeros((len(SHAPES), band.cells, len(FEATURES)), np.float32)
    for rows, columns in blocks(band):
        for number, (_, dense) in enumerate(block_features(pair, rows, columns)):
            for i in rows:
                first, last = int(band.low[i]), int(band.high[i])
                cells = slice(int(band.offsets[i]), int(band.offsets[i + 1]))
                out[number, cells] = dense[:, i - rows.start, first - columns.start : last - columns.start].T
    return out


def _agreeing(pair: Pair, links: Sequence[Link], n: int, m: int) -> np.ndarray:
    """(s, c): True for beads that are gold links, and for those that touch only segments that no clean link holds."""
    band = pair.band
    clean, last = [], (0, 0)
    for source, target in sorted(((x, y) for x, y in links if x and y), key=lambda link: link[0][0]):
        consecutive = len(source) == source[-1] - source[0] + 1 and len(target) == target[-1] - target[0] + 1
        if consecutive and source[0] >= last[0] and target[0] >= last[1] and (len(source), len(target)) in SHAPES:
            clean.append((source, target))
            last = (source[-1] + 1, target[-1] + 1)
    listed = [{i for link in links if all(link) for i in link[side]} for side in (0, 1)]
    free = [np.zeros(size + 1) for size in (n, m)]  # running count of segments in links that are not clean
    for side, size in enumerate((n, m)):
        held = {i for link in clean for i in link[side]}
        free[side][1:] = np.cumsum([i in listed[side] and i not in held for i in range(size)])
    taken = [
        np.concatenate([[0], np.cumsum([i in {k for link in clean for k in link[side]} for i in range(size)])])
        for side, size in enumerate((n, m))
    ]
    agreeing = np.zeros((len(SHAPES), band.cells), bool)
    for number, (a, b) in enumerate(SHAPES):
        for i in range(a, band.rows):
            columns = np.arange(max(int(band.low[i]), b), int(band.high[i]))
            if not len(columns):
                continue
            untaken = (taken[0][i] - taken[0][i - a] == 0) & (taken[1][columns] - taken[1][columns - b] == 0)
            if a and b:
                untaken &= (free[0][i] - free[0][i - a] > 0) & (free[1][columns] - free[1][columns - b] > 0)
            cells = int(band.offsets[i]) - int(band.low[i]) + columns
            agreeing[number, cells] = untaken
    for source, target in clean:
        cell = band.cell(source[-1] + 1, target[-1] + 1)
        if cell is not None:
            agreeing[SHAPES.index((len(source), len(target))), cell] = True
    return agreeing


def example(text: GoldText) -> Example:
    source, target = text.sides()
    pair = prepared(source, target)
    band = pair.band
    features = _band_features(pair)
    possible = np.zeros((len(SHAPES), band.cells), np.float32)
    for number, (a, b) in enumerate(SHAPES):
        for i in range(band.rows):
            row = possible[number, band.offsets[i] : band.offsets[i + 1]]
            row[: max(0, b - int(band.low[i])) if i >= a else len(row)] = IMPOSSIBLE
    agreeing = _agreeing(pair, text.links, len(source), len(target))
    return Example(features.reshape(-1, len(FEATURES)), Lattice(band, SHAPES, possible), agreeing)


def _loss(item: Example, weights: Doubles) -> tuple[float, Doubles]:
    """Negative log-likelihood of the gold, and its gradient (F,)."""
    band = item.lattice.band
    scores = (item.features @ weights.astype(np.float32)).reshape(len(SHAPES), band.cells) + item.lattice.scores
    free = Lattice(band, SHAPES, scores)
    held = Lattice(band, SHAPES, np.where(item.agreeing, scores, np.float32(IMPOSSIBLE)))
    difference = posteriors(free) - posteriors(held)
    gradient = difference.ravel() @ item.features
    return forward_total(free) - forward_total(held), gradient.astype(np.float64)


def fit(examples: Sequence[Example], rounds: int = 120) -> Doubles:
    first = np.zeros(len(FEATURES))
    for name, value in (("cosine", 5), ("source_next_door", -1), ("target_next_door", -1), ("null", -1)):
        first[FEATURES.index(name)] = value

    def total(weights: Doubles) -> tuple[float, Doubles]:
        parts = [_loss(item, weights) for item in examples]
        value = sum(part[0] for part in parts) + RIDGE * float(weights @ weights) / 2
        click.echo(f"\r{value:12.3f}", nl=False, err=True)
        return value, np.sum([part[1] for part in parts], axis=0) + RIDGE * weights

    result = minimize(total, first, jac=True, method="L-BFGS-B", options={"maxiter": rounds})
    click.echo("", err=True)
    weights: Doubles = result.x
    weights[FEATURES.index("null")] += NULL_SHIFT
    return weights


@click.command()
@click.option("--without", multiple=True, help="Leave out this set (repeatable).")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), default=WEIGHTS, show_default=True)
@click.option("--rounds", default=120, show_default=True, help="Iterations of L-BFGS.")
def main(without: tuple[str, ...], output: Path, rounds: int) -> None:
    """Learn the bead weights and write them."""
    texts = [text for text in gold_texts() if text.set not in without]
    examples = [example(text) for text in texts]
    weights = fit(examples, rounds)
    content = {
        "signature": signature(sets=sorted({t.set for t in texts}), ridge=RIDGE, null_shift=NULL_SHIFT, rounds=rounds),
        "weights": {name: round(float(value), 5) for name, value in zip(FEATURES, weights, strict=True)},
    }
    output.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    click.echo(f"{len(texts)} texts → {output}", err=True)


if __name__ == "__main__":
    main()
