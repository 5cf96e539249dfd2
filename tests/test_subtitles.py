"""Subtitles: sentences out of cues, their times, and what is no speech."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.collection import read_collection
from corpus.documents import Cue, Document, Extract, Span
from corpus.errors import InputError
from corpus.readers import read

Cues = list[tuple[float, float, str]]  # seconds


def stamp(seconds: float, point: str) -> str:
    whole = round(seconds * 1000)
    return f"{whole // 3_600_000:02}:{whole // 60_000 % 60:02}:{whole // 1000 % 60:02}{point}{whole % 1000:03}"


def srt(cues: Cues) -> bytes:
    blocks = (
        f"{number}\n{stamp(start, ',')} --> {stamp(end, ',')}\n{text}\n"
        for number, (start, end, text) in enumerate(cues, 1)
    )
    return "\n".join(blocks).encode()


def only(data: bytes, name: str = "a.srt") -> Extract:
    (extract,) = read(data, name)
    assert isinstance(extract, Extract)
    assert [cue.span for cue in extract.cues] == sorted((cue.span for cue in extract.cues), key=lambda s: s.start)
    return extract


def blocks(extract: Extract) -> list[str]:
    marked = dict(extract.furniture)
    return [
        f"{marked[i]}: {span.of(extract.text)}" if i in marked else span.of(extract.text)
        for i, span in enumerate(extract.blocks)
    ]


FULL_STOPS: Cues = [(90, 91, "Yes."), (95, 96, "No."), (100, 101, "Who knows?")]


@pytest.mark.parametrize(
    ("cues", "expected"),
    [
        ([(1, 2, "He went home"), (2.1, 3, "in London.")], ["He went home in London."]),
        ([(1, 2, "The man from"), (2.1, 3, "London left.")], ["The man from London left."]),
        ([(1, 2, "The man from"), (4, 5, "London left.")], ["The man from", "London left."]),
        ([(1, 2, "He went home,"), (5, 6, "at last.")], ["He went home, at last."]),
        ([(1, 2, "He went home,"), (9, 10, "at last.")], ["He went home,", "at last."]),
        ([(1, 2, "I thought..."), (2.5, 3, "...that you left.")], ["I thought... ...that you left."]),
        ([(1, 2, "I thought..."), (2.5, 3, "You left.")], ["I thought...", "You left."]),
        ([(1, 2, "Two lines\nof one cue. And more.")], ["Two lines of one cue. And more."]),
        ([(1, 2, "- Who is it?\n- Me.")], ["Who is it?", "Me."]),
        ([(1, 2, "Who is"), (2, 3, "- Me.\n–it's you.")], ["Who is", "Me.", "it's you."]),
        ([(1, 2, "It was minus"), (2, 3, "-5 degrees.")], ["It was minus -5 degrees."]),
        ([(1, 2, "{\\an8}<i>Far</i> <font color='red'>away</font> &amp; gone.")], ["Far away & gone."]),
        ([(1, 2, "[door slams]"), (2, 3, "(WIND HOWLS)")], [
            "structure:sound: [door slams]", "structure:sound: (WIND HOWLS)",
        ]),
        ([(1, 2, "[sighs] I know."), (2, 3, "(He knows.)"), (3, 4, "♪♪")], [
            "structure:sound: [sighs]", "I know.", "(He knows.)", "structure:sound: ♪♪",
        ]),
        ([(1, 2, "♪ One star ♪"), (2, 3, "♪ two stars ♪")], ["♪ One star ♪", "♪ two stars ♪"]),
        ([(1, 2, "这是第一句"), (2, 3, "他走了。")], ["这是第一句他走了。"]),
    ],
)  # fmt: skip
def test_blocks(cues: Cues, expected: list[str]) -> None:
    assert blocks(only(srt([*cues, *FULL_STOPS]))) == [*expected, "Yes.", "No.", "Who knows?"]


def test_without_full_stops_each_cue_is_a_block() -> None:
    cues: Cues = [(1, 2, "我知道"), (2, 3, "你也知道"), (3, 4, "so it goes"), (4, 5, "on and on")]
    assert blocks(only(srt(cues))) == [text for _, _, text in cues]


def test_who_made_them_is_furniture_at_the_ends_only() -> None:
    middle: Cues = [(10 + n, 10.9 + n, f"I saw www.example{n}.com in the news.") for n in range(9)]
    ends: Cues = [(1, 2, "Subtitles by Somebody"), (99, 100, "Sous-titres : quelqu'un")]
    extract = only(srt([ends[0], *middle, ends[1]]))
    assert {reason for _, reason in extract.furniture} == {"structure:credits"}
    assert dict(extract.furniture).keys() == {0, 1, 2, 6, 7, 8, 9, 10}


def test_times_are_kept(tmp_path: Path) -> None:
    extract = only(srt([(1, 2.5, "He went home"), (2.6, 4, "- in the rain.\nAll wet."), (61.25, 62, "- Who?\n- Me.")]))
    assert [(cue.span.of(extract.text), cue.start, cue.end) for cue in extract.cues] == [
        ("He went home", 1000, 2500),
        ("in the rain.", 2600, 4000),
        ("All wet.", 2600, 4000),
        ("Who?", 61250, 62000),
        ("Me.", 61250, 62000),
    ]
    (tmp_path / "a.en.srt").write_bytes(srt([(1, 2.5, "He went home"), (2.6, 4, "in the rain. All wet.")]))
    (document,) = read_collection(tmp_path).documents
    first, second = (span for _, span in document.all_sentences)
    assert (document.time_of(first), document.time_of(second)) == ((1.0, 4.0), (2.6, 4.0))


def test_times_of_a_text_without() -> None:
    plain = Document("a.txt", "en", "Yes. No.", (Span(0, 8),), ((Span(0, 8),),))
    assert plain.time_of(Span(0, 4)) is None
    timed = Document("a.srt", "en", "Yes. No.", (), (), cues=(Cue(Span(0, 4), 0, 500), Cue(Span(5, 8), 700, 900)))
    assert [timed.time_of(Span(*ends)) for ends in ((0, 4), (1, 6), (5, 8))] == [(0, 0.5), (0, 0.9), (0.7, 0.9)]


VTT = """WEBVTT
Kind: captions
Language: es-MX

STYLE
::cue { color: red }

NOTE
a note of two lines

intro
00:01.000 --> 00:02.000 align:start position:0%
<v Ana>La panadera

NOTE behind a cue

2
00:02.010 --> 00:03.000
<c.yellow>hace <00:00:02.500>pan<00:00:02.800>.</c>
"""


def test_vtt() -> None:
    extract = only(VTT.encode(), "a.vtt")
    assert blocks(extract) == ["La panadera hace pan."]
    assert extract.language == "es-MX"
    assert [(cue.start, cue.end) for cue in extract.cues] == [(1000, 2000), (2010, 3000)]


def test_captions_that_roll_are_said_once() -> None:
    cues: Cues = [(0, 2, "one two"), (2, 2.01, "one two"), (2.01, 4, "one two\nthree four"), (4, 5, "three four\nfive")]
    assert blocks(only(srt(cues))) == ["one two", "three four", "five"]


@pytest.mark.parametrize("name", ["a.srt", "a.vtt"])
def test_what_is_no_subtitles(name: str) -> None:
    with pytest.raises(InputError, match="there is no line with two times"):
        read(b"Some other text.", name)


@pytest.mark.parametrize("filler", ["\n", "<", "<a", " ", "[", "(", "{\\", "-", "♪", "...", "1\n", "a"])
def test_a_long_cue_takes_no_time(filler: str) -> None:
    read(srt([(1, 2, "Before " + filler * (300_000 // len(filler)) + " after."), (2, 3, "The end.")]), "a.srt")


SPANISH = [
    "El médico se marchó de la isla antes de la primera nevada.",
    "La señora Núñez esperó en el jardín, pero él no volvió jamás.",
    "¿Quién iba a decir que el pan faltaría también en la montaña?",
    "El último niño que nació allí se llamaba Ramón.",
]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig", "utf-16"])
def test_encodings(encoding: str) -> None:
    """Numbers and times are no help in telling an encoding, and most of a file."""
    cues: Cues = [(3 * k, 3 * k + 1, f"<i>{words}</i>") for k, words in enumerate(SPANISH)]
    data = srt(cues).decode().replace("\n", "\r\n").encode(encoding)
    assert blocks(only(data)) == SPANISH


def test_voices_of_vtt_are_turns() -> None:
    lines = (
        "<v Ann>Who is", "<v Ann>there?</v>", "<v.loud Tom>Nobody.\n<v Ann>But I heard\n<v Tom>- A dog.",
        "<ruby>漢<rt>kan</rt></ruby> is a letter.",
    )  # fmt: skip
    cues = "\n\n".join(f"00:0{k}.000 --> 00:0{k}.900\n{line}" for k, line in enumerate(lines))
    found = only(f"WEBVTT\n\n{cues}\n".encode(), "a.vtt")
    assert blocks(found) == ["Who is there?", "Nobody.", "But I heard", "A dog.", "漢 is a letter."]


def test_what_players_forgive() -> None:
    """Numbers and blank cues left out, dots and short times, positions, entities."""
    data = (
        "00:00:01.000 --> 00:00:02.000\nOne & <b>two</b>.\n\n3\n00:00:02,500 --> 00:00:03,000\n\n\n"
        "4\n0:0:4,5 --> 0:0:5,0 X1:40 X2:600 Y1:20 Y2:50\n{\\an8}3 &lt; 4 &amp; so on.\n\n"
        "00:00:09,000 --> 00:00:06,000\nBack.\n"
    )
    found = only(data.encode())
    assert blocks(found) == ["One & two.", "3 < 4 & so on.", "Back."]
    assert [(cue.start, cue.end) for cue in found.cues] == [(1000, 2000), (4500, 5000), (9000, 9000)]
