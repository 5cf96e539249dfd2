"""SentencePiece's "precompiled character map", built from a table of single characters.

The map is a double-array trie over UTF-8 bytes in front of NUL-terminated replacements, as the
``tokenizers`` library reads it (its ``Precompiled`` normaliser; the layout of a unit is that of darts-clone).
A published trie is packed tightly; here every inner node gets 256 units of its own, which takes some
hundred kilobytes, needs no search for free places and reads the same.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

_BLOCK = 256  # units of one node: a child's place is the node's base XOR the next byte
_HAS_VALUE = 1 << 8  # this unit ends a key: its value stands at base XOR 0
_IS_VALUE = 1 << 31
_OFFSET_SHIFT = 10  # of the 21 bits that hold (place of the node) XOR (base of its children)


def character_map(replacements: Mapping[str, str]) -> bytes:
    """The map that turns each key, one character, into its value, any string; other characters stay."""
    keys = {character.encode(): text for character, text in sorted(replacements.items())}
    bases = {b"": 0}  # the bytes that lead to an inner node -> base of its children
    for key in keys:
        for length in range(1, len(key)):
            bases.setdefault(key[:length], len(bases) * _BLOCK)
    first_value = len(bases) * _BLOCK  # values fill blocks of their own, where no further byte can match
    units = np.zeros(first_value + -(-len(keys) // _BLOCK) * _BLOCK, dtype="<u4")

    def link(path: bytes, base: int, flags: int = 0) -> None:
        place = bases[path[:-1]] ^ path[-1]
        units[place] = (place ^ base) << _OFFSET_SHIFT | flags | path[-1]

    for path, base in bases.items():
        if path:  # the root stands at 0, and so does the base of its children: a unit of zeros
            link(path, base)
    texts, starts = bytearray(), dict[str, int]()
    for value, (key, text) in enumerate(keys.items(), first_value):
        link(key, value, _HAS_VALUE)
        if text not in starts:
            starts[text] = len(texts)
            texts += text.encode() + b"\0"
        units[value] = _IS_VALUE | starts[text]
    trie = units.tobytes()
    return len(trie).to_bytes(4, "little") + trie + bytes(texts)
