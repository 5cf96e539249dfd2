"""The TMX of data/sample, of every pair of languages, go through OmegaT, and every segment comes back."""

from __future__ import annotations

from itertools import combinations, permutations
from pathlib import Path

import pytest
from conftest import Built
from lxml import etree
from omegat import MISSING, dtd, translated

from corpus.memories import write_memory
from corpus.profiles import PROFILES
from corpus.settings import TmxSettings

pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING)

LANGUAGES = ("en", "es", "fr", "id", "ru", "vi")


def written(sample: Built, folder: Path, pair: tuple[str, str], profile: str) -> Path:
    """The memory of a pair, for the tool of ``profile``."""
    build, path = sample.build, folder / f"{profile}.tmx"
    write_memory(path, pair, build.accepted, TmxSettings(profile), build.collection.documents)
    return path


@pytest.mark.parametrize(("source", "target"), list(permutations(LANGUAGES, 2)))
def test_every_segment_comes_back(sample: Built, tmp_path: Path, source: str, target: str) -> None:
    """With the profile of OmegaT and with the one for any tool, in one run."""
    pair = (min(source, target), max(source, target))  # of the files of a build: both directions are taken from these
    memories = [written(sample, tmp_path, pair, profile) for profile in ("omegat", "generic")]
    found = translated(memories, source, target)
    assert [each.got for each in found] == [each.expected for each in found]
    texts = {(a if a.language == source else b).text for unit in sample.build.accepted for a, b in unit.pairs(*pair)}
    assert [sum(each.memory == number for each in found) for number in (0, 1)] == [len(texts)] * 2
    assert len(texts) > 90


@pytest.mark.parametrize("profile", PROFILES)
def test_every_tmx_is_valid_under_the_dtd(sample: Built, tmp_path: Path, profile: str) -> None:
    for pair in combinations(LANGUAGES, 2):
        assert dtd().validate(etree.parse(written(sample, tmp_path, pair, profile))), dtd().error_log
