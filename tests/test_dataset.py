"""A dataset from a finished build: what is in it, what is not and why, and that it is the same every time."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from conftest import Built
from toy import document

from corpus.collection import Collection
from corpus.documents import Document
from corpus.errors import InputError, UsageError
from corpus.export import DATASET, ExportSettings, PairExport
from corpus.filters import Filters
from corpus.groups import Finding, Group, Grouping, one_document_each
from corpus.licences import Granted
from corpus.pipeline import Build
from corpus.publishing.card import card_text, is_generated
from corpus.publishing.dataset import Source, export_dataset, read_source
from corpus.publishing.dataset_check import check_dataset
from corpus.publishing.dataset_rows import Origins
from corpus.publishing.dataset_schema import ELSEWHERE, NO_LICENCE
from corpus.publishing.dataset_words import edited_words
from corpus.publishing.figures import read_figures
from corpus.publishing.publication import Publication
from corpus.publishing.splits import folded
from corpus.settings import Settings, pairs_of
from corpus.spot_check import Judgement, SpotCheck
from corpus.units import Part, Unit

FREE = Publication("Rivers & mills", ("Doe, Jo",), licences=("CC0-1.0",))
LANGUAGES = ("en", "es", "fr")


def sentence(*seed: object) -> str:
    """Words that no other sentence has."""
    chance = random.Random(" ".join(map(str, seed)))
    return " ".join("".join(chance.choices("abdefgiklmnoprstu", k=chance.randint(3, 9))) for _ in range(9)) + "."


def story(number: int, language: str, size: int = 6) -> list[str]:
    return [sentence(number, language, k) for k in range(size)]


def built(stories: Mapping[str, Mapping[str, Sequence[str]]], rights: Mapping[str, str | None] | None = None) -> Build:
    """A group a story: its sentences by language, a unit a line. ``rights``: the licences of documents by path."""
    documents, groups, units = list[Document](), list[Group](), list[Unit]()
    for name, versions in stories.items():
        own = [
            document(f"{language}/{name}.txt", language, [[line] for line in lines])
            for language, lines in versions.items()
        ]
        own = [
            replace(
                each, licence=(rights or {}).get(each.path), url=f"https://example.org/{each.path}", sha256="0" * 64
            )
            for each in own
        ]
        groups.append(Group(name, one_document_each(own), 1.0))
        documents += own
        for order, lines in enumerate(zip(*versions.values(), strict=True)):
            parts = tuple(
                Part(each.language, each.id, each.path, each.sentences[order][0], order, line)
                for each, line in zip(own, lines, strict=True)
            )
            units.append(Unit(f"{name}-{order}", name, order, parts, 0.9 + order / 100, flags=("full",)))
    findings = {each.id: Finding(each.path.split("/")[1][:-4], "agrees") for each in documents}
    languages = sorted({each.language for each in documents})
    return Build(
        Settings(), "toy", Collection(tuple(documents), ()), Grouping(tuple(groups), findings), tuple(units),
        tuple(pairs_of(languages, ())),
    )  # fmt: skip


def stories(count: int = 30, languages: Sequence[str] = LANGUAGES) -> dict[str, dict[str, list[str]]]:
    return {f"s{number:02d}": {code: story(number, code) for code in languages} for number in range(count)}


def exported(
    folder: Path, build: Build, publication: Publication = FREE, filters: Filters | None = None, **source: Any
) -> tuple[PairExport, ...]:
    folder.mkdir()
    settings = ExportSettings(DATASET, filters or Filters())
    return export_dataset(Source(build, "0123456789ab", **source), settings, publication, folder).pairs


def rows(folder: Path, config: str, split: str = "*") -> list[dict[str, Any]]:
    files = sorted((folder / "data" / config).glob(f"{split}-*.parquet"))
    return [row for file in files for row in pq.read_table(file).to_pylist()]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty stories in three languages; one is told twice, one sentence stands in three stories."""
    given = stories()
    given["s01"]["es"] = given["s00"]["es"]
    for name in ("s03", "s04", "s05"):
        given[name]["en"][2] = "Read more!"
    folder = tmp_path_factory.mktemp("dataset") / "rivers"
    exported(folder, built(given), replace(FREE, shares=(0.2, 0.2)))
    return folder


def test_the_folder(dataset: Path) -> None:
    told = json.loads((dataset / "export.json").read_text("utf-8"))
    splits = ("test", "train", "validation")
    data = [
        f"data/{config}/{split}-00000-of-00001.parquet"
        for config in ("all", "en-es", "en-fr", "es-fr")
        for split in splits
    ]
    assert sorted(contents(dataset)) == sorted(
        ["CITATION.cff", "LICENSE", "README.md", "documents.parquet", "dropped.parquet", "export.json", *data]
    )
    assert told["files"] == sorted(contents(dataset)) and sorted([*told["sha256"], "export.json"]) == told["files"]
    assert told["signature"]["publication"]["title"] == "Rivers & mills"
    assert is_generated((dataset / "README.md").read_text("utf-8")) and not edited_words(dataset)


def test_a_row(dataset: Path) -> None:
    found = {row["unit_id"]: row for row in rows(dataset, "en-es")}["s07-3"]
    documents = {row["doc_id"]: row for row in pq.read_table(dataset / "documents.parquet").to_pylist()}
    assert found["translation"] == {"en": sentence(7, "en", 3), "es": sentence(7, "es", 3)}
    assert (found["probability"], found["consistency"], found["flags"]) == (0.93, 1.0, ["full"])
    assert (found["group_id"], found["order"]) == ("s07", 3)
    for code in ("en", "es"):
        path = f"{code}/s07.txt"
        assert documents[found["doc_id"][code]]["path"] == path
        assert (found["url"][code], found["licence"][code]) == (f"https://example.org/{path}", "CC0-1.0")
        assert found["char_end"][code] - found["char_start"][code] == len(found["translation"][code])
    assert documents[found["doc_id"]["en"]]["granted_by"] == "publisher" and len(documents) == 90


def test_splits_share_no_group_and_no_text(dataset: Path) -> None:
    groups: dict[str, set[str]] = {}
    texts: dict[str, set[str]] = {}
    for config in ("all", "en-es", "en-fr", "es-fr"):
        for split in ("train", "validation", "test"):
            for row in rows(dataset, config, split):
                groups.setdefault(split, set()).add(row["group_id"])
                texts.setdefault(split, set()).update(folded(text) for text in row["translation"].values() if text)
    for found in (groups, texts):
        assert sum(map(len, found.values())) == len(set().union(*found.values()))
    assert len(groups) == 3 and sum(map(len, groups.values())) == 30
    assert any({"s00", "s01"} <= found for found in groups.values())


def test_what_was_left_out_is_counted_and_listed(dataset: Path) -> None:
    dropped = pq.read_table(dataset / "dropped.parquet").to_pylist()
    told = json.loads((dataset / "export.json").read_text("utf-8"))
    kept = {f"{row['unit_id']}" for row in rows(dataset, "en-es")}
    assert {row["unit_id"] for row in dropped} <= {"s03-2", "s04-2", "s05-2"} and dropped
    assert {row["reason"] for row in dropped} == {ELSEWHERE} and {row["split"] for row in dropped} <= {
        "validation",
        "test",
    }
    assert not kept & {row["unit_id"] for row in dropped if row["config"] == "en-es"}
    for pair, counts in told["pairs"].items():
        assert counts["units"] == counts["kept"] + sum(counts["dropped"].values()) == 180
        assert counts["kept"] == len(rows(dataset, pair))
    widest = {row["unit_id"]: row["translation"] for row in rows(dataset, "all")}
    assert all(widest[row["unit_id"]]["en"] is None for row in dropped)  # what is left of the unit, es-fr, is there


def test_the_card_comes_from_what_is_in_the_folder(dataset: Path) -> None:
    told = json.loads((dataset / "export.json").read_text("utf-8"))
    card = (dataset / "README.md").read_text("utf-8")
    assert card == card_text(read_figures(dataset), told) and "languages were looked at" not in card


def test_the_same_build_gives_the_same_bytes(dataset: Path, tmp_path: Path) -> None:
    given = stories()
    given["s01"]["es"] = given["s00"]["es"]
    for name in ("s03", "s04", "s05"):
        given[name]["en"][2] = "Read more!"
    exported(tmp_path / "again", built(given), replace(FREE, shares=(0.2, 0.2)))
    assert contents(tmp_path / "again") == contents(dataset)


def test_it_loads_offline_with_the_translation_feature(dataset: Path, tmp_path: Path) -> None:
    """In a process of its own, since the library reads its environment once."""
    code = (
        "import sys; from datasets import load_dataset, Translation; found = load_dataset(sys.argv[1], 'en-es');"
        "feature = found['train'].features['translation']; assert feature == Translation(['en', 'es']), feature;"
        "print({split: len(each) for split, each in found.items()}, found['test'][0]['translation'].keys());"
        "print(load_dataset(sys.argv[1], 'all')['train'].features['translation'].languages)"
    )
    environment = {
        **os.environ,
        "HF_HUB_OFFLINE": "1",
        "HF_HOME": str(tmp_path),
        "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
    }
    done = subprocess.run([sys.executable, "-c", code, dataset], env=environment, capture_output=True, encoding="utf-8")
    sizes = {split: len(rows(dataset, "en-es", split)) for split in ("train", "validation", "test")}
    assert done.stdout.splitlines() == [f"{sizes} dict_keys(['en', 'es'])", "['en', 'es', 'fr']"], done.stderr


def test_rights(tmp_path: Path) -> None:
    """Of one version of a story nothing is known; the other two are published without it."""
    rights = {f"{code}/s{number:02d}.txt": "CC-BY-4.0" for code in LANGUAGES for number in range(4)}
    rights |= {
        "fr/s01.txt": None,
        "en/s02.txt": "all rights reserved",
        "es/s03.txt": "https://creativecommons.org/licenses/by-sa/4.0/",
    }
    build = built(stories(4), rights)
    done = exported(tmp_path / "a", build, replace(FREE, licences=()))
    assert {each.name: dict(each.dropped) for each in done} == {
        "en-es": {NO_LICENCE: 6}, "en-fr": {NO_LICENCE: 12}, "es-fr": {NO_LICENCE: 6}
    }  # fmt: skip
    widest = {row["unit_id"]: row for row in rows(tmp_path / "a", "all")}
    assert [code for code, text in widest["s01-0"]["translation"].items() if text is None] == ["fr"]
    assert widest["s02-0"]["translation"]["en"] is None and widest["s02-0"]["licence"]["en"] is None
    assert widest["s03-0"]["licence"] == {"en": "CC-BY-4.0", "es": "CC-BY-SA-4.0", "fr": "CC-BY-4.0"}
    assert "en/s02.txt" not in pq.read_table(tmp_path / "a/documents.parquet")["path"].to_pylist()

    exported(tmp_path / "b", build, replace(FREE, licences=("MIT", "en/s02*=CC-BY-NC-4.0")))
    widest = {row["unit_id"]: row for row in rows(tmp_path / "b", "all")}
    assert widest["s02-0"]["licence"] == {"en": "CC-BY-NC-4.0", "es": "CC-BY-4.0", "fr": "CC-BY-4.0"}
    assert widest["s01-0"]["licence"]["fr"] == "MIT"

    done = exported(tmp_path / "c", build, replace(FREE, licences=(), allow_unknown=True))
    assert not any(each.dropped for each in done)
    assert {row["unit_id"]: row for row in rows(tmp_path / "c", "all")}["s02-0"]["licence"]["en"] is None


@pytest.mark.parametrize(
    ("rights", "filters", "message"),
    [
        ({}, Filters(), r"to publish: licence unknown: 18; of 3 documents no licence is known \(--licence CC-BY-4.0 "),
        ({"en/s00.txt": "© Jo"}, Filters(), r"of 3 documents no licence is known: '© Jo' is none \("),
        (dict.fromkeys((f"{code}/s00.txt" for code in LANGUAGES), "MIT"), Filters(min_words=99), "words: 18$"),
    ],
)
def test_nothing_to_publish(tmp_path: Path, rights: dict[str, str | None], filters: Filters, message: str) -> None:
    with pytest.raises(InputError, match=message):
        exported(tmp_path / "a", built(stories(1), rights), replace(FREE, licences=()), filters)


def test_a_licence_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"did you mean CC-BY-4\.0"):
        exported(tmp_path / "a", built(stories(1)), replace(FREE, licences=("CC-BI-4.0",)))


def test_masks(tmp_path: Path) -> None:
    given = stories(3)
    given["s00"]["en"][1] = "Write to jo.doe@example.org today."
    given["s00"]["es"][1] = "Escriba hoy a jo.doe@example.org."
    build = built(given, {"en/s00.txt": "© Jo, jo.doe@example.org"})
    titled = (
        replace(each, title="By jo.doe@example.org", url=f"https://example.org/{each.path}?by=jo.doe@example.org")
        for each in build.collection.documents
    )
    build = replace(build, collection=Collection(tuple(titled), ()))
    licences = ("CC0-1.0", "en/s00.txt=CC0-1.0")
    exported(tmp_path / "a", build, replace(FREE, licences=licences))
    exported(tmp_path / "b", build, replace(FREE, mask=True, licences=licences))
    plain, masked = (next(row for row in rows(tmp_path / name, "en-es") if row["unit_id"] == "s00-1") for name in "ab")
    assert plain["translation"]["en"] == given["s00"]["en"][1]
    assert masked["translation"] == {"en": "Write to <EMAIL> today.", "es": "Escriba hoy a <EMAIL>."}
    row = pq.read_table(tmp_path / "b/documents.parquet").to_pylist()[0]
    assert (row["title"], row["stated"]) == ("By <EMAIL>", "© Jo, <EMAIL>")
    assert row["url"] == masked["url"]["en"] == "https://example.org/en/s00.txt?by=<EMAIL>"
    assert "masked" in masked["flags"] and not any(b"jo.doe" in data for data in contents(tmp_path / "b").values())


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("en/s00.txt", "en/s00.txt"),
        ("jo.doe@example.org-4.txt", "<EMAIL>-4.txt"),
        ("mail/jo@example.org/a.b.html", "mail/<EMAIL>/a.b.html"),
        ("README", "README"),
    ],
)
def test_masks_in_paths(path: str, expected: str) -> None:
    one = replace(document(path, "en", [["A."]]), url=f"https://example.org/?{path}")
    origins = Origins({one.id: one}, {one.id: Finding("g", "agrees")}, {one.id: Granted(None, "", "")}, masked=True)
    assert [row["path"] for row in origins.document_rows([one.id], {"g": "train"})] == [expected]


def test_shards(tmp_path: Path) -> None:
    """Files of a kilobyte each hold the rows of one file, in order."""
    build = built(stories(3, ("en", "es")))
    exported(tmp_path / "a", build)
    exported(tmp_path / "b", build, replace(FREE, shard_bytes=1000))
    names = [path.name for path in sorted((tmp_path / "b/data/en-es").iterdir()) if "train" in path.name]
    assert len(names) > 1 and names == [f"train-{k:05d}-of-{len(names):05d}.parquet" for k in range(len(names))]
    assert rows(tmp_path / "b", "en-es", "train") == rows(tmp_path / "a", "en-es", "train")
    assert not (tmp_path / "a/data/all").exists()  # of two languages the pair is all


def test_second_versions(tmp_path: Path) -> None:
    build = built(stories(1))
    other = document("es/other.txt", "es", [[sentence("other", k)] for k in range(6)])
    units = [
        replace(
            unit,
            parts=(*unit.parts, Part("es", other.id, other.path, other.sentences[k][0], k, sentence("other", k), 2)),
        )
        for k, unit in enumerate(build.units)
    ]
    documents = (*build.collection.documents, other)
    grouping = Grouping(
        build.grouping.groups, {**build.grouping.findings, other.id: Finding("s00", "agrees", version=2)}
    )
    exported(
        tmp_path / "a", replace(build, units=tuple(units), collection=Collection(documents, ()), grouping=grouping)
    )
    found = [row["translation"] for row in rows(tmp_path / "a", "all") if row["unit_id"] == "s00-4"]
    first = {code: sentence(0, code, 4) for code in LANGUAGES}
    assert found == [first, {**first, "es": sentence("other", 4)}]
    found = [row["translation"] for row in rows(tmp_path / "a", "en-es") if row["unit_id"] == "s00-4"]
    assert found == [
        {code: each[code] for code in ("en", "es")} for each in (first, {**first, "es": sentence("other", 4)})
    ]
    assert len(rows(tmp_path / "a", "en-es")) == len(rows(tmp_path / "a", "es-fr")) == 12
    assert len(rows(tmp_path / "a", "en-fr")) == 6


def test_a_spot_check(tmp_path: Path) -> None:
    judged = (Judgement("s00-0", 0.9, True), Judgement("s00-1", 0.91, False))
    exported(tmp_path / "a", built(stories(1)), spot_check=SpotCheck("0123456789ab", 2, 0, judged))
    told = json.loads((tmp_path / "a/export.json").read_text("utf-8"))["signature"]["spot_check"]
    assert told == {"build": "0123456789ab", "sample": 2, "seed": 0}
    assert pq.read_table(tmp_path / "a/judgements.parquet").to_pylist() == [
        {"unit_id": "s00-0", "probability": 0.9, "right": True},
        {"unit_id": "s00-1", "probability": 0.91, "right": False},
    ]  # fmt: skip


def test_the_sample_becomes_a_dataset_without_fault(sample: Built, tmp_path: Path) -> None:
    """Of six languages, through ``datasets``, too."""
    folder = tmp_path / "published"
    folder.mkdir()
    export_dataset(read_source(sample.folder), ExportSettings(DATASET, Filters()), FREE, folder)
    checked = check_dataset(folder)
    assert (checked.findings, checked.notes, len(checked.counts)) == ((), (), 16)
