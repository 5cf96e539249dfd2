"""Quotation marks and brackets of a line: which open, which close, and on which side of a cut they belong."""

from __future__ import annotations

import re
from bisect import bisect_left

OPENERS, CLOSERS, EITHER = "“«„‚‹([（「『《〈【‘", "”»›)]）」』》〉】’", "\"'"
_MARKS = re.compile(f"[{re.escape(OPENERS + CLOSERS + EITHER)}]")
_APOSTROPHES = frozenset("'’‘\"")  # the last in Hebrew acronyms
# Two sentences inside a quotation: an end, and something that may begin another. Runs are bounded or possessive, so
# that a line of nothing but marks takes no longer than another; the class in front makes the search four times as fast.
_SCRIPTS = "։؟۔।॥།༎။።፧។៕᠃"
_INNER_END = re.compile(
    rf"[.!?…。！？{_SCRIPTS}](?:"
    r"(?<=[.!?…])(?<![.!?…].)[.!?…]*+\S?\s{1,9}+\W{0,9}+(?![a-zà-ÿа-яё])\w"
    rf"|(?<=[{_SCRIPTS}])\s{{0,9}}+\S"
    r"|(?<=[。！？])\s{0,9}+[^\s。！？」』”’])"
)


class Quotations:
    """The marks of one line of text."""

    def __init__(self, line: str) -> None:
        self.line = line
        self._opening: dict[int, bool] = {}
        self._apostrophes: list[int] = []
        before: dict[str, int] = {}
        for found in _MARKS.finditer(line):
            at = found.start()
            if line[at] in _APOSTROPHES and line[at - 1 : at].isalnum() and line[at + 1 : at + 2].isalnum():
                self._apostrophes.append(at)
                continue
            alike = before.get(line[at], 0)
            self._opening[at] = self._opens(at, alike % 2 == 0)
            before[line[at]] = alike + 1

    def _opens(self, at: int, even: bool) -> bool:
        """By the white space beside the mark, else by its shape, else by counting its like."""
        before, after = self.line[at - 1 : at] if at else "", self.line[at + 1 : at + 2]
        free_left = not before or before.isspace() or before in OPENERS
        free_right = not after or after.isspace() or after in CLOSERS or after in ".,;:!?。，"
        if free_left != free_right:
            return free_left
        return even if self.line[at] in EITHER else self.line[at] in OPENERS

    def without(self) -> str:
        """The line for sentencex, which keeps in one piece whatever it takes for a quotation: only those of a single
        sentence keep marks, which then match. Apostrophes become letters, other marks blanks."""
        if not self._opening and not self._apostrophes:
            return self.line
        ends = [found.span() for found in _INNER_END.finditer(self.line)]
        marks = list(self.line)
        for at in self._apostrophes:
            marks[at] = "ʼ"
        for at in self._opening:
            marks[at] = " "
        last = -1
        for start, stop in self._pairs():
            first = bisect_left(ends, (start, 0))
            several = first < len(ends) and ends[first][1] <= stop
            if start > last and not several:
                marks[start], marks[stop] = "“", "”"
                last = stop
        return "".join(marks)

    def _pairs(self) -> list[tuple[int, int]]:
        """Where quotations open and close, in the order of their beginnings."""
        pairs, open_at = [], list[int]()
        for at, opens in self._opening.items():
            if opens:
                open_at.append(at)
            elif open_at:
                pairs.append((open_at.pop(), at))
        return sorted(pairs)

    def beside(self, cut: int) -> int:
        """The cut moved behind closing marks and before opening ones."""
        line, at = self.line, cut
        while at < len(line) and (line[at].isspace() or self._opening.get(at) is False):
            at += 1
            if not line[at - 1].isspace():
                cut = at
        at = cut
        while at > 0 and (line[at - 1].isspace() or self._opening.get(at - 1)):
            at -= 1
            if not line[at].isspace():
                cut = at
        return cut
