"""Self-contained HTML pages: one file each, which loads nothing and works from a disk.

Text is hostile. What a template prints is escaped; data for a script are JSON in an element that no browser runs; and a
Content-Security-Policy lets run only the script, and apply only the style, that the page was written with.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from corpus.files import write_named

TEMPLATES = Path(__file__).parent / "templates"
# What would not be seen, or would turn the text around it: control characters, embeddings, overrides and isolates.
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]")
_IN_SCRIPT = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def as_json(value: object) -> str:
    """``value`` as JSON that may stand in a ``<script>``: without ``<``, ``>``, ``&`` and U+2028 and U+2029."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).translate(_IN_SCRIPT)


def write_page(path: Path, template: str, styles: Sequence[str], scripts: Sequence[str] = (), **values: Any) -> None:
    """``template`` with ``values``, the style sheets and the scripts, all files of ``corpus/templates``, inside.

    The same values give the same bytes. Raises UsageError where the file cannot be written.
    """
    style = "\n".join(_source(name) for name in styles)
    script = '"use strict";\n' + "\n".join(_source(name) for name in scripts) if scripts else ""
    rules = ["default-src 'none'", "base-uri 'none'", "form-action 'none'", f"style-src '{_digest(style)}'"]
    if script:
        rules += [f"script-src '{_digest(script)}'", "require-trusted-types-for 'script'", "trusted-types 'none'"]
    page = _environment().get_template(template).render(style=style, script=script, policy="; ".join(rules), **values)
    with write_named(path) as temporary:
        # a lone surrogate, which no file may hold, becomes what it is called in JSON
        temporary.write_text(page, encoding="utf-8", errors="backslashreplace", newline="\n")


@cache
def _environment() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["shown"] = shown
    return made


def shown(text: str) -> Any:
    """``text`` as markup, with characters of ``UNSEEN`` named."""
    from markupsafe import Markup, escape

    pieces, at = list[Any](), 0
    for found in UNSEEN.finditer(text):
        pieces += [
            escape(text[at : found.start()]),
            Markup('<span class="unseen">U+{:04X}</span>').format(ord(found[0])),
        ]
        at = found.end()
    return Markup("").join([*pieces, escape(text[at:])])


def _source(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8").strip()


def _digest(source: str) -> str:
    """As a Content-Security-Policy names what it allows."""
    return "sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
