"""The texts of a dataset that people may edit: card, LICENSE, CITATION.cff. What was edited stays."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from difflib import unified_diff
from pathlib import Path
from typing import Any

from corpus.errors import HexaplaError
from corpus.files import EXPORT, sha256, write_atomically
from corpus.publishing.card import card_text
from corpus.publishing.card_check import card_findings
from corpus.publishing.dataset_folder import is_untouched, word_sums
from corpus.publishing.dataset_schema import CARD, CITATION, LICENCES, NEW_WORDS
from corpus.publishing.figures import Figures
from corpus.publishing.notices import citation, licence_notice

_SHOWN = 5  # findings about a card


def edited_words(folder: Path) -> dict[str, bytes]:
    """What somebody has edited of the dataset in ``folder``, by name; empty where there is none."""
    found = {name: (folder / name).read_bytes() for name in NEW_WORDS if (folder / name).is_file()}
    sums: Mapping[str, str] = {}
    with suppress(OSError, ValueError, KeyError, TypeError):  # no export.json, or a damaged one
        sums = word_sums(json.loads((folder / EXPORT).read_bytes()))
    return {name: data for name, data in found.items() if not is_untouched(name, data, sums)}


def write_words(
    folder: Path, figures: Figures, manifest: Mapping[str, Any], edited: Mapping[str, bytes]
) -> dict[str, str]:
    """Write what there is to say of the dataset in ``folder``; of what was ``edited``, the new one stands beside it.
    Returns the sha256 of what would stand there had nobody edited it."""
    texts = {
        CARD: card_text(figures, manifest),
        LICENCES: licence_notice(figures),
        CITATION: citation(manifest, figures),
    }
    for name, text in texts.items():
        data = text.encode()
        _write(folder / name, edited.get(name, data))
        if edited.get(name, data) != data:
            _write(folder / NEW_WORDS[name], data)
    return {name: sha256(text.encode()) for name, text in texts.items() if name != CARD}


def _write(path: Path, data: bytes) -> None:
    with write_atomically(path) as temporary:
        temporary.write_bytes(data)


def differences(folder: Path, figures: Figures) -> list[str]:
    """What somebody has edited and what would stand there, as ``diff -u`` has it, and whether the card still fits."""
    lines = list[str]()
    for name, new in NEW_WORDS.items():
        if (folder / new).is_file():
            before, after = ((folder / each).read_text("utf-8", "replace").splitlines() for each in (name, new))
            lines += unified_diff(before, after, name, new, lineterm="", n=1)
            lines.append(f"{folder / name}: edited by hand, so it stays; {new} is what would be in its place")
            lines += [f"{folder}/{finding}" for finding in _misfits(folder, figures)] if name == CARD else []
    return lines


def _misfits(folder: Path, figures: Figures) -> list[str]:
    """What in the card is not true of the data any more."""
    try:
        found = card_findings((folder / CARD).read_text("utf-8"), figures)
    except (HexaplaError, ValueError) as error:
        return [f"{CARD}: {error}"]
    more = len(found) - _SHOWN
    return [*found[:_SHOWN], *([f"{CARD}: {more} things more do not fit"] if more > 0 else [])]
