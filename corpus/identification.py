"""The language that a text is in, and the paragraphs of a document that are in another one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import langcodes

from corpus.languages import KNOWN, base, confusable, near
from corpus.scripts import letters_in, script_of, scripts_of

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# A paragraph is foreign only if it is this sure and this long. Of 34,780 news and everyday sentences in 50 languages it
# finds none; in a manual of ten languages, 25 paragraphs, all of them left in English by their translators.
_SURE, _FOREIGN_LETTERS, _FOREIGN_WORDS = 0.99, 30, 5
# If it is in a language of the collection, less suffices: scripts/benchmark.py furniture counts the false alarms.
_LIKELY, _KNOWN_LETTERS, _KNOWN_WORDS = 0.95, 12, 4
_TEXT = 0.8  # share of letters and spaces in a line of that size that is no command
_LABELS = {"nb": "no", "fil": "tl"}  # codes for which the identifier has another
# Varieties that no text is named after.
_GENERAL = {"arz": "ar", "ary": "ar", "ext": "es", "hbo": "he", "pcm": "en", "sdh": "ku", "uzs": "uz", "wuu": "zh"}
_CLEAR = 0.9  # of two languages that are often confused, the share of the better one that leaves no doubt
_SAMPLE = 6000  # characters of a text that identify() reads: more do not change its answer


@dataclass(frozen=True, slots=True)
class Identified:
    """The most probable language of a text, as BCP-47, and those that it might well be in its place."""

    language: str
    probability: float
    rivals: tuple[str, ...] = ()


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid import langid

    return langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)


def identify(text: str, languages: Sequence[str] | None = None) -> Identified | None:
    """The language of ``text``, among ``languages`` where given; None where it holds no letters.

    ``probability`` is the identifier's, renormalised over ``languages``. Those that it does not know take part by their
    script only.
    """
    sample = text[:_SAMPLE]
    if not any(map(str.isalpha, sample)):
        return None
    ranked = [(tag, p) for tag, p in _identifier().rank(sample) if tag != "zxx"]
    if languages is None:
        scores = {langcodes.standardize_tag(tag): p for tag, p in ranked}
        total = 1.0
    else:
        known, written = dict(ranked), script_of(sample)
        scores = {
            language: known.get(_LABELS.get(base(language), base(language)), 0.5 * (written in scripts_of(language)))
            for language in languages
        }
        total = sum(scores.values())
    best = max(scores, key=lambda language: scores[language])
    return Identified(best, scores[best] / total, _rivals(best, scores)) if total > 0 else None


def _rivals(best: str, scores: dict[str, float]) -> tuple[str, ...]:
    """The languages often confused with the best that are not clearly less probable, the most probable first."""
    rivals = [
        language
        for language, score in scores.items()
        if confusable(best, language) and base(language) in KNOWN and score > (1 - _CLEAR) * (score + scores[best])
    ]
    return tuple(sorted(rivals, key=lambda language: (-scores[language], language)))


def is_foreign(paragraph: str, language: str, known: Collection[str] = ()) -> str | None:
    """The language of ``paragraph`` if it is clearly not ``language``, else None.

    Conservative: long enough, very sure, and not a near relative; names, commands and short headings stay. A script
    that the language is never written in needs less, and so do the ``known`` languages of the collection.
    """
    paragraph = paragraph[:_SAMPLE]
    written = script_of(paragraph)
    letters = sum(map(str.isalpha, paragraph)) * (2 if written in ("CJK", "KANA") else 1)
    if written not in ("", "LATIN") and written not in scripts_of(language):
        found = _found(paragraph, known) if letters >= 6 else None
        return found.language if found and not near(found.language, language) else None
    words = len(paragraph.split()) if written == "LATIN" else _FOREIGN_WORDS
    long = letters >= _FOREIGN_LETTERS and words >= _FOREIGN_WORDS
    if not long and not (known and letters >= _KNOWN_LETTERS and words >= _KNOWN_WORDS):
        return None
    found = _found(paragraph, known)
    if found is None or near(found.language, language) or not _identifiable(language):
        return None
    if long and found.probability >= _SURE:
        return found.language
    expected = any(near(found.language, each) for each in known) and not confusable(found.language, language)
    return found.language if expected and found.probability >= _LIKELY and is_text(paragraph) else None


def _found(paragraph: str, known: Collection[str]) -> Identified | None:
    """The most probable language with its relatives, by the name that it has among the ``known``; None for a code."""
    ranked = dict(_identifier().rank(paragraph))
    best = max(ranked, key=lambda tag: ranked[tag])
    if best == "zxx":
        return None
    probability = sum(p for tag, p in ranked.items() if near(tag, best))
    tag = langcodes.standardize_tag(_GENERAL.get(best, best))
    named = sorted((each for each in known if near(each, tag)), key=lambda each: (base(each) != tag, each))
    return Identified(named[0] if named else tag, probability)


@cache
def _identifiable(language: str) -> bool:
    return _LABELS.get(base(language), base(language)) in _identifier().labels


def is_text(paragraph: str) -> bool:
    """Whether a paragraph is one line of words, and no listing of a program."""
    spaces = sum(map(str.isspace, paragraph))
    return "\n" not in paragraph and letters_in(paragraph) + spaces >= _TEXT * len(paragraph)
