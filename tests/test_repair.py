from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_traps import AGAIN, CASES, GOOD, Case

import corpus.check
from corpus.check import check_tmx
from corpus.errors import HexaplaError, InputError, UsageError
from corpus.profiles import PROFILES, Profile
from corpus.tmx import read_tmx
from corpus.tmx_repair import Repair, repair_tmx

FRENCH = '<tu><tuv xml:lang="en"><seg>Ten.</seg></tuv><tuv xml:lang="fr"><seg>Dix.</seg></tuv></tu></body>'


def write(tmp_path: Path, text: str | bytes, name: str = "a.tmx") -> Path:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def repaired(tmp_path: Path, text: str | bytes, *languages: str) -> Repair:
    return repair_tmx(write(tmp_path, text), tmp_path / "b.tmx", languages)


def texts(tmp_path: Path) -> list[tuple[str, ...]]:
    return [tuple(text for _, text in unit.segments) for unit in read_tmx(tmp_path / "b.tmx")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a.tmx:1: it cannot be repaired: no element found"),
        (GOOD.replace("Uno.", "Uno & dos."), "a.tmx:8: it cannot be repaired: not well-formed"),
        (GOOD.replace("</body>", ""), "a.tmx:12: it cannot be repaired: mismatched tag"),
        (GOOD.encode()[:-9], "a.tmx:11: it cannot be repaired: unclosed token"),
        (GOOD.replace("Uno", "Ún").encode("latin-1"), "a.tmx:8: it cannot be repaired: byte 0xda is not utf-8"),
        (GOOD.replace("UTF-8", "nonesuch"), 'a.tmx:1: it cannot be repaired: "nonesuch" is not the name of'),
        (GOOD.replace("<tmx", '<!DOCTYPE tmx [<!ENTITY e "x">]><tmx'), "an entity of its own, &e;"),
        ("<xliff/>", "a.tmx:1: it cannot be repaired: the file is <xliff>, not TMX"),
        ("<tu/>", "a.tmx:1: it cannot be repaired: the file is <tu>, not TMX"),
        ('<tmx version="1.4"><body/></tmx>', "a.tmx: no unit would be left"),
        (GOOD.replace('"es"', '"xx"'), "a.tmx: no unit would be left"),
    ],
)
def test_what_a_person_has_to_put_right(tmp_path: Path, text: str | bytes, message: str) -> None:
    with pytest.raises(InputError) as caught:
        repaired(tmp_path, text)
    assert message in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["a.tmx"]


def test_several_languages_stay_unless_two_are_named(tmp_path: Path) -> None:
    text = GOOD.replace("</body>", FRENCH)
    repair = repaired(tmp_path, text)
    assert {finding.code for finding in repair.left} == {"multilingual", "incomplete"}
    assert repair.repairs == ()
    repair = repaired(tmp_path, text, "eng", "fr")
    assert (repair.left, texts(tmp_path)) == ((), [("Ten.", "Dix.")])
    assert sorted(each.code for each in repair.repairs) == ["incomplete"] * 2 + ["multilingual"] * 2
    repair = repaired(tmp_path, text.replace('srclang="en"', 'srclang="fr"'), "en", "es")
    assert repair.left == ()
    assert 'srclang="en"' in (tmp_path / "b.tmx").read_text("utf-8")


@pytest.mark.parametrize("srclang", ['srclang="*all*"', ""])
def test_of_as_many_texts_the_first_are_the_source(tmp_path: Path, srclang: str) -> None:
    text = GOOD.replace('srclang="en"', srclang).replace('"es"', '"ar"')
    repaired(tmp_path, text)
    assert 'srclang="en"' in (tmp_path / "b.tmx").read_text("utf-8")
    repaired(tmp_path, text, "ar", "en")
    assert 'srclang="ar"' in (tmp_path / "b.tmx").read_text("utf-8")


@pytest.mark.parametrize(
    ("languages", "message"),
    [
        (("en", "de"), "--languages: no text is in de (the languages here are en, es)"),
        (("en", "eng"), "--languages: en alone makes no unit (such as en,es)"),
        (("english",), "--languages: 'english' is not a language code (did you mean en?)"),
    ],
)
def test_wrong_languages(tmp_path: Path, languages: tuple[str, ...], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        repaired(tmp_path, GOOD, *languages)
    assert str(caught.value) == message


@pytest.mark.parametrize(("name", "codes"), [("a.TMX", ["suffix"]), ("a.xml", ["suffix"]), ("a.tmx", [])])
def test_the_new_file_is_called_as_tools_want_it(tmp_path: Path, name: str, codes: list[str]) -> None:
    path = write(tmp_path, GOOD, name)
    assert [each.code for each in repair_tmx(path, tmp_path / "b.tmx").repairs] == codes
    with pytest.raises(UsageError, match=r"end the name in \.tmx"):
        repair_tmx(path, tmp_path / "b.TMX")


def test_the_file_itself_is_never_written(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    (tmp_path / "link.tmx").symlink_to(path)
    for output in (path, tmp_path / "link.tmx", tmp_path / ".." / tmp_path.name / "a.tmx"):
        with pytest.raises(UsageError, match="the old one stays as it is"):
            repair_tmx(path, output)
    with pytest.raises(InputError, match="cannot be read"):
        repair_tmx(tmp_path / "none.tmx", tmp_path / "b.tmx")
    with pytest.raises(UsageError, match="cannot be written"):
        repair_tmx(path, path / "b.tmx")
    assert path.read_text("utf-8") == GOOD


def test_a_size_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus.check, "SIZE_LIMITS", {100: ("small",)})
    assert [finding.code for finding in repaired(tmp_path, GOOD).left] == ["size"]


@pytest.mark.parametrize(
    "data",
    [
        GOOD.replace("Uno.", "Único.").encode("utf-16"),
        GOOD.replace("Uno.", "Único.").encode("utf-16-le"),
        GOOD.replace("Uno.", "Único.").replace("UTF-8", "ISO-8859-1").encode("latin-1"),
        GOOD.replace("Uno.", "Único.").replace("\n", "\r\n").encode(),
    ],
)
def test_any_encoding_becomes_utf_8(tmp_path: Path, data: bytes) -> None:
    assert repaired(tmp_path, data).repairs == ()
    assert texts(tmp_path) == [("One.", "Único."), ("Six.", "Seis.")]
    (tmp_path / "b.tmx").read_bytes().decode("utf-8")


def test_native_codes_stay(tmp_path: Path) -> None:
    segment = '<bpt i="1">&lt;b&gt;</bpt> <hi>U<ph>&#13;</ph>n</hi>o<ept i="1">&lt;/b&gt;</ept> '
    repair = repaired(tmp_path, GOOD.replace("Uno.", segment))
    assert {each.code for each in repair.repairs} == {"highlight", "white-space"}
    expected = '<seg><bpt i="1">&lt;b&gt;</bpt> U<ph>&#13;</ph>no<ept i="1">&lt;/b&gt;</ept></seg>'
    assert expected in (tmp_path / "b.tmx").read_text("utf-8")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("2024-02-29", "20240229T000000Z"),
        ("20240229T101112", "20240229T101112Z"),
        ("2024-02-29T10:11:12+02:00", "20240229T081112Z"),
        ("2024-02-29 10:11:12.5Z", "20240229T101112Z"),
        ("20230229T000000Z", None),
        ("29.2.2024", None),
    ],
)
def test_dates(tmp_path: Path, value: str, written: str | None) -> None:
    repair = repaired(tmp_path, GOOD.replace('tuid="1"', f'tuid="1" lastusagedate="{value}"'))
    assert [each.message for each in repair.repairs] == [f'lastusagedate="{value}" is {written or "left out"}']
    assert (f'lastusagedate="{written}"' in (tmp_path / "b.tmx").read_text("utf-8")) == bool(written)


def test_repairs_have_their_lines_and_are_counted(tmp_path: Path) -> None:
    body = "".join(AGAIN.format(n, f"Hello {n}", f" {n}").replace("</body>", "\n") for n in range(3, 153))
    repair = repaired(tmp_path, GOOD.replace("</body>", body + "</body>").replace("Uno.", "U&#7;no."))
    assert (repair.total, repair.units) == (151, 152)
    assert [(each.line, each.code) for each in repair.repairs][:2] == [(8, "illegal-character"), (11, "white-space")]
    assert repair.repairs[-1].message == "and 50 more like this"


def test_a_header_is_put_in_or_moved(tmp_path: Path) -> None:
    header = GOOD.splitlines()[2]
    assert [each.message for each in repaired(tmp_path, GOOD.replace(header, "")).repairs] == ["a <header> is put in"]
    repair = repaired(tmp_path, GOOD.replace(header, "").replace("<body>", f"<body>{header}"))
    assert [each.message for each in repair.repairs] == ["<header> has its right place now"]
    repair = repaired(tmp_path, GOOD.replace("</body>", f"{header}</body>"))
    assert [each.code for each in repair.repairs] == ["structure"] * 2


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.sampled_from(CASES), max_size=5), st.sampled_from(list(PROFILES.values())))
def test_whatever_comes_together(tmp_path: Path, cases: list[Case], profile: Profile) -> None:
    text = GOOD
    for case in cases:
        text = text.replace(case.old, case.new, 1)
    path = tmp_path / "a.tmx"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        repair = repair_tmx(path, tmp_path / "b.tmx", profile=profile)
    except HexaplaError as error:
        assert "no unit would be left" in str(error) or "cannot be repaired" in str(error)
        return
    assert {each.code for each in repair.left} <= {"several-targets", "long-segment"}
    repair = repair_tmx(tmp_path / "b.tmx", tmp_path / "c.tmx", profile=profile)
    assert repair.repairs == ()
    assert (tmp_path / "c.tmx").read_bytes() == (tmp_path / "b.tmx").read_bytes()


def test_codes_at_the_edge_of_a_segment_keep_their_space(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD.replace("Uno.", "<ph>1</ph> Uno. <ph>2</ph>"))
    assert check_tmx(path) == []
