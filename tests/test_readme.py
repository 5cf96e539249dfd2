"""The README's five minutes, run as they stand: each command must print what the README shows.

Numbers are left out of the comparison: their last digits depend on the processor's number formats.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Step:
    """A command and the lines that it is said to print; a line ``…`` stands for any number of lines."""

    command: str
    expected: tuple[str, ...]


def tour() -> str:
    return README.split("\n## Five minutes\n")[1].split("\n## ")[0]


def steps() -> list[Step]:
    found = []
    for kind, block in FENCE.findall(tour()):
        if kind == "console":
            for piece in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                command, *lines = piece.rstrip("\n").split("\n")
                found.append(Step(command, tuple(lines)))
    return found


def matches(expected: tuple[str, ...], printed: str) -> bool:
    pattern = "".join("(?:.*\n)*?" if line == "…" else re.escape(without_numbers(line)) + "\n" for line in expected)
    return re.fullmatch(pattern, without_numbers(printed)) is not None


def without_numbers(text: str) -> str:
    return re.sub(r" *\d+(?:\.\d+)?", "#", text)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    here = tmp_path_factory.mktemp("readme")
    (here / "data").symlink_to(ROOT / "data")
    return here


def run(command: str, folder: Path) -> str:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_tour_prints_what_it_shows(folder: Path) -> None:
    """In one test, since each step stands on the one before."""
    assert len(steps()) > 5
    for step in steps():
        printed = run(step.command, folder)
        assert matches(step.expected, printed), f"$ {step.command}\n{printed}"
    for kind, block in FENCE.findall(tour()):
        if kind == "python":
            (folder / "tour.py").write_text(block, encoding="utf-8")
            run("python tour.py", folder)


def test_it_opens_with_the_two_commands() -> None:
    head = README.split("\n## ")[0]
    assert head.index("make demo") < head.index("make test") < 400


def test_pictures_are_there_and_small() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)
    assert pictures
    assert all(0 < (ROOT / picture).stat().st_size < 150_000 for picture in pictures)


def test_commands_of_make_are_shown() -> None:
    for line in ("-m venv .venv", "pip install -c constraints.txt -e .", "hexapla build data/sample -o demo --force"):
        assert line in README
