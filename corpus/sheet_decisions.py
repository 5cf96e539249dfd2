"""What a person did to a sheet of units, as decisions.

Texts that were moved between rows and texts that were corrected look alike in a sheet: a cell has other words than
before. Where these are, white space aside, whole sentences of the version, sentences were moved; else words were
corrected.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.decisions import FORMAT, VERSION, Decision, Decisions, Sample, check_build
from corpus.errors import InputError, UsageError
from corpus.files import read_bytes
from corpus.limits import SHEET_TAGS
from corpus.pipeline import Build
from corpus.places import Passage, place_of, places_of
from corpus.readers.packages import open_package, reading
from corpus.review_sheet import BEFORE, DECISIONS, HIDDEN, SHEET, columns_of, shown
from corpus.rulings import Segment, segments_of
from corpus.tmx import clean_segment
from corpus.units import Unit
from corpus.wording import Wording, squashed

_KIND = "a spreadsheet"
_REMEDY = "hexapla review export --to xlsx writes one"
_CONTROL = re.compile(r"_x00([01][0-9A-Fa-f])_")  # how a sheet writes control characters


@dataclass(frozen=True)
class SheetReview:
    """``verdicts``: by unit id, whether it is right as it was; none of a row that was kept, but with other words.
    ``warnings``: a line for each thing not applied."""

    decisions: Decisions
    verdicts: Mapping[str, bool]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class _Row:
    """A row of the sheet: its number as programs show it, and its cells that matter."""

    number: int
    unit: Unit
    decision: str
    texts: Mapping[str, str]  # by column

    def changed(self, column: str) -> bool:
        """Whether the cell has other words than were written into it."""
        part = next((each for each in self.unit.parts if each.column == column), None)
        return squashed(self.texts[column]) != squashed(shown(part.text) if part else "")


def read_review_sheet(path: Path, build: Build, build_id: str) -> SheetReview:
    """The decisions in ``path``, a sheet of the ``build`` with this id.

    Raises UsageError where there is no such file, and InputError, with the number of the row, where it is no such
    sheet, is of another build, or lacks or repeats what it should have once.
    """
    if not path.is_file():
        raise UsageError(str(path), "there is no such file", _REMEDY)
    data, where = read_bytes(path), str(path)
    open_package(data, where, _KIND).check(SHEET_TAGS)
    with reading(where, _KIND), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl names what it passes over: validations, formats
        import openpyxl

        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
        about = _about(book, where)
        check_build(Decisions(about["build"]), build_id, path)
        sample = Sample(int(about["sample"]), int(about["seed"])) if "sample" in about else None
        rows = list(_rows(book, build, where))
    reader = _Reader(build, where)
    for row in rows:
        reader.read(row)
    clear = (row for row in rows if row.decision and not (row.decision == "keep" and any(map(row.changed, row.texts))))
    verdicts = {row.unit.id: row.decision == "keep" for row in clear}
    return SheetReview(Decisions(build_id, tuple(reader.decisions()), sample), verdicts, tuple(reader.warnings(rows)))


def _about(book: Any, where: str) -> dict[str, str]:
    rows = book[HIDDEN].iter_rows(max_col=2, max_row=9, values_only=True) if HIDDEN in book.sheetnames else ()
    about = {str(row[0]): str(row[1]) for row in rows if len(row) == 2}
    if about.get("format") != FORMAT or "build" not in about or len(book.sheetnames) < 2:
        raise InputError(where, "no sheet of units for review: the hidden sheet that says so is missing", _REMEDY)
    if about.get("version") != str(VERSION):
        raise InputError(where, f"a sheet of version {about.get('version')}", f"this program reads version {VERSION}")
    return about


def _rows(book: Any, build: Build, where: str) -> Iterator[_Row]:
    others = [name for name in book.sheetnames if name != HIDDEN]
    sheet = book[SHEET if SHEET in others else others[0]]
    sheet.reset_dimensions()  # what a sheet says of its own size is often wrong
    header = next(sheet.iter_rows(max_row=1, values_only=True), ())
    names = [str(value) if value is not None else "" for value in header]
    versions = list(columns_of(build))
    for name in (*BEFORE, *versions):
        if names.count(name) != 1:
            what = f"the column {name} is {'there twice' if name in names else 'missing'}"
            raise InputError(f"{where}, row 1", what, "the first row is to stay as it was")
    units, seen = {unit.id: unit for unit in build.units}, dict[str, int]()
    for number, row in enumerate(sheet.iter_rows(min_row=2, max_col=len(names)), 2):
        place = f"{where}, row {number}"
        told = ("unit", "decision", *versions)
        cells = {name: _text(cell, place) for name, cell in zip(names, row, strict=False) if name in told}
        if not any(cells.values()):
            continue
        key, decision = cells.get("unit", "").strip(), cells.get("decision", "").strip().lower()
        if key not in units:
            what = f"no unit of this build has the id {key!r}" if key else "the id of the unit is missing"
            raise InputError(place, what, "the first column is to stay as it was")
        if key in seen:
            raise InputError(place, f"unit {key} stands in row {seen[key]}, too", "a unit has one row")
        if decision not in ("", *DECISIONS):
            raise InputError(place, f"the decision {decision!r}", f"it is {', '.join(DECISIONS)}, or empty")
        seen[key] = number
        yield _Row(number, units[key], decision, {name: cells.get(name, "") for name in versions})


def _text(cell: Any, where: str) -> str:
    """A cell as text; programs make numbers of what looks like one. Not every program keeps the result of a formula."""
    value = cell.value
    if cell.data_type == "f":
        raise InputError(where, f"{value} is a formula", "put the text in its place, and format the cell as text")
    if value is None or isinstance(value, str):
        return _CONTROL.sub(lambda code: " " if chr(int(code[1], 16)).isspace() else "", value or "")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool | int | float):
        return str(value)
    raise InputError(where, f"{value} is a {type(value).__name__}", "format the cell as text")


class _Reader:
    """Rows in, decisions and warnings out."""

    def __init__(self, build: Build, where: str) -> None:
        self._build, self._where = build, where
        self._groups = {group.id: group for group in build.grouping.groups}
        self._units: dict[str, list[Unit]] = {}
        for unit in build.units:
            self._units.setdefault(unit.group, []).append(unit)
        self._wordings: dict[str, Wording] = {}
        self._claimed: dict[tuple[str, Segment], int] = {}  # segments of groups, by the row that has them now
        self._kept: list[Decision] = []
        self._made: list[Decision] = []
        self._warnings: dict[int, str] = {}

    def decisions(self) -> list[Decision]:
        """Those of rows that were kept first: what was fixed wins."""
        return [*self._kept, *self._made]

    def warnings(self, rows: Sequence[_Row]) -> Iterator[str]:
        """By row. That a row lost what another one has now needs none."""
        for row in rows:
            said = self._warnings.get(row.number)
            if not said and row.decision in ("", "keep"):
                changed = [column for column in row.texts if row.changed(column)]
                if any(not self._gone(row, column) for column in changed):
                    said = f"its {', '.join(changed)} changed, but its decision is not fix: nothing of it was applied"
            if said:
                yield f"{self._where}, row {row.number}: {said}"

    def _gone(self, row: _Row, column: str) -> bool:
        part = next((each for each in row.unit.parts if each.column == column), None)
        if part is None:
            return False
        passage = self._wording(row).places.passage([place_of(part)])
        return any((row.unit.group, each) in self._claimed for each in segments_of(passage))

    def _wording(self, row: _Row) -> Wording:
        key = row.unit.group
        if key not in self._wordings:
            places = places_of(self._groups[key], self._build.settings.level)
            self._wordings[key] = Wording(places, self._units[key])
        return self._wordings[key]

    def read(self, row: _Row) -> None:
        """One row, from the first to the last."""
        if row.decision == "drop":
            self._made.append(Decision("drop", row.unit.id))
        elif row.decision == "fix":
            self._fix(row)
        elif row.decision == "keep" and not any(map(row.changed, row.texts)):
            self._claim(row, self._wording(row).places.of(row.unit))
            self._kept.append(Decision("keep", row.unit.id))

    def _fix(self, row: _Row) -> None:
        wording = self._wording(row)
        places, texts, doubts = wording.places, dict[str, str](), list[str]()
        before = places.of(row.unit)
        after = list(before)
        own = {part.column: part for part in row.unit.parts}
        for column, cell in row.texts.items():
            part = own.get(column)
            if not row.changed(column):
                if part and clean_segment(cell) != clean_segment(shown(part.text)):
                    texts[column] = cell  # white space
                continue
            if column not in places.columns:
                doubts.append(f"its texts have no version in the column {column}")
                continue
            side = places.columns.index(column)
            found = wording.find(side, cell, row.unit)
            if not squashed(cell):
                after[side] = None
            elif part and shown(part.text) != part.text:
                doubts.append(f"{column} is longer than a cell holds, and cannot be changed here")
            elif found and found != before[side]:
                after[side] = found
            elif part:
                texts[column] = cell
            else:
                doubts.append(f"the words in {column} are no whole sentences of its document")
        passage: Passage = tuple(after)
        if not any(passage):
            doubts = ["all its texts are gone: drop says that they are no translations"]
        elif passage == before and not texts and not doubts:
            doubts = ["fix, but nothing in it was changed"]
        if passage == before or not doubts:
            self._claim(row, passage)
        if doubts:
            self._warnings[row.number] = f"{'; '.join(doubts)}: nothing of it was applied"
            return
        parts = tuple(map(place_of, places.parts(passage)))
        if passage != before:
            self._made.append(Decision("link", parts=parts))
        for column, text in texts.items():
            named = Decision("text", row.unit.id) if passage == before else Decision("text", parts=parts)
            self._made.append(Decision("text", named.unit, named.parts, column, clean_segment(text)))

    def _claim(self, row: _Row, passage: Passage) -> None:
        for side, k in segments_of(passage):
            other = self._claimed.setdefault((row.unit.group, (side, k)), row.number)
            if other != row.number:
                column = self._wording(row).places.columns[side]
                what = f"a sentence of {column} stands in row {other}, too"
                raise InputError(f"{self._where}, row {row.number}", what, "cut it out of one of the two")
