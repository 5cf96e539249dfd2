"""``scripts/upload_dataset.py`` as people and programs call it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from loopback_hub import READER, WRITER, LoopbackHub
from published import BUILD, CONFIGS
from toy import ToyEncoder, write_stories

from corpus.cli import main as hexapla
from corpus.publishing.readback import ReadBack, read_back

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))
from upload_dataset import main

SCRIPT = Path(__file__).parents[1] / "scripts" / "upload_dataset.py"
ROWS = {"train": 16, "validation": 4, "test": 4}
PEARS = "me/pears"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, hub_unset: None, shown: ReadBack) -> None:
    """``datasets`` is asked once, and nobody waits."""
    monkeypatch.setattr("corpus.publishing.dataset_check.read_back", lambda folder: shown)
    monkeypatch.setattr("corpus.publishing.patience.WAITS", (0, 0))


@pytest.fixture
def logged_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", WRITER)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


def refusal(result: Result) -> str:
    assert "Traceback" not in result.stderr
    last = result.stderr.splitlines()[-1]
    assert last.startswith("upload_dataset.py: ")
    return last.removeprefix("upload_dataset.py: ")


def test_a_dry_run_needs_nothing(sound: Path) -> None:
    """In a process of its own, with ``datasets``; the address is of nobody."""
    environment = {**os.environ, "HF_ENDPOINT": "http://127.0.0.1:9", "HF_TOKEN": WRITER}
    command = [sys.executable, str(SCRIPT), str(sound), PEARS]
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    *_, unseen, last = lines = done.stdout.splitlines()
    assert lines[0] == f"{sound}: a dataset of build {BUILD}"
    assert "  all      train 16  validation 4  test 4" in lines
    assert "what would change on the Hub cannot be seen: http://127.0.0.1:9: there is no connection" in unseen
    assert last == "nothing was sent: that takes --push"
    assert WRITER not in done.stdout


def test_files_are_listed_with_sizes_and_hashes(sound: Path) -> None:
    result = run(sound)
    assert (result.exit_code, result.stderr) == (0, "")
    told = json.loads(run(sound, "--json").stdout)
    assert {config: dict(counts) for config, counts in told["counts"].items()} == dict.fromkeys(CONFIGS, ROWS)
    assert len(told["files"]) == 19
    for file in told["files"]:
        assert (sound / file["path"]).stat().st_size == file["size"]
        assert any(line.split()[::3] == [file["sha256"], file["path"]] for line in result.stdout.splitlines())


def test_what_would_change_and_what_has(sound: Path, there: LoopbackHub, logged_in: None) -> None:
    endpoint = ("--endpoint", there.endpoint)
    result = run(sound, PEARS, *endpoint)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "me/pears: it is not there yet, or this token may not see it" in result.stdout
    assert there.repositories == {}

    result = run(sound, PEARS, *endpoint, "--push", "-q")
    assert (result.exit_code, result.stderr) == (0, "")
    assert f"{there.endpoint}/datasets/me/pears (private): 19 files of" in result.stdout

    there.put(PEARS, LICENSE=b"old", README__md=b"Mine.\n", CITATION__cff=None)
    result = run(sound, PEARS, *endpoint)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    start = lines.index("me/pears (private): what would change")
    assert lines[start + 1 : start + 5] == [
        "  add     CITATION.cff", "  change  LICENSE", "  change  README.md", "  16 files are the same there",
    ]  # fmt: skip
    assert "-Mine." in lines and lines[-1] == "nothing was sent: that takes --push"
    told = json.loads(run(sound, PEARS, *endpoint, "--json").stdout)
    assert (told["add"], told["change"], told["delete"]) == (["CITATION.cff"], ["LICENSE", "README.md"], [])

    result = run(sound, PEARS, *endpoint, "--push")
    assert result.exit_code == 1
    assert "-Mine." in result.stdout.splitlines()
    assert refusal(result) == (
        f"{there.endpoint}/datasets/me/pears/blob/main/README.md: somebody has edited the card on the Hub, "
        "so nothing was sent (--replace-card overwrites it)"
    )
    told = json.loads(run(sound, PEARS, *endpoint, "--push", "--replace-card", "--json").stdout)
    assert told["commit"] == there.repositories[PEARS].branches["main"]
    told = json.loads(run(sound, PEARS, *endpoint, "--push", "--json").stdout)
    assert (told["commit"], told["add"], told["change"]) == ("", [], [])


def test_progress_is_on_stderr(sound: Path, there: LoopbackHub, logged_in: None) -> None:
    there.fail("put", 3, 503)
    result = run(sound, PEARS, "--endpoint", there.endpoint, "--push", "--public", "--message", "Pears at last")
    created, *rest = result.stderr.splitlines()
    assert created == "me/pears: created, public"
    assert rest == [
        f"{there.endpoint}: the server is out of order (503): try 2 of 3 in 0 s",
        "sent 8 of 19 files", "sent 16 of 19 files", "sent 19 of 19 files",
    ]  # fmt: skip
    assert there.repositories[PEARS].messages[-1] == "Pears at last"


def test_findings_stop_a_push(sound: Path, tmp_path: Path, there: LoopbackHub, logged_in: None) -> None:
    folder = tmp_path / "ds"
    shutil.copytree(sound, folder)
    pq.write_table(pq.read_table(folder / "dropped.parquet"), folder / "dropped.parquet", compression="none")
    result = run(folder, PEARS, "--endpoint", there.endpoint, "--push", "--to-zip", tmp_path / "ds.zip")
    assert result.exit_code == 1
    assert "finding: dropped.parquet: it is not as the export wrote it" in result.stdout
    assert refusal(result) == f"{folder}: a finding: it cannot be published as it is"
    assert there.log == [] and not (tmp_path / "ds.zip").exists()
    told = json.loads(run(folder, "--json").stdout)
    assert len(told["findings"]) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--push"], "--push: it is not said where to (give NAMESPACE/NAME behind DIR)"),
        ([PEARS, "--push"], "--push: there is no token (log in with hf auth login, or set HF_TOKEN)"),
        (["pears"], "pears: the Hub refuses this name: it needs its owner (give one such as NAMESPACE/NAME)"),
        ([PEARS, "--endpoint", "nowhere"], "nowhere: this is no address of a Hub (give one such as https://huggingface.co)"),
    ],
)  # fmt: skip
def test_wrong_calls(sound: Path, arguments: list[str], message: str) -> None:
    result = run(sound, *arguments)
    assert (result.exit_code, refusal(result)) == (2, message)


def test_a_token_is_no_option(sound: Path) -> None:
    result = run(sound, PEARS, "--token", WRITER)
    assert (result.exit_code, "No such option '--token'" in refusal(result)) == (2, True)
    assert WRITER not in result.output


def test_no_dataset(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert (
        refusal(result) == f"{tmp_path}: this is no dataset of hexapla (hexapla export OUT --to dataset DIR makes one)"
    )


def test_it_is_packed(sound: Path, tmp_path: Path) -> None:
    result = run(sound, "--to-zip", tmp_path / "ds.zip", "--to-opus", tmp_path / "opus")
    assert (result.exit_code, result.stderr) == (0, "")
    assert (tmp_path / "ds.zip").is_file() and (tmp_path / "opus").is_dir()
    result = run(sound, "--to-zip", tmp_path / "ds.zip")
    assert (result.exit_code, "there is something here already" in refusal(result)) == (2, True)
    assert run(sound, "--to-zip", tmp_path / "ds.zip", "--force").exit_code == 0


def test_an_interruption(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(folder: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("corpus.publishing.dataset_check.check_dataset", interrupted)
    result = run(sound)
    assert (result.exit_code, refusal(result)) == (130, "interrupted: no file is half-written")


@pytest.mark.parametrize("more", [[], ["--json"], ["--debug"], ["-q"]])
@pytest.mark.parametrize(
    ("kind", "status"), [("put", 503), ("put", 0), ("commit", 403), ("create", 401), ("info", 404)]
)  # fmt: skip
def test_the_token_is_never_shown(
    sound: Path, there: LoopbackHub, more: list[str], kind: str, status: int, logged_in: None
) -> None:
    there.fail(kind, 1, status, times=99, text=f"Bearer {WRITER} is not good enough", X_Error_Message=f"no {WRITER}")
    result = run(sound, PEARS, "--endpoint", there.endpoint, "--push", *more)
    assert result.exit_code == 1
    assert WRITER not in result.output
    assert WRITER not in result.stderr


def test_a_token_that_may_only_read(sound: Path, there: LoopbackHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", READER)
    there.create(PEARS)
    result = run(sound, PEARS, "--endpoint", there.endpoint, "--push")
    assert result.exit_code == 1
    assert "the Hub answers 403: You don't have the rights to write to me/pears; your token is [token]" in refusal(
        result
    )


def test_from_documents_to_the_hub(
    toy: ToyEncoder, tmp_path: Path, there: LoopbackHub, logged_in: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Built and exported by the program, and checked with ``datasets``, too."""
    monkeypatch.setattr("corpus.publishing.dataset_check.read_back", read_back)
    build, folder = tmp_path / "corpus", tmp_path / "published"
    for command in (
        ["build", write_stories(tmp_path / "in"), "-o", build],
        ["export", build, folder, "--to", "dataset", "--licence", "CC0-1.0"],
    ):
        done = CliRunner().invoke(hexapla, [str(each) for each in command])
        assert done.exit_code == 0, done.stderr
    pushed = run(folder, PEARS, "--endpoint", there.endpoint, "--push", "-q")
    assert (pushed.exit_code, pushed.stderr) == (0, "")
    found = there.files(PEARS)
    found.pop(".gitattributes")
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert found == {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
