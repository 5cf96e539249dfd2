"""Sheets, read back by another library."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from bilingual import HOSTILE
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from corpus import xlsx
from corpus.errors import InputError
from corpus.tmx import clean_segment
from corpus.xlsx import LONGEST_CELL, write_xlsx


def test_texts_are_texts_and_numbers_are_numbers(tmp_path: Path) -> None:
    rows = [(text, f"{text}!", 0.25, 3) for text in map(clean_segment, HOSTILE)]
    rows.append(("1e5", "", 1.0, 0))
    write_xlsx(tmp_path / "a.xlsx", "en-es", ["en", "es", "probability", "words"], rows)
    sheet = load_workbook(tmp_path / "a.xlsx")["en-es"]
    header, *found = sheet.iter_rows()
    assert [cell.value for cell in header] == ["en", "es", "probability", "words"] and header[0].font.b
    read = [[unescape(cell.value) if isinstance(cell.value, str) else cell.value for cell in row] for row in found]
    assert read == [[a, b, p, n] for a, b, p, n in rows]
    assert {cell.data_type for row in found for cell in row[:2]} <= {"s", "inlineStr", "n"}  # "n" are empty ones
    assert not any(cell.hyperlink or cell.data_type == "f" for row in found for cell in row)
    assert sheet.freeze_panes == "A2"
    with zipfile.ZipFile(tmp_path / "a.xlsx") as package:
        content = package.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in content and "hyperlink" not in content.replace("=HYPERLINK", "")
        assert not any("External" in package.read(name).decode() for name in package.namelist() if "rels" in name)


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    for name in "ab":
        write_xlsx(tmp_path / f"{name}.xlsx", "en-es", ["en", "es"], [("One.", "Uno.")])
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_what_does_not_fit_a_sheet_goes_to_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "ROWS_A_SHEET", 2)
    title = "zh-Hant-TW-sr-Latn-RS-x-longest-name"
    write_xlsx(tmp_path / "a.xlsx", title, ["n"], [(f"{n}",) for n in range(5)])
    book = load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == [title[:31], title[:29] + " 2", title[:29] + " 3"]
    assert [[cell for (cell,) in sheet.values] for sheet in book] == [["n", "0", "1"], ["n", "2", "3"], ["n", "4"]]


def test_a_text_that_does_not_fit_a_cell(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", "a", ["n"], [("x" * LONGEST_CELL,)])
    with pytest.raises(InputError, match="row 2, column 1 has a text of 32,768 characters"):
        write_xlsx(tmp_path / "b.xlsx", "a", ["n"], [("x" * (LONGEST_CELL + 1),)])
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]
