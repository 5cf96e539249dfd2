"""Whether a sentence goes on behind a mark that may end one: abbreviations, initials, ordinals, numbers of items."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

from corpus.languages import base
from corpus.quotations import CLOSERS, EITHER

TAIL = 40  # characters at the end of a sentence that tell whether it goes on
_ABBREVIATED = re.compile(r"([^\s\d(\[«“„\"'/]*[^\W\d_][^\s]*)\s?\.$")  # a space in tokenised text
# The initial of a name, where no word such as "plan" or "vitamin" stands before it.
_INITIAL = re.compile(
    r"(?:^|\.\s*|(?<!\w)[(«“\"]|[,;:\d]\s|\b(?:and|by|of|et|par|de|y|por|e|di|da|und|von|en|och|og|i|dan|oleh|và|и|та)\s)"
    r"[^\W\d_a-zà-ÿа-яI][ʻʼ‘’]?\.$"
)
_CYRILLIC_INITIAL = re.compile(r"(?:^|[\s.(«])([\u0400-\u052f])\.$")
_ORDINAL = re.compile(r"(?:^|(?P<before>\S*)\s)(?P<number>\d{1,2}|[IVXL]+)\.$")
_DATE = re.compile(r"(?:^|\D)\d{4}\.(?:\s?\d{1,2}\.){0,2}$")
_ITEM = re.compile(r"\W{0,3}(?:\d{1,3}|[IVXLC]{1,5}|[ivxl]{1,5}|[^\W\d_])[.)．]")
NEXT_ITEM = re.compile(r"\(?(?:\d{1,2}|[^\W\d_]|[ivx]{1,4})\)\s")
CJK = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_ORDINALS = frozenset(
    ["bs", "cs", "da", "de", "et", "fi", "fo", "hr", "hu", "is", "lb", "lv", "nb", "nn", "no", "se", "sk", "sl", "sr"]
)
# Only where nouns are written with a capital does an ordinal stand before one: of 960 sentences of Czech, Finnish,
# Hungarian and Icelandic news ten end in a number and none has "5. Word" inside, of as many in German 1 and 24.
_CAPITAL_NOUNS = frozenset(["de", "lb"])
_ARTICLES = frozenset(["a", "az", "den", "det"])  # with one, it is an ordinal in Hungarian and Scandinavian, too
_LONGEST_ENDING = 5  # letters of the endings of words among the abbreviations, and one
_QUOTED = {"ja": ("と", "って", "という"), "ko": ("라고", "이라고", "라며", "라는", "하고")}  # "…" said
_BEFORE_LETTERS = re.compile(r"[\"'“”‘’«»„(\[—–\- ]*+(?:(?<=[’'‘])[a-z]\s(?=[A-Z]))?")  # ’s Avonds, ’n Hond


def first_letter(text: str) -> str:
    """The first character behind quotation marks, brackets and dashes."""
    found = _BEFORE_LETTERS.match(text)
    return text[found.end() : found.end() + 1] if found else ""


def is_lower(letter: str) -> bool:
    """Whether it is a small letter of a script whose sentences begin with capitals: Georgian ones do not."""
    return letter.islower() and not "ა" <= letter <= "ჿ"


def goes_on(before: str, gap: str, after: str, language: str) -> bool:
    """Whether ``after``, the beginning of a text, still belongs to the sentence that ``before``, its last ``TAIL``
    characters or all of it, begins; ``gap`` is the white space between them."""
    letter = first_letter(after)
    if not any(map(str.isalnum, after)) or _ITEM.fullmatch(before):
        return True  # a lone mark; the number of a list item
    if after[:1] in ",;:":
        return True  # "… obstacles ...; and so on"
    if after[:1] in "¿¡":
        return False
    if is_lower(letter) and not NEXT_ITEM.match(after):
        return before[-1:] not in "。！？"
    key = base(language)
    if before[-1:] in CLOSERS + EITHER and (not gap or key == "ko") and after.startswith(_QUOTED.get(key, ())):
        return True
    if not before.endswith((".", "۔")) or before.endswith(".."):
        return False
    if not gap:  # example.com, J.-C., but not a space forgotten.Then the next
        forgotten = re.search(r"[^\W\d_]{2}\.$", before) and letter.isupper() and after[1:2].islower()
        return not forgotten and not re.match(f"[{CJK}]", letter)
    word = abbreviated(before)
    if _is_number(before, after, key):
        return True
    if is_abbreviation(word, "before_names", key):
        return True
    if is_abbreviation(word, "ends", key) and not letter.isdigit():
        return False
    return _is_initial(before) or (after[:1].isdigit() and is_abbreviation(word, "before_numbers", key))


def _is_initial(before: str) -> bool:
    cyrillic = _CYRILLIC_INITIAL.search(before)
    return bool(_INITIAL.search(before) or (cyrillic and cyrillic[1].isupper()))


def _is_number(before: str, after: str, language: str) -> bool:
    """Whether ``before`` ends in an ordinal or in a part of a date."""
    if _DATE.search(before) and (after[:1].isdigit() or language == "ko"):
        return True
    found = _ORDINAL.search(before) if language in _ORDINALS else None
    if not found or is_abbreviation((found["before"] or "").rstrip("."), "before_numbers", language):
        return False
    certain = language in _CAPITAL_NOUNS or (found["before"] or "").lower() in _ARTICLES
    return certain or not found["number"].isdigit() or not first_letter(after).isupper()


def abbreviated(before: str) -> str:
    """The last word of ``before`` without the period that it ends in; empty where there is none."""
    found = _ABBREVIATED.search(before.replace("۔", "."))
    return found[1] if found else ""


@lru_cache(maxsize=10_000)
def is_abbreviation(word: str, kind: str, language: str) -> bool:
    """Whether ``corpus/abbreviations.toml`` has ``word`` among those of this ``kind``."""
    forms = {word, *re.split(r"[-'’]", word)[-1:]} - {""}  # Dipl.-Ing., d-Dr., l'av.
    forms |= {form.casefold().replace("i̇", "i") for form in forms if len(form) > 1}  # "M. Roy", but not "2 m."
    words = _abbreviations(language, kind)
    return not forms.isdisjoint(words) or any(
        f"-{word[-n:]}" in words for n in range(1, min(len(word), _LONGEST_ENDING))
    )


@cache
def _abbreviations(language: str, kind: str) -> frozenset[str]:
    rows = _table()
    row = rows.get(language, {})
    keys = [language, *row.get("like", "").split(), "all"]
    return frozenset(word for key in keys for word in rows.get(key, {}).get(kind, "").split())


@cache
def _table() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("corpus").joinpath("abbreviations.toml").read_text("utf-8"))
