"""What is packed for archives and for OPUS holds the dataset, with its rights, and its bytes do not change."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from published import BUILD, CONFIGS, FREE, PEARS, row, rows_of, tables, write_dataset, write_export, write_shard
from translate.storage.tmx import tmxfile

from corpus.check import check_tmx
from corpus.errors import HexaplaError, InputError, UsageError
from corpus.publishing.dataset_schema import ALL, NEW_WORDS, shard_path, table_schemas
from corpus.publishing.deposits import Deposit, write_opus, write_zip
from corpus.publishing.publication import Publication
from corpus.tmx import read_tmx

RIVERS = replace(
    PEARS,
    publication=Publication("Pears & rivers", ("A. Author", "B. Author"), version="2.1", homepage="https://x.org"),
)
TOP = "Pears-rivers-2.1"
UNITS = {"en-es": 24, "en-fr": 24, "es-fr": 24}
ODD = [
    ("a\tb", "c\nd"),
    ("line\u2028apart", "next\x85line\r\nend"),
    ("<b>bold</b> & \"quoted\" ]]>", "&amp; <ph/>"),
    ("bell\x07 and \ufffe", "\x0bvertical\x0cform\x1cfeed"),
    ("e\u0301", "مرحبا\u200f"),
    ("𝔘nicode 🏔", "\u00a0no break\u00a0inside\u00a0"),
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_dataset(tmp_path / "dataset", RIVERS)


def odd_dataset(folder: Path, texts: Sequence[tuple[str, str]], codes: tuple[str, str] = ("en", "es")) -> Path:
    """One pair with these texts, all in train."""
    write_dataset(folder, RIVERS)
    shutil.rmtree(folder / "data")
    rows = [
        {**row("train", k, codes), "translation": dict(zip(codes, pair, strict=True))} for k, pair in enumerate(texts)
    ]
    write_shard(folder / shard_path("-".join(codes), "train", 0, 1), rows, codes)
    write_export(folder, RIVERS)
    return folder


def unpacked(archive: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(archive) as found:
        assert found.testzip() is None
        return {name: found.read(name) for name in found.namelist()}


def moses(archive: Path, ending: str) -> list[str]:
    [data] = [data for name, data in unpacked(archive).items() if name.endswith(f".{ending}")]
    text = data.decode()
    assert text.endswith("\n") and text.count("\n") == len(text.splitlines())  # no reader sees more lines than another
    return text.splitlines()


def test_the_archive_has_all_that_was_exported(folder: Path, tmp_path: Path) -> None:
    (folder / "notes.txt").write_text("mine")
    done = write_zip(folder, tmp_path / "a.zip")
    found = unpacked(tmp_path / "a.zip")
    listed = json.loads((folder / "export.json").read_text())["files"]
    rest = [name for name in listed if name not in ("README.md", "LICENSE", "CITATION.cff")]
    names = ["README.md", "LICENSE", "CITATION.cff", *rest, "SHA256SUMS"]
    assert list(found) == [f"{TOP}/{name}" for name in names] and "notes.txt" not in names
    assert all(found[f"{TOP}/{name}"] == (folder / name).read_bytes() for name in listed)
    assert done == Deposit(tmp_path / "a.zip", {name: len(data) for name, data in found.items()}, {**UNITS, ALL: 24})
    assert done.lines() == [f"{tmp_path}/a.zip: {len(names)} files; units: en-es 24, en-fr 24, es-fr 24, all 24"]
    assert json.loads(json.dumps(done.as_dict()))["units"] == {**UNITS, ALL: 24}


def test_the_sums_are_those_of_sha256sum(folder: Path, tmp_path: Path) -> None:
    write_zip(folder, tmp_path / "a.zip")
    subprocess.run(["unzip", "-q", "a.zip"], cwd=tmp_path, check=True)
    command = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    said = subprocess.run(command, cwd=tmp_path / TOP, capture_output=True, encoding="utf-8", check=True).stdout
    files = [path.relative_to(tmp_path / TOP).as_posix() for path in (tmp_path / TOP).rglob("*") if path.is_file()]
    assert sorted(said.splitlines()) == sorted(f"{name}: OK" for name in files if name != "SHA256SUMS")
    assert all(path.stat().st_mode & 0o777 == 0o644 for path in (tmp_path / TOP).rglob("*.parquet"))


def test_texts_are_deflated_and_parquet_is_stored(folder: Path, tmp_path: Path) -> None:
    write_zip(folder, tmp_path / "a.zip")
    for info in zipfile.ZipFile(tmp_path / "a.zip").infolist():
        kind = zipfile.ZIP_STORED if info.filename.endswith(".parquet") else zipfile.ZIP_DEFLATED
        assert (info.compress_type, info.date_time) == (kind, (1980, 1, 1, 0, 0, 0))


def test_a_large_file_is_zip64(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 1000)
    write_zip(folder, tmp_path / "a.zip")
    monkeypatch.undo()
    assert unpacked(tmp_path / "a.zip")[f"{TOP}/documents.parquet"] == (folder / "documents.parquet").read_bytes()
    versions = {info.filename: info.extract_version for info in zipfile.ZipFile(tmp_path / "a.zip").infolist()}
    assert versions[f"{TOP}/documents.parquet"] == 45  # of the format, the first with ZIP64


@pytest.mark.parametrize("write", [write_zip, write_opus])
def test_the_same_dataset_gives_the_same_bytes(folder: Path, tmp_path: Path, write: Any) -> None:
    """Also of a copy that was made later and has other modes."""
    other = tmp_path / "copy"
    shutil.copytree(folder, other)
    for path in other.rglob("*"):
        path.chmod(0o700)
    one, two = tmp_path / "one.zip", tmp_path / "two.zip"
    write(folder, one)
    write(other, two)
    assert contents(one) == contents(two)


def contents(path: Path) -> dict[str, bytes]:
    if path.is_file():
        return {"": path.read_bytes()}
    return {each.relative_to(path).as_posix(): each.read_bytes() for each in path.rglob("*") if each.is_file()}


def test_a_release_has_the_names_of_opus(folder: Path, tmp_path: Path) -> None:
    done = write_opus(folder, tmp_path / "opus")
    release = "Pears-rivers/v2.1"
    pairs = [f"{release}/{kind}/{pair}.{ending}" for kind, ending in (("moses", "txt.zip"), ("tmx", "tmx.gz"))
             for pair in UNITS]  # fmt: skip
    texts = [f"{release}/{name}" for name in ("CITATION.cff", "LICENSE", "README", "documents.tsv")]
    files = contents(tmp_path / "opus")
    assert sorted(files) == sorted(["export.json", *texts, *pairs])
    assert done == Deposit(tmp_path / "opus", done.files, UNITS)
    assert dict(done.files) == {name: len(data) for name, data in sorted(files.items())}
    stem = "Pears-rivers.en-es"
    found = unpacked(tmp_path / "opus" / release / "moses/en-es.txt.zip")
    texts = [f"{stem}.{ending}" for ending in ("en", "es", "ids", "licences", "scores")]
    assert list(found) == ["README", "LICENSE", *texts]
    assert found["LICENSE"] == files[f"{release}/LICENSE"] == (folder / "LICENSE").read_bytes()
    said = found["README"].decode()
    assert said == files[f"{release}/README"].decode()
    assert said.startswith(
        "Pears & rivers\n\nPears-rivers v2.1, a parallel corpus.\nBy A. Author, B. Author.\nhttps://"
    )
    assert "train, validation and test" in said and BUILD in said
    assert "WARNING" not in said
    assert json.loads(files["export.json"])["signature"]["target"] == "opus"


def test_lines_and_units_are_the_rows(folder: Path, tmp_path: Path) -> None:
    """Of all splits, training first."""
    write_opus(folder, tmp_path / "opus")
    place = tmp_path / "opus/Pears-rivers/v2.1"
    for pair in UNITS:
        source, target = CONFIGS[pair]
        rows = [each for found in rows_of((source, target)).values() for each in found]
        archive = place / f"moses/{pair}.txt.zip"
        assert moses(archive, source) == [each["translation"][source] for each in rows]
        assert moses(archive, target) == [each["translation"][target] for each in rows]
        assert moses(archive, "scores") == [f"{each['probability']:.4f}" for each in rows]
        assert moses(archive, "licences") == ["CC-BY-4.0\tCC-BY-4.0"] * len(rows)
        ids = [line.split("\t") for line in moses(archive, "ids")]
        group = PEARS.groups["train"][0]
        spans = [f"{rows[0]['char_start'][each]}-{rows[0]['char_end'][each]}" for each in (source, target)]
        assert len(ids) == len(rows) and ids[0] == [f"{source}/{group}.txt", f"{target}/{group}.txt", *spans]

        memory = unpacked_memory(place / f"tmx/{pair}.tmx.gz", tmp_path)
        units = list(read_tmx(memory))
        assert [unit.id for unit in units] == [each["unit_id"] for each in rows]
        assert [dict(unit.segments) for unit in units] == [each["translation"] for each in rows]
        assert dict(units[0].properties) == {
            "probability": "0.5000", f"origin-{source}": f"{source}/{group}.txt:{spans[0]}",
            f"origin-{target}": f"{target}/{group}.txt:{spans[1]}",
            f"licence-{source}": "CC-BY-4.0", f"licence-{target}": "CC-BY-4.0",
        }  # fmt: skip
        assert check_tmx(memory) == []


def test_rights_go_along_with_the_texts(tmp_path: Path) -> None:
    """Of the Spanish document none is known, and the English one is under a choice of two."""
    folder = odd_dataset(tmp_path / "dataset", [("One.", "Uno."), ("Two.", "Dos.")])
    rows = [{**row("train", k, ("en", "es")), "licence": {"en": "MIT OR Apache-2.0", "es": None}} for k in range(2)]
    write_shard(folder / shard_path("en-es", "train", 0, 1), rows, ("en", "es"))
    documents = tables()["documents.parquet"].slice(0, 2).to_pylist()
    documents[0] |= {"licence": "MIT OR Apache-2.0", "title": 'A\t"title"\n| on two lines', "path": "en/odd\tname.txt"}
    documents[1] |= {"licence": None, "stated": "All rights\u2028reserved", "granted_by": ""}
    schema = table_schemas()["documents.parquet"]
    pq.write_table(pa.Table.from_pylist(documents, schema), folder / "documents.parquet")
    write_export(folder, RIVERS)
    write_opus(folder, tmp_path / "opus")
    place = tmp_path / "opus/Pears-rivers/v2.1"
    archive = place / "moses/en-es.txt.zip"
    assert moses(archive, "licences") == ["MIT OR Apache-2.0\tUNKNOWN"] * 2
    ids = [line.split("\t") for line in moses(archive, "ids")]
    assert [each[:2] for each in ids] == [["en/odd name.txt", "es/train-0.txt"]] * 2
    assert {len(each) for each in ids} == {4}  # as many as OPUS has
    for unit in read_tmx(unpacked_memory(place / "tmx/en-es.tmx.gz", tmp_path)):
        assert dict(unit.properties)["licence-en"] == "MIT OR Apache-2.0" and "licence-es" not in dict(unit.properties)

    header, *lines = (place / "documents.tsv").read_text("utf-8").splitlines()
    found = [dict(zip(header.split("\t"), line.split("\t"), strict=True)) for line in lines]
    assert list(found[0]) == schema.names
    assert [(each["path"], each["licence"], each["stated"]) for each in found] == [
        ("en/odd name.txt", "MIT OR Apache-2.0", FREE), ("es/train-0.txt", "UNKNOWN", "All rights reserved"),
    ]  # fmt: skip
    assert found[0]["title"] == 'A "title" | on two lines'

    warning = "WARNING: of 1 of the 2 documents no licence is known."
    assert f"By A. Author, B. Author.\nhttps://x.org\n\n{warning} " in (place / "README").read_text("utf-8")
    assert warning in unpacked(archive)["README"].decode()


def unpacked_memory(packed: Path, folder: Path) -> Path:
    memory = folder / packed.name.removesuffix(".gz")
    memory.write_bytes(gzip.decompress(packed.read_bytes()))
    return memory


def test_odd_texts(tmp_path: Path) -> None:
    """What ends lines or fields is a space, what XML cannot hold is gone, and the toolkit reads what Moses has."""
    folder = odd_dataset(tmp_path / "dataset", ODD)
    done = write_opus(folder, tmp_path / "opus")
    assert done.units == {"en-es": len(ODD)} and done.notes == ()
    place = tmp_path / "opus/Pears-rivers/v2.1"
    english, spanish = (moses(place / "moses/en-es.txt.zip", code) for code in ("en", "es"))
    assert english == [
        "a b", "line apart", '<b>bold</b> & "quoted" ]]>', "bell and", "\u00e9", "𝔘nicode 🏔",
    ]  # fmt: skip
    assert spanish == [
        "c d",
        "next line end",
        "&amp; <ph/>",
        "vertical form feed",
        "مرحبا\u200f",
        "no break\u00a0inside",
    ]
    memory = unpacked_memory(place / "tmx/en-es.tmx.gz", tmp_path)
    with memory.open("rb") as file:
        units = tmxfile(file, "en", "es").units
    assert [(unit.source, unit.target) for unit in units] == list(zip(english, spanish, strict=True))
    assert [finding for finding in check_tmx(memory) if finding.severity == "error"] == []


def test_what_the_memory_lacks_is_told(tmp_path: Path) -> None:
    texts = [("One.", "Uno."), ("One.", "Uno."), ("\u2028", "Nada."), ("One.", "Un."), ("x" * 2001, "y")]
    done = write_opus(odd_dataset(tmp_path / "dataset", texts), tmp_path / "opus")
    assert done.units == {"en-es": 4}
    assert len(moses(tmp_path / "opus/Pears-rivers/v2.1/moses/en-es.txt.zip", "es")) == 4
    empty, duplicate, *warnings = done.notes
    assert empty == "en-es: left out, empty text: 1"
    assert duplicate == "tmx/en-es.tmx.gz: left out, duplicate: 1" and len(warnings) == 2
    assert done.lines()[1:] == [f"  {note}" for note in done.notes]


@pytest.mark.parametrize(
    ("codes", "named", "languages"),
    [(("zh-Hans", "pt-BR"), "pt_BR-zh_Hans", ["pt-BR", "zh-Hans"]), (("es", "en"), "en-es", ["en", "es"])],
)
def test_languages_as_opus_names_them(
    tmp_path: Path, codes: tuple[str, str], named: str, languages: Sequence[str]
) -> None:
    """In alphabetical order and with underscores; in TMX with hyphens, as the tools know them."""
    folder = odd_dataset(tmp_path / "dataset", [("first", "second")], codes)
    assert write_opus(folder, tmp_path / "opus").units == {named: 1}
    place = tmp_path / "opus/Pears-rivers/v2.1"
    first, second = named.split("-")
    texts = dict(zip(codes, ("first", "second"), strict=True))
    assert moses(place / f"moses/{named}.txt.zip", first) == [texts[languages[0]]]
    assert moses(place / f"moses/{named}.txt.zip", second) == [texts[languages[1]]]
    [unit] = read_tmx(unpacked_memory(place / f"tmx/{named}.tmx.gz", tmp_path))
    assert unit.segments == tuple((language, texts[language]) for language in languages)


def test_a_pair_in_both_directions_is_one_of_opus(folder: Path, tmp_path: Path) -> None:
    for split, rows in rows_of(("es", "en")).items():
        write_shard(folder / shard_path("es-en", split, 0, 1), rows, ("es", "en"))
    write_export(folder, RIVERS)
    done = write_opus(folder, tmp_path / "opus")
    assert done.units == UNITS and done.notes == ("es-en: left out: OPUS has a pair in one direction, and en-es is it",)


@pytest.mark.parametrize(
    ("title", "version", "top"),
    [
        ("Crónicas de Tårnholm (2024)", "v1.0", "Cronicas-de-Tarnholm-2024-1.0"),
        ("", "1.0.0", "my-corpus-1.0.0"),
        ("六つの言葉", "2026-11", "my-corpus-2026-11"),
        ("日本語 | <br>", "1.0.0", "my-corpus-1.0.0"),
        ("Tārnholm 語り", "1.0.0", "Tarnholm-1.0.0"),
        ("1984", "1.0.0", "1984-1.0.0"),
        ("../../x", "1/../2", "x-1-..-2"),
        ("a" * 300, "版", "a" * 80 + "-1.0.0"),
    ],
)
def test_names(tmp_path: Path, title: str, version: str, top: str) -> None:
    folder = write_dataset(tmp_path / "my corpus", replace(PEARS, publication=Publication(title, version=version)))
    write_zip(folder, tmp_path / "a.zip")
    assert {name.split("/")[0] for name in unpacked(tmp_path / "a.zip")} == {top}


def test_an_earlier_deposit_stays_unless_it_may_go(folder: Path, tmp_path: Path) -> None:
    for write, name in ((write_zip, "a.zip"), (write_opus, "opus")):
        before = write(folder, tmp_path / name)
        with pytest.raises(UsageError, match="--force replaces"):
            write(folder, tmp_path / name)
        assert write(folder, tmp_path / name, force=True) == before
    (tmp_path / "opus/mine.txt").write_text("mine")
    with pytest.raises(UsageError, match=r"mine\.txt in this output is not of hexapla"):
        write_opus(folder, tmp_path / "opus", force=True)


def drop(folder: Path, name: str) -> None:
    (folder / name).unlink()


def unlist(folder: Path, name: str) -> None:
    (folder / name).unlink()
    write_export(folder, RIVERS)


def change(folder: Path, name: str) -> None:
    (folder / name).write_bytes((folder / name).read_bytes() + b"\n")


def export_of(folder: Path, name: str) -> None:
    content = json.loads((folder / "export.json").read_text())
    content["signature"]["target"] = name
    (folder / "export.json").write_text(json.dumps(content))


DOCUMENTS, SHARD = "documents.parquet", shard_path("en-es", "train", 0, 1)


@pytest.mark.parametrize("write", [write_zip, write_opus])
@pytest.mark.parametrize(
    ("spoil", "name", "error", "message"),
    [
        (unlist, "LICENSE", InputError, "LICENSE is missing: nothing is deposited without it"),
        (unlist, "CITATION.cff", InputError, "CITATION.cff is missing"),
        (unlist, "README.md", InputError, "README.md is missing"),
        (drop, "LICENSE", InputError, "LICENSE: it is in export.json and not in the folder"),
        (drop, SHARD, InputError, f"{SHARD}: it is in export.json and not in the folder"),
        (change, SHARD, InputError, f"{SHARD}: it is not as the export wrote it"),
        (change, DOCUMENTS, InputError, f"{DOCUMENTS}: it is not as the export wrote it"),
        (drop, "export.json", UsageError, "this is no dataset of hexapla"),
        (export_of, "tmx", UsageError, "this is an export to tmx, no dataset"),
    ],
)
def test_what_is_no_sound_dataset(
    folder: Path, tmp_path: Path, write: Any, spoil: Any, name: str, error: type[HexaplaError], message: str
) -> None:
    spoil(folder, name)
    with pytest.raises(error, match=message.replace(".", r"\.")) as caught:
        write(folder, tmp_path / "new.zip")
    assert "\n" not in str(caught.value) and sorted(path.name for path in tmp_path.iterdir()) == ["dataset"]


def test_words_may_be_edited(folder: Path, tmp_path: Path) -> None:
    for name, new in NEW_WORDS.items():
        change(folder, name)
        shutil.copy(folder / name, folder / new)
    write_zip(folder, tmp_path / "a.zip")
    write_opus(folder, tmp_path / "opus")
    found = unpacked(tmp_path / "a.zip")
    sums = found[f"{TOP}/SHA256SUMS"].decode().splitlines()
    for name, new in NEW_WORDS.items():
        assert found[f"{TOP}/{name}"] == (folder / name).read_bytes()
        assert f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}" in sums
        assert f"{TOP}/{new}" not in found
    release = contents(tmp_path / "opus")
    for name in ("LICENSE", "CITATION.cff"):
        assert release[f"Pears-rivers/v2.1/{name}"] == (folder / name).read_bytes()


def test_shards_of_another_build(folder: Path, tmp_path: Path) -> None:
    languages = CONFIGS["en-es"]
    write_shard(folder / SHARD, rows_of(languages)["train"], languages, "ba9876543210")
    write_export(folder, RIVERS)
    with pytest.raises(InputError, match="it is of build ba9876543210, and the dataset is of build 9f0c2b7a41de"):
        write_opus(folder, tmp_path / "opus")
    assert not (tmp_path / "opus").exists()


@pytest.mark.parametrize(
    ("write", "name", "message"),
    [
        (write_zip, "a.tar", "an archive is a .zip file"),
        (write_zip, "dataset/a.zip", "this is in the dataset"),
        (write_zip, "dataset", "an archive is a .zip file"),
        (write_opus, "dataset", "this is in the dataset"),
        (write_opus, "dataset/opus", "this is in the dataset"),
        (write_opus, ".", "the folder is not empty"),
    ],
)
def test_places_where_nothing_is_written(folder: Path, tmp_path: Path, write: Any, name: str, message: str) -> None:
    before = contents(folder)
    with pytest.raises(UsageError, match=message):
        write(folder, tmp_path / name, force=True)
    assert contents(folder) == before
