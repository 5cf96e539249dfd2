"""``hexapla export``: a finished build in other formats."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus.errors import InputError, UsageError
from corpus.options import (
    FORCE,
    JSON,
    NO_TMX_PROVENANCE,
    OUTPUT,
    PATH,
    TMX_CODES,
    TMX_PROFILE,
    Number,
    parse_pair_codes,
)
from corpus.publishing.publication import Publication
from corpus.publishing.publication_options import REPLACE_CARD, SPOT_CHECK, takes_publication

if TYPE_CHECKING:
    from corpus.export import ExportSettings, PairExport
    from corpus.settings import Pair

FORMATS = ("tmx", "tsv", "moses", "jsonl", "xliff", "xlsx", "dataset")
TABLES = ("tsv", "jsonl", "parquet")
_VALUES: Mapping[str, tuple[str, tuple[type, ...]]] = {  # of filters in a file, by what click calls the type
    "boolean": ("true or false", (bool,)),
    "integer range": ("a whole number", (int,)),
    "float range": ("a number", (int, float)),
}


def _read_filters(ctx: click.Context, parameter: click.Parameter, path: Path | None) -> None:
    """The file's values become the defaults of the options, so that they are checked as these are."""
    import tomllib
    from dataclasses import fields

    from corpus.filters import Filters

    if path is None:
        return
    known = [each.name.replace("_", "-") for each in fields(Filters)]
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(str(path), f"cannot be read: {error.strerror}", "name a TOML file of filters") from None
    except ValueError as error:
        raise InputError(str(path), f"this is no TOML: {error}", "such as: min-probability = 0.9") from None
    types = {each.opts[0].removeprefix("--"): each.type for each in ctx.command.params}
    for name, value in values.items():
        if name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0.5)
            remedy = f"did you mean {near[0]}?" if near else f"the filters are {', '.join(known)}"
            raise UsageError(str(path), f"there is no filter {name!r}", remedy)
        noun, kinds = _VALUES[types[name].name]
        if type(value) not in kinds:
            raise UsageError(str(path), f"{name} is {value!r}", f"give {noun}")
    ctx.default_map = {name.replace("-", "_"): value for name, value in values.items()}


@click.command()
@click.argument("build", type=PATH)
@click.argument("folder", type=PATH, required=False)
@OUTPUT
@click.option("--to", "target", type=click.Choice(FORMATS), help="The format.")
@click.option(
    "--pairs", callback=parse_pair_codes, metavar="en-es,en-fr", help="Only these, source first.  [default: all]"
)
@click.option("--all-languages", is_flag=True, help="One file of units in all languages; with --to jsonl.")
@click.option("--scores", type=click.Choice(TABLES), help="Also tables of all units with their scores.")
@click.option(
    "--filters", type=PATH, callback=_read_filters, is_eager=True, expose_value=False, metavar="FILE",
    help="The filters below from a TOML file, such as: min-probability = 0.9",
)  # fmt: skip
@click.option(
    "--min-probability", type=Number(0, 1), default=0.0, show_default=True, metavar="P",
    help="Of the unit being exactly right.",
)  # fmt: skip
@click.option("--min-words", type=click.IntRange(0), default=0, show_default=True, metavar="N", help="On either side.")
@click.option("--max-characters", type=click.IntRange(1), metavar="N", help="On either side.")
@click.option(
    "--min-letters", type=Number(0, 1), default=0.0, show_default=True, metavar="SHARE",
    help="Of each text without spaces, how much must be letters.",
)  # fmt: skip
@click.option("--no-copies", is_flag=True, help="Drop what reads the same on both sides, but for case and spaces.")
@click.option(
    "--max-length-ratio", type=Number(1), metavar="R",
    help="Neither text is more than R times as long as is usual in this build beside the other.",
)  # fmt: skip
@click.option("--numbers-agree", is_flag=True, help="Drop where a number has no counterpart; up to 12 it may be words.")
@click.option("--language-check", is_flag=True, help="Drop where a text is clearly in another language of the build.")
@click.option("--deduplicate", is_flag=True, help="Of units with the same two texts, keep the first.")
@TMX_PROFILE
@TMX_CODES
@NO_TMX_PROVENANCE
@takes_publication
@SPOT_CHECK
@REPLACE_CARD
@FORCE
@JSON
def export(
    build: Path, folder: Path | None, output: Path | None, target: str | None, pairs: tuple[Pair, ...],
    all_languages: bool, scores: str | None, tmx_profile: str, tmx_codes: tuple[Pair, ...], no_tmx_provenance: bool,
    publication: Publication, spot_check: Path | None, replace_card: bool, force: bool, as_json: bool, **filters: Any,
) -> None:  # fmt: skip
    """Write the units of a finished BUILD into FOLDER in another format, without aligning again.

    \b
    FOLDER/en-es.tmx, .tsv, .jsonl, .xlf, .xlsx  one a pair of languages
    FOLDER/corpus.en-es.en, .es, .ids            moses: two texts, line by line
    FOLDER/data/en-es/train-….parquet …          dataset: with card, licences, documents
    FOLDER/dropped.tsv                           what the filters left out, with the reason
    FOLDER/scores/en-es.tsv …                    --scores: every unit with its scores
    FOLDER/export.json                           which build, which filters, counts

    \b
    hexapla export corpus --to moses -o moses --min-probability 0.9 --deduplicate
    hexapla export corpus --scores parquet -o scores
    hexapla export corpus dataset --to dataset --licence CC-BY-4.0
    """
    from corpus.export import DATASET, ExportSettings, export, summary_lines
    from corpus.files import EXPORT
    from corpus.filters import Filters
    from corpus.finished import build_id, read_build
    from corpus.output import output_folder
    from corpus.settings import TmxSettings

    tmx = TmxSettings(tmx_profile, tmx_codes, not no_tmx_provenance)
    settings = ExportSettings(target or "", Filters(**filters), pairs, all_languages, scores or "", tmx)
    place = _place(folder, output)
    if target == DATASET:
        if scores:
            what = "they hold the texts of what a dataset leaves out"
            raise UsageError("--scores", what, "export them without --to dataset into a folder of their own")
        _export_dataset(build, place, settings, publication, spot_check, replace_card, force, as_json)
        return
    if publication != Publication() or spot_check or replace_card:
        raise UsageError("--licence, --title and the like", "they are for a dataset", "use --to dataset")
    found, identity = read_build(build), build_id(build)
    with output_folder(place, force, EXPORT) as fresh:
        done = export(found, identity, settings, fresh)
    if as_json:
        _tell_program(done, place, identity)
    else:
        click.echo("\n".join(summary_lines(done, place)))


def _export_dataset(
    build: Path, place: Path, settings: ExportSettings, publication: Publication, spot_check: Path | None,
    replace_card: bool, force: bool, as_json: bool,
) -> None:  # fmt: skip
    from dataclasses import replace

    from corpus.export import summary_lines
    from corpus.files import EXPORT
    from corpus.output import output_folder
    from corpus.publishing.dataset import export_dataset, read_source
    from corpus.publishing.dataset_words import differences, edited_words

    source = read_source(build, spot_check)
    titled = replace(publication, title=publication.title or place.resolve().name)
    edited = {} if replace_card else edited_words(place)
    with output_folder(place, force, EXPORT) as fresh:
        done = export_dataset(source, settings, titled, fresh, edited)
    for line in (*done.rights.lines(publication.allow_unknown), *differences(place, done.figures)):
        click.echo(line, err=True)
    if as_json:
        _tell_program(done.pairs, place, source.identity, splits=done.splits, **done.rights.as_dict())
    else:
        click.echo("\n".join(summary_lines(done.pairs, place, done.lines())))


def _place(folder: Path | None, output: Path | None) -> Path:
    """The folder to write, which comes as an argument or as an option."""
    if folder and output:
        raise UsageError("-o", f"the folder to write is {folder} already", "name it once")
    found = folder or output
    if not found:
        raise UsageError("-o", "no folder to write is named", "such as -o exported")
    return found


def _tell_program(done: Sequence[PairExport], place: Path, identity: str, **more: object) -> None:
    pairs = {each.name: each.counts() for each in done}
    click.echo(json.dumps({"build": identity, "pairs": pairs, **more, "output": str(place)}))
