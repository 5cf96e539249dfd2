"""Scores by hand, and what filters make of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from bilingual import unit
from hypothesis import given
from hypothesis import strategies as st

from corpus.filters import Filters, Scored, score
from corpus.units import Unit

FERRY = "The ferry left the harbour an hour late this morning.", "El ferry salió del puerto con una hora de retraso."
BREAD = "She bakes bread for the whole street every Sunday.", "Hornea pan para toda la calle todos los domingos."
CLOCK = "Nobody knows who repaired the clock on the tower.", "Nadie sabe quién arregló el reloj de la torre."


def scores_of(source: str, target: str, languages: tuple[str, str] = ("en", "es")) -> dict[str, Any]:
    (found,) = score([unit(source, target, languages=languages)], languages)
    return {name: getattr(found.scores, name) for name in found.scores.__slots__}


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        (*FERRY, {"source_language": "en", "target_language": "es", "copy": False, "words": 10, "characters": 53}),
        (FERRY[0], FERRY[0], {"source_language": "en", "target_language": "en", "copy": True}),
        ("Oslo", "OSLO ", {"source_language": "", "target_language": "", "copy": True, "words": 1}),
        ("git clone --depth=1 https://host/a.git", "x", {"source_language": ""}),  # no line of words
        ("1932 – 2.5 %", "1932 – 2,5 %", {"letters": 0.0, "numbers_apart": 0}),
        ("Gate 4", "Puerta 40", {"letters": 0.75, "numbers_apart": 2}),
        ("", "", {"letters": 0.0, "words": 0, "characters": 0, "copy": True, "length_ratio": 1.0}),
    ],
)
def test_scores_of_two_texts(source: str, target: str, expected: dict[str, object]) -> None:
    found = scores_of(source, target)
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("languages", "text", "words"),
    [
        (("zh", "en"), "今天早上渡轮晚了一小时。", 5),
        (("en", "zh"), "今天早上渡轮晚了一小时。", 1),  # as what it is said to be
        (("th", "en"), "เรือออก 2 ลำ", 4),
        (("ko", "en"), "배가 늦게 떠났다.", 3),
    ],
)
def test_words_without_spaces(languages: tuple[str, str], text: str, words: int) -> None:
    assert scores_of(text, "a b c d e f g h", languages)["words"] == words


def test_marks_belong_to_their_letters() -> None:
    assert scores_of("नौका देर से निकली", "The boat left late", ("hi", "en"))["letters"] == 1.0


def test_near_languages_are_no_sign() -> None:
    text = "Kapal itu berangkat satu jam lebih lambat dari biasanya pagi ini."
    (found,) = score([unit(text, FERRY[0], languages=("ms", "en"))], ("en", "id", "ms"))
    assert (found.scores.source_language, found.scores.target_language) == ("ms", "en")


def test_languages_are_looked_at_on_demand() -> None:
    (found,) = score([unit(*FERRY)], ("en", "es"), check_languages=False)
    assert (found.scores.source_language, found.scores.target_language) == ("", "")


def test_lengths_are_compared_with_what_is_usual_for_the_pair() -> None:
    """Targets of half the length are usual here; with 15 more on each side, (85 + 15) / (85 + 15) is twice that."""
    units = [unit("a" * 85, "b" * 35, number=number) for number in range(6)]
    units += [
        unit("a" * 85, "b" * 85, number=6),
        unit("a" * 85, "b" * 10, number=7),
        unit("a" * 185, "b" * 85, number=8),
    ]
    found = [each.scores.length_ratio for each in score(units, ("en", "es"))]
    assert found == [1.0] * 6 + [2.0, 0.5, 1.0]


def test_deviations_are_those_of_a_normal_distribution() -> None:
    lengths = [85, 87, 83, 89, 81, 95]
    found = [each.scores.length_deviation for each in score([unit("a" * 85, "b" * n) for n in lengths], ("en", "es"))]
    assert sorted(map(abs, found))[2:4] == pytest.approx([0.6745, 0.6745], abs=0.15)  # the median is the third quartile
    assert max(found) == found[5] > 1.9


def test_repetitions_are_counted() -> None:
    units = [unit("Yes.", "Sí."), unit("Yes.", "Claro."), unit("Yes.", "Sí."), unit("Sure.", "Claro.")]
    found = [(each.scores.repeats, each.scores.targets, each.scores.sources) for each in score(units, ("en", "es"))]
    assert found == [(0, 2, 1), (0, 2, 2), (1, 2, 1), (0, 1, 2)]


def decisions(filters: Filters, *units: Unit) -> list[str]:
    return filters.reasons(score(units, ("en", "es")))


@pytest.mark.parametrize(
    ("filters", "dropped", "reason"),
    [
        (Filters(), unit("", "Nada."), "empty text"),
        (Filters(min_probability=0.9), unit(*FERRY, probability=0.8999), "probability below 0.9"),
        (Filters(min_words=2), unit("Yes.", "Sí, claro."), "fewer than 2 words"),
        (Filters(max_characters=100), unit(FERRY[0], "a" * 101), "more than 100 characters"),
        (Filters(min_letters=0.5), unit("10:45 h", "10:45 h"), "letters below 0.5"),
        (Filters(no_copies=True), unit("Hotel  Sol", "HOTEL SOL"), "copy"),
        (Filters(max_length_ratio=2), unit(FERRY[0], "Sí."), "length ratio above 2"),
        (Filters(max_length_ratio=1.5), unit("Yes.", FERRY[1]), "length ratio above 1.5"),
        (Filters(numbers_agree=True), unit("Gate 41", "Puerta 14"), "numbers differ"),
        (Filters(language_check=True), unit(FERRY[1], FERRY[1]), "language of the source"),
        (Filters(language_check=True), unit(FERRY[0], FERRY[0]), "language of the target"),
    ],
)
def test_each_filter_has_its_reason(filters: Filters, dropped: Unit, reason: str) -> None:
    good = [unit(*texts) for texts in (FERRY, BREAD, CLOCK)]
    assert decisions(filters, *good, dropped) == ["", "", "", reason]
    assert decisions(Filters(), *good, dropped)[-1] in ("", "empty text")


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        (Filters(min_probability=0.9), unit(*FERRY, probability=0.9)),
        (Filters(min_words=1), unit("Yes.", "Sí.")),
        (Filters(max_characters=53), unit(*FERRY)),
        (Filters(min_letters=1.0), unit("Yes", "Sí")),
        (Filters(language_check=True), unit("OK", "OK")),
    ],
)
def test_at_the_limit_it_is_kept(filters: Filters, kept: Unit) -> None:
    assert decisions(filters, kept) == [""]


def test_the_first_reason_counts() -> None:
    filters = Filters(min_probability=0.9, min_words=2, no_copies=True, deduplicate=True)
    twice = unit("Oslo", "Oslo", probability=0.5)
    assert decisions(filters, twice, replace(twice, probability=1.0)) == ["probability below 0.9", "fewer than 2 words"]


def test_of_equal_units_the_first_that_is_kept_stays() -> None:
    sure, unsure = unit(*FERRY), unit(*FERRY, probability=0.2)
    filters = Filters(min_probability=0.5, deduplicate=True)
    assert decisions(filters, unsure, sure, unit(*BREAD), sure) == ["probability below 0.5", "", "", "duplicate"]
    assert decisions(Filters(min_probability=0.5), unsure, sure, sure) == ["probability below 0.5", "", ""]
    assert decisions(Filters(deduplicate=True), unit("A", "B"), unit("A", "C")) == ["", ""]


short = st.text("ab1 \u0301", max_size=6)


@given(st.lists(st.builds(unit, short, short, st.floats(0, 1)), max_size=8), st.floats(0, 1), st.booleans())
def test_a_stricter_filter_keeps_no_more(units: list[Unit], least: float, flag: bool) -> None:
    scored: list[Scored] = score(units, ("en", "es"))
    strict = Filters(least, no_copies=flag, numbers_agree=flag, deduplicate=True)
    reasons, loose = strict.reasons(scored), Filters().reasons(scored)
    assert len(reasons) == len(units)
    assert all(reason for reason, empty in zip(reasons, loose, strict=True) if empty)
    kept = [each.texts for each, reason in zip(scored, reasons, strict=True) if not reason]
    assert len(set(kept)) == len(kept)
