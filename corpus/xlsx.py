"""Sheets for Excel, LibreOffice and the others: each row a unit, each text a text whatever it looks like."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import InputError
from corpus.files import write_atomically

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

LONGEST_CELL = 32_767  # characters: Excel's limit
ROWS_A_SHEET = 1_000_000  # Excel ends at 1,048,576
_LONGEST_TITLE = 31
Cell = str | int | float  # a bool is an int


def write_xlsx(path: Path, title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]], wide: int = 2) -> None:
    """A sheet ``title`` with a header that stays in place, and further ones where one has no room for all rows.

    Texts are never formulas or links; the first ``wide`` columns wrap. The same rows give the same bytes. An
    ``InputError`` where a text has more than ``LONGEST_CELL`` characters.
    """
    import xlsxwriter

    options = {"constant_memory": True}
    with write_atomically(path) as temporary, xlsxwriter.Workbook(str(temporary), options) as book:
        book.set_properties({"created": datetime(1980, 1, 1)})
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        for number, of_sheet in groupby(enumerate(rows), lambda each: each[0] // ROWS_A_SHEET):
            suffix = f" {number + 1}" if number else ""
            sheet = book.add_worksheet(title[: _LONGEST_TITLE - len(suffix)] + suffix)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, wide - 1, 60, wrapped)
            sheet.set_column(wide, len(columns) - 1, 14)
            for column, name in enumerate(columns):
                sheet.write_string(0, column, name, bold)
            for at, (_, row) in enumerate(of_sheet, 1):
                for column, cell in enumerate(row):
                    _write(sheet, at, column, cell, path)


def _write(sheet: Worksheet, row: int, column: int, cell: Cell, path: Path) -> None:
    refused = sheet.write_string(row, column, cell) if isinstance(cell, str) else sheet.write_number(row, column, cell)
    if refused:
        what = f"row {row + 1}, column {column + 1} has a text of {len(str(cell)):,} characters"
        raise InputError(path.name, what, f"a cell holds {LONGEST_CELL:,}")
