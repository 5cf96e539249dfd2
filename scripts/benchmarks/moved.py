"""Passages out of order: how many are found, how many of those found are right, and what the odds should be.

Synthetic texts of news and manuals with paragraphs moved, and with foreign sentences and omissions but nothing moved;
novels and reports of ``../shared/gold/sentences`` with runs of one to four beads moved. No passage may be made of what
did not move. ``--fit`` prints the numbers of ``align/passages.py`` anew, for other weights.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from random import Random

import click
import numpy as np

from align.arrays import Doubles
from align.beads import Bead, Link
from align.moved import link_moved
from align.multiway import align_versions
from align.passages import AHEAD, Passage, places_of, propose_passages
from align.sides import Side
from benchmarks.gold import GoldText, Version, gold_texts
from benchmarks.result import signature, update_result
from benchmarks.synthetic import synthetic_texts

NEWS = (("en", "de"), ("en", "zh"), ("es", "vi"), ("hi", "en"), ("fr", "arb"), ("fi", "tr"), ("pl", "id"), ("en", "ja"))
MANY = (("en", "de", "fr", "ru"), ("en", "zh", "ja", "vi"), ("es", "fi", "arb", "hi"))
SETS: dict[str, list[tuple[str, tuple[str, ...]]]] = {
    "news": [("ntrex_1_60", languages) for languages in NEWS],
    "manuals": [("maintguide", ("en", "de")), ("maintguide", ("es", "ja")), ("lohelp_smath", ("en", "vi"))],
    "four languages": [("ntrex_1_60", languages) for languages in MANY],
}
KINDS = ("moved", "inserted", "dropped", "mixed")
MOVES, LONGEST, DISTANCE = 6, 4, 10  # of runs of beads in a novel


@dataclass(frozen=True)
class Broken:
    """``units``: the segments of each side in each; ``moved``: those that stand elsewhere in some version."""

    sides: tuple[Side, ...]
    units: frozenset[Link]
    moved: frozenset[Link]


@click.command(help=__doc__)
@click.option("--seed", default=1, show_default=True)
@click.option("--count", default=4, show_default=True, help="Texts of each kind and set of languages.")
@click.option("--fit", is_flag=True, help="Print the numbers of align/passages.py, and write nothing.")
def command(seed: int, count: int, fit: bool) -> None:
    rows: list[tuple[Passage, bool]] = []
    for name in [*SETS, "novels"]:
        for kind in KINDS if name in SETS else KINDS[:1]:
            texts = list(made_texts(name, kind, seed, count))
            if fit:
                rows += [row for text in texts for row in proposals(text)]
                continue
            figures = measure(texts)
            click.echo(f"{name}, {kind}: {figures}")
            recipe = signature(seed=seed, count=count)
            update_result("moved", {f"{name}, {kind}": {**figures, "signature": recipe}})
    if fit:
        click.echo(f"{len(rows)} passages: {fitted(rows)}")


def made_texts(name: str, kind: str, seed: int, count: int) -> Iterator[Broken]:
    """The texts of one set, broken in one way."""
    for collection, languages in SETS.get(name, ()):
        for text in synthetic_texts(kind, languages, seed, collection, count):
            units = frozenset(text.units)
            yield Broken(text.sides(), units, frozenset(text.units[number] for number in text.moved))
    for gold in gold_texts() if name not in SETS else ():
        yield shuffled(gold, Random(f"{seed} {gold.name}"))


def shuffled(text: GoldText, random: Random) -> Broken:
    """A text with known beads, some runs of which stand elsewhere in the target, as paragraphs of their own."""
    links = sorted((link for link in text.links if all(link)), key=lambda link: link[1])
    order = list(range(len(text.target.segments)))
    moved: set[Link] = set()
    for _ in range(MOVES):
        first = random.randrange(max(len(links) - LONGEST, 1))
        run = links[first : first + random.randint(1, LONGEST)]
        segments = [k for _, target in run for k in target]
        at = order.index(segments[0])
        if moved.intersection(run) or order[at : at + len(segments)] != segments:
            continue
        rest = [*order[:at], *order[at + len(segments) :]]
        ends = {rest.index(target[-1]) + 1 for _, target in links if target[-1] not in segments}
        place = random.choice([end for end in sorted(ends) if abs(end - at) > DISTANCE] or [at])
        order = [*rest[:place], *segments, *rest[place:]]
        moved |= set(run)
    position = {k: number for number, k in enumerate(order)}
    paragraphs = np.cumsum([0, *(other != one + 1 for one, other in pairwise(order))]).tolist()
    target = Version(text.target.language, tuple(text.target.segments[k] for k in order), tuple(paragraphs))

    def there(link: Link) -> Link:
        return link[0], tuple(sorted(position[k] for k in link[1]))

    return Broken((text.source.side(), target.side()), frozenset(map(there, text.links)), frozenset(map(there, moved)))


def measure(texts: Sequence[Broken]) -> dict[str, object]:
    """Exact units that moved: how many there are, how many units are marked as moved, and how many of those are right;
    and how many units of all are right before and after."""
    counts: Counter[str] = Counter()
    for text in texts:
        units = align_versions(text.sides)
        after = link_moved(text.sides, units)
        found = {unit.link for unit in after if unit.moved}
        counts.update(moved=len(text.moved), found=len(found), right=len(found & text.units))
        counts["hit"] += len(found & text.moved)
        counts["units"] += len(text.units)
        for name, beads in (("before", units), ("after", after)):
            counts[name] += len(text.units.intersection(bead.link for bead in beads))
    return {
        "moved": counts["moved"], "found": counts["found"],
        "recall": round(counts["hit"] / max(counts["moved"], 1), 4) if counts["moved"] else None,
        "precision": round(counts["right"] / counts["found"], 4) if counts["found"] else None,
        "units_right_before": round(counts["before"] / counts["units"], 4),
        "units_right_after": round(counts["after"] / counts["units"], 4),
    }  # fmt: skip


def proposals(text: Broken) -> Iterator[tuple[Passage, bool]]:
    """All passages of all pairs of sides that are looked at, and whether most of their links are right."""
    for x, y in combinations(range(len(text.sides)), 2):
        sides = text.sides[x], text.sides[y]
        beads: list[Bead] = align_versions(sides)
        places = places_of(beads, 0, 1, len(sides[0])), places_of(beads, 1, 0, len(sides[1]))
        usable = np.ones(len(sides[0]), bool), np.ones(len(sides[1]), bool)
        right = {(i, j) for unit in text.units for i in unit[x] for j in unit[y]}
        for passage in propose_passages(*sides, places, usable):
            yield passage, 2 * len(right.intersection(passage.links)) > len(passage.links)


def fitted(rows: Sequence[tuple[Passage, bool]]) -> dict[str, float]:
    """LEAD, PRICE, MORE and BROKEN by maximum likelihood; ``gain`` counts as it is."""
    from scipy.optimize import minimize

    table = np.array([[p.lead, -1.0, 1.0 - len(p.links), -float(p.broken)] for p, _ in rows])
    gains, signs = np.array([p.gain for p, _ in rows]), np.array([1 if right else -1 for _, right in rows])

    def loss(numbers: Doubles) -> float:
        return float(np.logaddexp(0, -signs * (gains + table @ numbers)).sum())

    found = minimize(loss, np.array([5.0, 9.0, 3.0, 1.0]), method="Nelder-Mead", options={"maxiter": 4000})
    return dict(zip(("LEAD", "PRICE", "MORE", "BROKEN"), found.x.round(2).tolist(), strict=True)) | {"AHEAD": AHEAD}
