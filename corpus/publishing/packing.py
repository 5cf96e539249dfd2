"""Archives that are the same for the same files: members have one date and one mode, and memory holds none of them."""

from __future__ import annotations

import gzip
import shutil
import zipfile
from pathlib import Path

_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can have
_MODE = 0o100644 << 16  # a file that all may read and its owner may write
_UNIX = 3
_PACKED = (".parquet", ".gz", ".zip")  # to compress these again takes time and gives nothing


def add_file(archive: zipfile.ZipFile, name: str, file: Path) -> None:
    """``file`` as the member ``name``, as ZIP64 where it is too large for anything else."""
    info = _member(name)
    info.file_size = file.stat().st_size  # by this zipfile decides on ZIP64
    with file.open("rb") as source, archive.open(info, "w") as member:
        shutil.copyfileobj(source, member, 1 << 20)


def add_text(archive: zipfile.ZipFile, name: str, text: str) -> None:
    """``text`` in UTF-8 as the member ``name``."""
    archive.writestr(_member(name), text.encode())


def gzip_file(file: Path, packed: Path) -> None:
    """``packed`` holds neither the name of ``file`` nor the time."""
    with (
        file.open("rb") as source,
        packed.open("wb") as target,
        gzip.GzipFile("", "wb", fileobj=target, mtime=0) as stream,
    ):
        shutil.copyfileobj(source, stream, 1 << 20)


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _DATE)
    info.create_system, info.external_attr = _UNIX, _MODE
    info.compress_type = zipfile.ZIP_STORED if name.endswith(_PACKED) else zipfile.ZIP_DEFLATED
    return info
