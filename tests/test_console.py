from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from corpus.console import ConsoleObserver


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def observe(observer: ConsoleObserver) -> None:
    with observer.stage("Counting", 3) as tick:
        tick(1)
        observer.note("a decision")
        tick(2)
    with observer.stage("Waiting"):
        pass


@pytest.mark.parametrize(
    ("quiet", "verbose", "expected"),
    [
        (False, False, ["Counting: 0.0 s", "Waiting: 0.0 s"]),
        (False, True, ["a decision", "Counting: 0.0 s", "Waiting: 0.0 s"]),
        (True, False, []),
        (True, True, []),
    ],
)
def test_lines_where_there_is_no_terminal(
    capsys: pytest.CaptureFixture[str], quiet: bool, verbose: bool, expected: list[str]
) -> None:
    observer = ConsoleObserver(quiet, verbose)
    observe(observer)
    assert capsys.readouterr().err.splitlines() == expected
    assert list(observer.seconds) == ["Counting", "Waiting"]


@pytest.mark.parametrize("quiet", [False, True])
def test_bars_on_a_terminal(monkeypatch: pytest.MonkeyPatch, quiet: bool) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    observe(ConsoleObserver(quiet))
    shown = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", terminal.getvalue())
    assert bool(re.search(r"Counting .*3/3", shown)) is not quiet
    assert bool(re.search(r"Waiting .*1/1", shown)) is not quiet
    assert "None" not in shown


@pytest.mark.parametrize("quiet", [False, True])
def test_the_log_has_everything(tmp_path: Path, quiet: bool) -> None:
    observer = ConsoleObserver(quiet)
    observe(observer)
    observer.write_log(tmp_path / "build.log")
    assert (tmp_path / "build.log").read_text("utf-8") == "a decision\nCounting: 0.0 s\nWaiting: 0.0 s\n"


def test_a_stage_that_fails_is_not_logged() -> None:
    observer = ConsoleObserver(quiet=True)
    with pytest.raises(ValueError, match="no"), observer.stage("Failing"):
        raise ValueError("no")
    assert observer.seconds == {}
