"""How to cite a dataset, for LaTeX."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from corpus.publishing.figures import Figures
from corpus.publishing.front_matter import title_of
from corpus.publishing.markdown import one_line

_SPECIAL = {
    **{character: f"\\{character}" for character in "{}%&#$_"},
    "\\": "\\textbackslash{}",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
}


def bibtex(figures: Figures, export: Mapping[str, Any]) -> str:
    """An entry without a year: a dataset that is made again is the same to the byte."""
    publication = export["signature"]["publication"]
    title = title_of(export, figures)
    authors = [f"{{{_escaped(name)}}}" if "," not in name else _escaped(name) for name in publication["authors"]]
    fields = {
        "title": f"{{{_escaped(title)}}}",
        "author": " and ".join(authors),
        "version": _escaped(publication["version"]),
        "url": publication["homepage"],
        "note": _escaped(f"Parallel corpus made with hexapla {export['signature']['version']}"),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{_key(title)},", *lines, "}"])


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(character, character) for character in one_line(text))


def _key(title: str) -> str:
    """Letters of the first words, without accents."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain)[:5]) or "dataset"
