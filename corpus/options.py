"""Options that several commands share, and the encoder that they name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import wraps
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus.errors import UsageError
from corpus.profiles import GENERIC, PROFILES

if TYPE_CHECKING:
    from align.encoder import Encoder
    from corpus.console import ConsoleObserver
    from corpus.settings import Pair, Settings
    from corpus.srx import Srx

PATH = click.Path(path_type=Path)


class Number(click.FloatRange):
    """A number in a range; ``nan`` is in none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        number = super().convert(value, param, ctx)
        if isnan(number):
            self.fail(f"{value!r} is no number.", param, ctx)
        return number


def parse_codes(ctx: click.Context, parameter: click.Parameter, value: str | None) -> tuple[str, ...]:
    """``en,es`` as tags; empty where the option is not given."""
    from corpus.settings import parse_languages

    return () if value is None else parse_languages(value)


def parse_pair_codes(ctx: click.Context, parameter: click.Parameter, value: str | None) -> tuple[Pair, ...]:
    """``en-es,en-fr`` as pairs of tags; empty where the option is not given."""
    from corpus.settings import parse_pairs

    return () if value is None else parse_pairs(value)


def parse_srx(ctx: click.Context, parameter: click.Parameter, value: Path | None) -> Srx | None:
    """The rules of the file; None where the option is not given."""
    from corpus.srx import read_srx

    return None if value is None else read_srx(value)


ENCODER = click.option(
    "--encoder", default="embedded", show_default=True, metavar="NAME",
    help="embedded (offline, 100 languages), or a sentence-transformers folder or name: sentence-transformers/LaBSE.",
)  # fmt: skip
DEVICE = click.option("--device", metavar="NAME", help="cpu, cuda, cuda:1, mps.  [default: cuda where there is one]")
LANGUAGES = click.option(
    "--languages", callback=parse_codes, metavar="en,es,…", help="Only these; also what identification chooses from."
)
SRX = click.option(
    "--srx", type=PATH, callback=parse_srx, metavar="FILE",
    help="Cut sentences by the rules of this SRX file; languages that it does not map, by the program's.",
)  # fmt: skip
JSON = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
QUIET = click.option("-q", "--quiet", is_flag=True, help="No progress on stderr.")
VERBOSE = click.option("-v", "--verbose", is_flag=True, help="Every decision on stderr as it is made.")
OUTPUT = click.option("-o", "--output", type=PATH, help="The folder to write; it must be new or empty.")
KEEP_FURNITURE = click.option(
    "--keep-furniture", is_flag=True, help="Menus, bylines, related headlines and the like are text as any other."
)
SAME_DATE = click.option(
    "--same-date", is_flag=True,
    help="Only documents of the same date belong together; dates are those of JSONL records and of manifest.csv.",
)  # fmt: skip
FORCE = click.option("--force", is_flag=True, help="Replace an earlier output of hexapla.")
DRY_RUN = click.option("--dry-run", is_flag=True, help="Read and list the documents, write nothing, load no encoder.")


@dataclass(frozen=True)
class FolderCall:
    """What the commands that take a folder are given alike."""

    folder: Path
    output: Path | None
    languages: tuple[str, ...]
    encoder: str
    device: str | None
    keep_furniture: bool
    same_date: bool
    srx: Srx | None
    force: bool
    dry_run: bool
    as_json: bool
    quiet: bool
    verbose: bool

    def settings(self, **others: Any) -> Settings:
        """Those of a build, with what only some of these commands have, by its name in ``Settings``."""
        from corpus.settings import Settings

        shared = {name: getattr(self, name) for name in ("languages", "encoder", "keep_furniture", "same_date", "srx")}
        return Settings(**shared, **others)


def _codes(ctx: click.Context, parameter: click.Parameter, value: str | None) -> tuple[Pair, ...]:
    from corpus.settings import parse_tmx_codes

    return () if value is None else parse_tmx_codes(value)


def _pivot(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str:
    from corpus.languages import standardize

    return "" if value is None else standardize(value, "--tmx-all")


TMX_PROFILE = click.option(
    "--tmx-profile", "tmx_profile", default=GENERIC.name, show_default=True, metavar="NAME",
    help=f"The tool that the TMX is for: {', '.join(PROFILES)}.",
)  # fmt: skip
TMX_CODES = click.option("--tmx-codes", callback=_codes, metavar="en=en-US,…", help="Codes of languages in the TMX.")
NO_TMX_PROVENANCE = click.option("--no-tmx-provenance", is_flag=True, help="TMX without where its units come from.")


def takes_tmx(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command the options of ``TmxSettings``, as its argument ``tmx``."""

    @TMX_PROFILE
    @TMX_CODES
    @click.option(
        "--tmx-all", callback=_pivot, metavar="PIVOT",
        help="Also tmx/all.tmx with all languages, this one as its source.",
    )  # fmt: skip
    @click.option("--tmx-partial", is_flag=True, help="Units in tmx/all.tmx may lack languages, but for the pivot.")
    @NO_TMX_PROVENANCE
    @wraps(command)
    def called(
        tmx_profile: str, tmx_codes: tuple[Pair, ...], tmx_all: str, tmx_partial: bool, no_tmx_provenance: bool,
        **values: Any,
    ) -> None:  # fmt: skip
        from corpus.settings import TmxSettings

        command(tmx=TmxSettings(tmx_profile, tmx_codes, not no_tmx_provenance, tmx_all, tmx_partial), **values)

    return called


def takes_folder(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command FOLDER and the options of ``FolderCall``, as its first argument; its own follow by name."""

    @wraps(command)
    def called(**values: Any) -> None:
        call = FolderCall(**{each.name: values.pop(each.name) for each in fields(FolderCall)})
        command(call, **values)

    options = (OUTPUT, LANGUAGES, ENCODER, DEVICE, KEEP_FURNITURE, SAME_DATE, SRX, FORCE, DRY_RUN, JSON, QUIET, VERBOSE)
    for option in reversed((click.argument("folder", type=PATH), *options)):
        called = option(called)
    return called


def load_named(name: str, device: str | None, observer: ConsoleObserver) -> Encoder:
    """The encoder ``name``. Raises UsageError where it cannot be had."""
    from align.encoder import load_encoder
    from align.errors import AlignError

    with observer.stage("Loading encoder"):
        try:
            return load_encoder(name, device)
        except AlignError as error:  # such as: encoder 'x': no such folder
            where, _, what = str(error).partition(": ")
            raise UsageError(where, what) from error
