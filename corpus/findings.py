"""What the check of a TMX looks for, what each tool would do, and the list of what it found.

OmegaT 3.6 was run on each trap that names it; the limits of the others are from their manuals and source code.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from corpus.profiles import Profile

# An error loses or falsifies text, or the whole file, for some consumer; a warning is what its user should know; a note
# is nothing wrong with the file.
Severity = Literal["error", "warning", "note"]
TOOLS = (
    "OmegaT", "Trados Studio", "Trados cloud", "memoQ", "Phrase", "Weblate", "Poedit", "Smartling", "Transifex",
)  # fmt: skip
EVERY = "every reader"


@dataclass(frozen=True, slots=True)
class Trap:
    """Something that a consumer of a file trips over, and what it then does."""

    severity: Severity
    consequences: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """A trap in a file. ``line`` counts from 1; 0 is the file as a whole. ``consequences``: by consumer."""

    line: int
    code: str
    severity: Severity
    message: str
    consequences: Mapping[str, str]

    @property
    def consumers(self) -> tuple[str, ...]:
        """Whom it concerns."""
        return tuple(self.consequences)


_REFUSED = "refuses the file"
_VALIDATING = {"validating readers": "refuse the file"}
_UNREADABLE = {EVERY: "reads no further than this line"}
TRAPS: Mapping[str, Trap] = {
    "suffix": Trap("error", {"OmegaT": "ignores the file"}),
    "size": Trap("warning", {}),  # whom it concerns depends on the size
    "byte-order-mark": Trap("warning", {"readers that take it for text": "refuse the file"}),
    "encoding": Trap("error", _UNREADABLE),
    "not-well-formed": Trap("error", _UNREADABLE),
    "illegal-character": Trap("error", {EVERY: "loses the whole file, OmegaT without an error but in its log"}),
    "entity": Trap("error", {"hardened readers": "refuse the file"}),
    "structure": Trap("error", _VALIDATING),
    "attribute": Trap("error", _VALIDATING),
    "header-attribute": Trap("error", {**_VALIDATING, "OmegaT": "loses the whole file where it is srclang"}),
    "unknown-attribute": Trap("warning", _VALIDATING),
    "date": Trap("warning", {"readers that sort by date": "sort it wrongly"}),
    "srclang-all": Trap("error", {"Weblate": "fails the whole import", "Poedit": "finds no translations"}),
    "srclang": Trap(
        "error",
        {"Weblate": "fails the whole import", "Poedit": "finds no translations", "Smartling": _REFUSED},
    ),
    "tu-srclang": Trap("error", {"Smartling": _REFUSED}),
    "language": Trap(
        "error",
        {"OmegaT": "skips the text", "Weblate": "fails the whole import", "Poedit": "finds no translations"},
    ),
    "language-case": Trap("warning", {"Poedit": "takes it for another language"}),
    "multilingual": Trap(
        "warning",
        {"Trados Studio": _REFUSED, "memoQ": "takes two of the languages", "Phrase": "takes two of the languages"},
    ),
    "incomplete": Trap("error", {"OmegaT": "inserts the text of another language"}),
    "empty-segment": Trap("error", {"OmegaT": "blanks the text"}),
    "several-targets": Trap("note", {"OmegaT": "inserts the last one"}),
    "duplicate": Trap("warning", {"OmegaT": "keeps the last one"}),
    "repeated-tuid": Trap("warning", {"readers that take it for a key": "lose a unit"}),
    "white-space": Trap("warning", {"OmegaT": "never matches the segment"}),
    "highlight": Trap("warning", {"OmegaT": "loses the text inside <hi>"}),
    "long-segment": Trap("warning", {"Trados cloud": "refuses the segment"}),
}
LISTED = 100  # findings of one code; a last one counts the others, so that memory stays flat


class Findings:
    """Findings, of which at most ``LISTED`` a code are kept and the others counted."""

    def __init__(self) -> None:
        self._kept: list[Finding] = []
        self._counts: Counter[str] = Counter()

    @property
    def total(self) -> int:
        """How many there are."""
        return self._counts.total()

    def add(self, line: int, code: str, message: str, consequences: Mapping[str, str] | None = None) -> None:
        """``consequences`` where they are not those of the trap."""
        self._counts[code] += 1
        trap = TRAPS[code]
        if self._counts[code] <= LISTED:
            self._kept.append(Finding(line, code, trap.severity, message, consequences or trap.consequences))

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


def concerning(findings: Iterable[Finding], profile: Profile) -> list[Finding]:
    """What the profile's tool trips over, and readers that have no name; all of them for a profile of any tool."""
    others = set(TOOLS) - set(profile.consumers) if profile.consumers else set()
    return [
        replace(finding, consequences=told)
        for finding in findings
        if (told := {name: what for name, what in finding.consequences.items() if name not in others})
    ]


def consequence_lines(findings: Iterable[Finding], profile: Profile) -> list[str]:
    """What each tool of the profile would do with the file, a line each, then those of which no trouble is known."""
    told: dict[str, dict[str, set[str]]] = {}  # consumer -> consequence -> codes
    for finding in findings:
        for consumer, consequence in finding.consequences.items():
            told.setdefault(consumer, {}).setdefault(consequence, set()).add(finding.code)
    named = [each for each in (EVERY, *TOOLS) if each in told]
    lines = []
    for consumer in (*named, *sorted(set(told) - set(named))):
        each = [f"{consequence} ({', '.join(sorted(codes))})" for consequence, codes in told[consumer].items()]
        lines.append(f"  {consumer}: {'; '.join(each)}")
    fine = [tool for tool in profile.consumers or TOOLS if tool not in told]
    return lines + ([f"  no trouble known: {', '.join(fine)}"] if fine and EVERY not in told else [])
