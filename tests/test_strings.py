from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.strings import SIZE, WORD, shared_grams

segments = st.lists(st.text("aB 1é-", max_size=12), max_size=4)


def grams(segment: str) -> Counter[str]:
    words = [f"^{word}$" for word in WORD.findall(segment.lower())]
    return Counter(w[k : k + SIZE] for w in words for k in range(max(1, len(w) - SIZE + 1)))


def similarity(source: Sequence[str], target: Sequence[str]) -> float:
    """Cosine of the first segments."""
    left, right = shared_grams(source, target, 1)
    dot = (left.weights[:1] @ right.weights[:1].T).toarray()[0, 0]
    return float(dot / (left.norms[0, 1] * right.norms[0, 1]))


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("Tarnholm 1987", "TARNHOLM, 1987!", 1.0),
        ("alpha", "gamma", 0.0),
        ("ab", "ab", 1.0),  # words shorter than a gram are one
        ("…", "…", 0.0),
        ("", "", 0.0),
        # ^ab$ ^cd$ against ^ab$ ^ef$: 2 segments; ^ab$ is in both, weight log 2, the others weigh log 3
        ("ab cd", "ab ef", np.log(2) ** 2 / (np.log(2) ** 2 + np.log(3) ** 2)),
    ],
)
def test_by_hand(source: str, target: str, expected: float) -> None:
    assert similarity([source], [target]) == pytest.approx(expected, abs=1e-4)


def test_a_rare_name_weighs_more() -> None:
    common, rare = ["the the", "the", "the"], ["Oslo x", "the", "the"]
    assert similarity(["the Oslo", *common], ["the", *common]) < similarity(["the Oslo", *rare], ["Oslo", *rare])


@given(segments, segments, st.integers(1, 5))
def test_against_a_count(source: list[str], target: list[str], widest: int) -> None:
    left, right = shared_grams(source, target, widest)
    counts = [[grams(x) for x in each] for each in (source, target)]
    seen = Counter(gram for each in counts for segment in each for gram in segment)
    total = len(source) + len(target)

    def weighted(counter: Counter[str]) -> dict[str, float]:
        return {gram: number * np.log1p(total / seen[gram]) for gram, number in counter.items()}

    dots = (left.weights @ right.weights.T).toarray()
    for i, x in enumerate(counts[0]):
        for j, y in enumerate(counts[1]):
            first, second = weighted(x), weighted(y)
            assert dots[i, j] == pytest.approx(sum(value * second.get(gram, 0) for gram, value in first.items()))
    for found, each in ((left, counts[0]), (right, counts[1])):
        assert found.norms.shape == (widest, len(each) + 1)
        for a in range(1, widest + 1):
            for i in range(a, len(each) + 1):
                window = weighted(sum(each[i - a : i], Counter()))
                norm = sum(value**2 for value in window.values()) ** 0.5
                assert found.norms[a - 1, i] == pytest.approx(norm, abs=1e-4)


@pytest.mark.parametrize(("source", "target"), [([], []), (["a"], []), ([], ["a"])])
def test_nothing_shares_nothing(source: list[str], target: list[str]) -> None:
    left, right = shared_grams(source, target, 2)
    assert (left.weights.shape[0], right.weights.shape[0]) == (len(source), len(target))
    assert not (left.weights @ right.weights.T).toarray().any()
