"""Language codes (BCP-47), which of them are near to one another, and the language that a path names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import PurePosixPath

import langcodes

from corpus.errors import UsageError

_CODES = (
    "af am ar as az be bg bn br bs ca cs cy da de el en eo es et eu fa fi fil fo fr fy ga gd gl gu ha he hi hr ht hu "
    "hy id ig is it ja jv ka kk km kn ko ku ky la lb lg ln lo lt lv mg mk ml mn mr ms mt my nb ne nl nn no oc om or "
    "pa pl ps pt qu ro ru rw sa sd se si sk sl sn so sq sr st su sv sw ta te tg th tk tl tr tt ug uk ur uz vi xh yi "
    "yo yue zh zu"
)
# What a path may name: the languages of the identifier and of the default encoder.
KNOWN = frozenset(_CODES.split())
# Codes that are also common words or abbreviations at the end of a file name: what-it-is.txt, user_id.txt.
_WORDS = "am an as be br da de el fi fil he hi ht id is it la lo mg ml ms my no om or pa ps se so st te"
WORDS = frozenset(_WORDS.split())
# Varieties, and languages so near to one another that a text in one is no sign against the other.
_NEAR = (
    "ar ary arz",
    "bs hr sr",
    "ca oc",
    "da nb nn no",
    "de lb",
    "en pcm",
    "es an ext gl",
    "fil tl",
    "he hbo",
    "id ms",
    "ku sdh",
    "uz uzs",
    "yue wuu zh",
)
# Languages that identification confuses in a short text.
_CONFUSABLE = (
    *_NEAR,
    "af nl",
    "an ca es gl oc pt",
    "az tk tr",
    "be ru uk",
    "bg mk",
    "bs hr sl sr",
    "cs sk",
    "da nb nn no sv",
    "ga gd",
    "hi mr ne",
    "xh zu",
)
_RECORD = re.compile(r"(?<=\.warc)(\.gz)?#.*", re.I | re.S)
_COMPRESSED = re.compile(r"\.gz$", re.I)


@dataclass(frozen=True, slots=True)
class PathLanguage:
    """The language that a path names; ``certain`` is False where the code is also a common word."""

    language: str
    certain: bool = True


def standardize(code: str, where: str = "language") -> str:
    """The shortest BCP-47 form: ``eng`` is ``en``, ``zh_CN`` is ``zh-CN``, ``iw`` is ``he``; else a ``UsageError``."""
    tag = _tag(code)
    if tag is None:
        raise UsageError(where, f"{code!r} is not a language code", _did_you_mean(code))
    return tag


def _tag(code: str) -> str | None:
    code = code.strip()
    if not re.fullmatch(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*", code):
        return None
    try:
        tag = langcodes.standardize_tag(code)
        return tag if langcodes.tag_is_valid(tag) and base(tag) not in {"und", "mul", "zxx", "mis"} else None
    except ValueError:  # langcodes' LanguageTagError
        return None


def _did_you_mean(code: str) -> str:
    word = code.strip().lower()
    # ISO 639-2's bibliographic codes begin the English names: spa-nish, vie-tnamese, ger-man, fre-nch.
    guesses = [tag for tag in (_tag(word[:3]), _tag(word[:2])) if tag in KNOWN]
    if re.fullmatch("[a-z]{2}", word):  # a country's code in place of its language's: jp, cz, vn
        likely = langcodes.Language.get(f"und-{word.upper()}").maximize().language
        guesses = [likely] if likely in KNOWN and likely != "en" else []
    guesses += get_close_matches(word, sorted(KNOWN), n=1, cutoff=0.5)
    return f"did you mean {guesses[0]}?" if guesses else "give a BCP-47 code such as en, pt-BR or zh-Hant"


def base(language: str) -> str:
    """The language without script and region: ``zh`` of ``zh-Hant-TW``."""
    return language.split("-")[0]


def general(tag: str) -> str | None:
    """A page's declaration without its region, since the pages of one edition differ in it.

    ``en-US`` is ``en``, ``zh-TW`` is ``zh-Hant``; None where it is no language code.
    """
    code = _tag(tag)
    if code is None:
        return None
    traditional = base(code) == "zh" and langcodes.Language.get(code).maximize().script == "Hant"
    return "zh-Hant" if traditional else base(code)


@cache
def near(language: str, other: str) -> bool:
    """Whether a text in one is no sign against the other: the same language, or nearly."""
    pair = {base(language), base(other)}
    return len(pair) == 1 or any(pair <= set(group.split()) for group in _NEAR)


@cache
def confusable(language: str, other: str) -> bool:
    """Whether identification may take a short text in one of two different languages for the other."""
    pair = {base(language), base(other)}
    return len(pair) == 2 and any(pair <= set(group.split()) for group in _CONFUSABLE)


def match(language: str, languages: Sequence[str]) -> str | None:
    """Which of ``languages`` this is: itself, else the only one of which it is the general or a special form."""
    if language in languages:
        return language
    forms = [other for other in languages if language.startswith(f"{other}-") or other.startswith(f"{language}-")]
    return forms[0] if len(forms) == 1 else None


def language_of_path(path: str) -> PathLanguage | None:
    """The language that a POSIX path names, or None. The first of these that holds:

    1. a suffix between dots: ``a.en.txt``, ``a.pt-br.txt``, ``a.eng.txt``;
    2. the nearest folder that is a code: ``corpus/en/texts/a.txt``, ``zh_CN/a.txt``, ``eng_Latn/a.txt``;
    3. a suffix after ``_`` or ``-`` with a two-letter code: ``a_en.txt``, ``a-pt-BR.txt`` (the region in capitals);
       where the code is also a word (``what-it-is``, ``user_id``), the answer is not certain;
    4. the whole name: ``en.txt``, ``zh-Hans.html``.

    An archive is a folder: ``es.zip/a.txt``, ``news.es.zip/a.txt``. Of what is in a web archive only the archive's name
    counts, since a URL's ``/it/`` and ``/no/`` are seldom languages.

    Only languages that the program knows count (``KNOWN``), and a code of three letters only where the language also
    has one of two (``eng``): ``src``, ``doc``, ``new``, ``old`` and ``ext`` are languages too.
    """
    place = PurePosixPath(_COMPRESSED.sub("", _RECORD.sub("", path)))
    stem = place.stem
    if "." in stem and (tag := _plausible(stem.rsplit(".", 1)[1])):
        return PathLanguage(tag)
    for folder in reversed(place.parts[:-1]):
        if tag := _plausible(folder):
            return PathLanguage(tag)
        if folder.lower().endswith(".zip") and (named := language_of_path(folder)):
            return named
    if found := re.search(r".[-_]([a-z]{2}(?:[-_](?:[A-Z][a-z]{3}|[A-Z]{2}|[0-9]{3}))?)$", stem):
        code = found[1]
        if tag := _plausible(code):
            return PathLanguage(tag, certain=code not in WORDS)
    tag = _plausible(stem)
    return PathLanguage(tag) if tag else None


def _plausible(code: str) -> str | None:
    tag = _tag(code)
    if tag is None or base(tag) not in KNOWN or re.split("[-_]", code)[0].lower() in {"in", "mo", "sh", "ji"}:
        return None  # the last are codes that were withdrawn, and words
    return tag if len(base(tag)) == 2 or base(tag) in {"fil", "yue"} else None
