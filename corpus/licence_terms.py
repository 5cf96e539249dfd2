"""What licences ask of who publishes again, and which of them cannot hold of one text at once."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from itertools import combinations

from corpus.licence_expressions import choices, licence_names
from corpus.licence_names import licence_table

NO_DERIVATIVES, NON_COMMERCIAL, SHARE_ALIKE = "no-derivatives", "non-commercial", "share-alike"


def restrictions(expression: str) -> tuple[str, ...]:
    """What any of its licences asks: of ``attribution``, ``no-derivatives``, ``non-commercial``, ``share-alike``."""
    found = {each for name in licence_names(expression) for each in matching("restrictions", name)}
    return tuple(sorted(found))


def is_known(expression: str) -> bool:
    """Whether the tables say of each of its licences what it asks for, be it nothing."""
    return all(matching("restrictions", name) or matching("dedications", name) for name in licence_names(expression))


def contradictory(expressions: Iterable[str]) -> bool:
    """Whether one unit cannot be under all of these, whatever is chosen where an expression leaves a choice.

    Of two licences this is so where one permits no derivatives; where one is share-alike, permits commercial use, and
    the other does not; and where both are share-alike and neither leads to the other. What the tables do not know
    contradicts nothing.
    """
    return not any(
        all(_hold_together(one, other) for one, other in combinations(sorted(chosen), 2))
        for chosen in choices(expressions)
    )


def matching(table: str, name: str) -> list[str]:
    """The rows of a table of corpus/licences.toml with a pattern that ``name`` matches."""
    rows = licence_table(table).items()
    return [row for row, patterns in rows if any(fnmatchcase(name, pattern) for pattern in patterns)]


def _hold_together(one: str, other: str) -> bool:
    asked = {name: set(restrictions(name)) for name in (one, other)}
    if NO_DERIVATIVES in asked[one] | asked[other]:
        return False
    strict = [name for name in (one, other) if SHARE_ALIKE in asked[name] and not matching("lenient", name)]
    if len(strict) == 2:
        return bool(set(matching("together", one)) & set(matching("together", other)))
    return not strict or NON_COMMERCIAL in asked[strict[0]] or NON_COMMERCIAL not in asked[one] | asked[other]
