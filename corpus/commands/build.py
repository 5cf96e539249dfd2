"""``hexapla build`` and ``hexapla group``: a folder in, a corpus or its groups out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus.errors import UsageError
from corpus.options import (
    DEVICE,
    DRY_RUN,
    ENCODER,
    FORCE,
    JSON,
    KEEP_FURNITURE,
    LANGUAGES,
    OUTPUT,
    PATH,
    QUIET,
    SAME_DATE,
    SRX,
    VERBOSE,
    load_named,
)

if TYPE_CHECKING:
    from corpus.settings import Settings
    from corpus.srx import Srx


def _pairs(ctx: click.Context, parameter: click.Parameter, value: str | None) -> tuple[tuple[str, str], ...]:
    from corpus.settings import parse_pairs

    return () if value is None else parse_pairs(value)


@click.command()
@click.argument("folder", type=PATH)
@OUTPUT
@click.option(
    "--pairs", callback=_pairs, metavar="en-es,en-fr", help="Only these TMX and TSV, source first.  [default: all]"
)
@LANGUAGES
@ENCODER
@DEVICE
@click.option(
    "--min-probability", type=click.FloatRange(0, 1), default=0.0, show_default=True, metavar="P",
    help="Units less probable than this stay out of TMX and TSV.",
)  # fmt: skip
@click.option(
    "--level", type=click.Choice(["sentence", "paragraph"]), default="sentence", show_default=True,
    help="What units are made of.",
)  # fmt: skip
@KEEP_FURNITURE
@SAME_DATE
@SRX
@FORCE
@DRY_RUN
@JSON
@QUIET
@VERBOSE
def build(
    folder: Path, output: Path | None, pairs: tuple[tuple[str, str], ...], languages: tuple[str, ...], encoder: str,
    device: str | None, min_probability: float, level: str, keep_furniture: bool, same_date: bool, srx: Srx | None,
    force: bool, dry_run: bool, as_json: bool, quiet: bool, verbose: bool,
) -> None:  # fmt: skip
    """The main job: FOLDER's documents become a parallel corpus.

    \b
    OUT/tmx/en-es.tmx …      for CAT tools, one a pair of languages
    OUT/tsv/en-es.tsv …      with probabilities and origins; all.tsv has one column a language
    OUT/units.parquet        every unit, one row a language; documents.parquet, texts.parquet
    OUT/unaligned.tsv        what has no counterpart, and page furniture, with the reason
    OUT/manifest.json        signature, inputs, counts; build.log has the decisions

    \b
    hexapla build articles -o corpus
    hexapla build articles -o corpus --pairs en-es,en-fr --min-probability 0.9
    """
    from corpus.settings import Settings

    settings = Settings(languages, pairs, encoder, min_probability, level, keep_furniture, same_date, srx)
    _run(folder, output, settings, device, force, dry_run, as_json, quiet, verbose, align=True)


@click.command()
@click.argument("folder", type=PATH)
@OUTPUT
@LANGUAGES
@ENCODER
@DEVICE
@KEEP_FURNITURE
@SAME_DATE
@SRX
@FORCE
@DRY_RUN
@JSON
@QUIET
@VERBOSE
def group(
    folder: Path, output: Path | None, languages: tuple[str, ...], encoder: str, device: str | None,
    keep_furniture: bool, same_date: bool, srx: Srx | None, force: bool, dry_run: bool, as_json: bool, quiet: bool,
    verbose: bool,
) -> None:  # fmt: skip
    """Only find which of FOLDER's documents are versions of one another.

    Writes OUT/documents.parquet: for each document its group, or none, the reason, and the runner-up.
    """
    from corpus.settings import Settings

    settings = Settings(languages, (), encoder, keep_furniture=keep_furniture, same_date=same_date, srx=srx)
    _run(folder, output, settings, device, force, dry_run, as_json, quiet, verbose, align=False)


def _run(
    folder: Path, output: Path | None, settings: Settings, device: str | None, force: bool, dry_run: bool,
    as_json: bool, quiet: bool, verbose: bool, align: bool,
) -> None:  # fmt: skip
    from corpus.console import ConsoleObserver
    from corpus.output import output_folder
    from corpus.pipeline import (
        check_versions,
        group_stage,
        read_stage,
        write_build,
        write_documents,
        write_manifest,
    )
    from corpus.settings import pairs_of
    from corpus.summary import build_lines, grouping_lines

    observer = ConsoleObserver(quiet, verbose)
    if dry_run:
        collection = read_stage(folder, settings, observer, output)
        _show_documents(collection, as_json)
        check_versions(folder, collection)
        pairs_of([d.language for d in collection.documents], settings.pairs)
        return
    if output is None:
        raise UsageError("-o", "no folder to write is named", "such as -o corpus; --dry-run needs none")
    with output_folder(output, force) as fresh:
        collection = read_stage(folder, settings, observer, output)
        check_versions(folder, collection)
        pairs_of([d.language for d in collection.documents], settings.pairs)
        to_encode = any(not document.keys for document in collection.documents)
        encoder = load_named(settings.encoder, device, observer) if to_encode else None
        result = group_stage(collection, settings, encoder, observer, align)
        pairs: dict[str, int] = {}
        if align:
            pairs = {name: summary.units for name, summary in write_build(result, fresh, observer).items()}
        else:
            write_documents(result, fresh)
            write_manifest(result, fresh, pairs)
        observer.write_log(fresh / "build.log")
    if as_json:
        counts = result.counts() | {"pairs": pairs, "output": str(output)}
        click.echo(json.dumps(counts | {"seconds": {k: round(v, 2) for k, v in observer.seconds.items()}}))
    else:
        lines = build_lines(result, output, pairs) if align else grouping_lines(result)
        click.echo("\n".join(lines))


def _show_documents(collection: Any, as_json: bool) -> None:
    documents = [
        {
            "path": d.path, "lang": d.language, "paragraphs": len(d.native.paragraphs), "furniture": len(d.left_out),
            "flags": list(d.flags),
        }
        for d in collection.documents
    ]  # fmt: skip
    rejected = [{"path": refusal.path, "reason": refusal.reason} for refusal in collection.rejected]
    if as_json:
        click.echo(json.dumps({"documents": documents, "rejected": rejected}, ensure_ascii=False))
        return
    for d in documents:
        flags = "".join(f", {flag}" for flag in d["flags"])
        click.echo(
            f"{d['lang']:<6} {d['path']}: {d['paragraphs']} paragraphs, {d['furniture']} lines of page furniture{flags}"
        )
    for refusal in collection.rejected:
        click.echo(f"not used: {refusal.path}: {refusal.reason}")
