"""What the tests of several readers share: what an extract holds, and zip packages made on the spot."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping

from corpus.documents import Extract
from corpus.readers import read


def extract(data: str | bytes, path: str) -> Extract:
    """The only document of a file."""
    (found,) = read(data.encode() if isinstance(data, str) else data, path)
    assert isinstance(found, Extract)
    return found


def blocks(found: Extract) -> list[str]:
    return [span.of(found.text) for span in found.blocks]


def furniture(found: Extract) -> dict[str, str]:
    return {found.blocks[index].of(found.text): reason for index, reason in found.furniture}


def content(found: Extract) -> list[str]:
    marked = dict(found.furniture)
    return [block for index, block in enumerate(blocks(found)) if index not in marked]


def package(parts: Mapping[str, str | bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return data.getvalue()


def repacked(data: bytes, changes: Mapping[str, str | bytes]) -> bytes:
    """A package with parts added or replaced."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    return package({**parts, **changes})


def lying(data: bytes, name: str) -> bytes:
    """The package ``data``, which says of its part ``name`` that it has a byte, and the check sum of that."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        header, content = archive.getinfo(name).header_offset, archive.read(name)
    listed = data.index(name.encode(), archive.start_dir) - 46
    changed = bytearray(data)
    for place in (listed + 16, header + 14):
        changed[place : place + 4] = zlib.crc32(content[:1]).to_bytes(4, "little")
        changed[place + 8 : place + 12] = (1).to_bytes(4, "little")
    return bytes(changed)
