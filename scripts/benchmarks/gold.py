"""The texts with known answers, as sides and links: learned from and measured on, never copied.

They lie in ``../shared/gold`` beside the repository, or in the folder that HEXAPLA_GOLD names.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

import click
import numpy as np
from langcodes import standardize_tag

from align.arrays import Floats
from align.beads import Link, read_links
from align.embedded import cache_folder
from align.encoder import SentenceEncoder, load_encoder
from align.sides import Side, make_side
from align.tokens import Tokens, learned_projection

Row = tuple[str, ...]  # one line in every language
Documents = Sequence[Sequence[Row]]

GOLD = Path(os.environ.get("HEXAPLA_GOLD", Path(__file__).parents[3] / "shared/gold"))


@cache
def _encoder() -> SentenceEncoder:
    return load_encoder("embedded")


def kept_file(recipe: bytes, ending: str) -> Path:
    """Where what is made from the ``recipe`` lies between runs."""
    folder = cache_folder() / "benchmarks"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / (hashlib.sha256(recipe).hexdigest()[:24] + ending)


@contextmanager
def _written(path: Path) -> Iterator[IO[bytes]]:
    """A file that is there as a whole or not at all, whoever else writes it."""
    with NamedTemporaryFile(dir=path.parent, delete=False) as file:
        yield file
    Path(file.name).replace(path)


def encode(texts: Sequence[str]) -> Floats:
    """Vectors of the embedded encoder, kept in the cache folder between runs by the hash of the texts."""
    path = kept_file("\n".join(texts).encode(), ".npy")
    if not path.exists():
        with _written(path) as file:
            np.save(file, _encoder().encode(texts))
    vectors: Floats = np.load(path)
    return vectors


def encode_tokens(texts: Sequence[str]) -> tuple[Floats, Tokens]:
    """Vectors and tokens of the embedded encoder, kept likewise."""
    path = kept_file("\n".join(texts).encode() + learned_projection().matrix.tobytes(), ".npz")
    if not path.exists():
        vectors, tokens = _encoder().encode_tokens(texts)
        assert tokens is not None
        with _written(path) as file:
            np.savez(file, vectors=vectors, ids=tokens.ids, states=tokens.states, starts=tokens.starts)
    with np.load(path) as kept:
        return kept["vectors"], Tokens(kept["ids"], kept["states"], kept["starts"])


class KeptEncoder:
    """The embedded encoder for a whole build, with vectors and tokens kept likewise."""

    name = "embedded"

    @property
    def dimension(self) -> int:
        return _encoder().dimension

    def encode(self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None) -> Floats:
        return self.encode_tokens(texts, progress=progress)[0]

    def encode_tokens(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> tuple[Floats, Tokens]:
        encoded = encode_tokens(texts)
        if progress:
            progress(len(texts))
        return encoded


@dataclass(frozen=True)
class Version:
    """One language of a text: ``segments`` and the number of the ``paragraphs`` each stands in."""

    language: str
    segments: tuple[str, ...]
    paragraphs: tuple[int, ...]

    def side(self) -> Side:
        vectors, tokens = encode_tokens(self.segments)
        return make_side(self.segments, vectors, self.paragraphs, name=self.language, tokens=tokens)


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


def read_documents(collection: str, languages: Sequence[str]) -> list[list[Row]]:
    """The documents of a set of ``multiparallel/``, in ``languages`` by their shortest tags (en, zh, arb).

    Lines that all of them have, without those that have occurred before in one of them.
    """
    folder = GOLD / "multiparallel" / collection
    if not folder.is_dir():
        raise click.ClickException(f"{folder}: no gold texts there (HEXAPLA_GOLD names their folder)")
    paths = {
        standardize_tag(path.stem).partition("-")[0]: path
        for path in sorted(folder.glob("*.txt"))
        if path.stem not in ("docs", "ids")
    }
    if unknown := set(languages) - set(paths):
        raise click.ClickException(f"{collection}: no {', '.join(sorted(unknown))}; known: {', '.join(sorted(paths))}")
    columns = [paths[language].read_text(encoding="utf-8").split("\n") for language in languages]
    names = (folder / "docs.txt").read_text(encoding="utf-8").split("\n")
    documents, seen = dict[str, list[Row]](), set[str]()
    for name, *texts in zip(names, *columns, strict=True):
        row = tuple(text.strip() for text in texts)
        if all(row) and not seen.intersection(row):
            documents.setdefault(name, []).append(row)
            seen.update(row)
    return list(documents.values())
