"""What a bead is worth: the weighted sum of its features, with weights learned on texts with known answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from align.arrays import Floats
from align.errors import AlignError
from align.features import FEATURES, SHAPES, Pair, block_features, blocks
from align.monotonic import IMPOSSIBLE, Lattice


@dataclass(frozen=True)
class Weights:
    """``values`` (F,), in the order of FEATURES; ``signature`` says what they were learned from."""

    values: Floats
    signature: Mapping[str, object] | None = None

    @classmethod
    def of(cls, named: Mapping[str, float], signature: Mapping[str, object] | None = None) -> Weights:
        if set(named) != set(FEATURES):
            unknown, missing = sorted(set(named) - set(FEATURES)), sorted(set(FEATURES) - set(named))
            raise AlignError(f"weights: unknown {unknown}, missing {missing}")
        return cls(np.array([named[name] for name in FEATURES], np.float32), signature)


@cache
def learned_weights() -> Weights:
    """The weights that come with the program: ``align/weights.json``, written by ``scripts/train.py``."""
    content = json.loads(files("align").joinpath("weights.json").read_text(encoding="utf-8"))
    return Weights.of(content["weights"], content["signature"])


def score_beads(pair: Pair, weights: Weights) -> Lattice:
    """Every bead of SHAPES that fits into the pair's band, scored. Time and memory grow with the cells of the band."""
    band = pair.band
    scores = np.full((len(SHAPES), band.cells), IMPOSSIBLE, np.float32)
    for rows, columns in blocks(band):
        for number, ((a, b), features) in enumerate(block_features(pair, rows, columns)):
            dense = np.tensordot(weights.values, features, axes=1)
            for i in rows:
                first, last = max(int(band.low[i]), b), int(band.high[i])
                if i >= a and first < last:
                    at = int(band.offsets[i]) - int(band.low[i])
                    row = dense[i - rows.start]
                    scores[number, at + first : at + last] = row[first - columns.start : last - columns.start]
    return Lattice(band, SHAPES, scores)
