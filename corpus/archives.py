"""Compressed files and archives as the files in them: ``.gz``, ``.zip`` and the web archives of corpus/warc.py.

One member at a time is in memory. A ``.gz`` may lie in a ``.zip``, and a ``.zip`` in a ``.zip``; what lies deeper is
refused, and so is whatever would fill the machine or leads elsewhere. Nothing is ever written to disk.
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, cast

from corpus.documents import Member, Rejected
from corpus.errors import HexaplaError, InputError
from corpus.files import read_bytes
from corpus.limits import ARCHIVE_BYTES, EXPANSION, FILE_BYTES, FREE_BYTES, MB, check_size
from corpus.readers import READERS, reader_for
from corpus.warc import read_records
from corpus.zips import Entry, list_members, open_zip

ARCHIVES = frozenset({".gz", ".warc", ".zip"})
READABLE = ARCHIVES | frozenset(READERS)
_PIECE = 1 << 20  # bytes that are unpacked before the budget is asked


class _BombError(InputError):
    """More comes out of an archive than it can be trusted with: nothing more of it is read."""


class _Budget:
    """How many bytes may still come out of a file, of the archives in it too."""

    def __init__(self, path: str, size: int) -> None:
        self._path = path
        self.left = min(ARCHIVE_BYTES, max(FREE_BYTES, EXPANSION * size))

    def spend(self, count: int) -> None:
        """Raise _BombError where so many bytes more are too many."""
        self.left -= count
        if self.left < 0:
            what = f"it unpacks to more than {EXPANSION} times its size or {ARCHIVE_BYTES / MB:,.0f} MB"
            raise _BombError(self._path, f"{what}: the rest of it is not read")


class _Spending(io.RawIOBase):
    """A stream whose bytes are paid for from a budget."""

    def __init__(self, stream: IO[bytes], budget: _Budget) -> None:
        self._stream, self._budget = stream, budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # io names a wider buffer
        data = self._stream.read(min(len(buffer), _PIECE))
        self._budget.spend(len(data))
        buffer[: len(data)] = data
        return len(data)


def unpack(file: Path, path: str) -> Iterator[Member | Rejected]:
    """The file ``file`` as a reader gets it, or, if it is an archive, its members in the order of their names.

    ``path`` is that of the file inside the input folder. Raises InputError where nothing (more) can be read of it.
    """
    suffix = PurePosixPath(path).suffix.lower()
    if suffix not in ARCHIVES:
        reader_for(suffix, path)
        yield Member(path, read_bytes(file), suffix)
        return
    try:
        with file.open("rb") as stream:
            yield from _open(stream, path, PurePosixPath(path).name, _Budget(path, file.stat().st_size), ())
    except OSError as error:
        raise InputError(path, f"the file cannot be read: {error.strerror}") from None


def _open(
    stream: IO[bytes], path: str, name: str, budget: _Budget, within: tuple[str, ...]
) -> Iterator[Member | Rejected]:
    """What a file holds, by the suffix of ``name``; ``within`` are the suffixes of the archives that it lies in."""
    suffix = PurePosixPath(name).suffix.lower()
    if within.count(suffix) == {".gz": 1, ".zip": 2}.get(suffix):
        raise InputError(path, f"a {suffix} so deep in other archives is not read", "unpack the outer one")
    if suffix == ".gz":
        unpacked = io.BufferedReader(_Spending(cast(IO[bytes], gzip.GzipFile(fileobj=stream)), budget))
        yield from _open(unpacked, path, PurePosixPath(name).stem, budget, (*within, suffix))
    elif suffix == ".zip":
        file = stream if not within else io.BytesIO(_whole(stream, path))
        yield from _members(file, path, budget, (*within, suffix))
    elif suffix == ".warc":
        with _damage(path):
            yield from read_records(stream, path)
    else:
        reader_for(suffix, path)
        yield Member(path, _whole(stream, path), suffix)


@contextmanager
def _damage(path: str) -> Iterator[None]:
    """Whatever a library raises on a damaged archive as an ``InputError``."""
    try:
        yield
    except HexaplaError as error:
        raise (type(error)(path, error.what, error.remedy) if not error.where else error) from None
    except (EOFError, OSError) as error:
        raise InputError(path, f"it is damaged: {_line(error)}") from None
    except Exception as error:  # zlib, zipfile, struct, warcio: each has its own
        raise InputError(path, f"it cannot be unpacked: {_line(error)}") from None


def _line(error: Exception) -> str:
    return " ".join(f"{error}".split())[:150] or type(error).__name__


def _whole(stream: IO[bytes], path: str) -> bytes:
    with _damage(path):
        data = stream.read(FILE_BYTES + 1)
    check_size(len(data), FILE_BYTES, path, "the file, unpacked,")
    if not data or data.isspace():
        raise InputError(path, "the file is empty")
    return data


def _members(stream: IO[bytes], path: str, budget: _Budget, within: tuple[str, ...]) -> Iterator[Member | Rejected]:
    with _damage(path):
        archive = open_zip(stream, path)
    listed = list(list_members(archive, path, READABLE))
    entries = [each for each in listed if isinstance(each, Entry)]
    yield from (each for each in listed if isinstance(each, Rejected))
    if sum(e.info.file_size for e in entries if PurePosixPath(e.path).suffix.lower() in READABLE) > budget.left:
        budget.spend(budget.left + 1)  # before anything is unpacked
    for entry in entries:
        name = PurePosixPath(entry.path).name
        try:
            with _damage(entry.path), archive.open(entry.info) as member:
                paid = io.BufferedReader(_Spending(member, budget))
                yield from _open(paid, entry.path, name, budget, within)
        except _BombError:
            raise
        except HexaplaError as error:
            yield Rejected(entry.path, error.reason)
