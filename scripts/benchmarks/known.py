"""Texts in several languages whose units are known: made by us, or put together by hand for ``data/sample``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from align.beads import Link
from align.encoder import load_encoder
from align.sides import Side, canonical_order
from benchmarks.synthetic import SyntheticText
from corpus.collection import read_collection
from corpus.groups import group_documents
from corpus.units import group_sides
from corpus.vectors import encode_documents, language_centres

DATA = Path(__file__).parents[2] / "data"
LONGEST = 9  # segments of a unit

Pair = tuple[int, int]


@dataclass(frozen=True)
class Known:
    """``units``: the segments of each side in each; ``pairs``: for each two sides x < y, the links of the two alone."""

    sides: tuple[Side, ...]
    units: tuple[Link, ...]
    pairs: Mapping[Pair, Sequence[Link]]

    def ordered(self) -> Known:
        """The same with the sides in the order in which the program aligns them."""
        order = canonical_order(self.sides)
        pairs = {
            (x, y): self.pairs[a, b] if a < b else [(second, first) for first, second in self.pairs[b, a]]
            for (x, a), (y, b) in combinations(enumerate(order), 2)
        }
        units = tuple(tuple(unit[k] for k in order) for unit in self.units)
        return Known(tuple(self.sides[k] for k in order), units, pairs)


def known_text(text: SyntheticText) -> Known:
    """A synthetic text."""
    pairs = {(x, y): text.links(x, y) for x, y in combinations(range(len(text.languages)), 2)}
    return Known(text.sides(), text.units, pairs)


def sample_texts() -> list[Known]:
    """The articles of ``data/sample``, with the rows of ``data/gold``. A row is a unit of all languages, so that the
    links of two of them are no finer than the units."""
    documents = read_collection(DATA / "sample").documents
    vectors, tokens = encode_documents(documents, load_encoder("embedded"))
    centres = language_centres(documents, vectors)
    article = {row["path"]: row["group"] for row in _rows("groups")}
    texts = []
    for group in group_documents(documents, vectors).groups:
        sides = group_sides(group, vectors, centres, tokens)
        rows = _rows(article[group.documents[0].path])
        units = _units(sides, [[row[document.language] for document in group.documents] for row in rows])
        pairs = {
            (x, y): [(unit[x], unit[y]) for unit in units if unit[x] or unit[y]]
            for x, y in combinations(range(len(sides)), 2)
        }
        texts.append(Known(tuple(sides), units, pairs))
    return texts


def _rows(name: str) -> list[dict[str, str]]:
    header, *lines = (DATA / f"gold/{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [dict(zip(header.split("\t"), line.split("\t"), strict=True)) for line in lines]


def _units(sides: Sequence[Side], rows: Sequence[Sequence[str]]) -> tuple[Link, ...]:
    """Rows of texts as segments. What is no run of whole segments cannot be found: it gets a number that none has."""
    runs = []
    for side in sides:
        pieces = ["".join(segment.split()) for segment in side.segments]
        ends = [(a, b) for a in range(len(pieces)) for b in range(a + 1, min(a + LONGEST, len(pieces)) + 1)]
        runs.append({"".join(pieces[a:b]): tuple(range(a, b)) for a, b in reversed(ends)})
    return tuple(
        tuple(of.get("".join(text.split()), (-1 - number,)) if text else () for of, text in zip(runs, row, strict=True))
        for number, row in enumerate(rows)
    )
