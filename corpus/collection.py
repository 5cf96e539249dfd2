"""A folder becomes documents, and a list of what could not be used and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.documents import Document, Extract, Furniture, Rejected
from corpus.errors import HexaplaError, InputError
from corpus.files import read_bytes, sha256, walk
from corpus.furniture import split_furniture
from corpus.languages import general, identify, language_of_path, match, near, standardize
from corpus.manifest import NAME, Entry, read_manifest
from corpus.readers import READERS, read
from corpus.segments import sentences
from corpus.varieties import check_entries, settle_languages

# Of the identifier: below the first a path or a declaration is believed without a flag, below the second it is a guess.
_SURE, _LIKELY = 0.95, 0.5
_SUFFIXES = frozenset(READERS)


@dataclass(frozen=True, slots=True)
class Collection:
    """The documents of a folder in the order of their paths, and the inputs that gave none."""

    documents: tuple[Document, ...]
    rejected: tuple[Rejected, ...]


@dataclass(frozen=True, slots=True)
class Language:
    """The language that a document goes by, the one that its text is in, and what there is to say about them."""

    code: str
    of_text: str
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
            if isinstance(result, Document):
                documents.append(result)
            else:
                rejected.append(result)
        if progress:
            progress(path)
    check_entries(documents, manifest)
    settled = settle_languages(documents)
    documents = [each for each in settled if isinstance(each, Document)]
    rejected += [each for each in settled if isinstance(each, Rejected)]
    return Collection(tuple(documents), tuple(sorted(rejected, key=lambda r: r.path)))


def read_file(
    folder: Path, path: str, entry: Entry | None = None, languages: Sequence[str] | None = None
) -> list[Document | Rejected]:
    """The documents of the file at the POSIX path ``path`` below ``folder``, and its records that give none."""
    try:
        data = read_bytes(folder / path)
        digest = sha256(data)
        return [
            extract if isinstance(extract, Rejected) else document(extract, path, entry, languages, digest)
            for extract in read(data, path)
        ]
    except HexaplaError as error:
        return [Rejected(path, _reason(error))]
    except Exception as error:  # a library's failure on a broken file must not end the run
        return [Rejected(path, f"it cannot be read: {type(error).__name__}: {' '.join(str(error).split())[:200]}")]


def _reason(error: HexaplaError) -> str:
    return error.what + (f" ({error.remedy})" if error.remedy else "")


def document(
    extract: Extract, path: str, entry: Entry | None = None, languages: Sequence[str] | None = None, digest: str = ""
) -> Document | Rejected:
    """An extract as a document: its language decided, furniture split off, paragraphs cut into sentences."""
    place = f"{path}#{extract.fragment}" if extract.fragment else path
    entry = entry or Entry(path)
    marked = dict(extract.furniture)
    text = "\n".join(span.of(extract.text) for index, span in enumerate(extract.blocks) if index not in marked)
    if not text:
        return Rejected(place, _untranslated(marked) if extract.keys else _nothing_left(len(marked)))
    try:
        language = _language(extract, text, path, Entry(path) if extract.keys else entry, languages)
    except InputError as error:
        return Rejected(place, _reason(error))
    if extract.keys:
        return _of_ready_units(extract, place, language, entry, digest)
    paragraphs, furniture = split_furniture(extract, language.of_text)
    if not paragraphs:
        return Rejected(place, _nothing_left(len(furniture)))
    return Document(
        path=place,
        language=language.code,
        text=extract.text,
        paragraphs=paragraphs,
        sentences=tuple(sentences(extract.text, span, language.of_text) for span in paragraphs),
        furniture=furniture,
        title=entry.title or extract.title,
        group=entry.group,
        licence=entry.licence or extract.licence,
        sha256=digest,
        flags=extract.flags + language.flags,
        url=extract.url,
    )


def _of_ready_units(extract: Extract, place: str, language: Language, entry: Entry, digest: str) -> Document:
    """Its paragraphs are segments already, and furniture is what the file says is none of its units."""
    marked = dict(extract.furniture)
    kept = [index for index in range(len(extract.blocks)) if index not in marked]
    spans = tuple(extract.blocks[index] for index in kept)
    return Document(
        path=place,
        language=language.code,
        text=extract.text,
        paragraphs=spans,
        sentences=tuple((span,) for span in spans),
        furniture=tuple(Furniture(extract.blocks[index], reason) for index, reason in extract.furniture),
        title=entry.title or extract.title,
        licence=entry.licence or extract.licence,
        sha256=digest,
        flags=extract.flags + language.flags,
        url=extract.url,
        keys=tuple(extract.keys[index] for index in kept),
    )


def _nothing_left(lines: int) -> str:
    return f"no text is left: {f'{lines} lines of page furniture' if lines else 'the file holds none'}"


def _untranslated(marked: Mapping[int, str]) -> str:
    counts = Counter(marked.values())
    return f"none of its {len(marked)} texts is ready: {', '.join(f'{reason} {counts[reason]}' for reason in counts)}"


def _language(extract: Extract, text: str, path: str, entry: Entry, languages: Sequence[str] | None) -> Language:
    """The manifest's, else what a record says of itself, else the path's, else a page's declaration, else the text's.

    A page's declaration is often its template's: it counts only where the text does not contradict it.
    """
    seen = identify(text)
    sure = seen if seen and seen.probability >= _SURE else None
    named = language_of_path(path)
    record = extract.language if extract.fragment else None
    certain = named.language if named and named.certain else None
    for code, source in ((entry.language, "manifest"), (record, "record"), (certain, "path")):
        if code and sure and not near(code, sure.language):
            return Language(_wanted(code, languages), sure.language, (f"language:{source}-contradicts-text",))
        if code:
            return Language(_wanted(code, languages), code)
    for code in (named.language if named else None, general(extract.language or "")):
        if code and not (sure and not near(code, sure.language)):
            return Language(_wanted(code, languages), code)
    if seen is None:
        remedy = "name it in manifest.csv or in the path: en/a.txt, a.en.txt"
        raise InputError(path, "its language cannot be told", remedy)
    if languages and not sure:
        seen = identify(text, languages) or seen
    flags = ("language:identified",) if seen.probability >= _LIKELY else ("language:identified", "language:uncertain")
    return Language(_wanted(seen.language, languages), seen.language, flags)


def _wanted(code: str, languages: Sequence[str] | None) -> str:
    """``code`` as it stands among ``languages``; an ``InputError`` where it does not."""
    if languages is None:
        return code
    if wanted := match(code, languages):
        return wanted
    raise InputError("", f"language {code} is not among --languages {','.join(languages)}")
