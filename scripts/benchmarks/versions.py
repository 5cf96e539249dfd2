"""Several languages at once: the units of all versions beside a star of pairs, and what further versions do for two.

Measured on synthetic texts in four languages, whose units are known, and on ``data/sample`` in six, with the program's
own weights; these have seen other documents of the same kind, not these.
"""

from __future__ import annotations

import resource
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from random import Random

import click
import numpy as np

from align.arrays import Doubles
from align.beads import Link
from align.counterparts import joint_counterparts, pair_counterparts
from align.evaluation import Score, score
from align.joint import join_versions
from align.monotonic import Lattice, best_path
from align.multiway import align_versions
from align.pairwise import pair_lattice
from benchmarks.figures import BINS, calibration_error
from benchmarks.gold import read_documents
from benchmarks.known import Known, Pair, known_text, sample_texts
from benchmarks.result import sha256, signature, update_result
from benchmarks.synthetic import make_text, synthetic_texts
from corpus.units import DISPUTED

SETS = (
    ("ntrex_1_60", ("en", "es", "ru", "zh")),
    ("ntrex_1_60", ("de", "ja", "hi", "fr")),
    ("ntrex_1_60", ("vi", "tr", "id", "en")),
    ("maintguide", ("en", "es", "ja", "ru")),
)
KINDS = ("merged", "dropped", "inserted", "mixed")
MANY = ("en", "es", "fr", "de", "id", "vi", "ru", "zh", "ja", "hi")
SURE = 0.9


@click.command(help=__doc__)
@click.option("--kind", "kinds", multiple=True, help="Only this kind (repeatable).  [default: all, sample and many]")
@click.option("--seed", default=1, show_default=True)
@click.option("--count", default=4, show_default=True, help="Texts of each kind and set of languages.")
def command(kinds: tuple[str, ...], seed: int, count: int) -> None:
    known = (*KINDS, "sample", "many")
    if unknown := set(kinds) - set(known):
        raise click.BadParameter(f"{', '.join(sorted(unknown))}; known: {', '.join(known)}", param_hint="--kind")
    total: list[Measured] = []
    for kind in kinds or known:
        if kind == "many":
            row, recipe = cost(seed), signature(seed=seed, languages=MANY)
        else:
            texts = sample_texts() if kind == "sample" else made_texts(kind, seed, count)
            measured = [measure(text) for text in texts]
            total += measured if kind != "sample" else []
            data = sha256(segment for text in texts for side in text.sides for segment in side.segments)
            row, recipe = figures(measured), signature(seed=seed, count=count, data=data)
        click.echo(f"{kind}: {row}")
        update_result("versions", {kind: {**row, "signature": recipe}})
    if not kinds:
        row = figures(total)
        click.echo(f"all synthetic: {row}")
        update_result("versions", {"all": {**row, "signature": signature(seed=seed, count=count)}})


def made_texts(kind: str, seed: int, count: int) -> list[Known]:
    """The synthetic texts of one kind."""
    return [
        known_text(text) for name, languages in SETS for text in synthetic_texts(kind, languages, seed, name, count)
    ]


@dataclass(frozen=True)
class Found:
    """How many units were found, how many there are, and how many of those found are right; counts add up."""

    right: int = 0
    gold: int = 0
    found: int = 0

    def __add__(self, other: Found) -> Found:
        return Found(self.right + other.right, self.gold + other.gold, self.found + other.found)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(self.gold + self.found, 1)


def compared(gold: Iterable[Link], found: Iterable[Link]) -> Found:
    """Units with text on several sides, exactly right or not."""
    several, of_several = ({unit for unit in units if sum(map(bool, unit)) > 1} for units in (gold, found))
    return Found(len(several & of_several), len(several), len(of_several))


@dataclass(frozen=True)
class Measured:
    """Of one text: the units of the joint alignment and of a star around each side; the links of all pairs, see
    figures; sums over bins of probability (BINS, 3) as calibration_error takes them; which of the disputed units are
    right."""

    joint: Found
    stars: tuple[Found, ...]
    pairs: Mapping[str, Score]
    bins: Doubles
    disputed: Counter[bool]


def measure(text: Known) -> Measured:
    """Each pair is scored once, for all that is compared."""
    text = text.ordered()
    lengths = [len(side) for side in text.sides]
    lattices = {(x, y): pair_lattice(text.sides[x], text.sides[y]) for x, y in combinations(range(len(lengths)), 2)}
    joint = join_versions(
        joint_counterparts({pair: pair_counterparts(lattice) for pair, lattice in lattices.items()}, lengths)
    )
    units = joint.beads(range(len(lengths)))
    alone = {pair: best_links(lattice) for pair, lattice in lattices.items()}
    links: dict[str, dict[Pair, list[Link]]] = {
        "alone": alone,
        "joint": {pair: [bead.link for bead in joint.beads(pair)] for pair in lattices},
        "in_units": {(x, y): [(unit.link[x], unit.link[y]) for unit in units] for x, y in lattices},
    }
    gold, bins, disputed = set(text.units), np.zeros((BINS, 3)), Counter[bool]()
    for unit in units:
        if unit.sides > 1:
            right = unit.link in gold
            bins[min(int(unit.probability * BINS), BINS - 1)] += (1, unit.probability, right)
            disputed[right] += unit.consistency < DISPUTED
    return Measured(
        compared(text.units, [unit.link for unit in units]),
        tuple(compared(text.units, star(alone, lengths, pivot)) for pivot in range(len(lengths))),
        {name: sum((score(text.pairs[k], found) for k, found in by.items()), Score()) for name, by in links.items()},
        bins,
        disputed,
    )


def best_links(lattice: Lattice) -> list[Link]:
    """What the two sides of a lattice are by themselves."""
    steps = [(step, lattice.shapes[step.shape]) for step in best_path(lattice)]
    return [(tuple(range(step.i - a, step.i)), tuple(range(step.j - b, step.j))) for step, (a, b) in steps]


def star(pairs: Mapping[Pair, Sequence[Link]], lengths: Sequence[int], pivot: int) -> list[Link]:
    """Units that hold what is linked with the same segments of the side ``pivot``; what is not stands alone."""
    beads = [(y, mine, theirs) for (x, y), links in pairs.items() if x == pivot for mine, theirs in links]
    beads += [(x, mine, theirs) for (x, y), links in pairs.items() if y == pivot for theirs, mine in links]
    held = {segment for _, mine, _ in beads for segment in mine[:-1]}  # together with the one behind it
    number = np.cumsum([0, *(k not in held for k in range(lengths[pivot] - 1))]).tolist()
    units: dict[object, list[list[int]]] = {}
    for segment in range(lengths[pivot]):
        units.setdefault(number[segment], [[] for _ in lengths])[pivot].append(segment)
    for side, mine, theirs in beads:
        for segment in theirs:
            units.setdefault(number[mine[0]] if mine else (side, segment), [[] for _ in lengths])[side].append(segment)
    return [tuple(tuple(sorted(part)) for part in unit) for unit in units.values()]


def figures(measured: Sequence[Measured]) -> dict[str, object]:
    """``units``: F1 of the joint alignment, of a star around any side, on average, and around the best one of each
    text. ``pairs``: strict F1 of the pairs by themselves, of the joint alignment's beads of the two, and of what its
    units have of the two, which a third side may hold together. ``sure``: of the units with a probability of SURE or
    more, the share that is right, and their share of all."""
    stars = [sum((each.stars[pivot] for each in measured), Found()) for pivot in range(len(measured[0].stars))]
    best = sum((max(each.stars, key=lambda found: found.f1) for each in measured), Found())
    joint = sum((each.joint for each in measured), Found())
    pairs = {name: sum((each.pairs[name] for each in measured), Score()) for name in measured[0].pairs}
    bins = np.sum([each.bins for each in measured], axis=0)
    sure = bins[round(SURE * BINS) :].sum(axis=0)
    disputed = sum((each.disputed for each in measured), Counter[bool]())
    return {
        "units": {
            "joint": round(joint.f1, 4),
            "star": round(float(np.mean([each.f1 for each in stars])), 4),
            "star_around_the_best": round(best.f1, 4),
            "gold": joint.gold,
        },
        "pairs": {name: round(total.figures()["strict_f1"], 4) for name, total in pairs.items()},
        "sure": {"right": _share(sure[2], sure[0]), "share": _share(sure[0], bins[:, 0].sum())},
        "calibration": [[round(value, 2) for value in row] for row in bins.tolist()],
        "calibration_error": round(calibration_error(bins), 4),
        "disputed": {"units": disputed.total(), "right": _share(disputed[True], disputed.total())},
    }


def _share(part: float, whole: float) -> float:
    return round(float(part / max(whole, 1)), 4)


def cost(seed: int) -> dict[str, object]:
    """Seconds and the peak memory of the process for ten versions of a thousand sentences, encoding aside."""
    documents = read_documents("ntrex_1_60", MANY)
    sides = make_text("dropped", "many", MANY, documents, [], Random(seed)).sides()
    start = time.perf_counter()
    beads = align_versions(sides)
    return {
        "sentences": [len(side) for side in sides],
        "units": len(beads),
        "seconds": round(time.perf_counter() - start, 1),
        "peak_gigabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 2),
    }
