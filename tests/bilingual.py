"""Units of two parts, made by hand."""

from __future__ import annotations

from toy import document

from corpus.documents import Span
from corpus.units import Part, Unit

# What a text may hold and a file must not let out: ends of fields, lines and elements, formulas, controls, overrides.
HOSTILE = (
    "tab\there, line\nthere, \u2028 and \x85",
    '=HYPERLINK("http://127.0.0.1/", "open")',
    "+1+cmd|' /C calc'!A0",
    '<script>alert(1)</script> & ]]> <!-- "it\'s" -->',
    "a\u202egnp.exe\u202c b\u2067c\u2069",
    "bell\x07 null\x00 escape\x1b[31m unit\x1f end",
    "_x0041_ stays \ud83d\ude00 as it is".encode("utf-16", "surrogatepass").decode("utf-16"),
    "\ufeffmark \ufffe\uffff inside",
    '{"id": "\\u0041"}',
    "'@SUM(1)",
)


def part(language: str, text: str, start: int = 0, path: str = "", version: int = 1) -> Part:
    path = path or f"{language}/a.txt"
    return Part(language, document(path, language, [["A."]]).id, path, Span(start, start + len(text)), 0, text, version)


def unit(
    source: str, target: str, probability: float = 1.0, number: int = 0, languages: tuple[str, str] = ("en", "es")
) -> Unit:
    """Its id is ``u`` and the number."""
    parts = part(languages[0], source, 100 * number), part(languages[1], target, 100 * number)
    return Unit(f"u{number}", "g", number, parts, probability, flags=("full",))
