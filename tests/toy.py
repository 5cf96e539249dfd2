"""Small parallel stories and an encoder that knows them: whole builds in a second, without a model."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import numpy as np

from align.arrays import Floats, unit_rows
from align.beads import Bead
from corpus.documents import Document, Span

_HEADER, *_ROWS = (line.split("\t") for line in (Path(__file__).parent / "stories.tsv").read_text("utf-8").splitlines())
LANGUAGES = tuple(_HEADER[1:])
# story -> rows of one sentence in each of LANGUAGES; rows 0 and 1, 2 and 3 … are a paragraph. Written for this.
STORIES: Mapping[str, Sequence[Sequence[str]]] = {
    name: [row[1:] for row in rows] for name, rows in groupby(_ROWS, key=lambda row: row[0])
}
ALONE = (
    "A snowplough driver has written a cookbook.\nHis best recipe needs eleven onions.\n\n"
    "The publisher printed two hundred copies.\nMost of them went to his cousins.\n"
)


class ToyEncoder:
    """Translations of one row share a vector, but for a little that the text itself adds; other texts are strangers."""

    name, dimension = "toy", 256

    def encode(self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None) -> Floats:
        rows = [_direction(_MEANING.get(text, text)) + 0.2 * _direction(f"of {text}") for text in texts]
        if progress:
            progress(len(texts))
        return unit_rows(np.array(rows).reshape(len(texts), self.dimension))


_MEANING = {text: row[0] for rows in STORIES.values() for row in rows for text in row}


def _direction(text: str) -> Floats:
    """(d,) of length one, the same for the same text."""
    seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
    return unit_rows(np.random.default_rng(seed).standard_normal((1, ToyEncoder.dimension)))[0]


def story(name: str, language: str, left_out: Sequence[int] = ()) -> str:
    """The story as a text file holds it: paragraphs of two sentences, without the rows ``left_out``."""
    column = LANGUAGES.index(language)
    text = ""
    for number, row in enumerate(STORIES[name]):
        if number not in left_out:
            text += row[column] + (" " if number % 2 == 0 else "\n\n")
    return text


def write_stories(folder: Path, names: Sequence[str] = tuple(STORIES), languages: Sequence[str] = LANGUAGES) -> Path:
    """``folder/en/ferry.txt`` and so on."""
    for language in languages:
        (folder / language).mkdir(parents=True, exist_ok=True)
        for name in names:
            (folder / language / f"{name}.txt").write_text(story(name, language), encoding="utf-8")
    return folder


def document(path: str, language: str, paragraphs: Sequence[Sequence[str]], group: str | None = None) -> Document:
    """``paragraphs`` of sentences joined by a space, or by nothing where a sentence ends in ``。``."""
    text, spans, sentences = "", list[Span](), list[tuple[Span, ...]]()
    for paragraph in paragraphs:
        text += "\n\n" if text else ""
        begin, found = len(text), list[Span]()
        for sentence in paragraph:
            text += " " if len(text) > begin and not text.endswith("。") else ""
            found.append(Span(len(text), len(text) + len(sentence)))
            text += sentence
        spans.append(Span(begin, len(text)))
        sentences.append(tuple(found))
    return Document(path, language, text, tuple(spans), tuple(sentences), group=group)


def every_third_unsure(align: Callable[..., list[Bead]]) -> Callable[..., list[Bead]]:
    """``align_versions`` with a probability of .4 for every third bead: the toy encoder is sure of everything."""

    def changed(*sides: object, **constraints: object) -> list[Bead]:
        beads = enumerate(align(*sides, **constraints))
        return [replace(bead, probability=0.4) if k % 3 == 0 else bead for k, bead in beads]

    return changed
