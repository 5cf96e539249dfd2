"""The members of a zip: which are read, under which names, and why not the others."""

from __future__ import annotations

import re
import stat
import zipfile
from collections.abc import Container, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePosixPath
from typing import IO, cast

from corpus.documents import Rejected
from corpus.errors import InputError
from corpus.limits import DIRECTORY_BYTES, EXPANSION, FREE_BYTES, MEMBERS, NAME, check_size

_ENCRYPTED = 0x1
_UTF8_NAME = 0x800
_LOCAL_HEADER = 30  # bytes before the name of a member
_HIDDEN = re.compile(r"\.(?!\.?$)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


class _Limited:
    """A zip's bytes. ``zipfile`` reads the list of all members at once: this gives no more of it than the limit."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.seek, self.tell, self.seekable, self.close = stream.seek, stream.tell, stream.seekable, stream.close

    def read(self, size: int = -1) -> bytes:
        check_size(size, DIRECTORY_BYTES, "", "the list of its members", "make several archives of it")
        return self._stream.read(size)


@dataclass(frozen=True, slots=True)
class Entry:
    """A member of a zip that can be read, and its path inside the input folder."""

    path: str
    info: zipfile.ZipInfo


def open_zip(stream: IO[bytes], path: str) -> zipfile.ZipFile:
    """Raises InputError where it is too large or its members overlap; where it is damaged, what ``zipfile`` raises."""
    archive = zipfile.ZipFile(cast(IO[bytes], _Limited(stream)))
    infos = archive.infolist()
    if len(infos) > MEMBERS:
        raise InputError(path, f"it has {len(infos)} members, more than the {MEMBERS} read", "make several of it")
    _check_overlap(infos, path)
    return archive


def _check_overlap(infos: list[zipfile.ZipInfo], path: str) -> None:
    """Raise InputError where members share their bytes: so a bomb unpacks to more than deflate allows."""
    ordered = sorted(infos, key=lambda info: info.header_offset)
    for info, following in pairwise(ordered):
        if info.header_offset + _LOCAL_HEADER + info.compress_size > following.header_offset:
            raise InputError(path, f"its members {info.filename[:100]} and {following.filename[:100]} overlap")


def list_members(archive: zipfile.ZipFile, path: str, readable: Container[str]) -> Iterator[Entry | Rejected]:
    """The members to read, in the order of their names, and those that are not, each with its reason.

    ``readable`` are suffixes. Folders, and what is hidden or of no readable kind in hidden ones, are passed over.
    """
    seen = set()
    for name, info in sorted(((_name(info), info) for info in archive.infolist()), key=lambda pair: pair[0]):
        inside = PurePosixPath(name)
        shown = f"{path}/{_CONTROL.sub('?', name)[:300]}"
        suffix = inside.suffix.lower()
        folders_hidden = any(part == "__MACOSX" or _HIDDEN.match(part) for part in inside.parts[:-1])
        if name.endswith("/") or folders_hidden or (_HIDDEN.match(inside.name) and suffix not in readable):
            continue
        if reason := _refusal(name, info):
            yield Rejected(shown, reason)
        elif inside in seen:
            yield Rejected(shown, "the archive holds this name twice; the first is read")
        else:
            seen.add(inside)
            yield Entry(f"{path}/{inside.as_posix()}", info)


def _name(info: zipfile.ZipInfo) -> str:
    """The name with slashes, in Unicode: zipfile reads old names as code page 437, and most of them are UTF-8."""
    name = info.orig_filename.replace("\\", "/")
    if not info.flag_bits & _UTF8_NAME:
        try:
            return name.encode("cp437").decode("utf-8")
        except UnicodeError:
            return name
    return name


def _refusal(name: str, info: zipfile.ZipInfo) -> str:
    """Why a member is not read, by what the archive says of it, or an empty string."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    checks = (
        (not name.strip("/."), "it has no name"),
        (info.flag_bits & _ENCRYPTED, "it is encrypted (pack it without a password)"),
        (kind == stat.S_IFLNK, "a link in an archive is not followed"),
        (kind not in (0, stat.S_IFREG, stat.S_IFLNK), "it is no regular file"),
        (name.startswith("/") or re.match("[A-Za-z]:", name), "an absolute path leads out of the archive"),
        (".." in name.split("/"), "a path with .. leads out of the archive"),
        (_HIDDEN.match(name.rpartition("/")[2]), "a hidden file is not read"),
        (_CONTROL.search(name), "its name holds control characters"),
        (len(name) > NAME, f"its name has {len(name)} characters"),
        (
            info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED),
            f"its compression, method {info.compress_type}, is not read",
        ),
        (
            info.file_size > max(FREE_BYTES, EXPANSION * info.compress_size),
            f"it unpacks to more than {EXPANSION} times its size",
        ),
    )
    return next((reason for refused, reason in checks if refused), "")
