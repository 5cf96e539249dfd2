"""A folder becomes documents, and a list of what could not be used and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.attribution import Language, by_majority, language_of, mixture
from corpus.documents import Document, Extract, Furniture, Rejected
from corpus.errors import HexaplaError, InputError
from corpus.files import read_bytes, sha256, walk
from corpus.furniture import split_furniture
from corpus.languages import language_of_path, standardize
from corpus.manifest import NAME, Entry, read_manifest
from corpus.readers import READERS, read
from corpus.repeated import split_repeated
from corpus.segments import Segmenter, sentences
from corpus.varieties import check_entries, settle_languages

_SUFFIXES = frozenset(READERS)


@dataclass(frozen=True, slots=True)
class Collection:
    """The documents of a folder in the order of their paths, and the inputs that gave none."""

    documents: tuple[Document, ...]
    rejected: tuple[Rejected, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """How documents are read: ``languages``, where given, are the only ones; ``known`` are those that the collection
    has for certain, of which short paragraphs are recognised among others. ``segmenter`` cuts paragraphs into
    sentences."""

    languages: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    keep_furniture: bool = False
    segmenter: Segmenter = sentences


def read_collection(
    folder: Path,
    languages: Sequence[str] | None = None,
    progress: Callable[[str], None] | None = None,
    keep_furniture: bool = False,
    segmenter: Segmenter = sentences,
) -> Collection:
    """Reads every document below ``folder``: only those in ``languages``, where given.

    With ``keep_furniture`` menus and the like are text as any other; ``segmenter`` cuts paragraphs into sentences.
    ``progress`` is called with each path when it has been read. A ``UsageError`` where the folder or its manifest is
    wrong, an ``InputError`` where it holds no file; whatever else goes wrong in a file is a ``Rejected``.
    """
    wanted = tuple(dict.fromkeys(standardize(code, "--languages") for code in languages or ()))
    found = walk(folder, _SUFFIXES)
    manifest = read_manifest(folder, found.paths)
    paths = [path for path in found.paths if path != NAME]
    if not paths and not found.rejected:
        raise InputError(str(folder), "there is no file in the folder", f"the program reads {' '.join(READERS)}")
    how = Reading(wanted, wanted or _languages_named(paths, manifest), keep_furniture, segmenter)
    documents, rejected = list[Document](), list(found.rejected)
    for path in paths:
        for result in read_file(folder, path, manifest.get(path), how):
            if isinstance(result, Document):
                documents.append(result)
            else:
                rejected.append(result)
        if progress:
            progress(path)
    check_entries(documents, manifest)
    settled = settle_languages(by_majority(documents))
    documents = [each for each in settled if isinstance(each, Document)]
    rejected += [each for each in settled if isinstance(each, Rejected)]
    if not keep_furniture:
        documents = split_repeated(documents)
    return Collection(tuple(documents), tuple(sorted(rejected, key=lambda r: r.path)))


def _languages_named(paths: Iterable[str], manifest: Mapping[str, Entry]) -> tuple[str, ...]:
    """What the manifest and the paths say, where there is no doubt about it."""
    named = [found.language for path in paths if (found := language_of_path(path)) and found.certain]
    listed = [entry.language for entry in manifest.values() if entry.language]
    return tuple(sorted({*named, *listed}))


def read_file(
    folder: Path, path: str, entry: Entry | None = None, how: Reading = Reading()
) -> list[Document | Rejected]:
    """The documents of the file at the POSIX path ``path`` below ``folder``, and its records that give none."""
    try:
        data = read_bytes(folder / path)
        digest = sha256(data)
        return [
            extract if isinstance(extract, Rejected) else document(extract, path, entry, how, digest)
            for extract in read(data, path)
        ]
    except HexaplaError as error:
        return [Rejected(path, _reason(error))]
    except Exception as error:  # a library's failure on a broken file must not end the run
        return [Rejected(path, f"it cannot be read: {type(error).__name__}: {' '.join(str(error).split())[:200]}")]


def _reason(error: HexaplaError) -> str:
    return error.what + (f" ({error.remedy})" if error.remedy else "")


def document(
    extract: Extract, path: str, entry: Entry | None = None, how: Reading = Reading(), digest: str = ""
) -> Document | Rejected:
    """An extract as a document: its language decided, furniture split off, paragraphs cut into sentences."""
    place = f"{path}#{extract.fragment}" if extract.fragment else path
    entry = entry or Entry(path)
    marked = dict(extract.furniture) if extract.keys or not how.keep_furniture else {}
    blocks = [span.of(extract.text) for index, span in enumerate(extract.blocks) if index not in marked]
    if not blocks:
        return Rejected(place, _untranslated(marked) if extract.keys else _nothing_left(len(marked)))
    try:
        language = language_of(extract, blocks, path, Entry(path) if extract.keys else entry, how.languages)
    except InputError as error:
        return Rejected(place, _reason(error))
    if extract.keys:
        return _of_ready_units(extract, place, language, entry, digest)
    split = split_furniture(extract, language.of_text, how.known, how.keep_furniture)
    if not split.paragraphs:
        return Rejected(place, _nothing_left(len(split.furniture)))
    return Document(
        path=place,
        language=language.code,
        text=extract.text,
        paragraphs=split.paragraphs,
        sentences=tuple(how.segmenter(extract.text, span, language.of_text) for span in split.paragraphs),
        furniture=split.furniture,
        title=entry.title or extract.title,
        group=entry.group,
        licence=entry.licence or extract.licence,
        sha256=digest,
        flags=extract.flags + language.flags + mixture(split, extract.text, language.code),
        url=extract.url,
        date=entry.date or extract.date,
        doubtful=split.doubtful,
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
