"""Lines that one version has word for word as another: left untranslated, or a name, a command, a word of both."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from corpus.documents import Span
from corpus.given import GIVEN
from corpus.units import Part, Unit
from corpus.untranslated import part_untranslated

# Translated lines, from which it is known whose words are whose.
KNOWN = {
    "en": ["Open the side pane.", "Close the pane and save the list.", "Zoom in on the map.", "The pane holds a list."],
    "de": ["Öffne den Bereich.", "Schließe ihn, sichere die Liste.", "Zoom auf die Karte.", "Er zeigt eine Liste."],
    "ja": ["横の欄を開く。", "欄を閉じて保存する。", "地図をZoomで拡大する。", "欄には一覧がある。"],
}

LONG = "Nobody had crossed the old bridge before that day."


def unit(number: int, flags: Sequence[str] = ("full",), **texts: str) -> Unit:
    parts = tuple(
        Part(language, f"of {language}", f"{language}.txt", Span(100 * number, 100 * number + len(text)), number, text)
        for language, text in texts.items()
    )
    return Unit(f"u{number}", "g", number, parts, 0.9, flags=tuple(flags))


KNOWN_UNITS = [unit(k, **dict(zip(KNOWN, row, strict=True))) for k, row in enumerate(zip(*KNOWN.values(), strict=True))]


def parted(found: Unit) -> list[tuple[dict[str, str], str]]:
    units = part_untranslated([*KNOWN_UNITS, found])
    assert units[: len(KNOWN_UNITS)] == KNOWN_UNITS and [each.order for each in units] == list(range(len(units)))
    pieces = units[len(KNOWN_UNITS) :]
    assert len({each.id for each in pieces}) == len(pieces)
    return [({part.language: part.text for part in each.parts}, each.furniture) for each in pieces]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        # one version left it in English: the others go together
        (
            {"en": "Save the pane", "de": "Save the pane", "ja": "欄を保存"},
            [({"en": "Save the pane", "ja": "欄を保存"}, ""), ({"de": "Save the pane"}, "foreign:en")],
        ),
        # all did
        (
            {"en": "Save the pane", "de": "Save the pane", "ja": "Save the pane"},
            [({"en": "Save the pane"}, ""), ({"de": "Save the pane"}, "foreign:en"),
             ({"ja": "Save the pane"}, "foreign:en")],
        ),
        # one word of Latin letters is enough where the language is written in others
        ({"en": "pane", "ja": "pane"}, [({"en": "pane"}, ""), ({"ja": "pane"}, "foreign:en")]),
        # … but a word that both languages have, is none
        ({"en": "Zoom", "de": "Zoom", "ja": "Zoom"}, [({"en": "Zoom", "de": "Zoom", "ja": "Zoom"}, "")]),
        # names of which nothing is known, commands and numbers
        ({"en": "Osamu Brink", "de": "Osamu Brink"}, [({"en": "Osamu Brink", "de": "Osamu Brink"}, "")]),
        ({"en": "$ pane -l 1 -a=2", "ja": "$ pane -l 1 -a=2"}, [(dict.fromkeys(("en", "ja"), "$ pane -l 1 -a=2"), "")]),
        ({"en": "2.1", "ja": "2.1"}, [({"en": "2.1", "ja": "2.1"}, "")]),
        # a line that is long enough, of whose language nothing else is known
        (dict.fromkeys(("en", "fr"), LONG), [({"en": LONG}, ""), ({"fr": LONG}, "foreign:en")]),
        # translations
        ({"en": "A list", "de": "Eine Liste"}, [({"en": "A list", "de": "Eine Liste"}, "")]),
    ],
)  # fmt: skip
def test_what_is_left_untranslated(texts: dict[str, str], expected: list[tuple[dict[str, str], str]]) -> None:
    assert parted(unit(9, **texts)) == expected


def test_varieties_of_a_language_may_agree() -> None:
    found = unit(9, **{"en": "Save the pane", "en-GB": "Save the pane"})
    assert parted(found) == [({"en": "Save the pane", "en-GB": "Save the pane"}, "")]


def test_ready_units_are_what_their_file_says() -> None:
    assert len(parted(unit(9, ("full", GIVEN), en="Save the pane", de="Save the pane"))) == 1


def test_what_is_left_is_another_unit() -> None:
    (kept, alone) = part_untranslated([*KNOWN_UNITS, unit(9, de="Save the pane", en="Save the pane")])[-2:]
    assert kept.flags == ("partial",) and alone.flags == ("partial", "foreign:en")
    assert kept.probability == alone.probability == 1.0 and kept.id != alone.id != "u9"
