"""Documents of one to a hundred sentences whose rows lie along axes: what is near can be read off."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from align.arrays import Floats, unit_rows
from corpus.candidates import LONG, candidates
from corpus.rarities import make_strings
from corpus.rows import whole_numbers
from corpus.sketches import Sketches

DIMENSION = 128


def axes(*numbers: int) -> Floats:
    """(n, d): a row along each axis."""
    return np.eye(DIMENSION, dtype=np.float32)[list(numbers)]


def sketches(languages: str, documents: Sequence[Floats]) -> Sketches:
    """A letter a document; sentences of a document have equal shares, and its whole is their sum."""
    counts = [len(rows) for rows in documents]
    return Sketches(
        languages=tuple(languages),
        rows=whole_numbers(np.concatenate(documents)),
        starts=np.cumsum([0, *counts]).astype(np.int64),
        shares=np.concatenate([np.full(count, 1 / count, np.float32) for count in counts]),
        lengths=np.array([10 * count for count in counts], np.float32),
        wholes=unit_rows([rows.sum(axis=0) for rows in documents]),
        numbers=make_strings(set[str]() for _ in documents),
        names=make_strings(set[str]() for _ in documents),
    )


def found(languages: str, documents: Sequence[Floats], kept: int = 4) -> list[tuple[int, int]]:
    return [(i, j) for i, j in candidates(sketches(languages, documents), kept).tolist()]


@pytest.mark.parametrize(
    ("languages", "documents", "expected"),
    [
        ("e", [axes(0)], []),
        ("es", [axes(0), axes(0)], [(0, 1)]),
        ("es", [axes(0), axes(1)], [(0, 1)]),  # the nearest there is, however far
        ("ee", [axes(0), axes(0)], [(0, 1)]),  # in its own language, too
        ("esf", [axes(0), axes(0), axes(0)], [(0, 1), (0, 2), (1, 2)]),
    ],
)
def test_a_handful(languages: str, documents: Sequence[Floats], expected: list[tuple[int, int]]) -> None:
    assert found(languages, documents) == expected


def test_pairs_are_ascending_and_distinct() -> None:
    random = np.random.default_rng(0)
    documents = [unit_rows(random.normal(size=(random.integers(1, 6), DIMENSION))) for _ in range(40)]
    pairs = found("esfd" * 10, documents)
    assert pairs == sorted(set(pairs))
    assert all(i < j for i, j in pairs)


def test_the_most_similar_of_each_language_is_kept() -> None:
    """Twenty texts of three sentences in two languages, in other orders: one candidate for each is its version."""
    texts = [axes(3 * number, 3 * number + 1, 3 * number + 2) for number in range(20)]
    pairs = found("e" * 20 + "s" * 20, [*texts, *texts[::-1]], kept=1)
    assert {(i, 39 - i) for i in range(20)} <= set(pairs)


def test_of_those_that_are_farther_only_two_are_kept() -> None:
    """0 is 1 and, in one of ten sentences, 2 to 5; each of these has two versions that are nearer."""
    whole = axes(*range(10))
    shared = [axes(number, *range(20 + 10 * number, 29 + 10 * number)) for number in range(4)]
    pairs = found("es" + "ssss" + "eeee" * 2, [whole, whole, *shared, *shared, *shared])
    assert [pair for pair in pairs if pair[0] == 0 and pair[1] < 6] == [(0, 1), (0, 2)]


def test_a_part_of_a_long_document_is_found_by_its_stretches() -> None:
    """As a whole the book is about everything; each of its thirds is a document in another language."""
    book = axes(*range(96))
    assert len(book) >= LONG
    chapters = [axes(*range(start, start + 32)) for start in (0, 32, 64)]
    others = [axes(*(100 + k for k in range(number, number + 8))) for number in range(20)]
    pairs = found("e" + "s" * 3 + "e" * 20, [book, *chapters, *others], kept=1)
    assert {(0, 1), (0, 2), (0, 3)} <= set(pairs)


def test_the_order_of_the_documents_does_not_matter() -> None:
    random = np.random.default_rng(1)
    documents = [unit_rows(random.normal(size=(random.integers(1, 50), DIMENSION))) for _ in range(30)]
    languages = "esf" * 10
    order = random.permutation(30).tolist()
    shuffled = found("".join(languages[k] for k in order), [documents[k] for k in order])
    back = {(min(order[i], order[j]), max(order[i], order[j])) for i, j in shuffled}
    assert back == set(found(languages, documents))
