from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from omegat import MISSING, dtd

from corpus.check import check_tmx
from corpus.errors import InputError, UsageError
from corpus.profiles import PROFILES
from corpus.tmx import TranslationUnit, clean_segment, read_tmx
from corpus.tmx_writer import write_tmx

files = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)  # each example overwrites

awkward = [
    "]]>",
    "<!--",
    "&amp;",
    "&#0;",
    "<seg>",
    "\r\n",
    "\u2028",
    "\x00",
    "\x0b",
    "\ud800",
    "\ufffe",
    "\u202e",
    "\ufeff",
]
anything = st.lists(st.sampled_from(awkward) | st.text(st.characters(exclude_categories=()), max_size=8)).map("".join)
words = st.sampled_from(["Yes.", "No.", "Perhaps."]) | anything  # few, so that units repeat
units = st.builds(
    TranslationUnit,
    id=st.sampled_from(["", "a", "b c"]) | anything,
    segments=st.dictionaries(st.sampled_from(["en", "es", "zh-Hans"]), words).map(lambda texts: tuple(texts.items())),
    properties=st.lists(st.tuples(anything, anything), max_size=2).map(tuple),
    note=st.none() | anything,
)


def pair(source: str = "One.", target: str = "Uno.", name: str = "") -> TranslationUnit:
    return TranslationUnit(name, (("en", source), ("es", target)))


@pytest.fixture(autouse=True)
def no_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


@pytest.fixture
def tmx(tmp_path: Path) -> Path:
    return tmp_path / "en-es.tmx"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        (" \t two\r\n words\u2028", "two words"),
        ("cafe\u0301", "caf\u00e9"),
        ("a\x00b\x1fc\x0bd\ufffee\ud800f", "ab c def"),  # \x1f and \x0b are white space
        ("e\x00\u0301", "\u00e9"),  # composed once the NUL between them is gone
        ("10\u00a0km, quoi\u202f? 東\u3000京", "10\u00a0km, quoi\u202f? 東\u3000京"),
        ("10\u00a0 km", "10 km"),
        ("\u3000indented\u00a0", "indented"),
        ("\u202bמילה\u202c 😀 ]]> &amp;", "\u202bמילה\u202c 😀 ]]> &amp;"),
        ("\x00 \n", ""),
    ],
)
def test_clean_segment(text: str, expected: str) -> None:
    assert clean_segment(text) == expected


@given(anything)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean_segment(clean_segment(text)) == clean_segment(text)


def test_the_bytes_of_a_file(tmx: Path) -> None:
    unit = TranslationUnit(
        "u1", (("es", "Él & <ella>"), ("en", "He & she"), ("fr", "Lui")), (("score", "0.9"),), "Look"
    )
    summary = write_tmx(tmx, [unit], "en", ["es", "en"], created=datetime(2024, 2, 29, 12, tzinfo=UTC))
    assert (summary.units, summary.dropped, summary.warnings) == (1, {}, ())
    assert tmx.read_bytes().decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<tmx version="1.4">\n'
        '  <header creationtool="hexapla" creationtoolversion="0.1.0" segtype="sentence" o-tmf="hexapla" adminlang="en"'
        ' srclang="en" datatype="plaintext" creationdate="20240229T120000Z"/>\n'
        "  <body>\n"
        '    <tu tuid="u1">\n'
        "      <note>Look</note>\n"
        '      <prop type="x-score">0.9</prop>\n'
        '      <tuv xml:lang="en"><seg>He &amp; she</seg></tuv>\n'
        '      <tuv xml:lang="es"><seg>Él &amp; &lt;ella&gt;</seg></tuv>\n'
        "    </tu>\n"
        "  </body>\n"
        "</tmx>\n"
    )


@pytest.mark.parametrize(
    ("unit", "reason"),
    [
        (TranslationUnit("", (("en", "One."),)), "language missing"),
        (TranslationUnit("", (("es", "Uno."), ("fr", "Un."))), "language missing"),
        (pair("One.", "\x00 "), "empty segment"),
        (pair("First.", " Primero.\n"), "duplicate"),
        (TranslationUnit("", (("en", "One."), ("es", "Uno."), ("es", "Un."))), "language repeated"),
    ],
)
def test_a_unit_is_dropped_with_its_reason(tmx: Path, unit: TranslationUnit, reason: str) -> None:
    summary = write_tmx(tmx, [pair("First.", "Primero.", "kept"), unit], "en", ["en", "es"])
    assert (summary.units, summary.dropped) == (1, {reason: 1})
    assert [unit.id for unit in read_tmx(tmx)] == ["kept"]


def test_partial_units_need_the_source_and_one_more_language(tmx: Path) -> None:
    given = [
        TranslationUnit("one", (("en", "One."), ("es", "Uno."))),
        TranslationUnit("two", (("es", "Dos."), ("fr", "Deux."))),
        TranslationUnit("three", (("fr", "Trois."), ("en", "Three."))),
    ]
    summary = write_tmx(tmx, given, "en", ["en", "es", "fr"], partial=True)
    assert [unit.id for unit in read_tmx(tmx)] == ["one", "three"]
    assert summary.dropped == {"language missing": 1}
    assert summary.warnings == (
        "3 languages in one file: Trados Studio imports files of two",
        "units without one of the languages, where OmegaT inserts the text of another: 2 (one, three)",
    )
    assert write_tmx(tmx, given, "en", ["en", "es", "fr"]).dropped == {"language missing": 3}


def test_a_profile_takes_one_target_of_a_source(tmx: Path) -> None:
    given = [pair("One.", f"Uno {n}.", f"u{n}") for n in (1, 2, 1)]
    left_out: list[tuple[str, str]] = []
    summary = write_tmx(
        tmx,
        given,
        "en",
        ["en", "es"],
        profile=PROFILES["omegat"],
        on_drop=lambda *drop: left_out.append((drop[0].id, drop[1])),
    )
    assert (summary.units, summary.warnings) == (1, ())
    assert summary.dropped == {"another target for the source of an earlier one": 1, "duplicate": 1}
    assert left_out == [("u2", "another target for the source of an earlier one"), ("u1", "duplicate")]


def test_a_profile_refuses_long_segments(tmx: Path) -> None:
    given = [pair("x" * 2000, "y" * 2000, "u1"), pair("x", "y" * 2001, "u2"), pair(" x\n", "z  " * 1000, "u3")]
    summary = write_tmx(tmx, given, "en", ["en", "es"], profile=PROFILES["trados"])
    assert [unit.id for unit in read_tmx(tmx)] == ["u1", "u3"]  # of u3, 1,999 characters are written
    assert summary.dropped == {"longer than 2000 characters, which Trados Studio refuses": 1}


def test_a_large_memory_goes_to_several_files(tmx: Path) -> None:
    write_tmx(tmx, [pair("One.", "Uno."), pair("Two.", "Dos.")], "en", ["en", "es"])
    size = tmx.stat().st_size
    given = [pair(f"{n}.", f"É{n}.") for n in range(10, 35)]
    profile = replace(PROFILES["phrase"], largest=size)
    summary = write_tmx(tmx, given, "en", ["en", "es"], profile=profile)
    names = ["en-es.tmx", *(f"en-es.{n}.tmx" for n in range(2, 14))]
    assert summary.files == dict.fromkeys(names[:-1], 2) | {names[-1]: 1}
    assert summary.units == 25
    assert sorted(path.name for path in tmx.parent.iterdir()) == sorted(names)
    assert max((tmx.parent / name).stat().st_size for name in names) == size
    assert [check_tmx(tmx.parent / name) for name in names] == [[]] * 13
    segments = [unit.segments for name in names for unit in read_tmx(tmx.parent / name)]
    assert segments == [unit.segments for unit in given]


def test_a_unit_that_is_larger_than_a_file_stands_alone(tmx: Path) -> None:
    profile = replace(PROFILES["phrase"], largest=1)
    summary = write_tmx(tmx, [pair("One."), pair("Two.")], "en", ["en", "es"], profile=profile)
    assert summary.files == {"en-es.tmx": 1, "en-es.2.tmx": 1}
    assert write_tmx(tmx, [], "en", ["en", "es"], profile=profile).files == {"en-es.tmx": 0}


def test_an_interruption_leaves_no_file_of_several(tmx: Path) -> None:
    def interrupted() -> Iterator[TranslationUnit]:
        yield pair("One.")
        yield pair("Two.")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_tmx(tmx, interrupted(), "en", ["en", "es"], profile=replace(PROFILES["phrase"], largest=1))
    assert list(tmx.parent.iterdir()) == []


def test_most_tools_take_two_languages_a_file(tmx: Path) -> None:
    with pytest.raises(UsageError, match="Trados Studio takes two languages a file, not 3"):
        write_tmx(tmx, [], "en", ["en", "es", "fr"], profile=PROFILES["trados"])


def test_warnings_count_and_name_units(tmx: Path) -> None:
    given = [pair("One.", f"Uno {n}.", f"u{n}") for n in range(7)] + [pair("x" * 2001, "y" * 2000, "u0")]
    summary = write_tmx(tmx, given, "en", ["en", "es"])
    assert summary.units == 8
    assert summary.warnings == (
        "units longer than 2000 characters, which Trados refuses: 1 (u0)",
        "units with the id of an earlier one, written without id: 1 (u0)",
        "units with the source of an earlier one and another target, of which OmegaT offers one: 6"
        " (u1, u2, u3, u4, u5, …)",
    )
    assert {finding.code for finding in check_tmx(tmx)} == {"several-targets", "long-segment"}


@pytest.mark.parametrize(
    ("epoch", "created", "written"),
    [
        (None, None, ""),
        (None, datetime(2024, 1, 2, 3, 4, 5), 'creationdate="20240102T030405Z"'),
        (None, datetime(2024, 1, 2, 1, tzinfo=timezone(timedelta(hours=2))), 'creationdate="20240101T230000Z"'),
        ("86400", datetime(2024, 1, 1, tzinfo=UTC), 'creationdate="19700102T000000Z"'),
    ],
)
def test_dates_are_given_never_now(
    tmx: Path, monkeypatch: pytest.MonkeyPatch, epoch: str | None, created: datetime | None, written: str
) -> None:
    if epoch:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    write_tmx(tmx, [pair()], "en", ["en", "es"], created=created)
    text = tmx.read_text(encoding="utf-8")
    assert written in text
    assert ("creationdate" in text) == bool(written)


@pytest.mark.parametrize(
    ("name", "source", "languages", "message"),
    [
        ("a.TMX", "en", ["en", "es"], "end the name in .tmx"),
        ("a.tmx", "en", ["en"], "at least one more"),
        ("a.tmx", "en", ["es", "fr"], "name the source"),
        ("a.tmx", "en", ["en", "spa"], 'write "es"'),
        ("a.tmx", "en_US", ["en_US", "es"], 'write "en-US"'),
        ("a.tmx", "*all*", ["*all*", "es"], "not a language code"),
    ],
)
def test_a_wrong_call_says_what_would_work(
    tmp_path: Path, name: str, source: str, languages: list[str], message: str
) -> None:
    with pytest.raises(UsageError, match=message.replace("*", r"\*")):
        write_tmx(tmp_path / name, [pair()], source, languages)
    assert not list(tmp_path.iterdir())


def test_a_wrong_epoch_is_an_error(tmx: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(UsageError, match="seconds since 1970"):
        write_tmx(tmx, [pair()], "en", ["en", "es"])


def test_an_interruption_leaves_the_old_file(tmx: Path) -> None:
    def interrupted() -> Iterator[TranslationUnit]:
        yield pair("New.", "Nuevo.")
        raise KeyboardInterrupt

    write_tmx(tmx, [pair()], "en", ["en", "es"])
    before = tmx.read_bytes()
    with pytest.raises(KeyboardInterrupt):
        write_tmx(tmx, interrupted(), "en", ["en", "es"])
    assert tmx.read_bytes() == before
    assert list(tmx.parent.iterdir()) == [tmx]


def expected(given: list[TranslationUnit], languages: tuple[str, ...]) -> list[tuple[tuple[str, str], ...]]:
    """What a reader should find: complete units, clean, each once."""
    found = {}
    for unit in given:
        texts = {language: clean_segment(text) for language, text in unit.segments}
        if all(texts.get(language) for language in languages):
            found[tuple((language, texts[language]) for language in languages)] = unit
    return list(found)


@files
@given(st.lists(units, max_size=6), st.sampled_from([("en", "es"), ("zh-Hans", "en"), ("es", "en", "zh-Hans")]))
def test_what_is_written_is_read_and_has_no_fault(
    tmx: Path, given: list[TranslationUnit], languages: tuple[str, ...]
) -> None:
    summary = write_tmx(tmx, given, languages[0], languages)
    first, found = tmx.read_bytes(), list(read_tmx(tmx))
    assert [unit.segments for unit in found] == expected(given, languages)
    assert summary.units == len(found) == len(given) - sum(summary.dropped.values())
    tuids = [unit.id for unit in found if unit.id]
    assert len(set(tuids)) == len(tuids)
    warned = {finding.code for finding in check_tmx(tmx)}
    assert warned <= {"several-targets"} | ({"multilingual"} if len(languages) > 2 and found else set())
    assert not warned or summary.warnings
    write_tmx(tmx, iter(given), languages[0], languages)
    assert tmx.read_bytes() == first


@files
@given(st.lists(st.tuples(anything, anything), max_size=3), anything)
def test_properties_and_notes_come_back_clean(tmx: Path, properties: list[tuple[str, str]], note: str) -> None:
    unit = TranslationUnit("u", (("en", "One."), ("es", "Uno.")), tuple(properties), note)
    write_tmx(tmx, [unit], "en", ["en", "es"])
    (found,) = read_tmx(tmx)
    assert found.properties == tuple((clean_segment(name), clean_segment(value)) for name, value in properties)
    assert found.note == (clean_segment(note) or None)


def foreign(tmp_path: Path, body: str, prologue: str = "", encoding: str = "utf-8") -> Path:
    path = tmp_path / "foreign.tmx"
    path.write_text(f'{prologue}<tmx version="1.4"><header/><body>{body}</body></tmx>', encoding=encoding)
    return path


@pytest.mark.parametrize(
    ("segment", "text"),
    [
        ("Press <ph>{1}</ph> now", "Press now"),
        ('<bpt i="1">&lt;b></bpt>Bold<ept i="1">&lt;/b></ept> type', "Bold type"),
        ("<hi>High</hi> and <hi>low <hi>er</hi></hi>", "High and low er"),
        ("Text<ph>code<sub>footnote</sub></ph>.", "Text."),
        ("one <!-- remark --><?pi?>two", "one two"),
        ("<![CDATA[a < b]]> &amp; c", "a < b & c"),
        ("\n  indented\n", "indented"),
        ("", ""),
    ],
)
def test_inline_elements(tmp_path: Path, segment: str, text: str) -> None:
    path = foreign(tmp_path, f'<tu><tuv xml:lang="en"><seg>{segment}</seg></tuv></tu>')
    assert [unit.segments for unit in read_tmx(path)] == [(("en", text),)]


def test_other_tools_files(tmp_path: Path) -> None:
    body = (
        '<tu tuid="7"><note>a</note><note>b</note><prop type="domain">law</prop><tuv lang="EN"><seg>é</seg></tuv></tu>'
    )
    for encoding, prologue in (("utf-16", ""), ("latin-1", '<?xml version="1.0" encoding="ISO-8859-1"?>')):
        path = foreign(tmp_path, body, prologue, encoding)
        assert list(read_tmx(path)) == [TranslationUnit("7", (("EN", "é"),), (("domain", "law"),), "a b")]
    path.write_text(f'<t:tmx xmlns:t="urn:tmx">{body.replace("<", "<t:").replace("<t:/", "</t:")}</t:tmx>', "utf-8")
    assert [unit.segments for unit in read_tmx(path)] == [(("EN", "é"),)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<tmx><body>\n<tu></body></tmx>", "foreign.tmx:2"),
        ("", "foreign.tmx"),
        ("<xliff/>", "not TMX"),
        ("<tmx><tu><tuv><seg>a</seg></tuv></tu></tmx>", "without xml:lang"),
        ('<!DOCTYPE tmx [<!ENTITY e "x">]><tmx><tu><tuv xml:lang="en"><seg>&e;</seg></tuv></tu></tmx>', "entity &e;"),
        ('<!DOCTYPE tmx SYSTEM "no.dtd"><tmx><tu><tuv xml:lang="en"><seg>&e;</seg></tuv></tu></tmx>', "entity &e;"),
    ],
)
def test_what_cannot_be_read_says_where(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "foreign.tmx"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        list(read_tmx(path))


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        list(read_tmx(tmp_path / "none.tmx"))


@pytest.mark.skipif(bool(MISSING), reason=MISSING)
@files
@given(st.lists(units, max_size=4))
def test_files_are_valid_under_the_dtd(tmx: Path, given: list[TranslationUnit]) -> None:
    write_tmx(tmx, given, "en", ["en", "es"], created=datetime(2024, 1, 1, tzinfo=UTC))
    assert dtd().validate(etree.parse(tmx)), dtd().error_log


def test_translate_toolkit_reads_the_same(tmx: Path) -> None:
    tmxfile = pytest.importorskip("translate.storage.tmx").tmxfile
    given = [pair("A & B ]]> <b>", "A y B «¿?»", "u1"), pair("\u202bمرحبا\u202c 😀", "नमस्ते\u00a0!", "u2")]
    write_tmx(tmx, given, "en", ["en", "es"])
    store = tmxfile.parsefile(str(tmx))
    assert [(unit.source, unit.target) for unit in store.units] == [
        tuple(text for _, text in u.segments) for u in given
    ]
