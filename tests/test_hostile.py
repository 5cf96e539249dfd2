"""Damaged and hostile files beside good ones: each is listed with its reason, and the good ones are read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import hostile
import pytest

MEMORY = 2_000  # MB
SECONDS = 10  # of processor time, for a file: the slowest takes 3


@dataclass(frozen=True)
class Found:
    """What reading the folder found, by path, and what it took."""

    cases: tuple[hostile.Case, ...]
    documents: dict[str, str]
    rejected: dict[str, list[str]]
    memory: int  # MB
    seconds: dict[str, float]
    output: str

    @property
    def measured(self) -> str:
        slowest = max(self.seconds, key=lambda path: self.seconds[path])
        return f"{len(self.cases)} files, {self.memory} MB at most, {self.seconds[slowest]:.1f} s for {slowest}"


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    root = tmp_path_factory.mktemp("hostile")
    folder, secret = root / "in", root / "secret" / "secret.txt"
    secret.parent.mkdir()
    secret.write_text(hostile.SECRET)
    cases = tuple(hostile.cases(secret))
    for case in cases:
        case.put(folder)
        (folder / case.name).parent.joinpath("good.en.txt").write_text(hostile.GOOD)
    run = subprocess.run(
        [sys.executable, hostile.__file__, str(folder)], capture_output=True, encoding="utf-8", timeout=600
    )
    for large in folder.rglob("*"):
        if large.is_file() and large.stat().st_size > hostile.MB:
            large.unlink()
    assert run.returncode == 0, run.stderr
    result = json.loads(run.stdout)
    rejected: dict[str, list[str]] = {}
    for path, reason in result["rejected"]:
        rejected.setdefault(path, []).append(reason)
    documents = {path: text for path, _, text in result["documents"]}
    return Found(cases, documents, rejected, result["memory"] // hostile.MB, result["seconds"], run.stdout)


def test_each_file_is_listed_with_its_reason(found: Found) -> None:
    wrong = []
    for case in found.cases:
        shown = os.fsencode(case.name).decode("utf-8", "replace").replace("\ufffd", "?")
        reasons = [reason for path, all_of in found.rejected.items() if under(path, shown) for reason in all_of]
        read = any(under(path, shown) for path in found.documents)
        if case.reason == hostile.SAFE:
            if not reasons and not read:
                wrong.append((case.name, "listed", reasons))
        elif case.reason == hostile.READ:
            if reasons or not read:
                wrong.append((case.name, "read", reasons))
        elif not reasons or not all(reason.startswith(case.reason) for reason in reasons):
            wrong.append((case.name, case.reason, reasons))
    assert wrong == []


def under(path: str, place: str) -> bool:
    return path == place or path.startswith((f"{place}/", f"{place}#"))


def test_the_good_files_beside_them_are_read(found: Found) -> None:
    folders = {Path(case.name).parent.as_posix() for case in found.cases}
    good = {(Path(folder) / "good.en.txt").as_posix() for folder in folders}
    assert {path for path in good if found.documents.get(path) != hostile.GOOD} == set()
    assert len(found.cases) >= 100, found.measured


def test_nothing_outside_the_folder_is_read(found: Found) -> None:
    assert hostile.SECRET not in found.output


def test_memory_and_time(found: Found) -> None:
    assert found.memory < MEMORY, found.measured
    assert max(found.seconds.values()) < SECONDS, found.measured
    print(found.measured)
