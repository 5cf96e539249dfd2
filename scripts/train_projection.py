"""Learn ``align/projection.npy``: which directions of the encoder's middle layer tell tokens apart.

    python scripts/train_projection.py

Principal components of the states of the tokens of ``../shared/gold/multiparallel`` (28 languages), each language
less its own mean and all languages of equal weight, scaled to about equal variance.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import numpy as np
import torch
from benchmarks.gold import GOLD

from align.arrays import Doubles, Floats
from align.encoder import load_encoder
from align.middle import STATES, projected_states
from align.tokens import SIZE, Projection

OUTPUT = Path(__file__).parents[1] / "align/projection.npy"
SETS = {"ntrex_1_60": 1, "maintguide": 3}  # and how many lines to go on after each
STEP = 64  # texts of a batch


def states_of(texts: list[str]) -> Floats:
    """(t, d) of all tokens of ``texts``."""
    encoder = load_encoder("embedded", "cpu")
    model: Any = encoder._model
    whole = Projection(np.zeros(encoder.dimension, np.float32), np.eye(encoder.dimension, dtype=np.float32))
    texts, rows = sorted(texts, key=len), list[Floats]()
    with projected_states(model, whole):
        for start in range(0, len(texts), STEP):
            found = model.encode(texts[start : start + STEP], batch_size=STEP, output_value=None)
            rows += [text[STATES][text["attention_mask"] > 0].float().numpy() for text in found]
    return np.concatenate(rows)


@click.command()
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), default=OUTPUT, show_default=True)
def main(output: Path) -> None:
    """Learn the projection of tokens and write it."""
    torch.set_grad_enabled(False)
    means: list[Doubles] = []
    covariances: list[Doubles] = []
    for name, step in SETS.items():
        for path in sorted((GOLD / "multiparallel" / name).glob("*.txt")):
            if path.stem in ("docs", "ids"):
                continue
            lines = [line for line in path.read_text(encoding="utf-8").split("\n")[::step] if line]
            states = states_of(lines)
            means.append(states.mean(axis=0, dtype=np.float64))
            states -= means[-1].astype(np.float32)
            covariances.append((states.T @ states / len(states)).astype(np.float64))
            click.echo(f"{name} {path.stem}: {len(lines)} texts, {len(states)} tokens", err=True)
    values, axes = np.linalg.eigh(np.mean(covariances, axis=0))
    values, axes = values[::-1], axes[:, ::-1]
    largest = axes[np.abs(axes).argmax(axis=0), np.arange(len(axes))]
    axes *= np.where(largest < 0, -1, 1)  # one sign, whatever the library
    matrix = axes[:, :SIZE] / np.sqrt(values[:SIZE] + values.mean())
    np.save(output, np.concatenate([np.mean(means, axis=0)[:, None], matrix], axis=1).astype(np.float16))
    click.echo(f"{len(means)} texts: {output}", err=True)


if __name__ == "__main__":
    main()
