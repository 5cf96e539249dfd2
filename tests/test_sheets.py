"""Spreadsheets: cells with words, and columns of translations."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
import xlsxwriter
from extracts import blocks, extract, repacked

from corpus.documents import Extract, Rejected
from corpus.errors import InputError
from corpus.readers import read, sheets

Row = Sequence[object]


def xlsx(tables: dict[str, Sequence[Row]], hidden: Sequence[str] = (), title: str = "") -> bytes:
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    book.set_properties({"title": title})
    for name, rows in tables.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(number, column, value)
        if name in hidden:
            sheet.hide()
    book.close()
    return data.getvalue()


def columns(data: bytes) -> dict[str, dict[str, str]]:
    """Language -> key -> text."""
    found = read(data, "a.xlsx")
    return {
        one.fragment: dict(zip(one.keys, blocks(one), strict=True))
        for one in found
        if isinstance(one, Extract) and one.keys
    }


def test_cells_with_words_are_blocks() -> None:
    rows = [
        ["The bakery", None, 3],
        [],
        ["Rye", 1.5, "1.50", "12 %", True, "2 loaves"],
        [None, None, "Two\nlines", "#N/A", "#REF!", "  "],
    ]
    found = extract(xlsx({"Prices": rows, "More": [["Oat"]]}, title="Prices"), "a.xlsx")
    assert blocks(found) == ["The bakery", "Rye", "2 loaves", "Two\nlines", "Oat"]
    assert (found.title, found.language, found.keys, found.flags) == ("Prices", None, (), ())


def test_formulas_count_by_their_stored_result() -> None:
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_formula(0, 0, '="ry"&"e"', None, "rye")
    sheet.write_formula(1, 0, "=1+1", None, 2)
    book.close()
    assert blocks(extract(data.getvalue(), "a.xlsx")) == ["rye"]


def test_hidden_sheets_are_left_out_and_flagged() -> None:
    found = extract(xlsx({"Shown": [["rye"]], "Drafts": [["oat"]]}, hidden=["Drafts"]), "a.xlsx")
    assert (blocks(found), found.flags) == (["rye"], ("hidden:Drafts",))


def test_a_table_of_translations_is_ready_units() -> None:
    rows = [
        ["Key", "English", "es", "Tiếng Việt", "Comment"],
        ["save", "Save the file", "Guardar el archivo", "Lưu tập tin", "menu"],
        ["open", "Open the door", None, "Mở cửa", None],
        ["n", 5, 6, 7, "numbers"],
        [],
        ["quit", "Quit", "Salir", " ", None],
    ]
    data = xlsx({"Strings": rows})
    assert columns(data) == {
        "en": {"1": "Save the file", "2": "Open the door", "4": "Quit"},
        "es": {"1": "Guardar el archivo", "4": "Salir"},
        "vi": {"1": "Lưu tập tin", "2": "Mở cửa"},
    }
    for one in read(data, "a.xlsx"):
        assert isinstance(one, Extract)
        assert one.language == one.fragment
        assert one.flags == ("column-left-out:Key", "column-left-out:Comment")


def test_tables_on_several_sheets_beside_running_text() -> None:
    one, two = [["en", "es"], ["One", "Uno"]], [["es", "en"], ["Dos", "Two"]]
    data = xlsx({"A": one, "Notes": [["Please translate."]], "B": two})
    running, *tables = read(data, "a.xlsx")
    assert isinstance(running, Extract)
    assert (blocks(running), running.fragment, running.keys) == (["Please translate."], "", ())
    assert len(tables) == 2
    assert columns(data) == {"en": {"1": "One", "2": "Two"}, "es": {"1": "Uno", "2": "Dos"}}


SPANISH = ["Lo tiene la panadería de la isla.", "El pan se hornea dos veces cada semana."]
ITALIAN = ["Il forno dell'isola chiude presto.", "Il pane viene cotto due volte ogni settimana."]


@pytest.mark.parametrize(
    ("header", "texts", "languages"),
    [
        (["en", "es"], [["a", "b"]], {"en", "es"}),
        (["en", "Text"], [["a", "b"]], set()),
        (["English", "French", "Maths"], [[3, 4, 5]], set()),  # marks at school
        (["en", "en"], [["a", "b"]], set()),
        (["es", "it"], list(zip(SPANISH, ITALIAN, strict=True)), {"es", "it"}),
        (["ID", "es"], [["menu.save", SPANISH[0]], ["menu.open", SPANISH[1]]], set()),
        (["ID", "es", "en"], [["menu.save", SPANISH[0], "x"]], {"es", "en"}),
        (["en", "es"], [], set()),
    ],
)
def test_which_tables_are_translations(header: Row, texts: Sequence[Row], languages: set[str]) -> None:
    assert set(columns(xlsx({"A": [header, *texts]}))) == languages


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "a.xlsx: not a spreadsheet: File is not a zip file (save it again)"),
        (xlsx({"A": [["x"]]})[:300], "a.xlsx: not a spreadsheet: File is not a zip file (save it again)"),
        (
            repacked(xlsx({"A": [["x"]]}), {"xl/workbook.xml": "<a/>"}),
            "a.xlsx: it has no sheet with cells",
        ),
        (
            repacked(xlsx({"A": [["x"]]}), {"xl/worksheets/sheet1.xml": "<worksheet"}),
            "a.xlsx: not a spreadsheet: ",
        ),
        (
            repacked(xlsx({"A": [["x"]]}), {"xl/sharedStrings.xml": '<!DOCTYPE a [<!ENTITY b "c">]><sst/>'}),
            "a.xlsx: xl/sharedStrings.xml declares a document type, which may hold entities",
        ),
    ],
)
def test_what_cannot_be_read(data: bytes, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read(data, "a.xlsx")
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_a_cell_in_the_last_row_and_column_costs_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    sheet = book.add_worksheet()
    for row in range(5):
        sheet.write(row, 16_383, "far away")
    sheet.write(200_000, 0, "far below")
    book.close()
    assert len(extract(data.getvalue(), "a.xlsx").blocks) == 6
    monkeypatch.setattr(sheets._Budget, "__init__", lambda self: setattr(self, "left", 100))
    with pytest.raises(InputError, match=r"a.xlsx: its sheets have more than 20,000,000 cells \(split it\)"):
        read(data.getvalue(), "a.xlsx")


CUT = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1"/><sheetData><row>'
)


def test_a_sheet_that_cannot_be_read_is_listed() -> None:
    data = xlsx({"Prices": [["Rye bread"]], "Hours": [["Open on Sundays"]]})
    found, refused = read(repacked(data, {"xl/worksheets/sheet2.xml": CUT}), "es/a.xlsx")
    assert isinstance(found, Extract) and blocks(found) == ["Rye bread"]
    assert isinstance(refused, Rejected) and refused.path == "es/a.xlsx#Hours"
    assert refused.reason.startswith("not a readable sheet: ")
    both = {f"xl/worksheets/sheet{number}.xml": CUT for number in (1, 2)}
    with pytest.raises(InputError, match=r"^a.xlsx: not a readable sheet: "):
        read(repacked(data, both), "a.xlsx")
