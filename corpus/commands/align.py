"""``hexapla align``: given versions, side by side."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus.errors import UsageError
from corpus.options import DEVICE, ENCODER, JSON, PATH, QUIET, SRX, load_named, parse_codes

if TYPE_CHECKING:
    from corpus.srx import Srx


@click.command()
@click.argument("versions", nargs=-1, required=True, type=PATH)
@click.option("--lines", is_flag=True, help="One segment a line, no splitting; an empty line begins a paragraph.")
@click.option(
    "--beads", type=PATH, metavar="FILE", help="Write segment numbers here: 0,1 TAB 0 TAB probability. - is stdout."
)
@click.option(
    "--plot", type=PATH, metavar="FILE", help="Also draw the path, its nulls and its doubtful places: .png .svg .pdf."
)
@click.option(
    "--fixed", type=PATH, metavar="FILE", help="Beads that are right, written as --beads does: kept as they are."
)
@click.option(
    "--forbidden", type=PATH, metavar="FILE", help="Beads that are wrong: exactly these are not in the result."
)
@click.option("--languages", callback=parse_codes, metavar="en,es,…", help="The language of each file, in their order.")
@ENCODER
@DEVICE
@SRX
@JSON
@QUIET
def align(
    versions: tuple[Path, ...], lines: bool, beads: Path | None, plot: Path | None, fixed: Path | None,
    forbidden: Path | None, languages: tuple[str, ...], encoder: str, device: str | None, srx: Srx | None,
    as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    """Align two or more given VERSIONS of one text and print them side by side.

    Rows are tab-separated: one column a version, then the probability.

    \b
    hexapla align chapter.en.txt chapter.fr.txt > chapter.tsv
    hexapla align a.de a.fr --lines --beads a.beads --plot a.png
    hexapla align a.de a.fr --lines --fixed right.beads --forbidden wrong.beads
    """
    from corpus.console import ConsoleObserver
    from corpus.picture import check_picture, write_picture
    from corpus.segments import sentences
    from corpus.versions import align_files, rows

    if len(versions) < 2:
        raise UsageError("align", f"one version, {versions[0]}", "name two files or more")
    if lines and srx:
        raise UsageError("--srx", "--lines takes each line for one segment", "leave out the one or the other")
    if plot:
        check_picture(plot, len(versions))
    observer = ConsoleObserver(quiet, verbose=True)
    result = align_files(
        versions, lines, languages, lambda: load_named(encoder, device, observer), observer, fixed, forbidden,
        srx.sentences if srx else sentences,
    )  # fmt: skip
    if beads:
        result.write_beads(beads)
    if plot:
        write_picture(result, plot)
    if as_json:
        click.echo(json.dumps(result.as_dict(), ensure_ascii=False))
    elif not beads:
        for row in rows(result):
            click.echo("\t".join(row))
