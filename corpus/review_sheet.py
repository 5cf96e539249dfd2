"""Units as a spreadsheet: a row a unit, a column a version, and a cell for what a person decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import langcodes

from corpus.decisions import FORMAT, VERSION, Sample
from corpus.errors import InputError, UsageError
from corpus.files import write_named
from corpus.pipeline import Build
from corpus.places import columns_of_group
from corpus.units import Unit

DECISIONS = ("keep", "fix", "drop")
SHEET, HIDDEN = "review", "hexapla"  # names of the sheet of units, and of the one that says of which build it is
BEFORE, AFTER = ("unit", "probability", "decision"), ("comment", "flags", "group", "origin")
ROWS = 1_048_576  # of a sheet, the header counted
CHARACTERS = 32_767  # of a cell, in units of UTF-16
CUT = " […]"  # at the end of a text that a cell cannot hold
# Of the scripts of ISO 15924, those whose letters run from right to left.
_FROM_THE_RIGHT = frozenset(
    ["Adlm", "Arab", "Aran", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa", "Yezi"]
)
_WIDTHS = {"unit": 14, "probability": 11, "decision": 10, "comment": 30, "flags": 16, "group": 14, "origin": 40}
_TEXTS = 180  # width of all columns of texts together, as long as each has its least
_LEAST, _MOST = 30, 60
_LOCKED = {"valign": "top", "text_wrap": True, "font_color": "#666666"}
_OPEN = {"valign": "top", "text_wrap": True, "num_format": "@", "locked": False}
_TITLE = {"bold": True, "bg_color": "#E8EAE6", "bottom": 1, "valign": "top"}
_ALLOWED = {"format_columns": True, "format_rows": True, "autofilter": True}


def write_review_sheet(
    build: Build,
    path: Path,
    build_id: str,
    groups: Sequence[str] = (),
    worst_first: bool = False,
    sample: Sample | None = None,
) -> int:
    """The units of ``groups``, of all where none are named; returns their number. ``sample`` says which these are,
    where they were chosen at random. The same units give the same bytes.

    Raises UsageError for a group that the build does not have, where ``path`` is no name of a sheet, and where there
    are more units than it has rows.
    """
    import xlsxwriter

    known = {group.id for group in build.grouping.groups}
    for name in groups:
        if name not in known:
            raise UsageError("--groups", f"this build has no group {name}", "manifest.json lists them")
    units = [unit for unit in build.units if not groups or unit.group in groups]
    if worst_first:
        units.sort(key=lambda unit: unit.probability)

    if path.suffix.lower() != ".xlsx":
        raise UsageError(str(path), "a sheet is an .xlsx file", "name it such as review.xlsx")
    if len(units) >= ROWS:
        raise UsageError(str(path), f"{len(units)} units are more than a sheet has rows", "--groups or --sample")
    with write_named(path) as temporary, xlsxwriter.Workbook(str(temporary)) as book:
        book.set_properties({"created": datetime(2000, 1, 1), "title": f"Review of build {build_id}"})
        _write_units(book, columns_of(build), units, str(path))
        about = {"format": FORMAT, "version": str(VERSION), "build": build_id}
        if sample:
            about |= {"sample": str(sample.size), "seed": str(sample.seed)}
        hidden = book.add_worksheet(HIDDEN)
        hidden.very_hidden()
        for number, pair in enumerate(about.items()):
            for column, text in enumerate(pair):
                hidden.write_string(number, column, text)
    return len(units)


def columns_of(build: Build) -> dict[str, str]:
    """The columns of the versions in the order of the sheet, with their languages."""
    found = dict[str, str]()
    for group in build.grouping.groups:
        languages = [version.language for version in group.versions]
        found.update(zip(columns_of_group(group), languages, strict=True))
    return dict(sorted(found.items()))


def shown(text: str) -> str:
    """The text as a cell has it: cut where it is too long."""
    if len(text.encode("utf-16-le")) <= 2 * CHARACTERS:
        return text
    kept = text.encode("utf-16-le")[: 2 * (CHARACTERS - len(CUT))]
    return kept.decode("utf-16-le", "ignore") + CUT


def from_the_right(language: str) -> bool:
    """Whether the language is written from right to left."""
    return (langcodes.Language.get(language).maximize().script or "") in _FROM_THE_RIGHT


def _write_units(book: Any, versions: Mapping[str, str], units: Sequence[Unit], where: str) -> None:
    sheet = book.add_worksheet(SHEET)
    names = (*BEFORE, *versions, *AFTER)
    locked, open_, title = (book.add_format(each) for each in (_LOCKED, _OPEN, _TITLE))
    right = book.add_format({**_OPEN, "reading_order": 2, "align": "right"})
    percent = book.add_format({**_LOCKED, "num_format": "0.0000", "font_color": "black"})
    formats = dict.fromkeys(names, locked) | {"probability": percent, "decision": open_, "comment": open_}
    formats |= {column: right if from_the_right(language) else open_ for column, language in versions.items()}
    for number, name in enumerate(names):
        _put(sheet, 0, number, name, title, where)
        width = _WIDTHS.get(name, min(max(_TEXTS // max(len(versions), 1), _LEAST), _MOST))
        sheet.set_column(number, number, width, formats[name])
    for row, unit in enumerate(units, 1):
        for number, (name, text) in enumerate(zip(names, _cells(unit, versions), strict=True)):
            kind = formats[name]
            if name == "probability":
                _checked(sheet.write_number(row, number, unit.probability, kind), where, row)
            elif text:
                cut = name in versions and shown(text) != text
                _put(sheet, row, number, shown(text), locked if cut else kind, where)
            else:
                _checked(sheet.write_blank(row, number, None, kind), where, row)
    last = max(len(units), 1)
    sheet.freeze_panes(1, len(BEFORE))
    sheet.autofilter(0, 0, last, len(names) - 1)
    place = names.index("probability")
    colours = {"min_color": "#F8A29E", "mid_color": "#FFE699", "max_color": "#A9D08E"}
    ends = {f"{end}_type": "num" for end in ("min", "mid", "max")} | {"min_value": 0, "mid_value": 0.8, "max_value": 1}
    sheet.conditional_format(1, place, last, place, {"type": "3_color_scale", **colours, **ends})
    place = names.index("decision")
    said = {"error_title": "No decision", "error_message": f"One of {', '.join(DECISIONS)}, or nothing"}
    sheet.data_validation(1, place, last, place, {"validate": "list", "source": list(DECISIONS), **said})
    sheet.protect("", _ALLOWED)


def _cells(unit: Unit, versions: Iterable[str]) -> list[str]:
    texts = {part.column: part.text for part in unit.parts}
    first = unit.parts[0]
    origin = f"{first.path}:{first.span.start}-{first.span.stop}"
    return [unit.id, "", "", *(texts.get(each, "") for each in versions), "", ", ".join(unit.flags), unit.group, origin]


def _put(sheet: Any, row: int, column: int, text: str, kind: Any, where: str) -> None:
    """As a text, whatever it looks like: never a formula, a number or a link."""
    _checked(sheet.write_string(row, column, text, kind), where, row)


def _checked(code: int, where: str, row: int) -> None:
    if code:
        raise InputError(where, f"row {row + 1} cannot be written: xlsxwriter returns {code}")
