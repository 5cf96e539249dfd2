"""The rows of a column of a PDF page: lines, cells that stand beside one another, labels before lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.readers.pdf_lines import Line

SAME_ROW = 0.4  # of a line's height
_WIDEST_SPACE = 2.5  # of a line's height, between words of a justified line
_EQUAL = 0.5  # points: spaces that differ by no more are those of a justified line
_FEWEST_CELLS = 3  # that begin at one place show a column of a table
_LABEL = re.compile(
    r"[•◦▪‣⁃∙·●○■□◆–—*-]|\(?\d{1,3}[.)]|\(\d{1,3}\)|\d{1,2}(?:\.\d{1,2}){1,3}\.?|\(?[a-zA-Z][.)]|\([ivx]{1,4}\)|[ivx]{1,4}\."
)
LABELLED = re.compile(rf"(?:{_LABEL.pattern})\s")


def rows_of(flow: Sequence[Line]) -> list[list[Line]]:
    """Lines beside one another. A label and what it stands before are one, and so are parts of a widely spaced line."""
    rows = list[list[Line]]()
    for line in sorted(flow, key=lambda line: -line.base):
        if rows and rows[-1][0].base - line.base <= SAME_ROW * min(line.height, rows[-1][0].height):
            rows[-1].append(line)
        else:
            rows.append([line])
    rows = [_with_labels(row) for row in rows]
    starts = Counter(round(cell.left) for row in rows for cell in row[1:])
    return [_closed_up(row, starts) for row in rows]


def _closed_up(row: list[Line], starts: Counter[int]) -> list[Line]:
    """A row with its parts joined where a gap is not too wide, and hardly another row has one at the same place."""
    gaps = [line.left - last.right for last, line in pairwise(row)]
    justified = len(gaps) > 1 and max(gaps) - min(gaps) <= _EQUAL
    joined = row[:1]
    for line in row[1:]:
        last = joined[-1]
        alone = sum(starts[round(line.left) + shift] for shift in (-1, 0, 1)) < _FEWEST_CELLS
        near = line.left - last.right <= _WIDEST_SPACE * line.height
        if near and (justified or (alone and any(map(str.isalpha, line.text)))):
            joined[-1] = replace(last, text=f"{last.text} {line.text}", right=line.right)
        else:
            joined.append(line)
    return joined


def _with_labels(row: list[Line]) -> list[Line]:
    row = sorted(row, key=lambda line: line.left)
    if len(row) > 1 and (_LABEL.fullmatch(row[0].text) or row[0].text.isdecimal()):
        near = row[1].left - row[0].right <= 4 * row[1].height
        if near and not (row[0].text.isdecimal() and len(row) > 2):
            return [row[1].behind(row[0]), *row[2:]]
    return row
