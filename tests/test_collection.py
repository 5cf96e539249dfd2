"""A folder becomes documents; whatever cannot be used is named with its reason."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import docx
import pytest

from corpus.collection import Collection, read_collection
from corpus.documents import Document
from corpus.errors import InputError, UsageError

ENGLISH = (
    "The ferry to the island stopped running in November. Nobody in the village was surprised.\\n"
    "The baker was the first to run out of flour."
).replace("\\n", "\n")
SPANISH = (
    "El transbordador a la isla dejó de funcionar en noviembre. Nadie en el pueblo se sorprendió.\n"
    "La panadera fue la primera en quedarse sin harina."
)
VIETNAMESE = "Chuyến phà ra đảo đã ngừng chạy từ tháng mười một. Không ai trong làng ngạc nhiên."


def fill(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def languages(collection: Collection) -> dict[str, str]:
    return {document.path: document.language for document in collection.documents}


def reasons(collection: Collection) -> dict[str, str]:
    return {one.path: one.reason for one in collection.rejected}


def flags(collection: Collection) -> dict[str, tuple[str, ...]]:
    return {document.path: document.flags for document in collection.documents}


def test_documents(tmp_path: Path) -> None:
    fill(tmp_path, {"es/a.txt": SPANISH, "en/a.txt": ENGLISH})
    found = read_collection(tmp_path)
    assert found.rejected == ()
    english, spanish = found.documents
    assert (english.path, spanish.path) == ("en/a.txt", "es/a.txt")
    assert [span.of(english.text) for span in english.paragraphs] == ENGLISH.split("\n")
    assert [[span.of(english.text) for span in spans] for spans in english.sentences] == [
        ["The ferry to the island stopped running in November.", "Nobody in the village was surprised."],
        ["The baker was the first to run out of flour."],
    ]
    assert english.sha256 and english.id != spanish.id
    assert read_collection(tmp_path) == found


def test_where_the_language_comes_from(tmp_path: Path) -> None:
    fill(
        tmp_path,
        {
            "manifest.csv": "path,lang,group,title,licence\nfr/a.txt,es,7,El barco,CC0-1.0\n",
            "fr/a.txt": SPANISH,
            "fr/b.txt": SPANISH,
            "a.es.txt": SPANISH,
            "what-it-is.txt": ENGLISH,
            "b.html": f"<html lang='en-GB'><p>{ENGLISH}",
            "c.html": f"<html lang='en'><p>{SPANISH}",
            "d.jsonl": json.dumps({"text": SPANISH, "lang": "es-MX", "id": "x"}),
            "g.jsonl": json.dumps({"text": SPANISH, "lang": "it"}),
            "e.txt": VIETNAMESE,
        },
    )
    found = read_collection(tmp_path)
    assert languages(found) == {
        "a.es.txt": "es",
        "b.html": "en",
        "c.html": "es",
        "d.jsonl#x": "es-MX",
        "g.jsonl#1": "it",
        "e.txt": "vi",
        "fr/a.txt": "es",
        "fr/b.txt": "fr",
        "what-it-is.txt": "en",
    }
    assert flags(found) == {
        "a.es.txt": (),
        "b.html": (),
        "c.html": ("language:identified",),
        "d.jsonl#x": (),
        "g.jsonl#1": ("language:record-contradicts-text",),
        "e.txt": ("language:identified",),
        "fr/a.txt": (),
        "fr/b.txt": ("language:path-contradicts-text",),
        "what-it-is.txt": ("language:identified",),
    }
    (listed,) = [one for one in found.documents if one.path == "fr/a.txt"]
    assert (listed.group, listed.title, listed.licence) == ("7", "El barco", "CC0-1.0")


def test_a_path_that_contradicts_its_text_keeps_its_language_and_its_text(tmp_path: Path) -> None:
    (document,) = read_collection(fill(tmp_path, {"fr/b.txt": SPANISH})).documents
    assert len(document.paragraphs) == 2


def test_only_some_languages(tmp_path: Path) -> None:
    fill(tmp_path, {"en/a.txt": ENGLISH, "es/a.txt": SPANISH, "x.txt": VIETNAMESE, "pt/a.txt": SPANISH})
    found = read_collection(tmp_path, ["eng", "pt-BR"])
    assert languages(found) == {"en/a.txt": "en", "pt/a.txt": "pt-BR"}
    assert reasons(found) == {
        "es/a.txt": "language es is not among --languages en,pt-BR",
        "x.txt": "language vi is not among --languages en,pt-BR",
    }
    with pytest.raises(UsageError, match="--languages: 'english' is not a language code"):
        read_collection(tmp_path, ["english"])


def test_what_cannot_be_used_is_named(tmp_path: Path) -> None:
    data = io.BytesIO()
    docx.Document().save(data)
    fill(
        tmp_path,
        {
            "a.txt": ENGLISH,
            "binary.txt": b"\x89PNG\x00\x01",
            "broken.docx": b"PK",
            "empty.txt": b"",
            "empty.docx": data.getvalue(),
            "menu.html": "<nav>Home</nav><nav>News</nav>",
            "numbers.txt": "1 2 3",
            "records.jsonl": '{"text": "no"}\n{"x',
            "sheet.xlsx": b"PK",
        },
    )
    calls: list[str] = []
    found = read_collection(tmp_path, progress=calls.append)
    assert list(languages(found)) == ["a.txt", "records.jsonl#1"]
    assert reasons(found) == {
        "binary.txt": "it holds NUL bytes: a binary file, or UTF-16 without a byte order mark (save it as UTF-8)",
        "broken.docx": "not a Word document: File is not a zip file (save it again)",
        "empty.docx": "no text is left: the file holds none",
        "empty.txt": "the file is empty",
        "menu.html": "no text is left: 2 lines of page furniture",
        "numbers.txt": "its language cannot be told (name it in manifest.csv or in the path: en/a.txt, a.en.txt)",
        "records.jsonl#2": "line 2: not JSON: Unterminated string starting at: line 1 column 2 (char 1)",
        "sheet.xlsx": "not a spreadsheet: File is not a zip file (save it again)",
    }
    assert calls == sorted(calls) and len(calls) == 9


def test_a_failure_of_a_library_is_no_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(data: bytes, path: str, suffix: str) -> list[Document]:
        raise MemoryError("too\nlarge")

    monkeypatch.setattr("corpus.collection.read", fail)
    assert reasons(read_collection(fill(tmp_path, {"a.txt": "x"}))) == {
        "a.txt": "it cannot be read: MemoryError: too large"
    }


def test_legacy_encodings_are_flagged(tmp_path: Path) -> None:
    text = (
        SPANISH
        + " ¿Qué harían ahora? El señor Núñez pensó en su niñez, en el jardín y en el olor del pan recién hecho."
    )
    found = read_collection(fill(tmp_path, {"es/a.txt": text.encode("cp1252")}))
    assert flags(found) == {"es/a.txt": ("encoding:cp1252",)}


def test_empty_and_missing_folders(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no file in the folder"):
        read_collection(tmp_path)
    with pytest.raises(UsageError, match="there is no such folder"):
        read_collection(tmp_path / "missing")
    with pytest.raises(InputError, match="there is no file en/a"):
        read_collection(fill(tmp_path, {"manifest.csv": "path\nen/a.txt\n", "b.txt": "x"}))


def test_other_documents_do_not_change_a_document(tmp_path: Path) -> None:
    alone = read_collection(fill(tmp_path / "one", {"en/a.txt": ENGLISH})).documents[0]
    both = read_collection(fill(tmp_path / "two", {"en/a.txt": ENGLISH, "a.txt": SPANISH})).documents
    assert alone in both


def test_the_import_is_light() -> None:
    heavy = "{'torch', 'transformers', 'pandas', 'faiss', 'py3langid', 'docx'}"
    code = (
        f"import sys, corpus.collection; sys.exit(str({heavy} & set(sys.modules)) if {heavy} & set(sys.modules) else 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
