from __future__ import annotations

import numpy as np
import pytest
from toy import STORIES, ToyEncoder, document

from align.arrays import unit_rows
from align.beads import Bead
from corpus.documents import Document, Span
from corpus.groups import Group, Version, one_document_each
from corpus.tmx import clean_segment
from corpus.units import Part, Unit, _units, align_group, coverage, joined
from corpus.vectors import encode_documents, language_centres

TOWER, FERRY = STORIES["clock"], STORIES["ferry"]


def aligned(*documents: Document) -> list[Unit]:
    group = Group("g", one_document_each(documents), 1.0)
    vectors = encode_documents(documents, ToyEncoder()).vectors
    return align_group(group, vectors, language_centres(documents, vectors))


def of_versions(*versions: tuple[Document, ...], level: str = "sentence") -> list[Unit]:
    """The units of versions, each of documents that stand one after the other."""
    documents = [document for version in versions for document in version]
    vectors = encode_documents(documents, ToyEncoder()).vectors
    group = Group("g", tuple(map(Version, versions)), 1.0)
    return align_group(group, vectors, language_centres(documents, vectors), level=level)


def column(language: int, *paragraphs: tuple[int, ...]) -> list[list[str]]:
    return [[TOWER[number][language] for number in numbers] for numbers in paragraphs]


@pytest.mark.parametrize(
    ("language", "text", "spans", "expected"),
    [
        ("en", "One. Two.", [(0, 4), (5, 9)], "One. Two."),
        ("en", "One.\n\nTwo.", [(0, 4), (6, 10)], "One. Two."),
        ("en", "One.Two.", [(0, 4), (4, 8)], "One.Two."),  # the document has no space either
        ("en", "One. | Two.", [(0, 4), (7, 11)], "One. Two."),  # markup between
        ("en", "One\nand  more.", [(0, 14)], "One and more."),
        ("zh", "一。二。", [(0, 2), (2, 4)], "一。二。"),
        ("zh", "一。\n\n二。", [(0, 2), (4, 6)], "一。二。"),
        ("zh-Hant", "一。\n二。", [(0, 2), (3, 5)], "一。二。"),
        ("zh", "一。 二。", [(0, 2), (3, 5)], "一。 二。"),
        ("zh", "一。\u3000二。", [(0, 2), (3, 5)], "一。 二。"),
        ("ja", "一。\n二。", [(0, 2), (3, 5)], "一。二。"),
        ("th", "หนึ่ง\nสอง", [(0, 5), (6, 9)], "หนึ่งสอง"),
        ("ko", "하나.\n둘.", [(0, 3), (4, 6)], "하나. 둘."),
        ("vi", "Một.\u00a0Hai.", [(0, 4), (5, 9)], "Một. Hai."),
    ],
)
def test_sentences_as_one_text(language: str, text: str, spans: list[tuple[int, int]], expected: str) -> None:
    assert joined(text, [Span(*span) for span in spans], language) == expected


def test_a_unit_knows_where_it_stands() -> None:
    english = document("a.en.txt", "en", column(0, (0, 1), (2,), (3, 4)))
    spanish = document("a.es.txt", "es", column(1, (0, 1, 2), (3, 4)))
    units = aligned(english, spanish)
    assert [[part.text for part in unit.parts] for unit in units] == [list(row[:2]) for row in TOWER[:5]]
    assert [(unit.order, unit.group, unit.flags) for unit in units] == [(number, "g", ("full",)) for number in range(5)]
    assert [[part.paragraph for part in unit.parts] for unit in units] == [[0, 0], [0, 0], [1, 0], [2, 1], [2, 1]]
    for unit in units:
        assert [part.language for part in unit.parts] == ["en", "es"]
        for part, source in zip(unit.parts, (english, spanish), strict=True):
            assert (part.document, part.path) == (source.id, source.path)
            assert part.span.of(source.text) == part.text
        assert 0.5 < unit.probability <= 1


def test_what_one_version_lacks() -> None:
    english = document("a.en.txt", "en", column(0, (0, 1), (2, 3), (4, 5)))
    spanish = document("a.es.txt", "es", column(1, (0, 1), (3,), (4, 5)))
    french = document("a.fr.txt", "fr", column(2, (0, 1), (2, 3), (4, 5)))
    units = aligned(english, spanish, french)
    lacking = [unit for unit in units if "partial" in unit.flags]
    assert [unit.flags for unit in lacking] == [("partial",)]
    assert all("full" in unit.flags for unit in units if unit not in lacking)
    assert [part.text for part in lacking[0].parts] == [TOWER[2][0], TOWER[2][2]]
    assert lacking[0].part("es") is None
    assert lacking[0].part("fr") is lacking[0].parts[1]


def test_a_sentence_that_stands_alone() -> None:
    english = document("a.en.txt", "en", [["Nobody has this sentence but me."], *column(0, (0, 1), (2, 3))])
    spanish = document("a.es.txt", "es", column(1, (0, 1), (2, 3)))
    first, *rest = aligned(english, spanish)
    assert [part.text for part in first.parts] == ["Nobody has this sentence but me."]
    assert first.flags == ("partial",)
    assert [len(unit.parts) for unit in rest] == [2, 2, 2, 2]


def test_every_sentence_is_in_one_unit() -> None:
    documents = [
        document("a.en.txt", "en", column(0, (0, 1), (2, 3, 4, 5), (6, 7))),
        document("a.es.txt", "es", column(1, (1, 2), (3,), (5, 4), (7,))),
        document("a.fr.txt", "fr", [*column(2, (0, 2)), [FERRY[0][2]], *column(2, (6,))]),
    ]
    units = aligned(*documents)
    for source in documents:
        spans = [part.span for unit in units for part in unit.parts if part.document == source.id]
        assert spans == sorted(spans, key=lambda span: span.start)
        texts = "".join(part.text for unit in units for part in unit.parts if part.document == source.id)
        sentences = [clean_segment(span.of(source.text)) for each in source.sentences for span in each]
        assert texts.replace(" ", "") == "".join(sentences).replace(" ", "")


def test_a_unit_across_paragraphs_of_a_language_without_spaces() -> None:
    """Two sentences in two paragraphs are one in English: its vector is the sum of theirs."""
    texts = ["塔钟从五月起就不准。", "指针是一个盲人打的。", "他是个铁匠。", "镇长想买一个新的。"]
    chinese = document("a.zh.txt", "zh", [texts[:2], texts[2:]])
    english = document("a.en.txt", "en", [["It is wrong.", "A blind smith made the hands.", "She wants a new one."]])
    rows = ToyEncoder().encode(texts)
    vectors = {english.id: unit_rows(np.stack([rows[0], rows[1] + rows[2], rows[3]])), chinese.id: rows}
    centre = np.zeros(ToyEncoder.dimension, np.float32)
    first, second, third = align_group(
        Group("g", one_document_each((english, chinese)), 1.0), vectors, {"en": centre, "zh": centre}
    )
    assert [unit.parts[1].text for unit in (first, second, third)] == [texts[0], texts[1] + texts[2], texts[3]]
    part = second.parts[1]
    assert (part.paragraph, part.span.of(chinese.text)) == (0, f"{texts[1]}\n\n{texts[2]}")


def test_a_version_in_three_documents() -> None:
    """Spans and paragraphs are those of each document; ids are those of the English text."""
    english = document("en/a.txt", "en", column(0, (0, 1), (2, 3), (4, 5), (6, 7)))
    cut = (((0, 1),), ((2, 3), (4, 5)), ((6, 7),))
    parts = tuple(document(f"es/{name}.txt", "es", column(1, *rows)) for name, rows in zip("qbm", cut, strict=True))
    units = of_versions((english,), parts)
    assert [[part.text for part in unit.parts] for unit in units] == [list(row[:2]) for row in TOWER]
    assert [unit.parts[1].path for unit in units] == ["es/q.txt"] * 2 + ["es/b.txt"] * 4 + ["es/m.txt"] * 2
    assert [unit.parts[1].paragraph for unit in units] == [0, 0, 0, 0, 1, 1, 0, 0]
    texts = {each.id: each.text for each in (english, *parts)}
    for unit in units:
        assert unit.flags == ("full",)
        assert [part.column for part in unit.parts] == ["en", "es"]
        assert all(part.span.of(texts[part.document]) == part.text for part in unit.parts)
    whole = document("es/a.txt", "es", column(1, (0, 1), (2, 3), (4, 5), (6, 7)))
    assert [unit.id for unit in units] == [unit.id for unit in aligned(english, whole)]


def test_paragraphs_of_a_version_in_two_documents() -> None:
    english = document("en/a.txt", "en", column(0, (0, 1), (2, 3), (4, 5), (6, 7)))
    parts = tuple(
        document(f"es/{k}.txt", "es", column(1, *rows)) for k, rows in enumerate((((0, 1), (2, 3)), ((4, 5), (6, 7))))
    )
    units = of_versions((english,), parts, level="paragraph")
    assert [(unit.parts[1].path, unit.parts[1].paragraph) for unit in units] == [
        ("es/0.txt", 0), ("es/0.txt", 1), ("es/1.txt", 0), ("es/1.txt", 1)
    ]  # fmt: skip
    assert [unit.parts[0].text for unit in units] == [f"{TOWER[k][0]} {TOWER[k + 1][0]}" for k in (0, 2, 4, 6)]


@pytest.mark.parametrize(
    ("cut", "expected"),
    [
        # the sentence is in two parts, of which the longer is the translation, and the shorter alone
        ((["Una."], ["Dos más largo."]), [["One and two.", "Dos más largo."], ["Una."]]),
        ((["Dos más largo."], ["Una."]), [["One and two.", "Dos más largo."], ["Una."]]),
    ],
)
def test_a_bead_across_two_documents(cut: tuple[list[str], list[str]], expected: list[list[str]]) -> None:
    english = document("en/a.txt", "en", [["One and two."]])
    parts = tuple(document(f"es/{number}.txt", "es", [texts]) for number, texts in enumerate(cut))
    group = Group("g", (Version((english,)), Version(parts)), 1.0)
    units = list(_units(group, [Bead(((0, 1), (0, 2)), 0.9)]))
    assert [[part.text for part in unit.parts] for unit in units] == expected
    assert [unit.flags for unit in units] == [("full",), ("partial",)]
    assert [(unit.order, unit.probability) for unit in units] == [(0, 0.9), (1, 1.0)]
    assert len({unit.id for unit in units}) == 2


def test_two_versions_in_one_language() -> None:
    """The second Spanish version lacks two sentences; it is version 2 in each of its parts, and each is a pair."""
    english = document("en/a.txt", "en", column(0, (0, 1), (2, 3), (4, 5)))
    first = document("es/a.txt", "es", column(1, (0, 1), (2, 3), (4, 5)))
    second = document("es/b.txt", "es", column(1, (0, 1), (4, 5)))
    units = aligned(english, first, second)
    assert [[part.column for part in unit.parts] for unit in units] == [
        ["en", "es", "es#2"] if number not in (2, 3) else ["en", "es"] for number in range(6)
    ]
    assert [unit.flags for unit in units] == [("full",)] * 2 + [("partial",)] * 2 + [("full",)] * 2
    one = units[0]
    assert one.part("es") is one.parts[1]
    assert one.pairs("en", "es") == [(one.parts[0], one.parts[1]), (one.parts[0], one.parts[2])]
    assert one.pairs("es", "en") == [(one.parts[1], one.parts[0]), (one.parts[2], one.parts[0])]
    assert one.pairs("en", "fr") == []


def test_ids_derive_from_the_anchor() -> None:
    """The English part, or else the first by language, names the unit: other versions leave its id alone."""
    english, spanish, french = (
        document(f"a.{x}.txt", x, column(k, (0, 1), (2, 3))) for k, x in enumerate(("en", "es", "fr"))
    )
    pair = [unit.id for unit in aligned(english, french)]
    assert len(set(pair)) == 4
    assert [unit.id for unit in aligned(english, spanish, french)] == pair
    assert [unit.id for unit in aligned(spanish, french)] != pair


def test_coverage() -> None:
    english = document("a.en.txt", "en", [["Ten chars.", "Alone."]])
    spanish = document("a.es.txt", "es", [["Diez letra"]])
    parts = [
        Part(source.language, source.id, source.path, Span(0, 10), 0, source.text[:10]) for source in (english, spanish)
    ]
    units = [Unit("u", "g", 0, tuple(parts), 1.0)]
    assert coverage(units, [english, spanish]) == pytest.approx(20 / 26)
    assert coverage([], []) == 0.0
