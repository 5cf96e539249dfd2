"""What documents state of their licences, counted."""

from __future__ import annotations

import pytest

from corpus.publishing.statements import Statement, overruled, total, unrecognised


@pytest.mark.parametrize(
    ("stated", "licence", "granted_by", "expected"),
    [
        ("all rights reserved", "CC0-1.0", "publisher", True),
        ("CC BY 4.0", "CC0-1.0", "publisher", True),
        ("MIT ; CC0", "CC0-1.0", "publisher", True),
        ("CC0", "CC0-1.0", "publisher", False),
        ("LicenseRef-mine", "LicenseRef-mine", "publisher", False),
        ("", "CC0-1.0", "publisher", False),
        ("CC0", "CC0-1.0", "document", False),
        ("all rights reserved", "", "", False),
    ],
)
def test_whom_the_publisher_overrules(stated: str, licence: str, granted_by: str, expected: bool) -> None:
    assert Statement(stated, licence, granted_by, 1).overruled is expected


def test_the_most_frequent_come_first_and_the_rest_is_counted() -> None:
    found = [Statement(f"mine {number}", "", "", 1 + number % 4) for number in range(8)]
    ranked = unrecognised([*found, Statement("", "", "", 90), Statement("MIT", "MIT", "document", 80)])
    assert [each.stated for each in ranked.frequent] == ["mine 3", "mine 7", "mine 2", "mine 6", "mine 1"]
    assert (ranked.documents, total(ranked.others), len(ranked.others)) == (20, 4, 3)


def test_what_is_overruled_by_one_licence() -> None:
    found = [Statement("mine", licence, "publisher", 2) for licence in ("MIT", "ISC")]
    assert overruled(found).documents == 4
    assert [each.licence for each in overruled(found, "ISC").frequent] == ["ISC"]


@pytest.mark.parametrize(
    ("stated", "expected"),
    [("a\n\u202eb", "a U+202Eb"), ("a" * 100, "a" * 100), ("a" * 101, "a" * 99 + "…")],
)
def test_a_quotation_is_one_line_and_cut(stated: str, expected: str) -> None:
    assert Statement(stated, "", "", 1).quoted == expected
