"""Codes, the languages that paths name, and identification."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import UsageError
from corpus.identification import identify, is_foreign
from corpus.languages import KNOWN, general, language_of_path, match, near, standardize
from corpus.scripts import script_of, scripts_of


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("en", "en"), ("EN", "en"), ("eng", "en"), ("eng_Latn", "en"), ("zh_CN", "zh-CN"), ("zh-cn", "zh-CN"),
        ("iw", "he"), ("pt_br", "pt-BR"), ("zho", "zh"), ("sr_Latn", "sr-Latn"), (" fr ", "fr"),
        ("es-419", "es-419"), ("fra", "fr"),
    ],
)  # fmt: skip
def test_standard_codes(code: str, expected: str) -> None:
    assert standardize(code) == expected


@pytest.mark.parametrize(
    ("code", "guess"),
    [
        ("english", "en"), ("spanish", "es"), ("vietnamese", "vi"), ("german", "de"), ("japanese", "ja"),
        ("dutch", "nl"), ("jp", "ja"), ("cz", "cs"), ("vn", "vi"), ("xx", None), ("", None), ("und", None),
        ("en/fr", "en"), (".s", None), ("éé", None),
    ],
)  # fmt: skip
def test_wrong_codes_say_what_was_meant(code: str, guess: str | None) -> None:
    with pytest.raises(UsageError) as caught:
        standardize(code, "--languages")
    assert str(caught.value).startswith(f"--languages: {code!r} is not a language code (")
    assert guess is None or f"did you mean {guess}?" in str(caught.value)


def test_known_codes_are_standard() -> None:
    assert {standardize(code) for code in KNOWN} >= KNOWN - {"no", "tl"}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("en/a.txt", "en"),
        ("a/zh_CN/b/c.html", "zh-CN"),
        ("fr/en/a.txt", "en"),
        ("eng_Latn/a.txt", "en"),
        ("spa/a.txt", "es"),
        ("a.en.txt", "en"),
        ("fr/a.pt-br.txt", "pt-BR"),
        ("a.vie.txt", "vi"),
        ("a_en.txt", "en"),
        ("a-en.html", "en"),
        ("a_pt_BR.txt", "pt-BR"),
        ("a-zh-Hant.txt", "zh-Hant"),
        ("id/a.txt", "id"),
        ("es/a_fr.txt", "es"),
        ("vi.txt", "vi"),
        ("it/no.txt", "it"),
        # what looks like a code and is none here
        ("to_do.txt", None),
        ("read_me.txt", None),
        ("src/a.txt", None),
        ("doc/new/old/a.txt", None),
        ("report_cat.txt", None),
        ("notes_may.txt", None),
        ("log_in.txt", None),
        ("a.b.txt", None),
        ("v1.2.txt", None),
        ("chapter-01.txt", None),
        ("story_EN.txt", None),
        ("a.txt", None),
    ],
)
def test_language_of_path(path: str, expected: str | None) -> None:
    found = language_of_path(path)
    assert (found.language if found else None) == expected


@pytest.mark.parametrize(
    ("path", "certain"), [("what-it-is.txt", False), ("user_id.txt", False), ("a_fr.txt", True), ("is/a.txt", True)]
)
def test_codes_that_are_words_are_not_certain(path: str, certain: bool) -> None:
    found = language_of_path(path)
    assert found is not None and found.certain is certain


@given(st.text(max_size=30))
def test_any_path_has_an_answer(path: str) -> None:
    found = language_of_path(path)
    assert found is None or standardize(found.language) == found.language


@pytest.mark.parametrize(
    ("tag", "expected"), [("en-US", "en"), ("zh-TW", "zh-Hant"), ("zh-CN", "zh"), ("", None), ("english", None)]
)
def test_declared_languages_lose_their_region(tag: str, expected: str | None) -> None:
    assert general(tag) == expected


@pytest.mark.parametrize(
    ("language", "languages", "expected"),
    [
        ("en", ["en", "fr"], "en"),
        ("pt", ["pt-BR", "en"], "pt-BR"),
        ("zh-Hant", ["zh", "en"], "zh"),
        ("pt", ["pt-BR", "pt-PT"], None),
        ("vi", ["en"], None),
    ],
)
def test_match(language: str, languages: list[str], expected: str | None) -> None:
    assert match(language, languages) == expected


SAMPLES = {
    "en": "The children walked home along the river and talked about the film that they had seen.",
    "es": "Los niños volvieron a casa por la orilla del río y hablaron de la película que habían visto.",
    "fr": "Les enfants sont rentrés en longeant la rivière et ont parlé du film qu'ils avaient vu.",
    "de": "Die Kinder gingen am Fluss entlang nach Hause und sprachen über den Film, den sie gesehen hatten.",
    "id": "Anak-anak pulang lewat tepi sungai sambil ngobrol soal film yang barusan mereka tonton di bioskop.",
    "vi": "Bọn trẻ đi bộ về nhà dọc theo bờ sông và nói về bộ phim mà chúng vừa xem.",
    "ru": "Дети шли домой вдоль реки и говорили о фильме, который они посмотрели.",
    "el": "Τα παιδιά γύρισαν σπίτι δίπλα στο ποτάμι και μιλούσαν για την ταινία που είχαν δει.",
    "th": "เด็กๆ เดินกลับบ้านเลียบแม่น้ำและคุยกันเรื่องภาพยนตร์ที่เพิ่งดู",
    "zh": "孩子们沿着河边走回家，谈论着他们刚刚看过的电影。",
    "ja": "子どもたちは川沿いを歩いて家に帰りながら、見たばかりの映画について話した。",
    "ar": "عاد الأطفال إلى البيت على ضفة النهر وتحدثوا عن الفيلم الذي شاهدوه.",
    "hi": "बच्चे नदी के किनारे चलते हुए घर लौटे और उस फिल्म के बारे में बात की जो उन्होंने देखी थी।",
}


@pytest.mark.parametrize(("language", "text"), SAMPLES.items())
def test_identify(language: str, text: str) -> None:
    found = identify(text)
    assert found is not None and found.language == language and found.probability > (0.5 if language == "id" else 0.9)


def test_identify_among_few() -> None:
    assert identify("...123") is None
    found = identify("Anak itu membaca buku di rumah.", ["en", "id"])
    assert found is not None and found.language == "id"
    # Yiddish is not a language of the identifier: its script tells
    found = identify("די קינדער זענען אהיים געגאנגען", ["en", "yi"])
    assert found is not None and found.language == "yi"


@pytest.mark.parametrize("own", SAMPLES)
@pytest.mark.parametrize("language", SAMPLES)
def test_a_paragraph_is_foreign_in_every_other_language(own: str, language: str) -> None:
    assert is_foreign(SAMPLES[own], language) == (None if own == language else own)


@pytest.mark.parametrize(
    ("paragraph", "language"),
    [
        ("Ministerio de Asuntos Exteriores", "en"),  # a name
        ("apt-get install --reinstall foo", "ja"),  # a command
        ("Hanoi, 2024", "vi"),
        ("Анна", "en"),  # too short
        ("Δ = 5 π", "en"),
        ("Barna pratar om filmen som de nettopp så på kino i går kveld.", "nb"),
        (SAMPLES["id"], "ms"),
    ],
)
def test_what_is_not_clearly_foreign_stays(paragraph: str, language: str) -> None:
    assert is_foreign(paragraph, language) is None


def test_near_languages() -> None:
    assert near("id", "ms") and near("pt-BR", "pt") and not near("es", "fr")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("abc", "LATIN"), ("где", "CYRILLIC"), ("漢字", "CJK"), ("漢字かな", "KANA"), ("ｶﾅ", "KANA"), ("ไทย", "THAI"),
        ("123", ""), ("abc где", ""),
    ],
)  # fmt: skip
def test_script_of(text: str, expected: str) -> None:
    assert script_of(text) == expected


def test_scripts_of_languages() -> None:
    assert scripts_of("sr") == {"CYRILLIC", "LATIN"}
    assert scripts_of("ja") == {"CJK", "KANA"}
    assert scripts_of("zh-TW") == {"CJK"}
