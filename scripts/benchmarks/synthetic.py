"""Texts in several languages whose units are known because we broke them ourselves.

Made from ``../shared/gold/multiparallel``: whole documents are put one after another, and then each version is
changed on its own, as translators, editors and scanners do. Only lines that all the languages have are used, and none
that repeats another, so that every null and every pairing is our own doing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from random import Random

import click

from align.beads import Link
from align.sides import Side
from benchmarks.gold import Documents, GoldText, Row, Version, read_documents

KINDS = ("merged", "dropped", "inserted", "moved", "mixed")
LEAST_LINES, LONGEST_PART = 60, 40  # lines of a text, and of a document in it: texts of 60 to 99 lines
PARAGRAPH = 0.3  # of the lines begin a paragraph ...
BROKEN = 0.9  # ... in so many of the versions
JOINED = 0.15  # of the neighbours in a paragraph become one segment: 10 to 12 % of all
DROPPED = 0.1
FOREIGN, LONGEST_RUN = 0.08, 3
MOVES, SHORTEST_MOVE, LONGEST_MOVE, DISTANCE = 2, 2, 4, 10
UNSPACED = ("ja", "zh")

Lines = tuple[int, ...]  # numbers of the lines that a segment says, none where it is foreign


@dataclass(frozen=True)
class Segment:
    text: str
    lines: Lines
    paragraph: object  # a new value begins a paragraph


@dataclass(frozen=True)
class SyntheticText:
    """``versions``, ``paragraphs`` (ascending numbers) and ``lines`` have one entry a segment of each language."""

    name: str
    languages: tuple[str, ...]
    versions: tuple[tuple[str, ...], ...]
    paragraphs: tuple[tuple[int, ...], ...]
    lines: tuple[tuple[Lines, ...], ...]
    moved_lines: frozenset[int] = frozenset()

    @cached_property
    def units(self) -> tuple[Link, ...]:
        """The smallest units that hold whole segments of every version, in the order of the lines."""
        return _units(self.lines)

    @cached_property
    def moved(self) -> tuple[int, ...]:
        """Numbers of the units that stand elsewhere in some version."""
        moved = self.moved_lines
        return tuple(
            number
            for number, unit in enumerate(self.units)
            if any(moved.intersection(self.lines[v][i]) for v, segments in enumerate(unit) for i in segments)
        )

    @cached_property
    def foreign(self) -> tuple[tuple[int, ...], ...]:
        """For each version, the segments that came from elsewhere."""
        return tuple(tuple(i for i, lines in enumerate(version) if not lines) for version in self.lines)

    def links(self, x: int, y: int) -> list[Link]:
        """The gold of versions ``x`` and ``y`` alone, nulls included: finer than the units where only a third version
        joins segments."""
        return list(_units((self.lines[x], self.lines[y])))

    def version(self, x: int) -> Version:
        return Version(self.languages[x], self.versions[x], self.paragraphs[x])

    def sides(self) -> tuple[Side, ...]:
        """Versions with vectors and tokens, kept in the cache between runs."""
        return tuple(self.version(x).side() for x in range(len(self.languages)))

    def pair(self, name: str, x: int, y: int) -> GoldText:
        """Versions ``x`` and ``y`` as a text of the set ``name``."""
        return GoldText(name, self.name, self.version(x), self.version(y), tuple(self.links(x, y)))


def _units(versions: Sequence[Sequence[Lines]]) -> tuple[Link, ...]:
    """Segments of which one says a line that another says stand together; foreign ones stand alone, after the line
    before them."""
    joined = {line: line for version in versions for lines in version for line in lines}

    def first(line: int) -> int:
        while joined[line] != line:
            line = joined[line]
        return line

    for version in versions:
        for lines in version:
            for one, other in pairwise(lines):
                low, high = sorted((first(one), first(other)))
                joined[high] = low
    units: dict[tuple[int, ...], list[list[int]]] = {}
    for number, version in enumerate(versions):
        before = -1
        for index, lines in enumerate(version):
            before = lines[-1] if lines else before
            key = (first(lines[0]),) if lines else (before, number, index)
            units.setdefault(key, [[] for _ in versions])[number].append(index)
    return tuple(tuple(map(tuple, units[key])) for key in sorted(units))


def make_text(
    kind: str, name: str, languages: Sequence[str], parts: Documents, others: Documents, random: Random
) -> SyntheticText:
    """The documents ``parts`` as one text, broken as ``kind`` says; foreign segments come from the ``others``."""
    breaks = _paragraphs(parts, random)
    versions = [_version(number, parts, breaks, random) for number in range(len(languages))]
    moved: frozenset[int] = frozenset()
    if kind in ("dropped", "mixed"):
        versions = [[segment for segment in version if random.random() >= DROPPED] for version in versions]
    if kind in ("merged", "mixed"):
        versions = [_merged(version, language, random) for version, language in zip(versions, languages, strict=True)]
    if kind in ("inserted", "mixed"):
        versions = _inserted(versions, others, random)
    if kind == "moved":
        for _ in range(MOVES):
            number = random.randrange(len(versions))
            versions[number], lines = _moved(versions[number], moved, random)
            moved |= lines
    return SyntheticText(
        name,
        tuple(languages),
        tuple(tuple(segment.text for segment in version) for version in versions),
        tuple(map(_numbers, versions)),
        tuple(tuple(segment.lines for segment in version) for version in versions),
        moved,
    )


def _paragraphs(parts: Documents, random: Random) -> list[float]:
    """For each line, how sure a paragraph is to begin there."""
    return [1.0 if k == 0 else BROKEN * (random.random() < PARAGRAPH) for part in parts for k in range(len(part))]


def _version(number: int, parts: Documents, breaks: Sequence[float], random: Random) -> list[Segment]:
    segments, paragraph = [], 0
    for line, row in enumerate(row for part in parts for row in part):
        paragraph += random.random() < breaks[line]
        segments.append(Segment(row[number], (line,), paragraph))
    return segments


def _merged(version: Sequence[Segment], language: str, random: Random) -> list[Segment]:
    """Lines that follow one another in a paragraph, joined here and there."""
    space = "" if language in UNSPACED else " "
    segments: list[Segment] = []
    for segment in version:
        last = segments[-1] if segments else segment
        follows = last.paragraph == segment.paragraph and last.lines[-1] + 1 == segment.lines[0]
        if follows and random.random() < JOINED:
            segments[-1] = replace(last, text=last.text + space + segment.text, lines=last.lines + segment.lines)
        else:
            segments.append(segment)
    return segments


def _inserted(versions: Sequence[Sequence[Segment]], others: Documents, random: Random) -> list[list[Segment]]:
    """Runs of foreign lines between the units; no line of the others is used twice, in whatever language."""
    units = _units([[segment.lines for segment in version] for version in versions])
    runs = _runs(others, random)
    result = []
    for number, version in enumerate(versions):
        places = [unit[number][0] for unit in units if unit[number]]
        wanted, before = round(FOREIGN * len(version)), dict[int, list[Row]]()
        while wanted > 0 and places and runs:
            run = runs.pop()[:wanted]
            wanted -= len(run)
            before[places.pop(random.randrange(len(places)))] = run
        segments: list[Segment] = []
        for index, segment in enumerate(version):
            alone = index == 0 or random.random() < 0.5
            paragraph = ("foreign", index) if alone else version[index - 1].paragraph
            segments += [Segment(row[number], (), paragraph) for row in before.get(index, [])]
            segments.append(segment)
        result.append(segments)
    return result


def _runs(documents: Documents, random: Random) -> list[list[Row]]:
    """The documents in runs of 1 to LONGEST_RUN lines, shuffled."""
    runs = []
    for rows in documents:
        start = 0
        while start < len(rows):
            length = random.randint(1, LONGEST_RUN)
            runs.append(list(rows[start : start + length]))
            start += length
    random.shuffle(runs)
    return runs


def _moved(version: Sequence[Segment], already: frozenset[int], random: Random) -> tuple[list[Segment], frozenset[int]]:
    """A run of segments put elsewhere as a paragraph of its own, and its lines."""
    length = random.randint(SHORTEST_MOVE, LONGEST_MOVE)
    distance = min(DISTANCE, len(version) // 4)
    starts = [
        start
        for start in range(len(version) - length + 1)
        if not already.intersection(line for segment in version[start : start + length] for line in segment.lines)
    ]
    if not starts:
        return list(version), frozenset()
    start = random.choice(starts)
    run = [replace(segment, paragraph=("moved", start)) for segment in version[start : start + length]]
    rest = [*version[:start], *version[start + length :]]
    to = random.choice([at for at in range(len(rest) + 1) if abs(at - start) > distance] or [start])
    return [*rest[:to], *run, *rest[to:]], frozenset(line for segment in run for line in segment.lines)


def _numbers(version: Sequence[Segment]) -> tuple[int, ...]:
    numbers = [0] * len(version)
    for index, (one, other) in enumerate(pairwise(version), 1):
        numbers[index] = numbers[index - 1] + (one.paragraph != other.paragraph)
    return tuple(numbers)


def synthetic_texts(
    kind: str, languages: Sequence[str], seed: int, documents: str = "ntrex_1_60", count: int = 4, half: int = 1
) -> list[SyntheticText]:
    """Up to ``count`` texts made from the set ``documents``; the lines are the same for every kind. Every second
    document only: ``half`` 0 is to learn from, 1 to measure on."""
    if kind not in KINDS:
        raise click.ClickException(f"{kind}: no such kind; known: {', '.join(KINDS)}")
    known = read_documents(documents, languages)[half::2]
    Random(seed).shuffle(known)
    texts: list[SyntheticText] = []
    start = 0
    while len(texts) < count and start < len(known):
        stop = start
        while stop < len(known) and sum(len(rows[:LONGEST_PART]) for rows in known[start:stop]) < LEAST_LINES:
            stop += 1
        name = f"{documents}.{kind}.{len(texts)}"
        parts, others = [rows[:LONGEST_PART] for rows in known[start:stop]], known[:start] + known[stop:]
        texts.append(make_text(kind, name, languages, parts, others, Random(f"{seed} {name}")))
        start = stop
    return texts
