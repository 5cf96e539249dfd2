from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import normalizers

from align.charsmap import character_map

MAP = {"a": "b", "ﬁ": "fi", "\u200b": " ", "\u00ad": "", "é": "e\u0301", "é".upper(): "E", "𝔸": "A", "½": "1⁄2"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("a", "b"),
        ("xaaz", "xbbz"),
        ("ﬁn", "fin"),
        ("1\u200b2", "1 2"),
        ("so\u00adft", "soft"),
        ("éÉê", "e\u0301Eê"),  # ê begins with the same byte as é
        ("𝔸𝔹", "A𝔹"),
        ("½½", "1⁄21⁄2"),
    ],
)
def test_characters_are_replaced(text: str, expected: str) -> None:
    assert normalizers.Precompiled(character_map(MAP)).normalize_str(text) == expected


_CHARACTERS = st.characters(blacklist_categories=["Cs", "M", "Cf"], min_codepoint=1)
_TEXTS = st.text(_CHARACTERS, max_size=4)


@given(st.dictionaries(_CHARACTERS, _TEXTS, min_size=1, max_size=300), st.lists(_CHARACTERS))
def test_every_key_and_nothing_else_is_replaced(replacements: dict[str, str], others: list[str]) -> None:
    normaliser = normalizers.Precompiled(character_map(replacements))
    for character in [*replacements, *others]:
        assert normaliser.normalize_str(character) == replacements.get(character, character)
