"""The characters of a TMX, decoded and legal: what an XML parser can be fed with."""

from __future__ import annotations

import codecs
import re
import sys
from collections.abc import Callable, Iterator
from io import BufferedReader

from corpus.tmx import ILLEGAL

_CHUNK = 1 << 16  # characters of a line that are read at once
_DECLARATION = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)""")
_REFERENCE = re.compile(r"&#(?:x([0-9a-fA-F]{1,9})|([0-9]{1,9}));")
_BEGUN = re.compile(r"&(?:#x?[0-9a-fA-F]{0,9})?\Z")  # a reference whose end the next piece has


class UnreadableError(Exception):
    """The rest of the file cannot be read: ``code`` is that of a trap."""

    def __init__(self, line: int, code: str, message: str) -> None:
        super().__init__(line, code, message)
        self.line, self.code, self.message = line, code, message


def legal_characters(file: BufferedReader, illegal: Callable[[int, str], str]) -> Iterator[str]:
    """The text of the file piece by piece; ``illegal`` gets each character that XML 1.0 does not have, with its line,
    and gives what stands in its place. References to such characters are treated as these."""
    line = 1

    def replaced(found: re.Match[str]) -> str:
        return illegal(line + found.string.count("\n", 0, found.start()), found[0])

    def resolved(found: re.Match[str]) -> str:
        number = int(found[1], 16) if found[1] else int(found[2])
        return found[0] if number <= sys.maxunicode and not ILLEGAL.match(chr(number)) else replaced(found)

    decoder, rest = _decoder(file), ""
    while True:
        chunk = file.readline(_CHUNK)
        try:
            text = rest + decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            wrong = f"byte {error.object[error.start]:#x} is not {error.encoding}"
            raise UnreadableError(line, "encoding", wrong) from None
        begun = _BEGUN.search(text) if chunk else None
        rest = begun[0] if begun else ""
        text = text.removesuffix(rest)
        yield _REFERENCE.sub(resolved, ILLEGAL.sub(replaced, text))
        line += text.count("\n")
        if not chunk:
            return


def has_mark(file: BufferedReader) -> bool:
    """Whether the file begins with the byte order mark of UTF-8."""
    return file.peek(256).startswith(codecs.BOM_UTF8)


def _decoder(file: BufferedReader) -> codecs.IncrementalDecoder:
    """By the byte order mark, else by the zero byte beside the first ``<``, else by the XML declaration, else UTF-8."""
    head = file.peek(256)
    declared = _DECLARATION.match(head)
    encoding = declared[1].decode() if declared else "utf-8"
    if has_mark(file):
        encoding = "utf-8-sig"
    elif head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif head.startswith((b"<\0", b"\0<")):
        encoding = "utf-16-le" if head.startswith(b"<") else "utf-16-be"
    elif encoding.lower().startswith(("utf-16", "utf-32")):
        raise UnreadableError(1, "encoding", f"the declaration says {encoding}, and the file is in another encoding")
    try:
        return codecs.getincrementaldecoder(encoding)()
    except LookupError:
        raise UnreadableError(1, "encoding", f'"{encoding}" is not the name of an encoding') from None
