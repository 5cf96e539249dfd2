"""What documents state of their licences in their own words, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from corpus.licence_names import licence_id
from corpus.publishing.markdown import one_line

QUOTED = 5  # statements
LONGEST = 100  # characters of one


@dataclass(frozen=True)
class Statement:
    """``stated``: the words, empty for none. ``licence``: what holds, empty where none is known. ``granted_by``:
    ``document``, ``publisher`` or empty. ``documents``: how many there are of these."""

    stated: str
    licence: str
    granted_by: str
    documents: int

    @cached_property
    def overruled(self) -> bool:
        """Whether the publisher says something else than the document."""
        return self.granted_by == "publisher" and bool(self.stated) and licence_id(self.stated) != self.licence

    @property
    def quoted(self) -> str:
        """The words, in one line, cut."""
        words = one_line(self.stated)
        return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"


@dataclass(frozen=True)
class Statements:
    """Some of them; ``frequent``: those of the most documents, ``others``: the rest."""

    documents: int
    frequent: tuple[Statement, ...]
    others: tuple[Statement, ...]


def unrecognised(found: Sequence[Statement]) -> Statements:
    """Those that name no licence that is known, or contradict themselves."""
    return _ranked([each for each in found if each.stated and not each.licence])


def overruled(found: Sequence[Statement], licence: str | None = None) -> Statements:
    """Those in whose place the publisher says something else, or just this ``licence``."""
    return _ranked([each for each in found if each.overruled and licence in (None, each.licence)])


def total(found: Sequence[Statement]) -> int:
    """Documents."""
    return sum(each.documents for each in found)


def _ranked(found: Sequence[Statement]) -> Statements:
    ranked = sorted(found, key=lambda each: (-each.documents, each.stated, each.licence))
    return Statements(total(ranked), tuple(ranked[:QUOTED]), tuple(ranked[QUOTED:]))
