"""The file in which a person has reviewed units of a build: a sheet, or the JSON that the page saves."""

from __future__ import annotations

from pathlib import Path

from corpus.decisions import Decisions, check_build, read_decisions
from corpus.pipeline import Build
from corpus.places import place_of
from corpus.sheet_decisions import SheetReview, read_review_sheet
from corpus.units import Unit


def read_review(file: Path, build: Build, build_id: str) -> SheetReview:
    """The decisions in ``file`` on the ``build`` with this id.

    Raises UsageError where there is no such file, and InputError where it is no such file or of another build.
    """
    if file.suffix.lower() == ".xlsx":
        return read_review_sheet(file, build, build_id)
    decisions = read_decisions(file)
    check_build(decisions, build_id, file)
    return SheetReview(decisions, verdicts_of(build, decisions), ())


def verdicts_of(build: Build, decisions: Decisions) -> dict[str, bool]:
    """By unit id, what decisions say: one that was kept is right, one that was dropped, corrected, or of which a link
    took something is not. The last word counts, but what was kept after a correction was wrong before it."""
    units = {unit.id: unit for unit in build.units}
    holders: dict[tuple[str, str], list[Unit]] = {}
    for unit in build.units:
        for part in unit.parts:
            holders.setdefault((part.column, part.document), []).append(unit)
    verdicts: dict[str, bool] = {}
    corrected = {decision.unit for decision in decisions.made if decision.action == "text"}
    for decision in decisions.made:
        if decision.unit:
            if decision.unit in units:
                verdicts[decision.unit] = decision.action == "keep" and decision.unit not in corrected
            continue
        parts = set(decision.parts)
        for place in decision.parts:
            for unit in holders.get((place.column, place.document), ()):
                for own in map(place_of, unit.parts):
                    same = (own.column, own.document) == (place.column, place.document)
                    if same and own.start < place.stop and place.start < own.stop:
                        whole = set(map(place_of, unit.parts)) == parts
                        verdicts[unit.id] = whole and decision.action in ("keep", "link")
    return verdicts
