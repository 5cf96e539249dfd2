"""What is counted of alignments whose answer is known."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from align.arrays import Doubles, Ints
from align.beads import Bead, Link
from align.evaluation import Counts, Score, bootstrap_interval, score, score_by_shape
from benchmarks.gold import GoldText

BLOCK = 50  # gold links of a block that the bootstrap draws: neighbours stand or fall together
BINS = 10  # of probabilities, equally wide


@dataclass(frozen=True)
class Aligned:
    """A text, what a method made of it, and how long that took, encoding aside (processor time)."""

    text: GoldText
    beads: Sequence[Bead]
    seconds: float

    @property
    def links(self) -> list[Link]:
        return [bead.link for bead in self.beads]


def figures(aligned: Sequence[Aligned]) -> dict[str, object]:
    """Of one set: strict and lax precision, recall and F1 with 95 % intervals over blocks of its gold; how often each
    shape of bead is right; precision, recall and F1 of leaving a segment without a partner, None where the gold leaves
    none."""
    total = sum((score(each.text.links, each.links) for each in aligned), Score())
    nulls = sum((null_score(each.text, each.links) for each in aligned), Score())
    blocks = [block for each in aligned for block in blocks_of(each.text, each.links)]
    shapes = dict[str, Score]()
    for each in aligned:
        for shape, of_shape in score_by_shape(each.text.links, each.links).items():
            shapes[shape] = shapes.get(shape, Score()) + of_shape
    result: dict[str, object] = {name: round(value, 4) for name, value in total.figures().items()}
    for kind in ("strict_f1", "lax_f1"):
        result[f"{kind}_interval"] = [round(value, 4) for value in bootstrap_interval(blocks, kind)]
    for name, value in nulls.figures().items():
        if name.startswith("strict"):
            result[name.replace("strict", "null")] = round(value, 4) if nulls.recall.tried else None
    result["by_shape"] = {
        shape: f"{each.figures()['strict_f1']:.3f}: {each.recall.strict}/{each.recall.tried} of gold, "
        f"{each.precision.tried} found"
        for shape, each in sorted(shapes.items())
    }
    return result


def blocks_of(text: GoldText, found: Sequence[Link]) -> list[Score]:
    """The score of each stretch of BLOCK gold links; a link found counts where it begins, in the source or, for a null
    of the target, there."""
    links = sorted((link for link in text.links if all(link)), key=lambda link: link[0][0])
    firsts = [sorted(link[side][0] for link in links[::BLOCK]) or [0] for side in (0, 1)]

    def block(link: Link) -> int:
        side = 0 if link[0] else 1
        return max(bisect(firsts[side], link[side][0]) - 1, 0)

    pieces: list[tuple[list[Link], list[Link]]] = [([], []) for _ in firsts[0]]
    for kind, group in enumerate((text.links, found)):
        for link in group:
            pieces[block(link)][kind].append(link)
    return [score(gold, hypothesis) for gold, hypothesis in pieces]


def _partnered(links: Sequence[Link]) -> set[tuple[int, int]]:
    """Side and number of the segments in links that have text on both sides."""
    return {(side, i) for link in links if all(link) for side in (0, 1) for i in link[side]}


def null_score(text: GoldText, found: Sequence[Link]) -> Score:
    """Of the segments without a partner: how many of those found are so in the gold, and of the gold's found."""
    everything = {(s, i) for s, side in enumerate((text.source, text.target)) for i in range(len(side.segments))}
    gold, hypothesis = everything - _partnered(text.links), everything - _partnered(found)
    right = len(gold & hypothesis)
    return Score(Counts(right, right, len(hypothesis)), Counts(right, right, len(gold)))


def calibration(aligned: Sequence[Aligned]) -> Doubles:
    """(BINS, 3): how many beads have a probability in each bin, the sum of these, and how many of them are right.

    Beads that moved are left out, since theirs is no posterior. A null is right when the gold has a partner for none of
    its segments: some gold joins the segments of an omitted passage, some leaves it out.
    """
    bins = np.zeros((BINS, 3))
    for each in aligned:
        gold, partnered = set(each.text.links), _partnered(each.text.links)
        for bead in (bead for bead in each.beads if not bead.moved):
            null = not all(bead.link) and not partnered.intersection((s, i) for s in (0, 1) for i in bead.link[s])
            right = null or bead.link in gold
            bins[min(int(bead.probability * BINS), BINS - 1)] += (1, bead.probability, right)
    return bins


def calibration_error(bins: Doubles) -> float:
    """The expected calibration error: how far the mean probability of a bin is from the share that is right, averaged
    over beads."""
    return float(np.abs(bins[:, 1] - bins[:, 2]).sum() / max(bins[:, 0].sum(), 1))


def tokens_encoded(starts: Ints, widest: int) -> int:
    """How many tokens all runs of 1 to ``widest`` segments have together; ``starts`` (n + 1): where each segment's
    tokens begin."""
    return sum(int((starts[a:] - starts[:-a]).sum()) for a in range(1, min(widest, len(starts) - 1) + 1))
