from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dates import moment


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("2024-05-01", "2024-05-01", True),
        ("2024-05-01", "2024-05-02", False),
        ("2024-05-01", "2024-05-01T08:00:00Z", True),
        ("2024-05-01", "2024-05-02T08:00:00Z", False),
        ("2024-05", "2024-05-31 23:59", True),
        ("2024", "2023-12-31", False),
        ("2024-05-01 08:00", "2024-05-01T08:00:59", True),
        ("2024-05-01T08:00:00", "2024-05-01T08:00:01", False),
        ("2024-05-01T08:00:00.25Z", "2024-05-01T08:00:00Z", True),
        ("2024-05-01T08:00Z", "2024-05-01T10:00+02:00", True),
        ("2024-05-01T08:00Z", "2024-05-01T08:00+02:00", False),
        ("2024-05-01T23:00-0500", "2024-05-02T04:00:00Z", True),
        ("2024-05-01T08:00Z", "2024-05-01T08:00", True),  # without a zone it may be any
        ("2024-05-01T25:00Z", "2024-05-01", True),
        ("", "2024-05-01", True),
        ("1 May 2024", "1 May 2024", True),
        (" 1 May 2024", "1 May 2024", True),
        ("1 May 2024", "2 May 2024", False),
        ("1 May 2024", "2024-05-01", False),
    ],
)
def test_agreement(one: str, other: str, expected: bool) -> None:
    assert moment(one).agrees(moment(other)) is expected
    assert moment(other).agrees(moment(one)) is expected


@given(st.text(max_size=30))
def test_whatever_a_file_says(date: str) -> None:
    assert moment(date).agrees(moment(date))
