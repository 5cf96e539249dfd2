"""The scripts of languages and of texts."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import cache

import langcodes

# Unicode's names of letters begin with their script; these are the names for the scripts of ISO 15924.
_SCRIPTS = {
    "Arab": "ARABIC", "Armn": "ARMENIAN", "Beng": "BENGALI", "Cyrl": "CYRILLIC", "Deva": "DEVANAGARI",
    "Ethi": "ETHIOPIC", "Geor": "GEORGIAN", "Grek": "GREEK", "Gujr": "GUJARATI", "Guru": "GURMUKHI", "Hans": "CJK",
    "Hant": "CJK", "Hebr": "HEBREW", "Jpan": "CJK", "Khmr": "KHMER", "Knda": "KANNADA", "Kore": "HANGUL",
    "Laoo": "LAO", "Latn": "LATIN", "Mlym": "MALAYALAM", "Mymr": "MYANMAR", "Orya": "ORIYA", "Sinh": "SINHALA",
    "Taml": "TAMIL", "Telu": "TELUGU", "Thai": "THAI",
}  # fmt: skip
# Languages that are written in more than one script.
_OTHERS = {
    "az": "CYRILLIC ARABIC", "bs": "CYRILLIC", "ja": "KANA", "kk": "ARABIC LATIN", "ko": "CJK",
    "ku": "ARABIC CYRILLIC", "ky": "ARABIC", "mn": "MONGOLIAN", "ms": "ARABIC", "pa": "ARABIC", "sd": "DEVANAGARI",
    "sr": "LATIN", "tg": "ARABIC", "tk": "CYRILLIC", "tt": "LATIN", "ug": "CYRILLIC", "uz": "CYRILLIC", "yue": "CJK",
}  # fmt: skip


@cache
def scripts_of(language: str) -> frozenset[str]:
    """Unicode's names of the scripts that ``language`` is written in."""
    usual = _SCRIPTS.get(langcodes.Language.get(language).maximize().script or "", "LATIN")
    return frozenset([usual, *_OTHERS.get(language.split("-")[0], "").split()])


def script_of(text: str) -> str:
    """The script of at least four fifths of the letters, by Unicode's name of it; empty where there is none.

    Hiragana and Katakana are ``KANA``, and so is Japanese text as a whole.
    """
    counts = Counter(_script_name(character) for character in text if character.isalpha())
    if 0 < counts.total() <= 20 * counts["KANA"]:  # Japanese mixes kana with Chinese characters
        counts["KANA"] += counts.pop("CJK", 0)
    best, count = max(counts.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    return best if count >= 0.8 * counts.total() else ""


def letters_in(text: str) -> int:
    """How many characters are letters, or marks that belong to them: vowel signs of Hindi, tones of Thai."""
    letters = sum(map(str.isalpha, text))
    return letters if text.isascii() else letters + sum(unicodedata.category(each)[0] == "M" for each in text)


@cache
def _script_name(letter: str) -> str:
    name = unicodedata.name(letter, "").removeprefix("FULLWIDTH ").removeprefix("HALFWIDTH ").split(" ")[0]
    return "KANA" if name.startswith(("HIRAGANA", "KATAKANA")) else name
