"""``hexapla review``: units out for a person to look at, and what the person decided back in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus.errors import UsageError
from corpus.options import DEVICE, FORCE, JSON, OUTPUT, PATH, QUIET, VERBOSE, load_named

if TYPE_CHECKING:
    from align.encoder import Encoder
    from corpus.decisions import Sample
    from corpus.pipeline import Build
    from corpus.sheet_decisions import SheetReview
    from corpus.spot_check import Estimate

SAMPLE = click.option(
    "--sample", "size", type=click.IntRange(min=1), metavar="N",
    help="A spot check: N units of the TMX by chance, each as likely as any other.",
)  # fmt: skip
SEED = click.option("--seed", type=int, default=0, show_default=True, help="Of the sample.")


@click.group()
def review() -> None:
    """A person looks at units, and what is wrong is put right.

    \b
      hexapla review export OUT --to xlsx -o FILE.xlsx      a sheet for Excel, LibreOffice and others
      hexapla review export OUT --to html -o FILE.html      a page that works from disk
      hexapla review apply OUT FILE -o NEW                  what was decided there becomes a new build
      hexapla review estimate OUT FILE                      what a spot check says of the whole corpus
    """


@review.command()
@click.argument("build", metavar="OUT", type=PATH)
@click.option("--to", "kind", type=click.Choice(["xlsx", "html"]), default="html", show_default=True)
@click.option("-o", "--output", type=PATH, required=True, metavar="FILE", help="The file to write.")
@click.option("--groups", metavar="ID,ID,…", help="Only these groups.  [default: all]")
@click.option(
    "--order", type=click.Choice(["worst", "text"]), default="worst", show_default=True,
    help="Of a sheet: the least probable first, or as in the text. The page sorts as you like.",
)  # fmt: skip
@SAMPLE
@SEED
def export(build: Path, kind: str, output: Path, groups: str | None, order: str, size: int | None, seed: int) -> None:
    """Write units of the build in OUT for review."""
    from dataclasses import replace

    from corpus.finished import build_id, read_build
    from corpus.review_sheet import write_review_sheet
    from corpus.spot_check import sample_of

    found, name, sample = read_build(build), build_id(build), _sample(size, seed)
    wanted = [each.strip() for each in (groups or "").split(",") if each.strip()]
    if sample and wanted:
        raise UsageError("--sample", "it is of the whole corpus", "leave out --groups")
    known = {group.id for group in found.grouping.groups}
    for each in wanted:
        if each not in known:
            raise UsageError("--groups", f"this build has no group {each}", "manifest.json lists them")
    units = sample_of(found, sample) if sample else found.units
    units = tuple(unit for unit in units if not wanted or unit.group in wanted)
    if kind == "xlsx":
        if order == "worst":
            units = tuple(sorted(units, key=lambda unit: unit.probability))
        write_review_sheet(found, units, output, name, sample)
    else:
        from corpus.review_page import write_review_page

        shown = tuple(dict.fromkeys(unit.group for unit in units)) if sample else wanted
        write_review_page(replace(found, units=units), output, name, shown)
    click.echo(f"{output}: {len(units)} units of build {name}")


@review.command()
@click.argument("build", metavar="OUT", type=PATH)
@click.argument("file", type=PATH)
@OUTPUT
@DEVICE
@FORCE
@JSON
@QUIET
@VERBOSE
def apply(
    build: Path,
    file: Path,
    output: Path | None,
    device: str | None,
    force: bool,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Make a new build of the one in OUT and of the decisions in FILE: a sheet (.xlsx), or what the page has saved.

    \b
    What was decided stays as it is; only the texts that it touches are aligned again, around it. All other
    units keep their ids and figures. NEW is a whole build, and can be reviewed in its turn.
    """  # fmt: skip
    from dataclasses import asdict

    from corpus.console import ConsoleObserver
    from corpus.finished import build_id, read_build
    from corpus.output import output_folder
    from corpus.pipeline import write_build
    from corpus.review import apply_decisions
    from corpus.summary import changes_lines

    if output is None:
        raise UsageError("-o", "no folder to write is named", "such as -o corpus-reviewed")
    observer = ConsoleObserver(quiet, verbose)
    found, name = read_build(build), build_id(build)
    given = _given(file, found, name)
    with output_folder(output, force) as fresh:

        def load() -> Encoder:
            return load_named(found.settings.encoder, device, observer)

        after = apply_decisions(found, given.decisions, str(file), load, observer)
        for line in (*given.warnings, *after.changes.lost):
            observer.note(line)
        write_build(after.build, fresh, observer)
        observer.write_log(fresh / "build.log")
    said = _estimate(found, given, None)
    if as_json:
        counts = {"build": name, "decisions": len(given.decisions.made), **asdict(after.changes)}
        figures = {"estimate": said.as_dict()} if said else {}
        click.echo(json.dumps({**counts, "warnings": given.warnings, **figures, "output": str(output)}))
        return
    for line in given.warnings:
        click.echo(line, err=True)
    click.echo("\n".join([*changes_lines(after.changes), *([str(said)] if said else []), f"{output}: the build"]))


@review.command()
@click.argument("build", metavar="OUT", type=PATH)
@click.argument("file", type=PATH)
@SAMPLE
@SEED
@JSON
def estimate(build: Path, file: Path, size: int | None, seed: int, as_json: bool) -> None:
    """How much of the corpus in OUT is right, from the decisions in FILE on a sample of it.

    A unit that was kept is right; one that was dropped or fixed in any way is not. A sheet knows of which sample it
    is; for decisions of the page, say it as for the export.
    """
    from corpus.finished import build_id, read_build

    found, name = read_build(build), build_id(build)
    said = _estimate(found, _given(file, found, name), _sample(size, seed))
    if said is None:
        what = "it does not say that its units are a sample, and units that were chosen otherwise tell nothing"
        raise UsageError(str(file), what, "--sample 50 as for hexapla review export")
    click.echo(json.dumps(said.as_dict()) if as_json else str(said))


def _sample(size: int | None, seed: int) -> Sample | None:
    from corpus.decisions import Sample

    return Sample(size, seed) if size else None


def _given(file: Path, build: Build, build_id: str) -> SheetReview:
    """Decisions from a sheet or from JSON."""
    from corpus.decisions import check_build, read_decisions
    from corpus.sheet_decisions import SheetReview, read_review_sheet
    from corpus.spot_check import verdicts_of

    if file.suffix.lower() == ".xlsx":
        return read_review_sheet(file, build, build_id)
    decisions = read_decisions(file)
    check_build(decisions, build_id, file)
    return SheetReview(decisions, verdicts_of(build, decisions), ())


def _estimate(build: Build, given: SheetReview, sample: Sample | None) -> Estimate | None:
    """None where there is no sample."""
    from corpus.spot_check import estimate, sample_of

    chosen = sample or given.decisions.sample
    return estimate(sample_of(build, chosen), given.verdicts) if chosen else None
