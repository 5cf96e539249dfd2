"""What the card of a dataset says of rights: licences, who names them, what contradicts what."""

from __future__ import annotations

from collections import Counter
from typing import Any

from corpus.licence_expressions import licence_names
from corpus.licence_terms import contradictory, is_known, restrictions
from corpus.licences import licence_url
from corpus.publishing.card_words import RESTRICTIONS
from corpus.publishing.figures import UNKNOWN, Figures
from corpus.publishing.markdown import inert, listed, number, several
from corpus.publishing.statements import Statements, overruled, total, unrecognised

NAMED = 5  # mixtures of licences
_SAID_BY = {"document": "the document", "publisher": "the publisher"}


def rights_values(figures: Figures) -> dict[str, Any]:
    """By the names that the template has for them."""
    known = [licence for licence in figures.licences if licence != UNKNOWN]
    asked = {each for licence in known for each in restrictions(licence)}
    mixtures = _mixtures(figures)
    clashing = Counter({licences: rows for licences, rows in mixtures.items() if contradictory(licences)})
    return {
        "unknown": _unknown(figures) if figures.documents_where(licence=UNKNOWN) else None,
        "licences": [_licence(figures, licence) for licence in figures.licences],
        "overruled": _quoted(overruled(figures.statements), with_licence=True),
        "restricted": [words for name, words in RESTRICTIONS.items() if name in asked],
        "mixed": sum(rows for licences, rows in mixtures.items() if len(licences) > 1),
        "contradictory": sum(clashing.values()),
        "contradictions": _contradictions(clashing),
    }


def _mixtures(figures: Figures) -> Counter[tuple[str, ...]]:
    """Units of the widest config by the known licences of their texts."""
    found = Counter[tuple[str, ...]]()
    for licences, rows in figures.widest.licences.items():
        found[tuple(each for each in licences if each != UNKNOWN)] += rows
    return found


def _contradictions(clashing: Counter[tuple[str, ...]]) -> list[str]:
    """Points of a list, most units first."""
    ranked = sorted(clashing.items(), key=lambda each: (-each[1], each[0]))
    points = [f"{listed([*map(inert, licences)])}: {several(rows, 'unit')}" for licences, rows in ranked[:NAMED]]
    if rest := ranked[NAMED:]:
        points.append(f"{several(len(rest), 'other mixture')}: {several(sum(rows for _, rows in rest), 'unit')}")
    return points


def _unknown(figures: Figures) -> dict[str, Any]:
    documents, said = figures.documents_where(licence=UNKNOWN), _quoted(unrecognised(figures.statements))
    return {
        "documents": documents,
        "units": figures.units_with(UNKNOWN),
        "silent": documents - said["documents"],
        "said": said,
    }


def _quoted(found: Statements, *, with_licence: bool = False) -> dict[str, Any]:
    """How many documents state them, and the most frequent as points of a list."""
    points = []
    for each in found.frequent:
        instead = f", {inert(each.licence)} instead" if with_licence else ""
        points.append(f"“{inert(each.quoted)}”: {several(each.documents, 'document')}{instead}")
    if found.others:
        points.append(f"{several(len(found.others), 'other statement')}: {several(total(found.others), 'document')}")
    return {"documents": found.documents, "points": points}


def _licence(figures: Figures, licence: str) -> dict[str, Any]:
    """A row of the table of licences; their addresses stand in LICENSE as well."""
    documents = [each for each in figures.documents if each.licence == licence]
    return {
        "name": _linked(licence) if licence else "**unknown**",
        "documents": sum(each.number for each in documents),
        "languages": ", ".join(sorted({each.language for each in documents})),
        "units": figures.units_with(licence),
        "granted": _granted(figures, licence),
        "asks": _asks(licence) if licence else "not known",
    }


def _granted(figures: Figures, licence: str) -> str:
    if licence == UNKNOWN:
        said = unrecognised(figures.statements).documents
        counts = {"nobody": figures.documents_where(licence=UNKNOWN) - said, "the document, in other words": said}
    else:
        documents = [each for each in figures.documents if each.licence == licence]
        counts = {
            words: sum(each.number for each in documents if each.granted_by == by) for by, words in _SAID_BY.items()
        }
    return ", ".join(f"{words}: {number(count)}" for words, count in counts.items() if count)


def _asks(licence: str) -> str:
    found = [*restrictions(licence), *([] if is_known(licence) else ["see its text"])]
    return ", ".join(found) or "nothing"


def _linked(licence: str) -> str:
    names = licence_names(licence)
    address = licence_url(names[0]) if names == (licence,) else ""
    return f"[{inert(licence)}]({address})" if address else inert(licence)
