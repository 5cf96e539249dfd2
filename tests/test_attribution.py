"""The language of a document: its doubts, its mixtures, and what its folder says."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.attribution import by_majority
from corpus.collection import Reading, document, read_collection
from corpus.documents import Document, Extract, Span
from corpus.readers.plain import lines

SPANISH = [
    "El transbordador a la isla dejó de funcionar en noviembre. Nadie en el pueblo se sorprendió.",
    "La panadera fue la primera en quedarse sin harina, y el médico se marchó antes de la primera nevada.",
]
VIETNAMESE = [
    "Chuyến phà ra đảo đã ngừng chạy từ tháng mười một. Không ai trong làng ngạc nhiên.",
    "Bà chủ lò bánh là người đầu tiên hết bột mì, còn bác sĩ đã rời đảo trước trận tuyết đầu mùa.",
]
ENGLISH = [
    "The ferry to the island stopped running in November. Nobody in the village was surprised.",
    "The baker was the first to run out of flour, and the doctor left before the first snow fell.",
    "In spring the ferry came back, and with it the flour, the doctor and three families from the mainland.",
]
JAPANESE = ["島への渡し船は十一月に運航を終えた。", "村では誰も驚かなかった。"]
CLEAR_MALAY = "Kanak-kanak berjalan pulang di tepi sungai kerana mereka hendak bercakap tentang wayang gambar itu."
OPEN = "Anak itu membaca buku di rumah dan menulis surat kepada ibunya."  # Indonesian, or Malay


def made(parts: list[str], path: str = "a.txt", language: str | None = None, **how: tuple[str, ...]) -> Document:
    text = "\n".join(parts)
    found = document(Extract(text, lines(text), language=language), path, how=Reading(**how))  # type: ignore[arg-type]  # fields of tuples only
    assert isinstance(found, Document), found
    return found


def kept(found: Document) -> list[str]:
    return [span.of(found.text) for span in found.native.paragraphs]


def sentences_of(found: Document) -> list[str]:
    return [span.of(found.text) for _, span in found.all_sentences]


def reasons(found: Document) -> list[str]:
    return [each.reason for each in found.left_out]


def test_a_page_in_two_languages() -> None:
    found = made([*SPANISH, *VIETNAMESE], "es/a.txt")
    assert found.language == "es" and kept(found) == SPANISH and reasons(found) == ["foreign:vi"] * 2
    assert found.flags == ("language:mixed es 52% + vi 48%",)


def test_a_caption_and_a_footer_are_no_mixture() -> None:
    parts = [*SPANISH, *SPANISH, "Ảnh: cảng cá ở đảo", "Follow the paper on the social networks that you use most."]
    found = made(parts, "es/a.txt", known=("en", "es", "vi"))
    assert kept(found) == SPANISH * 2 and reasons(found) == ["foreign:vi", "foreign:en"] and found.flags == ()


def test_what_is_declared_and_there_is_the_language() -> None:
    found = made([*ENGLISH, *JAPANESE], "ja/a.txt")
    assert found.language == "ja" and kept(found) == JAPANESE and reasons(found) == ["foreign:en"] * 3
    assert found.flags == ("language:mixed en 76% + ja 24%",)
    found = made(ENGLISH, "ja/a.txt")  # nothing of it is: the user has the last word
    assert found.language == "ja" and kept(found) == ENGLISH and found.flags == ("language:path-contradicts-text",)
    found = made([*ENGLISH, *ENGLISH, *ENGLISH, JAPANESE[0]], "ja/a.txt")  # next to nothing
    assert kept(found) == [*ENGLISH, *ENGLISH, *ENGLISH, JAPANESE[0]] and reasons(found) == []


@pytest.mark.parametrize(
    ("text", "languages", "expected", "flags"),
    [
        (OPEN, (), "id", ("language:identified", "language:confusable-ms")),
        (OPEN, ("en", "ms"), "ms", ("language:identified",)),
        (OPEN, ("ms", "id"), "id", ("language:identified", "language:confusable-ms")),
        (CLEAR_MALAY, (), "ms", ("language:identified",)),
        (CLEAR_MALAY, ("id", "en"), "id", ("language:identified",)),
        (ENGLISH[0], (), "en", ("language:identified",)),
        (
            "Djeca su išla kući pored rijeke i razgovarala o filmu koji su gledala prošle sedmice.",
            ("hr", "bs", "sr", "en"),
            "hr",
            ("language:identified", "language:confusable-bs", "language:confusable-sr"),
        ),
    ],
)
def test_confusable_languages(text: str, languages: tuple[str, ...], expected: str, flags: tuple[str, ...]) -> None:
    found = made([text], languages=languages)
    assert (found.language, found.flags) == (expected, flags)


def test_a_named_language_is_in_no_doubt() -> None:
    assert (made([OPEN], "ms/a.txt").language, made([OPEN], "ms/a.txt").flags) == ("ms", ())


def test_the_majority_of_a_folder_decides_between_confusable_languages() -> None:
    malay = [made([CLEAR_MALAY], f"news/{number}.txt") for number in range(5)]
    doubtful, elsewhere = made([OPEN], "news/x.txt"), made([OPEN], "old/x.txt")
    *rest, settled, same = by_majority([*malay, doubtful, elsewhere])
    assert rest == malay and same == elsewhere
    assert settled.language == "ms"
    assert settled.flags == ("language:identified", "language:confusable-id", "language:by-folder")
    assert by_majority([*malay[1:], doubtful])[-1] == doubtful  # too few
    spanish = [made(SPANISH, f"news/{number}.txt") for number in range(5)]
    assert by_majority([*spanish, doubtful])[-1] == doubtful


def test_the_majority_decides_how_sentences_are_cut(tmp_path: Path) -> None:
    letter = "Anak itu membaca buku di rumah dan menulis surat kepada Sdr. Ahmad."  # "brother", not so in Malay
    assert sentences_of(made([letter])) == [letter.removesuffix(" Ahmad."), "Ahmad."]
    clear = "Anak-anak berjalan pulang di tepi sungai karena mereka ingin bicara tentang film itu dengan teman."
    for name, text in [(str(number), clear) for number in range(5)] + [("x", letter)]:
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    *_, settled = read_collection(tmp_path).documents
    assert settled.language == "id" and sentences_of(settled) == [letter]
    seen = []

    def segmenter(text: str, span: Span, language: str) -> tuple[Span, ...]:
        seen.append((span.of(text), language))
        return (Span(span.start, span.start + 4),)

    *_, settled = read_collection(tmp_path, segmenter=segmenter).documents
    assert sentences_of(settled) == ["Anak"] and seen[-1] == (letter, "id")


def test_languages_that_paths_name_are_known(tmp_path: Path) -> None:
    caption = "Ảnh: cảng cá ở đảo"
    for name, parts in (("es/a.txt", [*SPANISH, caption]), ("vi/a.txt", VIETNAMESE)):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("\n".join(parts), encoding="utf-8")
    assert kept(read_collection(tmp_path).documents[0]) == SPANISH
    (tmp_path / "vi/a.txt").unlink()
    assert kept(read_collection(tmp_path).documents[0]) == [*SPANISH, caption]
