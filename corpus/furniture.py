"""Page furniture: which blocks of a document are menus, counters and leftovers of markup rather than text.

Reasons: ``structure:…`` (the format shows it), ``residue`` (nothing but markup), ``placeholder`` (``[ad_1]``),
``foreign:vi`` (another language), ``comments``, ``empty``, ``related-heading``, ``tags``, ``share``, ``cookies``,
``copyright``, ``source``, ``byline``, ``site-name``, ``menu``, ``tail`` (what follows the end of the article).
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate

from corpus.documents import DOUBT, FOREIGN, Extract, Furniture, Span
from corpus.identification import is_foreign
from corpus.lines import Line
from corpus.residue import is_placeholder, without_residue

_COUNTED = re.compile(r"\(\s*\d+\s*\)\W*$|^\W*\d[\d.,]*\s*\D|[:：]\s*\d+$")
_SEPARATORS = re.compile(r"\s+[>»›→/|•·]\s+|\s*[»›→]\s*")
_TIME = r"(?:\s*[,|–-]?\s*\d{1,2}[:h.]\d{2}(?::\d{2})?(?:\s*[ap]\.?m\.?)?)?"
_DATE = re.compile(rf"(?:\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{2,4}}|\d{{4}}年\d{{1,2}}月\d{{1,2}}日){_TIME}\W*$", re.I)
_DOUBLED = re.compile(r"(\w.{1,40}?)\s*\1")
_SITE = re.compile(r"www\.[\w-]+(?:\.[a-z]{2,})+$|[\w-]+(?:\.[a-z]{2,})+\s+[-–—|]\s", re.I)
_COPYRIGHT = re.compile(r"©|\(c\)\s*\d{4}|copyright\b|bản quyền|版权所有|版權所有|all rights reserved", re.I)
_LINK = re.compile(r"https?://\S+|www\.\S+", re.I)

_LEAST_PROSE = 200  # weight of the running text of a document that may have a menu around it
_ENDINGS = ("comments", "empty", "tags", "cookies", "related-heading")  # reasons of lines that may end an article
_HEAD_LINES = 20  # a page's head is no longer than this
_LONGEST_KEY = 200  # characters: no entry of the word lists is longer


class _Block(Line):
    """A block without markup residue, and the reason for leaving it out, once there is one."""

    __slots__ = ("key", "reason", "span")

    def __init__(self, span: Span, text: str, reason: str = "") -> None:
        super().__init__(text)
        self.span, self.reason = span, reason
        self.key = "" if reason else _key(text[:_LONGEST_KEY])

    @property
    def foreign(self) -> bool:
        return self.reason.startswith(FOREIGN)

    def says(self, kind: str) -> bool:
        return self.key in _words()[kind]


@dataclass(frozen=True, slots=True)
class Split:
    """The blocks of an extract: ``paragraphs``, ``furniture``, paragraphs that may be some, and those in another
    language, all ascending."""

    paragraphs: tuple[Span, ...]
    furniture: tuple[Furniture, ...]
    doubtful: tuple[Furniture, ...] = ()
    foreign: tuple[Furniture, ...] = ()


def split_furniture(extract: Extract, language: str, known: Collection[str] = (), keep: bool = False) -> Split:
    """Which blocks of an extract are paragraphs, and which are none.

    ``known``: the languages of the collection, of which a little text suffices. With ``keep`` page furniture stays, and
    only what holds no text or is in another language goes.

    Markup residue is trimmed off the ends of paragraphs. What stands in the middle of the text is furniture only for
    what it says; around the text, also for where it stands.
    """
    marked, hints = dict(extract.furniture), dict(extract.doubtful)
    lines = [_block(extract.text, block) for block in extract.blocks]
    for index, line in enumerate(lines):
        line.reason = ("" if line.text else "residue") if keep else marked.get(index) or _anywhere(line)
    _mark_foreign(lines, language, known)
    if not keep:
        _mark_head(lines)
        _mark_tail(lines)
    return Split(
        tuple(line.span for line in lines if not line.reason or line.foreign),
        tuple(
            Furniture(line.span if line.text else block, line.reason)
            for line, block in zip(lines, extract.blocks, strict=True)
            if line.reason and not line.foreign
        ),
        tuple(
            Furniture(line.span, doubt)
            for index, line in enumerate(lines)
            if not line.reason and (doubt := hints.get(index) or _doubt(line))
        ),
        tuple(Furniture(line.span, line.reason) for line in lines if line.foreign),
    )


def _mark_foreign(lines: Sequence[_Block], language: str, known: Collection[str]) -> None:
    """A language that the document has for certain is known for the rest of its lines."""
    for line in lines:
        if not line.reason and (found := is_foreign(line.text, language, known)):
            line.reason = f"{FOREIGN}{found}"
    spoken = {line.reason.removeprefix(FOREIGN) for line in lines if line.foreign}
    if not spoken <= set(known):
        _mark_foreign(lines, language, spoken.union(known))


@cache
def _words() -> Mapping[str, frozenset[str]]:
    """The word lists of all languages by kind."""
    table = tomllib.loads(files("corpus").joinpath("furniture.toml").read_text("utf-8"))
    kinds = {kind for row in table.values() for kind in row}
    return {kind: frozenset(_key(word) for row in table.values() for word in row.get(kind, ())) for kind in kinds}


def _key(text: str) -> str:
    """Case, punctuation, symbols and numbers taken away."""
    letters = (" " if unicodedata.category(c)[0] in "PSNZC" else c for c in text.casefold())
    return " ".join("".join(letters).split())


def _block(text: str, block: Span) -> _Block:
    if is_placeholder(block.of(text)):
        return _Block(block, block.of(text), "placeholder")
    span = without_residue(text, block)
    return _Block(span, span.of(text))


def _anywhere(line: _Block) -> str:
    """The reason why a line is furniture wherever it stands, or an empty string."""
    if line.reason:
        return line.reason
    if not line.text:
        return "residue"
    if line.says("comments") and _COUNTED.search(line.text):
        return "comments"
    for kind, reason in (("empty", "empty"), ("related", "related-heading"), ("same", "tags"), ("share", "share")):
        if line.says(kind):
            return reason
    if line.key.startswith(tuple(_words()["cookies"])):
        return "cookies"
    return ""


def _around(line: _Block) -> str:
    """The reason why a line is furniture if it stands before or after the running text, or an empty string."""
    if line.says("comments"):
        return "comments"
    if line.short and f"{line.key} ".startswith(tuple(f"{words} " for words in _words()["share_this"])):
        return "share"
    if line.says("tags") or (
        line.weight <= 100 and ":" in line.text and _key(line.text.split(":")[0]) in _words()["tags"]
    ):
        return "tags"
    if line.weight <= 80 and not line.ends and _is_byline(line):
        return "byline"
    if line.weight <= 80 and _SITE.match(line.text):
        return "site-name"
    if line.weight <= 200 and _COPYRIGHT.search(line.text):
        return "copyright"
    if line.weight <= 100 and _is_trail(line.text):
        return "menu"
    return ""


def _doubt(line: _Block) -> str:
    """The reason why a line would be furniture if it stood around the text, as a doubt."""
    reason = _around(line) or ("menu" if line.says("menu") else "source" if _is_source(line) else "")
    return f"{DOUBT}{reason}" if reason else ""


def _is_byline(line: _Block) -> bool:
    """A date with nothing else, after a name that stands there twice, or after a word such as "Published"."""
    found = _DATE.search(line.text)
    if not found:
        return False
    rest = line.text[: found.start()].strip(" |-–—•·,:")
    key = _key(rest)
    return (
        not rest
        or bool(_DOUBLED.fullmatch(rest))
        or any(f"{key} ".startswith(f"{word} ") for word in _words()["posted"])
    )


def _is_trail(text: str) -> bool:
    """Breadcrumbs or a menu on one line: short items between separators, of which one or more are known."""
    items = [item for item in _SEPARATORS.split(text) if item.strip()]
    known = sum(_key(item) in _words()["menu"] for item in items)
    return len(items) >= 2 and all(len(item.split()) <= 5 for item in items) and known >= max(1, len(items) // 4)


def _mark_head(lines: list[_Block]) -> None:
    """What stands before the first paragraph that is clearly running text."""
    first = next((i for i, line in enumerate(lines) if line.long_prose and not line.reason), len(lines))
    _mark_around(lines[: min(first, _HEAD_LINES)], lines)


def _mark_tail(lines: list[_Block]) -> None:
    """What stands after the last paragraph of the article."""
    for line in lines[_end(lines) :]:
        line.reason = "tail" if line.foreign or not line.reason else line.reason
    last = max((i for i, line in enumerate(lines) if line.prose and not line.reason), default=-1)
    if _mark_around(lines[last + 1 :], lines):
        for line in reversed(lines):
            if line.reason:
                continue
            line.reason = "source" if _is_source(line) else "menu" if line.says("menu") else ""
            if not line.reason:
                break


def _mark_around(zone: list[_Block], lines: list[_Block]) -> bool:
    """Marks what is furniture in ``zone``, the lines before or after the text, if there is a text.

    A glossary, the strings of a program or a poem have no running text for a menu to stand beside.
    """
    open_lines = [line for line in lines if not line.reason]
    prose = sum(line.weight for line in open_lines if line.prose)
    if prose < max(_LEAST_PROSE, sum(line.weight for line in open_lines) / 2):
        return False
    for line in zone:
        line.reason = line.reason or _around(line)
    _mark_menus(zone)
    return True


def _end(lines: list[_Block]) -> int:
    """The index of the first line that ends the article: a comment counter, an empty list, a heading over links.

    It ends it only if no running text follows, and if there is more text before than after it: the counter beside a
    byline ends nothing. Under "related news" at the end stand headlines; in the middle, the article goes on.
    """
    kept = [line for line in lines if not line.reason]
    weights = [0, *accumulate(line.weight for line in kept)]
    ends = [0, *accumulate(line.ends for line in kept)]
    first_prose = next((number for number, line in enumerate(kept) if line.prose), len(kept))
    last_long = max((number for number, line in enumerate(kept) if line.long_prose), default=-1)
    before = 0  # of the lines kept
    for index, line in enumerate(lines):
        before += not line.reason
        if line.reason not in _ENDINGS or last_long >= before or first_prose >= before:
            continue
        after = len(kept) - before
        if weights[before] < weights[-1] - weights[before]:
            continue
        if line.reason != "related-heading" or (after >= 2 and ends[-1] - ends[before] <= after / 3):
            return index
    return len(lines)


def _is_source(line: _Block) -> bool:
    """A label such as "Source", alone or before a link or a name."""
    if line.says("source"):
        return True
    label, colon, rest = line.text.replace("：", ":").partition(":")
    named = _LINK.fullmatch(rest.strip()) or (len(rest.split()) <= 6 and not line.ends)
    return bool(colon and named and _key(label) in _words()["source"])


def _mark_menus(lines: list[_Block]) -> None:
    """Runs of short lines from one that is known from menus to another, and enough of them known: all of two or three
    lines, a quarter of more."""
    for run in _runs(lines):
        known = [index for index, line in enumerate(run) if line.says("menu")]
        if len(known) < 2:
            continue
        items = run[known[0] : known[-1] + 1]  # a title may stand before or after
        if len(known) >= (len(items) / 4 if len(items) >= 4 else len(items)):
            for line in items:
                line.reason = "menu"


def _runs(lines: list[_Block]) -> Iterator[list[_Block]]:
    """The runs of short lines between longer ones and those that are furniture already."""
    run: list[_Block] = []
    for line in lines:
        if not line.reason and (line.short or line.says("menu")):
            run.append(line)
        else:
            yield run
            run = []
    yield run
