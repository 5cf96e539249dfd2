"""Bytes in and out: encodings, fingerprints, atomic writes, and the walk through an input folder."""

from __future__ import annotations

import codecs
import hashlib
import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from corpus.documents import Rejected
from corpus.errors import InputError, UsageError
from corpus.limits import FILE_BYTES, TEXT_BYTES, check_size

# Longest first: the mark of UTF-32-LE begins with that of UTF-16-LE.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LARGER = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "shift_jis": "cp932", "euc_kr": "cp949",
}  # fmt: skip
_SIBLINGS = {"cp1250": "iso8859-2", "cp1252": "iso8859-15", "cp1253": "iso8859-7", "cp1257": "iso8859-13"}
_SYMBOL_IN_WORD = re.compile(
    r"(?<=[^\W\d_])[¢£¥¦§¨©¬®°±´¶¸¹»¼½¾]+(?=[^\W\d_])|(?<!\w)(?:¶(?=[^\W\d_])|½(?=[^\W\d_]{3}))|¤"
)
# Of 1,030 pieces of news in 18 languages in their legacy encodings, 1 to 40 sentences long, one is misread at this
# confidence (a single Polish sentence). A seventh of the single sentences is refused, of longer pieces none.
_LEAST_CONFIDENCE = 0.2
# Python has more encodings than texts do: punycode takes quadratic time, unicode_escape makes halves of pairs.
_OF_TEXTS = re.compile("(?:ascii|big5|cp|euc|gb|hz|iso|johab|koi8|kz|mac|ptcp|shift|tis)")
_LEAST_UTF16, _ONE_ALPHABET = 40, 0.97  # bytes; the share of high bytes
_SWITCHES = re.compile(rb"\x1b\$[@B]")
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x19\x1c-\x1f]")
BUILD, EXPORT = "manifest.json", "export.json"  # by which an output is known
_OURS = re.compile(rb'\s*\{\s*"hexapla"\s*:')
_SAVE_AS = "save it as UTF-8"


@dataclass(frozen=True, slots=True)
class Decoded:
    """``encoding`` is Python's name for it; ``certain`` is False where it was guessed from the bytes."""

    text: str
    encoding: str
    certain: bool

    @property
    def flags(self) -> tuple[str, ...]:
        """What a reader should know about the text: how it was decoded, and damage that it already carried."""
        guessed = () if self.certain else (f"encoding:{self.encoding}",)
        return (*guessed, "encoding:replacement-characters") if "\ufffd" in self.text else guessed


@dataclass(frozen=True, slots=True)
class Walk:
    """The files below a folder as POSIX paths, sorted, and what was left out."""

    paths: tuple[str, ...]
    rejected: tuple[Rejected, ...]


def read_bytes(path: Path) -> bytes:
    """The file's content; an ``InputError`` where it is empty, too large, no regular file, or cannot be read."""
    try:
        if not path.is_file():  # a pipe would keep the program waiting, a device would never end
            raise InputError(path.name, "it is no regular file" if path.exists() else "there is no such file")
        check_size(path.stat().st_size, FILE_BYTES, path.name, "the file")
        data = path.read_bytes()
    except OSError as error:
        raise InputError(path.name, f"the file cannot be read: {error.strerror}") from None
    if not data or data.isspace():
        raise InputError(path.name, "the file is empty")
    return data


def sha256(data: bytes) -> str:
    """The fingerprint of a file's content, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def decode(data: bytes, where: str = "the file", silent: re.Pattern[bytes] | None = None) -> Decoded:
    """Bytes to text: a byte order mark, else strict UTF-8, else detection; an ``InputError`` where none is safe.

    A wrong guess would put mojibake into a corpus, so a guess counts only if it is clear (``_detected``). It looks at
    what is left without ``silent``, what the format puts between the words.
    """
    check_size(len(data), TEXT_BYTES, where, "the text")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return Decoded(_strict(data, encoding, where), encoding.removesuffix("-sig"), certain=True)
    if encoding := unmarked(data):
        return Decoded(_strict(data, encoding, where), encoding, certain=False)
    if b"\0" in data:
        raise InputError(where, "it holds NUL bytes: a binary file, or UTF-16 without a byte order mark", _SAVE_AS)
    try:
        return Decoded(data.decode("utf-8"), "utf-8", certain=True)
    except UnicodeDecodeError as error:
        return _detected(data, error, where, silent.sub(b"", data) if silent else data)


def unmarked(data: bytes) -> str:
    """Python's name for the encoding that shows without a byte order mark, else an empty string. All may be ASCII.

    Japanese mail switches its tables by escape sequences. In UTF-16 of one alphabet nearly all high bytes are zero or
    one other, and hardly a low byte is zero. Chinese and Japanese have no such sign.
    """
    if _SWITCHES.search(data):
        return "iso2022_jp"
    if b"\0" not in data[:_LEAST_UTF16] or len(data) < _LEAST_UTF16 or len(data) % 2:
        return ""
    for encoding, high, low in (("utf-16-le", data[1::2], data[::2]), ("utf-16-be", data[::2], data[1::2])):
        common = Counter(high).most_common(3)
        most = sum(count for _, count in common) >= _ONE_ALPHABET * len(high)
        if most and 0 in dict(common) and low.count(0) <= (1 - _ONE_ALPHABET) * len(low):
            return "" if _CONTROL.search(bytes(low[i] for i, byte in enumerate(high) if not byte)) else encoding
    return ""


def _strict(data: bytes, encoding: str, where: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        what = f"it begins as {encoding.upper()}, but byte {error.start} is not valid in it"
        raise InputError(where, what, _SAVE_AS) from None


def _detected(data: bytes, error: UnicodeDecodeError, where: str, words: bytes) -> Decoded:
    """Text in a legacy encoding, by chardet's guess, if nothing speaks against it."""
    repaired = data.decode("utf-8", "replace")
    broken = repaired.count("\ufffd")
    if sum(character > "\x7f" for character in repaired) > 2 * broken:  # more characters are sound UTF-8 than not
        raise InputError(where, f"it is UTF-8, but byte {error.start} is not valid in it", _SAVE_AS)
    if _CONTROL.search(data):
        raise InputError(where, "it holds control characters: a binary file")
    import chardet

    found = chardet.detect(words, encoding_era=chardet.EncodingEra.MODERN_WEB, compat_names=False)
    name = _own_or_sibling(data, larger(found["encoding"] or ""))
    if not name or found["confidence"] < _LEAST_CONFIDENCE:
        raise InputError(where, "its encoding cannot be told", _SAVE_AS)
    text = _strict(data, name, where)
    if re.search("[\x80-\x9f]", text):
        raise InputError(where, f"it looks like {name} but holds control characters", _SAVE_AS)
    return Decoded(text, name, certain=False)


def larger(encoding: str) -> str:
    """The encoding that is meant by a name: browsers read ISO-8859-1 as Windows-1252, its superset."""
    return _LARGER.get(encoding, encoding)


def named_encoding(name: str) -> str | None:
    """Python's name for the encoding that a page or a server names; None where it is unknown, or a form of UTF."""
    try:
        found = larger(codecs.lookup(name).name)
    except (LookupError, ValueError):
        return None
    return found if _OF_TEXTS.match(found) else None


def _own_or_sibling(data: bytes, encoding: str) -> str:
    """``encoding``, or the ISO encoding that differs from this Windows one in a few letters, where that fits better.

    chardet says cp1250 for ISO-8859-2, and cp1252 for ISO-8859-15.
    """
    sibling = _SIBLINGS.get(encoding)
    if not sibling or re.search(rb"[\x80-\x9f]", data):
        return encoding  # in ISO these bytes are control characters; in Windows they are common letters and quotes
    try:
        own, other = data.decode(encoding), data.decode(sibling)
    except UnicodeDecodeError:
        return encoding
    damage, other_damage = (len(_SYMBOL_IN_WORD.findall(text)) for text in (own, other))
    if own != other and (other_damage < damage or (sibling == "iso8859-2" and other_damage == damage)):
        return sibling
    return encoding


@contextmanager
def write_atomically(path: Path) -> Iterator[Path]:
    """A temporary file beside ``path`` to write to; it takes the place of ``path`` when the block ends well.

    A reader sees the old file or the whole new one, never a half; after an error the old one is untouched.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o666 & ~_umask())  # mkstemp makes files that only their owner can read
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def write_named(path: Path) -> Iterator[Path]:
    """``write_atomically`` for a file that the user has named: a ``UsageError`` where it cannot be written."""
    try:
        with write_atomically(path) as temporary:
            yield temporary
    except OSError as error:
        raise UsageError(
            str(path), f"cannot be written: {error.strerror}", "name a file in a folder of yours"
        ) from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def walk(folder: Path, suffixes: frozenset[str]) -> Walk:
    """Every file below ``folder``, sorted by path; a ``UsageError`` where it is no folder.

    Hidden files and folders are passed over, but a hidden file of a readable kind is listed as rejected. So is whatever
    leads out of the folder, cannot be read, or is an output of this program.
    """
    if not folder.exists():
        raise UsageError(str(folder), "there is no such folder")
    if not folder.is_dir():
        raise UsageError(str(folder), "this is a file", "give the folder that holds the documents")
    if is_output(folder):
        raise UsageError(str(folder), "this is an output of hexapla", "give the folder that holds the documents")
    root, paths, rejected = folder.resolve(), list[str](), list[Rejected]()

    def reject(path: Path, reason: str) -> None:
        shown = path.relative_to(folder).as_posix().encode("utf-8", "replace").decode()
        rejected.append(Rejected(shown, reason))

    def unreadable(error: OSError) -> None:
        reject(Path(error.filename), f"the folder cannot be read: {error.strerror}")

    for place, folders, names in os.walk(folder, onerror=unreadable):
        here = Path(place)
        for name in list(folders):
            if (here / name).is_symlink():
                reject(here / name, "a link to a folder is not followed")
            elif is_output(here / name):
                reject(here / name, "an output of hexapla is not an input")
        folders[:] = [n for n in folders if not n.startswith(".") and not is_output(here / n)]
        for name in names:
            path = here / name
            if not _is_unicode(name):
                reject(path, "its name is not valid UTF-8")
            elif name.startswith("."):
                if path.suffix.lower() in suffixes:
                    reject(path, "a hidden file is not read")
            elif reason := _wrong_kind(path, root):
                reject(path, reason)
            else:
                paths.append(path.relative_to(folder).as_posix())
    return Walk(tuple(sorted(paths)), tuple(sorted(rejected, key=lambda r: r.path)))


def _wrong_kind(path: Path, root: Path) -> str:
    """Why what stands at ``path`` is no file below ``root``, or an empty string."""
    try:
        place = path.resolve(strict=True)
    except (OSError, RuntimeError):  # the latter for links that lead to one another
        return "a link that leads nowhere"
    if not place.is_relative_to(root):
        return "a link that leads out of the folder is not followed"
    return "" if place.is_file() else "it is no regular file"


def _is_unicode(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:  # a byte that Python keeps as half a surrogate pair
        return False
    return True


def is_output(folder: Path, manifests: Sequence[str] = (BUILD, EXPORT)) -> bool:
    """Whether ``folder`` holds what this program wrote: one of the ``manifests``, whose first key is ``hexapla``."""
    return any(_is_ours(folder / name) for name in manifests)


def _is_ours(manifest: Path) -> bool:
    with suppress(OSError):
        if manifest.is_file() and not manifest.is_symlink():  # a link may lead out of the input folder
            with manifest.open("rb") as file:
                return bool(_OURS.match(file.read(1000)))
    return False
