"""A TMX of ours goes through a real translation tool, and every segment comes back."""

from __future__ import annotations

from pathlib import Path

import pytest
from omegat import MISSING, Translated, translated

from corpus.tmx import TranslationUnit
from corpus.tmx_writer import write_tmx

pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING)

TEXTS = {
    "en": (
        "The ferry leaves at seven.",
        "Tea & <b>biscuits</b>: 3 ]]> 2.",
        "It says “closed”.\x00",
        "Is it 5\u00a0km?",
    ),
    "es": ("El ferri sale a las siete.", "Té & <b>galletas</b>: 3.", "Dice «cerrado».", "¿Son 5\u00a0km?"),
    "pt-BR": ("A balsa sai às sete.", "Chá & <b>biscoitos</b>: 3.", " Diz\n“fechado”. ", "São 5\u00a0km?"),
    "zh-Hans": ("渡船七点出发。", "茶 & <b>饼干</b>，三元。", "上面写着“关门”。", "是五公里吗？😀"),
    "hi": ("नाव सात बजे जाती है।", "चाय & <b>बिस्कुट</b>: ३।", "लिखा है “बंद”।", "क्या यह ५ किमी है?"),
    "ar": ("تغادر العبّارة في السابعة.", "شاي & <b>بسكويت</b>: ٣.", "\u202bمكتوب «مغلق».\u202c", "هل هي ٥ كم؟"),
}


@pytest.mark.parametrize(
    ("source", "target"),
    [("en", "es"), ("en", "pt-BR"), ("en", "zh-Hans"), ("zh-Hans", "en"), ("hi", "en"), ("ar", "en")],
)
def test_every_segment_comes_back(tmp_path: Path, source: str, target: str) -> None:
    tmx = tmp_path / "corpus.tmx"
    other = source if target == "en" else target
    rows = zip(TEXTS["en"], TEXTS[other], strict=True)
    units = [TranslationUnit(f"u{n}", (("en", english), (other, text))) for n, (english, text) in enumerate(rows)]
    assert write_tmx(tmx, units, "en", ["en", other]).units == len(units)
    found = translated([tmx], source, target)
    assert len(found) == len(units)
    assert [each.got for each in found] == [each.expected for each in found]


def test_a_segment_that_does_not_match_stays_untranslated(tmp_path: Path) -> None:
    tmx = tmp_path / "corpus.tmx"
    write_tmx(tmx, [TranslationUnit("u", (("en", "One."), ("es", "Uno.")))], "en", ["en", "es"])
    tmx.write_text(tmx.read_text(encoding="utf-8").replace("One.", " One."), encoding="utf-8")
    assert translated([tmx], "en", "es") == [Translated(0, "Uno.", "One.")]
