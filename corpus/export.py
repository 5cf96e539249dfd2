"""Units of a finished build in other formats, without aligning again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from corpus import __version__
from corpus.errors import UsageError
from corpus.files import EXPORT, write_atomically
from corpus.filters import Filters, Scored, score
from corpus.jsonl import joint_records, write_jsonl
from corpus.pipeline import Build, in_order_of
from corpus.score_tables import SCORE_TABLES, score_row, write_score_tsv
from corpus.settings import Pair, TmxSettings, pairs_of
from corpus.targets import TARGETS, Written, name_of
from corpus.tmx import clean_segment
from corpus.units import Part, Unit

DATASET = "dataset"


@dataclass(frozen=True)
class ExportSettings:
    """What is exported: a ``target`` of ``TARGETS``, or ``scores``, all units in one of ``SCORE_TABLES``, or both;
    ``DATASET`` is a target of its own, see corpus.publishing.dataset.

    ``pairs``: only these, source first; empty = those of the build. ``all_languages``: one file of units in all
    languages in place of one a pair. ``tmx``: how TMX is written. A ``UsageError`` where these contradict one another.
    """

    target: str = ""
    filters: Filters = field(default_factory=Filters)
    pairs: tuple[Pair, ...] = ()
    all_languages: bool = False
    scores: str = ""
    tmx: TmxSettings = field(default_factory=TmxSettings)

    def __post_init__(self) -> None:
        if not self.target and not self.scores:
            raise UsageError("--to", "no format is named", f"such as --to {next(iter(TARGETS))}, or --scores tsv")
        if self.all_languages and self.target != "jsonl":
            raise UsageError("--all-languages", "only JSONL has units in more than two languages", "use --to jsonl")
        if self.target != "tmx" and self.tmx != TmxSettings():
            what = f"--to {self.target} is no TMX" if self.target else "no TMX is asked for"
            raise UsageError("--tmx-profile, --tmx-codes", what, "use --to tmx")

    @property
    def needed(self) -> Filters:
        """The filters, with what the target cannot hold."""
        target = TARGETS.get(self.target)
        return target.limits(self.filters) if target else self.filters

    @property
    def identifies(self) -> bool:
        """Whether the languages of texts are looked at, which takes longer than all else."""
        target = TARGETS.get(self.target)
        return self.filters.language_check or bool(self.scores) or bool(target and target.scored)


@dataclass(frozen=True)
class PairExport:
    """What became of the units of a pair: those ``kept`` and those ``dropped``, by reason, are all of them."""

    pair: Pair
    units: int
    kept: int
    dropped: Mapping[str, int]
    warnings: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return name_of(self.pair)

    def counts(self) -> dict[str, object]:
        """For programs."""
        return {"units": self.units, "kept": self.kept, "dropped": dict(self.dropped)}


def export(build: Build, identity: str, settings: ExportSettings, folder: Path) -> list[PairExport]:
    """Write units of ``build``, whose id is ``identity``, into the empty ``folder``: the files of the target,
    ``dropped.tsv`` with all that the filters left out, and ``export.json``.

    Segments alone, page furniture and what is below the build's minimum are not looked at. Raises UsageError where no
    document is in a language of the pairs.
    """
    settings.tmx.check(build.languages)
    wanted = replace(build, settings=replace(build.settings, tmx=settings.tmx))
    done, kept, dropped = list[PairExport](), dict[str, list[Scored]](), list[tuple[str, Scored, str]]()
    for pair in exported_pairs(build, settings):
        name = name_of(pair)
        decided = decide(build, pair, settings)
        fit = [each for each, reason in decided if not reason]
        written = Written()
        if settings.all_languages:
            kept[name] = fit
        elif settings.target and fit:
            written = TARGETS[settings.target].write(folder, pair, fit, wanted)
        left_out = written.left_out
        decided = [(each, reason or left_out.get(each.unit.id, "")) for each, reason in decided]
        if settings.scores and decided:
            rows = (score_row(name, *each) for each in decided)
            SCORE_TABLES[settings.scores](folder / f"scores/{name}.{settings.scores}", rows)
        dropped += [(name, each, reason) for each, reason in decided if reason]
        done.append(pair_export(pair, [reason for _, reason in decided], written.warnings))
    if settings.all_languages:
        write_jsonl(folder / "all.jsonl", joint_records(build.units, kept))
    if settings.target:
        write_score_tsv(folder / "dropped.tsv", (score_row(*each) for each in dropped))
    write_manifest(folder, manifest_of(build, identity, settings, done))
    return done


def exported_pairs(build: Build, settings: ExportSettings) -> Sequence[Pair]:
    """Those that are asked for, or those of the build. Raises UsageError where no document is in one's language."""
    return pairs_of(build.languages, settings.pairs) if settings.pairs else build.pairs


def decide(
    build: Build, pair: Pair, settings: ExportSettings, objection: Callable[[Unit], str] = lambda unit: ""
) -> list[tuple[Scored, str]]:
    """The units of ``pair`` in the order of the source, each with the reason why it is left out, or an empty string.

    ``objection`` is heard before the filters, and what it is against is no repetition of another unit.
    """
    scored = score(bilingual_units(build, pair), build.languages, settings.identifies)
    against = [objection(each.unit) for each in scored]
    free = [each for each, reason in zip(scored, against, strict=True) if not reason]
    reasons = iter(settings.needed.reasons(free))
    return [(each, reason or next(reasons)) for each, reason in zip(scored, against, strict=True)]


def pair_export(pair: Pair, reasons: Sequence[str], warnings: tuple[str, ...] = ()) -> PairExport:
    """The counts of a pair; ``reasons`` are empty for what is kept."""
    counts = Counter(filter(None, reasons))
    return PairExport(pair, len(reasons), len(reasons) - counts.total(), dict(sorted(counts.items())), warnings)


def bilingual_units(build: Build, pair: Pair) -> list[Unit]:
    """The units of ``build`` with two parts each, source and target, in the order of the source.

    Each version in the one language stands with each in the other: further ones have the ids ``ID-2``, ``ID-3``. Texts
    are as ``clean_segment`` leaves them.
    """
    shared = [unit for unit in build.accepted if not unit.furniture and unit.part(pair[0]) and unit.part(pair[1])]
    return [
        replace(
            unit,
            id=f"{unit.id}-{number}" if number > 1 else unit.id,
            parts=tuple(map(_clean, parts)),
        )
        for unit in in_order_of(pair[0], shared, build.grouping.groups)
        for number, parts in enumerate(unit.pairs(*pair), 1)
    ]


def summary_lines(done: Sequence[PairExport], output: Path, more: Sequence[str] = ()) -> list[str]:
    """A line a pair, and its warnings; ``more``; then where the files lie."""
    lines = []
    for each in done:
        dropped = "".join(f", {reason}: {count}" for reason, count in each.dropped.items())
        lines.append(f"{each.name}: {each.kept} of {each.units} units{dropped}")
        lines += [f"  {warning}" for warning in each.warnings]
    return [*lines, *more, f"Exported: {output}"]


def _clean(part: Part) -> Part:
    text = clean_segment(part.text)
    return part if part.text == text else replace(part, text=text)


def _no_pair(unit: Unit, build: Build) -> str:
    """Why a unit is no pair of translations, whatever the languages; else an empty string."""
    if unit.furniture:
        return "page furniture"
    return build.left_out.get(unit.id, "" if len(unit.parts) > 1 else "no counterpart in any version")


def manifest_of(
    build: Build, identity: str, settings: ExportSettings, done: Sequence[PairExport], **signature: object
) -> dict[str, Any]:
    """What was exported from which build, the filters, and the counts by pair and reason."""
    return {
        "hexapla": __version__,
        "signature": {
            "version": __version__,
            "build": identity,
            "encoder": build.encoder,
            "settings": build.settings.as_dict(),
            "target": settings.target or None,
            "all_languages": settings.all_languages,
            "tmx": asdict(settings.tmx) if settings.target == "tmx" else None,
            "filters": asdict(settings.needed),
            **signature,
        },
        "not_looked_at": dict(sorted(Counter(filter(None, (_no_pair(unit, build) for unit in build.units))).items())),
        "pairs": {each.name: each.counts() for each in done},
    }


def write_manifest(folder: Path, content: Mapping[str, Any]) -> None:
    """``export.json``: the ``content``, and which files there are in ``folder``."""
    files = {EXPORT, *(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())}
    with write_atomically(folder / EXPORT) as temporary:
        whole = {**content, "files": sorted(files)}
        temporary.write_text(json.dumps(whole, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
