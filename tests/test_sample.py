"""The sample data and its gold files agree, checked without the program's own readers."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

DATA = Path(__file__).parents[1] / "data"
SAMPLE, GOLD = DATA / "sample", DATA / "gold"
ARTICLES = ("bread", "seagrass", "train")
ABBREVIATIONS = "Dra?|dr|Sra?|Ny|TP|GS|Prof|проф|núm|no|г|M"


def collapse(text: str) -> str:
    return " ".join(text.split())


def rows(name: str) -> list[dict[str, str]]:
    header, *lines = (line.split("\t") for line in (GOLD / name).read_text("utf-8").splitlines())
    return [dict(zip(header, line, strict=True)) for line in lines]


def furniture() -> list[str]:
    return (GOLD / "furniture.txt").read_text("utf-8").splitlines()


@cache
def page(path: str) -> str:
    """All text of a document, furniture and all, white space collapsed; ``path#n`` is line n of a JSONL file."""
    name, _, line = path.partition("#")
    source = (SAMPLE / name).read_text("utf-8")
    if line:
        return collapse(json.loads(source.splitlines()[int(line) - 1])["text"])
    if name.endswith(".html"):
        root = etree.fromstring(source.encode(), etree.HTMLParser(encoding="utf-8"))
        return collapse(root.find("body").xpath("string()"))
    if name.endswith(".md"):
        source = re.sub(r"\\(\W)", r"\1", source)
    return collapse(source)


def paths_on_disk() -> list[str]:
    found = []
    for file in SAMPLE.rglob("*"):
        path = file.relative_to(SAMPLE).as_posix()
        if file.suffix == ".jsonl":
            found += [f"{path}#{number}" for number, _ in enumerate(file.read_text("utf-8").splitlines(), 1)]
        elif file.is_file():
            found.append(path)
    return sorted(found)


def sentences(cell: str) -> list[str]:
    """A cut after ``.!?…`` and closing marks: enough for these texts once their abbreviations are left whole."""
    kept = re.sub(rf"\b({ABBREVIATIONS})\.", "\\1\0", cell)
    parts = re.split(r"(?<=[.!?…])\s|(?<=[.!?…][”»])\s|(?<=[.!?…] »)\s", kept)
    return [part.replace("\0", ".").strip() for part in parts if part.strip("” »")]


def test_groups_list_exactly_the_documents() -> None:
    assert [row["path"] for row in rows("groups.tsv")] == paths_on_disk()


def test_every_article_is_there_once_in_every_language() -> None:
    groups = rows("groups.tsv")
    languages = {row["lang"] for row in groups}
    assert len(languages) >= 5
    assert {row["group"] for row in groups} == {"", *ARTICLES}
    assert Counter(row["group"] for row in groups)[""] == 2
    for article in ARTICLES:
        assert sorted(row["lang"] for row in groups if row["group"] == article) == sorted(languages)


@pytest.mark.parametrize("document", [row for row in rows("groups.tsv") if row["group"]], ids=lambda row: row["path"])
def test_the_document_holds_its_gold_sentences(document: dict[str, str]) -> None:
    text = page(document["path"])
    cells = [row[document["lang"]] for row in rows(f"{document['group']}.tsv") if row[document["lang"]]]
    assert len(cells) > 30
    missing = [sentence for cell in cells for sentence in sentences(cell) if sentence not in text]
    assert not missing


@pytest.mark.parametrize("document", [row for row in rows("groups.tsv") if row["group"]], ids=lambda row: row["path"])
def test_only_what_is_marked_as_moved_is_out_of_order(document: dict[str, str]) -> None:
    text, position = page(document["path"]), 0
    for row in rows(f"{document['group']}.tsv"):
        cell = row[document["lang"]]
        if cell and row["note"] != "moved":
            position = text.index(cell, position) + len(cell)


@pytest.mark.parametrize("article", ARTICLES)
def test_gold_files_are_tables_of_collapsed_text(article: str) -> None:
    table = rows(f"{article}.tsv")
    languages = sorted({row["lang"] for row in rows("groups.tsv")})
    assert list(table[0]) == [*languages, "note"]
    for row in table:
        assert any(row[language] for language in languages)
        assert row["note"] in ("", "moved")
        assert all(collapse(cell) == cell for cell in row.values())


@pytest.mark.parametrize("article", ARTICLES)
def test_every_article_has_an_omission_and_a_moved_passage(article: str) -> None:
    table = rows(f"{article}.tsv")
    assert any(not cell for row in table for language, cell in row.items() if language != "note")
    assert any(row["note"] == "moved" for row in table)


@pytest.mark.parametrize(
    ("article", "first", "second", "kind"),
    [
        ("train", "en", "vi", (1, 3)),
        ("train", "en", "es", (2, 1)),
        ("train", "en", "id", (2, 1)),
        ("train", "en", "vi", (2, 2)),
        ("seagrass", "en", "id", (1, 3)),
        ("seagrass", "en", "es", (2, 1)),
        ("seagrass", "en", "fr", (1, 2)),
        ("bread", "en", "es", (1, 3)),
        ("bread", "en", "fr", (2, 1)),
        ("bread", "en", "vi", (2, 2)),
    ],
)
def test_splits_and_merges(article: str, first: str, second: str, kind: tuple[int, int]) -> None:
    assert kind in {(len(sentences(row[first])), len(sentences(row[second]))) for row in rows(f"{article}.tsv")}


def test_furniture_stands_in_the_sample() -> None:
    lines, pages = furniture(), [page(row["path"]) for row in rows("groups.tsv")]
    assert len(lines) == len(set(lines))
    assert not [line for line in lines if not any(line in text for text in pages)]


def test_furniture_is_never_content() -> None:
    cells = {cell for article in ARTICLES for row in rows(f"{article}.tsv") for cell in row.values() if cell}
    assert not cells & set(furniture())
