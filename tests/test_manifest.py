"""manifest.csv: what is read, and every way to get it wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import HexaplaError, InputError, UsageError
from corpus.manifest import Entry, read_manifest

PATHS = ("en/a.txt", "es/a.txt", "b, c.txt")


def manifest(folder: Path, content: str, encoding: str = "utf-8") -> dict[str, Entry]:
    (folder / "manifest.csv").write_bytes(content.encode(encoding))
    return dict(read_manifest(folder, PATHS))


def test_no_manifest(tmp_path: Path) -> None:
    assert read_manifest(tmp_path, PATHS) == {}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_delimiters_encodings_line_ends(tmp_path: Path, delimiter: str, encoding: str, end: str) -> None:
    header = ["Path", "lang", "group", "title", "licence"]
    rows = [header, ["en/a.txt", "eng", "1", "Ñandú", "CC0-1.0"], 5 * [""]]
    content = end.join(delimiter.join(row) for row in rows)
    assert manifest(tmp_path, content, encoding) == {"en/a.txt": Entry("en/a.txt", "en", "1", "Ñandú", "CC0-1.0")}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("path\nen/a.txt\n", Entry("en/a.txt")),
        ("lang,path\nzh_CN,en\\a.txt\n", Entry("en/a.txt", "zh-CN")),
        ('path,group\n"b, c.txt",x\n', Entry("b, c.txt", group="x")),
        ("path,lang\n./en/a.txt,\n", Entry("en/a.txt")),
    ],
)
def test_rows(tmp_path: Path, content: str, expected: Entry) -> None:
    assert manifest(tmp_path, content) == {expected.path: expected}


@pytest.mark.parametrize(
    ("content", "kind", "message"),
    [
        ("path,langs\n", UsageError, "manifest.csv: unknown column 'langs' (did you mean lang?)"),
        ("path,zzz\n", UsageError, "'zzz' (the columns are path, lang, group, title, licence, date)"),
        ("path,path\n", UsageError, "manifest.csv: the column 'path' is there twice"),
        ("lang,group\n", UsageError, "there is no column 'path'"),
        ("path,lang\nen/a.txt,english\n", UsageError, "line 2: 'english' is not a language code (did you mean en?)"),
        ("path\nen/a.txt\n\nes/b.txt\n", InputError, "line 4: there is no file es/b.txt (did you mean es/a.txt?)"),
        ("path\nen/a.txt\nen/a.txt\n", InputError, "manifest.csv line 3: en/a.txt is listed twice"),
        ("path,lang\n,en\n", InputError, "manifest.csv line 2: the path is empty"),
        ("path,lang\nen/a.txt\n", InputError, "manifest.csv line 2: 1 cells where the header has 2"),
        ('path,lang\n"en/a.txt,en\n', InputError, "not a CSV row"),
        (" \n", InputError, "manifest.csv: the file is empty"),
    ],
)
def test_errors_say_where_and_what(tmp_path: Path, content: str, kind: type[HexaplaError], message: str) -> None:
    with pytest.raises(kind) as caught:
        manifest(tmp_path, content)
    assert message in str(caught.value)
