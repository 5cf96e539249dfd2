"""``hexapla info``: what this installation has."""

from __future__ import annotations

import json

import click

from corpus.options import JSON


@click.command()
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
