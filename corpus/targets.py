"""The formats that ``hexapla export`` writes: for each pair of languages, its units in the order of the source."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from corpus.files import write_atomically
from corpus.filters import Filters, Scored
from corpus.jsonl import pair_records, write_jsonl
from corpus.memories import write_memory
from corpus.pipeline import Build
from corpus.score_tables import SCORES, row_cells
from corpus.settings import Pair
from corpus.tabular import FIGURES, figures, origin, write_tsv
from corpus.tmx import clean_segment
from corpus.xliff import write_xliff
from corpus.xlsx import LONGEST_CELL, Cell, write_xlsx


@dataclass(frozen=True, slots=True)
class Written:
    """What a format left out of what it was given, unit id -> reason, and what its user should know."""

    left_out: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """A format. ``write`` takes the folder, the pair, its units and their build, and makes files named after the pair;
    ``limits`` adds to the filters what the format cannot hold; ``scored``: its files show all scores."""

    write: Callable[[Path, Pair, Sequence[Scored], Build], Written]
    limits: Callable[[Filters], Filters] = lambda filters: filters
    scored: bool = False


def name_of(pair: Pair) -> str:
    """``en-es``."""
    return "-".join(pair)


def _write_tsv(folder: Path, pair: Pair, scored: Sequence[Scored], build: Build) -> Written:
    """That of the build, with the scores behind its columns."""
    rows = (
        [*each.texts, *figures(each.unit), *_origins(each), each.unit.id, *row_cells(asdict(each.scores).values())]
        for each in scored
    )
    write_tsv(folder / f"{name_of(pair)}.tsv", [*_columns(pair), *SCORES], rows)
    return Written()


def _write_xlsx(folder: Path, pair: Pair, scored: Sequence[Scored], build: Build) -> Written:
    """The columns of the build's TSV."""
    write_xlsx(folder / f"{name_of(pair)}.xlsx", name_of(pair), _columns(pair), map(_cells, scored))
    return Written()


def _cells(scored: Scored) -> list[Cell]:
    """Figures are numbers."""
    unit = scored.unit
    return [*scored.texts, unit.probability, unit.consistency, ",".join(unit.flags), *_origins(scored), unit.id]


def _columns(pair: Pair) -> list[str]:
    source, target = pair
    return [source, target, *FIGURES, f"{source}_origin", f"{target}_origin", "unit_id"]


def _origins(scored: Scored) -> list[str]:
    """Where the two texts stand: paths may hold whatever a file's name may."""
    return [clean_segment(origin(part)) for part in scored.unit.parts]


def _write_moses(folder: Path, pair: Pair, scored: Sequence[Scored], build: Build) -> Written:
    """Two texts of as many lines, and a file of ids, places and probabilities beside them; named as in OPUS."""
    with ExitStack() as stack:
        places = [folder / f"corpus.{name_of(pair)}.{ending}" for ending in (*pair, "ids")]
        temporary = [stack.enter_context(write_atomically(place)) for place in places]
        files = [stack.enter_context(place.open("w", encoding="utf-8", newline="\n")) for place in temporary]
        for each in scored:
            ids = "\t".join((each.unit.id, *_origins(each), f"{each.unit.probability:.4f}"))
            for file, line in zip(files, (*each.texts, ids), strict=True):
                file.write(f"{line}\n")
    return Written()


def _write_jsonl(folder: Path, pair: Pair, scored: Sequence[Scored], build: Build) -> Written:
    write_jsonl(folder / f"{name_of(pair)}.jsonl", pair_records(scored))
    return Written()


def _write_xliff(folder: Path, pair: Pair, scored: Sequence[Scored], build: Build) -> Written:
    write_xliff(folder / f"{name_of(pair)}.xlf", pair, (each.unit for each in scored))
    return Written()


def _write_tmx(folder: Path, pair: Pair, scored: Sequence[Scored], build: Build) -> Written:
    """By the profile of the build's settings, in several files where one would be too large for the tool."""
    path, units = folder / f"{name_of(pair)}.tmx", (each.unit for each in scored)
    memory = write_memory(path, pair, units, build.settings.tmx, build.collection.documents)
    reasons = {parts: reason.removeprefix(f"not in {path.name}: ") for parts, reason in memory.left_out}
    left_out = {each.unit.id: reasons[each.unit.parts] for each in scored if reasons and each.unit.parts in reasons}
    return Written(left_out, memory.summary.warnings)


def _once(filters: Filters) -> Filters:
    return replace(filters, deduplicate=True)


def _within_cells(filters: Filters) -> Filters:
    return replace(filters, max_characters=min(filters.max_characters or LONGEST_CELL, LONGEST_CELL))


TARGETS: Mapping[str, Target] = {
    "tmx": Target(_write_tmx, _once),
    "tsv": Target(_write_tsv, scored=True),
    "moses": Target(_write_moses),
    "jsonl": Target(_write_jsonl, scored=True),
    "xliff": Target(_write_xliff),
    "xlsx": Target(_write_xlsx, _within_cells),
}
