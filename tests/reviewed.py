"""A small build in which one sentence has led the aligner astray, for the tests of reviews."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from toy import STORIES, ToyEncoder, write_stories

from align.arrays import Floats, unit_rows
from corpus.decisions import Place
from corpus.pipeline import Build, Observer, group_stage, read_stage, write_build
from corpus.settings import Settings
from corpus.units import Unit

FERRY = STORIES["ferry"]


class Astray(ToyEncoder):
    """Takes the Spanish row 3 of the ferry for row 4, and is in two minds about its neighbours: one unit is wrong, and
    those around it for its sake."""

    def encode(self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None) -> Floats:
        rows = super().encode(texts, progress=progress)
        meant = super().encode([english for english, *_ in FERRY])
        mixed = {3: {4: 1.0}, 2: {2: 0.45, 3: 0.55}, 4: {4: 0.45, 5: 0.55}, 5: {5: 0.45, 6: 0.55}}
        for number, shares in mixed.items():
            vector = np.sum([share * meant[row] for row, share in shares.items()], axis=0)
            rows[[text == FERRY[number][1] for text in texts]] = vector
        return unit_rows(rows)


def written(
    folder: Path,
    settings: Settings | None = None,
    languages: Sequence[str] = ("en", "es"),
    encoder: ToyEncoder | None = None,
) -> Path:
    """The build of the stories in ``folder``/in, written to ``folder``/out."""
    write_stories(folder / "in", languages=languages)
    settings = settings or Settings()
    collection = read_stage(folder / "in", settings, Observer())
    (folder / "out").mkdir()
    write_build(group_stage(collection, settings, encoder or Astray(), Observer()), folder / "out", Observer())
    return folder / "out"


def of_story(build: Build, name: str = "ferry") -> list[Unit]:
    return [unit for unit in build.units if any(name in part.path for part in unit.parts)]


def rows(unit: Unit, name: str = "ferry") -> dict[str, list[int]]:
    """The rows of the story that each part of a unit holds."""
    return {
        part.column: [k for k, row in enumerate(STORIES[name]) if any(text in part.text for text in row)]
        for part in unit.parts
    }


def unit_of(build: Build, row: int, language: str, name: str = "ferry") -> Unit:
    """The unit that holds a row of a story."""
    return next(unit for unit in of_story(build, name) if row in rows(unit, name).get(language, ()))


def place(build: Build, column: str, first: int, last: int | None = None, name: str = "ferry") -> Place:
    """The rows ``first`` … ``last`` of a story in a version."""
    document = next(each for each in build.collection.documents if each.path == f"{column}/{name}.txt")
    spans = [span for _, span in document.all_sentences]
    return Place(column, document.id, spans[first].start, spans[first if last is None else last].stop)
