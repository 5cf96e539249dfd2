"""Languages as columns of tables are called."""

from __future__ import annotations

import pytest

from corpus.language_names import _names, language_of_label
from corpus.languages import PathLanguage, standardize


@pytest.mark.parametrize(
    ("label", "language"),
    [
        ("en", "en"),
        ("EN", "en"),
        ("eng", "en"),
        ("pt_BR", "pt-BR"),
        ("zh-hant", "zh-Hant"),
        ("English", "en"),
        ("  spanish ", "es"),
        ("Español", "es"),
        ("Espan\u0303ol", "es"),
        ("Tiếng Việt", "vi"),
        ("Bahasa Indonesia", "id"),
        ("English (US)", "en-US"),
        ("French [fr]", "fr"),
        ("Chinese (Simplified)", "zh-Hans"),
        ("Chinese, Traditional", "zh-Hant"),
        ("中文（简体）", "zh-Hans"),
        ("Portuguese (Brazil)", "pt-BR"),
        ("Spanish (reviewed)", "es"),
    ],
)
def test_languages(label: str, language: str) -> None:
    assert language_of_label(label) == PathLanguage(language)


@pytest.mark.parametrize(("label", "language"), [("ID", "id"), ("no", "no"), ("Text (it)", "it")])
def test_codes_that_are_words_are_not_certain(label: str, language: str) -> None:
    assert language_of_label(label) == PathLanguage(language, certain=False)


@pytest.mark.parametrize(
    "label", ["", "Key", "Text", "Source", "Comment", "Name", "in", "Max", "English text", "xx", "()"]
)
def test_other_columns(label: str) -> None:
    assert language_of_label(label) is None


def test_every_name_is_one_language_and_every_code_a_code() -> None:
    codes = set(_names().values())
    assert {standardize(code) for code in codes} == codes
    assert all(name == " ".join(name.casefold().split()) for name in _names())
