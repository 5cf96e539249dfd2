"""What conversion to text leaves of markup: at the ends of a paragraph, or as a block of its own."""

from __future__ import annotations

import re

from corpus.documents import Span

_IMAGE = r"!?\[\]\([^)\n]*\)|!\[[^\]\n]*\]\([^)\n]*\)"
_SHORTCODE = r"\[/?(?:caption|gallery|embed|video|audio|playlist|vc_\w+|et_pb_\w+)\b[^\]\n]*\]"
_TAG = r"</?(?:p|br|hr|div|span|img|center|figure|font)\b[^>\n]*>|&nbsp;"
_RESIDUE = rf"(?:{_IMAGE}|{_SHORTCODE}|{_TAG}|\|)"
_LEADING = re.compile(rf"(?:\s*{_RESIDUE})+\s*")
_TRAILING = re.compile(rf"{_RESIDUE}\Z")
_LONGEST = 500  # characters of one piece of residue
_PLACEHOLDER = re.compile(
    rf"\[[^\W\d_]+(?:[ _-][^\W\d_]+)*[_-]\d+\]|\{{\{{[^}}\n]*\}}\}}|\{{%[^%\n]*%\}}|(?:{_SHORTCODE}\s*)+"
)


def is_placeholder(block: str) -> bool:
    """Whether a block only holds the place of an advertisement, a gallery or a template's value: ``[ad_1]``."""
    return bool(_PLACEHOLDER.fullmatch(block.strip()))


def without_residue(text: str, block: Span) -> Span:
    """``block`` without images, table bars, tags and white space at its ends; empty where it holds nothing else."""
    raw = block.of(text)
    leading = _LEADING.match(raw)
    start = leading.end() if leading else 0
    stop = len(raw.rstrip())
    while start < stop and (trailing := _TRAILING.search(raw, max(start, stop - _LONGEST), stop)):
        stop = trailing.start()
        while start < stop and raw[stop - 1].isspace():
            stop -= 1
    start += len(raw[start:stop]) - len(raw[start:stop].lstrip())
    return Span(block.start + start, block.start + stop)
