"""The texts with known answers, as sides and links: learned from and measured on, never copied.

They lie in ``../shared/gold`` beside the repository, or in the folder that HEXAPLA_GOLD names.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import click
import numpy as np

from align.arrays import Floats
from align.beads import Link, read_links
from align.embedded import cache_folder
from align.encoder import SentenceEncoder, load_encoder
from align.sides import Side, make_side

GOLD = Path(os.environ.get("HEXAPLA_GOLD", Path(__file__).parents[3] / "shared/gold"))


@cache
def _encoder() -> SentenceEncoder:
    return load_encoder("embedded")


def encode(texts: Sequence[str]) -> Floats:
    """Vectors of the embedded encoder, kept in the cache folder between runs by the hash of the texts."""
    folder = cache_folder() / "benchmarks"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (hashlib.sha256("\n".join(texts).encode()).hexdigest()[:24] + ".npy")
    if not path.exists():
        np.save(path, _encoder().encode(texts))
    vectors: Floats = np.load(path)
    return vectors


@dataclass(frozen=True)
class Version:
    """One language of a text: ``segments`` and the number of the ``paragraphs`` each stands in."""

    language: str
    segments: tuple[str, ...]
    paragraphs: tuple[int, ...]

    def side(self) -> Side:
        tokens = _encoder().tokens(self.segments)
        return make_side(self.segments, encode(self.segments), self.paragraphs, name=self.language, tokens=tokens)


@dataclass(frozen=True)
class GoldText:
    set: str
    name: str
    source: Version
    target: Version
    links: tuple[Link, ...]

    def sides(self) -> tuple[Side, Side]:
        return self.source.side(), self.target.side()


def read_version(path: Path, language: str) -> Version:
    """One segment a line; an empty line begins a paragraph."""
    segments, paragraphs, paragraph = [], [], 0
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.strip():
            segments.append(line.strip())
            paragraphs.append(paragraph)
        else:
            paragraph += 1
    return Version(language, tuple(segments), tuple(paragraphs))


def gold_texts() -> list[GoldText]:
    """Every text of ``sentences/``, in a stable order."""
    texts = []
    if not (GOLD / "sentences").is_dir():
        raise click.ClickException(f"{GOLD}: no gold texts there (HEXAPLA_GOLD names their folder)")
    for path in sorted((GOLD / "sentences").glob("*/*.gold")):
        name, pair, _ = path.name.split(".")
        first, second = pair.split("-")
        versions = [read_version(path.with_name(f"{name}.{language}"), language) for language in (first, second)]
        texts.append(GoldText(path.parent.name, name, versions[0], versions[1], tuple(read_links(path))))
    return texts
