"""Splits by groups of documents: whole groups, near-duplicates together, the same every time."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.publishing.splits import folded, split_groups


def text(number: int, sentence: int) -> str:
    """Letters that no other text has."""
    return "".join(random.Random(f"{number} {sentence}").choices("abcdefghijklmnopqrstuvwxyz ", k=60))


def group(number: int, size: int = 10) -> dict[str, list[str]]:
    return {language: [text(number + 1000 * shift, k) for k in range(size)] for shift, language in enumerate("ab")}


def groups(*sizes: int) -> dict[str, dict[str, list[str]]]:
    return {f"g{number}": group(number, size) for number, size in enumerate(sizes)}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Read more", "READ MORE …", True),
        ("Chapter 9", "chapter 10.", True),
        ("Chapter 9", "Chapter", False),
        ("Ｒｅａｄ", "read", True),
        ("٣ كتب", "12 كتب", True),
        ("***", " *** ", True),
        ("***", "—", False),
        ("की", "का", False),  # vowel signs are letters' own
        ("Straße", "STRASSE", True),
    ],
)
def test_what_two_texts_share_when_folded(one: str, other: str, same: bool) -> None:
    assert (folded(one) == folded(other)) is same


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([10], {"train": 1}),
        ([10, 10], {"train": 2}),  # half of all is too much for a test
        ([10, 4], {"train": 1, "test": 1}),
        ([10, 10, 10], {"train": 1, "validation": 1, "test": 1}),
        ([10] * 40, {"train": 36, "validation": 2, "test": 2}),
        ([90, 2, 2, 2, 2, 2], {"train": 1, "validation": 2, "test": 3}),  # 5 of 100 at least, where there are so many
        ([90, 2, 2], {"train": 1, "validation": 1, "test": 1}),
    ],
)
def test_sizes_of_splits(sizes: list[int], expected: dict[str, int]) -> None:
    found = split_groups({f"g{k}": {"a": group(k, size)["a"]} for k, size in enumerate(sizes)}, (0.05, 0.05))
    assert Counter(found.values()) == expected


def test_no_share_no_split() -> None:
    assert set(split_groups(groups(10, 10, 10), (0, 0)).values()) == {"train"}
    assert set(split_groups(groups(10, 10, 10), (0, 0.3)).values()) == {"train", "test"}


def test_near_duplicates_are_together() -> None:
    """The second has half of what the first has in one language; the rest of it, and the other language, is new."""
    given = groups(*[10] * 20)
    for number in range(1, 20, 2):
        given[f"g{number}"]["b"][:6] = given[f"g{number - 1}"]["b"][:6]
    found = split_groups(given, (0.2, 0.2))
    assert all(found[f"g{number}"] == found[f"g{number - 1}"] for number in range(1, 20, 2))
    assert set(found.values()) == {"train", "validation", "test"}


def test_many_copies_are_together() -> None:
    given = groups(*[5] * 30)
    for number in range(15):
        given[f"g{number}"]["a"] = given["g0"]["a"]
    assert len({split_groups(given, (0.2, 0.2))[f"g{number}"] for number in range(15)}) == 1


def test_near_duplicates_with_excerpts_between_them() -> None:
    """Two groups share 60 of 80 sentences, and each ten of these are in another group, with fifty of its own."""
    shared = [text(0, k) for k in range(60)]
    given = {name: {"en": [*shared, *(text(number, k) for k in range(20))]} for number, name in ((1, "a"), (2, "z"))}
    for k in range(6):
        given[f"m{k}"] = {"en": [*shared[10 * k : 10 * k + 10], *(text(3 + k, each) for each in range(50))]}
    for seed in range(10):  # whatever the order by chance
        found = split_groups({f"{seed}{name}": each for name, each in given.items()}, (0.2, 0.2))
        assert found[f"{seed}a"] == found[f"{seed}z"]


def test_pages_that_share_what_stands_on_every_page() -> None:
    """Half of the pages have little else, and are near to all; of the others each is near to these."""
    frame = [text(0, k) for k in range(8)]
    pages = {
        f"p{k:03}": {"en": [*frame, *(text(k + 1, each) for each in range(4 if k % 2 else 60))]} for k in range(60)
    }
    assert set(split_groups(pages, (0.1, 0.1)).values()) == {"train"}


def test_a_line_on_every_page_joins_nothing() -> None:
    pages = {f"p{k:03}": {"en": [text(0, 0), *(text(k + 1, each) for each in range(4))]} for k in range(60)}
    assert set(split_groups(pages, (0.1, 0.1)).values()) == {"train", "validation", "test"}


def test_a_chapter_is_with_its_book() -> None:
    given = groups(*[10] * 10)
    given["g3"] = {"a": [line for number in range(50, 60) for line in group(number)["a"]]}
    given["g7"] = {"a": group(55)["a"]}
    found = split_groups(given, (0.1, 0.1))
    assert found["g3"] == found["g7"]


@given(
    st.dictionaries(st.text("abc", min_size=1, max_size=4), st.lists(st.text("xyz é1", max_size=30), min_size=1)),
    st.floats(0, 0.25),
    st.floats(0, 0.25),
)
def test_every_group_has_one_split_whatever_the_order(
    texts: dict[str, list[str]], validation: float, test: float
) -> None:
    given = {name: {"en": found} for name, found in texts.items()}
    found = split_groups(given, (validation, test))
    assert found.keys() == given.keys() and set(found.values()) <= {"train", "validation", "test"}
    assert not found or "train" in found.values()
    assert split_groups(dict(reversed(given.items())), (validation, test)) == found
