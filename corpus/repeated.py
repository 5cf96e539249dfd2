"""Lines that repeat over the documents of one site or folder, in any language: menus, footers, calls to subscribe.

A line is taken only before or after a document's running text, and where enough documents have it together with the
same neighbour: a menu is a fixed sequence, while "Ingredients" stands beside another line each time. Elsewhere the
page's structure must have raised a doubt. A line in which only numbers differ (a date, a counter) goes with what stands
on both sides of it. Documents whose running text is mostly repeated are look-alikes (forms,
near-duplicates, pages from one template) and show nothing: what they share is content.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt

from corpus.documents import DOUBT, Document
from corpus.lines import Line

# Shares of the documents of a scope in one language, look-alikes left out. Looked at line by line on two manuals and on
# sites made for the tests; scripts/benchmark.py furniture counts what they take.
FEWEST = 5  # documents that must have a line
DOUBTED = 3  # of them in which the structure must raise the same doubt about it
SHARE = 0.1  # a line of fewer is not common; enough where the structure raises a doubt
SHARE_TOGETHER = 0.25  # of a line with a constant neighbour: the heads of one manual's tables stand in one page in six
SHARE_APART = 0.5  # of a line without a constant neighbour, or with more than a few other lines before the edge
SHARE_PROSE = 0.8  # of one that could be a sentence of the text
TOGETHER = 0.5  # of the documents that have the rarer of two neighbours, so many have them together
GAP = 3  # lines that may stand between furniture and the edge of a document: a title, a date
_NUMBERS = re.compile(r"\d+")
_STRUCTURE = f"{DOUBT}structure:"
_OWN_PROSE = 100  # weight of running text that no other document has, and it must be half of a document's running text

Ids = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class _Lines:
    """The lines of documents one after another: (n,) each, ``owners`` by document, ``keys`` by content.

    ``alike`` are keys, too: the same for lines in which only numbers differ.
    """

    keys: Ids
    alike: Ids
    owners: Ids
    weights: Ids
    prose: Mask
    labels: Mask  # no sentence
    numbered: Mask  # there is a number in it
    doubts: Ids  # which doubt the structure raises, 0 for none
    starts: Ids  # (documents + 1,)

    def of(self, numbers: Sequence[int]) -> _Lines:
        rows = np.concatenate([np.arange(self.starts[k], self.starts[k + 1]) for k in numbers])
        sizes = np.diff(self.starts)[numbers]
        return _Lines(
            np.unique(self.keys[rows], return_inverse=True)[1],
            np.unique(self.alike[rows], return_inverse=True)[1],
            np.repeat(np.arange(len(numbers)), sizes),
            self.weights[rows],
            self.prose[rows],
            self.labels[rows],
            self.numbered[rows],
            np.unique(np.append(0, np.abs(self.doubts[rows])), return_inverse=True)[1][1:],
            np.concatenate([[0], np.cumsum(sizes)]),
        )


def split_repeated(documents: Sequence[Document]) -> list[Document]:
    """The documents in their order, with repeated lines as furniture, ``repeated:34 of 40 documents``.

    A document of which nothing would be left keeps its lines.
    """
    lines = _lines(documents)
    found: dict[int, dict[int, str]] = {}  # document -> paragraph -> reason
    for numbers in _scopes(documents):
        part = lines.of(numbers)
        counts = _frequencies(part.alike, part.owners, _size(part.alike))
        for row in np.flatnonzero(_repeated(part)).tolist():
            owner = int(part.owners[row])
            reason = f"repeated:{counts[part.alike[row]]} of {len(numbers)} documents"
            found.setdefault(numbers[owner], {}).setdefault(row - int(part.starts[owner]), reason)
    return [document.without(found.get(number, {})) for number, document in enumerate(documents)]


def _scopes(documents: Sequence[Document]) -> Iterator[list[int]]:
    """The numbers of the documents of each site or folder, the outer folders first, one list a language."""
    scopes: dict[tuple[int, str, str], list[int]] = {}
    for number, document in enumerate(documents):
        if document.keys:
            continue  # ready units are what their file says
        host = (urlsplit(document.url or "").hostname or "").removeprefix("www.")
        place = PurePosixPath(document.path.replace("#", "/", 1))
        folders = [folder.as_posix() for folder in place.parents]
        for name in [f"//{host}"] if host else folders:
            scopes.setdefault((name.count("/") + (name != "."), name, document.language), []).append(number)
    seen = set()
    for scope in sorted(scopes):
        numbers = scopes[scope]
        if len(numbers) >= FEWEST and tuple(numbers) not in seen:
            seen.add(tuple(numbers))
            yield numbers


def _lines(documents: Sequence[Document]) -> _Lines:
    sizes = [len(document.paragraphs) for document in documents]
    lines = (line for document in documents for line in _described(document))
    columns = np.fromiter(lines, dtype="i8,i8,i8,?,?,?,i8", count=sum(sizes))
    keys, alike, weights, prose, labels, numbered, doubts = (columns[name] for name in columns.dtype.names or ())
    owners, starts = np.repeat(np.arange(len(documents)), sizes), np.cumsum([0, *sizes], dtype=np.int64)
    return _Lines(keys, alike, owners, weights, prose, labels, numbered, doubts, starts)


def _described(document: Document) -> Iterator[tuple[int, int, int, bool, bool, bool, int]]:
    doubts = {each.span: _digest(each.reason) for each in document.doubtful if each.reason.startswith(_STRUCTURE)}
    for span in document.paragraphs:
        line = Line(span.of(document.text))
        folded = line.folded
        alike, numbers = _NUMBERS.subn("0", folded)
        label = not line.ends and not line.long_prose
        yield (
            _digest(folded),
            _digest(alike) if numbers else _digest(folded),
            line.weight,
            line.prose,
            label,
            numbers > 0,
            doubts.get(span, 0),
        )


def _digest(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), signed=True)


def _frequencies(ids: Ids, owners: Ids, size: int) -> Ids:
    """(size,): in how many documents each id stands."""
    documents = int(owners.max(initial=0)) + 1
    return np.bincount(np.unique(ids * documents + owners) // documents, minlength=size)


def _share(ids: Ids, there: Mask, owners: Ids, documents: int) -> npt.NDArray[np.float64]:
    """(n,): the share of ``documents`` in which a line with the same id is ``there``."""
    shares: npt.NDArray[np.float64] = (_frequencies(ids[there], owners[there], _size(ids)) / documents)[ids]
    return shares


def _size(ids: Ids) -> int:
    return int(ids.max(initial=-1)) + 1


def _repeated(lines: _Lines) -> Mask:
    """Which lines (n,) of the documents of one scope are furniture."""
    n, documents = len(lines.keys), len(lines.starts) - 1
    counts = _frequencies(lines.keys, lines.owners, _size(lines.keys))
    own = lines.prose & (counts < _common(documents))[lines.keys]
    showing = _showing(lines, own, documents)
    shown = showing[lines.owners]
    several = int(showing.sum())
    if several < FEWEST:
        return np.zeros(n, bool)
    counts = _frequencies(lines.keys[shown], lines.owners[shown], len(counts))
    share = (counts / several)[lines.keys]
    common = (counts >= _common(several))[lines.keys]
    running = lines.prose & ~common
    around = _around(lines, running)

    # menus and footers: lines that stand together, around the text
    fixed = _fixed(lines, counts, common, shown, several) & around[1:] & around[:-1]
    chained = np.zeros(n, bool)
    chained[1:] |= fixed
    chained[:-1] |= fixed
    chained &= share >= np.where(lines.prose, SHARE_PROSE, SHARE_TOGETHER)
    gaps = np.where(np.bincount(lines.owners, running, documents) > 0, GAP, 0)
    taken = chained & ((share >= SHARE_APART) | _near_the_edge(lines, chained, gaps))

    # labels of which the structure raises a doubt, the same one several times: titles of pages stand in many lists
    doubted = common & (lines.doubts > 0) & ~lines.prose
    kinds = np.unique(lines.keys * (int(lines.doubts.max()) + 1) + lines.doubts, return_inverse=True)[1]
    taken |= doubted & (_share(kinds, shown, lines.owners, several) >= DOUBTED / several)

    # single lines at the edge, and lines that differ in numbers between furniture
    alone = around & ~taken & lines.labels & (share >= SHARE_APART)
    bridge = around & lines.labels & lines.numbered
    bridge &= _share(lines.alike, shown, lines.owners, several) >= SHARE_APART
    bridge &= np.logical_or(*_beside(lines, taken, ends=False))
    alone &= _near_the_edge(lines, taken | alone | bridge, np.zeros(documents))
    taken |= alone & (_share(lines.keys, alone & shown, lines.owners, several) >= SHARE_APART)
    return taken | (bridge & np.logical_and(*_beside(lines, taken, ends=True)))


def _common(documents: int) -> float:
    return max(FEWEST, SHARE * documents)


def _showing(lines: _Lines, own: Mask, documents: int) -> Mask:
    """(documents,): which have running text of their own, at least as much as they share with others."""
    whole = np.bincount(lines.owners, lines.weights * lines.prose, documents)
    mine = np.bincount(lines.owners, lines.weights * own, documents)
    return (mine >= _OWN_PROSE) & (mine >= whole / 2)


def _around(lines: _Lines, own: Mask) -> Mask:
    """(n,): which lines stand before the first or after the last line of their document's own running text."""
    places = np.flatnonzero(own)
    first, last = np.full(len(lines.starts) - 1, len(own)), np.full(len(lines.starts) - 1, -1)
    np.minimum.at(first, lines.owners[places], places)
    np.maximum.at(last, lines.owners[places], places)
    rows = np.arange(len(own))
    return (rows < first[lines.owners]) | (rows > last[lines.owners])


def _fixed(lines: _Lines, counts: Ids, common: Mask, shown: Mask, several: int) -> Mask:
    """(n - 1,): whether a line and the next are common, and stand together in enough documents."""
    before, after = lines.keys[:-1], lines.keys[1:]
    beside = common[:-1] & common[1:] & (lines.owners[:-1] == lines.owners[1:])
    fixed = np.zeros(len(beside), bool)
    rows = np.flatnonzero(beside)
    if len(rows):
        pairs = np.unique(before[rows] * len(counts) + after[rows], return_inverse=True)[1]
        told = shown[rows]
        together = _frequencies(pairs[told], lines.owners[rows][told], _size(pairs))
        rarer = np.minimum(counts[before[rows]], counts[after[rows]])
        fixed[rows] = (together[pairs] >= _common(several)) & (together[pairs] >= TOGETHER * rarer)
    return fixed


def _beside(lines: _Lines, furniture: Mask, ends: bool) -> tuple[Mask, Mask]:
    """(n,) each: which have furniture before them and after them of their document; ``ends``: its end counts."""
    before, after = np.zeros(len(furniture), bool), np.zeros(len(furniture), bool)
    before[1:], after[:-1] = furniture[:-1], furniture[1:]
    before[lines.starts[:-1]] = False
    after[lines.starts[1:] - 1] = ends
    return before, after


def _near_the_edge(lines: _Lines, furniture: Mask, gaps: npt.NDArray[np.number]) -> Mask:
    """(n,): which have at most so many other lines than furniture between them and an edge of their document."""
    near = np.zeros(len(furniture), bool)
    for gap, (start, stop) in zip(gaps, pairwise(lines.starts.tolist()), strict=True):
        other = ~furniture[start:stop]
        before, whole = np.cumsum(other), int(other.sum())
        near[start:stop] = (before - other <= gap) | (whole - before <= gap)
    return near
