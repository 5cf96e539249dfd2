from __future__ import annotations

import pytest

from corpus.errors import UsageError
from corpus.settings import Pair, Settings, pairs_of, parse_languages, parse_pairs


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("en", ("en",)),
        (" en , es,", ("en", "es")),
        ("eng,zh_CN,iw", ("en", "zh-CN", "he")),
        ("en,en", ("en", "en")),  # two English versions, for hexapla align
    ],
)
def test_languages(value: str, expected: tuple[str, ...]) -> None:
    assert parse_languages(value) == expected


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("english", "--languages: 'english' is not a language code (did you mean en?)"),
        ("en,jp", "--languages: 'jp' is not a language code (did you mean ja?)"),
        (" , ", "--languages: ' , ' names none (such as en,es)"),
    ],
)
def test_wrong_languages(value: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_languages(value)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("en-es", [("en", "es")]),
        ("en-es, es-en,en-es", [("en", "es"), ("es", "en")]),
        ("pt-BR-en", [("pt-BR", "en")]),
        ("en-pt-BR", [("en", "pt-BR")]),
        ("zh-Hant-zh-Hans", [("zh-Hant", "zh-Hans")]),
        ("pt-br-fr", [("pt", "br-FR")]),  # Breton of France
        ("pt-br:fr", [("pt-BR", "fr")]),
    ],
)
def test_pairs(value: str, expected: list[Pair]) -> None:
    assert list(parse_pairs(value)) == expected


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("en", "--pairs: 'en' is no pair of languages (such as en-es or en-es,en-fr)"),
        ("en-eng", "--pairs: 'en-eng' is no pair of languages (such as en-es or en-es,en-fr)"),
        ("en-ES", "--pairs: 'en-ES' is no pair of languages (such as en-es or en-es,en-fr)"),  # English of Spain
        ("en-xx", "--pairs: 'en-xx': 'xx' is not a language code (did you mean xh?)"),
        ("en:es:fr", "--pairs: 'en:es:fr' is no pair of languages (such as en-es or en-es,en-fr)"),
        ("", "--pairs: '' names none (such as en-es or en-es,en-fr)"),
    ],
)
def test_wrong_pairs(value: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_pairs(value)
    assert str(caught.value) == message


def test_all_pairs_are_in_alphabetical_order() -> None:
    assert pairs_of(["fr", "en", "es", "en"], ()) == [("en", "es"), ("en", "fr"), ("es", "fr")]


def test_wanted_pairs_keep_their_direction() -> None:
    assert pairs_of(["fr", "en", "es"], [("fr", "en")]) == [("fr", "en")]


def test_a_wanted_pair_needs_documents() -> None:
    with pytest.raises(UsageError, match=r"--pairs: no document is in de \(the languages here are en, fr\)"):
        pairs_of(["fr", "en"], [("en", "de")])


def test_settings_as_a_signature_holds_them() -> None:
    made = Settings(("en",), (("en", "es"),), "embedded", 0.5).as_dict()
    assert made == {
        "languages": ("en",), "pairs": (("en", "es"),), "encoder": "embedded", "minimum": 0.5, "level": "sentence",
            "keep_furniture": False, "same_date": False,
        "srx": None,
    }  # fmt: skip
