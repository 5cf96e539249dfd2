"""Readers: the bytes of a file become the documents in it, one function a format."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePosixPath

from corpus.documents import Extract, Rejected
from corpus.errors import InputError
from corpus.readers.html import read_html
from corpus.readers.markdown import read_markdown
from corpus.readers.plain import read_text
from corpus.readers.records import read_jsonl
from corpus.readers.word import read_docx

__all__ = ["READERS", "Reader", "read"]

# Bytes and the path of a file to its documents and to the records that could not be used; an InputError rejects it all.
Reader = Callable[[bytes, str], Sequence[Extract | Rejected]]

READERS: Mapping[str, Reader] = {
    ".docx": read_docx,
    ".htm": read_html,
    ".html": read_html,
    ".jsonl": read_jsonl,
    ".md": read_markdown,
    ".txt": read_text,
}


def read(data: bytes, path: str) -> Sequence[Extract | Rejected]:
    """The documents of a file by the reader for its suffix; an ``InputError`` where there is none or it is broken."""
    reader = READERS.get(PurePosixPath(path).suffix.lower())
    if reader is None:
        raise InputError(path, "no reader for this kind of file", f"the program reads {' '.join(READERS)}")
    return reader(data, path)
