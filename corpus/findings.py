"""What the check of a TMX looks for, whom it concerns, and the list of what it found.

OmegaT 3.6 was run on each trap that names it; the limits of the others are from their manuals and source code.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a consumer of the file trips over. ``line`` counts from 1; 0 is the file as a whole."""

    line: int
    code: str
    severity: Severity
    message: str
    consumers: tuple[str, ...] = ()


_EVERY = ("every reader",)
_DTD = ("validating readers",)
# An error loses or falsifies text, or the whole file, for some consumer; a warning is what its user should know.
TRAPS: Mapping[str, tuple[Severity, tuple[str, ...]]] = {
    "suffix": ("error", ("OmegaT",)),  # ignores corpus.TMX
    "size": ("warning", ()),  # whom it concerns depends on the size
    "byte-order-mark": ("warning", ("readers that take it for text",)),
    "encoding": ("error", _EVERY),
    "not-well-formed": ("error", _EVERY),
    "illegal-character": ("error", _EVERY),  # OmegaT loses the whole file, with exit code 0
    "entity": ("error", ("hardened readers",)),
    "structure": ("error", _DTD),
    "attribute": ("error", _DTD),
    "header-attribute": ("error", (*_DTD, "OmegaT")),  # which loses the file without srclang
    "unknown-attribute": ("warning", _DTD),
    "date": ("warning", ("readers that sort by date",)),
    "srclang-all": ("error", ("Weblate", "Poedit")),
    "srclang": ("error", ("Weblate", "Poedit", "Smartling")),
    "tu-srclang": ("error", ("Smartling",)),
    "language": ("error", ("OmegaT", "Weblate", "Poedit")),
    "language-case": ("warning", ("Poedit",)),  # compares exact strings
    "multilingual": ("warning", ("Trados Studio", "memoQ", "Phrase")),
    "incomplete": ("error", ("OmegaT",)),  # inserts the text of another language
    "empty-segment": ("error", ("OmegaT",)),  # blanks the text
    "several-targets": ("warning", ("OmegaT",)),  # the last one wins
    "duplicate": ("warning", ("OmegaT",)),
    "repeated-tuid": ("warning", ("readers that take it for a key",)),
    "white-space": ("warning", ("OmegaT",)),  # such a segment never matches
    "highlight": ("warning", ("OmegaT",)),  # the text inside <hi> is lost
    "long-segment": ("warning", ("Trados cloud",)),
}
LISTED = 100  # findings of one code; a last one counts the others, so that memory stays flat


class Findings:
    """Findings, of which at most ``LISTED`` a code are kept and the others counted."""

    def __init__(self) -> None:
        self._kept: list[Finding] = []
        self._counts: Counter[str] = Counter()

    def add(self, line: int, code: str, message: str, consumers: tuple[str, ...] = ()) -> None:
        """``consumers`` where they are not those of the trap."""
        self._counts[code] += 1
        severity, usual = TRAPS[code]
        if self._counts[code] <= LISTED:
            self._kept.append(Finding(line, code, severity, message, consumers or usual))

    def listed(self) -> list[Finding]:
        """All of them by line."""
        last = {finding.code: finding for finding in self._by_line(self._kept)}
        others = [
            replace(last[code], message=f"and {count - LISTED:,} more like this")
            for code, count in self._counts.items()
            if count > LISTED
        ]
        return self._by_line(self._kept + others)

    @staticmethod
    def _by_line(findings: list[Finding]) -> list[Finding]:
        return sorted(findings, key=lambda finding: (finding.line, finding.code))
