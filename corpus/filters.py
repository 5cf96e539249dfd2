"""Which units of a pair of languages are worth exporting: columns of scores first, decisions after.

``score`` says what there is to say of each unit; ``Filters`` says what is enough. A unit is dropped for one reason, the
first in the order of ``Filters``, so that the counts of all reasons add up.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from align.arrays import Doubles
from corpus.identification import identify, is_text
from corpus.languages import base, confusable, near
from corpus.lines import Line
from corpus.numerals import numbers_apart
from corpus.repetitions import digest
from corpus.scripts import letters_in
from corpus.units import UNSPACED, Part, Unit

# Added to both lengths before they are compared, since "Yes." may well be twice as long as "Sí.": with it the ratios of
# lines of fewer than 20 characters in manuals and news in 35 languages spread little more than those of longer ones;
# one in 400 is twice the usual one.
_EVENED = 15
# A text is in another language of the build if it has so many letters and the identifier is so sure: in no case of
# 4,050 sentences of news in 27 languages with up to six to choose from, and in 98 of 100 that are.
_LETTERS, _SURE = 12, 0.99

DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Scores:
    """What can be said of two texts without knowing their languages, and by the side of all others of their pair.

    ``length_ratio``: how many times as long as usual the target is for its source, in characters, the median of the
    pair being 1; ``length_deviation``: its logarithm in median absolute deviations, as of a normal distribution.
    ``source_language``, ``target_language``: what the text is in, empty where it is too short to tell, or not asked.
    ``numbers_apart``: numbers of one side that the other lacks. ``letters``: their share of the text, spaces aside, on
    the side that has fewer; ``words``, on the side that has fewer; ``characters``, on the side that has more.
    ``copy``: the texts are the same, but for case and spaces. ``repeats``: how many earlier units have the same two
    texts; ``targets``, ``sources``: how many different ones come with the same source, with the same target.
    """

    length_ratio: float
    length_deviation: float
    source_language: str
    target_language: str
    numbers_apart: int
    letters: float
    words: int
    characters: int
    copy: bool
    repeats: int
    targets: int
    sources: int


@dataclass(frozen=True, slots=True)
class Scored:
    """A unit with two parts, source and target, and what can be said of it."""

    unit: Unit
    scores: Scores

    @property
    def texts(self) -> tuple[str, str]:
        return self.unit.parts[0].text, self.unit.parts[1].text


def score(units: Sequence[Unit], languages: Sequence[str], check_languages: bool = True) -> list[Scored]:
    """The scores of ``units`` of one pair, each with two parts; ``languages`` are those that a text may be in."""
    ratios = _length_ratios(units)
    spread = 1.4826 * float(np.median(np.abs(ratios))) if len(units) else 0.0
    deviations = ratios / max(spread, 0.01)
    targets, sources = defaultdict[int, set[int]](set), defaultdict[int, set[int]](set)
    keys = [(digest(unit.parts[0].text), digest(unit.parts[1].text)) for unit in units]
    for source, target in keys:
        targets[source].add(target)
        sources[target].add(source)
    seen: Counter[tuple[int, int]] = Counter()
    found = []
    for unit, key, ratio, deviation in zip(units, keys, ratios, deviations, strict=True):
        left, right = unit.parts
        told = [_language(part, languages) if check_languages else "" for part in unit.parts]
        scores = Scores(
            round(float(np.exp(ratio)), 4),
            round(float(deviation), 4),
            told[0],
            told[1],
            numbers_apart(left.text, right.text),
            round(min(_letters(left.text), _letters(right.text)), 4),
            min(_words(left), _words(right)),
            max(len(left.text), len(right.text)),
            Line(left.text).folded == Line(right.text).folded,
            seen[key],
            len(targets[key[0]]),
            len(sources[key[1]]),
        )
        seen[key] += 1
        found.append(Scored(unit, scores))
    return found


def _length_ratios(units: Sequence[Unit]) -> Doubles:
    """(n,) logarithms, less their median."""
    lengths = np.array([[len(part.text) for part in unit.parts] for unit in units], np.float64).reshape(-1, 2)
    ratios = np.log((lengths[:, 1] + _EVENED) / (lengths[:, 0] + _EVENED))
    return np.asarray(ratios - np.median(ratios) if len(ratios) else ratios)


def _language(part: Part, languages: Sequence[str]) -> str:
    """The part's own, unless its text is clearly in another of ``languages``; empty where nothing can be told."""
    if sum(map(str.isalpha, part.text)) < _LETTERS or not is_text(part.text):
        return ""
    found = identify(part.text, languages)
    if found is None:
        return ""
    alike = near(found.language, part.language) or confusable(found.language, part.language)
    if alike or part.language in found.rivals:
        return part.language
    return found.language if found.probability >= _SURE else ""


def _letters(text: str) -> float:
    """The share of letters and the marks that belong to them."""
    return letters_in(text) / max(len("".join(text.split())), 1)


def _words(part: Part) -> int:
    """Two letters or digits are a word in languages that write no spaces."""
    words = len(part.text.split())
    return max(words, sum(map(str.isalnum, part.text)) // 2) if base(part.language) in UNSPACED else words


@dataclass(frozen=True, slots=True)
class Filters:
    """What a unit needs in order to be exported; as it stands, two texts that are not empty.

    ``max_length_ratio``: neither text may be more times as long as usual beside the other. ``deduplicate``: of units
    with the same two texts, the first that nothing else speaks against is kept.
    """

    min_probability: float = 0.0
    min_words: int = 0
    max_characters: int | None = None
    min_letters: float = 0.0
    no_copies: bool = False
    max_length_ratio: float | None = None
    numbers_agree: bool = False
    language_check: bool = False
    deduplicate: bool = False

    def reasons(self, scored: Sequence[Scored]) -> list[str]:
        """Why each is dropped, an empty string for what is kept."""
        kept: set[tuple[str, str]] = set()
        found = []
        for each in scored:
            reason = next(self._objections(each), "")
            if not reason and self.deduplicate:
                reason = DUPLICATE if each.texts in kept else ""
                kept.add(each.texts)
            found.append(reason)
        return found

    def _objections(self, scored: Scored) -> Iterator[str]:
        """All that speaks against a unit, without looking at others."""
        unit, scores = scored.unit, scored.scores
        if not all(scored.texts):
            yield "empty text"
        if unit.probability < self.min_probability:
            yield f"probability below {self.min_probability:g}"
        if scores.words < self.min_words:
            yield f"fewer than {self.min_words} words"
        if self.max_characters is not None and scores.characters > self.max_characters:
            yield f"more than {self.max_characters} characters"
        if scores.letters < self.min_letters:
            yield f"letters below {self.min_letters:g}"
        if self.no_copies and scores.copy:
            yield "copy"
        longest = self.max_length_ratio
        if longest is not None and not 1 / longest <= scores.length_ratio <= longest:
            yield f"length ratio above {longest:g}"
        if self.numbers_agree and scores.numbers_apart:
            yield "numbers differ"
        if self.language_check and scores.source_language not in ("", unit.parts[0].language):
            yield "language of the source"
        if self.language_check and scores.target_language not in ("", unit.parts[1].language):
            yield "language of the target"
