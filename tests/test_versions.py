"""Given versions of one text, aligned with the toy encoder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from toy import LANGUAGES, STORIES, ToyEncoder, story

from align.encoder import SentenceEncoder
from corpus.errors import InputError, UsageError
from corpus.pipeline import Observer
from corpus.versions import Aligned, align_files, read_lines, rows

BEES = STORIES["bees"]


class Notes(Observer):
    def __init__(self) -> None:
        self.lines: list[str] = []

    def note(self, line: str) -> None:
        self.lines.append(line)


def aligned(paths: Sequence[Path], lines: bool = False, languages: Sequence[str] = ()) -> Aligned:
    return align_files(paths, lines, languages, ToyEncoder, Observer())


@pytest.fixture
def texts(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"bees.{language}.txt" for language in LANGUAGES]
    for path, language in zip(paths, LANGUAGES, strict=True):
        path.write_text(story("bees", language), encoding="utf-8")
    return paths


@pytest.fixture
def segments(tmp_path: Path) -> list[Path]:
    """One segment a line; the Spanish has one line less, and the French empty lines and odd white space."""
    columns = [list(column) for column in zip(*BEES, strict=True)]
    contents = [
        "\n".join(columns[0]),
        "\n".join(columns[1][:3] + columns[1][4:]) + "\n",
        "\r\n".join(
            [*columns[2][:2], "", *columns[2][2:5], " ", "\t " + columns[2][5].replace(" ", "  "), *columns[2][6:]]
        ),
    ]
    paths = [tmp_path / name for name in ("a.en", "a.es", "a.fr")]
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content.encode())
    return paths


@pytest.mark.parametrize("count", [2, 3])
def test_documents_side_by_side(texts: list[Path], count: int) -> None:
    result = aligned(texts[:count])
    assert [version.language for version in result.versions] == list(LANGUAGES[:count])
    assert [row[:-1] for row in rows(result)] == [list(row[:count]) for row in BEES]
    assert all(0 < float(row[-1]) <= 1 for row in rows(result))


def test_lines(segments: list[Path]) -> None:
    result = aligned(segments, lines=True)
    assert [bead.link for bead in result.beads] == [
        ((0,), (0,), (0,)), ((1,), (1,), (1,)), ((2,), (2,), (2,)), ((3,), (), (3,)),
        ((4,), (3,), (4,)), ((5,), (4,), (5,)), ((6,), (5,), (6,)), ((7,), (6,), (7,)),
    ]  # fmt: skip
    assert next(row for row in rows(result) if not row[1])[:3] == [BEES[3][0], "", BEES[3][2]]


def test_empty_lines_begin_paragraphs_and_have_no_number(segments: list[Path]) -> None:
    version = read_lines(segments[2])
    assert version.segments == tuple(row[2] for row in BEES)
    assert version.paragraphs == (0, 0, 1, 1, 1, 2, 2, 2)


def test_beads_are_written(segments: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = aligned(segments[:2], lines=True)
    result.write_beads(tmp_path / "new/a.beads")
    lines = (tmp_path / "new/a.beads").read_text("utf-8").splitlines()
    assert [line.rsplit("\t", 1)[0] for line in lines][2:5] == ["2\t2", "3\t", "4\t3"]
    result.write_beads(Path("-"))
    assert capsys.readouterr().out.splitlines() == lines


def test_as_json(texts: list[Path]) -> None:
    texts[1].write_text(story("bees", "es") + "[anuncio_2]\n\nComentario (0)\n", encoding="utf-8")
    notes = Notes()
    made = align_files(texts[:2], False, (), ToyEncoder, notes).as_dict()
    versions, beads = made["versions"], made["beads"]
    assert isinstance(versions, list)
    assert isinstance(beads, list)
    assert versions[0] == {"path": str(texts[0]), "lang": "en", "segments": 8, "furniture": [], "rejected": []}
    assert [each["text"] for each in versions[1]["furniture"]] == ["[anuncio_2]", "Comentario (0)"]
    assert notes.lines == [f"{texts[1]}: 2 lines of page furniture left out; --json lists them"]
    assert beads[0] == {
        "segments": [[0], [0]],
        "probability": beads[0]["probability"],
        "moved": False,
        "texts": list(BEES[0][:2]),
    }
    assert len(beads) == 8


def test_languages_are_named_in_the_order_of_the_files(tmp_path: Path) -> None:
    paths = [tmp_path / "one.txt", tmp_path / "two.txt"]
    for path, language in zip(paths, ("en", "fr"), strict=True):
        path.write_text(story("ferry", language), encoding="utf-8")
    assert [version.language for version in aligned(paths, languages=("en", "fr")).versions] == ["en", "fr"]


def test_two_versions_in_one_language(texts: list[Path]) -> None:
    result = aligned([texts[0], texts[0]], languages=("en", "en"))
    assert [bead.shape for bead in result.beads] == [(1, 1)] * 8


@pytest.mark.parametrize("lines", [False, True])
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "there is no such file"),
        (b"", "the file is empty"),
        (b" \n\t\n", "the file is empty"),
        (b"\x81\x8d\x8f\x90\x9d", "its encoding cannot be told"),
        (b"a\x00b", "it holds NUL bytes"),
    ],
    ids=["missing", "empty", "blank", "undecodable", "binary"],
)
def test_bad_files(texts: list[Path], lines: bool, content: bytes | None, message: str) -> None:
    if content is None:
        texts[1].unlink()
    else:
        texts[1].write_bytes(content)
    with pytest.raises(UsageError if content is None else InputError, match=message) as caught:
        aligned(texts[:2], lines)
    assert str(texts[1]) in str(caught.value)


def test_a_document_without_text(texts: list[Path]) -> None:
    texts[1].write_text("[anuncio_1]\n")
    with pytest.raises(InputError, match=r"bees\.es\.txt: no text is left: 1 lines of page furniture"):
        aligned(texts[:2])


def test_a_kind_of_file_that_only_lines_takes(segments: list[Path]) -> None:
    with pytest.raises(InputError, match=r"no reader for this kind of file .* one segment a line"):
        aligned(segments)


def test_several_documents_in_one_file(tmp_path: Path, texts: list[Path]) -> None:
    (tmp_path / "two.jsonl").write_text('{"text": "One sentence here."}\n{"text": "Another one there."}\n')
    with pytest.raises(InputError, match=r"2 documents in one file \(one document a file\)"):
        aligned([texts[0], tmp_path / "two.jsonl"])


def test_a_language_for_each_file(texts: list[Path]) -> None:
    with pytest.raises(UsageError, match=r"--languages: 2 languages for 3 files \(one for each, in order\)"):
        aligned(texts, languages=("en", "es"))


@pytest.mark.parametrize("name", [".", "file/a.beads"])
def test_beads_that_cannot_be_written(texts: list[Path], tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match=r"cannot be written: .* \(name a file in a folder of yours"):
        aligned(texts[:2]).write_beads(tmp_path / name)


def test_one_sentence_a_version_is_one_bead(tmp_path: Path, encoder: SentenceEncoder) -> None:
    """Nothing is known of the languages then but these sentences themselves."""
    for name, text in (("a.en.txt", "The bridge opened in 1932."), ("a.es.txt", "El puente se abrió en 1932.")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    paths = [tmp_path / "a.en.txt", tmp_path / "a.es.txt"]
    (bead,) = align_files(paths, False, (), lambda: encoder, Observer()).beads
    assert bead.shape == (1, 1)
