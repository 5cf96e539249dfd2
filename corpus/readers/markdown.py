"""Markdown: the text that its rendering shows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.documents import Extract
from corpus.files import decode
from corpus.limits import PARSED_BYTES, check_size
from corpus.readers.blocks import BlockWriter, clean

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_FIELD = re.compile(r"^(title|lang|language|licence|license|url)[ \t]*:[ \t]*(.+?)[ \t]*$", re.M | re.I)

# Notes and tasks, which CommonMark does not know: what begins a note, what leads to it, and a box to tick.
_NOTE_HEAD = re.compile(r"^ {0,3}\[\^[\w.-]{1,50}\]:[ \t]*", re.M)
_NOTE_MARK = re.compile(r"\[\^[\w.-]{1,50}\]")
_TASK = re.compile(r"\A\[[ xX]\] ")


def read_markdown(data: bytes, where: str) -> list[Extract]:
    """CommonMark with tables, and without the marks of notes.

    Of the front matter, only ``title``, ``lang``, ``licence`` and ``url`` are read.
    """
    check_size(len(data), PARSED_BYTES, where, "the Markdown", "save it as .txt")
    decoded = decode(data, where)
    text = clean(decoded.text)
    fields: dict[str, str] = {}
    if front := _FRONT_MATTER.match(text):
        fields = {name.lower(): value.strip("\"'") for name, value in _FIELD.findall(front[0])}
        text = text[front.end() :]
    writer, first_heading = BlockWriter(), ""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(_NOTE_HEAD.sub("", text))
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "inline":
            block = _inline(token.children or ())
            writer.add(block)
            if before and before.type == "heading_open" and before.tag == "h1":
                first_heading = first_heading or block
        elif token.type in ("fence", "code_block"):
            writer.add(token.content)
        elif token.type == "html_block":
            _add_html(token.content, writer)
    return [
        writer.extract(
            title=fields.get("title") or first_heading,
            language=fields.get("lang") or fields.get("language"),
            licence=fields.get("licence") or fields.get("license"),
            url=fields.get("url"),
            flags=decoded.flags,
        )
    ]


def _inline(tokens: Sequence[Token]) -> str:
    """The text of inline markup: links and emphasis keep their words, images and tags are left out."""
    pieces = list[str]()
    for token in tokens:
        if token.type == "text":
            pieces.append(_NOTE_MARK.sub("", token.content if pieces else _TASK.sub("", token.content, count=1)))
        elif token.type == "code_inline":
            pieces.append(token.content)
        elif token.type == "softbreak":
            pieces.append(" ")
        elif token.type == "hardbreak" or (token.type == "html_inline" and token.content[:3].lower() == "<br"):
            pieces.append("\n")
    return "".join(pieces)


def _add_html(source: str, writer: BlockWriter) -> None:
    from lxml import etree

    from corpus.readers.html import write_blocks

    root = etree.fromstring(
        f"<body>{source}</body>".encode(), etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    )
    if root is not None:
        write_blocks(root, writer)
