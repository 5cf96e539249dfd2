"""Text whose file says how it is encoded."""

from __future__ import annotations

import codecs

from corpus.files import Decoded, decode, larger


def decode_declared(data: bytes, declared: bytes | None, where: str) -> Decoded:
    """The byte order mark, else UTF-8 where the bytes are valid in it, else the ``declared`` encoding, else detection.

    UTF-8 before the declaration, because text in another encoding is hardly ever valid UTF-8 by chance, and files that
    were converted keep their old declaration.
    """
    try:
        return Decoded(data.decode("utf-8-sig"), "utf-8", certain=True)
    except UnicodeDecodeError:
        pass
    if declared and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            name = larger(codecs.lookup(declared.decode("ascii")).name)
            if not name.startswith("utf"):
                return Decoded(data.decode(name), name, certain=True)
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data, where)
