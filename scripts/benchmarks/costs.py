"""Seconds and memory, each measured in a process of its own, since a process's peak memory never falls."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click


def costs(subject: str, numbers: Sequence[int]) -> dict[str, dict[str, float]]:
    """What ``measure`` of the benchmark ``subject`` says of each number of units, by the number."""
    figures = {}
    for number in numbers:
        code = f"import json; from benchmarks.{subject} import measure; print(json.dumps(measure({number})))"
        scripts = Path(__file__).parents[1]
        run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=scripts)
        figures[f"{number}"] = {name: round(value, 1) for name, value in json.loads(run.stdout).items()}
        click.echo(f"{number:,} units: {figures[f'{number}']}")
    return figures


def peak_megabytes() -> float:
    """Of this process; what ``resource`` says includes the process that started it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("VmHWM"))
