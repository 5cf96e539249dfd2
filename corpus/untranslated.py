"""Lines that a version has word for word as another, and in its language: left untranslated, they are no translation.

What two languages have in common may as well be a name, a command, or a word of both. Whose words they are, the rest
of the collection tells: "Zoom" stands in other German lines, "pane" only in English ones.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from math import log

from corpus.documents import FOREIGN
from corpus.given import GIVEN
from corpus.identification import identify, is_foreign, is_text
from corpus.languages import near
from corpus.lines import Line
from corpus.scripts import script_of, scripts_of
from corpus.units import Part, Unit, with_parts

_LATIN = "A-Za-z\u00c0-\u024f"
_WORD = re.compile(rf"[{_LATIN}]{{2,}}|[^\W\d_{_LATIN}]{{2,}}")  # a Latin name in Japanese has no spaces around it
UNTRANSLATED = 3.0  # log-odds of a line being in another language than its version's
LOOKS = 2.0  # of these, at most for its letters: they speak against commands and names, too


@dataclass
class Vocabulary:
    """In how many lines of a language each word stands; copies do not count."""

    lines: int = 0
    words: Counter[str] = field(default_factory=Counter)

    def add(self, text: str) -> None:
        self.lines += 1
        self.words.update(_words(text))

    def share(self, word: str) -> float:
        """Of all lines, as if there were one more that has half of each word."""
        return (self.words[word] + 0.5) / (self.lines + 1)


def part_untranslated(units: Sequence[Unit]) -> list[Unit]:
    """The units in their order, those parts as units of their own that are copies of another version's and in another
    language than their own; the flag ``foreign:en`` says which."""
    vocabularies: dict[str, Vocabulary] = defaultdict(Vocabulary)
    copies = [list(_copies(unit)) for unit in units]
    for unit, of_unit in zip(units, copies, strict=True):
        copied = {part for parts in of_unit for part in parts}
        for part in unit.parts if len(unit.parts) > 1 else ():
            if part not in copied:
                vocabularies[part.language].add(part.text)
    parted = (
        piece
        for unit, of_unit in zip(units, copies, strict=True)
        for piece in _parted(unit, () if GIVEN in unit.flags else of_unit, vocabularies)
    )
    return [
        replace(unit, order=order)
        for _, of_group in groupby(parted, lambda unit: unit.group)
        for order, unit in enumerate(of_group)
    ]


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _copies(unit: Unit) -> Iterator[list[Part]]:
    """The parts in several languages with the same text."""
    same: dict[str, list[Part]] = {}
    for part in unit.parts:
        same.setdefault(Line(part.text).folded, []).append(part)
    for parts in same.values():
        if any(not near(part.language, parts[0].language) for part in parts):
            yield parts


def _parted(unit: Unit, copies: Sequence[Sequence[Part]], vocabularies: Mapping[str, Vocabulary]) -> Iterator[Unit]:
    texts = [parts for parts in copies if is_text(parts[0].text)]
    spoken = {part: [each.language for each in parts] for parts in texts for part in parts}
    owners = {part: owner for part, among in spoken.items() if (owner := _owner(part, among, vocabularies))}
    kept = [part for part in unit.parts if part not in owners]
    if not owners:
        yield unit
        return
    if kept:
        yield with_parts(unit, kept)
    for part, owner in owners.items():
        alone = with_parts(unit, [part])
        yield replace(alone, flags=(*alone.flags, f"{FOREIGN}{owner}"))


def _owner(part: Part, among: Sequence[str], vocabularies: Mapping[str, Vocabulary]) -> str | None:
    """The language of a part, if it is another than its version's. A longer text is clearly in one of those ``among``
    which it stands; of a version that is untranslated as a whole nothing else tells."""
    if (found := is_foreign(part.text, part.language, among)) in among:
        return found
    others = [language for language in sorted(vocabularies) if not near(language, part.language)]
    odds = {language: _odds(part, language, vocabularies) for language in others}
    best = max(others, key=lambda language: odds[language], default=None)
    return best if best and odds[best] >= UNTRANSLATED else None


def _odds(part: Part, language: str, vocabularies: Mapping[str, Vocabulary]) -> float:
    """Of a text being in ``language`` against its version's, as logarithm; 0 where letters or words are against it."""
    looks = _looks(part.text, language, part.language)
    own, other = (vocabularies.get(each, Vocabulary()) for each in (part.language, language))
    known = [word for word in sorted(_words(part.text)) if word in own.words or word in other.words]
    words = sum(log(other.share(word) / own.share(word)) for word in known)
    return looks + words if looks > 0 and words > 0 else 0.0


def _looks(text: str, language: str, against: str) -> float:
    """What the letters say. In a script in which the other is not written, any word more decides."""
    script = script_of(text)
    if script in scripts_of(language) and script not in scripts_of(against):
        return UNTRANSLATED
    found = identify(text, [language, against])
    if found is None or found.language != language:
        return 0.0
    return min(log(found.probability / max(1 - found.probability, 1e-9)), LOOKS)
