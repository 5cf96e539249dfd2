"""``manifest.csv``: what a user knows of the documents, one row a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Container, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path, PurePosixPath

from corpus.errors import InputError, UsageError
from corpus.files import decode, read_bytes
from corpus.languages import standardize

NAME = "manifest.csv"
COLUMNS = ("path", "lang", "group", "title", "licence", "date")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: None is a cell that is empty or absent, so that the file or its path decides."""

    path: str
    language: str | None = None
    group: str | None = None
    title: str | None = None
    licence: str | None = None
    date: str | None = None


def read_manifest(folder: Path, paths: Collection[str]) -> Mapping[str, Entry]:
    """The rows of ``folder/manifest.csv`` by path; empty where there is no such file.

    ``paths`` are the files of the folder: a row for any other is an error, but for the members of an archive, such as
    ``site.zip/en/a.html``, which are not known yet. A file without a row is still read.
    The delimiter is the one of comma, semicolon and tab that the header line holds.
    """
    place = folder / NAME
    if not place.is_file():
        return {}
    text = decode(read_bytes(place), NAME).text
    header = text.lstrip("\ufeff").splitlines()[0]
    delimiter = max(",;\t", key=header.count)  # the first of equals: a header of one column has none
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter, strict=True)
    files = frozenset(paths)
    try:
        columns = _columns([cell.strip().casefold() for cell in next(rows)])
        entries: dict[str, Entry] = {}
        for row in rows:
            if any(cell.strip() for cell in row):
                entry = _entry(columns, [cell.strip() for cell in row], f"{NAME} line {rows.line_num}")
                _check(entry, entries, files, f"{NAME} line {rows.line_num}")
                entries[entry.path] = entry
    except csv.Error as error:
        raise InputError(f"{NAME} line {rows.line_num}", f"not a CSV row: {error}") from None
    return entries


def entry_of(path: str, entries: Mapping[str, Entry]) -> Entry | None:
    """The row of a file, or of the nearest archive that it lies in."""
    file = path.partition("#")[0]
    return entries.get(path) or entries.get(file) or entries.get(archive_of(file, entries) or "")


def archive_of(path: str, paths: Container[str]) -> str | None:
    """The nearest of the folders in ``path`` that is one of ``paths``, and so an archive; None where there is none."""
    return next((str(folder) for folder in PurePosixPath(path).parents if str(folder) in paths), None)


def _columns(header: list[str]) -> list[str]:
    for name in header:
        if name not in COLUMNS:
            near = get_close_matches(name, COLUMNS, n=1, cutoff=0.5)
            remedy = f"did you mean {near[0]}?" if near else f"the columns are {', '.join(COLUMNS)}"
            raise UsageError(NAME, f"unknown column {name!r}", remedy)
        if header.count(name) > 1:
            raise UsageError(NAME, f"the column {name!r} is there twice")
    if "path" not in header:
        raise UsageError(
            NAME, "there is no column 'path'", f"the columns are {', '.join(COLUMNS)}; all but path optional"
        )
    return header


def _entry(columns: list[str], cells: list[str], where: str) -> Entry:
    if len(cells) != len(columns):
        raise InputError(
            where, f"{len(cells)} cells where the header has {len(columns)}", "quote a cell that holds the delimiter"
        )
    row = {name: cell or None for name, cell in zip(columns, cells, strict=True)}
    path = row["path"]
    if path is None:
        raise InputError(where, "the path is empty")
    language = row.get("lang")
    return Entry(
        path=PurePosixPath(path.replace("\\", "/")).as_posix(),
        language=standardize(language, where) if language else None,
        group=row.get("group"),
        title=row.get("title"),
        licence=row.get("licence"),
        date=row.get("date"),
    )


def _check(entry: Entry, entries: Mapping[str, Entry], paths: Collection[str], where: str) -> None:
    if entry.path in entries:
        raise InputError(where, f"{entry.path} is listed twice")
    if entry.path not in paths and archive_of(entry.path, paths) is None:
        near = get_close_matches(entry.path, sorted(paths), n=1, cutoff=0.6)
        raise InputError(where, f"there is no file {entry.path}", f"did you mean {near[0]}?" if near else "")
