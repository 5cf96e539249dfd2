"""Subtitles: cues become sentences again, and keep their times."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.documents import Cue, Extract, Span
from corpus.errors import InputError
from corpus.files import decode
from corpus.limits import PARSED_BYTES, check_size
from corpus.readers.blocks import BlockWriter, clean

_READING = re.compile(r"<rt>[^<\n]{0,200}(?:</rt>)?")  # over or beside characters
_VOICE = re.compile(r"^<v(?:\.[^\s<>]{0,200})?[ \t]([^<>\n]{0,200})>[ \t]*(?![-–—])", re.M)  # who speaks
_TAGS = re.compile(r"<[/A-Za-z\d][^<>\n]{0,200}>|\{\\[^{}\n]{0,200}\}")
# Numbers, times and tags: with them, all that is not ASCII is too little to tell an encoding by.
_SILENT = re.compile(rb"^[ \t]*\d+[ \t]*\r?$|^[^\n]*-->[^\n]*$|<[^<>\n]{1,200}>|\{\\[^{}\n]{1,200}\}", re.M)
_NOTES = re.compile(r"(?:\A|(?<=\n\n))(?:NOTE|STYLE|REGION)\b[^\n]*\n(?:[^\n]+\n)*")
_LANGUAGE = re.compile(r"^Language:[ \t]*([\w-]+)", re.M)
_DASH = re.compile(r"\s*[-–—‐‑]+\s*(?=[^\W\d_]|[¿¡\"'“«\[(…]|\.\.)")
_ENDS = re.compile(r"[.!?…。！？｡؟۔।॥։።♪♫][\"'”’»›)\]」』]*$")
_SOUND = re.compile(r"\[[^\[\]]*\]|【[^【】]*】|[(（][^()（）]*[^()（）.!?…。！？][)）]|[\W\d_]*[♪♫#*][\W\d_]*")
_LEADING_SOUND = re.compile(r"\[[^\[\]]{1,80}\]\s*")
_MUSIC = "♪♫"
_CREDITS = re.compile(
    r"https?://|\bwww\.|\.(?:com|net|org)\b|open\s?subtitles|subscene|addic7ed|podnapisi|\b(?:sub(?:title)?s|caption(?:s|ed|ing)"
    r"|sync(?:ed|hroni[sz]ed)?|corrections?|ripped|translat(?:ed|ion)|transcript)\b.{0,20}\bby\b"
    r"|\b(?:subtítulos|traducción|sous-titr|traduction|untertitel|sottotitoli|traduzione|legendas|tradução|ondertitel"
    r"|napisy|tłumaczenie|titulky|překlad|altyazı|çeviri|terjemahan|diterjemahkan|phụ đề|subtitrare|traducerea"
    r"|feliratok|undertekst|tekstitys)|субтитр|перев[её]л|перевод|переклад|字幕|자막|ترجمة|زیرنویس|υπότιτλοι",
    re.I,
)
_FIRST, _LAST, _LONGEST_CREDIT = 3, 5, 150  # blocks of a file, characters
_PUNCTUATED = 0.3  # of the cues, at least, end a sentence in a file that writes full stops; Chinese files write none
_END = 10  # characters that tell whether a piece ends a sentence
_MOST_PIECES = 16  # of a block: no sentence is spread over more
_ROLLING = 100  # milliseconds between a line and its repetition
_SOUND_REASON = "structure:sound"
_LONGEST_PAUSE, _SHORT_PAUSE = 5000, 500  # milliseconds within a sentence; with nothing but the pause to go by


@dataclass(slots=True)
class _Piece:
    """A line of a cue, or a part of it, without the dash before it; times in milliseconds."""

    text: str
    start: int
    end: int
    line: str  # as it is shown
    opens: bool  # behind a dash, music or a sound: it never goes on from the piece before
    furniture: str = ""


@dataclass(slots=True)
class _Block:
    """Pieces that are read as one text, and where in it each begins."""

    pieces: list[_Piece]
    starts: list[int]
    text: str
    furniture: str

    def add(self, piece: _Piece) -> None:
        wide = {unicodedata.east_asian_width(mark) for mark in (self.text[-1], piece.text[0])} <= {"W", "F"}
        self.text += "" if wide and not unicodedata.combining(piece.text[0]) else " "
        self.starts.append(len(self.text))
        self.text += piece.text
        self.pieces.append(piece)


def read_srt(data: bytes, where: str) -> list[Extract]:
    """One document; a block is a sentence, or what one speaker says in one cue.

    Sounds in brackets are furniture, since only the version for the deaf has them; the lines of a song are blocks.
    """
    return _read(data, where, "srt", lambda text: text)


def read_vtt(data: bytes, where: str) -> list[Extract]:
    """As ``read_srt``, without notes, styles and the names of cues; ``Language:`` in the header is kept."""
    return _read(data, where, "vtt", lambda text: _with_turns(_READING.sub("", _NOTES.sub("", text))))


def _with_turns(text: str) -> str:
    """The text with a dash where a line begins with another voice than the one before."""
    last = ""

    def turn(found: re.Match[str]) -> str:
        nonlocal last
        before, last = last, found[1]
        return "" if last == before else "- "

    return _VOICE.sub(turn, text)


def _read(data: bytes, where: str, kind: str, prepare: Callable[[str], str]) -> list[Extract]:
    import pysubs2

    check_size(len(data), PARSED_BYTES, where, "the file of subtitles")
    decoded = decode(data, where, _SILENT)
    lines = [line.rstrip() for line in clean(decoded.text).split("\n")]
    text = prepare(re.sub(r"\n{3,}", "\n\n", "\n".join(lines) + "\n"))
    try:
        # tags are taken out before: pysubs2 takes times in them for the times of a cue, and quadratic time for others
        events = pysubs2.SSAFile.from_string(_TAGS.sub("", text), format_=kind, keep_html_tags=True).events
    except (pysubs2.Pysubs2Error, ValueError, OverflowError) as error:
        raise InputError(where, f"not subtitles: {' '.join(str(error).split())[:100]}") from None
    if not events:
        raise InputError(where, "no subtitles: there is no line with two times", "00:00:01,000 --> 00:00:02,500")
    pieces: list[_Piece] = []
    for event in sorted(events, key=lambda event: event.start):
        words = event.text.replace("\\h", " ").split("\\N")
        if kind == "vtt" and "" in words:
            words = words[: words.index("")]  # behind the blank line stands the name of the next cue
        for line in words:
            _add_line(clean(html.unescape(line)).strip(), event.start, max(event.start, event.end), pieces)
    blocks = _sentences(pieces)
    _mark_credits(blocks)
    writer = BlockWriter()
    for block in blocks:
        writer.add(block.text, block.furniture)
    language = _LANGUAGE.search(text.partition("-->")[0]) if kind == "vtt" else None
    extract = writer.extract(language=language[1] if language else None, flags=decoded.flags)
    return [replace(extract, cues=tuple(_cues(blocks, extract.blocks)))]


def _add_line(line: str, start: int, end: int, pieces: list[_Piece]) -> None:
    """A line of a cue as pieces: a sound before the speech is one of its own, and so is each speaker's turn."""
    last = pieces[-1] if pieces else None
    if last and line == last.line and start - last.end < _ROLLING:
        last.end = max(last.end, end)  # rolling captions show each line again, above the next
        return
    spoken = _DASH.sub("", line, count=1) if _DASH.match(line) else line
    opens = spoken != line
    if sound := _LEADING_SOUND.match(spoken):
        pieces.append(_Piece(sound[0].strip(), start, end, line, opens=True, furniture=_SOUND_REASON))
        spoken, opens = spoken[sound.end() :], True
        spoken = _DASH.sub("", spoken, count=1) if _DASH.match(spoken) else spoken
    if not any(map(str.isalnum, spoken)) or _SOUND.fullmatch(spoken):
        if spoken:
            pieces.append(_Piece(spoken, start, end, line, opens=True, furniture=_SOUND_REASON))
    elif spoken:
        pieces.append(_Piece(spoken, start, end, line, opens or spoken[0] in _MUSIC))


def _sentences(pieces: Sequence[_Piece]) -> list[_Block]:
    """The pieces that belong to one sentence together, and those of one cue and speaker."""
    speech = [piece for piece in pieces if not piece.furniture]
    ended = sum(bool(_ENDS.search(piece.text[-_END:])) for piece in speech)
    punctuated = ended >= _PUNCTUATED * len(speech)
    blocks: list[_Block] = []
    for piece in pieces:
        if blocks and _goes_on(blocks[-1].pieces[-1], piece, punctuated) and len(blocks[-1].pieces) < _MOST_PIECES:
            blocks[-1].add(piece)
        else:
            blocks.append(_Block([piece], [0], piece.text, piece.furniture))
    return blocks


def _goes_on(before: _Piece, after: _Piece, punctuated: bool) -> bool:
    if before.furniture or after.furniture or after.opens or before.text[0] in _MUSIC:
        return False
    if before.start == after.start and before.end == after.end:
        return True  # the second line of a cue
    pause = after.start - before.end
    if not punctuated or pause > _LONGEST_PAUSE:
        return False
    letter = after.text.lstrip("\"'“”‘’«»„(….—–- ")[:1]
    if _ENDS.search(before.text[-_END:]):
        return letter.islower() and before.text.endswith(("...", "…", ","))
    return letter.islower() or pause <= _SHORT_PAUSE


def _mark_credits(blocks: Sequence[_Block]) -> None:
    """Who made the subtitles, and what for: at the beginning and at the end of a file."""
    for block in [*blocks[:_FIRST], *blocks[-_LAST:]]:
        if len(block.text) <= _LONGEST_CREDIT and _CREDITS.search(block.text):
            block.furniture = block.furniture or "structure:credits"


def _cues(blocks: Sequence[_Block], spans: Sequence[Span]) -> Iterator[Cue]:
    for block, span in zip(blocks, spans, strict=True):
        for piece, at in zip(block.pieces, block.starts, strict=True):
            start = span.start + at
            yield Cue(Span(start, start + len(piece.text)), piece.start, piece.end)
