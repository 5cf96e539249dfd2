"""Piles of documents of which it is known which belong together: read and encoded as a build does it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from itertools import combinations
from pathlib import Path, PurePosixPath

import click
import numpy as np
from langcodes import standardize_tag

from align.arrays import Floats, unit_rows
from benchmarks.gold import GOLD, encode
from corpus.collection import Reading, document, read_file
from corpus.documents import Document, Extract
from corpus.landmarks import place_foreign
from corpus.readers.plain import lines
from corpus.vectors import Encoded, sentence_texts

Pairs = frozenset[tuple[int, int]]  # numbers of documents, the smaller first


@dataclass(frozen=True)
class Pile:
    """n documents: ``texts`` their sentences, ``vectors`` (m, d) of each; ``truth`` the pairs that belong together, and
    ``doubtful`` those of which that is not known."""

    name: str
    languages: tuple[str, ...]
    texts: tuple[tuple[str, ...], ...]
    vectors: tuple[Floats, ...]
    truth: Pairs
    doubtful: Pairs = frozenset()
    labels: tuple[str, ...] = ()
    documents: tuple[Document, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """They order the documents as they come."""
        return tuple(f"{number:06d}" for number in range(len(self.texts)))

    def of(self, numbers: Sequence[int]) -> Pile:
        """Only these documents."""
        place = {number: k for k, number in enumerate(numbers)}

        def kept(pairs: Pairs) -> Pairs:
            found = ((place[i], place[j]) for i, j in pairs if i in place and j in place)
            return frozenset((min(pair), max(pair)) for pair in found)

        return replace(
            self,
            languages=tuple(self.languages[k] for k in numbers),
            texts=tuple(self.texts[k] for k in numbers),
            vectors=tuple(self.vectors[k] for k in numbers),
            truth=kept(self.truth),
            doubtful=kept(self.doubtful),
            labels=tuple(self.labels[k] for k in numbers) if self.labels else (),
            documents=tuple(self.documents[k] for k in numbers) if self.documents else (),
        )


def _pile(name: str, documents: Sequence[Document], labels: Sequence[str], truth: Pairs) -> Pile:
    texts = [sentence_texts(each) for each in documents]
    distinct = list(dict.fromkeys(text for each in texts for text in each))
    place = {text: k for k, text in enumerate(distinct)}
    rows = encode(distinct)
    found = {each.id: rows[[place[text] for text in own]] for each, own in zip(documents, texts, strict=True)}
    placed, (vectors, _) = place_foreign(documents, Encoded(found, {}))
    return Pile(
        name,
        tuple(each.language for each in placed),
        tuple(tuple(sentence_texts(each)) for each in placed),
        tuple(vectors[each.id] for each in placed),
        truth,
        labels=tuple(labels),
        documents=tuple(placed),
    )


def _same_label(documents: Sequence[Document], labels: Sequence[str]) -> Pairs:
    members: dict[str, list[int]] = {}
    for number, label in enumerate(labels):
        members.setdefault(label, []).append(number)
    return frozenset(
        (i, j) for each in members.values() for i, j in combinations(each, 2)
        if documents[i].language != documents[j].language
    )  # fmt: skip


def _folder(*parts: str) -> Path:
    folder = GOLD.joinpath(*parts)
    if not folder.is_dir():
        raise click.ClickException(f"{folder}: no gold texts there (HEXAPLA_GOLD names their folder)")
    return folder


@cache
def army() -> Pile:
    """News in three languages. All of the gold pairs bear the same time to the second; texts that tell the same and
    were published at other times are in no pair: doubtful are those of two documents without one, within five days."""
    folder = _folder("documents", "army")
    documents: list[Document] = []
    times: list[datetime] = []
    for path in sorted(folder.glob("army.*.jsonl")):
        said = {record["id"]: record["date"] for record in map(json.loads, path.open(encoding="utf-8"))}
        for each in read_file(folder, path.name):
            if isinstance(each, Document):
                documents.append(each)
                day, month, rest = said[each.path.partition("#")[2]].removesuffix(" Hours").split(" ", 2)
                times.append(datetime.strptime(f"{day[:-2]} {month} {rest}", "%d %B %Y %H:%M:%S"))
    ids = [each.path.partition("#")[2] for each in documents]
    at = {(each.language, name): k for k, (each, name) in enumerate(zip(documents, ids, strict=True))}
    truth: set[tuple[int, int]] = set()
    paired: dict[int, set[str]] = {}
    for path in sorted(folder.glob("*.gold.tsv")):
        one, other = path.name.split(".")[1].split("-")
        for line in path.read_text(encoding="utf-8").splitlines():
            a, b = line.split("\t")
            if (one, a) in at and (other, b) in at:
                i, j = sorted((at[one, a], at[other, b]))
                truth.add((i, j))
                paired.setdefault(i, set()).add(documents[j].language)
                paired.setdefault(j, set()).add(documents[i].language)
    days = np.array([time.timestamp() for time in times]) / 86_400
    order = np.argsort(days, kind="stable")
    doubtful: set[tuple[int, int]] = set()
    for place, i in enumerate(order.tolist()):
        for j in order[place + 1 :].tolist():
            if days[j] - days[i] > 5:
                break
            one, other = documents[i].language, documents[j].language
            if one != other and other not in paired.get(i, ()) and one not in paired.get(j, ()):
                doubtful.add((min(i, j), max(i, j)))
    pile = _pile("army", documents, [str(time) for time in times], frozenset(truth))
    return replace(pile, doubtful=frozenset(doubtful))


@cache
def ntrex() -> Pile:
    """News in 27 languages, a line a sentence."""
    folder = _folder("multiparallel", "ntrex_1_60")
    names = (folder / "docs.txt").read_text(encoding="utf-8").split("\n")
    documents, labels = list[Document](), list[str]()
    for path in sorted(folder.glob("*.txt")):
        if path.stem in ("docs", "ids"):
            continue
        language, told = standardize_tag(path.stem), dict[str, list[str]]()
        for name, line in zip(names, path.read_text(encoding="utf-8").split("\n"), strict=True):
            if name and line.strip():
                told.setdefault(name, []).append(line.strip())
        for name, each in told.items():
            text = "\n\n".join(each)
            extract = Extract(text, lines(text), language=language, fragment=name)
            found = document(extract, f"{language}.jsonl")
            assert isinstance(found, Document), found
            documents.append(found)
            labels.append(name)
    return _pile("ntrex", documents, labels, _same_label(documents, labels))


def _pages(name: str) -> Pile:
    folder = _folder("html", name)
    how = Reading(known=tuple(sorted(standardize_tag(path.name) for path in folder.iterdir() if path.is_dir())))
    documents, labels = list[Document](), list[str]()
    for path in sorted(folder.rglob("*.html")):
        place = path.relative_to(folder).as_posix()
        for each in read_file(folder, place, how=how):
            if isinstance(each, Document):
                documents.append(each)
                labels.append(PurePosixPath(*PurePosixPath(place).parts[1:]).as_posix())
    return _pile(name, documents, labels, _same_label(documents, labels))


@cache
def maintguide() -> Pile:
    """Pages of a handbook in ten languages."""
    return _pages("maintguide")


@cache
def smath() -> Pile:
    """Look-alike pages of a program's help in eight languages."""
    return _pages("lohelp_smath")


PILES: Mapping[str, Callable[[], Pile]] = {"army": army, "maintguide": maintguide, "ntrex": ntrex, "smath": smath}


FOLDERS = 15  # of a few documents


def variants(pile: Pile, random: np.random.Generator) -> Iterator[Pile]:
    """The pile as it might be: half of one language's documents missing; a handful of documents; more freely
    translated; some of them only a part of what they were; several in one."""
    languages = sorted(set(pile.languages))
    yield pile
    for _ in range(2):
        yield halved(pile, languages[random.integers(len(languages))], random)
    for _ in range(12):
        yield _handful(_freer(pile, languages[random.integers(len(languages))], random), random)
    for number in range(FOLDERS):
        folder = folder_of_few(pile, random)
        yield folder if number % 2 else _freer(folder, folder.languages[0], random)
    for _ in range(4):
        yield _freer(pile, languages[random.integers(len(languages))], random)
    yield _cut(pile, languages[random.integers(len(languages))], random)
    yield _joined(pile, languages[random.integers(len(languages))], random)


def halved(pile: Pile, language: str, random: np.random.Generator) -> Pile:
    """Without half of the documents in ``language``."""
    return pile.of([k for k, own in enumerate(pile.languages) if own != language or random.random() < 0.5])


def _freer(pile: Pile, language: str, random: np.random.Generator) -> Pile:
    """The documents in ``language`` as if they were translated more freely: each lacks up to half of its sentences, and
    vectors are mixed with noise of up to one and a half times their length."""
    texts, vectors = list(pile.texts), list(pile.vectors)
    noise = random.uniform(0, 1.5)
    for k in np.flatnonzero([own == language for own in pile.languages]).tolist():
        kept = np.flatnonzero(random.random(len(texts[k])) >= random.uniform(0, 0.5))
        if not len(kept):
            continue
        rows = vectors[k][kept]
        mixed = rows + random.normal(0, noise * random.uniform(0.5, 1) / np.sqrt(rows.shape[1]), rows.shape)
        texts[k], vectors[k] = tuple(texts[k][place] for place in kept.tolist()), unit_rows(mixed)
    return replace(pile, name=f"{pile.name}, freer", texts=tuple(texts), vectors=tuple(vectors), documents=())


def _handful(pile: Pile, random: np.random.Generator) -> Pile:
    """A few documents with their versions in two to four languages, and a few that have none there."""
    languages = random.permutation(sorted(set(pile.languages)))[: random.integers(2, 5)].tolist()
    inside = [k for k, language in enumerate(pile.languages) if language in languages]
    chosen = set(random.permutation(inside)[: random.integers(2, 9)].tolist())
    partners = {other for pair in pile.truth for k, other in (pair, pair[::-1]) if k in chosen and other in inside}
    lonely = random.permutation(inside)[: random.integers(0, 9)].tolist()
    return pile.of(sorted(chosen | partners | set(lonely)))


def folder_of_few(pile: Pile, random: np.random.Generator) -> Pile:
    """Two to eight documents in two to four languages: up to two texts with their versions, and others without."""
    languages = random.permutation(sorted(set(pile.languages)))[: random.integers(2, 5)].tolist()
    inside = random.permutation([k for k, language in enumerate(pile.languages) if language in languages]).tolist()
    size, told = int(random.integers(2, 9)), int(random.integers(0, 3))
    partners: dict[int, list[int]] = {}
    for i, j in sorted(pile.truth):
        partners.setdefault(i, []).append(j)
        partners.setdefault(j, []).append(i)
    within = set(inside)
    with_versions = [k for k in inside if within.intersection(partners.get(k, ()))][:told]
    chosen = {k for text in with_versions for k in (text, *within.intersection(partners[text]))}
    return pile.of(sorted((*chosen, *[k for k in inside if k not in chosen][: max(size - len(chosen), 0)])))


def _cut(pile: Pile, language: str, random: np.random.Generator) -> Pile:
    """Of a fifth of the documents in ``language`` a stretch of a fifth to three fifths is left."""
    texts, vectors = list(pile.texts), list(pile.vectors)
    for k in np.flatnonzero([own == language for own in pile.languages]).tolist():
        size = len(texts[k])
        if size >= 8 and random.random() < 0.2:
            length = max(int(size * random.uniform(0.2, 0.6)), 3)
            start = int(random.integers(0, size - length + 1))
            texts[k], vectors[k] = texts[k][start : start + length], vectors[k][start : start + length]
    return replace(pile, name=f"{pile.name}, cut", texts=tuple(texts), vectors=tuple(vectors), documents=())


def _joined(pile: Pile, language: str, random: np.random.Generator) -> Pile:
    """A fifth of the documents in ``language`` are two or three others, one after another."""
    inside = random.permutation(np.flatnonzero([own == language for own in pile.languages])).tolist()
    texts, vectors, heads = list(pile.texts), list(pile.vectors), {k: k for k in range(len(pile.texts))}
    while inside and random.random() < 0.9:
        members = [inside.pop() for _ in range(min(len(inside), int(random.integers(2, 4))))]
        head = members[0]
        texts[head] = tuple(text for k in members for text in texts[k])
        vectors[head] = np.concatenate([vectors[k] for k in members])
        heads |= dict.fromkeys(members, head)

    def moved(pairs: Pairs) -> Pairs:
        return frozenset((min(heads[i], heads[j]), max(heads[i], heads[j])) for i, j in pairs)

    whole = replace(
        pile, name=f"{pile.name}, joined", texts=tuple(texts), vectors=tuple(vectors), documents=(),
        truth=moved(pile.truth), doubtful=moved(pile.doubtful) - moved(pile.truth),
    )  # fmt: skip
    return whole.of([k for k, head in heads.items() if k == head])
