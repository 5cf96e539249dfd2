"""What is found in the folder of a dataset before it is published."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from published import BUILD, CONFIGS, PEARS, rows_of, tables, write_dataset, write_export, write_shard

from corpus.errors import InputError, UsageError
from corpus.publishing.dataset_check import check_dataset
from corpus.publishing.dataset_folder import read_dataset_folder
from corpus.publishing.dataset_schema import NEW_WORDS, shard_path
from corpus.publishing.publication import Publication
from corpus.publishing.readback import ReadBack
from corpus.publishing.row_check import check_rows

TRAIN, TEST = (shard_path("en-es", split, 0, 1) for split in ("train", "test"))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, shown: ReadBack) -> None:
    """``datasets`` is not asked again."""
    monkeypatch.setattr("corpus.publishing.dataset_check.read_back", lambda folder: shown)


def spoil(folder: Path, change: Callable[[dict[str, list[dict[str, object]]]], None], split: str = "train") -> None:
    """Rows of en-es as ``change`` leaves them; export.json says that this is how they were written."""
    languages = CONFIGS["en-es"]
    rows = rows_of(languages)
    change(rows)
    write_shard(folder / shard_path("en-es", split, 0, 1), rows[split], languages)
    write_export(folder)


def row_findings(folder: Path) -> list[str]:
    """Without what is slow, and without those that follow from others."""
    dataset = read_dataset_folder(folder)
    return [*dataset.findings, *check_rows(dataset).findings]


def only(findings: list[str]) -> str:
    assert len(findings) == 1, findings
    return findings[0]


def test_a_sound_one(sound: Path, quick: None) -> None:
    checked = check_dataset(sound)
    assert (checked.findings, checked.notes) == ((), ())
    assert checked.counts == {config: {"train": 16, "validation": 4, "test": 4} for config in CONFIGS}
    assert checked.dataset.build == BUILD
    names = [path.relative_to(sound).as_posix() for path in sound.rglob("*") if path.is_file()]
    assert [file.path for file in checked.dataset.files] == sorted(names)


def test_several_shards(tmp_path: Path) -> None:
    folder = write_dataset(tmp_path / "ds", replace(PEARS, shards=3))
    assert check_dataset(folder).findings == ()


def test_datasets_shows_what_the_shards_hold(shown: ReadBack) -> None:
    assert shown.findings == ()
    assert shown.languages == CONFIGS
    assert shown.counts == dict.fromkeys(CONFIGS, PEARS.sizes)


def test_without_datasets(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.publishing.readback.find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"datasets: it is not installed.*pip install 'hexapla\[publish\]'"):
        check_dataset(sound)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda folder: shutil.rmtree(folder), "there is no such folder"),
        (lambda folder: (folder / "export.json").unlink(), "this is no dataset of hexapla"),
        (lambda folder: (folder / "manifest.json").write_text('{"hexapla": 1}'), "this is a build, no dataset"),
        (
            lambda folder: (folder / "export.json").write_text('{"hexapla": 1, "signature": {"target": "tmx"}}'),
            "this is an export to tmx, no dataset",
        ),
    ],
)
def test_what_is_no_dataset(folder: Path, make: Callable[[Path], None], message: str) -> None:
    make(folder)
    with pytest.raises(UsageError, match=message) as raised:
        check_dataset(folder)
    assert "--to dataset" in str(raised.value)


@pytest.mark.parametrize(
    "text",
    [
        '{"hexapla": 1',
        '{"hexapla": 1}',
        '{"hexapla": 1, "signature": []}',
        '{"hexapla": 1, "signature": {"target": "dataset"}}',
        '{"hexapla": 1, "signature": {"target": "dataset", "build": "b", "publication": {}}, "files": 1, "sha256": {}}',
        '{"hexapla": 1, "signature": {"target": "dataset", "build": "b", "publication": {"allow_unknown": true}}, '
        '"pairs": {}, "files": ["export.json"], "sha256": {}, "generated": []}',
    ],
)
def test_a_damaged_export(folder: Path, text: str) -> None:
    (folder / "export.json").write_text(text)
    with pytest.raises(InputError, match=r"export\.json: it is damaged"):
        check_dataset(folder)


def test_files_that_are_not_as_the_export_wrote_them(folder: Path) -> None:
    (folder / "documents.parquet").write_text("All mine.")
    (folder / "CITATION.cff").unlink()
    assert read_dataset_folder(folder).findings == (
        "CITATION.cff: it is in export.json and not in the folder",
        "documents.parquet: it is not as the export wrote it: its sha256 is not that of export.json",
    )


@pytest.mark.parametrize(
    ("generated", "text", "edited"),
    [
        (None, "", False),  # an export that does not say what it generated
        (None, "doi: 10.5072/pears\n", True),
        ("", "", False),
        ("", "doi: 10.5072/pears\n", True),
        ("doi: 10.5072/pears\n", "", True),  # edited before the export, which has kept it
        ("doi: 10.5072/pears\n", "doi: 10.5072/pears\n", False),
    ],
)
@pytest.mark.parametrize("name", ["LICENSE", "CITATION.cff"])
def test_words_that_were_edited_by_hand(
    folder: Path, name: str, generated: str | None, text: str, edited: bool
) -> None:
    """``generated`` and ``text``: what is added to the words in the export and in the folder."""
    export, words = json.loads((folder / "export.json").read_text()), (folder / name).read_bytes()
    export.pop("generated", None)
    if generated is not None:
        export["generated"] = {name: hashlib.sha256(words + generated.encode()).hexdigest()}
    (folder / "export.json").write_text(json.dumps(export))
    (folder / name).write_bytes(words + text.encode())
    dataset = read_dataset_folder(folder)
    assert (dataset.edited, dataset.findings) == ((name,) if edited else (), ())
    [stored] = [file for file in dataset.files if file.path == name]
    assert stored.sha256 == hashlib.sha256((folder / name).read_bytes()).hexdigest()


def test_edited_words_are_told_and_what_would_be_in_their_place_stays_here(folder: Path, quick: None) -> None:
    for name, new in NEW_WORDS.items():
        shutil.copy(folder / name, folder / new)
        (folder / name).write_bytes((folder / name).read_bytes() + b"# More.\n")
    write_export(folder)  # as if it had listed those beside, too
    for name in NEW_WORDS:
        (folder / name).write_bytes((folder / name).read_bytes() + b"# Still more.\n")
    checked = check_dataset(folder)
    assert checked.findings == ()
    assert checked.notes == (
        "CITATION.cff: edited by hand", "LICENSE: edited by hand", "README.md: edited by hand",
        "CITATION.new.cff: it is not of the dataset and stays here",
        "LICENSE.new: it is not of the dataset and stays here",
        "README.new.md: it is not of the dataset and stays here",
    )  # fmt: skip
    assert {file.path for file in checked.dataset.files} & {*NEW_WORDS, *NEW_WORDS.values()} == {*NEW_WORDS}


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "data/../../secret", "a\\b", "./LICENSE", "a\nb"])
def test_names_that_lead_out(folder: Path, name: str) -> None:
    (folder.parent / "secret").write_text("secret")
    export = json.loads((folder / "export.json").read_text())
    export["files"].append(name)
    (folder / "export.json").write_text(json.dumps(export))
    dataset = read_dataset_folder(folder)
    assert "names a file that is none of this folder" in only(list(dataset.findings))
    assert name not in [file.path for file in dataset.files]


def test_links_are_not_followed(folder: Path) -> None:
    (folder.parent / "secret").write_text("secret")
    (folder / "LICENSE").unlink()
    (folder / "LICENSE").symlink_to(folder.parent / "secret")
    assert read_dataset_folder(folder).findings == ("LICENSE: a link is not followed",)


def test_strangers_stay_here_and_are_told(folder: Path, quick: None) -> None:
    (folder / "notes.txt").write_text("not for others")
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_text("")
    checked = check_dataset(folder)
    assert checked.findings == ()
    assert checked.notes == tuple(f"{name}: it is not of the dataset and stays here" for name in (".git/", "notes.txt"))


def test_an_edited_card_is_told_and_checked(folder: Path, quick: None) -> None:
    card = folder / "README.md"
    text = card.read_text(encoding="utf-8")
    card.write_text(text.replace("# Pears", "# Pears and plums"), encoding="utf-8")
    checked = check_dataset(folder)
    assert (checked.findings, checked.notes) == ((), ("README.md: edited by hand",))
    card.write_text(text.replace("num_examples: 16", "num_examples: 17", 1), encoding="utf-8")
    assert any("17" in finding for finding in check_dataset(folder).findings)
    card.write_bytes(b"---\n\xff\n---\n")
    assert any("it is not in UTF-8" in finding for finding in check_dataset(folder).findings)


def test_mixed_versions_of_builds(folder: Path) -> None:
    write_shard(folder / TRAIN, rows_of(("en", "es"))["train"], ("en", "es"), build="ffffffffffff")
    write_export(folder)
    assert only(row_findings(folder)) == (
        f"mixed versions of builds: export.json is of build {BUILD}, {TRAIN} of ffffffffffff: "
        "export the dataset again into an empty folder"
    )


def test_a_shard_is_missing(tmp_path: Path) -> None:
    folder = write_dataset(tmp_path / "ds", replace(PEARS, shards=2))
    (folder / shard_path("en-es", "train", 1, 2)).unlink()
    write_export(folder)
    assert "the shards of train are not those of one export" in only(row_findings(folder))


@pytest.mark.parametrize("name", ["data/en-es/train-00000-of-00001.parquet", "documents.parquet"])
def test_damage_behind_a_sound_beginning(folder: Path, name: str) -> None:
    """What Parquet says of itself stands at its end, and is whole."""
    data = bytearray((folder / name).read_bytes())
    data[30:300] = bytes(byte ^ 0x5A for byte in data[30:300])
    (folder / name).write_bytes(data)
    findings = check_dataset(folder).findings
    assert any(finding.startswith(f"{folder / name}: cannot be read as Parquet: ") for finding in findings)


def test_columns(folder: Path) -> None:
    table = pq.read_table(folder / TRAIN)
    for other in (table.drop_columns(["order"]), table.replace_schema_metadata(None), table.select(["unit_id"])):
        pq.write_table(other, folder / TRAIN)
        write_export(folder)
        assert any("columns are not those of" in finding for finding in row_findings(folder))
    (folder / TRAIN).write_bytes(b"PAR1 no more")
    assert any("cannot be read as Parquet" in finding for finding in row_findings(folder))


def test_a_table_beside_the_data(folder: Path) -> None:
    documents = tables()["documents.parquet"]
    pq.write_table(documents.slice(1), folder / "documents.parquet")
    write_export(folder)
    assert only(row_findings(folder)) == (
        "documents.parquet: 1 documents that rows come from are missing, the first train-0-en"
    )
    rows = documents.to_pylist()
    rows[0] |= {"licence": "MIT OR LicenseRef-all-rights-reserved", "granted_by": "document"}
    rows[1] |= {"licence": "LicenseRef-by-letter"}  # the publisher says so
    pq.write_table(pa.Table.from_pylist(rows, documents.schema), folder / "documents.parquet")
    write_export(folder)
    assert only(row_findings(folder)) == (
        "documents.parquet: 1 documents have LicenseRef-… by their own word, which says nothing: en/train-0.txt"
    )
    pq.write_table(documents.drop_columns(["url"]), folder / "documents.parquet")
    write_export(folder)
    assert "documents.parquet: its columns are not those of" in only(row_findings(folder))


def test_the_languages_of_a_config(folder: Path) -> None:
    write_shard(folder / TRAIN, rows_of(("en", "fr"))["train"], ("en", "fr"))
    write_export(folder)
    assert "its texts are in en, fr, which is not en-es" in only(row_findings(folder))


def test_rows_without_their_texts(folder: Path) -> None:
    def change(rows: dict[str, list[dict[str, object]]]) -> None:
        rows["train"][2]["translation"] = {"en": "Only one.", "es": None}
        rows["train"][3]["translation"] = {"en": " \u3000", "es": "Nada."}

    spoil(folder, change)
    assert row_findings(folder) == [
        "rows with an empty text: 1, the first unit train-3 (en-es, train)",
        "rows with fewer than two texts: 1, the first unit train-2 (en-es, train)",
    ]


def test_splits_share_no_group(folder: Path) -> None:
    def change(rows: dict[str, list[dict[str, object]]]) -> None:
        rows["train"][0]["group_id"] = "test-0"

    spoil(folder, change)
    assert only(row_findings(folder)) == "groups of documents in two splits: 1, the first test-0 (test; en-es, train)"


def test_splits_share_no_text_whatever_its_numbers_and_letters(folder: Path) -> None:
    def change(rows: dict[str, list[dict[str, object]]]) -> None:
        rows["train"][0]["translation"] = {"en": "Chapter 9!", "es": "Capítulo 9"}
        rows["test"][0]["translation"] = {"en": "CHAPTER 10", "es": "Algo distinto."}

    spoil(folder, change)
    spoil(folder, change, "test")
    assert only(row_findings(folder)) == "texts in two splits: 1, the first 'Chapter 9!' (test; en-es, train)"


@pytest.mark.parametrize(
    ("licence", "allowed", "findings"),
    [
        (None, True, 0),
        (None, False, 1),
        ("CC0-1.0", False, 0),
        ("mine alone", True, 1),
        ("cc-by-4.0", False, 1),  # the identifier is CC-BY-4.0
    ],
)
def test_licences(folder: Path, licence: str | None, allowed: bool, findings: int) -> None:
    languages = CONFIGS["en-es"]
    rows = rows_of(languages)["train"]
    rows[0]["licence"] = {"en": licence, "es": "CC-BY-4.0"}
    write_shard(folder / TRAIN, rows, languages)
    write_export(folder, replace(PEARS, publication=Publication(title="Pears", allow_unknown=allowed)))
    assert len(row_findings(folder)) == findings, row_findings(folder)


def test_texts_without_a_licence_are_told(tmp_path: Path, quick: None) -> None:
    unknown = dict.fromkeys(PEARS.languages)
    made = replace(PEARS, licences=unknown, publication=Publication(title="Pears", allow_unknown=True))
    checked = check_dataset(write_dataset(tmp_path / "ds", made))
    assert checked.findings == ()
    assert checked.notes == ("210 texts have no known licence: whoever publishes them has to know that they may",)


def test_counts(folder: Path) -> None:
    export = json.loads((folder / "export.json").read_text())
    export["pairs"]["en-es"]["kept"] = 25
    (folder / "export.json").write_text(json.dumps(export))
    assert only(row_findings(folder)) == "data/en-es: 24 rows, but export.json counts 25"
