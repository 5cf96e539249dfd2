"""What the user sees while the program works: progress on stderr, a log in the output folder."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.pipeline import Observer, Tick


class ConsoleObserver(Observer):
    """Progress bars on a terminal, one line a stage elsewhere, nothing where ``quiet``; keeps notes for the log."""

    def __init__(self, quiet: bool = False, verbose: bool = False) -> None:
        self._quiet, self._verbose = quiet, verbose
        self._lines: list[str] = []
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[Tick]:
        started = time.perf_counter()
        if sys.stderr.isatty() and not self._quiet:
            with self._bar(name, total) as tick:
                yield tick
        else:
            yield lambda steps: None
        self.seconds[name] = time.perf_counter() - started
        line = f"{name}: {self.seconds[name]:.1f} s"
        self._lines.append(line)
        if not self._quiet and not sys.stderr.isatty():
            print(line, file=sys.stderr)

    @contextmanager
    def _bar(self, name: str, total: int | None) -> Iterator[Tick]:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("{task.description:<20}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True)) as progress:
            task = progress.add_task(name, total=total)
            yield lambda steps: progress.advance(task, steps)
            done = progress.tasks[0].completed or 1  # a stage that cannot count its steps is one
            progress.update(task, total=done, completed=done)

    def note(self, line: str) -> None:
        self._lines.append(line)
        if self._verbose and not self._quiet:
            print(line, file=sys.stderr)

    def write_log(self, path: Path) -> None:
        """``build.log``: the one file of a build that differs from run to run, by its seconds."""
        path.write_text("\n".join(self._lines) + "\n", encoding="utf-8")
