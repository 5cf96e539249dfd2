"""``hexapla export OUT DIR --to dataset``: what it says and writes, and what it refuses. The toy encoder stands in."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from toy import LANGUAGES, write_stories

from corpus import __version__
from corpus.cli import main
from corpus.publishing.card import is_generated
from corpus.publishing.dataset_check import check_dataset
from corpus.publishing.dataset_schema import NEW_WORDS


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


@pytest.fixture
def built(tmp_path: Path, toy: object, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A build in ``out``: of the ferry and the bees every licence is known, of the clock only that of the English."""
    monkeypatch.chdir(tmp_path)
    write_stories(tmp_path / "in")
    lines = [f"{code}/{name}.txt,CC BY 4.0" for code in LANGUAGES for name in ("ferry", "bees")]
    (tmp_path / "in/manifest.csv").write_text("\n".join(["path,licence", *lines, "en/clock.txt,mit", ""]))
    assert run("build", "in", "-o", "out").exit_code == 0
    return tmp_path


def refusal(result: Result) -> str:
    assert "Traceback" not in result.stderr
    return result.stderr.splitlines()[-1].removeprefix("hexapla: ")


@pytest.mark.usefixtures("built")
def test_a_dataset() -> None:
    """The folder may come as an argument, or with ``-o``; its name is the title unless there is one."""
    result = run("export", "out", "--to", "dataset", "ds")
    assert result.stderr.splitlines() == [
        "2 documents without a known licence, left out:",
        "  2 state nothing: es/clock.txt, fr/clock.txt",
    ]
    assert result.stdout.splitlines() == [
        *(f"{pair}: 16 of 24 units, licence unknown: 8" for pair in ("en-es", "en-fr", "es-fr")),
        "all: train 16 units in 2 groups; nothing for validation and test: groups are never divided", "Exported: ds",
    ]  # fmt: skip
    told = json.loads(Path("ds/export.json").read_text("utf-8"))
    assert told["signature"]["publication"]["title"] == "ds" and told["signature"]["built_by"] == __version__
    assert {row["licence"] for row in pq.read_table("ds/documents.parquet").to_pylist()} == {"CC-BY-4.0"}
    assert "pretty_name: ds\n" in Path("ds/README.md").read_text("utf-8")
    told = json.loads(
        run("export", "out", "-o", "other", "--to", "dataset", "--allow-unknown-licence", "--json").stdout
    )
    assert told["pairs"]["en-es"] == {"units": 24, "kept": 24, "dropped": {}} and told["output"] == "other"
    assert told["unlicensed"] == {"": ["es/clock.txt", "fr/clock.txt"]} and told["overruled"] == {}
    assert {name: each["groups"] for name, each in told["splits"].items()} == {"train": 1, "validation": 1, "test": 1}


@pytest.mark.usefixtures("built")
def test_options_reach_the_card() -> None:
    options = (
        "--title", "Stories: ours", "--author", "Doe, Jo", "--author", "The Mill", "--dataset-version", "2.1.0",
        "--licence", "*/clock.txt=CC0-1.0", "--split-shares", "0,0.3", "--min-probability", "0.01", "--mask-contacts",
        "--homepage", "https://example.org/stories", "--max-shard-size", "0.002",
    )  # fmt: skip
    assert run("export", "out", "ds", "--to", "dataset", *options).exit_code == 0
    told = json.loads(Path("ds/export.json").read_text("utf-8"))["signature"]
    assert told["publication"] == {
        "title": "Stories: ours", "authors": ["Doe, Jo", "The Mill"], "version": "2.1.0",
        "homepage": "https://example.org/stories", "licences": ["*/clock.txt=CC0-1.0"], "allow_unknown": False,
        "mask": True, "shares": [0.0, 0.3], "shard_bytes": 2000,
    }  # fmt: skip
    assert told["filters"]["min_probability"] == 0.01
    card = Path("ds/README.md").read_text("utf-8")
    assert all(text in card for text in ("Stories: ours", "2.1.0", "example.org/stories", "CC0-1.0", "CC-BY-4.0"))
    assert not list(Path("ds/data/en-es").glob("validation*")) and len(list(Path("ds/data/en-es").glob("train*"))) > 1


@pytest.mark.usefixtures("built")
def test_a_card_that_was_edited_stays() -> None:
    """Its differences are shown, what would be in its place lies beside it, and it goes only when asked."""
    card = Path("ds/README.md")
    run("export", "out", "ds", "--to", "dataset")
    edited = card.read_text("utf-8").replace("# ds\n", "# Stories\n\nWritten by us.\n")
    card.write_text(edited)
    again = run("export", "out", "ds", "--to", "dataset", "--force", "--licence", "MIT")
    assert again.exit_code == 0 and "Exported: ds" in again.stdout
    assert card.read_text("utf-8") == edited
    lines = again.stderr.splitlines()
    told = lines.index("ds/README.md: edited by hand, so it stays; README.new.md is what would be in its place")
    assert "-Written by us." in lines[:told]
    assert lines[told + 1] == "ds/README.md: license: says cc-by-4.0, the documents have cc-by-4.0, mit"
    assert lines[-1].startswith("ds/README.md: ") and lines[-1].endswith(" things more do not fit")
    assert is_generated(Path("ds/README.new.md").read_text("utf-8"))
    told = json.loads(Path("ds/export.json").read_text("utf-8"))
    assert "README.new.md" in told["files"] and "README.new.md" not in told["sha256"]
    checked = check_dataset(Path("ds"))
    assert "README.new.md: it is not of the dataset and stays here" in checked.notes
    assert checked.findings and all(finding.startswith("README.md: ") for finding in checked.findings)
    last = run("export", "out", "ds", "--to", "dataset", "--force", "--replace-card")
    assert (
        len(last.stderr.splitlines()) == 2
        and is_generated(card.read_text("utf-8"))
        and not Path("ds/README.new.md").exists()
    )


@pytest.mark.parametrize("name", ["LICENSE", "CITATION.cff", "README.md"])
@pytest.mark.usefixtures("built")
def test_words_that_were_edited_stay_however_often(name: str) -> None:
    """Bytes that are no UTF-8 as well, and nothing at all."""
    run("export", "out", "ds", "--to", "dataset")
    for data in (b"doi: 10.1/x \xff\n", b""):
        Path("ds", name).write_bytes(data)
        for _ in range(2):
            again = run("export", "out", "ds", "--to", "dataset", "--force")
            assert again.exit_code == 0 and Path("ds", name).read_bytes() == data
            assert f"ds/{name}: edited by hand, so it stays; {NEW_WORDS[name]} is what" in again.stderr
    run("export", "out", "ds", "--to", "dataset", "--force", "--replace-card")
    assert not Path("ds", NEW_WORDS[name]).exists() and Path("ds", name).read_bytes()


@pytest.mark.usefixtures("built")
def test_the_publisher_is_told_whom_it_overrules() -> None:
    lines = run("export", "out", "ds", "--to", "dataset", "--licence", "*/bees.txt=CC0-1.0").stderr.splitlines()
    assert lines[:2] == [
        "2 documents without a known licence, left out:", "  2 state nothing: es/clock.txt, fr/clock.txt"
    ]  # fmt: skip
    assert lines[2:] == [
        "3 documents published by your word against what they state:",
        "  3 state 'CC BY 4.0': en/bees.txt, es/bees.txt, fr/bees.txt",
    ]


@pytest.mark.usefixtures("built")
def test_a_spot_check_on_the_card() -> None:
    run("review", "export", "out", "--sample", "4", "--to", "xlsx", "-o", "review.xlsx")
    assert refusal(run("export", "out", "ds", "--to", "dataset", "--spot-check", "review.xlsx")).startswith(
        "review.xlsx: "
    )
    assert not Path("ds").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere", "ds"], "nowhere: there is no such folder (name the folder that hexapla build has written)"),
        (["in", "ds"], "in: no finished build: manifest.json, "),
        (["out"], "-o: no folder to write is named (such as -o exported)"),
        (["out", "ds", "-o", "other"], "-o: the folder to write is ds already (name it once)"),
        (["out", "in"], "in: the folder is not empty, and not an output of hexapla (name a new folder)"),
        (["out", "out"], "out: the folder is not empty, and an output of another command (name a new folder)"),
        (["out", "ds", "--scores", "tsv"], "--scores: they hold the texts of what a dataset leaves out ("),
        (["out", "ds", "--all-languages"], "--all-languages: only JSONL has units in more than two languages ("),
        (["out", "ds", "--licence", "CC-BI-4.0"], "--licence CC-BI-4.0: "),
        (["out", "ds", "--licence", "de/*=MIT"], "--licence de/*=MIT: no document has a path like 'de/*' ("),
        (["out", "ds", "--split-shares", "0.5"], "--split-shares: '0.5' is no two numbers (such as 0.05,0.05)"),
        (["out", "ds", "--split-shares", "0.3,0.3"], "--split-shares: 0.3,0.3 leaves less than half for training ("),
        (["out", "ds", "--split-shares", "-1,0"], "--split-shares: -1,0 is no two shares ("),
        (["out", "ds", "--split-shares", "nan,0"], "--split-shares: nan,0 is no two shares ("),
        (
            ["out", "ds", "--max-shard-size", "0"],
            "export: Invalid value for '--max-shard-size': 0.0 is not in the range",
        ),
        (["out", "ds", "--spot-check", "none.json"], "none.json: there is no such file ("),
        (
            ["out", "ds", "--min-words", "99"],
            "--to dataset: no unit is left to publish: fewer than 99 words: 48, licence unknown: 24; of 2 ",
        ),
    ],
)
@pytest.mark.usefixtures("built")
def test_refusals(arguments: list[str], message: str) -> None:
    result = run("export", *arguments, "--to", "dataset")
    assert refusal(result).startswith(message)
    assert result.exit_code == (1 if "no unit" in message else 2) and not Path("ds").exists()


@pytest.mark.parametrize("option", [["--licence", "MIT"], ["--mask-contacts"], ["--title", "x"], ["--replace-card"]])
@pytest.mark.usefixtures("built")
def test_options_of_a_dataset_are_for_nothing_else(option: list[str]) -> None:
    result = run("export", "out", "-o", "a", "--to", "tsv", *option)
    assert refusal(result) == "--licence, --title and the like: they are for a dataset (use --to dataset)"


@pytest.mark.usefixtures("built")
def test_no_licence_anywhere() -> None:
    Path("in/manifest.csv").unlink()
    run("build", "in", "-o", "out", "--force")
    assert refusal(run("export", "out", "ds", "--to", "dataset")) == (
        "--to dataset: no unit is left to publish: licence unknown: 72; of 9 documents no licence is known "
        "(--licence CC-BY-4.0 says it, --licence 'en/*=CC-BY-4.0' for some)"
    )
