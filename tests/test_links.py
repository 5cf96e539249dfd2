"""Links between the files of a package."""

from __future__ import annotations

import pytest

from corpus.readers.links import is_inside, resolve


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("b.xhtml", ("text/b.xhtml", "")),
        ("b.xhtml#n1", ("text/b.xhtml", "n1")),
        ("#n1", ("text/a.xhtml", "n1")),
        ("../notes/b%20c.xhtml?x=1#n%201", ("notes/b c.xhtml", "n 1")),
        ("", ("text/a.xhtml", "")),
        ("../../../etc/passwd", ("../../etc/passwd", "")),  # no name of a part
    ],
)
def test_resolve(href: str, expected: tuple[str, str]) -> None:
    assert resolve("text/a.xhtml", href) == expected


@pytest.mark.parametrize(
    ("href", "inside"),
    [("a.xhtml", True), ("#x", True), ("", False), ("https://example.org", False), ("mailto:x", False), ("//x", False)],
)
def test_is_inside(href: str, inside: bool) -> None:
    assert is_inside(href) is inside
