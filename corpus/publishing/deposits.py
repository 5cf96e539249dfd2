"""A dataset packed for those who take files: one archive for Zenodo or CLARIN, and a release in the manner of OPUS.

The same dataset gives the same bytes.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus import __version__
from corpus.errors import InputError, UsageError
from corpus.export import write_manifest
from corpus.files import EXPORT, write_named
from corpus.output import output_folder
from corpus.publishing.dataset_folder import DatasetFolder, read_dataset_folder
from corpus.publishing.dataset_schema import CARD, CITATION, LICENCES
from corpus.publishing.opus import Release, write_release
from corpus.publishing.packing import add_file, add_text
from corpus.publishing.shards import config_names, open_parquet, shards_of

SUMS = "SHA256SUMS"
_WORDS = (CARD, LICENCES, CITATION)  # what people read comes first in an archive
_LONGEST = 80  # characters of a name: file systems take 255 bytes, and languages and endings follow


@dataclass(frozen=True)
class Deposit:
    """What was written to ``path``: ``files`` with their sizes in bytes, and the ``units`` in them by config or pair.
    ``notes``: a line for each thing that is not in all of the files, or that their users should know."""

    path: Path
    files: Mapping[str, int]
    units: Mapping[str, int]
    notes: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """For programs."""
        told = {"files": dict(self.files), "units": dict(self.units), "notes": list(self.notes)}
        return {"path": str(self.path), **told}

    def lines(self) -> list[str]:
        """For people."""
        units = ", ".join(f"{name} {count:,}" for name, count in self.units.items())
        return [f"{self.path}: {len(self.files)} files; units: {units}", *(f"  {note}" for note in self.notes)]


def write_zip(folder: Path, file: Path, force: bool = False) -> Deposit:
    """Pack the dataset in ``folder`` into the archive ``file``: in it, one folder with the name and the version of the
    dataset has what people read, all else that was exported, and the sums of all files as ``sha256sum -c`` reads them.

    Raises UsageError where ``folder`` is no dataset, or ``file`` cannot be written or is there already (with ``force``
    it is replaced), and InputError where a file is missing or not as it was exported.
    """
    if file.suffix.lower() != ".zip":
        raise UsageError(str(file), "an archive is a .zip file", "end its name in .zip")
    if file.exists() and not (force and file.is_file()):
        raise UsageError(str(file), "there is something here already", "--force replaces a file, or name a new one")
    _check_outside(file, folder)
    dataset = _sound(folder)
    release = _release(dataset)
    units = {config: _rows(folder, config) for config in config_names(folder)}
    top = f"{release.name}-{release.version}"
    last = len(_WORDS)
    order = {name: number for number, name in enumerate(_WORDS)}
    files = sorted(dataset.files, key=lambda each: (order.get(each.path, last), each.path))
    with write_named(file) as temporary, zipfile.ZipFile(temporary, "w") as archive:
        for each in files:
            add_file(archive, f"{top}/{each.path}", folder / each.path)
        add_text(archive, f"{top}/{SUMS}", "".join(f"{each.sha256}  {each.path}\n" for each in files))
        packed = {info.filename: info.file_size for info in archive.infolist()}
    return Deposit(file, packed, units)


def write_opus(folder: Path, output: Path, force: bool = False) -> Deposit:
    """Write the pairs of the dataset in ``folder`` as OPUS has them into the folder ``output``, which appears whole or
    not at all: NAME/vVERSION/moses/en-es.txt.zip, NAME/vVERSION/tmx/en-es.tmx.gz, README, LICENSE, CITATION.cff,
    documents.tsv.

    Raises UsageError where ``folder`` is no dataset, or ``output`` cannot be written or is not empty (with ``force`` an
    earlier export is replaced), and InputError where a file is missing or not as it was exported.
    """
    _check_outside(output, folder)
    dataset = _sound(folder)
    release = _release(dataset)
    with output_folder(output, force, EXPORT) as fresh:
        pairs = write_release(release, fresh)
        units = {name: pair.units for name, pair in pairs.items()}
        content = {
            "hexapla": __version__,
            "signature": {**dataset.export["signature"], "target": "opus"},
            "pairs": {name: {"units": count} for name, count in units.items()},
        }
        write_manifest(fresh, content)
        written = sorted(path for path in fresh.rglob("*") if path.is_file())
        sizes = {path.relative_to(fresh).as_posix(): path.stat().st_size for path in written}
    return Deposit(output, sizes, units, tuple(note for pair in pairs.values() for note in pair.notes))


def _sound(folder: Path) -> DatasetFolder:
    """The dataset in ``folder``, if it is as it was exported."""
    dataset = read_dataset_folder(folder)
    if dataset.findings:
        more = f", and {len(dataset.findings) - 1} more" if len(dataset.findings) > 1 else ""
        raise InputError(str(folder), dataset.findings[0] + more, "export the dataset again")
    there = {each.path for each in dataset.files}
    for name in _WORDS:
        if name not in there:
            remedy = "hexapla export OUT --to dataset DIR writes it"
            raise InputError(str(folder), f"{name} is missing: nothing is deposited without it", remedy)
    return dataset


def _rows(folder: Path, config: str) -> int:
    return sum(open_parquet(shard.path).metadata.num_rows for shard in shards_of(folder, config))


def _check_outside(written: Path, folder: Path) -> None:
    """What is written is to be no part of the dataset."""
    if written.resolve().is_relative_to(folder.resolve()):
        raise UsageError(str(written), f"this is in the dataset {folder} itself", "name a place outside of it")


def _release(dataset: DatasetFolder) -> Release:
    publication = dataset.export["signature"]["publication"]
    title = str(publication.get("title") or "")
    name = _name(title) or _name(dataset.path.resolve().name) or "corpus"
    version = _plain(str(publication.get("version") or ""), ".").strip(".").removeprefix("v") or "1.0.0"
    authors = tuple(map(str, publication.get("authors") or ()))
    return Release(dataset, name, version, title or name, authors, str(publication.get("homepage") or ""))


def _name(text: str) -> str:
    """For files; empty where that would lose most letters, and with them what the text says."""
    letters = [each for each in unicodedata.normalize("NFC", text) if each.isalpha()]
    lost = sum(not _plain(each, "") for each in letters)
    return "" if 2 * lost > len(letters) else _plain(text, "-")[:_LONGEST].strip("-")


def _plain(text: str, kept: str) -> str:
    """In ASCII letters, digits, hyphens and ``kept``, for names of files."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(rf"[^A-Za-z0-9{re.escape(kept)}]+", "-", letters).strip("-")
