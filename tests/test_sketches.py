from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.arrays import unit_rows
from corpus.sketches import Sketches, make_sketches, numbers_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no number", set()),
        ("in 1984, on the 5th", {"1984", "5"}),
        ("1,500 or 1.500 or 1 500 or 1\u00a0500 or 1'500", {"1500"}),
        ("2,5 and 10.25", {"2", "5", "10", "25"}),
        ("007", {"7"}),
        ("0", {"0"}),
        ("١٩٨٤ and १९८४ and ๑๙๘๔", {"1984"}),
        ("x² and ½", set()),
        ("12.345.678", {"12345678"}),
    ],
)
def test_numbers(text: str, expected: set[str]) -> None:
    assert numbers_in(text) == expected


@given(st.integers(0, 10**12))
def test_separators_do_not_matter(number: int) -> None:
    assert numbers_in(f"{number:,}") == numbers_in(str(number)) == {str(number)}


def sketches(seed: int = 0) -> Sketches:
    random = np.random.default_rng(seed)
    texts = [["Alpha 12 went home.", "A menu"], ["Alfa 12 volvió.", "Un menú", "Adiós"], ["A menu"]]
    vectors = [unit_rows(random.normal(size=(len(each), 8))) for each in texts]
    return make_sketches(texts, vectors, ["en", "es", "en"])


def test_shapes() -> None:
    found = sketches()
    assert len(found) == 3
    assert found.rows.values.shape == (6, 8)
    assert found.starts.tolist() == [0, 2, 5, 6]
    assert found.wholes.shape == (3, 8)
    assert np.allclose(np.linalg.norm(found.wholes, axis=1), 1, atol=1e-3)
    assert found.lengths.tolist() == [25, 27, 6]
    assert {language: numbers.tolist() for language, numbers in found.by_language.items()} == {"en": [0, 2], "es": [1]}
    assert found.spoken.tolist() == [0, 1, 0]
    assert found.numbers.inside.toarray().tolist() == [[1], [1], [0]]


def test_shares_are_by_length_and_rarity() -> None:
    """ "A menu" stands in two documents, so that its six letters count for three."""
    found = sketches()
    rows, shares = found.of(0)
    assert shares == pytest.approx([19 / 22, 3 / 22])
    assert found.of(2)[1] == pytest.approx([1])
    assert np.allclose(np.linalg.norm(rows.units, axis=1), 1, atol=1e-3)
