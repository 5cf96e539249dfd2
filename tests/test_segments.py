"""Sentences: a table of texts in all languages that the program knows, and what holds for any text."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Span
from corpus.languages import KNOWN
from corpus.segments import sentences

# A language and a text with "|" at each boundary, "⏎" where a line ends.
ROWS = (Path(__file__).parent / "segments.tsv").read_text(encoding="utf-8").splitlines()
CASES = [(language, marked) for language, marked in (row.split("\t") for row in ROWS)]
OTHERS = [
    ("xx", "Hello there. |World."),
    ("zh-Hant-TW", "他來了。|她走了。"),
    ("sr-Latn", "Živi u ul. Lipa br. 5. |Zašto?"),
]


def cut(text: str, language: str) -> list[str]:
    return [span.of(text) for span in sentences(text, Span(0, len(text)), language)]


@pytest.mark.parametrize(("language", "marked"), CASES + OTHERS)
def test_sentences(language: str, marked: str) -> None:
    text = marked.replace("|", "").replace("⏎", "\n")
    assert cut(text, language) == [piece.strip() for piece in re.split("[|⏎]", marked)]


def test_the_table_has_every_known_language() -> None:
    assert KNOWN - {language for language, _ in CASES} == set()


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("hi", "वे आए | वे गए |", ["वे आए |", "वे गए |"]),  # the bar of a keyboard without danda
        ("ne", "उनी आए| उनी गए|", ["उनी आए|", "उनी गए|"]),
        ("en", "a | b. c | d", ["a | b. c | d"]),
    ],
)
def test_a_vertical_bar(language: str, text: str, expected: list[str]) -> None:
    assert cut(text, language) == expected


def test_a_line_end_ends_a_sentence() -> None:
    assert cut("make bread\n\n  make rolls", "en") == ["make bread", "make rolls"]


def test_offsets_are_those_of_the_whole_text() -> None:
    text = "Not this. One. Two. Nor this."
    assert sentences(text, Span(10, 19), "en") == (Span(10, 14), Span(15, 19))


def test_nothing_in_nothing() -> None:
    assert sentences(" \n ", Span(0, 3), "en") == ()


def test_a_long_line_is_cut_as_its_parts() -> None:
    """It comes to sentencex in windows of some thousand characters."""
    parts = [
        "Dr. Lee met “Al. |Then Bo” at 3 p.m. there. ",
        "She had No. 5, i.e. the last one, did she not? ",
        "«Yes!» ",
    ]
    expected = [piece.strip() for number in range(900) for piece in parts[number % 3].split("|")]
    assert cut("".join(parts[number % 3] for number in range(900)).replace("|", ""), "en") == expected


@pytest.mark.parametrize("language", ["en", "bo"])
@pytest.mark.parametrize(
    "unit", ["word ", "你好。我", "“a. B ", "\"'“‘", "! ", "...", "M. ", "1. ", "” ", "། ", "สวัสดี ", "ABC. D", "a. b "]
)
def test_the_time_grows_with_the_length_of_a_line(language: str, unit: str) -> None:
    line = unit * (200_000 // len(unit))
    start = time.process_time()
    sentences(line, Span(0, len(line)), language)
    assert time.process_time() - start < 20  # a fraction of a second to three; minutes, where it grows with the square


ENDS = {  # by script; ". " elsewhere
    "ARABIC": "؟ ", "ARMENIAN": "։ ", "CJK": "。", "DEVANAGARI": "। ", "BENGALI": "। ", "ETHIOPIC": "። ",
    "GURMUKHI": "। ", "KHMER": "។ ", "MYANMAR": "။ ", "ORIYA": "। ",
}  # fmt: skip
WORDS = {
    "ARABIC": "كلمة", "ARMENIAN": "Բառ", "BENGALI": "শব্দ", "CJK": "文字", "CYRILLIC": "Слово", "DEVANAGARI": "शब्द",
    "ETHIOPIC": "ቃል", "GEORGIAN": "სიტყვა", "GREEK": "Λέξη", "GUJARATI": "શબ્દ", "GURMUKHI": "ਸ਼ਬਦ", "HANGUL": "단어",
    "HEBREW": "מילה", "KANNADA": "ಪದ", "KHMER": "ពាក្យ", "LAO": "ຄຳ", "LATIN": "Word", "MALAYALAM": "വാക്ക്",
    "MYANMAR": "စကား", "ORIYA": "ଶବ୍ଦ", "SINHALA": "වචනය", "TAMIL": "சொல்", "TELUGU": "పదం", "THAI": "คำ",
}  # fmt: skip


@pytest.mark.parametrize("language", sorted(KNOWN))
def test_two_plain_sentences_in_every_known_language(language: str) -> None:
    from corpus.scripts import scripts_of

    for script in scripts_of(language) & WORDS.keys():
        word = WORDS[script]
        gap = "" if script == "CJK" and language != "ko" else " "
        first = word + gap + word + ENDS.get(script, ". ")
        for end in {first, word + gap + word + "! "} if gap else {first}:
            assert cut(end + first, language) == [end.strip(), first.strip()], script


PIECES = st.sampled_from([
    *"aBé5.…!?。？।؟ \n\xa0\"'“”«»„()「」¿¡-—|:漢字กдДა։፡།ក។မ။၊שא\u200d🙂",
    "..", "  ", "Dr", "vol", "etc", " \u0e01\u0e32\u0e23 ", "།  །", "։ ",
])  # fmt: skip


@given(st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=200), st.sampled_from(sorted(KNOWN)), st.data())
def test_spans_and_gaps_rebuild_the_text(text: str, language: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    stop = data.draw(st.integers(start, len(text)))
    at, rebuilt = start, ""
    for span in sentences(text, Span(start, stop), language):
        gap, piece = text[at : span.start], span.of(text)
        assert not gap.strip() and piece == piece.strip() != ""
        rebuilt += gap + piece
        at = span.stop
    assert not text[at:stop].strip()
    assert rebuilt + text[at:stop] == text[start:stop]


@pytest.mark.parametrize("language", sorted(KNOWN))
def test_mixed_scripts_in_every_known_language(language: str) -> None:
    text = "Dr. A. Ба. 漢字。ไทย ไทย། ། ‘x’ “y. Z” 5. მ. 1950. ។ល។ ။ ።፡፡ |  ؟ …» (ა.) "
    spans = sentences(text, Span(0, len(text)), language)
    assert "".join("".join(span.of(text).split()) for span in spans) == "".join(text.split())
