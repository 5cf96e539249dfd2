from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import UsageError
from corpus.findings import TRAPS
from corpus.profiles import PROFILES, Profile, profile_named, table

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def test_the_readme_shows_the_table() -> None:
    assert "\n".join(table()) in README


def test_the_profiles_are_those_that_are_promised() -> None:
    assert sorted(PROFILES) == ["generic", "memoq", "omegat", "phrase", "poedit", "trados", "weblate"]
    assert all(name == profile.name == profile_named(name).name for name, profile in PROFILES.items())


def test_an_unknown_profile_lists_those_there_are() -> None:
    with pytest.raises(UsageError) as caught:
        profile_named("memsource")
    assert str(caught.value).startswith("--tmx-profile: there is no profile 'memsource' (the profiles are generic, ")


@pytest.mark.parametrize("profile", PROFILES.values(), ids=list(PROFILES))
def test_whom_a_profile_is_for_is_known_to_the_check(profile: Profile) -> None:
    known = {consumer for trap in TRAPS.values() for consumer in trap.consequences}
    assert set(profile.consumers) <= known


@pytest.mark.parametrize(
    ("name", "longest", "refused"),
    [("trados", 2000, False), ("trados", 2001, True), ("generic", 2001, False), ("omegat", 10**6, False)],
)
def test_what_a_profile_refuses(name: str, longest: int, refused: bool) -> None:
    assert PROFILES[name].refuses(longest) is refused
