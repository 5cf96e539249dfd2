"""Ready units, which files such as translation memories hold: taken as they are, without encoding or alignment."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from corpus.catalogues import catalogue_of, is_named, unnamed
from corpus.documents import Document
from corpus.groups import Finding, Group, Grouping, Version, group_id
from corpus.tmx import clean_segment
from corpus.units import Part, Unit, unit_id
from corpus.varieties import file_of

GIVEN = "given"  # the flag of such a unit
_Place = tuple[str, str]  # language, key


def given_groups(documents: Iterable[Document]) -> Grouping:
    """The documents with ready units, those of one file or of one catalogue a group, and a finding for each of them.

    A source that several files of a catalogue have is in the group once: in the first of them.
    """
    files: dict[str, list[Document]] = {}
    for document in documents:
        if document.keys:
            files.setdefault(file_of(document), []).append(document)
    groups, findings = list[Group](), dict[str, Finding]()
    for members in _catalogues(files):
        paths = list(dict.fromkeys(map(file_of, members)))
        languages = sorted({document.language for document in members})
        if len(languages) == 1:
            for document in members:
                reason = f"no partner: the units of {file_of(document)} have no other language"
                findings[document.id] = Finding(None, reason)
            continue
        versions = [Version(tuple(each for each in members if each.language == language)) for language in languages]
        group = Group(group_id(members), tuple(versions), 1.0)
        groups.append(group)
        others = f", one of {len(paths)} files joined by their sources" if len(paths) > 1 else ""
        for document in members:
            reason = f"ready units of {file_of(document)}{others}"
            findings[document.id] = Finding(group.id, reason, probability=1.0, version=1)
    return Grouping(tuple(groups), findings)


def _catalogues(files: Mapping[str, Sequence[Document]]) -> list[list[Document]]:
    """The documents of files that go together, without what an earlier one of their language has, too.

    A file that has another text for a key than those before it is by itself.
    """
    found: dict[str, list[Document]] = {}
    texts: dict[str, dict[_Place, str]] = {}
    for file, members in files.items():
        catalogue = next(filter(None, (catalogue_of(document.keys) for document in members)), file)
        known = texts.setdefault(catalogue, {})
        own = {place: text for document in members for place, text in _texts(document).items()}
        if any(known.get(place, text) != text for place, text in own.items()):
            own = {}
            found[file] = [replace(each, keys=tuple(map(unnamed, each.keys))) for each in members]
        else:
            found.setdefault(catalogue, []).extend(_without(document, known) for document in members)
        known.update(own)
    return list(found.values())


def _texts(document: Document) -> dict[_Place, str]:
    """The texts of a document that other files may have, too."""
    pairs = zip(document.keys, document.paragraphs, strict=True)
    return {(document.language, key): span.of(document.text) for key, span in pairs if is_named(key)}


def _without(document: Document, known: Mapping[_Place, str]) -> Document:
    """The document, its paragraphs without key and sentences where these are known."""
    new = [(document.language, key) not in known for key in document.keys]
    return replace(
        document,
        sentences=tuple(spans if kept else () for spans, kept in zip(document.sentences, new, strict=True)),
        keys=tuple(key if kept else "" for key, kept in zip(document.keys, new, strict=True)),
    )


def given_units(group: Group) -> list[Unit]:
    """The units of a group of ``given_groups``, in the order of its longest document."""
    longest_first = sorted(group.documents, key=lambda document: -len(list(filter(None, document.keys))))
    parts: dict[str, list[Part]] = {
        _key(document, key): [] for document in longest_first for key in document.keys if key
    }
    for document in group.documents:
        for number, (key, span) in enumerate(zip(document.keys, document.paragraphs, strict=True)):
            if key:
                text = clean_segment(span.of(document.text))
                part = Part(document.language, document.id, document.path, span, number, text)
                parts[_key(document, key)].append(part)
    sure = {
        _key(document, key): probability
        for document in group.documents
        for key, probability in zip(document.keys, document.probabilities, strict=False)  # most have none
    }
    return [_unit(group, order, key, each, sure.get(key, 1.0)) for order, (key, each) in enumerate(parts.items())]


def _key(document: Document, key: str) -> str:
    """The key among those of all files of a group."""
    return key if is_named(key) else f"{file_of(document)}\0{key}"


def _unit(group: Group, order: int, key: str, parts: Sequence[Part], probability: float) -> Unit:
    first = min(parts, key=lambda part: (part.language.split("-")[0] != "en", part.language))
    # that of a source in a catalogue stays the same when the catalogue gets another language
    name = hashlib.sha256(f"unit\0{key}".encode()).hexdigest()[:12] if is_named(key) else unit_id(first)
    flags = ("full" if len(parts) == len(group.versions) else "partial", GIVEN)
    return Unit(name, group.id, order, tuple(parts), probability, flags=flags)
