from __future__ import annotations

import json
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import bands, random_side, seeds, toy_weights

from align import preparation
from align.band import Band, whole_grid
from align.errors import AlignError
from align.features import FEATURES, SHAPES, block_features
from align.monotonic import IMPOSSIBLE, NULL_TARGET
from align.preparation import blocks, prepare_pair
from align.scores import Weights, learned_weights, score_beads


def random_weights(seed: int, hidden: int = 3) -> Weights:
    draw = np.random.default_rng(seed).standard_normal
    table, bias, output = draw((1 + hidden, len(FEATURES))), draw(hidden), draw(hidden)
    one, *more = table.astype(np.float32)
    layer = np.array(more, np.float32).reshape(hidden, len(FEATURES))
    return Weights(one, 0.5, layer, bias.astype(np.float32), output.astype(np.float32), 0.25, f"seed {seed}")


def test_with_a_pencil() -> None:
    """Two features, one unit that fires where the second is above 1: 2 x - 1 + 10 max(0, y - 1)."""
    linear, unit = np.zeros(len(FEATURES), np.float32), np.zeros((1, len(FEATURES)), np.float32)
    linear[0], unit[0, 1] = 2, 1
    weights = Weights(linear, -1.0, unit, np.array([-1], np.float32), np.array([10], np.float32))
    features = np.zeros((len(FEATURES), 2, 2), np.float32)
    features[:2] = [[[0, 1], [2, 3]], [[0, 0], [1, 3]]]
    assert weights.score(features).tolist() == [[-1, 1], [3, 25]]


@given(seeds, st.integers(0, 4))
def test_weights_survive_a_file(seed: int, hidden: int) -> None:
    weights = random_weights(seed, hidden)
    again = Weights.from_dict(json.loads(json.dumps(weights.as_dict())))
    features = np.random.default_rng(seed).standard_normal((len(FEATURES), 2, 3)).astype(np.float32)
    assert again.score(features) == pytest.approx(weights.score(features), abs=1e-2)
    assert again.as_dict() == weights.as_dict()
    assert again.signature == f"seed {seed}"


def test_weights_of_other_features() -> None:
    content = json.loads(json.dumps(random_weights(0).as_dict()))
    features = {("telepathy" if name == "cosine" else name): row for name, row in content["features"].items()}
    with pytest.raises(AlignError, match=r"unknown features \['telepathy'\], missing \['cosine'\]"):
        Weights.from_dict(content | {"features": features})


def test_learned_weights_fit_and_say_where_they_are_from() -> None:
    weights = learned_weights()
    assert weights.signature
    content = json.loads(files("align").joinpath("weights.json").read_text(encoding="utf-8"))
    assert content == json.loads(json.dumps(weights.as_dict()))


@given(bands(longest=6), st.integers(1, 4), seeds)
@settings(max_examples=40, deadline=None)
def test_every_bead_that_fits_is_scored(band: Band, block: int, seed: int) -> None:
    sides, weights = [random_side(size - 1, seed) for size in (band.rows, band.columns)], random_weights(seed)
    pair = prepare_pair(sides[0], sides[1], band)
    lattice = score_beads(pair, weights)
    expected = np.full((len(SHAPES), band.cells), IMPOSSIBLE, np.float32)
    for rows, columns in blocks(band):
        for number, ((a, b), features) in enumerate(block_features(pair, rows, columns)):
            dense = weights.score(features)
            for i in rows:
                for j in columns:
                    if i >= a and j >= b and band.cell(i, j) is not None:
                        expected[number, band.cell(i, j)] = dense[i - rows.start, j - columns.start]
    assert (lattice.band, lattice.shapes) == (band, SHAPES)
    assert (lattice.scores == expected).all()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(preparation, "BLOCK", block)
        in_blocks = score_beads(prepare_pair(sides[0], sides[1], band), weights)
    assert in_blocks.scores == pytest.approx(expected, abs=1e-2)


def test_nulls_cost_the_same_wherever_the_other_side_is() -> None:
    """What align.multiway relies on."""
    band = whole_grid(5, 4)
    scores = score_beads(prepare_pair(random_side(5, 1), random_side(4, 2), band), toy_weights(null=1, null_best=2))
    table = scores.scores[SHAPES.index(NULL_TARGET)].reshape(6, 5)
    assert (table == table[0]).all()
    assert (table[:, 0] == IMPOSSIBLE).all()
    assert (table[:, 1:] > IMPOSSIBLE / 2).all()
