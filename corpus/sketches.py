"""Documents as the grouping sees them: sentences as vectors that stand apart, one vector for all, rare strings."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from align.arrays import Doubles, Floats, Ints, centre_of, unit_rows
from corpus.rarities import Strings, make_strings
from corpus.rows import Rows, whole_numbers

ENOUGH = 200  # sentences of a language from which on their own mean outweighs that of all languages
# Directions in which all texts of a collection vary much say little about which two belong together: the variance of
# each is evened out this far. Of the Sinhala-Tamil versions in an archive of look-alike news, the nearest document is
# the right one for .936 in place of .895; .25 to .5 do about as well.
EVENED = 0.35
FLAT = 1000  # sentences of a collection from which on its own variances outweigh equal ones
FLOOR = 1e-2  # of the largest variance: no direction counts for less
SAMPLE = 50_000  # sentences from which the variances are taken
BLOCK = 20_000  # sentences that are worked on at once
_DIGITS = re.compile(r"\d+")
_GROUPED = re.compile(r"(?<=\d)[., \u00a0\u202f'’](?=\d{3}(?!\d))")  # 1,500 and 1.500 and 1 500
_FOREIGN = re.compile(r"(?![0-9])\d")  # decimal digits of other scripts
_LATIN = "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ"
_NAME = re.compile(rf"[{_LATIN}][{_LATIN}0-9-]*[{_LATIN}0-9]")


@dataclass(frozen=True)
class Sketches:
    """n documents with s sentences in all: ``rows`` (s, d) centred, ``starts`` (n + 1), ``shares`` (s,) how much of its
    document a sentence is, by length and rarity, ``lengths`` (n,) in characters, ``wholes`` (n, d)."""

    languages: tuple[str, ...]
    rows: Rows
    starts: Ints
    shares: Floats
    lengths: Floats
    wholes: Floats
    numbers: Strings
    names: Strings

    def __len__(self) -> int:
        return len(self.languages)

    def of(self, number: int) -> tuple[Rows, Floats]:
        """The rows (m, d) and the shares (m,) of a document."""
        at = slice(int(self.starts[number]), int(self.starts[number + 1]))
        return self.rows[at], self.shares[at]

    @cached_property
    def spoken(self) -> Ints:
        """(n,) a number for the language of each document."""
        return np.unique(np.array(self.languages, str), return_inverse=True)[1].astype(np.int64)

    @cached_property
    def by_language(self) -> Mapping[str, Ints]:
        """The numbers of the documents in each language."""
        found: dict[str, list[int]] = {}
        for number, language in enumerate(self.languages):
            found.setdefault(language, []).append(number)
        return {language: np.array(numbers, np.int64) for language, numbers in sorted(found.items())}


def make_sketches(texts: Sequence[Sequence[str]], vectors: Sequence[Floats], languages: Sequence[str]) -> Sketches:
    """From each document's sentences, their unit rows (m, d), and its language."""
    centres = centres_of(vectors, languages)
    seen = Counter(sentence for sentences in texts for sentence in set(sentences))
    starts = np.cumsum([0, *(len(rows) for rows in vectors)]).astype(np.int64)
    even = _evening(vectors, languages, centres)
    dimension = vectors[0].shape[1] if vectors else 0
    rows = Rows(np.zeros((starts[-1], dimension), np.int8), np.zeros(starts[-1], np.float32))
    shares = np.zeros(starts[-1], np.float32)
    wholes = np.zeros((len(texts), dimension), np.float32)
    for first, last in _blocks(starts):
        at, inside = slice(starts[first], starts[last]), range(first, last)
        own = unit_rows(np.concatenate([vectors[k] - centres[languages[k]] for k in inside]) @ even)
        length = np.array([len(sentence) for k in inside for sentence in texts[k]], np.float32)
        rare = np.array([1 / seen[sentence] for k in inside for sentence in texts[k]], np.float32)
        found = whole_numbers(own)
        rows.values[at], rows.scales[at] = found.values, found.scales
        filled = first + np.flatnonzero(np.diff(starts[first : last + 1]))
        begins = starts[filled] - starts[first]
        totals = np.maximum(np.add.reduceat(length * rare, begins), 1e-9)
        shares[at] = length * rare / np.repeat(totals, np.diff([*begins, len(own)]))
        wholes[filled] = np.add.reduceat(own * (np.sqrt(length) * rare)[:, None], begins)
    return Sketches(
        tuple(languages), rows, starts, shares,
        np.array([sum(map(len, sentences)) for sentences in texts], np.float32),
        _apart(wholes, languages),
        make_strings(numbers_in(" ".join(sentences)) for sentences in texts),
        make_strings(set(_NAME.findall(" ".join(sentences))) for sentences in texts),
    )  # fmt: skip


def _blocks(starts: Ints) -> Iterator[tuple[int, int]]:
    """Runs of documents with about BLOCK sentences, all of them with one at least."""
    cuts = np.searchsorted(starts, np.arange(0, starts[-1] + BLOCK, BLOCK)).clip(max=len(starts) - 1)
    yield from ((int(a), int(b)) for a, b in pairwise(cuts) if starts[b] > starts[a])


def centres_of(vectors: Sequence[Floats], languages: Sequence[str]) -> dict[str, Floats]:
    """The mean vector (d,) of each language, drawn towards the mean of all where a language has few sentences."""
    totals: dict[str, Doubles] = {}
    counts: Counter[str] = Counter()
    for rows, language in zip(vectors, languages, strict=True):  # never all in one array: they may be gigabytes
        total = rows.sum(axis=0, dtype=np.float64)
        totals[language] = totals[language] + total if language in totals else total
        counts[language] += len(rows)
    everything = np.mean([total / max(counts[language], 1) for language, total in totals.items()], axis=0)
    return {
        language: ((total + ENOUGH * everything) / (counts[language] + ENOUGH)).astype(np.float32)
        for language, total in totals.items()
    }


def _evening(vectors: Sequence[Floats], languages: Sequence[str], centres: Mapping[str, Floats]) -> Floats:
    """The matrix (d, d) that takes from each principal direction a part of its variance."""
    total = sum(map(len, vectors))
    step = max(total // SAMPLE, 1)
    sample = np.concatenate(
        [(rows - centres[language])[::step] for rows, language in zip(vectors, languages, strict=True)]
    ).astype(np.float64)
    own = sample.T @ sample / max(len(sample), 1)
    dimension = own.shape[0]
    flat = np.eye(dimension) * np.trace(own) / max(dimension, 1)
    variances, directions = np.linalg.eigh((total * own + FLAT * flat) / (total + FLAT))
    scale = np.maximum(variances, 0) + FLOOR * max(float(variances.max(initial=0)), 1e-12)
    return np.asarray(directions * scale**-EVENED @ directions.T, np.float32)


def _apart(wholes: Floats, languages: Sequence[str]) -> Floats:
    """Unit rows, less what the documents of a language share, as far as there are enough to say."""
    rows = unit_rows(wholes)
    result = rows.copy()
    for language in set(languages):
        at = np.flatnonzero([each == language for each in languages])
        result[at] -= centre_of(rows[at], np.zeros(rows.shape[1], np.float32), prior_count=20)
    return unit_rows(result)


def numbers_in(text: str) -> set[str]:
    """The whole numbers of ``text``, in ASCII digits, without separators and leading zeros."""
    if not text.isascii():
        text = _FOREIGN.sub(lambda found: str(unicodedata.digit(found[0])), text)
    return {found.lstrip("0") or "0" for found in _DIGITS.findall(_GROUPED.sub("", text))}
