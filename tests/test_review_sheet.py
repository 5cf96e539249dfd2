"""The sheet of a review: what it shows, what a person can change in it, and what comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from reviewed import FERRY, Astray, of_story, place, rows, unit_of, written
from toy import document

from corpus.decisions import Decision, Decisions, Sample
from corpus.documents import Span
from corpus.errors import HexaplaError, InputError, UsageError
from corpus.finished import read_build
from corpus.groups import Group, Grouping, one_document_each
from corpus.pipeline import Build, Observer
from corpus.places import place_of
from corpus.review import apply_decisions
from corpus.review_sheet import CHARACTERS, from_the_right, shown, write_review_sheet
from corpus.sheet_decisions import SheetReview, read_review_sheet
from corpus.units import Part, Unit

ID = "0123456789ab"
HOSTILE = (
    '=HYPERLINK("http://example.org","x")', "+1", "-2+3", "@SUM(A1)", "{=1}", "007", "1e5", "2024-05-01", "TRUE",
    "#REF!",     "'quoted", "<script>alert(1)</script>", "\u202eevil\u202c", "a_x0041_b", "_x000D_", "http://example.org",
    "x\x7f\x85y", "\U0001f600 \u0301", "a\u2028b", "x005F_",
)  # fmt: skip


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("sheet"))


@pytest.fixture
def build(out: Path) -> Build:
    return read_build(out)


def unit(number: int, texts: Mapping[str, str], probability: float = 0.5, flags: tuple[str, ...] = ("full",)) -> Unit:
    span = Span(number, number + 1)
    parts = []
    for column, text in texts.items():
        language, _, version = column.partition("#")
        parts.append(Part(language, f"d{column}", f"{column}.txt", span, 0, text, int(version or 1)))
    return Unit(f"{number:012x}", "g", number, tuple(parts), probability, 1.0, flags)


def sheet_of(build: Build, path: Path, sample: Sample | None = None) -> Any:
    assert write_review_sheet(build, path, ID, sample=sample) == len(build.units)
    return openpyxl.load_workbook(path)


def cells(sheet: Any) -> list[dict[str, Any]]:
    names = [cell.value for cell in sheet[1]]
    return [dict(zip(names, row, strict=True)) for row in sheet.iter_rows(min_row=2)]


Edit = Callable[[dict[str, dict[str, Any]]], None]  # of the cells of each unit, by id


def edited(build: Build, path: Path, edit: Edit, build_id: str = ID) -> SheetReview:
    book = sheet_of(build, path)
    edit({row["unit"].value: row for row in cells(book["review"])})
    book.save(path)
    return read_review_sheet(path, build, build_id)


def test_what_a_sheet_shows(build: Build, tmp_path: Path) -> None:
    units = (unit(1, {"en": "One.", "es": "Uno.", "es#2": "Un."}, 0.97), unit(2, {"he": "אחת."}, 1.0, ("partial",)))
    languages = [("en", "a"), ("es", "b"), ("es", "c"), ("he", "d")]
    versions = one_document_each(document(f"{name}.txt", language, [["x."]]) for language, name in languages)
    grouping = Grouping((Group("g", versions, 1.0),))
    book = sheet_of(replace(build, units=units, grouping=grouping), tmp_path / "a.xlsx")
    sheet, hidden = book["review"], book["hexapla"]
    assert [cell.value for cell in sheet[1]] == [
        "unit", "probability", "decision", "en", "es", "es#2", "he", "comment", "flags", "group", "origin",
    ]  # fmt: skip
    assert [cell.value for cell in sheet[2]] == [
        units[0].id, 0.97, None, "One.", "Uno.", "Un.", None, None, "full", "g", "en.txt:1-2",
    ]  # fmt: skip
    assert hidden.sheet_state == "veryHidden" and [[cell.value for cell in row] for row in hidden] == [
        ["format", "hexapla-review"], ["version", "1"], ["build", ID],
    ]  # fmt: skip
    assert sheet.freeze_panes == "D2" and sheet.auto_filter.ref == "A1:K3"
    assert sheet.protection.sheet and not sheet.protection.password
    free = {"decision", "en", "es", "es#2", "he", "comment"}
    for row in cells(sheet):
        assert {name for name, cell in row.items() if not cell.protection.locked} == free
        assert all(cell.alignment.wrap_text for name, cell in row.items() if name in free)
        assert [row[name].alignment.readingOrder for name in ("en", "he")] == [0, 2]
        assert row["he"].alignment.horizontal == "right" and row["en"].number_format == "@"
    assert all(cell.protection.locked for cell in sheet[1])
    choice = sheet.data_validations.dataValidation[0]
    assert (choice.formula1, str(choice.sqref), choice.type) == ('"keep,fix,drop"', "C2:C3", "list")
    (colours,) = sheet.conditional_formatting
    assert str(colours.sqref) == "B2:B3" and colours.rules[0].type == "colorScale"
    assert 30 <= sheet.column_dimensions["D"].width <= 61


@pytest.mark.parametrize(
    "language, right",
    [("ar", True), ("he", True), ("fa", True), ("ur", True), ("yi", True), ("dv", True), ("en", False), ("zh", False),
     ("ku-Arab", True), ("az", False), ("az-Arab", True)],
)  # fmt: skip
def test_from_right_to_left(language: str, right: bool) -> None:
    assert from_the_right(language) == right


def test_which_units_and_in_which_order(build: Build, tmp_path: Path) -> None:
    ferry = of_story(build)
    count = write_review_sheet(build, tmp_path / "a.xlsx", ID, [ferry[0].group], worst_first=True)
    found = [row["probability"].value for row in cells(openpyxl.load_workbook(tmp_path / "a.xlsx")["review"])]
    assert count == len(ferry) and found == sorted(unit.probability for unit in ferry)


def test_the_same_units_are_the_same_bytes(build: Build, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        sheet_of(build, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_hostile_texts_are_texts(build: Build, tmp_path: Path) -> None:
    """Nothing is a formula, a number or a link, and what was not touched comes back as it was."""
    given = build.units[: len(HOSTILE)]
    units = tuple(
        replace(each, parts=(replace(each.parts[0], text=text), *each.parts[1:]))
        for each, text in zip(given, HOSTILE, strict=True)
    )
    hostile = replace(build, units=units)
    path = tmp_path / "a.xlsx"
    sheet = sheet_of(hostile, path)["review"]
    assert [row["en"].data_type for row in cells(sheet)] == ["s"] * len(HOSTILE)
    assert all(cell.hyperlink is None for row in sheet for cell in row)

    def keep(of: dict[str, dict[str, Any]]) -> None:
        for each in units:
            of[each.id]["decision"].value = "keep"

    found = edited(hostile, path, keep)
    assert found.decisions.made == tuple(Decision("keep", each.id) for each in units) and not found.warnings


def test_long_texts(build: Build, tmp_path: Path) -> None:
    first, *others = build.units
    text = "\U0001f600x" * 15_000
    assert len(shown(text).encode("utf-16-le")) <= 2 * CHARACTERS and shown(text).endswith(" […]")
    assert shown("x" * CHARACTERS) == "x" * CHARACTERS
    long = replace(build, units=(replace(first, parts=(replace(first.parts[0], text=text), first.parts[1])), *others))
    sheet = sheet_of(long, tmp_path / "a.xlsx")["review"]
    row = cells(sheet)[0]
    assert row["en"].value == shown(text) and row["en"].protection.locked and not row["es"].protection.locked

    def change(of: dict[str, dict[str, Any]]) -> None:
        of[first.id]["decision"].value, of[first.id]["en"].value = "fix", "short"

    found = edited(long, tmp_path / "a.xlsx", change)
    assert found.decisions.made == () and "row 2: en is longer than a cell holds" in found.warnings[0]


def test_too_many_rows_and_other_names(build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.review_sheet.ROWS", 3)
    with pytest.raises(UsageError, match="more than a sheet has rows"):
        write_review_sheet(build, tmp_path / "a.xlsx", ID)
    with pytest.raises(UsageError, match="this build has no group none"):
        write_review_sheet(build, tmp_path / "a.xlsx", ID, ["none"])
    with pytest.raises(UsageError, match=r"a sheet is an \.xlsx file"):
        write_review_sheet(build, tmp_path / "a.ods", ID)
    assert list(tmp_path.iterdir()) == []


def test_the_return_code_is_checked(build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.review_sheet.shown", lambda text: text)
    first = build.units[0]
    long = replace(first, parts=(replace(first.parts[0], text="x" * 40_000),))
    with pytest.raises(InputError, match="row 2 cannot be written: xlsxwriter returns -2"):
        write_review_sheet(replace(build, units=(long,)), tmp_path / "a.xlsx", ID)
    assert list(tmp_path.iterdir()) == []


def test_keep_and_drop(build: Build, tmp_path: Path) -> None:
    first, second, third, *_ = build.units

    def change(of: dict[str, dict[str, Any]]) -> None:
        for each, said in ((first, " Keep "), (second, "drop"), (third, "KEEP")):
            of[each.id]["decision"].value = said
        of[first.id]["comment"].value = "Fine."

    found = edited(build, tmp_path / "a.xlsx", change)
    assert found.decisions == Decisions(
        ID, (Decision("keep", first.id), Decision("keep", third.id), Decision("drop", second.id))
    )
    assert found.verdicts == {first.id: True, second.id: False, third.id: True} and not found.warnings


def test_kept_with_other_words_says_nothing_of_the_unit(build: Build, tmp_path: Path) -> None:
    first = build.units[0]

    def change(of: dict[str, dict[str, Any]]) -> None:
        of[first.id]["decision"].value, of[first.id]["en"].value = "keep", "Other words."

    found = edited(build, tmp_path / "a.xlsx", change)
    assert (found.decisions.made, found.verdicts, len(found.warnings)) == ((), {}, 1)


def test_sentences_cut_and_pasted_between_rows(build: Build, tmp_path: Path) -> None:
    """Rows 2+3|2, 4|3, 5|4+5 are put right by hand, in three cells."""
    two, four, five = (unit_of(build, row, "en") for row in (2, 4, 5))

    def change(of: dict[str, dict[str, Any]]) -> None:
        for each in (two, four, five):
            of[each.id]["decision"].value = "fix"
        of[two.id]["es"].value = f"{FERRY[2][1]}\n{FERRY[3][1]} "
        of[four.id]["es"].value = FERRY[4][1]
        of[five.id]["es"].value = FERRY[5][1]

    found = edited(build, tmp_path / "a.xlsx", change)
    assert not found.warnings and [each.action for each in found.decisions.made] == ["link"] * 3
    after = apply_decisions(build, found.decisions, "a.xlsx", Astray, Observer()).build
    assert [rows(each) for each in of_story(after)] == [
        {"en": [0], "es": [0]}, {"en": [1], "es": [1]}, {"en": [2, 3], "es": [2, 3]},
        *({"en": [k], "es": [k]} for k in range(4, 8)),
    ]  # fmt: skip


def test_a_row_that_lost_what_another_one_has_now(build: Build, tmp_path: Path) -> None:
    """Only the row that got the sentence is marked; the other one is aligned again, without a warning."""
    four, five = (unit_of(build, row, "en") for row in (4, 5))

    def change(of: dict[str, dict[str, Any]]) -> None:
        of[four.id]["decision"].value = "fix"
        of[four.id]["es"].value = f"{FERRY[3][1]} {FERRY[4][1]}"
        of[five.id]["es"].value = FERRY[5][1]

    found = edited(build, tmp_path / "a.xlsx", change)
    assert not found.warnings
    assert found.decisions.made == (Decision("link", parts=(place(build, "en", 4), place(build, "es", 3, 4))),)


def test_corrected_words(build: Build, tmp_path: Path) -> None:
    first, second, third = build.units[:3]

    def change(of: dict[str, dict[str, Any]]) -> None:
        for each in (first, second, third):
            of[each.id]["decision"].value = "fix"
        of[first.id]["es"].value = "Palabras _x000D_\nnuevas."
        of[second.id]["en"].value = 7
        text = str(of[third.id]["en"].value)
        of[third.id]["en"].value = text.replace(" ", "", 1)

    found = edited(build, tmp_path / "a.xlsx", change)
    words = third.parts[0].text.replace(" ", "", 1)
    assert found.decisions.made == (
        Decision("text", first.id, column="es", text="Palabras nuevas."),
        Decision("text", second.id, column="en", text="7"),
        Decision("text", third.id, column="en", text=words),
    )


def test_an_emptied_cell_and_moved_and_corrected(build: Build, tmp_path: Path) -> None:
    first, two = build.units[0], unit_of(build, 2, "en")

    def change(of: dict[str, dict[str, Any]]) -> None:
        of[first.id]["decision"].value = of[two.id]["decision"].value = "fix"
        of[first.id]["es"].value = None
        of[two.id]["en"].value = FERRY[2][0]
        of[two.id]["es"].value = "En invierno hay olas."

    found = edited(build, tmp_path / "a.xlsx", change)
    parts = (place(build, "en", 2), place(build, "es", 2))
    alone = tuple(part for part in map(place_of, first.parts) if part.column == "en")
    assert found.decisions.made == (
        Decision("link", parts=alone),
        Decision("link", parts=parts),
        Decision("text", parts=parts, column="es", text="En invierno hay olas."),
    )
    after = apply_decisions(build, found.decisions, "a.xlsx", Astray, Observer()).build
    assert unit_of(after, 2, "en").parts[1].text == "En invierno hay olas."


@pytest.mark.parametrize(
    "decision, texts, message",
    [
        ("", {"es": "Otro."}, "its es changed, but its decision is not fix: nothing of it was applied"),
        ("keep", {"en": "Other.", "es": "Otro."}, "its en, es changed, but its decision is not fix"),
        ("fix", {}, "fix, but nothing in it was changed: nothing of it was applied"),
        ("fix", {"en": "", "es": " "}, "all its texts are gone: drop says"),
    ],
)
def test_what_is_not_applied_is_said(
    build: Build, tmp_path: Path, decision: str, texts: dict[str, str], message: str
) -> None:
    first = build.units[0]

    def change(of: dict[str, dict[str, Any]]) -> None:
        of[first.id]["decision"].value = decision
        for column, text in texts.items():
            of[first.id][column].value = text

    found = edited(build, tmp_path / "a.xlsx", change)
    assert found.decisions.made == ()
    assert len(found.warnings) == 1 and f"a.xlsx, row 2: {message}" in found.warnings[0]


def test_words_where_there_was_nothing(tmp_path: Path, build: Build) -> None:
    """New words have no place in a document; sentences of it have."""
    english = next(
        each for each in review_alone(build).units if len(each.parts) == 1 and each.parts[0].language == "en"
    )
    alone = review_alone(build)

    def change(words: str) -> Edit:
        def edit(of: dict[str, dict[str, Any]]) -> None:
            of[english.id]["decision"].value, of[english.id]["es"].value = "fix", words

        return edit

    found = edited(alone, tmp_path / "a.xlsx", change("Palabras propias."))
    assert "the words in es are no whole sentences of its document: nothing of it was applied" in found.warnings[0]
    found = edited(alone, tmp_path / "b.xlsx", change(FERRY[0][1]))
    assert [len(each.parts) for each in found.decisions.made] == [2]


def review_alone(build: Build) -> Build:
    """With the first unit of the ferry taken apart."""
    decision = Decision("link", parts=(place(build, "en", 0),))
    return apply_decisions(build, Decisions(ID, (decision,)), "a", Astray, Observer()).build


Break = Callable[[Any], None]


def set_cell(place: str, value: object) -> Break:
    def change(book: Any) -> None:
        book["review"][place].value = value

    return change


def drop_column(book: Any) -> None:
    book["review"].delete_cols(5)


def drop_hidden(book: Any) -> None:
    del book["hexapla"]


def copied_sentence(book: Any) -> None:
    """Pasted, but not cut: in rows 2 and 3, of the same story."""
    sheet = book["review"]
    for row in (2, 3):
        sheet.cell(row, 3).value = "fix"
    sheet.cell(2, 5).value = f"{sheet.cell(2, 5).value} {sheet.cell(3, 5).value}"


@pytest.mark.parametrize(
    "change, message",
    [
        (set_cell("A3", "f" * 12), r"row 3: no unit of this build has the id 'f{12}'"),
        (set_cell("A3", None), "row 3: the id of the unit is missing"),
        (set_cell("C4", "maybe"), r"row 4: the decision 'maybe' \(it is keep, fix, drop, or empty\)"),
        (set_cell("D1", "English"), "row 1: the column en is missing"),
        (set_cell("H1", "en"), "row 1: the column en is there twice"),
        (drop_column, "row 1: the column es is missing"),
        (drop_hidden, "no sheet of units for review"),
        (lambda book: set_cell("A4", book["review"]["A3"].value)(book), r"row 4: unit \w{12} stands in row 3, too"),
        (copied_sentence, "row 3: a sentence of es stands in row 2, too"),
        (set_cell("D2", date(2024, 5, 1)), "row 2: .* is a datetime"),
        (set_cell("E2", '=HYPERLINK("http://example.org")'), "row 2: =HYPERLINK.* is a formula"),
    ],
)
def test_a_sheet_that_was_broken(build: Build, tmp_path: Path, change: Break, message: str) -> None:
    path = tmp_path / "a.xlsx"
    book = sheet_of(build, path)
    change(book)
    book.save(path)
    with pytest.raises(InputError, match=message) as found:
        read_review_sheet(path, build, ID)
    assert str(found.value).startswith(str(path)) and "\n" not in str(found.value)


def test_notes_of_any_kind_are_no_matter(build: Build, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = sheet_of(build, path)
    sheet = book["review"]
    comment = [cell.value for cell in sheet[1]].index("comment") + 1
    sheet.cell(2, comment).value, sheet.cell(1, 20).value, sheet.cell(2, 20).value = date(2024, 5, 1), "=1+", "=A1"
    sheet.cell(2, 3).value, sheet.cell(sheet.max_row + 3, comment).value = "keep", "done so far"
    book.create_sheet("notes", 0)["A1"] = "mine"
    book.save(path)
    found = read_review_sheet(path, build, ID)
    assert found.decisions == Decisions(ID, (Decision("keep", sheet.cell(2, 1).value),)) and not found.warnings


def test_a_sheet_of_another_build(build: Build, tmp_path: Path) -> None:
    sheet_of(build, tmp_path / "a.xlsx")
    with pytest.raises(InputError, match=f"it was made on build {ID}, and this is build ba9876543210"):
        read_review_sheet(tmp_path / "a.xlsx", build, "ba9876543210")


@pytest.mark.parametrize(
    "content, error", [(None, UsageError), (b"", InputError), (b"PK\x03\x04", InputError), (b"a,b\n", InputError)]
)
def test_what_is_no_sheet(build: Build, tmp_path: Path, content: bytes | None, error: type[HexaplaError]) -> None:
    path = tmp_path / "a.xlsx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(error, match=r"a\.xlsx: "):
        read_review_sheet(path, build, ID)


def test_rows_may_be_sorted_and_deleted_and_columns_moved(build: Build, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = sheet_of(build, path, sample=Sample(50, 3))
    sheet = book["review"]
    last = sheet.max_row
    sheet.cell(last, 3).value = "drop"
    key = sheet.cell(last, 1).value
    sheet.delete_rows(3, 2)
    sheet.insert_cols(1)
    book.save(path)
    found = read_review_sheet(path, build, ID)
    assert found.decisions == Decisions(ID, (Decision("drop", key),), Sample(50, 3))
