"""The folder of a dataset as it lies on the disk: what its export.json says of it, and what is there."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from corpus.errors import InputError, UsageError
from corpus.files import BUILD, EXPORT, is_output, sha256
from corpus.publishing.card import is_generated
from corpus.publishing.dataset_schema import CARD, NEW_WORDS

_MAKE_ONE = "hexapla export OUT --to dataset DIR makes one"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """``path`` is a POSIX path below the folder, ``size`` in bytes, ``sha256`` in hexadecimal digits."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class DatasetFolder:
    """``export``: the parsed export.json. ``files``: those that it lists and that are there, sorted by path.

    ``strangers``: what else is there, which nobody is to publish unread, the card beside an edited one for example;
    folders that are hidden have one line and end in a slash. ``findings``: one line for each file that is not as the
    export wrote it. ``edited``: of the card, LICENSE and CITATION.cff those in which somebody has written, as they may.
    """

    path: Path
    export: Mapping[str, Any]
    files: tuple[StoredFile, ...]
    strangers: tuple[str, ...]
    findings: tuple[str, ...]
    edited: tuple[str, ...]

    @property
    def build(self) -> str:
        """The id of the build that the rows come from."""
        return str(self.export["signature"]["build"])

    @property
    def allows_unknown(self) -> bool:
        """Whether units without a known licence may be in it."""
        return bool(self.export["signature"]["publication"]["allow_unknown"])


def read_dataset_folder(folder: Path) -> DatasetFolder:
    """All its files are read once, for their sha256. A ``UsageError`` where it is no dataset of this program, an
    ``InputError`` where its export.json is damaged."""
    export = _read_export(folder)
    files, findings, edited = list[StoredFile](), list[str](), list[str]()
    for name in export["files"]:
        if fault := _fault(folder, name):
            findings.append(f"{name}: {fault}")
            continue
        stored = StoredFile(name, (folder / name).stat().st_size, file_sha256(folder / name))
        files.append(stored)
        if name in NEW_WORDS:
            edited += [] if is_untouched(name, (folder / name).read_bytes(), word_sums(export)) else [name]
        elif name != EXPORT and stored.sha256 != export["sha256"].get(name):
            findings.append(f"{name}: it is not as the export wrote it: its sha256 is not that of {EXPORT}")
    strangers = tuple(sorted(set(_present(folder)) - set(export["files"])))
    return DatasetFolder(folder, export, tuple(files), strangers, tuple(findings), tuple(edited))


def is_untouched(name: str, data: bytes, sums: Mapping[str, str]) -> bool:
    """Whether nobody has written in the card, LICENSE or CITATION.cff, whose bytes are ``data``: the card says so
    itself, of the others ``sums`` do, see word_sums."""
    return is_generated(data.decode("utf-8", "replace")) if name == CARD else sums.get(name) == sha256(data)


def word_sums(export: Mapping[str, Any]) -> dict[str, str]:
    """The sha256 of texts as the program wrote them, from an export.json: ``sha256`` has that of what an export may
    have kept instead."""
    return {**export["sha256"], **export.get("generated", {})}


def _read_export(folder: Path) -> dict[str, Any]:
    where = str(folder)
    if not folder.is_dir():
        raise UsageError(where, "this is a file" if folder.exists() else "there is no such folder", _MAKE_ONE)
    if is_output(folder, (BUILD,)):
        raise UsageError(where, "this is a build, no dataset", f"hexapla export {folder} --to dataset DIR makes one")
    if not is_output(folder, (EXPORT,)):
        raise UsageError(where, "this is no dataset of hexapla", _MAKE_ONE)
    damaged = InputError(str(folder / EXPORT), "it is damaged", "export the dataset again")
    try:
        export = json.loads((folder / EXPORT).read_bytes())
        target = export["signature"].get("target")
    except (ValueError, KeyError, AttributeError, RecursionError):
        raise damaged from None
    if target != "dataset":
        raise UsageError(where, f"this is an export to {target}, no dataset", _MAKE_ONE)
    try:
        signature, names, sums = export["signature"], export["files"], export["sha256"]
        sound = (
            isinstance(signature["build"], str) and isinstance(signature["publication"]["allow_unknown"], bool)
            and isinstance(export["pairs"], dict) and isinstance(names, list) and isinstance(sums, dict)
            and isinstance(export.get("generated", {}), dict)
            and EXPORT in names and all(isinstance(name, str) for name in names)
        )  # fmt: skip
    except (KeyError, TypeError):
        sound = False
    if not sound:
        raise damaged
    return {**export, "files": sorted({*names, EXPORT} - {*NEW_WORDS.values()})}


def _fault(folder: Path, name: str) -> str:
    """Why the file of this name is not to be read, or an empty string."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or path.as_posix() != name or "\\" in name or not name.isprintable():
        return f"{EXPORT} names a file that is none of this folder"
    place = folder / name
    if not place.exists():
        return f"it is in {EXPORT} and not in the folder"
    if place.resolve() != folder.resolve() / name:
        return "a link is not followed"
    return "" if place.is_file() else "it is no regular file"


def file_sha256(path: Path) -> str:
    """In hexadecimal digits; the file may be larger than the memory."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _present(folder: Path) -> Iterator[str]:
    for place, folders, names in os.walk(folder):
        here = Path(place)
        for name in names:
            yield _shown(here / name, folder)
        for name in folders:
            if name.startswith(".") or (here / name).is_symlink():
                yield _shown(here / name, folder) + "/"
        folders[:] = [name for name in folders if not name.startswith(".")]


def _shown(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix().encode("utf-8", "replace").decode()
