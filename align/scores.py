"""What a bead is worth: a small network over its features, learned on texts with known answers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from align.arrays import Floats
from align.errors import AlignError
from align.features import FEATURES, SHAPES, block_features
from align.monotonic import IMPOSSIBLE, Lattice
from align.preparation import Pair, over_blocks


@dataclass(frozen=True)
class Weights:
    """A small network over F features, those of a bead in the order of FEATURES: what it is worth is
    ``linear @ f + offset + output @ max(0, hidden @ f + bias)``, with ``linear`` (F,), ``hidden`` (h, F), ``bias`` (h,)
    and ``output`` (h,). ``run`` is that of Lattice. ``signature`` says what it was learned from."""

    linear: Floats
    offset: float
    hidden: Floats
    bias: Floats
    output: Floats
    run: float = 0.0
    signature: str = ""

    def score(self, features: Floats) -> Floats:
        """(…) for features (F, …)."""
        flat = features.reshape(len(features), -1)
        layer = np.maximum(self.hidden @ flat + self.bias[:, None], 0)
        value: Floats = self.linear @ flat + self.output @ layer + np.float32(self.offset)
        return value.reshape(features.shape[1:])

    def as_dict(self, names: Sequence[str] = FEATURES) -> dict[str, object]:
        """For JSON; a feature's row holds its linear weight, then its weight for each hidden unit."""
        rows = {
            name: [round(float(value), 5) for value in (self.linear[k], *self.hidden[:, k])]
            for k, name in enumerate(names)
        }
        bias, output = ([round(float(value), 5) for value in values] for values in (self.bias, self.output))
        numbers = {"offset": round(self.offset, 5), "run": round(self.run, 5)}
        return {"signature": self.signature, **numbers, "bias": bias, "output": output, "features": rows}

    @classmethod
    def from_dict(cls, content: Mapping[str, Any], names: Sequence[str] = FEATURES) -> Weights:
        """What ``as_dict`` gives. Raises AlignError where its features are not ``names``."""
        rows = content["features"]
        if set(rows) != set(names):
            unknown, missing = sorted(set(rows) - set(names)), sorted(set(names) - set(rows))
            raise AlignError(
                f"weights: unknown features {unknown}, missing {missing} (scripts/train.py writes them anew)"
            )
        table = np.array([rows[name] for name in names], np.float32)
        bias, output = (np.array(content[name], np.float32) for name in ("bias", "output"))
        offset, run = content["offset"], content["run"]
        hidden, signature = table[:, 1:].T.copy(), content["signature"]
        return cls(table[:, 0], offset, hidden, bias, output, run, signature)


@cache
def learned_weights(tokens: bool = True) -> Weights:
    """The weights that come with the program, for sides with and without tokens: ``align/weights*.json``, written by
    ``scripts/train.py``."""
    name = "weights.json" if tokens else "weights_without_tokens.json"
    return Weights.from_dict(json.loads(files("align").joinpath(name).read_text(encoding="utf-8")))


def score_beads(pair: Pair, weights: Weights) -> Lattice:
    """Every bead of SHAPES that fits into the pair's band, scored. Time and memory grow with the cells of the band."""
    band = pair.band
    scores = np.full((len(SHAPES), band.cells), IMPOSSIBLE, np.float32)

    def score_block(rows: range, columns: range) -> list[Floats]:
        return [weights.score(features) for _, features in block_features(pair, rows, columns)]

    for (rows, columns), found in over_blocks(band, score_block):
        for number, ((a, b), dense) in enumerate(zip(SHAPES, found, strict=True)):
            for i in rows:
                first, last = max(int(band.low[i]), b), int(band.high[i])
                if i >= a and first < last:
                    at = int(band.offsets[i]) - int(band.low[i])
                    row = dense[i - rows.start]
                    scores[number, at + first : at + last] = row[first - columns.start : last - columns.start]
    return Lattice(band, SHAPES, scores, weights.run)
