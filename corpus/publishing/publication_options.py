"""The options of ``hexapla export --to dataset``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import wraps
from typing import Any

import click

from corpus.errors import UsageError
from corpus.options import PATH, Number
from corpus.publishing.publication import Publication

_MEGABYTE = 1_000_000


def _shares(ctx: click.Context, parameter: click.Parameter, value: str) -> tuple[float, float]:
    """``0.05,0.05`` as numbers that leave something for training."""
    try:
        validation, test = (float(each) for each in value.split(","))
    except ValueError:
        raise UsageError("--split-shares", f"{value!r} is no two numbers", "such as 0.05,0.05") from None
    if not (validation >= 0 and test >= 0 and validation + test <= 0.5):
        what = f"{value} leaves less than half for training" if validation + test > 0.5 else f"{value} is no two shares"
        raise UsageError("--split-shares", what, "such as 0.05,0.05, or 0,0 for training alone")
    return validation, test


_OPTIONS = (
    click.option("--title", default="", metavar="TEXT", help="Of the dataset.  [default: the name of its folder]"),
    click.option(
        "--author", "authors", multiple=True, metavar="NAME",
        help="'Family, Given', or an institution; may be repeated.",
    ),
    click.option("--dataset-version", "version", default=Publication.version, show_default=True, metavar="TEXT"),
    click.option("--homepage", default="", metavar="URL"),
    click.option(
        "--licence", "licences", multiple=True, metavar="[GLOB=]SPDX",
        help="Of documents that state none; as 'en/*=CC-BY-4.0' of those with these paths, whatever they state. "
        "May be repeated.",
    ),
    click.option(
        "--allow-unknown-licence", "allow_unknown", is_flag=True,
        help="Publish also what has no known licence; the card says so.",
    ),
    click.option("--mask-contacts", "mask", is_flag=True, help="Mask e-mail addresses and telephone numbers."),
    click.option(
        "--split-shares", "shares", default="0.05,0.05", show_default=True, callback=_shares, metavar="V,T",
        help="Of the texts, for validation and for test.",
    ),
    click.option(
        "--max-shard-size", "shard_bytes", type=Number(0.001), default=Publication.shard_bytes / _MEGABYTE,
        show_default=True, metavar="MB", help="Of a file of a dataset, before it is compressed.",
    ),
)  # fmt: skip


def takes_publication(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command the options of ``Publication``, as its argument ``publication``."""

    @wraps(command)
    def called(shard_bytes: float, **values: Any) -> None:
        own = {each.name: values.pop(each.name) for each in fields(Publication) if each.name in values}
        command(publication=Publication(**own, shard_bytes=round(shard_bytes * _MEGABYTE)), **values)

    for option in reversed(_OPTIONS):
        called = option(called)
    return called


SPOT_CHECK = click.option(
    "--spot-check", type=PATH, metavar="FILE",
    help="Of a dataset: a sample of this build, reviewed; its card says how much is right.",
)  # fmt: skip
REPLACE_CARD = click.option("--replace-card", is_flag=True, help="Of a dataset: give up what was edited by hand.")
