"""What the bead weights are learned from: texts as features of beads, and which of these the gold agrees with.

Besides the given texts these are variants of them, and synthetic ones in languages of which there is no gold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
from benchmarks.gold import GoldText, Version, read_documents
from benchmarks.synthetic import synthetic_texts
from variants import variant

from align.arrays import Bools, Floats
from align.beads import Link
from align.features import FEATURES, SHAPES, block_features
from align.monotonic import IMPOSSIBLE, Lattice
from align.pairwise import prepared
from align.preparation import Pair, blocks
from align.sides import Side

NEWS = "ntrex_1_60"
SYNTHETIC = "synthetic"  # the set that synthetic examples go by
SHARE = 0.3  # of a text that a variant or a synthetic text counts for
PAIRS = (
    ("en", "zh"), ("ja", "de"), ("en", "arb"), ("fi", "es"), ("tr", "hi"), ("ru", "ko"), ("fr", "th"), ("vi", "pl"),
    ("id", "hu"), ("pt", "uk"), ("en", "is"), ("ta", "en"), ("sw", "nl"), ("it", "si"), ("zh", "fr"), ("en", "cs"),
)  # fmt: skip


@dataclass(frozen=True)
class Example:
    """One text: ``features`` (s * c, F), the ``lattice`` with 0 where a bead is possible, and which of its beads
    (s, c) agree with the gold; it counts for ``share`` of a text."""

    set: str
    features: Floats
    lattice: Lattice
    agreeing: Bools
    beads: int
    share: float = 1.0


def band_features(pair: Pair) -> Floats:
    """(s * c, F)"""
    band = pair.band
    out = np.zeros((len(SHAPES), band.cells, len(FEATURES)), np.float32)
    for rows, columns in blocks(band):
        for number, (_, dense) in enumerate(block_features(pair, rows, columns)):
            for i in rows:
                first, last = int(band.low[i]), int(band.high[i])
                cells = slice(int(band.offsets[i]), int(band.offsets[i + 1]))
                out[number, cells] = dense[:, i - rows.start, first - columns.start : last - columns.start].T
    return out.reshape(-1, len(FEATURES))


def clean_links(links: Sequence[Link]) -> list[Link]:
    """The links that a sequence of beads can hold, in order: consecutive, of a known shape, without crossings."""
    clean: list[Link] = []
    last = (0, 0)
    for source, target in sorted((link for link in links if all(link)), key=lambda link: link[0][0]):
        consecutive = len(source) == source[-1] - source[0] + 1 and len(target) == target[-1] - target[0] + 1
        if consecutive and source[0] >= last[0] and target[0] >= last[1] and (len(source), len(target)) in SHAPES:
            clean.append((source, target))
            last = (source[-1] + 1, target[-1] + 1)
    return clean


def agreeing_beads(pair: Pair, links: Sequence[Link]) -> Bools:
    """(s, c): True for beads that are clean links, and for those that touch only segments that no clean link holds,
    on both sides of a bead only such as stand in a link that is not clean."""
    band = pair.band
    clean = clean_links(links)
    taken, open_ = [], []  # running counts of segments in clean links, and in links that are not
    for side, size in enumerate((band.rows - 1, band.columns - 1)):
        held = {i for link in clean for i in link[side]}
        listed = {i for link in links if all(link) for i in link[side]}
        taken.append(np.cumsum([0, *(i in held for i in range(size))]))
        open_.append(np.cumsum([0, *(i in listed - held for i in range(size))]))
    agreeing = np.zeros((len(SHAPES), band.cells), bool)
    for number, (a, b) in enumerate(SHAPES):
        for i in range(a, band.rows):
            columns = np.arange(max(int(band.low[i]), b), int(band.high[i]))
            fits = (taken[0][i] == taken[0][i - a]) & (taken[1][columns] == taken[1][columns - b])
            if a and b:
                fits &= (open_[0][i] > open_[0][i - a]) & (open_[1][columns] > open_[1][columns - b])
            agreeing[number, int(band.offsets[i]) - int(band.low[i]) + columns] = fits
    for source, target in clean:
        cell = band.cell(source[-1] + 1, target[-1] + 1)
        if cell is not None:
            agreeing[SHAPES.index((len(source), len(target))), cell] = True
    return agreeing


def possible_beads(pair: Pair) -> Floats:
    """(s, c): 0, or IMPOSSIBLE where the bead would begin before the text."""
    band = pair.band
    scores = np.zeros((len(SHAPES), band.cells), np.float32)
    for number, (a, b) in enumerate(SHAPES):
        for i in range(band.rows):
            row = scores[number, band.offsets[i] : band.offsets[i + 1]]
            row[: max(0, b - int(band.low[i])) if i >= a else len(row)] = IMPOSSIBLE
    return scores


def example(name: str, source: Side, target: Side, links: Sequence[Link], share: float = 1.0) -> Example:
    pair = prepared(source, target)
    lattice = Lattice(pair.band, SHAPES, possible_beads(pair))
    return Example(name, band_features(pair), lattice, agreeing_beads(pair, links), len(links), share)


def gold_examples(texts: Sequence[GoldText]) -> list[Example]:
    """Each text from both sides, and as often a variant of it."""
    examples = []
    for text in texts:
        sides = source, target = text.sides()
        examples.append(example(text.set, source, target, text.links))
        examples.append(example(text.set, target, source, [(y, x) for x, y in text.links]))
        for number in range(2):
            random = Random(f"{text.set} {text.name} {number}")
            others = [o for o in texts if o.set == text.set and o.name != text.name]
            foreign = [_foreign(others, version.language, random) for version in (text.source, text.target)]
            (left, right), links = variant(sides, text.links, foreign, random)
            if number % 2:
                left, right, links = right, left, [(y, x) for x, y in links]
            examples.append(example(text.set, left, right, links, SHARE))
    return examples


def _foreign(others: Sequence[GoldText], language: str, random: Random) -> Side:
    """A side in the ``language``: of another text of the set, or news."""
    sides = [v for other in others for v in (other.source, other.target) if v.language == language]
    if sides and random.random() < 0.6:
        return random.choice(sides).side()
    rows = [text for document in read_documents(NEWS, [language])[::2] for (text,) in document]
    return Version(language, tuple(rows), tuple(range(len(rows)))).side()


def synthetic_examples() -> list[Example]:
    """News in many languages, with sentences joined here and there, or with foreign ones put in: so that a language of
    which no gold is given does not look like text without counterpart, and what has none is told from it."""
    examples = []
    for number, pair in enumerate(PAIRS):
        for turn, kind in enumerate(("merged", "inserted")):
            text = synthetic_texts(kind, pair, number, NEWS, 2, half=0)[turn]  # other documents than the other kind's
            source, target = text.sides()
            examples.append(example(SYNTHETIC, source, target, text.links(0, 1), SHARE))
    return examples
