"""Text whose file says how it is encoded."""

from __future__ import annotations

import codecs
import re

from corpus.files import Decoded, decode, unmarked


def decode_declared(data: bytes, declared: str | None, where: str, silent: re.Pattern[bytes] | None = None) -> Decoded:
    """The byte order mark, else UTF-8 where the bytes are valid in it, else the ``declared`` encoding, else detection.

    ``declared`` is as files.named_encoding gives it; for ``silent`` see files.decode.

    UTF-8 before the declaration, because text in another encoding is hardly ever valid UTF-8 by chance, and files that
    were converted keep their old declaration.
    """
    if unmarked(data):  # where all of it is ASCII, it is valid UTF-8, too
        return decode(data, where)
    try:
        return Decoded(data.decode("utf-8-sig"), "utf-8", certain=True)
    except UnicodeDecodeError:
        pass
    if declared and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return Decoded(data.decode(declared), declared, certain=True)
        except UnicodeError:
            pass
    return decode(data, where, silent)
