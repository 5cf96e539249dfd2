from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.numerals import numbers_apart


@pytest.mark.parametrize(
    ("source", "target", "apart"),
    [
        ("No number.", "Ninguno.", 0),
        ("Paid 1,500 in 1998.", "En 1998 pagó 1.500.", 0),
        ("Paid 1500.", "Pagó 1 500.", 0),
        ("Area in 2009 372 hectares", "Surface en 2009 : 372 hectares", 0),  # a space that groups no digits
        ("3.5 % of 40", "3,5 % de 40", 0),
        ("ห้า ๔๒", "five 42", 0),  # digits of another script
        ("Two of 7 came.", "Vinieron dos de siete.", 0),
        ("3 came.", "4 came.", 2),
        ("She was 20.", "Tenía veinte años.", 1),  # more than twelve are seldom written in words
        ("The 21st Conference", "La XXI Conferencia", 0),
        ("In the 19th and 20th century", "Aux XIXe et XXe siècles", 0),
        ("The 13th Congress, 1979", "XIII Congreso", 1),
        ("The 13th Congress", "XIV Congreso", 1),
        ("A MIX of 12 songs", "Una MEZCLA de doce", 0),
        ("Room 007", "Zimmer 7", 0),
        ("1" * 5000, "", 1),
    ],
)
def test_numbers_without_counterpart(source: str, target: str, apart: int) -> None:
    assert numbers_apart(source, target) == apart
    assert numbers_apart(target, source) == apart


@given(st.text(), st.text())
def test_a_text_has_the_numbers_of_itself(one: str, other: str) -> None:
    assert numbers_apart(one, one) == 0
    assert numbers_apart(one, other) == numbers_apart(other, one) >= 0
