"""``hexapla build`` and ``hexapla group``: a folder in, a corpus or its groups out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus.errors import UsageError
from corpus.options import FolderCall, Number, load_named, parse_pair_codes, takes_folder, takes_tmx
from corpus.profiles import MULTIWAY

if TYPE_CHECKING:
    from corpus.collection import Collection
    from corpus.settings import Pair, Settings, TmxSettings


@click.command()
@click.option(
    "--pairs", callback=parse_pair_codes, metavar="en-es,en-fr",
    help="Only these TMX and TSV, source first.  [default: all]",
)  # fmt: skip
@click.option(
    "--min-probability", type=Number(0, 1), default=0.0, show_default=True, metavar="P",
    help="Units less probable than this stay out of TMX and TSV.",
)  # fmt: skip
@click.option(
    "--level", type=click.Choice(["sentence", "paragraph"]), default="sentence", show_default=True,
    help="What units are made of.",
)  # fmt: skip
@takes_tmx
@takes_folder
def build(call: FolderCall, pairs: tuple[Pair, ...], min_probability: float, level: str, tmx: TmxSettings) -> None:
    """The main job: FOLDER's documents become a parallel corpus.

    \b
    OUT/tmx/en-es.tmx …      for CAT tools, one a pair of languages
    OUT/tsv/en-es.tsv …      with probabilities and origins; all.tsv has one column a language
    OUT/units.parquet        every unit, one row a language; documents.parquet, texts.parquet
    OUT/report.html          what was found, for people
    OUT/unaligned.tsv        what has no counterpart, and page furniture, with the reason
    OUT/manifest.json        signature, inputs, counts; build.log has the decisions

    \b
    hexapla build articles -o corpus
    hexapla build articles -o corpus --pairs en-es,en-fr --min-probability 0.9
    """
    _run(call, call.settings(pairs=pairs, minimum=min_probability, level=level, tmx=tmx), align=True)


@click.command()
@takes_folder
def group(call: FolderCall) -> None:
    """Only find which of FOLDER's documents are versions of one another.

    Writes OUT/documents.parquet: for each document its group, or none, the reason, and the runner-up.
    """
    _run(call, call.settings(), align=False)


def _run(call: FolderCall, settings: Settings, align: bool) -> None:
    from corpus.build_manifest import write_manifest
    from corpus.console import ConsoleObserver
    from corpus.output import output_folder
    from corpus.pipeline import group_stage, read_stage, write_build, write_documents
    from corpus.summary import build_lines, grouping_lines

    folder, output = call.folder, call.output
    observer = ConsoleObserver(call.quiet, call.verbose)
    if call.dry_run:
        collection = read_stage(folder, settings, observer, output)
        _show_documents(collection, call.as_json)
        _check(call.folder, collection, settings)
        return
    if output is None:
        raise UsageError("-o", "no folder to write is named", "such as -o corpus; --dry-run needs none")
    with output_folder(output, call.force) as fresh:
        collection = read_stage(folder, settings, observer, output)
        _check(folder, collection, settings)
        to_encode = any(not document.keys for document in collection.documents)
        encoder = load_named(settings.encoder, call.device, observer) if to_encode else None
        result = group_stage(collection, settings, encoder, observer, align)
        memories = {}
        if align:
            memories = write_build(result, fresh, observer)
        else:
            write_documents(result, fresh)
            write_manifest(result, fresh, memories)
        observer.write_log(fresh / "build.log")
    if call.as_json:
        pairs = {name: memory.summary.units for name, memory in memories.items() if name != MULTIWAY}
        counts = result.counts() | {"pairs": pairs, "output": str(output)}
        click.echo(json.dumps(counts | {"seconds": {k: round(v, 2) for k, v in observer.seconds.items()}}))
    else:
        lines = build_lines(result, output, memories) if align else grouping_lines(result)
        click.echo("\n".join(lines))


def _check(folder: Path, collection: Collection, settings: Settings) -> None:
    """Raise the errors that the documents show before they are encoded."""
    from corpus.pipeline import check_versions
    from corpus.settings import pairs_of

    check_versions(folder, collection)
    languages = [document.language for document in collection.documents]
    pairs_of(languages, settings.pairs)
    settings.tmx.check(languages)


def _show_documents(collection: Collection, as_json: bool) -> None:
    documents: list[dict[str, Any]] = [
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
