"""Paragraphs left in another language: they show where the others belong, and are in no unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from toy import STORIES, ToyEncoder, document

from align.arrays import Floats, unit_rows
from align.tokens import join_tokens
from corpus.documents import FOREIGN, Document, Furniture
from corpus.groups import Group, one_document_each
from corpus.landmarks import place_foreign
from corpus.units import Unit, align_group, coverage
from corpus.vectors import Encoded, encode_documents, language_centres

FERRY, CLOCK = STORIES["ferry"], STORIES["clock"]


def foreign(found: Document, numbers: Sequence[int], language: str) -> Document:
    marked = tuple(Furniture(found.paragraphs[number], f"{FOREIGN}{language}") for number in numbers)
    return replace(found, foreign=marked)


def of_rows(language: int, *rows: int) -> list[list[str]]:
    return [[CLOCK[row][language]] for row in rows]


ENGLISH = document("a.en.txt", "en", of_rows(0, 0, 1, 2, 3, 4, 5))
# rows 2 and 3 are left in English
SPANISH = foreign(document("a.es.txt", "es", [*of_rows(1, 0, 1), *of_rows(0, 2, 3), *of_rows(1, 4, 5)]), (2, 3), "en")


def aligned(*documents: Document, level: str = "sentence") -> list[Unit]:
    placed, (vectors, tokens) = place_foreign(documents, encode_documents(documents, ToyEncoder()))
    group = Group("g", one_document_each(placed), 1.0)
    return align_group(group, vectors, language_centres(placed, vectors), tokens, level)


@pytest.mark.parametrize("level", ["sentence", "paragraph"])
def test_what_is_left_in_the_original_language_is_no_translation(level: str) -> None:
    units = aligned(ENGLISH, SPANISH, level=level)
    texts = [[part.text for part in unit.parts] for unit in units]
    assert texts == [list(row[:2]) if k not in (2, 3) else [row[0]] for k, row in enumerate(CLOCK[:6])]
    assert [unit.flags for unit in units] == [("full",) if len(each) == 2 else ("partial",) for each in texts]
    assert [unit.probability for unit in units if len(unit.parts) == 1] == [1.0, 1.0]
    assert [unit.order for unit in units] == list(range(6))
    assert coverage(units, [SPANISH]) == 1.0


def test_a_foreign_paragraph_between_two_sentences_of_a_unit() -> None:
    """The longer piece stays in the unit, the other is alone."""
    joined = document("a.es.txt", "es", [["Uno."], [CLOCK[0][0]], ["Otro texto."]])
    found = aligned(document("a.en.txt", "en", of_rows(0, 0)), foreign(joined, (1,), "en"))
    assert all(CLOCK[0][0] not in part.text for unit in found for part in unit.parts if part.language == "es")
    assert sorted(part.text for unit in found for part in unit.parts) == sorted(["Uno.", "Otro texto.", CLOCK[0][0]])


def test_a_document_that_says_everything_twice() -> None:
    """Of a bilingual page one language goes: its own translation must not take the place of the versions elsewhere."""
    rows = range(6)
    bilingual = document("a.es.txt", "es", [part for row in rows for part in (*of_rows(1, row), *of_rows(0, row))])
    bilingual = foreign(bilingual, range(1, 12, 2), "en")
    encoded = encode_documents([ENGLISH, bilingual], ToyEncoder())
    tokens = {key: join_tokens([(np.array([k]), np.zeros((1, 2), np.float16)) for k in range(len(rows))])
              for key, rows in encoded.vectors.items()}  # fmt: skip
    placed, (vectors, of_native) = place_foreign([ENGLISH, bilingual], Encoded(encoded.vectors, tokens))
    assert placed == [ENGLISH, bilingual.native] and len(placed[1].furniture) == 6 and not placed[1].foreign
    np.testing.assert_array_equal(vectors[bilingual.id], encoded.vectors[bilingual.id][::2])
    assert of_native[bilingual.id].ids.tolist() == list(range(0, 12, 2))
    assert [len(unit.parts) for unit in aligned(ENGLISH, bilingual)] == [2] * 6


def test_foreign_sentences_count_as_if_in_the_language_of_their_document() -> None:
    """What the sentences of a language share goes with the language: here a direction of its own for each."""

    def encoded(documents: Sequence[Document], of_language: Sequence[Sequence[int]]) -> Encoded:
        found = {}
        for each, languages in zip(documents, of_language, strict=True):
            rows: Floats = np.zeros((len(languages), 8), np.float32)
            for k, language in enumerate(languages):
                rows[k, language] = rows[k, 2 + k] = 1
            found[each.id] = unit_rows(rows)
        return Encoded(found, {})

    many = [document(f"{k}.{x}.txt", x, of_rows(0, *range(6))) for x in ("en", "es") for k in range(300)]
    given = encoded([*many, SPANISH], [*[[0] * 6] * 300, *[[1] * 6] * 300, [1, 1, 0, 0, 1, 1]])
    _, (vectors, _) = place_foreign([*many, SPANISH], given)
    own = [0, 1, 4, 5]
    np.testing.assert_array_equal(vectors[many[0].id], given.vectors[many[0].id])
    np.testing.assert_array_equal(vectors[SPANISH.id][own], given.vectors[SPANISH.id][own])
    shifted = vectors[SPANISH.id][2]
    assert shifted[1] > 0.6 and shifted[4] > 0.6 and abs(float(shifted[0])) < 0.2


def test_without_foreign_paragraphs_nothing_changes() -> None:
    given = encode_documents([ENGLISH], ToyEncoder())
    placed, encoded = place_foreign([ENGLISH], given)
    assert placed == [ENGLISH] and encoded is given
