"""How each translation tool wants its memories, as data: the README shows this table, ``--tmx-profile`` names a row.

What holds for every tool is not here but in ``corpus.tmx_writer``: the source language exactly as in ``xml:lang``, the
shortest codes with hyphens, types of properties that begin with ``x-``, units with all languages of their file.
OmegaT 3.6 was run; the limits of the others are from their manuals and source code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from corpus.errors import UsageError

LONGEST_SEGMENT = 2000  # characters: Trados' cloud refuses a longer segment
GIGABYTE = 1_000_000_000
MULTIWAY = "all"  # the name of the file of all languages


@dataclass(frozen=True, slots=True)
class Profile:
    """The rules for one tool.

    ``consumers``: its names in ``corpus.findings``. ``multiway``: it takes a file of more than two languages.
    ``longest``: characters of a segment; a unit with a longer one is left out, or with ``warned`` only told.
    ``largest``: bytes of a file; what is more goes to a second one. ``one_target``: of the units with one source text,
    only the first is written.
    """

    name: str
    tool: str
    consumers: tuple[str, ...]
    reason: str  # of what differs from other profiles
    multiway: bool = False
    longest: int | None = None
    warned: bool = False
    largest: int | None = None
    one_target: bool = False

    def refuses(self, longest: int) -> bool:
        """Whether a unit whose longest segment has so many characters is left out."""
        return self.longest is not None and longest > self.longest and not self.warned


GENERIC = Profile(
    "generic", "any tool", (), "asks for nothing that only some tools need, and warns instead",
    multiway=True, longest=LONGEST_SEGMENT, warned=True,
)  # fmt: skip
_TABLE = (
    GENERIC,
    Profile(
        "omegat", "OmegaT", ("OmegaT",), "of a unit's several languages it may insert the wrong one; "
        "of several targets it inserts the last", one_target=True,
    ),
    Profile(
        "trados", "Trados Studio", ("Trados Studio", "Trados cloud"),
        "Studio imports no file of more than two languages; the limits are those of the cloud",
        longest=LONGEST_SEGMENT, largest=GIGABYTE,
    ),
    Profile("memoq", "memoQ", ("memoQ",), "two languages are picked at the import", multiway=True),
    Profile(
        "phrase", "Phrase", ("Phrase",), "two languages are picked at the import; the limit of an upload",
        multiway=True, largest=GIGABYTE,
    ),
    Profile("weblate", "Weblate", ("Weblate",), "a language that it does not know fails the whole import"),
    Profile("poedit", "Poedit", ("Poedit",), "codes must be those of its catalogue, letter by letter: `--tmx-codes`"),
)  # fmt: skip
PROFILES: Mapping[str, Profile] = {profile.name: profile for profile in _TABLE}


def profile_named(name: str, where: str = "--tmx-profile") -> Profile:
    """The profile; a ``UsageError`` that lists them where there is none of this name."""
    if name not in PROFILES:
        raise UsageError(where, f"there is no profile {name!r}", f"the profiles are {', '.join(PROFILES)}")
    return PROFILES[name]


def table() -> list[str]:
    """The profiles as lines of Markdown."""
    lines = ["| profile | for | languages a file | `srclang` | longest segment | largest file | targets of a source | "
             "reason |", "|---|---|---|---|---|---|---|---|"]  # fmt: skip
    for each in PROFILES.values():
        over = "warned" if each.warned else "left out"
        cells = [
            f"`{each.name}`",
            each.tool,
            f"two; all in `{MULTIWAY}.tmx` on request" if each.multiway else "two",
            "the source; the pivot" if each.multiway else "the source",
            f"{each.longest:,} characters, longer {over}" if each.longest else "any",
            f"{each.largest // GIGABYTE} GB, then a second one" if each.largest else "any",
            "the first" if each.one_target else "all",
            each.reason,
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return lines
