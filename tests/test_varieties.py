"""Which language ready units go by beside other documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from test_collection import ENGLISH, SPANISH, fill

from corpus.collection import read_collection
from corpus.documents import Document, Rejected
from corpus.errors import UsageError
from corpus.manifest import Entry
from corpus.varieties import check_entries, settle_languages


def ready(path: str, language: str) -> Document:
    return Document(f"{path}#{language}", language, "A", (), (), keys=("1",))


def plain(language: str) -> Document:
    return Document(f"{language}/a.txt", language, "A", (), ())


def languages(found: Sequence[Document | Rejected]) -> list[str]:
    return [each.language if isinstance(each, Document) else "" for each in found]


@pytest.mark.parametrize(
    ("others", "given", "expected"),
    [
        ("", "en-US es-ES", "en-US es-ES"),
        ("en es", "en-US es-ES", "en es"),
        ("en", "en-US es-419", "en es-419"),
        ("en es", "en es-419", "en es"),
        ("en", "en-US en-GB", "en-US en-GB"),
        ("en", "en en-GB", "en en-GB"),
        ("en-GB", "en-US es", "en-US es"),
        ("zh zh-Hant", "zh-CN zh-TW", "zh zh-Hant"),
        ("zh", "zh-CN zh-TW", "zh zh-TW"),
        ("sr", "sr-Latn en", "sr-Latn en"),
        ("en-US en", "en-US fr", "en fr"),
    ],
)
def test_a_region_gives_way_to_the_language(others: str, given: str, expected: str) -> None:
    documents = [*map(plain, others.split()), *(ready("m.tmx", language) for language in given.split())]
    assert languages(settle_languages(documents)) == [*others.split(), *expected.split()]


def test_files_settle_each_by_itself() -> None:
    documents = [ready("a.tmx", "en"), ready("b.tmx", "en-GB"), ready("c.tmx", "en-GB"), ready("c.tmx", "en-US")]
    assert languages(settle_languages(documents)) == ["en", "en", "en-GB", "en-US"]


def memory(*codes: str) -> str:
    variants = "".join(f'<tuv xml:lang="{code}"><seg>One {code}.</seg></tuv>' for code in codes)
    return f'<tmx version="1.4"><header/><body><tu>{variants}</tu></body></tmx>'


def test_in_a_collection(tmp_path: Path) -> None:
    fill(tmp_path, {"en/a.txt": ENGLISH, "es/a.txt": SPANISH, "m.tmx": memory("en-US", "es-ES", "fr-CA")})
    found = {document.path: document.language for document in read_collection(tmp_path).documents}
    assert found == {
        "en/a.txt": "en",
        "es/a.txt": "es",
        "m.tmx#en-US": "en",
        "m.tmx#es-ES": "es",
        "m.tmx#fr-CA": "fr-CA",
    }


def test_the_wanted_languages(tmp_path: Path) -> None:
    fill(tmp_path, {"m.tmx": memory("en-US", "en-GB", "es-ES", "fr")})
    found = read_collection(tmp_path, ["en", "es"])
    assert {document.path: document.language for document in found.documents} == {
        "m.tmx#en-US": "en", "m.tmx#es-ES": "es",
    }  # fmt: skip
    assert {each.path: each.reason for each in found.rejected} == {
        "m.tmx#en-GB": "its language counts as en, like that of m.tmx#en-US",
        "m.tmx#fr": "language fr is not among --languages en,es",
    }


@pytest.mark.parametrize("row", ["m.tmx,en,", "m.tmx,,story"])
def test_the_manifest_has_no_say_in_ready_units(tmp_path: Path, row: str) -> None:
    fill(tmp_path, {"m.tmx": memory("en", "es"), "manifest.csv": f"path,lang,group\n{row}\n"})
    with pytest.raises(UsageError, match=r"manifest.csv: m.tmx holds ready units"):
        read_collection(tmp_path)


def test_the_manifest_may_name_the_language_of_text_beside_ready_units() -> None:
    running = replace(plain("en"), path="a.xlsx")
    check_entries([running, ready("a.xlsx", "en"), ready("a.xlsx", "es")], {"a.xlsx": Entry("a.xlsx", "en")})


def test_the_manifest_names_title_and_licence(tmp_path: Path) -> None:
    fill(tmp_path, {"m.tmx": memory("en", "es"), "manifest.csv": "path,title,licence\nm.tmx,Memory,CC0-1.0\n"})
    found = read_collection(tmp_path).documents
    assert {(document.title, document.licence) for document in found} == {("Memory", "CC0-1.0")}
