"""The TMX files of data/sample go through OmegaT, and every segment comes back."""

from __future__ import annotations

import pytest
from conftest import Built
from omegat import MISSING, dtd, translated

pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING)


@pytest.mark.parametrize("pair", ["en-es", "en-ru", "en-vi", "fr-id"])
def test_every_segment_comes_back(sample: Built, pair: str) -> None:
    tmx = sample.folder / f"tmx/{pair}.tmx"
    source, target = pair.split("-")
    for one, other in ((source, target), (target, source)):
        found = translated(tmx, one, other)
        assert len(found) > 90
        assert [got for _, got in found] == [expected for expected, _ in found]


def test_every_tmx_is_valid_under_the_dtd(sample: Built) -> None:
    from lxml import etree

    for path in sorted((sample.folder / "tmx").iterdir()):
        assert dtd().validate(etree.parse(path)), dtd().error_log
