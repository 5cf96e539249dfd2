"""The rows of a dataset: units with one version a language, and the documents that these are from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.documents import Document
from corpus.groups import Finding
from corpus.licences import Granted
from corpus.publishing.masking import mask_emails
from corpus.tabular import Row
from corpus.units import Part, Unit


@dataclass(frozen=True)
class Origins:
    """The documents that texts come from, by id: what was found out about them, and what one may do with them.
    ``masked``: e-mail addresses in paths and URLs, of which numbers are no telephone's, are not shown."""

    documents: Mapping[str, Document]
    findings: Mapping[str, Finding]
    granted: Mapping[str, Granted]
    masked: bool = False

    def unit_row(self, unit: Unit, languages: Sequence[str]) -> Row:
        """The columns of dataset_schema, of a unit with one part a language at most; those of the ``languages`` that
        it lacks are null."""
        parts = {part.language: part for part in unit.parts}

        def by_language(value: Callable[[Part], object]) -> Row:
            return {language: value(parts[language]) if language in parts else None for language in languages}

        return {
            "unit_id": unit.id,
            "translation": by_language(lambda part: part.text),
            "probability": unit.probability,
            "consistency": unit.consistency,
            "flags": list(unit.flags),
            "group_id": unit.group,
            "order": unit.order,
            "doc_id": by_language(lambda part: part.document),
            "url": by_language(lambda part: self._url(part.document)),
            "licence": by_language(lambda part: self.granted[part.document].licence),
            "char_start": by_language(lambda part: part.span.start),
            "char_end": by_language(lambda part: part.span.stop),
        }

    def document_rows(self, published: Iterable[str], split_of: Mapping[str, str]) -> Iterator[Row]:
        """Those with the ids that are ``published``, by path; ``split_of``: by group."""
        for document in sorted(map(self.documents.__getitem__, set(published)), key=lambda each: each.path):
            finding, granted = self.findings[document.id], self.granted[document.id]
            yield {
                "doc_id": document.id,
                "path": self._path(document.path),
                "lang": document.language,
                "title": document.title,
                "date": document.date or None,
                "url": self._url(document.id),
                "licence": granted.licence,
                "stated": granted.stated or None,
                "granted_by": granted.granted_by,
                "sha256": document.sha256,
                "group_id": finding.group,
                "split": split_of[finding.group or ""],
                "version": finding.version,
            }

    def _url(self, document: str) -> str | None:
        url = self.documents[document].url
        return mask_emails(url) if url and self.masked else url

    def _path(self, path: str) -> str:
        """What follows the last dot is the kind of the file, not of an address."""
        name, dot, kind = path.rpartition(".")
        return f"{mask_emails(name)}{dot}{kind}" if self.masked else path


def in_all_languages(units: Iterable[Unit], pairs: Iterable[Iterable[Unit]]) -> Iterator[Unit]:
    """The ``units`` of which ``pairs`` have anything, with the versions that are in one pair or more, one a language.

    Where a language has several versions, a unit comes once for each of them; of the languages that have no version of
    that number it has the first.
    """
    found: dict[tuple[str, int], dict[str, Part]] = {}
    for of_pair in pairs:
        for unit in of_pair:
            found.setdefault((unit.group, unit.order), {}).update((part.column, part) for part in unit.parts)
    for unit in units:
        parts = found.get((unit.group, unit.order), {})
        languages = sorted({part.language for part in parts.values()})
        seen = set[tuple[Part, ...]]()
        for number in sorted({part.version for part in parts.values()}):
            versions = (_version(parts, language, number) for language in languages)
            taken = tuple(filter(None, versions))
            if len(taken) > 1 and taken not in seen:
                seen.add(taken)
                yield replace(unit, parts=taken)


def _version(parts: Mapping[str, Part], language: str, number: int) -> Part | None:
    """That of this number, or the first."""
    own = (part for part in parts.values() if part.language == language and part.version in (number, 1))
    return max(own, key=lambda part: part.version, default=None)
