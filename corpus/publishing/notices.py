"""What lies beside the data of a dataset: who may do what with it, and how it is cited."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from corpus.licences import licence_urls
from corpus.publishing.figures import UNKNOWN, Documents, Figures
from corpus.publishing.front_matter import as_yaml, languages_named, title_of
from corpus.publishing.making import Making, making_of
from corpus.publishing.markdown import one_line, several
from corpus.publishing.statements import Statements, overruled, total, unrecognised

_IDENTIFIER = re.compile(r"(?!LicenseRef-)[A-Za-z0-9.-]+")
_FIRST = """\
The texts of this dataset come from documents, and each text keeps the licence of its document. These are listed below.

In the Parquet files, the column "licence" has that of each text, by language; where it is null, none is known.
documents.parquet has it by document, with the words in which the document states it ("stated"), and says whether the
document states it or the publisher of this dataset does ("granted_by").

The alignment and the figures are published under the same terms as the texts that they belong to. A unit whose texts
have different licences is under all of them. Where these contradict one another, take the texts apart, or ask those who
hold the rights.
"""
_UNKNOWN = """\
    No licence is known: these texts may be under copyright, and nobody is known to have permitted their use."""

_NONE_KNOWN = "with a statement that is no licence known to hexapla, or more than one"
_OVERRULED = "with a statement that the publisher of this dataset has overruled"


def licence_notice(figures: Figures) -> str:
    """``LICENSE``: the licences of the documents, with their addresses, numbers and languages, and what documents state
    that is no known licence, or that the publisher has overruled."""
    entries = [_entry(licence, figures) for licence in sorted(figures.licences, key=lambda each: (not each, each))]
    return "\n".join([_FIRST, *entries])


def citation(export: Mapping[str, Any], figures: Figures) -> str:
    """``CITATION.cff``, version 1.2.0 of the format; ``export``: the parsed ``export.json``. It has no date, since a
    dataset that is made again is the same to the byte.

    Several licences mean a choice between them there, which these are not: then it names none.
    """
    publication = export["signature"]["publication"]
    title = title_of(export, figures)
    rows = several(figures.widest.rows, "unit")
    abstract = f"{rows} in {languages_named(figures.languages)}, {_made(making_of(figures, export))}"
    if len(figures.licences) > 1:
        abstract += " Its texts are under different licences, which the file LICENSE lists."
    only = figures.licences[0] if len(figures.licences) == 1 else UNKNOWN
    found = {
        "cff-version": "1.2.0",
        "message": "If you use this dataset, please cite it as below.",
        "type": "dataset",
        "title": title,
        "authors": [_author(name) for name in publication["authors"]] or [{"name": f"The publishers of {title}"}],
        "version": one_line(publication["version"]),
        "license": only if _IDENTIFIER.fullmatch(only) else "",
        "url": publication["homepage"],
        "keywords": ["parallel corpus", "translation", *figures.languages],
        "abstract": abstract,
    }
    return as_yaml({key: value for key, value in found.items() if value})


def _made(making: Making) -> str:
    if not making.aligned:
        made = "held ready by files and put together by hexapla."
    else:
        ready = f", but for {making.given:,} that files held ready" if making.given else ""
        made = f"aligned automatically by hexapla{ready}."
    return made + (f" People decided on {making.reviewed:,} of them." if making.reviewed else "")


def _entry(licence: str, figures: Figures) -> str:
    documents = [each for each in figures.documents if each.licence == licence]
    if licence == UNKNOWN:
        said = unrecognised(figures.statements)
        return "\n".join(["UNKNOWN", _held(documents), _UNKNOWN, *_quoted(said, _NONE_KNOWN), ""])
    addresses = [f"    {address}" for address in licence_urls(licence)]
    instead = _quoted(overruled(figures.statements, licence), _OVERRULED)
    return "\n".join([licence, *addresses, _held(documents), *instead, ""])


def _quoted(found: Statements, verdict: str) -> list[str]:
    """The most frequent, with their numbers; nothing where there are none."""
    if not found.documents:
        return []
    head = f"    {several(found.documents, 'document')} of these {verdict}:"
    lines = [f'        "{each.quoted}": {several(each.documents, "document")}' for each in found.frequent]
    if found.others:
        lines.append(
            f"        {several(len(found.others), 'other statement')}: {several(total(found.others), 'document')}"
        )
    return [head, *lines]


def _held(documents: list[Documents]) -> str:
    by_language: dict[str, int] = {}
    for each in documents:
        by_language[each.language] = by_language.get(each.language, 0) + each.number
    total = several(sum(by_language.values()), "document")
    return f"    {total} ({', '.join(f'{language}: {count:,}' for language, count in sorted(by_language.items()))})"


def _author(name: str) -> dict[str, str]:
    """``Family, Given`` is a person, anything else an institution or a group."""
    family, comma, given = (part.strip() for part in one_line(name).partition(","))
    return {"family-names": family, "given-names": given} if comma and family and given else {"name": one_line(name)}
