from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from toy import document

from corpus.documents import Document, Furniture, Rejected, Span
from corpus.groups import Finding, Group, Grouping, one_document_each
from corpus.tabular import (
    UNALIGNED,
    document_rows,
    text_rows,
    unaligned_rows,
    unit_rows,
    write_all_tsv,
    write_pair_tsv,
    write_parquet,
    write_tsv,
)
from corpus.units import Part, Unit

ENGLISH = document("en/a.txt", "en", [["One.", "Two."], ["Three."]])
SPANISH = document("es/a.txt", "es", [["Uno."], ["Tres."]])


def part(source: Document, start: int, stop: int, paragraph: int) -> Part:
    span = Span(start, stop)
    return Part(source.language, source.id, source.path, span, paragraph, span.of(source.text))


UNITS = [
    Unit("u0", "g", 0, (part(ENGLISH, 0, 4, 0), part(SPANISH, 0, 4, 0)), 0.98761, 0.87654, ("full", "disputed")),
    Unit("u1", "g", 1, (part(ENGLISH, 5, 9, 0),), 0.5, flags=("partial",)),
    Unit("u2", "g", 2, (part(ENGLISH, 11, 17, 1), part(SPANISH, 6, 11, 1)), 0.25),
]


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        (
            "documents",
            "doc_id path lang title date url licence paragraphs sentences group_id probability version part reason "
            "runner_up duplicate_of flags",
        ),
        ("texts", "doc_id lang text"),
        ("segments", "doc_id block char_start char_end reason time_start time_end"),
        (
            "units",
            "unit_id group_id order lang text doc_id char_start char_end paragraph probability consistency flags"
            " time_start time_end",
        ),
    ],
)
def test_an_empty_table_has_its_columns(tmp_path: Path, table: str, columns: str) -> None:
    write_parquet(tmp_path / "t.parquet", table, [])
    read = pq.read_table(tmp_path / "t.parquet")
    assert read.column_names == columns.split()
    assert read.num_rows == 0


def test_documents(tmp_path: Path) -> None:
    findings = {ENGLISH.id: Finding("g", "agrees"), SPANISH.id: Finding(None, "no partner", "en/a.txt")}
    grouping = Grouping((Group("g", one_document_each([ENGLISH]), 1.0),), findings)
    write_parquet(tmp_path / "t.parquet", "documents", document_rows([ENGLISH, SPANISH], grouping))
    first, second = pq.read_table(tmp_path / "t.parquet").to_pylist()
    assert first == {
        "doc_id": ENGLISH.id, "path": "en/a.txt", "lang": "en", "title": "", "date": None,
        "url": None, "licence": None, "paragraphs": 2, "sentences": 3,
        "group_id": "g", "probability": None, "version": None, "part": 1, "reason": "agrees", "runner_up": None,
        "duplicate_of": None, "flags": [],
    }  # fmt: skip
    assert (second["group_id"], second["runner_up"]) == (None, "en/a.txt")


def test_texts(tmp_path: Path) -> None:
    write_parquet(tmp_path / "t.parquet", "texts", text_rows([ENGLISH]))
    rows = pq.read_table(tmp_path / "t.parquet").to_pylist()
    assert rows == [{"doc_id": ENGLISH.id, "lang": "en", "text": "One. Two.\n\nThree."}]


def test_units_have_one_row_a_language(tmp_path: Path) -> None:
    write_parquet(tmp_path / "t.parquet", "units", unit_rows(UNITS))
    rows = pq.read_table(tmp_path / "t.parquet").to_pylist()
    assert [(row["unit_id"], row["lang"], row["text"]) for row in rows] == [
        ("u0", "en", "One."), ("u0", "es", "Uno."), ("u1", "en", "Two."), ("u2", "en", "Three."), ("u2", "es", "Tres."),
    ]  # fmt: skip
    assert rows[3] == {
        "unit_id": "u2", "group_id": "g", "order": 2, "lang": "en", "text": "Three.", "doc_id": ENGLISH.id,
        "char_start": 11, "char_end": 17, "paragraph": 1, "probability": 0.25, "consistency": 1.0,
        "flags": [], "time_start": None, "time_end": None,
    }  # fmt: skip
    assert (rows[0]["probability"], rows[0]["consistency"]) == (0.9876, 0.8765)
    assert rows[0]["flags"] == ["full", "disputed"]
    assert rows[2]["flags"] == ["partial"]


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    for name in "ab":
        write_parquet(tmp_path / name, "units", unit_rows(UNITS))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_pair(tmp_path: Path) -> None:
    assert write_pair_tsv(tmp_path / "t.tsv", ("es", "en"), UNITS) == 2
    assert (tmp_path / "t.tsv").read_text("utf-8").splitlines() == [
        "es\ten\tprobability\tconsistency\tflags\tes_origin\ten_origin\tunit_id",
        "Uno.\tOne.\t0.9876\t0.8765\tfull,disputed\tes/a.txt:0-4\ten/a.txt:0-4\tu0",
        "Tres.\tThree.\t0.2500\t1.0000\t\tes/a.txt:6-11\ten/a.txt:11-17\tu2",
    ]


def test_each_version_in_a_language_is_a_row_of_its_pair_and_a_column_of_all(tmp_path: Path) -> None:
    second = replace(part(SPANISH, 6, 11, 1), version=2)
    both = Unit("u3", "g", 3, (part(ENGLISH, 0, 4, 0), part(SPANISH, 0, 4, 0), second), 1.0)
    alone = Unit("u4", "g", 4, (part(ENGLISH, 5, 9, 0), second), 1.0)
    assert write_pair_tsv(tmp_path / "t.tsv", ("en", "es"), [both, alone]) == 3
    assert [row.split("\t")[:2] for row in (tmp_path / "t.tsv").read_text("utf-8").splitlines()[1:]] == [
        ["One.", "Uno."], ["One.", "Tres."], ["Two.", "Tres."]
    ]  # fmt: skip
    assert write_all_tsv(tmp_path / "all.tsv", ["en", "es", "fr"], [both, alone]) == 2
    header, *rows = [line.split("\t")[5:] for line in (tmp_path / "all.tsv").read_text("utf-8").splitlines()]
    assert header == ["en", "es", "es#2", "fr"]
    assert rows == [["One.", "Uno.", "Tres.", ""], ["Two.", "", "Tres.", ""]]


def test_all_languages(tmp_path: Path) -> None:
    assert write_all_tsv(tmp_path / "t.tsv", ["en", "es", "fr"], UNITS) == 2
    assert (tmp_path / "t.tsv").read_text("utf-8").splitlines() == [
        "unit_id\tgroup_id\tprobability\tconsistency\tflags\ten\tes\tfr",
        "u0\tg\t0.9876\t0.8765\tfull,disputed\tOne.\tUno.\t",
        "u2\tg\t0.2500\t1.0000\t\tThree.\tTres.\t",
    ]


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("two\tfields", "two fields"),
        ("two\r\nlines\u2028or\x85more", "two lines or more"),
        ('"quoted", he\'s', '"quoted", he\'s'),
        ("« 5\u00a0km »  ", "« 5\u00a0km »  "),  # white space is the text's affair
        ("back\\slash", "back\\slash"),
        ("=1+1", "=1+1"),
        ("", ""),
        (7, "7"),
    ],
)
def test_a_field_is_one_field(tmp_path: Path, field: object, expected: str) -> None:
    assert write_tsv(tmp_path / "t.tsv", ["a", "b"], [[field, "end"]]) == 1
    assert (tmp_path / "t.tsv").read_bytes().decode() == f"a\tb\n{expected}\tend\n"


def test_what_is_in_no_pair_is_listed_with_its_reason() -> None:
    lone = Document(
        "en/b.txt", "en", "Menu\nText.", (Span(5, 10),), ((Span(5, 10),),), (Furniture(Span(0, 4), "menu"),), "Title"
    )
    findings = {ENGLISH.id: Finding("g", "agrees"), lone.id: Finding(None, "no partner: why")}
    rows = unaligned_rows(
        [ENGLISH, lone], [Rejected("c.bin", "binary")], findings, UNITS, {"u2": "probability below 0.3"}
    )
    assert [dict(zip(UNALIGNED, row, strict=True)) for row in rows] == [
        row_of("file", "", "c.bin", "", "", "", "binary", ""),
        row_of("document", "en", "en/b.txt", "", 0, 10, "no partner: why", "Title"),
        row_of("furniture", "en", "en/b.txt", "", 0, 4, "menu", "Menu"),
        row_of("segment", "en", "en/a.txt", 0, 5, 9, "no counterpart in any version", "Two."),
        row_of("unit", "en", "en/a.txt", 1, 11, 17, "probability below 0.3", "Three."),
        row_of("unit", "es", "es/a.txt", 1, 6, 11, "probability below 0.3", "Tres."),
    ]


def row_of(*fields: object) -> dict[str, object]:
    return dict(zip(UNALIGNED, fields, strict=True))
