"""A folder becomes documents, and a list of what could not be used and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.documents import Document, Extract, Rejected
from corpus.errors import HexaplaError, InputError
from corpus.files import read_bytes, sha256, walk
from corpus.furniture import split_furniture
from corpus.languages import general, identify, language_of_path, match, near, standardize
from corpus.manifest import NAME, Entry, read_manifest
from corpus.readers import READERS, read
from corpus.segments import sentences

_SURE = 0.95  # of the identifier: below it a path or a declaration is believed without a flag
_SUFFIXES = frozenset(READERS)


@dataclass(frozen=True, slots=True)
class Collection:
    """The documents of a folder in the order of their paths, and the inputs that gave none."""

    documents: tuple[Document, ...]
    rejected: tuple[Rejected, ...]


@dataclass(frozen=True, slots=True)
class Language:
    """The language of a document and what is to be said about how it was found."""

    code: str
    flags: tuple[str, ...] = ()


def read_collection(
    folder: Path, languages: Sequence[str] | None = None, progress: Callable[[str], None] | None = None
) -> Collection:
    """Reads every document below ``folder``: only those in ``languages``, where given.

    ``progress`` is called with each path when it has been read. A ``UsageError`` where the folder or its manifest is
    wrong, an ``InputError`` where it holds no file; whatever else goes wrong in a file is a ``Rejected``.
    """
    wanted = tuple(dict.fromkeys(standardize(code, "--languages") for code in languages)) if languages else None
    found = walk(folder, _SUFFIXES)
    manifest = read_manifest(folder, found.paths)
    paths = [path for path in found.paths if path != NAME]
    if not paths and not found.rejected:
        raise InputError(str(folder), "there is no file in the folder", f"the program reads {' '.join(READERS)}")
    documents, rejected = list[Document](), list(found.rejected)
    for path in paths:
        for result in read_file(folder, path, manifest.get(path), wanted):
            (documents if isinstance(result, Document) else rejected).append(result)  # type: ignore[arg-type]
        if progress:
            progress(path)
    return Collection(tuple(documents), tuple(sorted(rejected, key=lambda r: r.path)))


def read_file(
    folder: Path, path: str, entry: Entry | None = None, languages: Sequence[str] | None = None
) -> list[Document | Rejected]:
    """The documents of the file at the POSIX path ``path`` below ``folder``."""
    try:
        data = read_bytes(folder / path)
        extracts = read(data, path)
    except HexaplaError as error:
        return [Rejected(path, _reason(error))]
    except Exception as error:  # a library's failure on a broken file must not end the run
        return [Rejected(path, f"it cannot be read: {type(error).__name__}: {' '.join(str(error).split())[:200]}")]
    if not extracts:
        return [Rejected(path, "no text is left: there is no record in it")]
    digest = sha256(data)
    return [
        extract if isinstance(extract, Rejected) else document(extract, path, entry, languages, digest)
        for extract in extracts
    ]


def _reason(error: HexaplaError) -> str:
    return error.what + (f" ({error.remedy})" if error.remedy else "")


def document(
    extract: Extract, path: str, entry: Entry | None = None, languages: Sequence[str] | None = None, digest: str = ""
) -> Document | Rejected:
    """An extract as a document: its language decided, furniture split off, paragraphs cut into sentences."""
    place = f"{path}#{extract.fragment}" if extract.fragment else path
    entry = entry or Entry(path)
    try:
        language = _language(extract, path, entry, languages)
    except InputError as error:
        return Rejected(place, _reason(error))
    paragraphs, furniture = split_furniture(extract, language.code)
    if not paragraphs:
        lines = f"{len(furniture)} lines of page furniture" if furniture else "the file holds none"
        return Rejected(place, f"no text is left: {lines}")
    return Document(
        path=place,
        language=language.code,
        text=extract.text,
        paragraphs=paragraphs,
        sentences=tuple(sentences(extract.text, span, language.code) for span in paragraphs),
        furniture=furniture,
        title=entry.title or extract.title,
        group=entry.group,
        licence=entry.licence or extract.licence,
        sha256=digest,
        flags=extract.flags + language.flags,
        url=extract.url,
    )


def _language(extract: Extract, path: str, entry: Entry, languages: Sequence[str] | None) -> Language:
    """The manifest's, else what a record says of itself, else the path's, else a page's declaration, else the text's.

    A page's declaration is often its template's: it counts only where the text does not contradict it.
    """
    marked = dict(extract.furniture)
    text = "\n".join(span.of(extract.text) for index, span in enumerate(extract.blocks) if index not in marked)
    seen = identify(text)
    named = language_of_path(path)
    declared = general(extract.language or "")
    sure = seen is not None and seen.probability >= _SURE

    def contradicts(code: str) -> bool:
        return sure and seen is not None and not near(code, seen.language)

    if entry.language:
        return _wanted(entry.language, languages)
    if extract.fragment and declared:
        return _wanted(declared, languages)
    if named and named.certain:
        disputed = contradicts(named.language)
        return _wanted(named.language, languages, ("language:path-contradicts-text",) if disputed else ())
    for code in (named.language if named else None, declared):
        if code and not contradicts(code):
            return _wanted(code, languages)
    if seen is None:
        raise InputError(
            path, "its language cannot be told", "name it in manifest.csv or in the path: en/a.txt, a.en.txt"
        )
    if languages and not sure:
        seen = identify(text, languages) or seen
    flags = ("language:identified",) if seen.probability >= 0.5 else ("language:identified", "language:uncertain")
    return _wanted(seen.language, languages, flags)


def _wanted(code: str, languages: Sequence[str] | None, flags: tuple[str, ...] = ()) -> Language:
    if languages is None:
        return Language(code, flags)
    if wanted := match(code, languages):
        return Language(wanted, flags)
    raise InputError("", f"language {code} is not among --languages {','.join(languages)}")
