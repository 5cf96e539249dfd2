"""``hexapla review``: a person looks through the units of a finished build, and the build is put right."""

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

OUT = click.argument("folder", metavar="OUT", type=PATH)
FILE = click.argument("file", metavar="FILE", type=PATH)
SAMPLE = click.option(
    "--sample", "size", type=click.IntRange(min=1), metavar="N",
    help="A spot check: N units of the TMX by chance, each as likely as any other.",
)  # fmt: skip
SEED = click.option("--seed", type=int, default=0, show_default=True, help="Of the sample.")


@click.group()
def review() -> None:
    """Look through the units of a build, and put right those that are wrong.

    \b
    hexapla review export OUT -o review.html       a page for the browser, or --to xlsx
    hexapla review apply OUT FILE -o NEW           what was decided makes a new build
    hexapla review estimate OUT FILE               what a spot check says of the whole corpus
    """


@review.command()
@OUT
@click.option("-o", "--output", "file", type=PATH, help="The file to write.")
@click.option(
    "--to", "kind", type=click.Choice(["html", "xlsx"]), default="html", show_default=True, help="What to write."
)
@click.option("--groups", metavar="ID,…", default="", help="Only the units of these groups.  [default: all]")
@click.option(
    "--order", type=click.Choice(["worst", "text"]), default="worst", show_default=True,
    help="Of a sheet: the least probable first, or as in the text.",
)  # fmt: skip
@SAMPLE
@SEED
@click.option("--force", is_flag=True, help="Replace FILE where there is one.")
@QUIET
def export(
    folder: Path,
    file: Path | None,
    kind: str,
    groups: str,
    order: str,
    size: int | None,
    seed: int,
    force: bool,
    quiet: bool,
) -> None:
    """Write the units of the build OUT for review.

    \b
    html   one page that works from the disk, without network: worst units first, keys for everything;
           it saves decisions as a small JSON file
    xlsx   a sheet with a row a unit and a column a version, for Excel, LibreOffice and others

    \b
    hexapla review export corpus -o review.html
    hexapla review export corpus --to xlsx -o review.xlsx --sample 50
    """  # fmt: skip
    from dataclasses import replace

    from corpus.finished import build_id, read_build
    from corpus.spot_check import sample_of

    if file is None:
        raise UsageError("-o", "no file to write is named", f"such as -o review.{kind}")
    if file.exists() and not (force and file.is_file()):
        raise UsageError(str(file), "there is something here already", "--force replaces a file, or name a new one")
    chosen = [name.strip() for name in groups.split(",") if name.strip()]
    sample = _sample(size, seed)
    if sample and chosen:
        raise UsageError("--sample", "it is of the whole corpus", "leave out --groups")
    found, name = read_build(folder), build_id(folder)
    if sample:
        found = replace(found, units=sample_of(found, sample))
        chosen = list(dict.fromkeys(unit.group for unit in found.units))
    if kind == "xlsx":
        from corpus.review_sheet import write_review_sheet

        count = write_review_sheet(found, file, name, chosen, worst_first=order == "worst", sample=sample)
    else:
        from corpus.review_page import write_review_page

        count = write_review_page(found, file, name, chosen, sample)
    if not quiet:
        click.echo(f"{file}: {count} units to review; open it in a {'browser' if kind == 'html' else 'spreadsheet'}")


@review.command()
@OUT
@FILE
@OUTPUT
@DEVICE
@FORCE
@JSON
@QUIET
@VERBOSE
def apply(
    folder: Path,
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
    units keep their ids and figures. NEW is a whole build, and can be reviewed in its turn. It
    keeps what a spot check said of OUT.
    """  # fmt: skip
    from dataclasses import asdict, replace

    from corpus.console import ConsoleObserver
    from corpus.finished import build_id, read_build
    from corpus.output import output_folder
    from corpus.pipeline import write_build
    from corpus.review import apply_decisions
    from corpus.review_file import read_review
    from corpus.spot_check import spot_check
    from corpus.summary import changes_lines

    if output is None:
        raise UsageError("-o", "no folder to write is named", "such as -o corpus-reviewed")
    observer = ConsoleObserver(quiet, verbose)
    found, name = read_build(folder), build_id(folder)
    given = read_review(file, found, name)
    sample = given.decisions.sample
    checked = spot_check(found, name, sample, given.verdicts) if sample else None
    with output_folder(output, force) as fresh:

        def load() -> Encoder:
            return load_named(found.settings.encoder, device, observer)

        after = apply_decisions(found, given.decisions, str(file), load, observer)
        for line in (*given.warnings, *after.changes.lost):
            observer.note(line)
        judged = checked if checked and checked.judgements else found.spot_check
        write_build(replace(after.build, spot_check=judged), fresh, observer)
        observer.write_log(fresh / "build.log")
    said = checked.estimate if checked else None
    if as_json:
        counts = {"build": name, "decisions": len(given.decisions.made), **asdict(after.changes)}
        figures = {"estimate": said.as_dict()} if said else {}
        click.echo(json.dumps({**counts, "warnings": given.warnings, **figures, "output": str(output)}))
        return
    for line in given.warnings:
        click.echo(line, err=True)
    click.echo("\n".join([*changes_lines(after.changes), *([str(said)] if said else []), f"{output}: the build"]))


@review.command()
@OUT
@FILE
@SAMPLE
@SEED
@JSON
def estimate(folder: Path, file: Path, size: int | None, seed: int, as_json: bool) -> None:
    """How much of the corpus in OUT is right, from the decisions in FILE on a sample of it.

    A unit that was kept is right; one that was dropped or fixed in any way is not. A file knows of which sample it is.
    """
    from corpus.finished import build_id, read_build
    from corpus.review_file import read_review
    from corpus.spot_check import no_sample, spot_check

    found, name = read_build(folder), build_id(folder)
    given = read_review(file, found, name)
    sample = _sample(size, seed) or given.decisions.sample
    for line in given.warnings:
        click.echo(line, err=True)
    if sample is None:
        raise no_sample(file)
    said = spot_check(found, name, sample, given.verdicts).estimate
    click.echo(json.dumps(said.as_dict()) if as_json else str(said))


def _sample(size: int | None, seed: int) -> Sample | None:
    from corpus.decisions import Sample

    return Sample(size, seed) if size else None
