"""Ends of sentences that sentencex leaves out: marks of scripts that it does not know, closing quotation marks, and
abbreviations that a sentence may end in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.continuations import CJK, NEXT_ITEM, TAIL, abbreviated, first_letter, is_abbreviation, is_lower
from corpus.languages import base

_CHINESE = re.compile(
    f"(?<=[{CJK}])[.!?]+(?=[{CJK}「『“《（])"  # half-width marks
    r"|[。！？](?=\d)"
    rf"|[。！？][）】〕]+(?=\S)|[。！？][」』”’]+(?=[「『“《（])|…[”’]+(?=[{CJK}])"
)
_ETHIOPIC = re.compile(r"(?:፡፡|::)\s*|(?<=[።፧])፡+\s*")  # typed for ።; the space of older print behind it
_DANDA = re.compile(r"(?<=[\u0900-\u0dff])\s?\|{1,2}(?=\s|$)\s*")  # the vertical bar of a keyboard that lacks the danda
_KHMER = re.compile(r"(?<!។ល)[។៕]+(?!ល។)[”»’\"]?\s*")  # ។ល។ is "etc."
# Beyond the one mark that it shares with commas, a shad after a shad ends a sentence in Tibetan, one alone a clause.
_TIBETAN = re.compile(r"(?:[།༎༏༐༑]\s*[།༎][\s།]*|༎\s*|(?<=ག)\s+།\s*)(?=\S)")
_ARMENIAN = re.compile(r":\s+(?=[Ա-Ֆ«])")  # typed for ։
_MARKS = {
    "am": _ETHIOPIC, "ti": _ETHIOPIC, "km": _KHMER, "bo": _TIBETAN, "dz": _TIBETAN, "hy": _ARMENIAN,
    **dict.fromkeys(("zh", "yue", "wuu", "ja"), _CHINESE),
    **dict.fromkeys(("as", "bn", "hi", "mai", "mr", "ne", "or", "pa", "sa"), _DANDA),
}  # fmt: skip
# Of those that sentencex takes for ends: the Burmese comma and genitive, the Armenian colon, the Javanese comma.
_INNER_MARKS = frozenset("၊၏․꧈")

# Clauses. Thai and Lao end sentences with nothing but a space, Tibetan and Dzongkha with one shad, as they do clauses:
# a segment is clauses of this many characters together. In 956 lines of Thai news, of 120 characters each, this finds
# 55 % of the ends of lines, and .5 others a line (scripts/benchmark.py segments).
_CLAUSE = 40
_NO_END = "ว่า|ที่|และ|หรือ|เช่น|เป็น|ของ|โดย|คือ|ວ່າ|ທີ່|ແລະ|ຫຼື|ເຊັ່ນ|ເປັນ|ຂອງ|ໂດຍ|ຄື"  # that, and, or, such as, is, of, by
_NO_START = (  # and others: which, for, said, because, including, with, has, will
    "และ|หรือ|ซึ่ง|เพื่อ|กล่าว|เช่น|เป็น|เนื่องจาก|เพราะ|ที่|รวมถึง|ด้วย|ทำให้|โดย|ของ|ได้|จะ|ก็|จน|คือ"
    "|ແລະ|ຫຼື|ເຊິ່ງ|ເພື່ອ|ກ່າວ|ເຊັ່ນ|ເປັນ|ເນື່ອງຈາກ|ເພາະ|ທີ່|ລວມເຖິງ|ດ້ວຍ|ເຮັດໃຫ້|ໂດຍ|ຂອງ|ໄດ້|ຈະ|ກໍ|ຈົນ|ຄື"
)
_SPACE = re.compile(
    r"(?P<said>(?<=กล่าว)\s+(?!ว่า|ถึง|ใน|กับ)(?=\S))|"  # "…" he said
    '(?<=[\u0e00-\u0eff"”’)])'
    + "".join(f"(?<!{word})" for word in _NO_END.split("|"))
    + rf"\s+(?!{_NO_START})(?=[\u0e01-\u0e44\u0e81-\u0ec4\"“‘])"
)
_NO_SHAD = "དང|ཞིང|ཅིང|ཤིང|སྟེ|ཏེ|འམ|སམ|ཡང|ཀྱང"  # and, being, namely, or, also
_SHAD = re.compile(
    "".join(f"(?<!{word})(?<!{word}༌)" for word in _NO_SHAD.split("|")) + r"།\s+|(?<=ག)\s+(?=[\u0f40-\u0f6c])"
)
_CLAUSES = {"th": _SPACE, "lo": _SPACE, "bo": _SHAD, "dz": _SHAD}

_INVERTED = re.compile(r"(?<=[.!?…]\s)(?=[¿¡])")
_CANDIDATE = re.compile(r"([.!?…](?<![.!?…].)[.!?…]*+)([”»›“\"’'\])]*+)\s+(?=(.{1,8}))")
_SPACED_LETTERS = re.compile(r"(?<=\b[^\W\d_]\.)\s(?=\w\.)")
_DOMAIN = re.compile(r"\w{3}\.(?:com|edu|gov|info|net|org)$")
_WORD = 4  # letters, of which no unknown abbreviation has so many


def ends(line: str, language: str) -> set[int]:
    """Where sentences of ``line`` begin behind an end that sentencex does not propose."""
    key = base(language)
    found = set(_before_capitals(line, key))
    if "¿" in line or "¡" in line:
        found |= {match.start() for match in _INVERTED.finditer(line)}
    if key in _MARKS:
        found |= {match.end() for match in _MARKS[key].finditer(line)}
    return found


def is_inner(line: str, cut: int) -> bool:
    """Whether the mark before ``cut`` is no end, though sentencex takes it for one."""
    return line[max(0, cut - TAIL) : cut].rstrip()[-1:] in _INNER_MARKS


def _before_capitals(line: str, language: str) -> Iterator[int]:
    """Behind closing quotation marks, an ellipsis, or an abbreviation that may end a sentence, where a capital follows;
    behind a whole word where a number does, and before the next item of a list."""
    for match in _CANDIDATE.finditer(line):
        marks, closers, after = match[1], match[2], match[3]
        letter = first_letter(after)
        capital = letter.isupper()
        if NEXT_ITEM.match(after) or (
            capital and (marks == "…" or (marks[-1] == "." and _closes(line, match.start(2), closers)))
        ):
            yield match.end()
        elif marks == "." and not closers and letter.isalnum() and not is_lower(letter):
            word = abbreviated(_SPACED_LETTERS.sub("", line[max(0, match.end(1) - TAIL) : match.end(1)]))
            if _may_end(word, letter, language):
                yield match.end()


def _may_end(word: str, letter: str, language: str) -> bool:
    """Whether a sentence ends in ``word`` and a period, where ``letter`` begins what follows."""
    if not letter.isdigit() and (is_abbreviation(word, "ends", language) or _DOMAIN.search(word)):
        return True
    acronym = letter.isupper() and word.isupper() and len(word) > 1
    whole = word.isalpha() and (acronym or (letter.isdigit() and len(word) >= _WORD))
    return whole and not any(is_abbreviation(word, kind, language) for kind in ("before_names", "before_numbers"))


def _closes(line: str, at: int, closers: str) -> bool:
    """Whether the ``closers`` at ``at`` end a quotation, or brackets around a whole sentence."""
    if not closers:
        return False
    if closers[0] not in ")]":
        return True
    opener = line.rfind("(["[")]".index(closers[0])], max(0, at - 1000), at)
    return opener == 0 or (opener > 0 and line[max(0, opener - 3) : opener].rstrip().endswith(tuple('.!?…”»")]')))


def clause_ends(line: str, language: str, cuts: set[int]) -> set[int]:
    """Where clauses end that are long enough to stand alone, in languages that mark no more than these."""
    gap = _CLAUSES.get(base(language))
    found: set[int] = set()
    if gap is None:
        return found
    starts = sorted(cuts)
    start, following = 0, 0
    for match in gap.finditer(line):
        while following < len(starts) and starts[following] <= match.start():
            start = max(start, starts[following])
            following += 1
        if match.start() - start >= _CLAUSE or match.lastgroup == "said":
            start = match.end()
            found.add(start)
    return found
