"""What the benchmark counts and prints, on links written by hand."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from strategies import covers, lengths_of

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))

from benchmarks.alignment import CALIBRATION, Row, summary
from benchmarks.figures import (
    BLOCK,
    Aligned,
    blocks_of,
    calibration,
    calibration_error,
    figures,
    null_score,
    tokens_encoded,
)
from benchmarks.gold import GoldText, Version

from align.beads import Bead, Link
from align.evaluation import Score, score


def text_of(links: Sequence[Link], lengths: Sequence[int]) -> GoldText:
    """A text of which only the gold matters."""
    source, target = (Version("xx", ("x",) * length, (0,) * length) for length in lengths)
    return GoldText("set", "text", source, target, tuple(links))


TEXT = text_of([((0,), (0,)), ((1, 2), (1,)), ((4,), (2,)), ((5,), ())], (6, 3))  # the gold leaves out segment 3


@pytest.mark.parametrize(
    ("found", "right", "tried"),
    [
        ([((0,), (0,)), ((1, 2), (1,)), ((3,), ()), ((4,), (2,)), ((5,), ())], 2, 2),
        ([((0,), (0,)), ((1, 2), (1,)), ((3, 4), (2,)), ((5,), ())], 1, 1),
        ([((0,), ()), ((1, 2), (0,)), ((), (1,)), ((3, 4), (2,)), ((5,), ())], 1, 3),
    ],
)
def test_nulls_are_counted_by_segment(found: list[Link], right: int, tried: int) -> None:
    result = null_score(TEXT, found)
    assert (result.precision.strict, result.precision.tried, result.recall.tried) == (right, tried, 2)


def test_calibration() -> None:
    beads = [
        Bead(((0, 1), (0, 1)), 0.95),  # right
        Bead(((1, 3), (1, 2)), 0.91),  # right
        Bead(((3, 4), (2, 2)), 0.55),  # a null that the gold does not list, and does not contradict: right
        Bead(((4, 5), (2, 2)), 0.5),  # the gold has a partner for it: wrong
        Bead(((5, 6), (2, 3)), 1.0),  # wrong
    ]
    bins = calibration([Aligned(TEXT, beads, 0.0)])
    assert np.allclose(bins[5], (2, 1.05, 1))
    assert np.allclose(bins[9], (3, 2.86, 2))
    assert bins.sum() == pytest.approx(2 + 1.05 + 1 + 3 + 2.86 + 2)
    assert calibration_error(bins) == pytest.approx((0.05 + 0.86) / 5)
    assert calibration_error(np.zeros((10, 3))) == 0


def test_figures_of_a_set() -> None:
    ranges = [((0, 1), (0, 1)), ((1, 3), (1, 2)), ((3, 5), (2, 3)), ((5, 6), (3, 3))]
    found = figures([Aligned(TEXT, [Bead(each) for each in ranges], 0.0)])
    # 3 of 4 beads are right as they are, one in part; of the gold with text on both sides, 2 of 3
    assert (found["strict_precision"], found["strict_recall"]) == (0.75, 0.6667)
    assert (found["lax_precision"], found["lax_recall"]) == (1, 1)
    assert (found["null_precision"], found["null_recall"]) == (1, 0.5)
    assert found["by_shape"] == {
        "1-0": "1.000: 1/1 of gold, 1 found",
        "1-1": "0.667: 1/2 of gold, 1 found",
        "2-1": "0.667: 1/1 of gold, 2 found",
    }


def test_no_nulls_no_figure() -> None:
    text = text_of([((0,), (0,))], (1, 1))
    assert figures([Aligned(text, [Bead(((0, 1), (0, 1)))], 0.0)])["null_f1"] is None


@given(covers(sides=2))
def test_blocks_add_up_where_every_link_is_right(gold: list[Bead]) -> None:
    links = [bead.link for bead in gold]
    text = text_of(links, lengths_of(gold, 2))
    assert sum(blocks_of(text, links), Score()) == score(links, links)


def test_blocks() -> None:
    links: list[Link] = [((i,), (i,)) for i in range(2 * BLOCK + 10)]
    found = [*links[:-1], ((len(links) - 1,), ()), ((), (len(links) - 1,))]
    scores = blocks_of(text_of(links, (len(links), len(links))), found)
    assert [block.recall.tried for block in scores] == [BLOCK, BLOCK, 10]
    assert [block.recall.strict for block in scores] == [BLOCK, BLOCK, 9]
    assert [block.precision.tried for block in scores] == [BLOCK, BLOCK, 11]


@pytest.mark.parametrize(("widest", "tokens"), [(0, 0), (1, 9), (2, 9 + 5 + 7), (3, 9 + 5 + 7 + 9), (8, 30)])
def test_tokens_encoded(widest: int, tokens: int) -> None:
    assert tokens_encoded(np.array([0, 2, 5, 9]), widest) == tokens


def row(strict: float, lax: float, null: float | None) -> Row:
    bins = {name: [value] for name, value in zip(CALIBRATION, (10, 9.5, 9), strict=True)}
    return {"strict_f1": strict, "lax_f1": lax, "null_f1": null, "tokens_per_token": 1.0, "calibration": bins}


def test_summary_takes_the_sets_that_all_methods_have() -> None:
    measured = {
        "a/hexapla": row(0.9, 0.99, 0.8),
        "a/other": row(0.85, 0.98, 0.6),
        "b/hexapla": row(0.8, 0.97, None),
        "b/other": row(0.81, 0.96, None),
        "c/hexapla": row(0.1, 0.1, 0.1),
    }
    title, head, ours, other = summary(measured).split("\n")
    assert title == "given: a, b"
    assert head.split() == ["strict", "F1", "ours", "ahead", "lax", "F1", "worst", "null", "F1", "tokens", "ECE"]
    assert ours.split() == ["hexapla", "0.8500", "+0.0000", "0.9800", "0.9700", "0.8000", "1.00", "0.0500"]
    assert other.split() == ["other", "0.8300", "+0.0200", "0.9700", "0.9600", "0.6000", "1.00"]
