"""A build read back is the build that was written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from toy import STORIES, ToyEncoder, story, write_stories

from corpus.errors import InputError, UsageError
from corpus.finished import FILES, build_id, read_build
from corpus.pipeline import Build, Observer, group_stage, read_stage, write_build
from corpus.settings import Settings

FERRY = STORIES["ferry"]
FILM = "1\n00:00:01,000 --> 00:00:02,500\n{}\n\n2\n00:00:03,000 --> 00:00:04,250\n{}\n"
MEMORY = (
    '<?xml version="1.0"?><tmx version="1.4"><header srclang="en"/><body><tu>'
    '<tuv xml:lang="en"><seg>A cake.</seg></tuv><tuv xml:lang="es"><seg>Una tarta.</seg></tuv></tu></body></tmx>'
)
CATALOGUE = """msgid ""
msgstr "Language: {}\\n"

msgid "Save"
msgstr "{}"

#, fuzzy
msgid "Close"
msgstr "?"
"""
OWN_WORDS = "La panadera fue la primera en quedarse sin harina, y el médico se marchó antes de la primera nevada."


def written(tmp_path: Path, settings: Settings) -> tuple[Build, Path]:
    folder, output = write_stories(tmp_path / "in", languages=("en", "es")), tmp_path / "out"
    (folder / "es/clock.txt").write_text(f"{story('clock', 'es')}\n{FERRY[0][0]} {FERRY[1][0]}\n\n{OWN_WORDS}\n")
    for column, language in enumerate(("en", "es")):
        (folder / f"{language}/film.srt").write_text(FILM.format(FERRY[2][column], FERRY[3][column]))
    (folder / "memory.tmx").write_text(MEMORY)
    (folder / "alone.tmx").write_text(MEMORY.replace('<tuv xml:lang="en"><seg>A cake.</seg></tuv>', ""))
    for language, text in (("es", "Guardar"), ("fr", "Enregistrer")):
        (folder / f"app-{language}.po").write_text(CATALOGUE.format(language, text))
    (folder / "en/page.html").write_text("<p>A snowplough driver has written a cookbook.</p><nav>Home</nav>")
    (folder / "es/broken.docx").write_bytes(b"none")
    (folder / "manifest.csv").write_text("path,lang,licence,date\nen/clock.txt,en,CC0-1.0,2024-05-01\n")
    output.mkdir()
    build = group_stage(read_stage(folder, settings, Observer()), settings, ToyEncoder(), Observer())
    write_build(build, output, Observer())
    return build, output


@pytest.mark.parametrize(
    "settings",
    [Settings(), Settings(languages=("en", "es"), pairs=(("es", "en"),), minimum=0.9, level="paragraph")],
    ids=["as it is", "with settings"],
)
def test_what_is_read_is_what_was_written(tmp_path: Path, settings: Settings) -> None:
    build, folder = written(tmp_path, settings)
    found = read_build(folder)
    assert (found.settings, found.encoder, found.pairs, found.left_out) == (
        build.settings, build.encoder, build.pairs, build.left_out,
    )  # fmt: skip
    assert found.units == build.units and found.collection.rejected == build.collection.rejected
    assert found.grouping.findings == dict(build.grouping.findings)
    assert found.counts() == build.counts()
    for one, other in zip(found.collection.documents, build.collection.documents, strict=True):
        assert (one.id, one.text, one.title, one.date, one.url, one.licence, one.flags, one.sha256) == (
            other.id, other.text, other.title, other.date, other.url, other.licence, other.flags, other.sha256,
        )  # fmt: skip
        assert (one.sentences, one.furniture, bool(one.keys)) == (other.sentences, other.furniture, bool(other.keys))
        assert [each.reason for each in one.foreign] == [each.reason for each in other.foreign]
        assert [one.time_of(s) for _, s in one.all_sentences] == [other.time_of(s) for _, s in other.all_sentences]
    paths = [[[each.path for each in v.documents] for v in group.versions] for group in found.grouping.groups]
    assert paths == [[[each.path for each in v.documents] for v in group.versions] for group in build.grouping.groups]
    assert any(each.foreign for each in found.collection.documents) and any(d.cues for d in found.collection.documents)


def test_it_is_written_again_byte_for_byte(tmp_path: Path) -> None:
    _, folder = written(tmp_path, Settings())
    again = tmp_path / "again"
    again.mkdir()
    write_build(read_build(folder), again, Observer())
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            assert (again / path.relative_to(folder)).read_bytes() == path.read_bytes(), path
    assert build_id(again) == build_id(folder) and len(build_id(folder)) == 12


@pytest.mark.parametrize("missing", FILES)
def test_what_is_no_build(tmp_path: Path, missing: str) -> None:
    _, folder = written(tmp_path, Settings())
    (folder / missing).unlink()
    with pytest.raises(UsageError, match=f"no finished build: {missing} missing"):
        read_build(folder)
    with pytest.raises(UsageError, match="there is no such folder"):
        build_id(folder / "nowhere")


@pytest.mark.parametrize("damaged", FILES)
def test_a_damaged_build(tmp_path: Path, damaged: str) -> None:
    _, folder = written(tmp_path, Settings())
    (folder / damaged).write_bytes(b"PAR1 damaged")
    what = "damaged or of another version" if damaged == "manifest.json" else f"{damaged} is not of the same build"
    with pytest.raises(InputError, match=what):
        read_build(folder)


def test_texts_of_another_build(tmp_path: Path) -> None:
    _, folder = written(tmp_path, Settings())
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["inputs"][0]["doc_id"] = "0" * 12
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(InputError):
        read_build(folder)


def test_files_of_two_builds(tmp_path: Path) -> None:
    """The same documents, aligned twice: each file is sound by itself."""
    _, one = written(tmp_path / "one", Settings())
    _, other = written(tmp_path / "other", Settings(level="paragraph"))
    (one / "units.parquet").write_bytes((other / "units.parquet").read_bytes())
    with pytest.raises(InputError, match=r"one/out: units.parquet is not of the same build as manifest.json, or was"):
        read_build(one)
