from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.repetitions import Repetitions, Seen


def test_texts_are_seen_once_each() -> None:
    seen, texts = Seen(), [f"text {n}" for n in range(5000)]
    assert all(seen.add(text) for text in texts)
    assert not any(seen.add(text) for text in texts)
    assert seen.add("another")


@given(st.lists(st.text(max_size=2)))
def test_it_is_a_set(texts: list[str]) -> None:
    seen, known = Seen(), set[str]()
    for text in texts:
        assert seen.add(text) is (text not in known)
        known.add(text)


def test_digests_that_meet_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their places are taken one after another, around the end of the table; zero, a free place, is no digest."""
    digests = {"a": 1023, "b": 1023 + 1024, "c": 1023 + 2048, "zero": 0, "one": 2}
    monkeypatch.setattr("corpus.repetitions.digest", digests.__getitem__)
    seen = Seen()
    assert [seen.add(text) for text in (*digests, *digests)] == [True] * 5 + [False] * 5


@pytest.mark.parametrize(
    ("units", "kinds"),
    [
        ([("a", "x"), ("a", "x"), ("b", "x")], ["new", "duplicate", "new"]),
        ([("a", "x"), ("a", "y"), ("a", "y"), ("a", "x")], ["new", "several", "duplicate", "duplicate"]),
        ([("a", "b"), ("b", "a")], ["new", "new"]),
    ],
)
def test_repetitions(units: list[tuple[str, str]], kinds: list[str]) -> None:
    repetitions = Repetitions()
    assert [repetitions.kind(source, [target]) for source, target in units] == kinds


def test_repetitions_of_units() -> None:
    repetitions = Repetitions()
    assert repetitions.of_unit([("en", "a"), ("es", "x")], "en") == "new"
    assert repetitions.of_unit([("es", "x"), ("en", "a")], "en") == "duplicate"
    assert repetitions.of_unit([("fr", "x"), ("en", "a")], "en") == "several"
    assert [repetitions.of_unit([("es", "x")], language) for language in ("en", "es", "en")] == ["new"] * 3
