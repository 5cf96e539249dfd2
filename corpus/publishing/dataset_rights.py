"""What a publisher has to know of the licences of documents: which have none, and which are overruled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from corpus.documents import Document
from corpus.licences import Granted
from corpus.publishing.statements import Statement

_SHOWN = 3  # paths of a statement, statements


@dataclass(frozen=True)
class Rights:
    """Paths of documents by what they state, which is empty where they state nothing: those ``without`` a known
    licence, and those that the publisher's word has ``overruled``."""

    without: Mapping[str, list[str]]
    overruled: Mapping[str, list[str]]

    def lines(self, published: bool) -> list[str]:
        """For the publisher; ``published``: what has no licence is published all the same."""
        fate = "published all the same" if published else "left out"
        return [
            *_told(self.without, f"without a known licence, {fate}"),
            *_told(self.overruled, "published by your word against what they state"),
        ]

    def as_dict(self) -> dict[str, object]:
        """For a program."""
        return {"unlicensed": dict(self.without), "overruled": dict(self.overruled)}


def rights_of(documents: Iterable[Document], granted: Mapping[str, Granted]) -> Rights:
    """Those of ``documents``."""
    without, overruled = dict[str, list[str]](), dict[str, list[str]]()
    for document in documents:
        each = granted[document.id]
        if not each.licence:
            without.setdefault(each.stated, []).append(document.path)
        elif Statement(each.stated, each.licence, each.granted_by, 1).overruled:
            overruled.setdefault(each.stated, []).append(document.path)
    return Rights(without, overruled)


def _told(found: Mapping[str, list[str]], what: str) -> list[str]:
    if not found:
        return []
    count = sum(map(len, found.values()))
    lines = [f"{count} document{'s'[: count != 1]} {what}:"]
    for stated, paths in sorted(found.items(), key=lambda each: (-len(each[1]), each[0]))[:_SHOWN]:
        shown = ", ".join(paths[:_SHOWN]) + (" …" if len(paths) > _SHOWN else "")
        lines.append(f"  {len(paths)} state{'s'[: len(paths) == 1]} {repr(stated) if stated else 'nothing'}: {shown}")
    more = len(found) - _SHOWN
    return [*lines, *([f"  {more} statements more (--json has all)"] if more > 0 else [])]
