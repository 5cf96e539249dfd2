"""Paragraphs as segments, and back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import random_side
from test_cover import random_tokens

from align.beads import Bead
from align.paragraphs import by_paragraph, in_sentences
from align.sides import make_side


def test_with_a_pencil() -> None:
    """Sentences of 4, 4 and 9 characters: a paragraph of two and one of one, which weighs three to two."""
    side = make_side(
        ["abcd", "wxyz", "123456789"], np.eye(3, dtype=np.float32), [0, 0, 1], tokens=random_tokens([2, 0, 3], 0)
    )
    found = by_paragraph(side, [0, 0, 1])
    assert found.side.segments == ("abcd wxyz", "123456789")
    assert found.bounds.tolist() == [0, 2, 3]
    assert found.side.vectors == pytest.approx(np.array([[0.5**0.5, 0.5**0.5, 0], [0, 0, 1]]))
    assert found.side.tokens is not None
    assert found.side.tokens.starts.tolist() == [0, 2, 5]
    assert not found.side.starts.any()


def test_beads_in_sentences() -> None:
    versions = [by_paragraph(random_side(len(n), 0), n) for n in ([3, 3, 5, 9], [0, 1, 1])]
    beads = [Bead(((0, 2), (0, 1)), 0.75), Bead(((2, 3), (1, 1)), 0.5), Bead(((3, 3), (1, 2)), 0.25)]
    found = in_sentences(beads, versions)
    assert [bead.ranges for bead in found] == [((0, 3), (0, 1)), ((3, 4), (1, 1)), ((4, 4), (1, 3))]
    assert [bead.probability for bead in found] == [0.75, 0.5, 0.25]


@given(st.lists(st.integers(0, 3), max_size=12).map(sorted))
def test_every_sentence_is_in_one_paragraph(numbers: list[int]) -> None:
    found = by_paragraph(random_side(len(numbers), 1), numbers)
    assert len(found.side) == len(set(numbers))
    assert np.repeat(sorted(set(numbers)), np.diff(found.bounds)).tolist() == numbers
