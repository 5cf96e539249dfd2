"""``hexapla evaluate``: an alignment against a gold one."""

from __future__ import annotations

import json
from pathlib import Path

import click

from corpus.options import JSON, PATH


@click.command()
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
