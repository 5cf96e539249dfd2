"""The measure of whole pages: paragraphs, links and segments that can be counted by hand."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from test_repeated import page

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))
from benchmarks.pages import disguised, furniture_figures, group_figures
from benchmarks.paragraphs import Judged, Known, Paragraph, judged, known_of, links_of

from corpus.collection import Collection
from corpus.documents import Document, Furniture, Span
from corpus.groups import Group, Grouping, one_document_each
from corpus.pipeline import Build
from corpus.settings import Settings, pairs_of
from corpus.units import Part, Unit

ENGLISH = page("en/0.html", ["Home", "Note", "One.", "$ ls", "Note", "Two."])
GERMAN = page("de/0.html", ["Start", "Hinweis", "Eins.", "$ ls", "Note", "Zwei."], "de")
LINES = {
    "en/0.html": {10: "Note", 11: "One.", 12: "Note", 13: "Two."},
    "de/0.html": {10: "Hinweis", 11: "Eins.", 13: "Zwei."},  # 12 is still in English
}
KNOWN = known_of([ENGLISH, GERMAN], LINES, dict.fromkeys(LINES, LINES["en/0.html"]))


def en(number: int) -> Paragraph:
    return Paragraph("en/0.html", number)


def de(number: int) -> Paragraph:
    return Paragraph("de/0.html", number)


def part(document: Document, first: int, last: int) -> Part:
    span = Span(document.paragraphs[first].start, document.paragraphs[last].stop)
    return Part(document.language, document.id, document.path, span, first, span.of(document.text))


def unit(*parts: Part) -> Unit:
    return Unit("u", "g", 0, parts, 1.0)


def test_known_paragraphs() -> None:
    assert KNOWN.lines == {en(1): 10, en(2): 11, en(4): 12, en(5): 13, de(1): 10, de(2): 11, de(5): 13}
    assert KNOWN.english == {de(4): {12}}
    assert not KNOWN.ambiguous and not KNOWN.lost
    assert KNOWN.links() == {(de(1), en(1)), (de(2), en(2)), (de(5), en(5))}


@pytest.mark.parametrize(
    ("lines", "found", "ambiguous", "lost"),
    [
        ({1: "Note", 2: "Note"}, {en(1): 1, en(4): 2}, set(), {}),  # in order
        ({1: "Note"}, {}, {en(1), en(4)}, {}),  # which of the two?
        ({1: "Gone.", 2: "T w o."}, {en(5): 2}, set(), {1: 1}),
        ({1: "Home", 2: "One."}, {en(0): 1, en(2): 2}, set(), {}),
    ],
)
def test_where_lines_stand(
    lines: dict[int, str], found: dict[Paragraph, int], ambiguous: set[Paragraph], lost: dict[int, int]
) -> None:
    known = known_of([ENGLISH], {ENGLISH.path: lines}, {})
    assert (known.lines, known.ambiguous, known.lost) == (found, ambiguous, lost)


def test_lines_among_the_furniture_are_lost() -> None:
    left_out = replace(
        ENGLISH, paragraphs=ENGLISH.paragraphs[2:], furniture=tuple(Furniture(s, "nav") for s in ENGLISH.paragraphs[:2])
    )
    known = known_of([left_out], {ENGLISH.path: {1: "Home", 2: "Note", 3: "Note"}}, {})
    assert (known.lines, known.lost) == ({en(2): 3}, {1: 1, 2: 1})


def test_lost_links() -> None:
    lines = {Paragraph(f"{language}/0.html", 0): 7 for language in ("de", "en", "fr")}
    # of five languages that have line 7, two lack the paragraph: 3 of 10 pairs are left
    assert Known(lines, frozenset(), Counter({7: 2}), {}).lost_links() == 7
    assert Known({}, frozenset(), Counter({7: 1}), {}).lost_links() == 0


def test_links_of_units() -> None:
    units = [unit(part(ENGLISH, 1, 2), part(GERMAN, 1, 1)), unit(part(ENGLISH, 5, 5))]
    assert links_of(units, {each.path: each for each in (ENGLISH, GERMAN)}) == {(de(1), en(1)), (de(1), en(2))}
    twice = unit(part(GERMAN, 0, 0), part(replace(GERMAN, path="de/1.html"), 0, 0))
    assert links_of([twice], {GERMAN.path: GERMAN, "de/1.html": GERMAN}) == set()  # two versions in one language


def test_judged() -> None:
    found = {
        (de(1), en(1)), (de(2), en(2)),  # right
        (de(0), en(2)), (de(1), en(2)),  # wrong; a line with what is none, and with another
        (de(4), en(4)),  # a line with its own English text
        (de(0), en(0)), (de(3), en(3)),  # neither is a line
    }  # fmt: skip
    judgement = judged(found, KNOWN)
    assert judgement == Judged(
        frozenset({(de(1), en(1)), (de(2), en(2))}),
        frozenset({(de(0), en(2)), (de(1), en(2))}),
        frozenset({(de(4), en(4))}),
        frozenset({(de(5), en(5))}),
    )
    assert judgement.figures() == {"precision": 0.4, "recall": 0.6667, "f1": 0.5, "f1_of_translated": 0.5714}
    assert judgement.of("de", "en") == judgement and not judgement.of("de", "fr").right


def test_ambiguous_paragraphs_do_not_count() -> None:
    assert not judged({(de(1), en(2))}, replace(KNOWN, ambiguous=frozenset({en(2)}))).wrong


def build(documents: Sequence[Document], groups: Sequence[Sequence[Document]], units: Sequence[Unit] = ()) -> Build:
    grouping = Grouping(tuple(Group(str(k), one_document_each(each), 1.0) for k, each in enumerate(groups)))
    pairs = tuple(pairs_of([document.language for document in documents], ()))
    return Build(Settings(), "toy", Collection(tuple(documents), ()), grouping, tuple(units), pairs)


def test_furniture_of_segments() -> None:
    units = [
        unit(part(ENGLISH, 0, 0), part(GERMAN, 0, 0)),  # navigation in one of them
        unit(part(ENGLISH, 1, 2), part(GERMAN, 1, 2)),
        unit(part(ENGLISH, 1, 2), part(GERMAN, 1, 2)),  # equal ones are written once
        unit(part(ENGLISH, 5, 5)),  # in no TMX
    ]
    both, navigation = [ENGLISH, GERMAN], {"en/0.html": frozenset({"Home", "Two."}), "de/0.html": frozenset[str]()}
    figures = furniture_figures(build(both, [both], units), navigation, ())
    assert figures == {"segments": 4, "navigation": 1, "share": 0.25, "of_contents": 0}
    figures = furniture_figures(build(both, [both], units), navigation, {"en/0.html"})
    assert figures == {"segments": 4, "navigation": 0, "share": 0.0, "of_contents": 1}


def test_groups() -> None:
    documents = [page(f"{code}/{k}.html", [f"{code} {k}"], code) for code in ("de", "en") for k in range(3)]
    pages = {each.path: each.path[3:] for each in documents}
    de0, de1, _, en0, en1, _ = documents
    figures = group_figures(build(documents, [[de0, en0], [de1, en1]]), pages)
    assert (figures["in_right_group"], figures["groups_complete"], figures["f1"]) == (0.6667, 0.6667, 0.8)
    assert group_figures(build(documents, [[de0, en1]]), pages)["mixed_groups"] == 1


def test_names_say_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for language in ("de", "en"):
        for name in ("a", "b/c", "d"):
            path = tmp_path / "html/manual" / language / f"{name}.html"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{language} {name}.html")
    monkeypatch.setattr("benchmarks.pages.GOLD", tmp_path)
    pages = disguised("manual", ["de", "en"], 1, tmp_path / "copy")
    assert sorted(pages) == [f"{language}/000{k}.html" for language in ("de", "en") for k in range(3)]
    assert {path: (tmp_path / "copy" / path).read_text() for path in pages} == {
        path: f"{path[:2]} {name}" for path, name in pages.items()
    }
    assert pages == disguised("manual", ["de", "en"], 1, tmp_path / "again")
