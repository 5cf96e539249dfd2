"""How much a PDF would unpack to, found before PDFium does it: it keeps every piece of text of a page in memory."""

from __future__ import annotations

import base64
import re
import zlib

from corpus.errors import InputError
from corpus.limits import DRAWING_BYTES, EXPANSION, FREE_DRAWING_BYTES

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_LONGEST_DICTIONARY = 2_000
_STEP = 1 << 20


def refuse_bombs(data: bytes, where: str) -> None:
    """An ``InputError`` where a compressed stream that is no picture unpacks to too much."""
    for found in _STREAM.finditer(data):
        described = data[max(0, found.start() - _LONGEST_DICTIONARY) : found.start()].rpartition(b"obj")[2]
        if b"/Fl" not in described or b"/Image" in described:
            continue
        end = data.find(b"endstream", found.end())
        packed = data[found.end() : end if end >= 0 else len(data)]
        size = _unpacked(_from_ascii(packed) if b"85" in described else packed)
        if size > DRAWING_BYTES or size > max(FREE_DRAWING_BYTES, EXPANSION * len(packed)):
            what = f"one of its streams would unpack to {size // 1_000_000} MB or more from {len(packed)} bytes"
            raise InputError(where, what, "print it to a new PDF")


def _from_ascii(packed: bytes) -> bytes:
    """The bytes that are written as ASCII-85; none where they are not."""
    try:
        return base64.a85decode(packed.strip().removeprefix(b"<~").removesuffix(b"~>"))
    except ValueError:
        return b""


def _unpacked(packed: bytes) -> int:
    """The size of a stream; no more than a step beyond the limit is unpacked. 0 where it is encrypted or broken."""
    stream, size, rest = zlib.decompressobj(), 0, packed
    try:
        while rest and not stream.eof and size <= DRAWING_BYTES:
            size += len(stream.decompress(rest, _STEP))
            rest = stream.unconsumed_tail
    except zlib.error:
        pass
    return size
