"""Tokens: their parts, their weights, and where they come from."""

from __future__ import annotations

import numpy as np
import pytest

from align.encoder import SentenceEncoder
from align.tokens import SIZE, Tokens, join_tokens, learned_projection, random_projection, words_of


def test_parts_and_joins() -> None:
    states = np.arange(6 * SIZE, dtype=np.float16).reshape(6, SIZE)
    tokens = Tokens(np.array([7, 8, 9, 7, 7, 5]), states, np.array([0, 2, 2, 5, 6]))
    assert len(tokens) == 4
    part = tokens.part(1, 3)
    assert part.ids.tolist() == [9, 7, 7]
    assert part.starts.tolist() == [0, 0, 3]
    again = join_tokens([(each.ids, each.states) for each in (tokens.part(k, k + 1) for k in range(4))])
    for name in ("ids", "states", "starts"):
        np.testing.assert_array_equal(getattr(again, name), getattr(tokens, name))
    assert len(join_tokens([])) == 0


def test_a_token_of_many_segments_weighs_little() -> None:
    """Of four segments all have token 7, one of them twice; two have 8, and one has 9."""
    ids = np.array([7, 7, 8, 7, 8, 7, 9, 7])
    tokens = Tokens(ids, np.ones((8, SIZE), np.float16), np.array([0, 3, 5, 7, 8]))
    words = words_of(tokens)
    expected = {7: np.log1p(4 / 4), 8: np.log1p(4 / 2), 9: np.log1p(4)}
    assert words.weights == pytest.approx([expected[k] for k in ids.tolist()])
    assert words.segment_weights() == pytest.approx([2 * expected[7] + expected[8], *(expected[7] + expected[8],),
                                                     expected[7] + expected[9], expected[7]])  # fmt: skip


def test_vectors_are_unit_rows_less_the_centre() -> None:
    tokens = Tokens(np.arange(2000), np.random.default_rng(0).normal(3, 1, (2000, SIZE)).astype(np.float16),
                    np.arange(2001))  # fmt: skip
    words = words_of(tokens)
    rows = words.vectors(10, 500)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(490), abs=1e-4)
    assert np.abs(words.centre - 3 * 2000 / 2500).max() < 0.2  # 500 tokens' worth of zero


def test_projections() -> None:
    learned, random = learned_projection(), random_projection(16)
    assert learned.mean.shape == (384,)
    assert learned.matrix.shape == (384, SIZE)
    assert random.matrix.shape == (16, SIZE)
    rows = np.random.default_rng(1).standard_normal((50, 16)).astype(np.float32)
    assert np.corrcoef((rows @ rows.T).ravel(), ((p := rows @ random.matrix) @ p.T).ravel())[0, 1] > 0.9


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return ["The cat sleeps.", "", "Die Katze schläft.", "The cat sleeps.", "Rain fell for three days on the harbour."]


def test_of_the_embedded_encoder(encoder: SentenceEncoder, texts: list[str]) -> None:
    vectors, tokens = encoder.encode_tokens(texts)
    assert (vectors * encoder.encode(texts)).sum(axis=1).min() >= 0.9999
    assert tokens is not None
    tokenizer = encoder._model.tokenizer
    assert [tokenizer.convert_ids_to_tokens(tokens.part(k, k + 1).ids.tolist()) for k in range(3)] == [
        ["▁The", "▁cat", "▁sleep", "s", "."], ["▁"], ["▁Die", "▁Kat", "ze", "▁sch", "lä", "ft", "."],
    ]  # fmt: skip
    first, again = tokens.part(0, 1), tokens.part(3, 4)
    np.testing.assert_array_equal(first.states, again.states)
    x, y = words_of(first), words_of(tokens.part(2, 3))
    cosines = x.vectors(0, 1) @ y.vectors(0, 1).T
    assert cosines.argmax(axis=1)[[0, 1, 4]].tolist() == [0, 1, 6]  # The - Die, cat - Kat, . - .
    alone = encoder.encode_tokens([])
    assert alone[0].shape == (0, 384) and alone[1] is not None and len(alone[1]) == 0
