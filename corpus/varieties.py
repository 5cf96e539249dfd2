"""Which language a file of ready units goes by beside other documents: the variety that it names, or the language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from corpus.documents import Document, Rejected
from corpus.errors import UsageError
from corpus.languages import general
from corpus.manifest import NAME, Entry

_REGIONAL = re.compile(r"[a-z]{2,3}-([A-Z]{2}|[0-9]{3})")  # a language in a region, in its usual script


def file_of(document: Document) -> str:
    """The path of the file that holds this document among others."""
    return document.path.rpartition("#")[0]


def check_entries(documents: Iterable[Document], entries: Mapping[str, Entry]) -> None:
    """Raise UsageError where the manifest gives a language or a group to a file of nothing but ready units."""
    documents = tuple(documents)
    with_text = {document.path for document in documents if not document.keys}
    for document in documents:
        entry = entries.get(file_of(document)) if document.keys else None
        if entry and entry.path not in with_text and (entry.language or entry.group):
            remedy = "leave both empty"
            raise UsageError(NAME, f"{entry.path} holds ready units, whose languages and group it says itself", remedy)


def settle_languages(documents: Sequence[Document]) -> list[Document | Rejected]:
    """The documents with the languages that ready units go by beside the others.

    ``en-US`` goes by ``en`` where another document has that language and its file holds no other variety of it. A
    second document of a file in the same language, which ``--languages`` can lead to, is rejected.
    """
    collection = {document.language for document in documents}
    variants: dict[str, list[str | None]] = {}
    for document in documents:
        if document.keys:
            variants.setdefault(file_of(document), []).append(general(document.language))
    settled = list[Document | Rejected]()
    first: dict[tuple[str, str], str] = {}
    for document in documents:
        if document.keys:
            plain = general(document.language)
            alone = variants[file_of(document)].count(plain) == 1
            if plain in collection and alone and _REGIONAL.fullmatch(document.language):
                document = replace(document, language=plain)
            earlier = first.setdefault((file_of(document), document.language), document.path)
            if earlier != document.path:
                reason = f"its language counts as {document.language}, like that of {earlier}"
                settled.append(Rejected(document.path, reason))
                continue
        settled.append(document)
    return settled
