"""What a line looks like."""

from __future__ import annotations

import pytest

from corpus.lines import Line


@pytest.mark.parametrize(
    ("text", "weight", "prose", "short"),
    [
        ("Home", 4, False, True),
        ("Nobody came.", 12, False, False),
        ("The ferry to the island stopped running.", 40, True, False),
        ("A headline that is longer than any of a menu", 44, False, False),
        ("島への渡し船は十一月に運航を終えた。", 54, True, False),
        ("島の新聞", 12, False, True),
        ("word " * 29 + "words", 150, True, False),
        ("Ingredients:", 12, False, False),
        ("What a day! Nobody had seen anything like it since the war, said the baker (91)", 79, False, False),
        ("What a day! Nobody had seen anything like it since the war, said the baker. (91)", 80, True, False),
        ("", 0, False, True),
    ],
)
def test_lines(text: str, weight: int, prose: bool, short: bool) -> None:
    line = Line(text)
    assert (line.weight, line.prose, line.short) == (weight, prose, short)


def test_what_differs_in_case_and_white_space_only_is_folded() -> None:
    assert Line("Pri  NI\t").folded == Line("pri ni").folded == "pri ni"
