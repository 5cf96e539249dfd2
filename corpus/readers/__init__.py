"""Readers: the bytes of a file become the documents in it, one function a format."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePosixPath

from corpus.documents import Extract, Rejected
from corpus.errors import InputError
from corpus.readers.epub import read_epub
from corpus.readers.html import read_html
from corpus.readers.markdown import read_markdown
from corpus.readers.opendocument import read_odt
from corpus.readers.pdf import read_pdf
from corpus.readers.plain import read_text
from corpus.readers.po import read_po
from corpus.readers.records import read_jsonl
from corpus.readers.sheets import read_xlsx
from corpus.readers.slides import read_pptx
from corpus.readers.subtitles import read_srt, read_vtt
from corpus.readers.tmx import read_tmx
from corpus.readers.word import read_docx
from corpus.readers.xliff import read_xliff

__all__ = ["READERS", "Reader", "read", "reader_for"]

# Bytes and the path of a file to its documents and to the records that could not be used; an InputError rejects it all.
Reader = Callable[[bytes, str], Sequence[Extract | Rejected]]

READERS: Mapping[str, Reader] = {
    ".docx": read_docx,
    ".epub": read_epub,
    ".htm": read_html,
    ".html": read_html,
    ".jsonl": read_jsonl,
    ".md": read_markdown,
    ".odt": read_odt,
    ".pdf": read_pdf,
    ".po": read_po,
    ".pptx": read_pptx,
    ".srt": read_srt,
    ".tmx": read_tmx,
    ".txt": read_text,
    ".vtt": read_vtt,
    ".xhtml": read_html,
    ".xlf": read_xliff,
    ".xliff": read_xliff,
    ".xlsx": read_xlsx,
}
_WITHOUT_TEXTS = {".pot": "a template of translations, without any"}
# What programs that open a file of another kind save it as.
_INSTEAD = {
    "save it as .docx": "doc docm dot dotx pages rtf sxw wpd wps",
    "save it as .xlsx": "csv numbers ods tsv xls xlsb xlsm",
    "save it as .pptx": "key odp pps ppsx ppt pptm",
    "save it as .html": "adoc asciidoc eml mht mhtml org rst tex xml",
    "save it as .txt": "log text",
    "save it as .jsonl, one document a line": "json",
    "convert it to .epub": "azw azw3 fb2 lit mobi prc",
    "convert it to .pdf": "djvu ps xps",
    "convert it to .srt": "ass dfxp sbv smi ssa sub ttml",
    "convert it to .po": "mo properties strings",
    "export it as .xliff or .tmx": "mqxliff mxliff sdltm sdlxliff tbx ts txlf txml",
    "pack it as .zip": "7z bz2 rar tar tgz xz zst",
    "recognise its text (OCR), and save that": "bmp gif heic jpeg jpg png tif tiff webp",
}
_REMEDY = {f".{suffix}": remedy for remedy, suffixes in _INSTEAD.items() for suffix in suffixes.split()}


def reader_for(suffix: str, where: str) -> Reader:
    """The reader for a suffix in lower case; an ``InputError`` where there is none."""
    if suffix not in READERS:
        what = _WITHOUT_TEXTS.get(suffix, "no reader for this kind of file")
        known = f"the program reads {' '.join(READERS)}, and .gz, .zip and .warc with them"
        raise InputError(where, what, _REMEDY.get(suffix, known))
    return READERS[suffix]


def read(data: bytes, path: str, suffix: str = "") -> Sequence[Extract | Rejected]:
    """The documents of a file by the reader for its suffix; an ``InputError`` where there is none or it is broken."""
    return reader_for(suffix or PurePosixPath(path).suffix.lower(), path)(data, path)
