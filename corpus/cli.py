"""The command line: each command parses, calls and prints."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus import __version__
from corpus.errors import UsageError
from corpus.program import Program

if TYPE_CHECKING:
    from align.encoder import Encoder
    from corpus.console import ConsoleObserver
    from corpus.settings import Settings

PATH = click.Path(path_type=Path)


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="hexapla")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def main(debug: bool) -> None:
    """Build a parallel corpus from a folder of documents in several languages.

    \b
      hexapla build FOLDER -o OUT        documents in, TMX, TSV and Parquet out
      hexapla group FOLDER -o OUT        only: which documents are versions of one another
      hexapla align a.en.txt a.es.txt    two or more given versions of one text
      hexapla evaluate GOLD HYPOTHESIS   how good an alignment is
      hexapla check FILE.tmx             what CAT tools would choke on
      hexapla info                       encoder, languages, versions, cache

    Languages come from manifest.csv, from the path (en/a.txt, a.en.txt, a_en.txt), or from the text.
    Exit codes: 0 well, 1 a problem with the data, 2 a wrong call, 130 interrupted.
    """


def _languages(ctx: click.Context, parameter: click.Parameter, value: str | None) -> tuple[str, ...]:
    from corpus.settings import parse_languages

    return () if value is None else parse_languages(value)


def _pairs(ctx: click.Context, parameter: click.Parameter, value: str | None) -> tuple[tuple[str, str], ...]:
    from corpus.settings import parse_pairs

    return () if value is None else parse_pairs(value)


ENCODER = click.option(
    "--encoder", default="embedded", show_default=True, metavar="NAME",
    help="embedded (offline, 100 languages), or a sentence-transformers folder or name: sentence-transformers/LaBSE.",
)  # fmt: skip
DEVICE = click.option("--device", metavar="NAME", help="cpu, cuda, cuda:1, mps.  [default: cuda where there is one]")
LANGUAGES = click.option(
    "--languages", callback=_languages, metavar="en,es,…", help="Only these; also what identification chooses from."
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
QUIET = click.option("-q", "--quiet", is_flag=True, help="No progress on stderr.")
VERBOSE = click.option("-v", "--verbose", is_flag=True, help="Every decision on stderr as it is made.")
OUTPUT = click.option("-o", "--output", type=PATH, help="The folder to write; it must be new or empty.")
FORCE = click.option("--force", is_flag=True, help="Replace an earlier output of hexapla.")
DRY_RUN = click.option("--dry-run", is_flag=True, help="Read and list the documents, write nothing, load no encoder.")


@main.command()
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
@FORCE
@DRY_RUN
@JSON
@QUIET
@VERBOSE
def build(
    folder: Path, output: Path | None, pairs: tuple[tuple[str, str], ...], languages: tuple[str, ...], encoder: str,
    device: str | None, min_probability: float, level: str, force: bool, dry_run: bool, as_json: bool, quiet: bool,
    verbose: bool,
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

    settings = Settings(languages, pairs, encoder, min_probability, level)
    _run(folder, output, settings, device, force, dry_run, as_json, quiet, verbose, align=True)


@main.command()
@click.argument("folder", type=PATH)
@OUTPUT
@LANGUAGES
@ENCODER
@DEVICE
@FORCE
@DRY_RUN
@JSON
@QUIET
@VERBOSE
def group(
    folder: Path, output: Path | None, languages: tuple[str, ...], encoder: str, device: str | None, force: bool,
    dry_run: bool, as_json: bool, quiet: bool, verbose: bool,
) -> None:  # fmt: skip
    """Only find which of FOLDER's documents are versions of one another.

    Writes OUT/documents.parquet: for each document its group, or none, the reason, and the runner-up.
    """
    from corpus.settings import Settings

    _run(folder, output, Settings(languages, (), encoder), device, force, dry_run, as_json, quiet, verbose, align=False)


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
        result = group_stage(collection, settings, _load(settings.encoder, device, observer), observer, align)
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
        {"path": d.path, "lang": d.language, "paragraphs": len(d.paragraphs), "furniture": len(d.furniture)}
        for d in collection.documents
    ]
    rejected = [{"path": refusal.path, "reason": refusal.reason} for refusal in collection.rejected]
    if as_json:
        click.echo(json.dumps({"documents": documents, "rejected": rejected}, ensure_ascii=False))
        return
    for d in documents:
        click.echo(
            f"{d['lang']:<6} {d['path']}: {d['paragraphs']} paragraphs, {d['furniture']} lines of page furniture"
        )
    for refusal in collection.rejected:
        click.echo(f"not used: {refusal.path}: {refusal.reason}")


def _load(name: str, device: str | None, observer: ConsoleObserver) -> Encoder:
    from align.encoder import load_encoder
    from align.errors import AlignError

    with observer.stage("Loading encoder"):
        try:
            return load_encoder(name, device)
        except AlignError as error:  # such as: encoder 'x': no such folder
            where, _, what = str(error).partition(": ")
            raise UsageError(where, what) from error


@main.command()
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
@click.option("--languages", callback=_languages, metavar="en,es,…", help="The language of each file, in their order.")
@ENCODER
@DEVICE
@JSON
@QUIET
def align(
    versions: tuple[Path, ...], lines: bool, beads: Path | None, plot: Path | None, fixed: Path | None,
    forbidden: Path | None, languages: tuple[str, ...], encoder: str, device: str | None, as_json: bool, quiet: bool,
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
    from corpus.versions import align_files, rows

    if len(versions) < 2:
        raise UsageError("align", f"one version, {versions[0]}", "name two files or more")
    if plot:
        check_picture(plot, len(versions))
    observer = ConsoleObserver(quiet, verbose=True)
    result = align_files(
        versions, lines, languages, lambda: _load(encoder, device, observer), observer, fixed, forbidden
    )
    if beads:
        result.write_beads(beads)
    if plot:
        write_picture(result, plot)
    if as_json:
        click.echo(json.dumps(result.as_dict(), ensure_ascii=False))
    elif not beads:
        for row in rows(result):
            click.echo("\t".join(row))


@main.command()
@click.argument("gold", type=PATH)
@click.argument("hypothesis", type=PATH)
@JSON
def evaluate(gold: Path, hypothesis: Path, as_json: bool) -> None:
    """Strict and lax precision, recall and F1 of HYPOTHESIS against GOLD.

    Both hold lines 'source indices TAB target indices', 0-based, comma-separated, a side may be empty; a third column
    is taken for the probability. Strict: the same bead. Lax: one linked pair of segments in common. Precision counts
    all beads, nulls included; recall counts the gold beads with text on both sides. Both may be folders with files of
    the same names; counts are then added up.
    """
    from corpus.evaluation import evaluate_paths

    result = evaluate_paths(gold, hypothesis)
    if as_json:
        click.echo(json.dumps(result.as_dict()))
        return
    for line in result.lines():
        click.echo(line)


@main.command()
@click.argument("file", type=PATH)
@JSON
def check(file: Path, as_json: bool) -> None:
    """Say what CAT tools would choke on in a TMX; exit code 1 where there is an error."""
    from dataclasses import asdict

    from corpus.check import check_tmx

    if not file.is_file():
        raise UsageError(str(file), "there is no such file")
    findings = check_tmx(file)
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            click.echo(f"{file}:{finding.line}: {finding.severity}: {finding.message} [{', '.join(finding.consumers)}]")
        errors = sum(finding.severity == "error" for finding in findings)
        click.echo(f"{file}: {errors} errors, {len(findings) - errors} warnings")
    if any(finding.severity == "error" for finding in findings):
        sys.exit(1)


@main.command()
@JSON
def info(as_json: bool) -> None:
    """The encoder, its cache, languages, formats and versions."""
    from corpus.information import information, lines

    found = information()
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for line in lines(found):
        click.echo(line)
