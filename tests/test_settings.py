from __future__ import annotations

import pytest

from corpus.errors import UsageError
from corpus.settings import Pair, Settings, TmxSettings, pairs_of, parse_languages, parse_pairs, parse_tmx_codes


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
        "tmx": {"profile": "generic", "codes": (), "provenance": True, "pivot": "", "partial": False},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("en=en-US", (("en", "en-US"),)),
        (" eng=en_us, zh-Hans=zh-CN", (("en", "en-US"), ("zh-Hans", "zh-CN"))),
        ("no=nb", (("no", "nb"),)),
    ],
)
def test_tmx_codes(value: str, expected: tuple[Pair, ...]) -> None:
    assert parse_tmx_codes(value) == expected


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("en", "--tmx-codes: 'en' is no pair of codes (such as en=en-US)"),
        ("en=en=US", "--tmx-codes: 'en=en=US' is no pair of codes (such as en=en-US)"),
        ("en=fr-CA", "--tmx-codes: fr-CA is another language than en (such as en=en-US)"),
        ("en=en-US,eng=en-GB", "--tmx-codes: en is named twice"),
        ("en=english", "--tmx-codes: 'english' is not a language code (did you mean en?)"),
        (",", "--tmx-codes: ',' names none (such as en=en-US)"),
    ],
)
def test_wrong_tmx_codes(value: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_tmx_codes(value)
    assert str(caught.value) == message


def test_what_tmx_settings_contradict_is_told() -> None:
    with pytest.raises(UsageError, match=r"there is no profile 'mem' \(the profiles are generic, omegat, trados, "):
        TmxSettings("mem")
    with pytest.raises(UsageError, match=r"Trados Studio takes two .* \(profiles that allow more: generic, memoq, "):
        TmxSettings("trados", pivot="en")
    with pytest.raises(UsageError, match=r"--tmx-partial: .* \(--tmx-all en makes one\)"):
        TmxSettings(partial=True)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (TmxSettings(codes=(("de", "de-AT"),)), "--tmx-codes: no document is in de (the languages here are en, en-GB)"),
        (TmxSettings(codes=(("en", "en-GB"),)), "--tmx-codes: en and en-GB would both be en-GB"),
        (TmxSettings(pivot="fr"), "--tmx-all: no document is in fr (the languages here are en, en-GB)"),
    ],
)
def test_what_the_documents_contradict_is_told(settings: TmxSettings, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        settings.check(["en-GB", "en", "en"])
    assert str(caught.value) == message
