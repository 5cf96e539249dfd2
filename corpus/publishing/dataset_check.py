"""Whether a dataset may be published as it lies there: its files, its rows, its splits, its card."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import InputError
from corpus.publishing.card_check import card_findings
from corpus.publishing.dataset_folder import DatasetFolder, read_dataset_folder
from corpus.publishing.dataset_schema import CARD
from corpus.publishing.figures import read_figures
from corpus.publishing.readback import read_back
from corpus.publishing.row_check import Rows, check_rows


@dataclass(frozen=True)
class Checked:
    """``findings``: one line for each thing that has to be put right first. ``notes``: what a person should know.
    ``counts``: rows by config and split."""

    dataset: DatasetFolder
    counts: Mapping[str, Mapping[str, int]]
    findings: tuple[str, ...]
    notes: tuple[str, ...]


def check_dataset(folder: Path) -> Checked:
    """Needs no network and no token. A ``UsageError`` where ``folder`` is no dataset, or ``datasets`` is missing; an
    ``InputError`` where its export.json is damaged."""
    dataset = read_dataset_folder(folder)
    rows = check_rows(dataset)
    found = [*dataset.findings, *rows.findings]
    findings = found or [*_card(folder)] or [*_read_back(folder, rows)]  # the next ones would say the same once more
    return Checked(dataset, rows.counts, tuple(findings), tuple(_notes(dataset, rows)))


def _read_back(folder: Path, rows: Rows) -> Iterator[str]:
    """Where ``datasets`` shows something else than the shards hold."""
    found = read_back(folder)
    yield from found.findings
    if found.findings:
        return
    for config in sorted({*rows.counts, *found.counts}):
        there, shown = dict(rows.counts.get(config, {})), dict(found.counts.get(config, {}))
        if there != shown:
            yield f"{config}: datasets shows the rows {shown or 'none'}, the shards hold {there or 'none'}"
        elif found.languages[config] != rows.languages[config]:
            yield f"{config}: datasets shows no Translation feature of {', '.join(rows.languages[config])}"


def _card(folder: Path) -> Iterator[str]:
    try:
        text = (folder / CARD).read_text(encoding="utf-8")
        yield from card_findings(text, read_figures(folder))
    except UnicodeDecodeError:
        yield f"{CARD}: it is not in UTF-8"
    except InputError as error:
        yield str(error)


def _notes(dataset: DatasetFolder, rows: Rows) -> Iterator[str]:
    yield from (f"{name}: edited by hand" for name in dataset.edited)
    if rows.unlicensed:
        yield f"{rows.unlicensed:,} texts have no known licence: whoever publishes them has to know that they may"
    for name in dataset.strangers:
        yield f"{name}: it is not of the dataset and stays here"
