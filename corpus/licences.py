"""Who may do what with a document: its licence as an SPDX expression, where that stands, and what the Hub calls it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase

from corpus.documents import Document
from corpus.errors import UsageError
from corpus.licence_expressions import OWN, exception_names, licence_names
from corpus.licence_names import did_you_mean, licence_id
from corpus.licence_terms import matching

# What the field ``license`` of a card may hold: huggingface.co/docs/hub/repositories-licenses, 2026.
_HUB = """
afl-3.0 agpl-3.0 apache-2.0 apple-amlr apple-ascl artistic-2.0 bigcode-openrail-m bigscience-bloom-rail-1.0
bigscience-openrail-m bsd bsd-2-clause bsd-3-clause bsd-3-clause-clear bsl-1.0 c-uda cc cc-by-2.0 cc-by-2.5
cc-by-3.0 cc-by-4.0 cc-by-nc-2.0 cc-by-nc-3.0 cc-by-nc-4.0 cc-by-nc-nd-3.0 cc-by-nc-nd-4.0 cc-by-nc-sa-2.0
cc-by-nc-sa-3.0 cc-by-nc-sa-4.0 cc-by-nd-4.0 cc-by-sa-3.0 cc-by-sa-4.0 cc0-1.0 cdla-permissive-1.0
cdla-permissive-2.0 cdla-sharing-1.0 creativeml-openrail-m deepfloyd-if-license ecl-2.0 epl-1.0 epl-2.0 etalab-2.0
eupl-1.1 eupl-1.2 fair-noncommercial-research-license gemma gfdl gpl gpl-2.0 gpl-3.0 grok2-community h-research
intel-research isc lgpl lgpl-2.1 lgpl-3.0 lgpl-lr llama2 llama3 llama3.1 llama3.2 llama3.3 llama4 lppl-1.3c mit
mpl-2.0 ms-pl ncsa odbl odc-by ofl-1.1 openmdw-1.0 openmdw-1.1 openrail openrail++ osl-3.0 other pddl postgresql
unknown unlicense wtfpl zlib
"""
HUB_LICENCES = frozenset(_HUB.split())
OTHER = "other"  # the Hub's word for a licence that it does not list
_CREATIVE_COMMONS = re.compile(r"CC-((?:BY|NC|ND|SA)(?:-(?:NC|ND|SA))*)-(\d\.\d)(?:-([A-Z]+))?")
_DEDICATIONS = {"CC0-1.0": "zero", "CC-PDM-1.0": "mark"}
_OPTION = "--licence"


@dataclass(frozen=True, slots=True)
class Granted:
    """``licence``: an SPDX expression, or None where none is known. ``stated``: the document's own words.
    ``granted_by``: ``document`` where these say it, ``publisher`` where the export was told, empty where nobody has."""

    licence: str | None
    stated: str
    granted_by: str


def licence_url(name: str) -> str:
    """The page of one licence, by its SPDX identifier: for people where there is one, else that of SPDX; an empty
    string for a permission of one's own."""
    if name.startswith(OWN):
        return ""
    if name in _DEDICATIONS:
        return f"https://creativecommons.org/publicdomain/{_DEDICATIONS[name]}/1.0/"
    if found := _CREATIVE_COMMONS.fullmatch(name):
        path = "/".join(part for part in found.groups() if part)
        return f"https://creativecommons.org/licenses/{path.lower()}/"
    return f"https://spdx.org/licenses/{name.removesuffix('+')}.html"


def licence_urls(expression: str) -> list[str]:
    """The pages of its licences and of their exceptions."""
    exceptions = [f"https://spdx.org/licenses/{name}.html" for name in exception_names(expression)]
    return [*filter(None, map(licence_url, licence_names(expression))), *exceptions]


def hub_licence(expression: str) -> str:
    """What a card on the Hub calls it, one of HUB_LICENCES; ``other`` for what these do not have, for several licences
    and for those with an exception."""
    if expression.lower() in HUB_LICENCES:
        return expression.lower()
    found = matching("hub", expression) if licence_names(expression) == (expression,) else []
    return next(iter(found), OTHER)


def stated_licence(stated: str) -> str | None:
    """The licence that a document states for itself. None for ``LicenseRef-`` names, in an expression too: what these
    permit, only those know who have the permission."""
    found = licence_id(stated)
    return None if found and any(name.startswith(OWN) for name in licence_names(found)) else found


def licences_of(documents: Iterable[Document], given: Sequence[str]) -> dict[str, Granted]:
    """By document id. ``given``: a licence for the documents that state nothing, or ``GLOB=LICENCE`` for those whose
    path, or that of their file, the pattern matches, whatever they state; the last that matches holds. Only here may a
    ``LicenseRef-`` name be granted.

    A ``UsageError`` on what is no licence, on two licences for the documents that state nothing, and on a pattern
    that no document has.
    """
    documents, default, by_path = list(documents), None, dict[str, str]()
    for each in given:
        pattern, separator, stated = each.rpartition("=")
        licence = licence_id(stated)
        if licence is None:
            raise UsageError(f"{_OPTION} {each}", f"{stated!r} is no licence", did_you_mean(stated))
        if separator:
            _check_pattern(pattern, documents, f"{_OPTION} {each}")
            by_path.pop(pattern, None)
            by_path[pattern] = licence
        elif default not in (None, licence):
            what = f"the documents that state nothing have {default} already"
            raise UsageError(f"{_OPTION} {each}", what, f"name those that you mean, as in 'es/*={licence}'")
        else:
            default = licence
    return {document.id: _granted(document, default, by_path) for document in documents}


def _granted(document: Document, default: str | None, by_path: Mapping[str, str]) -> Granted:
    stated = (document.licence or "").strip()
    told = next((one for pattern, one in reversed(list(by_path.items())) if _matches(document, pattern)), None)
    if told or (default and not stated):
        return Granted(told or default, stated, "publisher")
    found = stated_licence(stated)
    return Granted(found, stated, "document" if found else "")


def _matches(document: Document, pattern: str) -> bool:
    return any(fnmatchcase(path, pattern) for path in (document.path, document.path.partition("#")[0]))


def _check_pattern(pattern: str, documents: Sequence[Document], where: str) -> None:
    if not any(_matches(document, pattern) for document in documents):
        near = get_close_matches(pattern, sorted(document.path for document in documents), n=1, cutoff=0)
        raise UsageError(where, f"no document has a path like {pattern!r}", f"there is {near[0]}" if near else "")
