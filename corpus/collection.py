"""A folder becomes documents, and a list of what could not be used and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.archives import READABLE, unpack
from corpus.attribution import Language, by_majority, language_of, mixture
from corpus.documents import FOREIGN, Document, Extract, Furniture, Member, Rejected
from corpus.errors import HexaplaError, InputError
from corpus.files import sha256, walk
from corpus.furniture import split_furniture
from corpus.languages import language_of_path, near, standardize
from corpus.limits import NAME as LONGEST_NAME
from corpus.limits import PARAGRAPH
from corpus.manifest import NAME, Entry, archive_of, entry_of, read_manifest
from corpus.readers import READERS, read
from corpus.repeated import split_repeated
from corpus.segments import Segmenter, sentences
from corpus.varieties import check_entries, settle_languages


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
    found = walk(folder, READABLE)
    # where walk() does not list it, it is a link that leads out of the folder
    manifest = read_manifest(folder, found.paths) if NAME in found.paths else {}
    paths = [path for path in found.paths if path != NAME]
    if not paths and not found.rejected:
        raise InputError(str(folder), "there is no file in the folder", f"the program reads {' '.join(READERS)}")
    how = Reading(wanted, wanted or _languages_named(paths, manifest), keep_furniture, segmenter)
    documents, rejected = list[Document](), list(found.rejected)
    for path in paths:
        results = list(read_file(folder, path, manifest, how))
        documents += [result for result in results if isinstance(result, Document)]
        rejected += [result for result in results if isinstance(result, Rejected)]
        rejected += _rows_for_nothing(path, manifest, results)
        if progress:
            progress(path)
    check_entries(documents, manifest)
    settled = settle_languages(by_majority(documents, segmenter))
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


def _rows_for_nothing(
    archive: str, manifest: Mapping[str, Entry], results: Sequence[Document | Rejected]
) -> Iterator[Rejected]:
    """The manifest's rows for members that an archive has not."""
    seen = {each.path.partition("#")[0] for each in results}
    for path in manifest:
        if path not in seen and archive_of(path, (archive,)):
            yield Rejected(path, f"{NAME} names it, but it is not in the archive")


def read_file(
    folder: Path, path: str, entries: Mapping[str, Entry] | None = None, how: Reading = Reading()
) -> Iterator[Document | Rejected]:
    """The documents of the file at the POSIX path ``path`` below ``folder``, and what of it gives none.

    ``entries`` are the manifest's rows, by path.
    """
    try:
        for member in unpack(folder / path, path):
            yield from [member] if isinstance(member, Rejected) else _read_member(member, entries or {}, how)
    except HexaplaError as error:
        yield Rejected(path, error.reason)
    except Exception as error:
        yield Rejected(path, _failure(error))


def _read_member(member: Member, entries: Mapping[str, Entry], how: Reading) -> Iterator[Document | Rejected]:
    try:
        digest, entry = sha256(member.data), entry_of(member.path, entries)
        for extract in read(member.data, member.path, member.suffix):
            if isinstance(extract, Rejected):
                yield extract
            else:
                known = replace(extract, url=member.url) if member.url else extract
                yield document(known, member.path, entry, how, digest)
    except HexaplaError as error:
        yield Rejected(member.path, error.reason)
    except Exception as error:
        yield Rejected(member.path, _failure(error))


def _failure(error: Exception) -> str:
    """A library's failure on a broken file must not end the run."""
    return f"it cannot be read: {type(error).__name__}: {' '.join(str(error).split())[:200]}"


def document(
    extract: Extract, path: str, entry: Entry | None = None, how: Reading = Reading(), digest: str = ""
) -> Document | Rejected:
    """An extract as a document: its language decided, furniture split off, paragraphs cut into sentences."""
    place = f"{path}#{extract.fragment}" if extract.fragment else path
    if len(place) > LONGEST_NAME:
        return Rejected(f"{place[:100]}…", f"its path or id has {len(place)} characters")
    longest = max((block.stop - block.start for block in extract.blocks), default=0)
    if longest > PARAGRAPH:
        return Rejected(place, f"a paragraph of {longest:,} characters: {PARAGRAPH:,} are read (break it into lines)")
    entry = entry or Entry(path)
    marked = dict(extract.furniture) if extract.keys or not how.keep_furniture else {}
    blocks = [span.of(extract.text) for index, span in enumerate(extract.blocks) if index not in marked]
    if not blocks:
        return Rejected(place, _untranslated(marked) if extract.keys else _nothing_left(len(marked)))
    try:
        language = language_of(extract, blocks, path, Entry(path) if extract.keys else entry, how.languages)
    except InputError as error:
        return Rejected(place, error.reason)
    if extract.keys:
        return _of_ready_units(extract, place, language, entry, digest)
    split = split_furniture(extract, language.of_text, how.known, how.keep_furniture)
    if len(split.paragraphs) == len(split.foreign):
        return Rejected(place, _nothing_left(len(split.furniture) + len(split.foreign)))
    spoken = {each.span: each.reason.removeprefix(FOREIGN) for each in split.foreign}
    cut = (how.segmenter(extract.text, span, spoken.get(span, language.of_text)) for span in split.paragraphs)
    return Document(
        path=place,
        language=language.code,
        text=extract.text,
        paragraphs=split.paragraphs,
        sentences=tuple(cut),
        furniture=split.furniture,
        title=entry.title or extract.title,
        group=entry.group,
        licence=entry.licence or extract.licence,
        sha256=digest,
        flags=extract.flags + language.flags + mixture(split, extract.text, language.code),
        url=extract.url,
        date=entry.date or extract.date,
        doubtful=split.doubtful,
        cues=extract.cues,
        # of a text in another language than it is said to be, what is in that one is not foreign
        foreign=tuple(each for each in split.foreign if not near(spoken[each.span], language.code)),
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
        probabilities=tuple(extract.probabilities[index] for index in kept) if extract.probabilities else (),
    )


def _nothing_left(lines: int) -> str:
    return f"no text is left: {f'{lines} lines of page furniture' if lines else 'the file holds none'}"


def _untranslated(marked: Mapping[int, str]) -> str:
    counts = Counter(marked.values())
    return f"none of its {len(marked)} texts is ready: {', '.join(f'{reason} {counts[reason]}' for reason in counts)}"
