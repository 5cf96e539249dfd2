"""The paragraphs of PDF pages: which lines go on in the next, also over columns and pages."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from corpus.readers.pdf_lines import HYPHEN, Line
from corpus.readers.pdf_rows import LABELLED, SAME_ROW, rows_of

_SAME_SIZE = 1.12  # heights closer than this factor are one size: fonts of one size differ by 5 %
_SMALL = 0.93  # of the text's height: the largest note at the foot of a page
_NEXT_LINE = 1.3  # of the usual distance of lines is still the next line
_LOOSEST = 2.2  # of a line's height: the distance of lines where it cannot be told from others
_INDENT, _WIDEST_INDENT = 0.8, 4.0  # of a line's height
_FEWEST_FULL = 4  # lines that end at one place show where the margin is
_MOST_BEFORE = 2  # blocks, such as captions, that may stand before the rest of a paragraph
_FEWEST_ENTRIES = 4  # of a table of contents
_NOTE = re.compile(r"(?:\d{1,3}[.)]?|[*†‡§¹²³⁴-⁹]+|\[\d{1,3}\])\s?\S")
_BULLET = re.compile(r"^[•◦▪‣⁃∙·●○■□◆]\s+")
_LEADERS = re.compile(r"(?:\s?[.·…]){4,}\s*(?:\d{1,4}|[ivxlcdm]{1,7})?$")
_ENDS = re.compile(r"[.!?…。！？｡؟۔।॥։:;][\"'”’»”›)\]」』]*$")
_HYPHENS = f"-{HYPHEN}\N{SOFT HYPHEN}\N{HYPHEN}"


@dataclass(slots=True)
class Block:
    """Lines that are one paragraph, heading, cell or note."""

    lines: list[Line]
    kind: str = "text"  # or "cell", or "note": at the foot of a page
    full: bool = False  # the last line reaches the margin
    reason: str = ""  # why it is furniture, else empty

    @property
    def height(self) -> float:
        return median(line.height for line in self.lines)

    @property
    def text(self) -> str:
        joined = self.lines[0].text
        for line in self.lines[1:]:
            joined = _joined(joined, line.text)
        return _BULLET.sub("", joined.replace(HYPHEN, "-"))


@dataclass(frozen=True, slots=True)
class Measure:
    """The height of the running text of a document, and the distance of its lines."""

    height: float
    leading: float


def measure(flows: Sequence[Sequence[Line]]) -> Measure:
    """The commonest height by characters, and the commonest distance of two lines of it."""
    heights, leadings = Counter[float](), Counter[float]()
    for flow in flows:
        for line in flow:
            heights[round(line.height * 2) / 2] += len(line.text)
    height = min(heights, key=lambda value: (-heights[value], value), default=1.0)
    for flow in flows:
        for above, below in pairwise(flow):
            distance = above.base - below.base
            if _same_size(above, below, height) and SAME_ROW * height < distance <= _LOOSEST * height:
                leadings[round(distance * 2) / 2] += 1
    return Measure(height, min(leadings, key=lambda value: (-leadings[value], value), default=1.2 * height))


def _same_size(above: Line, below: Line, height: float) -> bool:
    return all(1 / _SAME_SIZE <= line.height / height <= _SAME_SIZE for line in (above, below))


def blocks(flow: Sequence[Line], usual: Measure, page_height: float) -> list[Block]:
    """The blocks of one column from top to bottom; notes at its foot are of the kind "note"."""
    if sum(line.rtl for line in flow) > len(flow) / 2:
        flow = [line.mirrored() for line in flow]
    rows = rows_of(flow)
    foot = _foot(rows, usual, page_height)
    margin = _margin(flow)
    found = list[Block]()
    for part, kind in ((rows[:foot], "text"), (rows[foot:], "note")):
        group = list[Line]()
        for row in part:
            if len(row) > 1:
                found += _split(group, kind, margin)
                group = []
                found += _cells(row)
                continue
            near = bool(group) and _is_next(group[-1], row[0], usual, kind)
            if near and _is_aligned(group, row[0]):
                group.append(row[0])
            elif near and _began_before(group, row[0]):
                found += _split(group[:-1], kind, margin)
                group = [group[-1], row[0]]
            else:
                found += _split(group, kind, margin)
                group = [row[0]]
        found += _split(group, kind, margin)
    _mark_contents(found)
    return found


def _mark_contents(found: list[Block]) -> None:
    """Between the first and the last line with leaders everything is a table of contents, if most of it is for sure."""
    sure = [index for index, block in enumerate(found) if block.reason]
    if len(sure) < _FEWEST_ENTRIES or len(sure) < (sure[-1] - sure[0] + 1) / 2:
        return
    start = sure[0]
    while start and (found[start - 1].kind == "cell" or found[start - 1].text[-1].isdecimal()):
        start -= 1
    end = sure[-1] + 1
    while end < len(found) and (found[end].kind == "cell" or found[end].text[-1].isdecimal()):
        end += 1
    for block in found[start:end]:
        block.reason = "structure:toc"


def _cells(row: list[Line]) -> list[Block]:
    """Each cell of a row; of a table of contents, the entry with the number of its page."""
    if len(row) == 2 and row[1].text.isdecimal() and _LEADERS.search(row[0].text):
        row = [replace(row[0], text=f"{row[0].text} {row[1].text}")]
    return [Block([cell], "cell", reason="structure:toc" if _LEADERS.search(cell.text) else "") for cell in row]


def _foot(rows: Sequence[list[Line]], usual: Measure, page_height: float) -> int:
    """The index of the row where the notes at the foot begin: smaller than the text, the first with a number."""
    start = len(rows)
    for index in range(len(rows) - 1, -1, -1):
        row = rows[index]
        if any(line.height > _SMALL * usual.height for line in row) or row[0].base > 0.6 * page_height:
            break
        if row[0].noted or _NOTE.match(row[0].text):
            start = index
    return start


def _is_next(last: Line, line: Line, usual: Measure, kind: str) -> bool:
    """Whether ``line`` is the next line of a text of the same size, and does not begin with a label."""
    leading = usual.leading * max(last.height, line.height) / usual.height
    if last.base - line.base > _NEXT_LINE * max(leading, 1.1 * line.height):
        return False
    if not 1 / _SAME_SIZE <= line.height / last.height <= _SAME_SIZE:
        return False
    if any(_LEADERS.search(each.text) for each in (last, line)):
        return False
    next_note = kind == "note" and _NOTE.match(line.text) and _ENDS.search(last.text)
    return not (line.noted or LABELLED.match(line.text) or next_note)


def _is_aligned(group: list[Line], line: Line) -> bool:
    """Whether ``line`` begins where a line of the paragraph before it may: below its last, or its indented first."""
    first, last, indent = group[0], group[-1], _INDENT * line.height
    if abs(line.left + line.right - last.left - last.right) < indent < abs(line.left - last.left):
        return True  # centred
    if len(group) > 1:
        return abs(line.left - last.left) <= indent
    hanging = first.inner > first.left and abs(line.left - first.inner) <= indent
    labelled = bool(LABELLED.match(first.text)) and line.left <= first.left + 3 * indent
    return hanging or labelled or line.left <= first.left + indent


def _began_before(group: list[Line], line: Line) -> bool:
    """Whether the last line is the indented first one of the paragraph of ``line``, and those above are paragraphs."""
    first, last = group[0], group[-1]
    alike = len(group) > 1 and abs(first.left - last.left) <= 1 and first.inner == first.left
    return alike and _INDENT * line.height < last.left - line.left <= _WIDEST_INDENT * line.height


def _margin(flow: Sequence[Line]) -> float:
    """Where full lines end: where many do, though an address or a formula may stick out."""
    last = max((line.right for line in flow), default=0.0)
    first = min((line.left for line in flow), default=0.0)
    ends = Counter(round(line.right) for line in flow if line.right >= last - 0.1 * (last - first))
    end, count = max(ends.items(), key=lambda item: (item[1], item[0]), default=(last, 0))
    return float(end) if count >= _FEWEST_FULL else last


def _split(group: list[Line], kind: str, margin: float) -> Iterator[Block]:
    """The paragraphs of lines that stand together: one ends where the next line's first word would have had room."""
    if not group:
        return
    margin = min(margin, max(line.right for line in group))
    current = [group[0]]
    for line in group[1:]:
        if _had_room(current[-1], line, margin):
            yield _block(current, kind, margin)
            current = []
        current.append(line)
    yield _block(current, kind, margin)


def _block(lines: list[Line], kind: str, margin: float) -> Block:
    leaders = len(lines) == 1 and _LEADERS.search(lines[0].text)
    full = lines[-1].right >= margin - 2 * lines[-1].height
    return Block(lines, kind, full, "structure:toc" if leaders else "")


def _had_room(line: Line, following: Line, margin: float) -> bool:
    if line.text[-1] in _HYPHENS or (following.text[0].islower() and not _ENDS.search(line.text)):
        return False
    width = following.right - following.left
    word = following.text.split(maxsplit=1)[0]
    word = word[:2] if _wide(word[0]) else word
    return line.right + width * (len(word) + 1) / len(following.text) < margin - 0.5 * line.height


def _joined(text: str, line: str) -> str:
    """A line behind a text: a hyphen between small letters goes, another stays, and Chinese needs no space."""
    if text[-1] in _HYPHENS and len(text) > 1:
        stem = text[:-1]
        if stem[-1].islower() and line[0].islower():
            return stem + line
        if stem[-1].isalnum() and line[0].isalnum():
            return f"{stem}-{line}"
        return f"{stem}- {line}"
    spaced = "" if _wide(text[-1]) and _wide(line[0]) else " "
    return f"{text}{spaced}{line}"


def _wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF" and not "\uac00" <= character <= "\ud7a3"


def join_flows(flows: Sequence[Sequence[Block]], usual: Measure) -> list[Block]:
    """The blocks of all columns and pages in order, with paragraphs that run on joined.

    What stands between the parts of a paragraph, such as notes and captions, comes behind the whole.
    """
    found = list[Block]()
    last: Block | None = None
    for flow in flows:
        running = [block for block in flow if _is_running(block, usual)]
        if running and last and _goes_on(last, running[0]) and flow.index(running[0]) <= _MOST_BEFORE:
            last.lines += running[0].lines
            last.full = running[0].full
            flow = [block for block in flow if block is not running[0]]
            running = [last, *running[1:]]
        found += flow
        last = running[-1] if running else last
    return found


def _is_running(block: Block, usual: Measure) -> bool:
    same = 1 / _SAME_SIZE <= block.height / usual.height <= _SAME_SIZE
    return block.kind == "text" and not block.reason and same


def _goes_on(last: Block, following: Block) -> bool:
    """Whether a paragraph runs on in the next column or on the next page."""
    end, start = last.lines[-1].text, following.lines[0].text
    if following.lines[0].noted or LABELLED.match(start):
        return False
    if end[-1] in _HYPHENS:
        return start[0].isalpha()
    if _ENDS.search(end):
        return False
    return start[0].islower() or (last.full and len(last.lines) > 1 and (end[-1].isalnum() or end[-1] in ",，、،("))
