"""``hexapla review``: a person looks through the units of a finished build, and the build is put right."""

from __future__ import annotations

from pathlib import Path

import click

from corpus.errors import UsageError
from corpus.options import PATH, QUIET


@click.group()
def review() -> None:
    """Look through the units of a build, and put right those that are wrong."""


@review.command()
@click.argument("folder", metavar="OUT", type=PATH)
@click.option("-o", "--output", "file", type=PATH, help="The file to write.")
@click.option("--to", "kind", type=click.Choice(["html"]), default="html", show_default=True, help="What to write.")
@click.option("--groups", metavar="ID,…", default="", help="Only the units of these groups.  [default: all]")
@click.option("--force", is_flag=True, help="Replace FILE where there is one.")
@QUIET
def export(folder: Path, file: Path | None, kind: str, groups: str, force: bool, quiet: bool) -> None:
    """Write the units of the build OUT for review.

    \b
    html   one page that works from the disk, without network: worst units first, keys for everything;
           it saves decisions as a small JSON file

    \b
    hexapla review export corpus -o review.html
    """
    from corpus.finished import build_id, read_build
    from corpus.review_page import write_review_page

    if file is None:
        raise UsageError("-o", "no file to write is named", f"such as -o review.{kind}")
    if file.exists() and not (force and file.is_file()):
        raise UsageError(str(file), "there is something here already", "--force replaces a file, or name a new one")
    chosen = [name.strip() for name in groups.split(",") if name.strip()]
    count = write_review_page(read_build(folder), file, build_id(folder), chosen)
    if not quiet:
        click.echo(f"{file}: {count} units to review; open it in a browser")
