"""The language that a document goes by: named, declared or identified, and what there is to say about that.

Flags: ``language:identified`` (the text alone told), ``language:uncertain`` (a guess), ``language:confusable-ms`` (it
may be this one), ``language:by-folder`` (decided between two such by the other documents of the folder),
``language:path-contradicts-text`` (or ``manifest``, ``record``), ``language:mixed es 55% + vi 45%`` (much of it is in
another language, and left out).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from corpus.documents import FOREIGN, Document, Extract
from corpus.errors import InputError
from corpus.furniture import Split
from corpus.identification import identify, is_foreign
from corpus.languages import general, language_of_path, match, near
from corpus.lines import Line
from corpus.manifest import Entry
from corpus.segments import Segmenter, sentences

# Of the identifier: below the first a path or a declaration is believed without a flag, below the second it is a guess.
_SURE, _LIKELY = 0.95, 0.5
# A page that is said to be in one language and reads as if in another is in both where so much is in the first; and a
# document is called mixed where so much of its text is foreign.
_PRESENT, _MIXED = 0.1, 0.25
_MAJORITY = 5  # documents of a folder in one language, and times as many as in another that the text may also be in
_CONFUSABLE = "language:confusable-"


@dataclass(frozen=True, slots=True)
class Language:
    """The language that a document goes by, the one that its text is in, and what there is to say about them."""

    code: str
    of_text: str
    flags: tuple[str, ...] = ()


def mixture(split: Split, text: str, language: str) -> tuple[str, ...]:
    """The flag of a document of which much is in other languages, with the share that each has of the text."""
    sizes = Counter({language: sum(Line(span.of(text)).weight for span in split.paragraphs)})
    for piece in split.foreign:
        size = Line(piece.span.of(text)).weight
        sizes[piece.reason.removeprefix(FOREIGN)] += size
        sizes[language] -= size
    if sizes[language] > (1 - _MIXED) * sizes.total():
        return ()
    shares = [f"{code} {size / sizes.total():.0%}" for code, size in sizes.most_common()]
    return (f"language:mixed {' + '.join(shares)}",)


def by_majority(documents: Sequence[Document], segmenter: Segmenter = sentences) -> list[Document]:
    """The documents, those whose text leaves open which of two near languages it is in by the majority of their folder.

    Only what the text alone told is settled in this way. What gets another language is cut anew by ``segmenter``.
    """
    folders: dict[str, Counter[str]] = {}
    identified = [each for each in documents if "language:identified" in each.flags]
    for each in identified:
        folders.setdefault(_folder(each), Counter())[each.language] += 1
    settled = {}
    for each in identified:
        rivals = [flag.partition(_CONFUSABLE)[2] for flag in each.flags if flag.startswith(_CONFUSABLE)]
        counts = folders[_folder(each)]
        best = max(rivals, key=lambda rival: counts[rival], default=each.language)
        if counts[best] >= _MAJORITY * counts[each.language]:
            own = tuple(
                f"{_CONFUSABLE}{each.language}" if flag == f"{_CONFUSABLE}{best}" else flag for flag in each.flags
            )
            settled[each.path] = replace(
                each,
                language=best,
                sentences=tuple(segmenter(each.text, span, each.spoken.get(span, best)) for span in each.paragraphs),
                flags=(*own, "language:by-folder"),
            )
    return [settled.get(each.path, each) for each in documents]


def _folder(document: Document) -> str:
    """Where a document lies: of a record, the file."""
    return document.path.partition("#")[0] if "#" in document.path else str(PurePosixPath(document.path).parent)


def language_of(extract: Extract, blocks: Sequence[str], path: str, entry: Entry, languages: Sequence[str]) -> Language:
    """The manifest's, else what a record says of itself, else the path's, else a page's declaration, else the text's.

    A page's declaration is often its template's: it counts only where the text does not contradict it.
    """
    text = "\n".join(blocks)
    seen = identify(text)
    sure = seen if seen and seen.probability >= _SURE else None
    named = language_of_path(path)
    record = extract.language if extract.fragment else None
    certain = named.language if named and named.certain else None
    for code, source in ((entry.language, "manifest"), (record, "record"), (certain, "path")):
        if code and sure and not near(code, sure.language) and _share_of(code, blocks, sure.language) < _PRESENT:
            return Language(_wanted(code, languages), sure.language, (f"language:{source}-contradicts-text",))
        if code:
            return Language(_wanted(code, languages), code)
    for code in (named.language if named else None, general(extract.language or "")):
        if code and not (sure and not near(code, sure.language)):
            return Language(_wanted(code, languages), code)
    if seen is None:
        remedy = "name it in manifest.csv or in the path: en/a.txt, a.en.txt"
        raise InputError(path, "its language cannot be told", remedy)
    if languages and (among := identify(text, languages)) and not (sure and not near(among.language, seen.language)):
        seen = among
    flags = ["language:identified"]
    if seen.probability < _LIKELY:
        flags.append("language:uncertain")
    flags += [f"{_CONFUSABLE}{rival}" for rival in seen.rivals]
    return Language(_wanted(seen.language, languages), seen.language, tuple(flags))


def _share_of(code: str, blocks: Sequence[str], other: str) -> float:
    """How much of a text, which reads as if in ``other``, is in the language ``code``."""
    inside = [block for block in blocks if (found := is_foreign(block, other, (code,))) and near(found, code)]
    return sum(Line(block).weight for block in inside) / sum(Line(block).weight for block in blocks)


def _wanted(code: str, languages: Sequence[str]) -> str:
    """``code`` as it stands among ``languages``; an ``InputError`` where it does not."""
    if not languages:
        return code
    if wanted := match(code, languages):
        return wanted
    raise InputError("", f"language {code} is not among --languages {','.join(languages)}")
