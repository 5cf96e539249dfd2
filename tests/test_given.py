"""Ready units in a build: taken over as they are, beside the units that are found, or alone."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from test_collection import fill
from toy import STORIES, ToyEncoder, write_stories

from corpus.check import check_tmx
from corpus.cli import main
from corpus.collection import document
from corpus.documents import Document, Extract
from corpus.given import given_groups, given_units
from corpus.pipeline import Build, Observer, group_stage, read_stage, write_build
from corpus.readers.ready import ReadyUnits
from corpus.settings import Settings
from corpus.tmx import TranslationUnit, read_tmx
from corpus.tmx_writer import write_tmx
from corpus.units import Unit

PO = """msgid ""
msgstr "Language: es\\n"

msgid "Open"
msgstr "Abrir"

#, fuzzy
msgid "Close"
msgstr "Abrir"

msgid "Save"
msgstr ""
"""


def memory(path: Path, *units: tuple[str, str], languages: tuple[str, str] = ("en", "es")) -> Path:
    rows = (TranslationUnit("", tuple(zip(languages, unit, strict=True))) for unit in units)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_tmx(path, rows, languages[0], languages)
    return path


def built(folder: Path, output: Path, encoder: ToyEncoder | None = None, minimum: float = 0.0) -> Build:
    settings = Settings(minimum=minimum)
    build = group_stage(read_stage(folder, settings, Observer()), settings, encoder, Observer())
    output.mkdir()
    write_build(build, output, Observer())
    return build


def segments(path: Path) -> list[tuple[str, str]]:
    return [(unit.segments[0][1], unit.segments[1][1]) for unit in read_tmx(path)]


def texts(unit: Unit) -> dict[str, str]:
    return {part.language: part.text for part in unit.parts}


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


def documents(*units: dict[str, str]) -> list[Document]:
    ready = ReadyUnits()
    for unit in units:
        ready.add(unit)
    found = [document(extract, "a.tmx") for extract in ready.extracts("a.tmx") if isinstance(extract, Extract)]
    return [each for each in found if isinstance(each, Document)]


# Units and groups


def test_units_come_from_keys() -> None:
    found = documents({"en": "One.", "es": "Uno."}, {"es": "Dos."}, {"fr": "Trois.", "en": "Three.", "es": "Tres."})
    grouping = given_groups(found)
    (group,) = grouping.groups
    assert [(d.path, d.language) for d in group.documents] == [
        ("a.tmx#en", "en"), ("a.tmx#es", "es"), ("a.tmx#fr", "fr"),
    ]  # fmt: skip
    assert {grouping.findings[d.id].reason for d in found} == {"ready units of a.tmx"}
    units = given_units(group)
    assert [texts(unit) for unit in units] == [
        {"en": "One.", "es": "Uno."}, {"es": "Dos."}, {"en": "Three.", "es": "Tres.", "fr": "Trois."},
    ]  # fmt: skip
    assert [unit.flags for unit in units] == [("partial", "given"), ("partial", "given"), ("full", "given")]
    assert [unit.order for unit in units] == [0, 1, 2]
    assert {(unit.probability, unit.consistency) for unit in units} == {(1.0, 1.0)}


@given(st.lists(st.dictionaries(st.sampled_from(["de", "en", "es"]), st.sampled_from("abc"), min_size=1), min_size=1))
def test_every_text_is_in_one_unit_and_where_it_says(rows: list[dict[str, str]]) -> None:
    found = documents(*rows)
    by_id = {document.id: document for document in found}
    groups = given_groups(found).groups
    if len(found) < 2:
        assert groups == ()
        return
    units = given_units(groups[0])
    assert sorted(map(str, map(sorted, (texts(unit).items() for unit in units)))) == sorted(
        map(str, map(sorted, (row.items() for row in rows)))
    )
    assert len({unit.id for unit in units}) == len(rows)
    for part in (part for unit in units for part in unit.parts):
        assert part.span.of(by_id[part.document].text) == part.text
        assert by_id[part.document].paragraphs[part.paragraph] == part.span


def test_a_file_in_one_language_has_no_partner() -> None:
    (alone,) = documents({"en": "One."}, {"en": "Two."})
    grouping = given_groups([alone])
    assert grouping.groups == ()
    assert grouping.findings[alone.id].reason == "no partner: the units of a.tmx have no other language"


def test_documents_of_ready_units_are_not_cut() -> None:
    english, _ = documents({"en": "RELATED NEWS", "es": "Uno. Dos."}, {"en": "One. Two.", "es": "© 2020 Tres"})
    assert [span.of(english.text) for span in english.paragraphs] == ["RELATED NEWS", "One. Two."]
    assert english.sentences == tuple((span,) for span in english.paragraphs)
    assert english.furniture == ()


# Builds


def test_beside_documents(tmp_path: Path) -> None:
    english, spanish = STORIES["ferry"][0][:2]
    write_stories(tmp_path / "in", languages=("en", "es"))
    memory(tmp_path / "in/z.tmx", ("Unheard of.", "Inaudito."), (english, spanish))
    plain = built(write_stories(tmp_path / "plain", languages=("en", "es")), tmp_path / "out1", ToyEncoder())
    build = built(tmp_path / "in", tmp_path / "out2", ToyEncoder())
    assert [unit for unit in build.units if "given" not in unit.flags] == list(plain.units)
    written = list(read_tmx(tmp_path / "out2/tmx/en-es.tmx"))
    origins = [dict(u.properties)["origin-en"] for u in written if dict(u.segments) == {"en": english, "es": spanish}]
    assert len(written) == len(segments(tmp_path / "out1/tmx/en-es.tmx")) + 1
    assert [origin.partition("#")[0] for origin in origins] == ["z.tmx"]  # the given unit is kept, not the one found
    assert check_tmx(tmp_path / "out2/tmx/en-es.tmx") == []
    assert "Unheard of.\tInaudito.\t1.0000\t1.0000\tfull,given\t" in (tmp_path / "out2/tsv/en-es.tsv").read_text(
        "utf-8"
    )
    findings = pd.read_parquet(tmp_path / "out2/documents.parquet").set_index("path")
    assert findings.reason["z.tmx#es"] == "ready units of z.tmx"
    assert len(build.grouping.groups) == len(plain.grouping.groups) + 1


def test_our_own_tmx_comes_back(tmp_path: Path) -> None:
    built(write_stories(tmp_path / "in"), tmp_path / "out", ToyEncoder())
    for name in ("en-es", "en-fr"):
        (tmp_path / "again").mkdir(exist_ok=True)
        (tmp_path / f"again/{name}.tmx").write_bytes((tmp_path / f"out/tmx/{name}.tmx").read_bytes())
    built(tmp_path / "again", tmp_path / "out2")
    for name in ("en-es", "en-fr"):
        assert segments(tmp_path / f"out2/tmx/{name}.tmx") == segments(tmp_path / f"out/tmx/{name}.tmx") != []
        assert check_tmx(tmp_path / f"out2/tmx/{name}.tmx") == []


def test_nothing_but_ready_units_needs_no_encoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_encoder(name: str = "", device: str | None = None) -> None:
        raise AssertionError("loaded")

    monkeypatch.setattr("align.encoder.load_encoder", no_encoder)
    fill(tmp_path / "in", {"es.po": PO, "app.pot": PO})
    memory(tmp_path / "in/m.tmx", ("Unheard of.", "Inaudito."))
    result = run("build", tmp_path / "in", "-o", tmp_path / "out", "-q")
    assert result.exit_code == 0, result.output
    assert segments(tmp_path / "out/tmx/en-es.tmx") == [("Open", "Abrir"), ("Unheard of.", "Inaudito.")]
    assert "  not used: app.pot: a template of translations, without any" in result.stdout
    assert "2 of the units were given ready; 1 text in their files not ready, left out" in result.stdout
    rows = [line.split("\t") for line in (tmp_path / "out/unaligned.tsv").read_text("utf-8").splitlines()]
    assert [(row[0], *row[6:]) for row in rows[2:]] == [
        ("furniture", "state:fuzzy", "Abrir"),
        ("segment", "no counterpart in any version", "Close"),
        ("segment", "no counterpart in any version", "Save"),
    ]
    manifest = json.loads((tmp_path / "out/manifest.json").read_bytes())
    assert manifest["signature"]["encoder"] == "none"
    assert (manifest["counts"]["given"], manifest["counts"]["not_ready"], manifest["counts"]["furniture"]) == (2, 1, 0)


def test_groups_of_files(tmp_path: Path) -> None:
    memory(tmp_path / "in/m.tmx", ("Unheard of.", "Inaudito."))
    result = run("group", tmp_path / "in", "-o", tmp_path / "out", "-q")
    lines = result.stdout.splitlines()
    assert lines[0] == "2 documents in 2 languages (en, es), 1 group, 0 without partner, 0 files not used"
    assert lines[2:] == ["    en     m.tmx#en", "    es     m.tmx#es"]


@pytest.mark.parametrize("level", ["sentence", "paragraph"])
def test_one_document_beside_ready_units(tmp_path: Path, level: str, toy: ToyEncoder) -> None:
    fill(tmp_path / "in", {"en/a.txt": "Nothing like it was ever heard of. It is alone."})
    memory(tmp_path / "in/m.tmx", ("Unheard of.", "Inaudito."))
    result = run("build", tmp_path / "in", "-o", tmp_path / "out", "-q", "--level", level)
    assert result.exit_code == 0, result.output
    assert segments(tmp_path / "out/tmx/en-es.tmx") == [("Unheard of.", "Inaudito.")]
    assert "en/a.txt [en]: no partner" in result.stdout


def test_there_is_nothing_to_align(tmp_path: Path) -> None:
    path = memory(tmp_path / "m.tmx", ("Unheard of.", "Inaudito."))
    result = run("align", path, path, "--languages", "en,es")
    assert result.exit_code == 1
    expected = "it holds ready units: there is nothing to align (hexapla build takes them from a folder, with other"
    assert expected in result.stderr


def test_a_file_of_which_nothing_is_ready(tmp_path: Path) -> None:
    fuzzy = '#, fuzzy\nmsgid "A"\nmsgstr "B"\n'
    fill(tmp_path, {"de.po": fuzzy, "es.po": 'msgid "A"\nmsgstr ""\n', "fr.po": fuzzy + '\nmsgid "C"\nmsgstr "D"\n'})
    found = read_stage(tmp_path, Settings(), Observer())
    assert {each.path: each.reason for each in found.rejected} == {
        "de.po#de": "none of its 1 texts is ready: state:fuzzy 1",
        "es.po#es": "no text is left: the file holds none",
    }


def test_a_tmx_of_the_program_keeps_its_probabilities(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    fill(folder, {"es.po": catalogue("es", Open="Abrir", Save="Guardar", Close="Cerrar")})
    built(folder, tmp_path / "first")
    written = (tmp_path / "first/tmx/en-es.tmx").read_text(encoding="utf-8")
    for sure in ("0.4000", "sure", "0.9000"):
        written = written.replace("1.0000", sure, 1)
    fill(tmp_path / "again", {"a.tmx": written})
    build = built(tmp_path / "again", tmp_path / "second", minimum=0.5)
    assert [(texts(unit)["en"], unit.probability) for unit in build.units] == [
        ("Open", 0.4), ("Save", 1.0), ("Close", 0.9),
    ]  # fmt: skip
    assert segments(tmp_path / "second/tmx/en-es.tmx") == [("Save", "Guardar"), ("Close", "Cerrar")]
    assert '<prop type="x-probability">0.9000</prop>' in (tmp_path / "second/tmx/en-es.tmx").read_text("utf-8")
    fill(tmp_path / "other", {"a.tmx": written.replace('creationtool="hexapla"', 'creationtool="another"')})
    assert {unit.probability for unit in built(tmp_path / "other", tmp_path / "third").units} == {1.0}


# Catalogues


def catalogue(language: str, **translations: str) -> str:
    """A PO file; of ``Save__menu`` what follows the underscores is the context."""
    lines = ['msgid ""', f'msgstr "Language: {language}\\n"', ""]
    for name, translation in translations.items():
        source, _, context = name.partition("__")
        lines += [*([f'msgctxt "{context}"'] if context else []), f'msgid "{source}"', f'msgstr "{translation}"', ""]
    return "\n".join(lines)


def joined(tmp_path: Path, name: str = "a", **files: str) -> list[Unit]:
    """The units of files by path, with ``/`` and ``.`` written as ``__`` and ``_``."""
    folder = tmp_path / name
    fill(folder, {path.replace("__", "/").replace("_", "."): text for path, text in files.items()})
    return list(built(folder, tmp_path / f"{name}-out").units)


ES = catalogue("es", Open="Abrir", Save="Guardar", Save__money="Ahorrar", Close="")
FR = catalogue("fr", Open="Ouvrir", Close="Fermer", Save__money="Épargner", Print="Imprimer")


def test_catalogues_of_one_program_are_joined_by_their_sources(tmp_path: Path) -> None:
    units = joined(tmp_path, po__es_po=ES, po__fr_po=FR)
    assert [texts(unit) for unit in units] == [
        {"en": "Open", "es": "Abrir", "fr": "Ouvrir"},
        {"en": "Save", "es": "Guardar"},
        {"en": "Save", "es": "Ahorrar", "fr": "Épargner"},
        {"en": "Close", "fr": "Fermer"},
        {"en": "Print", "fr": "Imprimer"},
    ]
    assert [unit.flags[0] for unit in units] == ["full", "partial", "full", "partial", "partial"]
    assert segments(tmp_path / "a-out/tmx/es-fr.tmx") == [("Abrir", "Ouvrir"), ("Ahorrar", "Épargner")]
    counts = json.loads((tmp_path / "a-out/manifest.json").read_text())["counts"]
    assert (counts["groups"], counts["without_partner"], counts["coverage"], counts["given"]) == (1, 0, 1.0, 5)
    found = pd.read_parquet(tmp_path / "a-out/units.parquet").merge(
        pd.read_parquet(tmp_path / "a-out/texts.parquet"), on="doc_id", suffixes=("", "_whole")
    )
    assert [row.text_whole[row.char_start : row.char_end] for row in found.itertuples()] == list(found.text)
    table = pd.read_parquet(tmp_path / "a-out/documents.parquet")
    assert set(table.reason) == {
        f"ready units of po/{x}.po, one of 2 files joined by their sources" for x in ("es", "fr")
    }


def test_another_catalogue_leaves_the_ids_alone(tmp_path: Path) -> None:
    two = joined(tmp_path, "two", po__es_po=ES, po__fr_po=FR)
    three = joined(tmp_path, "three", po__es_po=ES, po__fr_po=FR, po__ar_po=catalogue("ar", Save="حفظ", Exit="خروج"))
    assert {unit.id for unit in two} < {unit.id for unit in three} and len(three) == len(two) + 1
    alone = joined(tmp_path, "one", po__es_po=ES)
    assert {unit.id for unit in alone} < {unit.id for unit in two}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"locale__es__app_po": ES, "locale__fr__app_po": FR}, True),
        ({"app_es_po": ES, "app_fr_po": FR}, True),
        ({"app_es_po": ES, "other_fr_po": FR}, False),  # of another program
        ({"app_po": ES, "other_po": FR}, False),
        ({"a__es_po": ES, "b__fr_po": FR}, False),
        ({"es_po": ES, "fr_po": FR.replace("Language", "X-Source-Language: en-GB\\nLanguage")}, False),
    ],
)
def test_which_files_are_one_catalogue(tmp_path: Path, files: dict[str, str], expected: bool) -> None:
    units = joined(tmp_path, **files)
    assert ({"en": "Open", "es": "Abrir", "fr": "Ouvrir"} in map(texts, units)) == expected
    assert sum(len(unit.parts) > 1 for unit in units) == (5 if expected else 7)


def test_what_is_ambiguous_is_not_joined(tmp_path: Path) -> None:
    twice = ES + '\nmsgid "Open"\nmsgstr "Abierto"\n'
    units = joined(tmp_path, es_po=twice, fr_po=FR)
    assert sorted(texts(u).get("es", texts(u).get("fr", "")) for u in units if u.parts[0].text == "Open") == [
        "Abierto", "Abrir", "Ouvrir",
    ]  # fmt: skip
    other = catalogue("es", Open="Abra", Save="Guardar")
    units = joined(tmp_path, "b", es_po=ES, spa_po=other, fr_po=FR)  # two translations into one language
    found = [texts(unit) for unit in units]
    assert {"en": "Open", "es": "Abrir", "fr": "Ouvrir"} in found and {"en": "Open", "es": "Abra"} in found
    assert len({unit.id for unit in units}) == len(units)


def test_xliff_of_one_original_is_joined(tmp_path: Path) -> None:
    def xliff(language: str, original: str, **targets: str) -> str:
        units = "".join(
            f'<trans-unit id="{number}"><source>{source}</source><target>{target}</target></trans-unit>'
            for number, (source, target) in enumerate(targets.items())
        )
        head = f'original="{original}" source-language="en" target-language="{language}" datatype="plaintext"'
        return f'<xliff version="1.2"><file {head}><body>{units}</body></file></xliff>'

    spanish = xliff("es", "a.html", Open="Abrir", Save="Guardar")
    units = joined(tmp_path, es_xlf=spanish, second_xliff=xliff("fr", "a.html", Open="Ouvrir", Print="Imprimer"))
    assert [texts(unit) for unit in units] == [
        {"en": "Open", "es": "Abrir", "fr": "Ouvrir"},
        {"en": "Save", "es": "Guardar"},
        {"en": "Print", "fr": "Imprimer"},
    ]
    units = joined(tmp_path, "b", es_xlf=spanish, fr_xlf=xliff("fr", "b.html", Open="Ouvrir"))
    assert [texts(unit) for unit in units if unit.part("fr")] == [{"en": "Open", "fr": "Ouvrir"}]
