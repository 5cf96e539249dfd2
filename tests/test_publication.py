"""What a person may say of a dataset, and what would stand in its card and citation as nonsense."""

from __future__ import annotations

from typing import Any

import pytest

from corpus.errors import UsageError
from corpus.publishing.publication import Publication


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"title": "橋", "authors": ("Doe, Jane", "The 3"), "version": "2"},
        {"homepage": "https://example.org"},
        {"homepage": "http://localhost:8080/a_b?c=d&e=%20#f"},
        {"homepage": "https://мост.рф/страница"},
    ],
)
def test_what_makes_sense(values: dict[str, Any]) -> None:
    assert Publication(**values) == Publication(**values)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"title": " "}, "--title: ' ' has neither a letter nor a digit"),
        ({"title": "***"}, "--title: '***' has neither a letter nor a digit"),
        ({"authors": ("Doe, Jane", "")}, "--author: '' has neither a letter nor a digit ('Family, Given'"),
        ({"authors": (",",)}, "--author: ',' has neither"),
        ({"version": ""}, "--dataset-version: '' has neither a letter nor a digit (such as 1.0.0)"),
        ({"homepage": "javascript:x"}, "--homepage: 'javascript:x' is no address of a page"),
        ({"homepage": "https://x.org/a b"}, "--homepage: 'https://x.org/a b' is no address of a page"),
        ({"homepage": " https://x.org"}, "is no address of a page (such as https://example.org/a)"),
        ({"homepage": "https:///a"}, "is no address"),
        ({"homepage": "https://"}, "is no address"),
        ({"homepage": "x.org"}, "is no address"),
        ({"homepage": "https://x.org/}"}, "is no address"),
        ({"homepage": "https://x.org/a>b"}, "is no address"),
        ({"homepage": "https://x.org/a\n"}, "is no address"),
        ({"homepage": "https://x.org/\u202etxt"}, "is no address"),
    ],
)
def test_what_makes_none(values: dict[str, Any], expected: str) -> None:
    with pytest.raises(UsageError) as caught:
        Publication(**values)
    assert expected in str(caught.value)
    assert "\n" not in str(caught.value)
