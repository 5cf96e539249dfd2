"""The memories of a build: what a unit says of its origin, codes, and what a profile leaves out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Built
from toy import document

from corpus.check import check_tmx
from corpus.documents import Document, Span
from corpus.memories import write_memory
from corpus.profiles import PROFILES
from corpus.settings import TmxSettings
from corpus.tmx import TranslationUnit, read_tmx
from corpus.units import Part, Unit

EN = document("en/a.txt", "en", [["One.", "Two."], ["Three."]])
ES = document("es/a.txt", "es", [["Uno y dos.", "Tres."]])
FR = document("fr/a.txt", "fr", [["Un.", "Deux.", "Trois."]])
DOCUMENTS = [EN, ES, FR]


def part(source: Document, first: int, last: int, version: int = 1) -> Part:
    """Sentences ``first`` to ``last`` of a document."""
    spans = [span for _, span in source.all_sentences]
    span = Span(spans[first].start, spans[last].stop)
    return Part(source.language, source.id, source.path, span, 0, " ".join(span.of(source.text).split()), version)


FIRST = Unit("u1", "g", 0, (part(EN, 0, 1), part(ES, 0, 0), part(FR, 0, 1)), 0.75)
SECOND = Unit("u2", "g", 1, (part(EN, 2, 2), part(ES, 1, 1)), 1.0)


def written(path: Path, languages: tuple[str, ...], settings: TmxSettings) -> list[TranslationUnit]:
    write_memory(path, languages, iter([FIRST, SECOND]), settings, DOCUMENTS)
    return list(read_tmx(path))


def test_a_unit_says_where_it_comes_from(tmp_path: Path) -> None:
    first, second = written(tmp_path / "a.tmx", ("en", "es"), TmxSettings())
    assert first.segments == (("en", "One. Two."), ("es", "Uno y dos."))
    assert first.properties == (
        ("probability", "0.7500"), ("bead", "2-1"), ("origin-en", "en/a.txt:0-9"), ("origin-es", "es/a.txt:0-10"),
    )  # fmt: skip
    assert dict(second.properties)["bead"] == "1-1"


def test_provenance_can_be_left_out(tmp_path: Path) -> None:
    found = written(tmp_path / "a.tmx", ("en", "es"), TmxSettings(provenance=False))
    assert [(unit.id, unit.properties) for unit in found] == [("u1", ()), ("u2", ())]


def test_codes_are_those_of_the_tool(tmp_path: Path) -> None:
    found = written(tmp_path / "a.tmx", ("es", "en"), TmxSettings(codes=(("en", "en-US"), ("fr", "fr-CA"))))
    assert found[0].segments == (("es", "Uno y dos."), ("en-US", "One. Two."))
    assert [name for name, _ in found[0].properties][2:] == ["origin-es", "origin-en-US"]
    assert 'srclang="es"' in (tmp_path / "a.tmx").read_text("utf-8")
    assert check_tmx(tmp_path / "a.tmx") == []


@pytest.mark.parametrize(("partial", "names"), [(False, ["u1"]), (True, ["u1", "u2"])])
def test_all_languages_in_one_file(tmp_path: Path, partial: bool, names: list[str]) -> None:
    found = written(tmp_path / "all.tmx", ("fr", "en", "es"), TmxSettings(pivot="fr", partial=partial))
    assert [unit.id for unit in found] == ["u1"]
    assert found[0].segments[0] == ("fr", "Un. Deux.")
    assert dict(found[0].properties)["bead"] == "2-2-1"
    found = written(tmp_path / "all.tmx", ("en", "es", "fr"), TmxSettings(pivot="en", partial=partial))
    assert [unit.id for unit in found] == names


def test_further_versions_make_further_units(tmp_path: Path) -> None:
    again = document("es/b.txt", "es", [["Uno; dos."]])
    unit = replace(FIRST, parts=(*FIRST.parts, part(again, 0, 0, version=2)))
    write_memory(tmp_path / "a.tmx", ("en", "es"), [unit], TmxSettings(), [*DOCUMENTS, again])
    assert [unit.id for unit in read_tmx(tmp_path / "a.tmx")] == ["u1", "u1-2"]


def test_what_a_profile_refuses_is_listed(tmp_path: Path) -> None:
    long = document("en/long.txt", "en", [["x" * 2001]])
    unit = Unit("u3", "g", 2, (part(long, 0, 0), part(ES, 1, 1)), 0.5)
    units = [FIRST, FIRST, unit]
    memory = write_memory(tmp_path / "a.tmx", ("en", "es"), units, TmxSettings("trados"), [*DOCUMENTS, long])
    reason = "longer than 2000 characters, which Trados Studio refuses"
    assert memory.summary.dropped == {"duplicate": 1, reason: 1}
    assert list(memory.rows()) == [
        ["unit", "en", "en/long.txt", 0, 0, 2001, f"not in a.tmx: {reason}", "x" * 2001],
        ["unit", "es", "es/a.txt", 0, 11, 16, f"not in a.tmx: {reason}", "Tres."],
    ]
    assert memory.lines() == ["left out, duplicate: 1", f"left out, {reason}: 1"]


@pytest.mark.parametrize("profile", PROFILES)
def test_translate_toolkit_finds_the_same_pairs(sample: Built, tmp_path: Path, profile: str) -> None:
    """In the files of every profile for every pair of the sample."""
    tmxfile = pytest.importorskip("translate.storage.tmx").tmxfile
    build = sample.build
    for source, target in build.pairs:
        path = tmp_path / f"{source}-{target}.tmx"
        memory = write_memory(path, (source, target), build.accepted, TmxSettings(profile), build.collection.documents)
        given = {(a.text, b.text) for unit in build.accepted for a, b in unit.pairs(source, target)}
        store = tmxfile.parsefile(str(path))
        found = [(unit.source, unit.target) for unit in store.units]
        assert len(found) == len(set(found)) == memory.summary.units > 90
        refused = {(parts[0].text, parts[1].text) for parts, _ in memory.left_out}
        assert set(found) == given - refused
        assert [finding for finding in check_tmx(path) if finding.severity != "note"] == []
