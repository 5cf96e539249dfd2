"""``hexapla build`` and ``hexapla group``: a folder in, a corpus or its groups out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from corpus.errors import UsageError
from corpus.options import FolderCall, load_named, parse_pair_codes, takes_folder

if TYPE_CHECKING:
    from corpus.settings import Pair, Settings


@click.command()
@click.option(
    "--pairs", callback=parse_pair_codes, metavar="en-es,en-fr",
    help="Only these TMX and TSV, source first.  [default: all]",
)  # fmt: skip
@click.option(
    "--min-probability", type=click.FloatRange(0, 1), default=0.0, show_default=True, metavar="P",
    help="Units less probable than this stay out of TMX and TSV.",
)  # fmt: skip
@click.option(
    "--level", type=click.Choice(["sentence", "paragraph"]), default="sentence", show_default=True,
    help="What units are made of.",
)  # fmt: skip
@takes_folder
def build(call: FolderCall, pairs: tuple[Pair, ...], min_probability: float, level: str) -> None:
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
    _run(call, call.settings(pairs, min_probability, level), align=True)


@click.command()
@takes_folder
def group(call: FolderCall) -> None:
    """Only find which of FOLDER's documents are versions of one another.

    Writes OUT/documents.parquet: for each document its group, or none, the reason, and the runner-up.
    """
    _run(call, call.settings(), align=False)


def _run(call: FolderCall, settings: Settings, align: bool) -> None:
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

    folder, output = call.folder, call.output
    observer = ConsoleObserver(call.quiet, call.verbose)
    if call.dry_run:
        collection = read_stage(folder, settings, observer, output)
        _show_documents(collection, call.as_json)
        check_versions(folder, collection)
        pairs_of([d.language for d in collection.documents], settings.pairs)
        return
    if output is None:
        raise UsageError("-o", "no folder to write is named", "such as -o corpus; --dry-run needs none")
    with output_folder(output, call.force) as fresh:
        collection = read_stage(folder, settings, observer, output)
        check_versions(folder, collection)
        pairs_of([d.language for d in collection.documents], settings.pairs)
        to_encode = any(not document.keys for document in collection.documents)
        encoder = load_named(settings.encoder, call.device, observer) if to_encode else None
        result = group_stage(collection, settings, encoder, observer, align)
        pairs: dict[str, int] = {}
        if align:
            pairs = {name: summary.units for name, summary in write_build(result, fresh, observer).items()}
        else:
            write_documents(result, fresh)
            write_manifest(result, fresh, pairs)
        observer.write_log(fresh / "build.log")
    if call.as_json:
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
