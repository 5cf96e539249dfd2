"""The measure of furniture: blocks and paragraphs that can be counted by hand."""

from __future__ import annotations

import sys
from pathlib import Path

from test_repeated import page

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))
from benchmarks.furniture import Page, bare, counted


def test_recall_precision_and_navigation() -> None:
    known = Page("en/a.html", ("One.", "Twothree.", "Lost."), frozenset({"Home", "One."}))
    document = page("en/a.html", ["Home", "One.", "$ ls", "Two", "Two three. Four."])
    assert counted([known], {"en/a.html": document}) == {
        "blocks": 3,
        "recall": 0.6667,
        "recall_exactly": 0.3333,
        "paragraphs": 5,
        "precision": 0.6,
        "navigation": 0.2,
    }


def test_a_page_that_is_not_read_keeps_nothing() -> None:
    pages = [Page("en/a.html", ("One.",), frozenset()), Page("en/b.html", ("Two.",), frozenset())]
    assert counted(pages, {"en/a.html": page("en/a.html", ["One."])})["recall"] == 0.5


def test_bare() -> None:
    assert bare(" e\u0301 n\u200b\n d ") == "énd"
