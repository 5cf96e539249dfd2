"""What the benchmark of sentence boundaries counts, on lines written by hand."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))

from benchmarks.segments import Counts, alone, count, documents, ours


@pytest.mark.parametrize(
    ("language", "lines", "cuts", "expected"),
    [
        ("en", ["One.", "Two.", "Three."], [4, 9, 16], Counts(3, 2, 2, 0)),
        ("en", ["One.", "Two. More.", "Three."], [9, 15, 22], Counts(3, 2, 1, 1)),
        ("en", ["A heading", "Two.", "Three."], [9, 14, 21], Counts(3, 1, 1, 0)),  # which no mark ends
        ("zh", ["一。", "二。"], [2, 4], Counts(2, 1, 1, 0)),  # no space between
        ("th", ["หนึ่ง", "สอง"], [9], Counts(2, 1, 0, 0)),
    ],
)
def test_count(language: str, lines: list[str], cuts: list[int], expected: Counts) -> None:
    assert count(lines, language, lambda text, language: cuts) == expected


def test_figures() -> None:
    assert (Counts(2, 1, 1, 1) + Counts(2, 1, 0, 0)).figures() == {"recall": 0.5, "extra": 0.25}


def test_documents_of_two_lines_or_more() -> None:
    assert list(documents(["a ", "", "b", "c"], ["x", "x", "y", "y"])) == [["b", "c"]]


def test_both_cutters_give_ends() -> None:
    assert alone("One. Two.", "en-GB") == ours("One. Two.", "en-GB") == [4, 9]
