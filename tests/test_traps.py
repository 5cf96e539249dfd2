"""Every trap of a TMX consumer: the writer never produces it, the check finds it, the repair takes it away.

A row is a sound file with one thing changed, and a unit that would bring the same about if it were written as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from omegat import MISSING, dtd
from test_check import GOOD as ONE_UNIT

from corpus.check import check_tmx
from corpus.errors import UsageError
from corpus.findings import TRAPS
from corpus.profiles import GENERIC, PROFILES
from corpus.tmx import TranslationUnit, read_tmx
from corpus.tmx_repair import repair_tmx
from corpus.tmx_writer import write_tmx

SECOND = '<tu tuid="2"><tuv xml:lang="en"><seg>Six.</seg></tuv><tuv xml:lang="es"><seg>Seis.</seg></tuv></tu>'
GOOD = ONE_UNIT.replace("</body>", f"{SECOND}\n</body>")
ONE, SIX = ("One.", "Uno."), ("Six.", "Seis.")
AGAIN = '<tu tuid="{}"><tuv xml:lang="en"><seg>{}</seg></tuv><tuv xml:lang="es"><seg>{}</seg></tuv></tu></body>'
MORE = "</body>"


@dataclass(frozen=True)
class Case:
    """``code``: of the trap; ``old`` in a sound file becomes ``new``. ``pairs``: (English, Spanish) after the repair.
    ``unit``: what the writer is given, in (language, text); None where no unit can bring the trap about.
    ``profile``: of the tool that it is repaired for."""

    code: str
    old: str
    new: str
    pairs: tuple[tuple[str, str], ...] = (ONE, SIX)
    unit: tuple[tuple[str, str], ...] | None = None
    profile: str = "generic"


def spanish(text: str) -> tuple[tuple[str, str], ...]:
    return (("en", "One."), ("es", text))


CASES = (
    # OmegaT loses the whole file, with exit code 0
    Case("illegal-character", "Uno.", "U\x0bno.", (("One.", "U no."), SIX), spanish("U\x0bno.")),
    Case("illegal-character", "Uno.", "U&#x1;no.", unit=spanish("U\x01no.")),
    Case("illegal-character", "Uno.", "U&#0;n\x01o\ufffe.", unit=spanish("U\x00no\ufffe.")),
    Case("illegal-character", "Uno.", "U&#xD800;no.", unit=spanish("U\ud800no.")),
    Case("illegal-character", "x-a", "x-&#x1;a"),
    # OmegaT blanks the text
    Case("empty-segment", "Uno.", "", (SIX,), spanish("")),
    Case("empty-segment", "Uno.", " \n ", (SIX,), spanish(" \n ")),
    Case("empty-segment", "Uno.", "<ph>x</ph>", (SIX,)),
    # OmegaT skips the text, Weblate fails the whole import
    Case("language", '"es"', '"es_Latn"', unit=(("en", "One."), ("es_Latn", "Uno."))),
    Case("language", '"en"><seg>One', '"eng"><seg>One'),
    Case("language", '"es"', '"spa_Latn"', unit=(("en", "One."), ("spa_Latn", "Uno."))),
    Case("language", '"es"', '"xx"', (SIX,), (("en", "One."), ("xx", "Uno."))),
    Case("language-case", '"es"', '"ES"', unit=(("en", "One."), ("ES", "Uno."))),
    # OmegaT inserts the text of another language
    Case("incomplete", '<tuv xml:lang="es"><seg>Uno.</seg></tuv>', "", (SIX,), (("en", "One."),)),
    Case("incomplete", MORE, '<tu><tuv xml:lang="es"><seg>Dos.</seg></tuv></tu></body>', unit=(("es", "Dos."),)),
    # of equal ones and of several targets, the last wins
    Case("duplicate", MORE, AGAIN.format(3, "One.", "Uno."), unit=spanish("Uno.")),
    Case("several-targets", MORE, AGAIN.format(3, "One.", "Un."), (ONE, SIX), spanish("Un."), "omegat"),
    Case("repeated-tuid", MORE, AGAIN.format(1, "Two.", "Dos."), (ONE, SIX, ("Two.", "Dos.")), spanish("Uno")),
    # OmegaT loses the text, and never matches the segment
    Case("highlight", "Uno.", "<hi>U</hi>n<hi type='b'>o<hi>.</hi></hi>", unit=spanish("<hi>Uno</hi>.")),
    Case("white-space", "Uno.", "Uno.\n", unit=spanish("Uno.\n")),
    Case("white-space", "Uno.", "\u00a0Uno. ", unit=spanish("\u00a0Uno. ")),
    Case("white-space", "Uno.", "Uno\t\n dos.", (("One.", "Uno dos."), SIX), spanish("Uno\t\n dos.")),
    # Weblate fails the whole import, Poedit finds no translations, Smartling refuses
    Case("srclang-all", 'srclang="en"', 'srclang="*all*"'),
    Case("srclang", 'srclang="en"', 'srclang="EN"'),
    Case("srclang", 'srclang="en"', 'srclang="en-US"'),
    Case("srclang", 'srclang="en"', 'srclang="fr"'),
    Case("tu-srclang", 'tuid="1"', 'tuid="1" srclang="es"'),
    # Trados Studio imports no more than two languages, its cloud no segment of more than 2,000 characters
    Case("long-segment", "Uno.", "n" * 2001, (SIX,), spanish("n" * 2001), "trados"),
    # the DTD
    Case("header-attribute", ' srclang="en"', ""),
    Case("header-attribute", ' creationtool="a" creationtoolversion="1"', ""),
    Case("header-attribute", '"sentence"', '"sentences"'),
    Case("attribute", 'version="1.4"', 'version="1.4b"'),
    Case("attribute", ' type="x-a"', ""),
    Case("attribute", 'xml:lang="es"', 'lang="es"'),
    Case("unknown-attribute", 'tuid="1"', 'tuid="1" id="1"'),
    Case("date", 'tuid="1"', 'tuid="1" creationdate="2024-02-29"'),
    Case("date", 'tuid="1"', 'tuid="1" changedate="yesterday"'),
    Case("structure", "</seg></tuv>\n</tu>", '</seg></tuv><note>n</note></tu>'),
    Case("structure", "</seg></tuv>\n</tu>", '</seg><prop type="x">p</prop></tuv>text</tu>'),
    Case("structure", MORE, "</body><body/>"),
    Case("structure", "Uno.", "<b>U</b>n<i><b>o</b></i>."),
    Case("structure", "<body>", "<body>text<seg>lost</seg>"),
    Case("byte-order-mark", "<?xml", "\ufeff<?xml"),
)  # fmt: skip
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
# What no repair can guess: damage to the XML itself, and files that have to become several.
FOR_PEOPLE = {"encoding", "not-well-formed", "entity", "multilingual", "size", "suffix"}  # see test_repair.py


def broken(case: Case, path: Path) -> Path:
    assert case.old in GOOD
    path.write_bytes(GOOD.replace(case.old, case.new, 1).encode("utf-8", "surrogatepass"))
    return path


def test_every_trap_is_here() -> None:
    assert {case.code for case in CASES} | FOR_PEOPLE == set(TRAPS)


@each_case
def test_the_check_finds_it(tmp_path: Path, case: Case) -> None:
    path = tmp_path / "sound.tmx"
    path.write_text(GOOD, encoding="utf-8")
    assert check_tmx(path) == []
    assert case.code in {finding.code for finding in check_tmx(broken(case, tmp_path / "broken.tmx"))}


@each_case
def test_the_repair_takes_it_away(tmp_path: Path, case: Case) -> None:
    path, output = broken(case, tmp_path / "broken.tmx"), tmp_path / "repaired.tmx"
    before = path.read_bytes()
    repair = repair_tmx(path, output, profile=PROFILES[case.profile])
    assert case.code in {each.code for each in repair.repairs}
    assert (repair.left, check_tmx(output)) == ((), [])
    assert [dict(unit.segments) for unit in read_tmx(output)] == [{"en": en, "es": es} for en, es in case.pairs]
    assert (repair.units, repair.total) == (len(case.pairs), len(repair.repairs))
    assert path.read_bytes() == before
    again = repair_tmx(output, tmp_path / "again.tmx", profile=PROFILES[case.profile])
    assert (again.repairs, (tmp_path / "again.tmx").read_bytes()) == ((), output.read_bytes())
    if not MISSING:
        from lxml import etree

        assert dtd().validate(etree.parse(output)), dtd().error_log


@each_case
def test_the_writer_never_produces_it(tmp_path: Path, case: Case) -> None:
    path = tmp_path / "written.tmx"
    first = TranslationUnit("1", (("en", "One."), ("es", "Uno.")), (("a\x01", "b\x01"),), "n\x01")
    given = [first, *([TranslationUnit("1", case.unit)] if case.unit else [])]
    write_tmx(path, given, "en", ["en", "es"], profile=PROFILES[case.profile])
    findings = {finding.code for finding in check_tmx(path)}
    assert findings <= ({"several-targets"} if case.profile == "generic" else set())
    with pytest.raises(UsageError):  # nor a name or languages that a tool passes over
        write_tmx(tmp_path / "written.TMX", given, "en", ["en", "es"])
    with pytest.raises(UsageError):
        write_tmx(path, given, "en_US", ["en_US", "es"])


def test_long_segments_are_told_where_no_tool_is_named(tmp_path: Path) -> None:
    case = next(case for case in CASES if case.code == "long-segment")
    repair = repair_tmx(broken(case, tmp_path / "a.tmx"), tmp_path / "b.tmx", profile=GENERIC)
    assert [each.code for each in repair.left] == ["long-segment"]
    assert repair.units == 2
