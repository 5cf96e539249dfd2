"""Page furniture: which blocks of a document are menus, counters and leftovers of markup rather than text.

Reasons: ``structure:…`` (the format shows it), ``residue`` (nothing but markup), ``placeholder`` (``[ad_1]``),
``foreign:vi`` (another language), ``comments``, ``empty``, ``related-heading``, ``tags``, ``share``, ``cookies``,
``copyright``, ``source``, ``byline``, ``site-name``, ``menu``, ``tail`` (what follows the end of the article).
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from corpus.documents import Extract, Furniture, Span
from corpus.languages import is_foreign

_IMAGE = r"!?\[\]\([^)\n]*\)|!\[[^\]\n]*\]\([^)\n]*\)"
_SHORTCODE = r"\[/?(?:caption|gallery|embed|video|audio|playlist|vc_\w+|et_pb_\w+)\b[^\]\n]*\]"
_TAG = r"</?(?:p|br|hr|div|span|img|center|figure|font)\b[^>\n]*>|&nbsp;"
_RESIDUE = rf"(?:{_IMAGE}|{_SHORTCODE}|{_TAG}|\|)"
_LEADING = re.compile(rf"(?:\s*{_RESIDUE})+\s*")
_TRAILING = re.compile(rf"(?:\s*{_RESIDUE})+\s*\Z")
_PLACEHOLDER = re.compile(rf"\[[^\W\d]+(?:[_-]\w+)*[_-]\d+\]|\{{\{{[^}}\n]*\}}\}}|\{{%[^%\n]*%\}}|(?:{_SHORTCODE}\s*)+")
_COUNTED = re.compile(r"\(\s*\d+\s*\)\W*$|^\W*\d[\d.,]*\s*\D|[:：]\s*\d+$")
_SENTENCE_END = re.compile(r"[.!?…。！？｡؟۔।॥։။።]['\"’”»›)\]」』]*(?=\s|$)|[。！？]")
_ENDS = re.compile(r"[.!?…。！？｡؟۔।॥։။።:：]['\"’”»›)\]」』]*$")
_SEPARATORS = re.compile(r"\s+[>»›→/|•·]\s+|\s*[»›→]\s*")
_TIME = r"(?:\s*[,|–-]?\s*\d{1,2}[:h.]\d{2}(?::\d{2})?(?:\s*[ap]\.?m\.?)?)?"
_DATE = re.compile(rf"(?:\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{2,4}}|\d{{4}}年\d{{1,2}}月\d{{1,2}}日){_TIME}\W*$", re.I)
_DOUBLED = re.compile(r"(\w.{1,40}?)\s*\1")
_SITE = re.compile(r"(?:www\.)?[\w-]+(?:\.[a-z]{2,})+(?:\s+[-–—|:]\s+.*)?$", re.I)
_COPYRIGHT = re.compile(r"©|\(c\)\s*\d{4}|copyright\b|bản quyền|版权所有|版權所有|all rights reserved", re.I)
_LINK = re.compile(r"https?://\S+|www\.\S+", re.I)

# Weights are counted in letters of an alphabet; a character of Chinese or Japanese says as much as three of them.
_PROSE, _LONG_PROSE, _TWO_SENTENCES, _SHORT = 40, 150, 80, 30
_HEAD_LINES = 20  # a page's head is no longer than this
_LONGEST_KEY = 200  # characters: no entry of the word lists is longer


@dataclass(slots=True)
class _Line:
    """A block without markup residue, and the reason for leaving it out, once there is one."""

    span: Span
    text: str
    key: str
    weight: int
    reason: str = ""

    @property
    def sentences(self) -> int:
        return len(_SENTENCE_END.findall(self.text))

    @property
    def ends(self) -> bool:
        return bool(_ENDS.search(self.text))

    @property
    def prose(self) -> bool:
        """A sentence that could stand in running text."""
        return (self.weight >= _PROSE and self.ends) or self.long_prose

    @property
    def long_prose(self) -> bool:
        """A paragraph that no headline is as long as."""
        return self.weight >= _LONG_PROSE or (self.weight >= _TWO_SENTENCES and self.sentences >= 2)

    @property
    def short(self) -> bool:
        return self.weight <= _SHORT and not self.ends

    def says(self, *kinds: str) -> bool:
        return any(self.key in _words()[kind] for kind in kinds)


def split_furniture(extract: Extract, language: str) -> tuple[tuple[Span, ...], tuple[Furniture, ...]]:
    """The paragraphs of an extract and the blocks that are none, both ascending.

    Markup residue is trimmed off the ends of paragraphs. What stands in the middle of the text is furniture only for
    what it says; around the text, also for where it stands.
    """
    marked = dict(extract.furniture)
    lines = [_line(extract.text, block) for block in extract.blocks]
    for index, line in enumerate(lines):
        line.reason = marked.get(index) or _anywhere(line)
    for line in lines:
        if not line.reason and (found := is_foreign(line.text, language)):
            line.reason = f"foreign:{found}"
    _mark_head(lines)
    _mark_tail(lines)
    furniture = [
        Furniture(line.span if line.text else block, line.reason)
        for line, block in zip(lines, extract.blocks, strict=True)
        if line.reason
    ]
    return tuple(line.span for line in lines if not line.reason), tuple(furniture)


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


def _line(text: str, block: Span) -> _Line:
    raw = block.of(text)
    if _PLACEHOLDER.fullmatch(raw.strip()):
        return _Line(block, raw, "", 0, "placeholder")
    found = _LEADING.match(raw)
    start = found.end() if found else 0
    trailing = _TRAILING.search(raw, start)
    stop = trailing.start() if trailing else len(raw)
    inner = raw[start:stop].strip()
    start = raw.index(inner, start) if inner else start
    span = Span(block.start + start, block.start + start + len(inner))
    weight = sum(3 if unicodedata.east_asian_width(c) in "WF" else 1 for c in inner)
    return _Line(span, inner, _key(inner[:_LONGEST_KEY]), weight)


def _anywhere(line: _Line) -> str:
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


def _around(line: _Line) -> str:
    """The reason why a line is furniture if it stands before or after the running text, or an empty string."""
    if line.says("comments"):
        return "comments"
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


def _is_byline(line: _Line) -> bool:
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


def _mark_head(lines: list[_Line]) -> None:
    """What stands before the first paragraph that is clearly running text."""
    first = next((i for i, line in enumerate(lines) if line.long_prose and not line.reason), len(lines))
    head = lines[: min(first, _HEAD_LINES)]
    for line in head:
        line.reason = line.reason or _around(line)
    _mark_menus(head)


def _mark_tail(lines: list[_Line]) -> None:
    """What stands after the last paragraph of the article."""
    end = _end(lines)
    for line in lines[end:]:
        line.reason = line.reason or "tail"
    last = max((i for i, line in enumerate(lines) if line.prose and not line.reason), default=-1)
    for line in lines[last + 1 :]:
        line.reason = line.reason or _around(line)
    _mark_menus(lines[last + 1 :])
    for line in reversed(lines):
        if not line.reason and (_is_source(line) or line.says("menu", "comments")):
            line.reason = "source" if _is_source(line) else "menu" if line.says("menu") else "comments"
        if not line.reason:
            break


def _end(lines: list[_Line]) -> int:
    """The index of the first line that ends the article: a comment counter, an empty list, a heading over links.

    It ends it only if no running text follows, and if there is more text before than after it: the counter beside a
    byline ends nothing. Under "related news" at the end stand headlines; in the middle, the article goes on.
    """
    for index, line in enumerate(lines):
        before = [other for other in lines[:index] if not other.reason]
        after = [other for other in lines[index + 1 :] if not other.reason]
        if any(other.long_prose for other in after) or sum(o.weight for o in before) < sum(o.weight for o in after):
            continue
        if not any(other.prose for other in before):
            continue
        if line.reason in ("comments", "empty", "tags", "cookies"):
            return index
        if line.reason == "related-heading" and len(after) >= 3 and sum(o.ends for o in after) <= len(after) / 3:
            return index
    return len(lines)


def _is_source(line: _Line) -> bool:
    """A label such as "Source", alone or before a link or a name."""
    if line.says("source"):
        return True
    label, colon, rest = line.text.replace("：", ":").partition(":")
    named = _LINK.fullmatch(rest.strip()) or (len(rest.split()) <= 6 and not line.ends)
    return bool(colon and named and _key(label) in _words()["source"])


def _mark_menus(lines: list[_Line]) -> None:
    """Runs of at least four short lines of which two, and a quarter, are known from menus."""
    for run in _runs(lines, lambda line: bool(line.reason) or line.short or line.says("menu")):
        items = [line for line in run if not line.reason]
        known = sum(line.says("menu") for line in items)
        if len(items) >= 4 and known >= max(2, len(items) / 4):
            for line in items:
                line.reason = "menu"


def _runs(lines: list[_Line], belongs: Callable[[_Line], bool]) -> list[list[_Line]]:
    runs: list[list[_Line]] = [[]]
    for line in lines:
        if belongs(line):
            runs[-1].append(line)
        elif runs[-1]:
            runs.append([])
    return runs
