"""Measure hexapla: ``python scripts/benchmark.py SUBJECT``; results go to scripts/results/SUBJECT.json."""

from __future__ import annotations

from importlib import import_module

import click

# Modules of benchmarks/.
SUBJECTS = (
    "alignment", "dataset", "documents", "encoder", "filters", "furniture", "long", "masking", "moved", "pages",
    "scale", "segments", "tmx", "versions", "windows",
)  # fmt: skip


@click.group(help=__doc__)
def main() -> None:
    pass


for subject in SUBJECTS:
    main.add_command(import_module(f"benchmarks.{subject}").command, subject)

if __name__ == "__main__":
    main()
