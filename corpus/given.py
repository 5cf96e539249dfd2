"""Ready units, which files such as translation memories hold: taken as they are, without encoding or alignment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corpus.documents import Document
from corpus.groups import Finding, Group, Grouping, group_id, one_document_each
from corpus.tmx import clean_segment
from corpus.units import Part, Unit, unit_id
from corpus.varieties import file_of

GIVEN = "given"  # the flag of such a unit


def given_groups(documents: Iterable[Document]) -> Grouping:
    """The documents with ready units, those of one file a group, and a finding for each of them."""
    files: dict[str, list[Document]] = {}
    for document in documents:
        if document.keys:
            files.setdefault(file_of(document), []).append(document)
    groups, findings = [], {}
    for file, members in files.items():
        ordered = tuple(sorted(members, key=lambda document: document.language))
        if len(ordered) == 1:
            findings[ordered[0].id] = Finding(None, f"no partner: the units of {file} have no other language")
            continue
        group = Group(group_id(ordered), one_document_each(ordered), 1.0)
        groups.append(group)
        said = Finding(group.id, f"ready units of {file}", probability=1.0, version=1)
        findings.update((document.id, said) for document in ordered)
    return Grouping(tuple(groups), findings)


def given_units(group: Group) -> list[Unit]:
    """The units of a group of ``given_groups``, in the order of its longest document."""
    longest_first = sorted(group.documents, key=lambda document: -len(document.keys))
    parts: dict[str, list[Part]] = {key: [] for document in longest_first for key in document.keys}
    for document in group.documents:
        for number, (key, span) in enumerate(zip(document.keys, document.paragraphs, strict=True)):
            text = clean_segment(span.of(document.text))
            parts[key].append(Part(document.language, document.id, document.path, span, number, text))
    return [_unit(group, order, each) for order, each in enumerate(parts.values())]


def _unit(group: Group, order: int, parts: Sequence[Part]) -> Unit:
    first = min(parts, key=lambda part: (part.language.split("-")[0] != "en", part.language))
    flags = ("full" if len(parts) == len(group.documents) else "partial", GIVEN)
    return Unit(unit_id(first), group.id, order, tuple(parts), 1.0, flags=flags)
