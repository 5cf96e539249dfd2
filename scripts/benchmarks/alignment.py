"""How good the alignment is: each set of ``../shared/gold/sentences`` with weights that were learned without it."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence

import click
from train import EPOCHS, HIDDEN, examples_of, fit

from align.beads import Link
from align.evaluation import Score, bootstrap_interval, score, score_by_shape
from align.pairwise import align_pair
from align.scores import Weights
from benchmarks.gold import GoldText, gold_texts
from benchmarks.result import sha256, signature, update_result

BLOCK = 50  # gold links of a block that the bootstrap draws: neighbours stand or fall together


@click.command()
@click.option("--set", "chosen", multiple=True, help="Only this set (repeatable).  [default: all]")
@click.option("--epochs", default=EPOCHS, show_default=True)
@click.option("--seed", default=0, show_default=True)
def command(chosen: tuple[str, ...], epochs: int, seed: int) -> None:
    """Strict and lax F1 of each set, left out of training; some minutes a set. Each is written as it is there."""
    texts = gold_texts()
    sets = sorted({text.set for text in texts})
    if unknown := set(chosen) - set(sets):
        raise click.BadParameter(f"{', '.join(sorted(unknown))}; known: {', '.join(sets)}", param_hint="--set")
    examples = {text.set: [e for other in texts if other.set == text.set for e in examples_of(other)] for text in texts}
    data = sha256(segment for text in texts for side in (text.source, text.target) for segment in side.segments)
    recipe = signature(epochs=epochs, hidden=HIDDEN, seed=seed, data=data)
    for name in chosen or sets:
        weights = fit([e for other in sets if other != name for e in examples[other]], epochs, seed).weights(recipe)
        figures = measure([text for text in texts if text.set == name], weights)
        click.echo(f"{name}: {figures}")
        update_result("alignment", {name: {**figures, "signature": recipe}})


def blocks_of(text: GoldText, found: Sequence[Link]) -> list[Score]:
    """The score of each stretch of BLOCK gold links; a link found counts where it begins, in the source or, for a null
    of the target, there."""
    links = sorted((link for link in text.links if all(link)), key=lambda link: link[0][0])
    firsts = [[link[side][0] for link in links[::BLOCK]] or [0] for side in (0, 1)]

    def block(link: Link) -> int:
        side = 0 if link[0] else 1
        return max(bisect(firsts[side], link[side][0]) - 1, 0)

    pieces: list[tuple[list[Link], list[Link]]] = [([], []) for _ in firsts[0]]
    for kind, group in enumerate((text.links, found)):
        for link in group:
            pieces[block(link)][kind].append(link)
    return [score(gold, hypothesis) for gold, hypothesis in pieces]


def measure(texts: list[GoldText], weights: Weights) -> dict[str, object]:
    """Figures of one set, with 95 % intervals over blocks of its gold, and how often each bead shape is right."""
    total, blocks, shapes = Score(), list[Score](), dict[str, Score]()
    for text in texts:
        found = [bead.link for bead in align_pair(*text.sides(), weights)]
        total += score(text.links, found)
        for shape, each in score_by_shape(text.links, found).items():
            shapes[shape] = shapes.get(shape, Score()) + each
        blocks += blocks_of(text, found)
    figures: dict[str, object] = {name: round(value, 4) for name, value in total.figures().items()}
    for kind in ("strict_f1", "lax_f1"):
        figures[f"{kind}_interval"] = [round(value, 4) for value in bootstrap_interval(blocks, kind)]
    figures["by_shape"] = {
        shape: f"{each.recall.strict}/{each.recall.tried} of gold, {each.precision.tried} found"
        for shape, each in shapes.items()
    }
    return figures
