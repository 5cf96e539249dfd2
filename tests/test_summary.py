from __future__ import annotations

from pathlib import Path

import pytest
from toy import ALONE, ToyEncoder, story, write_stories

from corpus.memories import Memory
from corpus.pipeline import Build, Observer, group_stage, read_stage
from corpus.settings import Settings
from corpus.summary import build_lines, grouping_lines
from corpus.tmx_writer import TmxSummary


@pytest.fixture
def build(tmp_path: Path) -> Build:
    folder = write_stories(tmp_path / "in", languages=("en", "es"))
    (folder / "en/plough.txt").write_text(ALONE)
    (folder / "fr").mkdir()
    (folder / "fr/old.txt").write_bytes(story("clock", "fr").replace("’", "'").encode("cp1252"))
    for name in "ab":
        (folder / f"{name}.txt").touch()
    collection = read_stage(folder, Settings(), Observer())
    return group_stage(collection, Settings(minimum=0.999), ToyEncoder(), Observer())


def test_grouping(build: Build) -> None:
    first, *lines = "\n".join(grouping_lines(build)).splitlines()
    assert first == "8 documents in 3 languages (en, es, fr), 3 groups, 1 without partner, 2 files not used"
    assert lines[0].endswith("%  Bees live on the roof of the opera. A stagehand brought …")
    assert lines[1:3] == ["    en     en/bees.txt", "    es     es/bees.txt"]
    assert lines[6] == "    fr     fr/old.txt"
    assert lines[10].startswith("  en/plough.txt [en]: no partner: the nearest, ")
    assert lines[11:] == [
        "  in doubt: fr/old.txt [fr]: encoding:cp1252",
        "  not used: a.txt: the file is empty",
        "  not used: b.txt: the file is empty",
    ]


def test_long_lists_are_cut(build: Build) -> None:
    lines = "\n".join(grouping_lines(build, most=1)).splitlines()
    assert [line for line in lines if line.startswith("  …")] == ["  … and 2 more", "  … and 1 more"]
    assert [line.strip() for line in lines[2:4]] == ["en     en/bees.txt", "es     es/bees.txt"]


def test_the_whole_summary(build: Build) -> None:
    lines = build_lines(build, Path("out"), {"en-es": Memory(TmxSummary(20))})
    units = len([unit for unit in build.accepted if len(unit.parts) > 1])
    assert any(line.startswith(f"{units} units in two languages or more, ") for line in lines)
    assert any("below the minimum probability 0.999" in line for line in lines) is bool(build.left_out)
    assert sum(line.startswith("  probability ") for line in lines) == 3
    assert lines[-2:] == ["TMX: out/tmx  (units: en-es 20)", "TSV: out/tsv  left out: out/unaligned.tsv"]
    short = {"en-es": Memory(TmxSummary(18), (((), "not in en-es.tmx: too long"),) * 2)}
    assert build_lines(build, Path("out"), short)[-1] == "2 units left out of TMX for any tool, listed there: en-es 2"
    assert build_lines(build, Path("out"), {})[-1].startswith("No TMX: no unit has two languages")
