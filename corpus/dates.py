"""Dates of documents, compared as far as both are precise."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import NamedTuple

_ISO = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?(Z|[+-]\d\d(?::?\d\d)?)?)?)?)?", re.ASCII
)


class Moment(NamedTuple):
    """Year, month, day, hour, minute and second as far as they are told: as written, and in universal time where a zone
    is told, too. What is not in the form of ISO 8601 is one part; nothing is told of what bears no date."""

    told: tuple[str, ...]
    universal: tuple[str, ...] = ()

    def agrees(self, other: Moment) -> bool:
        """Whether the two may be the same: the day where one tells only the day."""
        one, two = self.told, other.told
        if self.universal and other.universal:
            one, two = self.universal, other.universal
        shared = min(len(one), len(two))
        return one[:shared] == two[:shared]


def moment(date: str) -> Moment:
    """``date`` as a file or a manifest gives it."""
    date = date.strip()
    found = _ISO.fullmatch(date)
    if not found:
        return Moment((date,) if date else ())
    *parts, zone = found.groups()
    told = tuple(part for part in parts if part)
    if not zone:
        return Moment(told)
    try:
        universal = datetime.fromisoformat(date.replace(",", ".")).astimezone(UTC)
    except (ValueError, OverflowError):  # 2024-05-01T25:00Z
        return Moment(told)
    return Moment(told, tuple(universal.strftime("%Y %m %d %H %M %S").split()[: len(told)]))
