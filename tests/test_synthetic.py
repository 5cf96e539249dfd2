"""Synthetic texts from tables made by hand, and what holds for any of them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))

from benchmarks.gold import GOLD, Documents
from benchmarks.synthetic import KINDS, Lines, SyntheticText, make_text, synthetic_texts

LANGUAGES = ("en", "de", "zh")


def documents(name: str, sizes: Sequence[int]) -> Documents:
    """Documents whose lines say, in each language, where they come from."""
    return [
        [tuple(f"{language}.{name}.{number}.{line}" for language in LANGUAGES) for line in range(size)]
        for number, size in enumerate(sizes)
    ]


def text_of(*versions: Sequence[Lines], moved: Sequence[int] = ()) -> SyntheticText:
    """A text of which only the lines of each segment matter."""
    words = tuple(tuple("x" for _ in version) for version in versions)
    numbers = tuple(tuple(0 for _ in version) for version in versions)
    return SyntheticText("text", LANGUAGES, words, numbers, tuple(map(tuple, versions)), frozenset(moved))


@st.composite
def texts(draw: st.DrawFn, kind: str | None = None) -> SyntheticText:
    sizes = st.lists(st.integers(1, 12), min_size=1, max_size=4)
    parts, others = documents("text", draw(sizes)), documents("other", draw(sizes))
    chosen = kind or draw(st.sampled_from(KINDS))
    return make_text(chosen, "text", LANGUAGES, parts, others, Random(draw(st.integers(0, 9999))))


def test_units_join_what_any_version_joins_and_links_only_what_the_two_do() -> None:
    # the third version says lines 0 and 1 in one segment, the second lacks line 2 and has a foreign segment instead
    text = text_of([(0,), (1,), (2,)], [(0,), (1,), ()], [(0, 1), (2,)])
    assert text.units == (((0, 1), (0, 1), (0,)), ((), (2,), ()), ((2,), (), (1,)))
    assert text.links(0, 1) == [((0,), (0,)), ((1,), (1,)), ((), (2,)), ((2,), ())]
    assert text.links(0, 2) == [((0, 1), (0,)), ((2,), (1,))]
    assert text.foreign == ((), (2,), ())


def test_joined_lines_chain() -> None:
    # 0+1 here and 1+2 there: nothing smaller than all three holds whole segments
    assert text_of([(0, 1), (2,), (3,)], [(0,), (1, 2), (3,)]).units == (((0, 1), (0, 1)), ((2,), (2,)))


def test_moved_units_keep_the_place_of_their_lines() -> None:
    text = text_of([(0,), (1,), (2,), (3,)], [(2,), (3,), (0,), (1,)], moved=[2, 3])
    assert text.units == (((0,), (2,)), ((1,), (3,)), ((2,), (0,)), ((3,), (1,)))
    assert text.moved == (2, 3)


@given(texts())
def test_units_cover_each_version_once_and_in_order(text: SyntheticText) -> None:
    for number, version in enumerate(text.versions):
        seen = [index for unit in text.units for index in unit[number]]
        assert sorted(seen) == list(range(len(version)))
        staying = [i for k, unit in enumerate(text.units) if k not in text.moved for i in unit[number]]
        assert staying == sorted(staying)


@given(texts())
def test_units_hold_the_same_lines_in_every_version_that_has_them(text: SyntheticText) -> None:
    holder: dict[int, int] = {}
    for k, unit in enumerate(text.units):
        assert any(unit)
        for number, indices in enumerate(unit):
            for line in (line for i in indices for line in text.lines[number][i]):
                assert holder.setdefault(line, k) == k


@given(texts())
def test_links_cover_both_versions_and_paragraphs_ascend(text: SyntheticText) -> None:
    for x, y in ((0, 1), (2, 0)):
        links = text.links(x, y)
        for number, version in ((0, x), (1, y)):
            assert sorted(i for link in links for i in link[number]) == list(range(len(text.versions[version])))
    for version, numbers in zip(text.versions, text.paragraphs, strict=True):
        assert len(numbers) == len(version)
        assert list(numbers) == sorted(numbers)


@given(texts())
def test_segments_say_their_lines(text: SyntheticText) -> None:
    for language, version, lines in zip(LANGUAGES, text.versions, text.lines, strict=True):
        for segment, numbers in zip(version, lines, strict=True):
            assert segment.count(f"{language}.text") == len(numbers)
            assert segment.count(f"{language}.other") == (not numbers)


@given(texts("inserted"))
def test_no_foreign_line_is_in_two_versions(text: SyntheticText) -> None:
    sources = [
        text.versions[version][i].split(".", 1)[1] for version, indices in enumerate(text.foreign) for i in indices
    ]
    assert len(sources) == len(set(sources))


@pytest.mark.parametrize(
    ("kind", "merges", "nulls", "foreign", "moves"),
    [
        ("merged", True, False, False, False),
        ("dropped", False, True, False, False),
        ("inserted", False, True, True, False),
        ("moved", False, False, False, True),
        ("mixed", True, True, True, False),
    ],
)
def test_each_kind_breaks_what_its_name_says(kind: str, merges: bool, nulls: bool, foreign: bool, moves: bool) -> None:
    text = make_text(kind, kind, LANGUAGES, documents("text", [30, 30, 30]), documents("other", [40]), Random(0))
    assert any(len(side) > 1 for unit in text.units for side in unit) is merges
    assert any(not all(unit) for unit in text.units) is nulls
    assert any(text.foreign) is foreign
    assert bool(text.moved) is moves
    crossings = any(link != sorted(link) for link in [[i for u in text.units for i in u[v]] for v in range(3)])
    assert crossings is moves


@settings(max_examples=10)
@given(st.sampled_from(KINDS), st.integers(0, 999))
def test_same_seed_same_text(kind: str, seed: int) -> None:
    parts, others = documents("text", [20, 30]), documents("other", [20])
    first, second = (make_text(kind, "text", LANGUAGES, parts, others, Random(seed)) for _ in range(2))
    assert first == second


@pytest.mark.skipif(not (GOLD / "multiparallel").is_dir(), reason="../shared/gold/multiparallel is not there")
def test_texts_from_the_gold() -> None:
    made = synthetic_texts("mixed", ("en", "zh"), 0)
    assert made == synthetic_texts("mixed", ("en", "zh"), 0)
    assert made != synthetic_texts("mixed", ("en", "zh"), 1)
    assert len(made) == 4
    assert all(40 <= len(version) <= 120 for text in made for version in text.versions)
