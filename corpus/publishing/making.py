"""How the units of a dataset came about: the program aligned them, files held them ready, people decided on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from corpus.given import GIVEN
from corpus.publishing.figures import Figures
from corpus.units import EDITED, REVIEWED

_NONE = "none"  # the encoder of a build in which there was nothing to align


@dataclass(frozen=True)
class Making:
    """Of the ``units`` of the widest config, those that files held ready, those that people decided on, and those of
    which people corrected words. ``encoded``: whether the build had anything to align."""

    units: int
    given: int
    reviewed: int
    edited: int
    encoded: bool

    @property
    def aligned(self) -> bool:
        """Whether the program has put texts side by side that are here."""
        return self.encoded and self.given < self.units


def making_of(figures: Figures, export: Mapping[str, Any]) -> Making:
    """That of the dataset with these ``figures``; ``export``: its parsed ``export.json``."""
    given, reviewed, edited = map(figures.flagged, (GIVEN, REVIEWED, EDITED))
    return Making(figures.widest.rows, given, reviewed, edited, export["signature"]["encoder"] != _NONE)
