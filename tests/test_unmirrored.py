"""Lines that no version has: page furniture where they stand and repeat as such, else what a translator left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from test_repeated import page

from corpus.documents import Document, Furniture, Span
from corpus.units import UNMIRRORED, Part, Unit, coverage
from corpus.unmirrored import mark_unmirrored

PROSE = [
    "The ferry to the island stopped running in November, and nobody in the village was surprised.",
    "The baker was the first to run out of flour, and the doctor left before the first snow fell.",
]
OMITTED = "The doctor came back in spring, and with him three families that nobody had seen before."
SITE = ["Vidu ankaŭ", "Pri ni", "Kontakto"]


def units_of(document: Document, mirrored: Sequence[str]) -> list[Unit]:
    units = []
    for number, span in enumerate(document.paragraphs):
        text = span.of(document.text)
        part = Part(document.language, document.id, document.path, span, number, text)
        parts = (part, replace(part, language="es", document="other", span=Span(0, 0))) if text in mirrored else (part,)
        units.append(Unit(f"{number}", "g", number, parts, 1.0, flags=("full",)))
    return units


def unmirrored(document: Document, others: Sequence[Document], mirrored: Sequence[str]) -> list[str]:
    units = mark_unmirrored([document, *others], units_of(document, mirrored))
    return [unit.parts[0].text for unit in units if UNMIRRORED in unit.flags]


others = [page(f"en/{number}.txt", [*PROSE, *SITE]) for number in (1, 2)]


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ([*PROSE, SITE[0]], [SITE[0]]),  # at the end
        ([SITE[0], *PROSE], [SITE[0]]),  # at the beginning
        ([PROSE[0], *SITE, PROSE[1]], SITE),  # a run
        ([PROSE[0], SITE[0], PROSE[1]], []),  # alone in the middle
        ([*PROSE, "A last headline"], []),  # known nowhere else
        ([*PROSE, SITE[0], OMITTED], []),  # before an omitted paragraph
        ([*PROSE, OMITTED], []),
        (["A title of its own", *PROSE, "Pri ni"], ["Pri ni"]),
        (["Recipes", "History", "Market", *PROSE], ["Recipes", "History", "Market"]),  # short lines at the edge
        ([PROSE[0], "Recipes", "History", "Market", PROSE[1]], []),
        (["Recipes", "The history of the harbour road", "Market", *PROSE], []),
    ],
)
def test_what_is_furniture(blocks: list[str], expected: list[str]) -> None:
    assert unmirrored(page("en/a.txt", blocks), others, PROSE) == expected


def test_a_text_of_short_lines_has_no_menu() -> None:
    lines = [f"Wave {number}" for number in range(20)]
    assert unmirrored(page("en/a.txt", lines), [], lines[:15]) == []


def test_what_a_version_has_is_text() -> None:
    assert unmirrored(page("en/a.txt", [*PROSE, SITE[0]]), others, [*PROSE, SITE[0]]) == []


def test_two_other_documents_of_its_language_must_have_it() -> None:
    document = page("en/a.txt", [*PROSE, SITE[0]])
    assert unmirrored(document, others[:1], PROSE) == []
    assert unmirrored(document, [replace(each, language="es") for each in others], PROSE) == []
    as_furniture = [
        replace(each, paragraphs=each.paragraphs[:2], furniture=(Furniture(each.paragraphs[2], "tail"),))
        for each in others
    ]
    assert unmirrored(document, as_furniture, PROSE) == [SITE[0]]


def test_a_doubt_is_as_good_as_other_documents() -> None:
    document = page("en/a.txt", [*PROSE, "Elsewhere on the island"])
    doubted = replace(document, doubtful=(Furniture(document.paragraphs[2], "maybe:structure:related"),))
    assert unmirrored(doubted, [], PROSE) == ["Elsewhere on the island"]


def test_furniture_is_no_text_that_is_missing_elsewhere() -> None:
    document = page("en/a.txt", [*PROSE, SITE[0]])
    units = units_of(document, PROSE)
    assert coverage(units, [document]) < 1
    assert coverage(mark_unmirrored([document, *others], units), [document]) == 1
