"""The output folder appears whole or not at all, and replaces nothing but an output of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import UsageError
from corpus.output import output_folder


def write(folder: Path, text: str = "new") -> None:
    (folder / "tmx").mkdir()
    (folder / "tmx/en-es.tmx").write_text(text)
    (folder / "manifest.json").write_text('{"hexapla": "0.1.0", "pairs": {"en-es": 1}}')


def earlier(folder: Path) -> Path:
    folder.mkdir()
    write(folder, "old")
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


@pytest.mark.parametrize("exists", [False, True], ids=["new", "empty"])
def test_the_folder_is_there_at_the_end(tmp_path: Path, exists: bool) -> None:
    output = tmp_path / "a/out"
    if exists:
        output.mkdir(parents=True)
    with output_folder(output, force=False) as fresh:
        write(fresh)
        assert output.exists() is exists
    assert names(tmp_path) == ["a", "a/out", "a/out/manifest.json", "a/out/tmx", "a/out/tmx/en-es.tmx"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError, SystemExit])
def test_a_failure_leaves_no_trace(tmp_path: Path, error: type[BaseException]) -> None:
    with pytest.raises(error), output_folder(tmp_path / "a/b/out", force=False) as fresh:
        write(fresh)
        raise error
    assert names(tmp_path) == []


def test_a_failure_leaves_the_earlier_output_alone(tmp_path: Path) -> None:
    output = earlier(tmp_path / "out")
    with pytest.raises(KeyboardInterrupt), output_folder(output, force=True) as fresh:
        write(fresh)
        raise KeyboardInterrupt
    assert names(tmp_path) == ["out", "out/manifest.json", "out/tmx", "out/tmx/en-es.tmx"]
    assert (output / "tmx/en-es.tmx").read_text() == "old"


def test_force_replaces_an_earlier_output(tmp_path: Path) -> None:
    output = earlier(tmp_path / "out")
    (output / ".DS_Store").touch()
    with output_folder(output, force=True) as fresh:
        write(fresh)
    assert names(tmp_path) == ["out", "out/manifest.json", "out/tmx", "out/tmx/en-es.tmx"]
    assert (output / "tmx/en-es.tmx").read_text() == "new"


def test_of_a_link_the_target_is_written(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "out").symlink_to("disk")
    with output_folder(tmp_path / "out", force=False) as fresh:
        write(fresh)
    assert (tmp_path / "out").is_symlink()
    assert (tmp_path / "disk/tmx/en-es.tmx").read_text() == "new"


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("output", [".", "../out", ""])
def test_the_current_folder_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: str, force: bool
) -> None:
    """Empty or with an output in it: whoever calls would be left in a folder that is gone."""
    for place in (tmp_path / "new" / "out", earlier(tmp_path / "out")):
        place.mkdir(parents=True, exist_ok=True)
        monkeypatch.chdir(place)
        before = names(tmp_path)
        with (
            pytest.raises(UsageError, match=r": this is the current folder, .* \(name a folder below it, such as"),
            output_folder(Path(output) if output else place, force),
        ):
            raise AssertionError
        assert names(tmp_path) == before


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("file", "file: this is a file (-o names a folder)"),
        ("file/out", "file/out: file is a file (-o names a folder)"),
        ("foreign", "foreign: the folder is not empty, and not an output of hexapla (name a new folder)"),
        ("/proc/out", "/proc/out: cannot be written: No such file or directory (name a folder of yours)"),
        ("/proc", "/proc: this is a mount point, which cannot be replaced in one step"),
        ("looping", "looping: this is a link that leads nowhere (-o names a folder)"),
    ],
)
def test_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: str, message: str, force: bool) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").write_text("mine")
    Path("foreign").mkdir()
    Path("foreign/mine.txt").write_text("mine")
    Path("looping").symlink_to("looping")
    before = names(tmp_path)
    with pytest.raises(UsageError) as caught, output_folder(Path(output), force):
        raise AssertionError
    assert str(caught.value).startswith(message)
    assert names(tmp_path) == before
    assert Path("foreign/mine.txt").read_text() == "mine"


def test_an_earlier_output_needs_force(tmp_path: Path) -> None:
    output = earlier(tmp_path / "out")
    with pytest.raises(UsageError, match="there is an earlier output here"), output_folder(output, force=False):
        raise AssertionError


def test_an_output_of_another_kind_is_not_replaced(tmp_path: Path) -> None:
    output = earlier(tmp_path / "out")
    what = "the folder is not empty, and an output of another command"
    with pytest.raises(UsageError, match=what), output_folder(output, force=True, manifest="export.json"):
        raise AssertionError
    (output / "manifest.json").rename(output / "export.json")
    with pytest.raises(UsageError, match=what), output_folder(output, force=True):
        raise AssertionError


def test_force_replaces_what_an_export_says_it_wrote(tmp_path: Path) -> None:
    for text in ("old", "new"):
        with output_folder(tmp_path / "out", force=True, manifest="export.json") as fresh:
            (fresh / "en-es.xlf").write_text(text)
            (fresh / "export.json").write_text('{"hexapla": "0.1.0", "files": ["en-es.xlf", "export.json"]}')
    assert (tmp_path / "out/en-es.xlf").read_text() == "new"


@pytest.mark.parametrize("name", ["notes.txt", "tmx/reviewed.tmx", "mine/notes.txt"])
def test_a_file_of_the_user_in_an_earlier_output_is_not_lost(tmp_path: Path, name: str) -> None:
    output = earlier(tmp_path / "out")
    (output / name).parent.mkdir(exist_ok=True)
    (output / name).write_text("mine")
    with pytest.raises(UsageError, match=f"{name} in this output is not of hexapla"), output_folder(output, force=True):
        raise AssertionError
    assert (output / name).read_text() == "mine"


def test_interrupted_between_the_two_renames_the_earlier_output_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output, rename = earlier(tmp_path / "out"), Path.rename

    def interrupted(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt), output_folder(output, force=True) as fresh:
        write(fresh)
    assert (output / "tmx/en-es.tmx").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_file_that_comes_while_the_build_runs_is_not_lost(tmp_path: Path) -> None:
    output = earlier(tmp_path / "out")
    with pytest.raises(UsageError, match=r"\.env in this output"), output_folder(output, force=True) as fresh:
        write(fresh)
        (output / ".env").write_text("mine")
    assert (output / ".env").read_text() == "mine"
