from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from bakery import AR, BAKERY, EN, ES, FOTO, SNOW, build_of
from browser import MISSING, Browser
from conftest import Built
from toy import document

from corpus import report
from corpus.documents import Document, Furniture, Rejected, Span
from corpus.groups import Finding
from corpus.pipeline import Build
from corpus.report import Report, Shares, write_report
from corpus.tmx_writer import TmxSummary

STRANGER = document("en/stranger.txt", "en", [["Nothing of the kind."], ["Menu"]])


def bakery() -> Build:
    """The bakery; the unit with the snow is too doubtful, one photograph furniture, and a document has no partner."""
    units = list(BAKERY.units)
    units[FOTO] = replace(units[FOTO], flags=("partial", "unmirrored"))
    stranger = replace(STRANGER.without({1: "menu"}), flags=("encoding:windows-1252",))
    finding = Finding(None, "no partner: the nearest is another", "es/bakery.txt", 0.02)
    findings = {**BAKERY.grouping.findings, stranger.id: finding}
    collection = replace(
        BAKERY.collection,
        documents=(*BAKERY.collection.documents, stranger),
        rejected=(Rejected("b.exe", "no reader for this kind of file"),),
    )
    grouping = replace(BAKERY.grouping, findings=findings)
    left_out = {units[SNOW].id: "probability below 0.35"}
    return replace(BAKERY, collection=collection, grouping=grouping, units=tuple(units), left_out=left_out)


def size(document: Document, start: int, stop: int) -> int:
    return sum(span.stop - span.start for _, span in document.all_sentences[start:stop])


def test_what_became_of_the_characters() -> None:
    found = {row.document.path: row.shares for row in Report(bakery(), {}).coverage.shown}
    shared = {each.path: sum(size(each, *r) for r in ((0, 2), (2, 3))) for each in (AR, EN)}
    assert found == {
        "ar/bakery.txt": Shares(shared["ar/bakery.txt"] + size(AR, 4, 6), size(AR, 3, 4)),
        "en/bakery.txt": Shares(shared["en/bakery.txt"] + size(EN, 4, 6), size(EN, 3, 4), size(EN, 6, 7)),
        "es/bakery.txt": Shares(size(ES, 0, 2) + size(ES, 2, 3) + size(ES, 5, 6), size(ES, 3, 5), 0, size(ES, 6, 7)),
    }
    [alone] = Report(bakery(), {}).without_partner.shown
    assert alone.shares == Shares(alone=len("Nothing of the kind."), furniture=len("Menu"))


@pytest.mark.parametrize(
    ("shares", "coverage", "bars"),
    [
        (Shares(), 0.0, [("shared", 0, 0), ("doubtful", 0, 0), ("alone", 0, 0), ("furniture", 0, 0)]),
        (
            Shares(5, 1, 2, 2),
            5 / 8,
            [("shared", 0, 50), ("doubtful", 50, 10), ("alone", 60, 20), ("furniture", 80, 20)],
        ),
    ],
)
def test_shares(shares: Shares, coverage: float, bars: list[tuple[str, float, float]]) -> None:
    assert shares.coverage == coverage
    assert list(shares.bars(100)) == bars


def test_figures_of_units() -> None:
    found = Report(bakery(), {})
    assert [(k, count) for k, count in enumerate(found.bins) if count] == [(6, 1), (8, 1), (12, 1), (19, 1)]
    assert found.shapes.shown == [("1-1-1", 1), ("1-1-2", 1), ("1-2-2", 1), ("2-2-2", 1)]
    assert [unit.probability for unit in found.worst] == [0.3, 0.4, 0.6, 0.95]
    assert found.best == []  # there are no more
    [group] = found.groups.shown
    assert (group.units, round(group.mean, 4)) == (4, 0.5625)
    assert [(row.code, row.name, row.documents, row.grouped) for row in found.languages] == [
        ("ar", "Arabic", 1, 1),
        ("en", "English", 2, 1),
        ("es", "Spanish", 1, 1),
    ]


def test_warnings_and_furniture() -> None:
    summary = TmxSummary(3, {"empty segment": 1}, ("1 source with several targets",))
    found = Report(bakery(), {"en-es": summary})
    assert found.warnings.shown == [
        ("b.exe", "not used: no reader for this kind of file"),
        ("en/stranger.txt", "encoding:windows-1252"),
        ("tmx/en-es.tmx", "left out, empty segment: 1"),
        ("tmx/en-es.tmx", "1 source with several targets"),
    ]
    assert [(row.reason, row.lines, row.examples) for row in found.furniture] == [
        ("menu", 1, ["Menu"]),
        ("unmirrored", 1, ["Foto: la plaza nevada."]),
    ]


def test_much_stays_small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(report, "ROWS", 2)
    write_report(bakery(), tmp_path / "report.html", {})
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "… and 1 more: documents.parquet" in page


def test_long_texts_are_cut() -> None:
    assert report._short("a" * 700) == "a" * 599 + "…"
    assert report._short("word " * 200) == ("word " * 120).strip() + "…"
    assert report._short("word") == "word"


def test_shares_are_never_rounded_up_to_all() -> None:
    shown = [report._percent(share) for share in (0, 0.2996, 0.99999, 1)]
    assert shown == ["0.0 %", "30.0 %", "99.9 %", "100.0 %"]


def test_nothing_is_loaded_and_the_bytes_are_the_same(tmp_path: Path) -> None:
    for name in ("a.html", "b.html"):
        write_report(bakery(), tmp_path / name, {})
    content = (tmp_path / "a.html").read_bytes()
    assert content == (tmp_path / "b.html").read_bytes()
    assert not re.search(rb"https?:|<script|<link|<img|@import|url\(", content)


def test_hostile_text_is_text(tmp_path: Path) -> None:
    text = "<script>alert(1)</script> \u202eevil {{ 7 * 7 }} \x00\x1b <img src=x onerror=alert(1)>"
    documents = [document(f"{name}/<b>\u202e.txt", name, [[text]]) for name in ("en", "es")]
    build = build_of([replace(each, title=text) for each in documents], [((0, 1), (0, 1), 0.5)])
    furniture = replace(documents[0], furniture=(Furniture(Span(0, 20), "<i>"),), flags=("<u>",), path="<s>")
    documents = [*build.collection.documents, furniture]
    findings = {**build.grouping.findings, furniture.id: Finding(None, "<script>")}
    build = replace(
        build,
        collection=replace(build.collection, documents=tuple(documents)),
        grouping=replace(build.grouping, findings=findings),
    )
    write_report(build, tmp_path / "report.html", {"<b>": TmxSummary(0, {"<b>": 1}, ("<b>",))})
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert not re.search("<(script|img|i|u|s)[ >]|[\x00\x1b\u202e]", page)
    assert "<b>" not in page.replace('<b class="chance">', "").partition("</section>")[2]  # the tiles have some
    assert "U+202E" in page and "{{ 7 * 7 }}" in page


@pytest.mark.skipif(bool(MISSING), reason=MISSING)
def test_chromium_opens_the_report_of_the_sample(browser: Browser, sample: Built) -> None:
    browser.complaints()
    for width, dark in ((1280, False), (400, True)):
        browser.look(width, 900, dark)
        browser.open(sample.folder / "report.html")
        assert browser.run("return document.documentElement.scrollWidth <= innerWidth")
        paper = browser.run("return getComputedStyle(document.body).backgroundColor")
        assert paper == ("rgb(20, 22, 20)" if dark else "rgb(245, 244, 240)")
    browser.look(1280, 900)
    assert browser.texts(".tiles b")[0] == str(sample.build.counts()["units"])
    assert len(browser.texts(".groups .group")) == 3 and len(browser.texts(".unit")) == 20
    assert browser.complaints() == []


def test_arabic_is_told_to_be_arabic(tmp_path: Path) -> None:
    write_report(BAKERY, tmp_path / "report.html", {})
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert page.count('<div lang="ar" dir="auto" class="text">') == 4  # of the units with two languages
