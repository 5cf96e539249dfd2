"""The scorer against tables made by hand and against a count over all pairs of segments."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import full_links, links

from align.beads import Link
from align.evaluation import Counts, Score, bootstrap_interval, score, score_by_shape

texts = st.lists(links, max_size=8)


def link(form: str) -> Link:
    """``"0,1-2"``; ``"0-"`` and ``"-0"`` are nulls."""
    source, target = (tuple(map(int, side.split(","))) if side else () for side in form.split("-"))
    return source, target


def linked(form: str) -> list[Link]:
    return [link(each) for each in form.split()]


@pytest.mark.parametrize(
    ("gold", "hypothesis", "precision", "recall"),
    [
        # strict, lax, tried of the precision; the same of the recall
        ("0-0 1-1", "0-0 1-1", (2, 2, 2), (2, 2, 2)),
        ("0-0 1-1", "", (0, 0, 0), (0, 0, 2)),
        ("", "0-0 1-", (0, 0, 2), (0, 0, 0)),
        ("", "", (0, 0, 0), (0, 0, 0)),
        # a null is right where the gold has just that null; the recall never looks at nulls
        ("0-0 1-1 2-", "0-0 1- -1 2-", (2, 2, 4), (1, 1, 2)),
        ("0- -0", "0-0", (0, 0, 1), (0, 0, 0)),
        ("0,1-", "0- 1-", (0, 0, 2), (0, 0, 0)),
        ("0- -0", "0- -0", (2, 2, 2), (0, 0, 0)),
        # a part of a link is right in the lax sense
        ("0-0,1 1-2", "0-0 1-1,2", (0, 2, 2), (0, 2, 2)),
        ("0,1-0", "0-0 1-", (0, 1, 2), (0, 1, 1)),
        ("0-0 1-1", "0,1-0,1", (0, 1, 1), (0, 2, 2)),
        # the segments of both sides are known, but not as a pair
        ("0-0 1-1", "0-1 1-0", (0, 0, 2), (0, 0, 2)),
        ("0-0 1-1", "0-1 1-", (0, 0, 2), (0, 0, 2)),
        # gaps, crossings, links twice over
        ("0,2-0 1-1", "0,2-0 1-1", (2, 2, 2), (2, 2, 2)),
        ("0-1 1-0", "0-1 1-0", (2, 2, 2), (2, 2, 2)),
        ("0-0 0-0", "0-0 0-0 1-1", (1, 1, 2), (1, 1, 1)),
        ("0-0 0-1", "0-0,1", (0, 1, 1), (0, 2, 2)),
    ],
)
def test_by_hand(gold: str, hypothesis: str, precision: tuple[int, int, int], recall: tuple[int, int, int]) -> None:
    assert score(linked(gold), linked(hypothesis)) == Score(Counts(*precision), Counts(*recall))


def test_figures() -> None:
    """3 of 4 right, 3 of 6 found: F1 is 2 * .75 * .5 / 1.25 = .6."""
    found = Score(precision=Counts(3, 4, 4), recall=Counts(3, 3, 6)).figures()
    strict = {"strict_precision": 0.75, "strict_recall": 0.5, "strict_f1": 0.6}
    assert found == pytest.approx(strict | {"lax_precision": 1.0, "lax_recall": 0.5, "lax_f1": 2 / 3})


def test_nothing_gives_nothing() -> None:
    assert set(Score().figures().values()) == {0.0}


@given(st.lists(links, max_size=8), full_links)
def test_gold_against_itself(gold: list[Link], one: Link) -> None:
    """Whatever the links are; a gold file of nulls alone has nothing to be found."""
    assert set(score([*gold, one], [one, *gold]).figures().values()) == {1.0}


def _counted(tried: set[Link], against: set[Link]) -> Counts:
    pairs = {pair for link in against for pair in product(*link)}
    strict = tried & against
    return Counts(len(strict), len(strict | {x for x in tried if pairs & set(product(*x))}), len(tried))


@given(texts, texts)
def test_against_all_pairs(gold: list[Link], hypothesis: list[Link]) -> None:
    g, h = ({link for link in each if any(link)} for each in (gold, hypothesis))
    full_g, full_h = ({link for link in each if all(link)} for each in (g, h))
    assert score(gold, hypothesis) == Score(_counted(h, g), _counted(full_g, full_h))


@given(texts, texts, texts, texts)
def test_counts_of_documents_add_up(a: list[Link], b: list[Link], c: list[Link], d: list[Link]) -> None:
    """Links of two documents that share no segment: together they score what they score apart."""
    moved = [[tuple(tuple(i + 100 for i in side) for side in link) for link in each] for each in (c, d)]
    assert score(a + moved[0], b + moved[1]) == score(a, b) + score(c, d)


@given(texts, texts)
def test_figures_are_shares(gold: list[Link], hypothesis: list[Link]) -> None:
    figures = score(gold, hypothesis).figures()
    assert all(0 <= value <= 1 for value in figures.values())
    assert all(figures[f"strict_{name}"] <= figures[f"lax_{name}"] for name in ("precision", "recall", "f1"))


def test_shapes_by_hand() -> None:
    found = score_by_shape(linked("0-0 1-1 2,3-2 4-"), linked("0-0 1-2 2,3-2 4- 5-"))
    assert found == {
        "1-0": Score(Counts(1, 1, 2), Counts(1, 1, 1)),
        "1-1": Score(Counts(1, 1, 2), Counts(1, 1, 2)),
        "2-1": Score(Counts(1, 1, 1), Counts(1, 1, 1)),
    }


@given(texts, texts)
def test_shapes_sum_up_to_the_whole(gold: list[Link], hypothesis: list[Link]) -> None:
    shapes = score_by_shape(gold, hypothesis)
    assert list(shapes) == sorted(shapes)
    whole, summed = score(gold, hypothesis).precision, sum((each.precision for each in shapes.values()), Counts())
    assert (summed.strict, summed.tried) == (whole.strict, whole.tried)


def test_interval() -> None:
    """Of documents that agree, nothing is uncertain; of others, the point lies inside, and a seed gives one answer."""
    same = [score(linked("0-0 1-1"), linked("0-0 1-"))] * 5
    point = same[0].figures()["strict_f1"]
    assert bootstrap_interval(same, "strict_f1") == pytest.approx((point, point))
    varied = [Score(Counts(k, k, 10), Counts(k, k, 10)) for k in range(3, 11)]
    low, high = bootstrap_interval(varied, "strict_f1", rounds=200)
    assert 0.3 < low < sum(varied, Score()).figures()["strict_f1"] == 0.65 < high < 1.0
    assert bootstrap_interval(varied, "strict_f1", rounds=200) == (low, high)
    assert bootstrap_interval(varied, "strict_f1", rounds=200, seed=1) != (low, high)
