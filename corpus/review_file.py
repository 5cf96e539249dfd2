"""The file in which a person has reviewed units of a build: a sheet, or the JSON that the page saves."""

from __future__ import annotations

from pathlib import Path

from corpus.decisions import check_build, read_decisions
from corpus.errors import InputError, UsageError
from corpus.pipeline import Build
from corpus.sheet_decisions import SheetReview, read_review_sheet
from corpus.spot_check import SpotCheck, spot_check, verdicts_of


def read_review(file: Path, build: Build, build_id: str) -> SheetReview:
    """The decisions in ``file`` on the ``build`` with this id.

    Raises UsageError where there is no such file, and InputError where it is no such file or of another build.
    """
    if file.suffix.lower() == ".xlsx":
        return read_review_sheet(file, build, build_id)
    decisions = read_decisions(file)
    check_build(decisions, build_id, file)
    return SheetReview(decisions, verdicts_of(build, decisions), ())


def spot_check_of(file: Path, build: Build, build_id: str) -> SpotCheck:
    """What ``file`` says of a sample of the ``build`` with this id.

    Raises as read_review does, UsageError where the units of the file are no sample, and InputError where none of the
    sample is decided on.
    """
    review = read_review(file, build, build_id)
    if review.decisions.sample is None:
        raise no_sample(file)
    found = spot_check(build, build_id, review.decisions.sample, review.verdicts)
    if not found.judgements:
        raise InputError(str(file), str(found.estimate), "say keep, drop or fix for units in it")
    return found


def no_sample(file: Path) -> UsageError:
    """For a ``file`` that does not say of which sample it is."""
    what = "it does not say that its units are a sample, and units that were chosen otherwise tell nothing"
    return UsageError(str(file), what, "--sample 50 as for hexapla review export")
