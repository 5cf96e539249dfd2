"""Each target of an export is read back and compared with the build."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from bilingual import HOSTILE, part, unit
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from toy import document
from translate.storage.tmx import tmxfile
from translate.storage.xliff2 import Xliff2File

from corpus.collection import Collection
from corpus.documents import Rejected
from corpus.errors import UsageError
from corpus.export import ExportSettings, bilingual_units, export
from corpus.filters import Filters, Scores
from corpus.groups import Finding, Group, Grouping, one_document_each
from corpus.pipeline import Build
from corpus.readers.xliff import read_xliff
from corpus.settings import Settings, TmxSettings
from corpus.targets import TARGETS
from corpus.tmx import clean_segment, read_tmx
from corpus.units import Unit

PAIR = ("en", "es")
TEXTS = [
    ("The ferry left the harbour late.", "El ferry salió tarde del puerto."),
    ("She bakes bread every Sunday.", "Hornea pan todos los domingos."),
    *((text, f"¿{text}?") for text in HOSTILE),
]
UNITS = [unit(*texts, 0.75 + number / 64, number) for number, texts in enumerate(TEXTS)]
CLEAN = [(clean_segment(source), clean_segment(target)) for source, target in TEXTS]


def made(units: Sequence[Unit], left_out: dict[str, str] | None = None) -> Build:
    documents = [document(path, path[:2], [["A."]]) for path in ("en/a.txt", "es/a.txt", "es/b.txt", "fr/a.txt")]
    grouping = Grouping(
        (Group("g", one_document_each(documents), 1.0),), {each.id: Finding("g", "agrees") for each in documents}
    )
    pairs = (PAIR, ("en", "fr"), ("es", "fr"))
    collection = Collection(tuple(documents), ())
    return Build(Settings(), "toy", collection, grouping, tuple(units), pairs, left_out or {})


def exported(folder: Path, units: Sequence[Unit], **settings: Any) -> dict[str, Any]:
    """The manifest of the export."""
    folder.mkdir()
    export(made(units), "0123456789ab", ExportSettings(**settings), folder)
    found: dict[str, Any] = json.loads((folder / "export.json").read_text("utf-8"))
    return found


def rows_of(path: Path) -> list[dict[str, str]]:
    header, *lines = path.read_bytes().decode().removesuffix("\n").split("\n")
    return [dict(zip(header.split("\t"), line.split("\t"), strict=True)) for line in lines]


def lines_of(path: Path) -> list[str]:
    return path.read_bytes().decode().removesuffix("\n").split("\n")


# Read back


def test_tsv(tmp_path: Path) -> None:
    exported(tmp_path / "out", UNITS, target="tsv")
    rows = rows_of(tmp_path / "out/en-es.tsv")
    assert [(row["en"], row["es"]) for row in rows] == CLEAN
    assert [float(row["probability"]) for row in rows] == pytest.approx([u.probability for u in UNITS], abs=1e-4)
    assert rows[1] | {"length_ratio": "", "length_deviation": ""} == {
        "en": TEXTS[1][0], "es": TEXTS[1][1], "probability": "0.7656", "consistency": "1.0000", "flags": "full",
        "length_ratio": "", "length_deviation": "", "source_language": "en", "target_language": "es",
        "numbers_apart": "0", "letters": "0.96", "words": "5", "characters": "30", "copy": "0", "repeats": "0",
        "targets": "1", "sources": "1", "en_origin": "en/a.txt:100-129", "es_origin": "es/a.txt:100-130",
        "unit_id": "u1",
    }  # fmt: skip


def test_moses(tmp_path: Path) -> None:
    exported(tmp_path / "out", UNITS, target="moses")
    sources, targets, ids = (lines_of(tmp_path / f"out/corpus.en-es.{end}") for end in ("en", "es", "ids"))
    assert list(zip(sources, targets, strict=True)) == CLEAN
    assert [line.split("\t")[0] for line in ids] == [each.id for each in UNITS]
    assert ids[1] == "u1\ten/a.txt:100-129\tes/a.txt:100-130\t0.7656"
    for end in ("en", "es"):  # by whatever reader of lines
        assert len((tmp_path / f"out/corpus.en-es.{end}").read_text("utf-8").splitlines()) == len(UNITS)


def test_jsonl(tmp_path: Path) -> None:
    exported(tmp_path / "out", UNITS, target="jsonl")
    lines = (tmp_path / "out/en-es.jsonl").read_text("utf-8").splitlines()  # at whatever ends a line for Python
    records = [json.loads(line) for line in lines]
    assert [(each["translation"]["en"], each["translation"]["es"]) for each in records] == CLEAN
    assert [(each["id"], each["probability"]) for each in records] == [(u.id, u.probability) for u in UNITS]
    first = records[0]
    assert first["origin"]["es"] == {
        "path": "es/a.txt", "doc_id": UNITS[0].parts[1].document, "char_start": 0, "char_end": 32, "paragraph": 0,
        "version": 1,
    }  # fmt: skip
    assert set(first["scores"]) == set(Scores.__slots__)
    assert (first["flags"], first["consistency"], first["group_id"], first["order"]) == (["full"], 1.0, "g", 0)


def test_xliff(tmp_path: Path) -> None:
    exported(tmp_path / "out", UNITS, target="xliff")
    path = tmp_path / "out/en-es.xlf"
    store = Xliff2File.parsefile(str(path))
    assert [(str(each.source), str(each.target)) for each in store.units] == CLEAN
    english, spanish = (each for each in read_xliff(path.read_bytes(), path.name) if not isinstance(each, Rejected))
    for side, found in enumerate((english, spanish)):
        assert [span.of(found.text) for span in found.blocks] == [texts[side].replace("\ufeff", "") for texts in CLEAN]


def test_xlsx(tmp_path: Path) -> None:
    exported(tmp_path / "out", UNITS, target="xlsx")
    header, *rows = load_workbook(tmp_path / "out/en-es.xlsx")["en-es"].iter_rows()
    assert [(unescape(row[0].value), unescape(row[1].value)) for row in rows] == CLEAN
    assert [row[2].value for row in rows] == [each.probability for each in UNITS]
    assert [cell.value for cell in header] == [
        "en", "es", "probability", "consistency", "flags", "en_origin", "es_origin", "unit_id",
    ]  # fmt: skip
    assert not any(cell.data_type == "f" for row in rows for cell in row)


def test_tmx(tmp_path: Path) -> None:
    exported(tmp_path / "out", UNITS, target="tmx")
    path = tmp_path / "out/en-es.tmx"
    units = list(read_tmx(path))
    assert [tuple(text for _, text in each.segments) for each in units] == CLEAN
    assert dict(units[1].properties) == {
        "probability": "0.7656", "bead": "0-0", "origin-en": "en/a.txt:100-129", "origin-es": "es/a.txt:100-130",
    }  # fmt: skip
    store = tmxfile.parsefile(str(path))
    assert [(str(each.source), str(each.target)) for each in store.units] == CLEAN


def test_tmx_for_a_tool(tmp_path: Path) -> None:
    """What the tool does not take is dropped for this reason."""
    units = [*UNITS[:2], unit("x " * 1001, "y", 1.0, 7)]
    tmx = TmxSettings("trados", (("en", "en-US"),), provenance=False)
    manifest = exported(tmp_path / "out", units, target="tmx", tmx=tmx)
    found = manifest["pairs"]["en-es"]
    assert (found["units"], found["kept"], sum(found["dropped"].values())) == (3, 2, 1)
    (row,) = rows_of(tmp_path / "out/dropped.tsv")
    assert row["unit_id"] == "u7" and row["reason"] in found["dropped"] and "longer than 2000" in row["reason"]
    read = list(read_tmx(tmp_path / "out/en-es.tmx"))
    assert [[language for language, _ in each.segments] for each in read] == [["en-US", "es"]] * 2
    assert read[0].properties == ()
    assert manifest["signature"]["tmx"]["profile"] == "trados"


# What is exported


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_the_same_build_gives_the_same_bytes_and_nothing_else(tmp_path: Path, target: str) -> None:
    for name in "ab":
        manifest = exported(tmp_path / name, UNITS, target=target)
    found = {path.relative_to(tmp_path / "a").as_posix(): path for path in (tmp_path / "a").rglob("*.*")}
    assert sorted(found) == manifest["files"]
    for name, path in found.items():
        assert path.read_bytes() == (tmp_path / "b" / name).read_bytes(), name


def test_what_is_no_pair_of_translations(tmp_path: Path) -> None:
    alone = replace(unit("Alone.", "", number=1), parts=(part("en", "Alone."),))
    menu = replace(unit("Home", "Inicio", number=2), flags=("partial", "unmirrored"))
    unsure = unit("Maybe.", "Quizás.", 0.1, number=3)
    build = made([UNITS[0], alone, menu, unsure], {"u3": "probability below 0.5"})
    assert [each.id for each in bilingual_units(build, PAIR)] == ["u0"]
    (tmp_path / "out").mkdir()
    export(build, "0123456789ab", ExportSettings("tsv"), tmp_path / "out")
    manifest = json.loads((tmp_path / "out/export.json").read_text())
    assert manifest["not_looked_at"] == {
        "no counterpart in any version": 1, "page furniture": 1, "probability below 0.5": 1,
    }  # fmt: skip


def test_pairs_and_their_direction(tmp_path: Path) -> None:
    manifest = exported(tmp_path / "out", UNITS[:2], target="moses", pairs=(("es", "en"), ("fr", "es")))
    assert lines_of(tmp_path / "out/corpus.es-en.es") == [target for _, target in TEXTS[:2]]
    assert manifest["pairs"]["fr-es"] == {"units": 0, "kept": 0, "dropped": {}}
    assert manifest["files"] == [
        "corpus.es-en.en", "corpus.es-en.es", "corpus.es-en.ids", "dropped.tsv", "export.json",
    ]  # fmt: skip
    with pytest.raises(UsageError, match="no document is in de"):
        exported(tmp_path / "other", UNITS, target="moses", pairs=(("de", "en"),))


def test_each_version_in_a_language_is_a_unit_of_its_own(tmp_path: Path) -> None:
    two = unit("Yes.", "Sí.")
    two = replace(two, parts=(*two.parts, part("es", "Claro.", path="es/b.txt", version=2)))
    exported(tmp_path / "out", [two], target="jsonl", pairs=(PAIR,))
    records = [json.loads(line) for line in lines_of(tmp_path / "out/en-es.jsonl")]
    assert [(each["id"], each["translation"]["es"], each["origin"]["es"]["version"]) for each in records] == [
        ("u0", "Sí.", 1), ("u0-2", "Claro.", 2),
    ]  # fmt: skip


def test_whatever_is_dropped_is_listed_with_one_reason(tmp_path: Path) -> None:
    units = [*UNITS[:2], unit("Oslo", "Oslo", 0.1, 7), unit("Rome", "Rome", 1.0, 8), unit(*TEXTS[1], 1.0, 9)]
    filters = Filters(min_probability=0.5, no_copies=True, deduplicate=True)
    manifest = exported(tmp_path / "out", units, target="tsv", filters=filters)
    assert manifest["pairs"]["en-es"] == {
        "units": 5, "kept": 2, "dropped": {"copy": 1, "duplicate": 1, "probability below 0.5": 1},
    }  # fmt: skip
    rows = rows_of(tmp_path / "out/dropped.tsv")
    assert [(row["pair"], row["unit_id"], row["reason"], row["source"], row["copy"]) for row in rows] == [
        ("en-es", "u7", "probability below 0.5", "Oslo", "1"),
        ("en-es", "u8", "copy", "Rome", "1"),
        ("en-es", "u9", "duplicate", TEXTS[1][0], "0"),
    ]  # fmt: skip
    assert [row["unit_id"] for row in rows_of(tmp_path / "out/en-es.tsv")] == ["u0", "u1"]
    signature = manifest["signature"]
    assert (signature["build"], signature["encoder"], signature["target"]) == ("0123456789ab", "toy", "tsv")
    assert signature["filters"]["min_probability"] == 0.5 and signature["filters"]["max_length_ratio"] is None


def test_a_format_drops_what_it_cannot_hold_with_the_reason(tmp_path: Path) -> None:
    units = [unit("One.", "Uno.", 1.0, 0), unit("One.", "Uno.", 1.0, 1), unit("x" * 40_000, "y", 1.0, 2)]
    assert exported(tmp_path / "tmx", units, target="tmx")["pairs"]["en-es"]["dropped"] == {"duplicate": 1}
    dropped = exported(tmp_path / "xlsx", units, target="xlsx")["pairs"]["en-es"]["dropped"]
    assert dropped == {"more than 32767 characters": 1}
    assert exported(tmp_path / "moses", units, target="moses")["pairs"]["en-es"]["dropped"] == {}


# Scores and all languages


@pytest.mark.parametrize("table", ["tsv", "jsonl", "parquet"])
def test_scores_are_of_all_units_whatever_is_dropped(tmp_path: Path, table: str) -> None:
    units = [UNITS[0], unit("Oslo", "Oslo", 0.25, 1)]
    manifest = exported(tmp_path / "out", units, scores=table, filters=Filters(no_copies=True))
    path = tmp_path / f"out/scores/en-es.{table}"
    assert manifest["files"] == ["export.json", f"scores/en-es.{table}"]
    rows: list[Any] = {
        "tsv": rows_of, "parquet": lambda path: pq.read_table(path).to_pylist(),
        "jsonl": lambda path: [json.loads(line) for line in lines_of(path)],
    }[table](path)  # fmt: skip
    assert [(row["unit_id"], row["reason"], row["target"]) for row in rows] == [
        ("u0", "", TEXTS[0][1]), ("u1", "copy", "Oslo"),
    ]  # fmt: skip
    assert [int(row["copy"]) for row in rows] == [0, 1]
    assert [float(row["probability"]) for row in rows] == [0.75, 0.25]
    assert rows[0]["source_language"] == "en"
    assert list(rows[0]) == [
        "pair", "unit_id", "reason", "probability", "consistency", "flags", *Scores.__slots__, "source", "target",
    ]  # fmt: skip


def test_units_in_all_languages(tmp_path: Path) -> None:
    """Where a version fits none of the others it is left out, and a unit of which one version is left as a whole."""
    english = "The ferry left the harbour an hour late this morning."
    spanish = "El ferry salió del puerto con una hora de retraso."
    french = "Le ferry a quitté le port avec une heure de retard."
    parts = part("en", english), part("es", spanish), part("fr", french)
    second = part("es", "El ferry zarpó del puerto una hora tarde.", path="es/b.txt", version=2)
    units = [
        Unit("u0", "g", 0, (*parts, second), 0.9),
        Unit("u1", "g", 1, (parts[0], parts[1], part("fr", english)), 0.8),
        Unit("u2", "g", 2, (parts[0], part("fr", english)), 0.7),
    ]
    manifest = exported(
        tmp_path / "out", units, target="jsonl", all_languages=True, filters=Filters(language_check=True)
    )
    assert manifest["files"] == ["all.jsonl", "dropped.tsv", "export.json"]
    records = [json.loads(line) for line in lines_of(tmp_path / "out/all.jsonl")]
    assert [(each["id"], sorted(each["translation"])) for each in records] == [
        ("u0", ["en", "es", "es#2", "fr"]), ("u1", ["en", "es"]),
    ]  # fmt: skip
    assert list(records[0]["scores"]) == ["en-es", "en-es#2", "en-fr", "es-fr", "es#2-fr"]
    assert records[0]["origin"]["es#2"]["path"] == "es/b.txt"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({}, "--to: no format is named (such as --to tmx, or --scores tsv)"),
        ({"target": "tmx", "all_languages": True}, "--all-languages: only JSONL has units in more than two languages"),
        ({"scores": "tsv", "all_languages": True}, "--all-languages: only JSONL"),
        ({"target": "moses", "tmx": TmxSettings("omegat")}, "--tmx-profile, --tmx-codes: --to moses is no TMX"),
    ],
)
def test_settings_that_contradict_one_another(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        ExportSettings(**settings)
    assert str(caught.value).startswith(message)
