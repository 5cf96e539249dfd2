"""A page on which a person looks through the units of a build, and says which are wrong and how they are right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from corpus import __version__
from corpus.decisions import Sample
from corpus.documents import Document
from corpus.errors import UsageError
from corpus.groups import Group
from corpus.pages import as_json, write_page
from corpus.pipeline import Build
from corpus.tmx import clean_segment
from corpus.units import Part, Unit, gap, joined

STYLES = ("colours.css", "review.css")
SCRIPTS = (
    "text.js",
    "model.js",
    "actions.js",
    "rows.js",
    "list.js",
    "filters.js",
    "store.js",
    "commands.js",
    "review.js",
)
# Units on one page. 50,000 in two languages are 35 MB; Chromium opens them in 0.8 s and takes 0.1 s for a key, where
# 5,000 in four take 0.2 s and 0.01 s.
MOST = 50_000


def write_review_page(
    build: Build, path: Path, build_id: str, groups: Sequence[str] = (), sample: Sample | None = None
) -> int:
    """One HTML file with the units of ``groups``, of all where there are none named, and returns their number. The
    decisions say of which ``sample`` they are, where the units of the build are one.

    Raises UsageError for a group that the build does not have, where ``path`` is no name of a page, and where there
    are more units than one holds.
    """
    if path.suffix.lower() not in (".html", ".htm"):
        raise UsageError(str(path), "a page is an .html file", "name it such as review.html")
    known = [group.id for group in build.grouping.groups]
    for name in groups:
        if name not in known:
            raise UsageError("--groups", f"this build has no group {name}", f"such as {known[0]}" if known else "")
    chosen = [group for group in build.grouping.groups if not groups or group.id in groups]
    names = {group.id for group in chosen}
    units = [unit for unit in build.units if unit.group in names]
    if len(units) > MOST:
        what = f"{len(units)} units are more than one page can show ({MOST})"
        raise UsageError("review export", what, f"choose some with --groups {chosen[0].id},…")
    data = page_data(chosen, units, build_id)
    if sample:
        data["sample"] = {"size": sample.size, "seed": sample.seed}
    write_page(path, "review.html", STYLES, SCRIPTS, data=as_json(data), build=build_id, version=__version__)
    return len(units)


def page_data(groups: Sequence[Group], units: Iterable[Unit], build_id: str) -> dict[str, object]:
    """What the page is told. Documents and their sentences are counted from 0; a unit's ``parts`` are [document, first
    sentence, the one behind the last], and the words where they are not those of the document."""
    placed = [(column, document) for group in groups for column, document in columns_of(group)]
    places = {document.id: number for number, (_, document) in enumerate(placed)}
    found = {document.id: _boundaries(document) for _, document in placed}
    languages = {column: document.language for column, document in placed}

    def part_of(part: Part) -> list[object]:
        place = places[part.document]
        return _part(part, placed[place][1], place, found[part.document])

    return {
        "build": build_id,
        "columns": [{"name": name, "language": languages[name]} for name in sorted(languages)],
        "groups": [
            {"id": group.id, "title": next((each.title for each in group.documents if each.title), "")}
            for group in groups
        ],
        "documents": [
            {"id": each.id, "path": each.path, "column": column, "sentences": _sentences(each)}
            for column, each in placed
        ],
        "units": [
            {
                "id": unit.id, "group": unit.group, "probability": unit.probability, "flags": unit.flags,
                "parts": [part_of(part) for part in unit.parts],
            }
            for unit in units
        ],
    }  # fmt: skip


def columns_of(group: Group) -> list[tuple[str, Document]]:
    """The documents of a group, each with the column that the TSV has it in: ``es``, ``es#2``."""
    found, seen = list[tuple[str, Document]](), dict[str, int]()
    for version in group.versions:
        number = seen[version.language] = seen.get(version.language, 0) + 1
        column = version.language if number == 1 else f"{version.language}#{number}"
        found += [(column, document) for document in version.documents]
    return found


def _sentences(document: Document) -> list[list[object]]:
    """[start, stop, text, what stands before it]."""
    spans = [span for _, span in document.all_sentences]
    gaps = ["", *(gap(document.text, before, after, document.language) for before, after in pairwise(spans))]
    return [
        [span.start, span.stop, clean_segment(span.of(document.text)), before]
        for span, before in zip(spans, gaps, strict=True)
    ]


class _Boundaries(NamedTuple):
    """The sentences of a document by where they start and by where they stop."""

    starts: dict[int, int]
    stops: dict[int, int]


def _boundaries(document: Document) -> _Boundaries:
    spans = [span for _, span in document.all_sentences]
    return _Boundaries({span.start: k for k, span in enumerate(spans)}, {span.stop: k for k, span in enumerate(spans)})


def _part(part: Part, document: Document, place: int, found: _Boundaries) -> list[object]:
    first, stop = found.starts[part.span.start], found.stops[part.span.stop] + 1
    own = [span for _, span in document.all_sentences[first:stop]]
    words = [] if part.text == joined(document.text, own, document.language) else [part.text]
    return [place, first, stop, *words]
