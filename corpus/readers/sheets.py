"""Spreadsheets: the cells with words row by row, or, where the first row names languages, ready units."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.documents import Extract, Rejected
from corpus.errors import InputError
from corpus.identification import identify
from corpus.language_names import language_of_label
from corpus.languages import near
from corpus.limits import SHEET_CELLS, SHEET_TAGS
from corpus.readers.blocks import BlockWriter
from corpus.readers.packages import Refusals, open_package, reading
from corpus.readers.ready import ReadyUnits

_KIND = "a spreadsheet"
_ERROR = re.compile(r"#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|GETTING_DATA|SPILL!|CALC!)")


@dataclass(slots=True)
class _Budget:
    """How many cells of a file may still be read."""

    left: int = SHEET_CELLS

    def spend(self, cells: int, where: str) -> None:
        self.left -= cells
        if self.left < 0:
            raise InputError(where, f"its sheets have more than {SHEET_CELLS:,} cells", "split it")


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of a row from column A that hold words; the others are empty."""

    cells: tuple[str, ...]

    def text(self, column: int) -> str:
        return self.cells[column] if column < len(self.cells) else ""


def read_xlsx(data: bytes, where: str) -> list[Extract | Rejected]:
    """One document of all cells with words; numbers, dates and formulas without a stored result are none.

    A sheet whose first row names two languages or more is a table of translations: its columns are extracts with keys,
    one a language, and other columns of it are left out. That is flagged, and so is a hidden sheet, which is not read.
    Sheets that cannot be read are listed.
    """
    import openpyxl

    open_package(data, where, _KIND).check(SHEET_TAGS)
    writer, units, flags, translated = BlockWriter(), ReadyUnits(), list[str](), False
    with reading(where, _KIND), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl names what it passes over: validations, drawings
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        budget, refusals = _Budget(), Refusals(where)
        if not book.worksheets:
            raise InputError(where, "it has no sheet with cells")
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                flags.append(f"hidden:{sheet.title}")
                continue
            rows = list[_Row]()
            with refusals.reading(sheet.title, "a readable sheet"):
                rows += _rows(sheet, budget, where)
            columns = _languages(rows)
            if len(columns) < 2:
                for row in rows:
                    for cell in row.cells:
                        writer.add(cell)
                continue
            flags += [f"column-left-out:{label}" for i, label in enumerate(rows[0].cells) if label and i not in columns]
            translated = True
            for row in rows[1:]:
                units.add({language: row.text(column) for column, language in columns.items()})
        title, language = book.properties.title or "", book.properties.language or None
    told = tuple(flags)
    running = writer.extract(title=title, language=language, flags=told)
    found = units.extracts(where, told) if translated else []
    refusals.check(bool(running.blocks or found))
    return [*([running] if running.blocks or not found else []), *found, *refusals.listed()]


def _rows(sheet: Any, budget: _Budget, where: str) -> Iterator[_Row]:
    sheet.reset_dimensions()  # what a sheet says of its own size is often wrong
    for values in sheet.iter_rows(values_only=True):
        budget.spend(len(values) + 1, where)
        cells = tuple(value if isinstance(value, str) and _has_words(value) else "" for value in values)
        if any(cells):
            yield _Row(cells)


def _has_words(cell: str) -> bool:
    return any(map(str.isalpha, cell)) and not _ERROR.fullmatch(cell)


def _languages(rows: Sequence[_Row]) -> dict[int, str]:
    """The columns that the first row calls after a language and that hold words, the first one for each language."""
    languages = dict[int, str]()
    for column, label in enumerate(rows[0].cells if len(rows) > 1 else ()):
        named = language_of_label(label)
        texts = [text for row in rows[1:] if (text := row.text(column))]
        if named and texts and named.language not in languages.values():
            seen = None if named.certain else identify("\n".join(texts))
            if named.certain or (seen and near(seen.language, named.language)):
                languages[column] = named.language
    return languages
