"""Telephone numbers in a text: those of the world in international form, of some countries in national form."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import langcodes

from corpus.documents import Span
from corpus.languages import base

if TYPE_CHECKING:
    from phonenumbers import PhoneNumberMatch

_GAP = r"[\s().\[\]/~\-\u00ad\u2010-\u2015\u2060\u200b-\u200f\u2212\u30fc\uff0d]{0,4}"  # between two digits
_EXTENSION = r"(?:[ ,;]{0,2}(?i:extension|ext|x|доб)\.? ?\d{1,7})?"
_ENOUGH_DIGITS = re.compile(rf"\d(?:{_GAP}\d){{6}}")
_LABEL = re.compile(
    r"(?:\b(?:CVE|DIN|IEC|ISO|RFC|ISBN|ISSN|ISMN|IBAN|DOI|PMID|EAN|GTIN|UPC|VAT|SIREN|SIRET|CNPJ|CPF|NIP|REGON|KRS|"
    r"PESEL|ИНН|ОГРН|UID|IP)(?:-1[03])?|№|#|〒)[\s:.=-]{0,3}$|\d[.,]$",
    re.I,
)
# What is written like a telephone number and is none.
_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:1\d|20)\d\d"
_DATE = re.compile(
    rf"(?<!\d)(?:{_YEAR}(?P<a>[./\- ]){_MONTH}(?P=a){_DAY}|{_DAY}(?P<b>[./\- ]){_MONTH}(?P=b){_YEAR}"
    rf"|{_MONTH}(?P<c>[./\- ]){_DAY}(?P=c){_YEAR}|{_YEAR} ?[-–/] ?{_YEAR})(?!\d)"
)
_NEVER = re.compile(
    r"97[89][- ]?\d[\d -]{9,13}|\d-\d{2,7}-\d{1,7}-[\dX]"  # a book
    r"|(?:(?!0\d)\d{1,3}\.){3}(?!0\d)\d{1,3}|0[.,]\d.*"  # a computer; a fraction, or a version
)
_BROKEN = re.compile(r"~|\d[.,]\s|\)\s?\.|\.\s?\(|\s{3}|\d -\d.*\d -\d|(?:\b\d\D+){4}")  # over sentences; lists
# What is one only where a word says so: a row; a fraction; a code; a product; two-digit numbers, and a whole number in
# groups of three; what is in brackets.
_SPACE = "[ .\u00a0\u2009\u202f]"
_DOUBTFUL = re.compile(
    rf"[1-9]\d*|0\d{{1,7}}|.*(?:[.,]\d{{5}}|\d{{5}}[.,]\d).*|\d{{5}}-\d{{4}}|.*\d [-–] .* [-–] \d.*"
    rf"|[1-9]\d(?:{_SPACE}\d\d)+|\d{{1,2}}(?:{_SPACE}\d{{3}})+|\d{{3}}(?:{_SPACE}\d{{3}})*{_SPACE}000"
    r"|(?!.*\(\+?\d{1,5}(?: \d)?\)).*[()].*"
)
_JOINED = re.compile(r"(?://|www\.)\S*$|[^\d\s]/$|[A-Za-z]-$|[\\_=&%`]$")  # to a path, an address, a name
_GOING_ON = re.compile(r"[./][A-Za-z]|[\\_=&%]\w")
_DASH = re.compile(r"\d[-\u2010-\u2015\u2212]\d")
_FEWEST_DIGITS = 7
_BEFORE, _AFTER = 40, 25  # characters in which a word tells of a telephone
_BESIDE = 6  # in which a date may begin or end
_APART_BEFORE, _APART_AFTER = re.compile(r"(?:^|[.!?。।:;,|(–—-])\s*$"), re.compile(r"\s*(?:$|[;,|).–—-](?!\w))")


@dataclass(frozen=True, slots=True)
class Telephone:
    """A number as it is dialled."""

    country: str  # its code: 44
    digits: str  # 2079460958, without the 0 or whatever some countries dial before it at home
    groups: tuple[str, ...]  # 020 7946 0958, as it was found

    def places(self, text: str) -> Iterator[Span]:
        """Where it stands in ``text``, in whatever form."""
        abroad = rf"(?:(?:\+|00|011){_GAP})?{self.country}{_GAP}(?:\(0\){_GAP})?"
        dialled = rf"(?:\(?(?:{abroad}|[08]{_GAP}))?\(?"
        # in scripts from right to left the groups often stand the wrong way round: 0958 7946 020
        written = {_GAP.join("".join(groups)) for groups in (self.groups, self.groups[::-1])}
        number = "|".join([rf"{dialled}{_GAP.join(self.digits)}", *(rf"[+(]{{0,2}}{each}" for each in sorted(written))])
        pattern = rf"(?<!\d)(?:{number})(?!\d){_EXTENSION}"
        for found in re.finditer(pattern, in_ascii(text)):
            opened = found[0].startswith("(") and found[0].count("(") > found[0].count(")")
            yield Span(found.start() + opened, found.end())


def regions_of(languages: Iterable[str]) -> tuple[str, ...]:
    """The countries whose national numbers texts in these languages may have: those that the codes name, else where
    most people speak the language."""
    from phonenumbers import SUPPORTED_REGIONS

    found = set[str]()
    for language in languages:
        likely = (langcodes.Language.get(code).maximize().territory for code in (language, base(language)))
        found.update([region for region in likely if region in SUPPORTED_REGIONS][:1])
    return tuple(sorted(found))


def telephones_in(text: str, regions: Sequence[str]) -> Iterator[Telephone]:
    """The numbers in ``text`` that are valid, as Google's libphonenumber knows them.

    Beside a word for a telephone, and in international form, all of them; else those that begin with 0 or a bracket,
    and those in the groups of their country, with hyphens or apart from the words of the text.
    """
    from phonenumbers import Leniency, PhoneNumberMatcher, national_significant_number

    if not _ENOUGH_DIGITS.search(text):
        return
    for region in regions or (None,):
        for match in PhoneNumberMatcher(text, region, Leniency.VALID):
            if _is_one(match, text, region):
                groups = tuple(re.findall(r"\d+", in_ascii(match.raw_string)))
                yield Telephone(f"{match.number.country_code}", national_significant_number(match.number), groups)


def _is_one(match: PhoneNumberMatch, text: str, region: str | None) -> bool:
    from phonenumbers import Leniency, PhoneNumberMatcher

    raw = in_ascii(match.raw_string)
    before, after = text[max(0, match.start - _BEFORE) : match.start], text[match.end : match.end + _AFTER]
    if sum(map(str.isdigit, raw)) < _FEWEST_DIGITS or _BROKEN.search(raw) or _LABEL.search(before):
        return False
    if raw.startswith("+"):
        return True
    if _NEVER.fullmatch(raw) or _is_date(raw, in_ascii(before[-_BESIDE:]), in_ascii(after[:_BESIDE])):
        return False
    if _cues().search(before.casefold()) or _cues().search(after.casefold()):
        return True
    if _DOUBTFUL.fullmatch(raw) or _JOINED.search(before) or _GOING_ON.match(after):
        return False
    if raw.startswith(("0", "(")):
        return True
    apart = _APART_BEFORE.search(before) and _APART_AFTER.match(after)
    grouped = PhoneNumberMatcher(match.raw_string, region, Leniency.STRICT_GROUPING).has_next()
    return bool((apart or _DASH.search(raw)) and grouped)


def _is_date(raw: str, before: str, after: str) -> bool:
    start, stop = len(before), len(before) + len(raw)
    dates = _DATE.finditer(before + raw + after)
    return any(found.start() < stop and found.end() > start for found in dates)


def in_ascii(text: str) -> str:
    """The text with the digits of all scripts, and the wide letters and signs of East Asia, as those of ASCII, each in
    its place."""
    if text.isascii():
        return text
    return "".join(map(_as_ascii, text))


def _as_ascii(character: str) -> str:
    if "\uff01" <= character <= "\uff5e":
        return chr(ord(character) - 0xFEE0)
    return str(unicodedata.digit(character)) if character.isdecimal() else character


@cache
def _cues() -> re.Pattern[str]:
    table = tomllib.loads((files("corpus.publishing") / "telephones.toml").read_text(encoding="utf-8"))
    words = sorted({word.casefold() for words in table.values() for word in words})
    letter = r"[^\W\d_]"
    spaced = (re.escape(word.removesuffix("-")) + ("" if word.endswith("-") else rf"(?!{letter})") for word in words)
    european = [pattern for word, pattern in zip(words, spaced, strict=True) if word[0] < "\u0530"]
    others = [re.escape(word) for word in words if word[0] >= "\u0530"]
    return re.compile(rf"(?<!{letter})(?:{'|'.join(european)})|{'|'.join(others)}")
