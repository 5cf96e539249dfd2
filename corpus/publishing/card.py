"""The card of a dataset: README.md, with what the Hub reads of it above and what people read below."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from corpus.pages import TEMPLATES
from corpus.publishing.card_values import card_values
from corpus.publishing.figures import Figures
from corpus.publishing.front_matter import as_yaml, described
from corpus.publishing.markdown import code, inert, number, percent

_CLOSING = re.compile(r"<!-- hexapla: ([0-9a-f]{16}) -->\n?\Z")


def card_text(figures: Figures, export: Mapping[str, Any]) -> str:
    """The card of the dataset with these ``figures``; ``export``: its parsed ``export.json``. The same text for the
    same values, closed by a line with which ``is_generated`` tells whether somebody has edited it."""
    body = _template().render(card_values(figures, export))
    text = f"---\n{as_yaml(described(figures, export))}---\n\n{_tidy(body)}\n\n"
    return f"{text}<!-- hexapla: {_digest(text)} -->\n"


def is_generated(text: str) -> bool:
    """Whether ``text`` is a card as ``card_text`` wrote it: then it may be overwritten."""
    closing = _CLOSING.search(text)
    return closing is not None and closing[1] == _digest(text[: closing.start()])


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _tidy(body: str) -> str:
    """No more than one empty line, except in blocks of code, which have none."""
    return re.sub(r"\n{3,}", "\n\n", body).strip()


@cache
def _template() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=False,  # Markdown: ``inert`` is for text from outside
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(inert=inert, code=code, number=number, percent=percent)
    return made.get_template("card.md")
