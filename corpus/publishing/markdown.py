"""Text from outside in a card: as Markdown that shows the very text, and is nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.pages import UNSEEN

# Of Markdown, of tables, of mathematics, of mentions; addresses and the names of pictures, :smile:, are linked unasked.
_SPECIAL = re.compile(
    r"[\\`*{}\[\]<>|~$@]|(?<![^\W_])_|_(?![^\W_])|(?<!\S)#|&(?=#?\w+;)|:(?=//|[\w+-]+:)|(?<=\bwww)\.", re.I
)
_FIRST = re.compile(r"^(\d*)([-+=]|(?<=\d)[.)](?=\s|$))")
_PLAIN = re.compile(r"[\w.-]+")


def one_line(text: str) -> str:
    """White space collapsed, and what would not be seen named: ``U+202E``."""
    return UNSEEN.sub(lambda found: f"U+{ord(found[0]):04X}", " ".join(text.split()))


def inert(text: str) -> str:
    """``text`` in one line, where no character of it is markup, a link, a mention, or the end of a table's cell."""
    return _FIRST.sub(r"\1\\\2", _SPECIAL.sub(r"\\\g<0>", one_line(text)))


def code(text: str) -> str:
    """A name such as ``en-es`` in the type of code; any other text as it is."""
    return f"`{text}`" if _PLAIN.fullmatch(text) else inert(text)


def fenced(text: str, language: str) -> str:
    """A block of code, whatever is in it."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


def number(value: int) -> str:
    """``1,234,567``."""
    return f"{value:,}"


def percent(part: float, whole: float) -> str:
    """``19.2 %``; 100.0 and 0.0 only where that is exact."""
    share = 100 * part / whole if whole else 0.0
    if 0 < share < 0.05:
        return "< 0.1 %"
    return "> 99.9 %" if 99.95 <= share < 100 else f"{share:.1f} %"


def several(count: int, one: str) -> str:
    """``1 document``, ``3 documents``."""
    return f"{number(count)} {one if count == 1 else one + 's'}"


def listed(names: Sequence[str]) -> str:
    """``English, Spanish and French``."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
