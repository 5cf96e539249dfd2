"""Every command and option of ``hexapla``, and what it says to bad input. The toy encoder stands in for the model."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from matplotlib.image import imread
from toy import ALONE, LANGUAGES, STORIES, every_third_unsure, story, write_stories

from corpus import __version__
from corpus import units as units_module
from corpus.check import check_tmx
from corpus.cli import main

HEXAPLA = Path(sys.executable).with_name("hexapla")
COMMANDS = ("build", "group", "align", "evaluate", "export", "review", "check", "info")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


def hexapla(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [str(HEXAPLA), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120, check=False)


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


def entries(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def refusal(result: Result) -> str:
    """What the program says at the end, after the lines of its stages; never a traceback."""
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    *stages, last = result.stderr.splitlines()
    assert all(line.endswith(" s") for line in stages)
    assert last.startswith("hexapla: ")
    return last.removeprefix("hexapla: ")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder of the test, with three stories in three languages in ``in``."""
    monkeypatch.chdir(tmp_path)
    write_stories(tmp_path / "in")
    return tmp_path


# Help


def test_help_is_quick() -> None:
    seconds = []
    for _ in range(3):
        started = time.perf_counter()
        assert hexapla("--help").returncode == 0
        seconds.append(time.perf_counter() - started)
    assert min(seconds) < 0.5


@pytest.mark.parametrize("command", COMMANDS)
def test_help_names_every_command(command: str) -> None:
    assert f"hexapla {command} " in run("--help").stdout
    shown = run(command, "-h")
    assert shown.exit_code == 0
    assert shown.stdout.startswith(f"Usage: main {command} ")
    assert sorted(main.commands) == sorted(COMMANDS)


def test_help_loads_no_model() -> None:
    heavy = ("torch", "transformers", "sentence_transformers", "faiss", "pandas", "pyarrow", "lxml")
    code = "import sys; from corpus.cli import main\ntry: main(['build', '--help'])\nexcept SystemExit: pass\n"
    code += f"sys.exit(', '.join(name for name in {heavy} if name in sys.modules) or 0)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


def test_without_arguments_help_is_shown() -> None:
    result = run()
    assert result.exit_code == 2
    assert "hexapla build FOLDER -o OUT" in result.stderr


def test_version() -> None:
    assert run("--version").stdout == f"hexapla, version {__version__}\n"


# build


@pytest.mark.usefixtures("toy")
def test_build(folder: Path) -> None:
    (folder / "in/en/plough.txt").write_text(ALONE)
    result = run("build", "in", "-o", "out")
    assert result.exit_code == 0
    first, *lines = result.stdout.splitlines()
    assert first == "10 documents in 3 languages (en, es, fr), 3 groups, 1 without partner, 0 files not used"
    assert "    fr     fr/ferry.txt" in lines
    assert any(line.startswith("  en/plough.txt [en]: no partner: the nearest, ") for line in lines)
    assert f"    es     {STORIES['bees'][1][1]}" in lines
    assert any(line.startswith("24 units in two languages or more, 24 of them in all languages") for line in lines)
    assert "TMX: out/tmx  (units: en-es 24, en-fr 24, es-fr 24)" in lines
    assert [line.split(":")[0] for line in result.stderr.splitlines()] == [
        "Reading", "Loading encoder", "Encoding sentences", "Finding versions", "Aligning", "Writing",
    ]  # fmt: skip
    log = (folder / "out/build.log").read_text("utf-8")
    assert "en/plough.txt [en]: no partner" in log
    assert names(folder / "out") == [
        "build.log", "centres.parquet", "documents.parquet", "manifest.json", "report.html", "segments.parquet",
        "texts.parquet",
        "tmx/en-es.tmx", "tmx/en-fr.tmx", "tmx/es-fr.tmx",
        "tsv/all.tsv", "tsv/en-es.tsv", "tsv/en-fr.tsv", "tsv/es-fr.tsv",
        "unaligned.tsv", "units.parquet",
    ]  # fmt: skip


@pytest.mark.usefixtures("toy")
def test_build_as_json(folder: Path) -> None:
    result = run("build", "in", "-o", "out", "--json", "-q")
    assert result.stderr == ""
    told = json.loads(result.stdout)
    assert (told["documents"], told["groups"], told["units"], told["rejected"]) == (9, 3, 24, 0)
    assert told["pairs"] == {"en-es": 24, "en-fr": 24, "es-fr": 24}
    assert told["output"] == "out"
    assert set(told["seconds"]) >= {"Reading", "Encoding sentences", "Aligning", "Writing"}


@pytest.mark.usefixtures("toy")
def test_quiet_and_verbose(folder: Path) -> None:
    assert run("build", "in", "-o", "quiet", "-q").stderr == ""
    told = run("build", "in", "-o", "verbose", "-v").stderr
    assert "en/bees.txt [en]: goes with the 2 other documents of its group with a probability of " in told


@pytest.mark.usefixtures("toy")
def test_pairs(folder: Path) -> None:
    assert run("build", "in", "-o", "out", "--pairs", "fr-en,es-fr").exit_code == 0
    assert names(folder / "out/tmx") == ["es-fr.tmx", "fr-en.tmx"]
    assert names(folder / "out/tsv") == ["all.tsv", "es-fr.tsv", "fr-en.tsv"]
    assert 'srclang="fr"' in (folder / "out/tmx/fr-en.tmx").read_text("utf-8")


@pytest.mark.usefixtures("toy")
def test_languages(folder: Path) -> None:
    result = run("build", "in", "-o", "out", "--languages", "fr,eng")
    assert result.stdout.startswith("6 documents in 2 languages (en, fr), 3 groups")
    assert "not used: es/bees.txt: language es is not among --languages fr,en" in result.stdout
    assert names(folder / "out/tmx") == ["en-fr.tmx"]


@pytest.mark.usefixtures("toy")
def test_minimum_probability(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("build", "in", "-o", "all").exit_code == 0
    units = pq.read_table("all/units.parquet").to_pandas()
    monkeypatch.setattr("corpus.units.align_versions", every_third_unsure(units_module.align_versions))
    result = run("build", "in", "-o", "sure", "--min-probability", 0.9)
    assert "below the minimum probability 0.9" in result.stdout
    rows = [line.split("\t") for line in (folder / "sure/tsv/en-es.tsv").read_text("utf-8").splitlines()[1:]]
    assert 0 < len(rows) < 24
    assert all(float(row[2]) >= 0.9 for row in rows)
    left_out = (folder / "sure/unaligned.tsv").read_text("utf-8")
    assert left_out.count("\tprobability below 0.9\t") == 3 * (24 - len(rows))
    assert pq.read_table("sure/units.parquet").to_pandas().unit_id.equals(units.unit_id)


def test_encoder_and_device_are_passed_on(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from toy import ToyEncoder

    asked = []

    def load(name: str, device: str | None) -> ToyEncoder:
        asked.append((name, device))
        return ToyEncoder()

    monkeypatch.setattr("align.encoder.load_encoder", load)
    for options in ([], ["--encoder", "models/e5", "--device", "cuda:1"]):
        run("build", "in", "-o", "out", "--force", *options)
    assert asked == [("embedded", None), ("models/e5", "cuda:1")]
    assert json.loads(Path("out/manifest.json").read_text())["signature"]["settings"]["encoder"] == "models/e5"


def test_dry_run(folder: Path) -> None:
    (folder / "in/broken.txt").write_bytes(b"\0")
    result = run("build", "in", "-o", "out", "--dry-run")
    assert result.exit_code == 0
    assert "en     en/bees.txt: 4 paragraphs, 0 lines of page furniture" in result.stdout
    assert "not used: broken.txt: it holds NUL bytes" in result.stdout
    told = json.loads(run("group", "in", "--dry-run", "--json").stdout)
    assert told["documents"][0] == {
        "path": "en/bees.txt", "lang": "en", "paragraphs": 4, "furniture": 0, "flags": [],
    }  # fmt: skip
    assert [each["path"] for each in told["rejected"]] == ["broken.txt"]
    assert not (folder / "out").exists()


def test_a_dry_run_tells_doubts(folder: Path) -> None:
    (folder / "in/x.txt").write_text("Anak itu membaca buku di rumah dan menulis surat kepada ibunya.", "utf-8")
    result = run("group", "in", "--dry-run")
    doubts = "language:identified, language:confusable-ms"
    assert f"id     x.txt: 1 paragraphs, 0 lines of page furniture, {doubts}\n" in result.stdout


@pytest.mark.usefixtures("toy")
def test_page_furniture_can_be_kept(folder: Path) -> None:
    for name in ("en/bees.txt", "fr/bees.txt"):
        path = folder / "in" / name
        path.write_text(f"{path.read_text('utf-8')}\n[ad_1]\n", "utf-8")
    assert "2 lines of page furniture" in run("build", "in", "-o", "out", "-q").stdout
    assert "\t[ad_1]\n" in (folder / "out/unaligned.tsv").read_text("utf-8")
    assert run("build", "in", "-o", "kept", "--keep-furniture", "-q").exit_code == 0
    assert "[ad_1]\t[ad_1]" in (folder / "kept/tsv/en-fr.tsv").read_text("utf-8")
    signatures = [
        json.loads((folder / name / "manifest.json").read_text("utf-8"))["signature"] for name in ("out", "kept")
    ]
    assert [each["settings"]["keep_furniture"] for each in signatures] == [False, True]
    assert "4 paragraphs, 1 lines" in run("group", "in", "--dry-run").stdout
    assert "5 paragraphs, 0 lines" in run("group", "in", "--dry-run", "--keep-furniture").stdout


def test_a_dry_run_finds_what_would_stop_the_build(folder: Path) -> None:
    (folder / "in/manifest.csv").write_text("path,group\nen/bees.txt,a\nen/clock.txt,a\n")
    result = run("build", "in", "-o", "out", "--dry-run")
    assert result.exit_code == 2
    assert "manifest.csv, group 'a': all of its documents are in en" in result.stderr


@pytest.mark.usefixtures("toy")
def test_the_manifest_names_languages_groups_and_titles(folder: Path) -> None:
    (folder / "in/manifest.csv").write_text(
        "path,lang,group,title\nen/bees.txt,en-GB,one,Two things\nfr/clock.txt,,one,\n", encoding="utf-8"
    )
    result = run("build", "in", "-o", "out", "-q")
    assert "4 groups" in result.stdout.splitlines()[0]
    assert "probability 100%  Two things\n    en-GB  en/bees.txt\n    fr     fr/clock.txt" in result.stdout
    assert "en-GB-fr.tmx" in names(folder / "out/tmx")


@pytest.mark.usefixtures("toy")
def test_an_output_inside_the_input_is_not_read(folder: Path) -> None:
    for options in ([], ["--force"]):
        assert run("build", ".", "-o", "out", *options).exit_code == 0
        manifest = json.loads(Path("out/manifest.json").read_text("utf-8"))
        assert (manifest["counts"]["documents"], manifest["rejected"]) == (9, [])
    result = run("build", ".", "-o", "other")
    assert "not used: out: an output of hexapla is not an input" in result.stdout


@pytest.mark.usefixtures("toy")
def test_nothing_in_common(folder: Path) -> None:
    (folder / "two").mkdir()
    (folder / "two/a.en.txt").write_text(story("bees", "en"))
    (folder / "two/b.fr.txt").write_text(story("clock", "fr"))
    result = run("build", "two", "-o", "out")
    assert result.exit_code == 0
    assert "0 groups, 2 without partner" in result.stdout
    assert result.stdout.splitlines()[-1] == "No TMX: no unit has two languages; out/unaligned.tsv says why"
    assert (folder / "out/unaligned.tsv").read_text("utf-8").count("\ndocument\t") == 2


# group


@pytest.mark.usefixtures("toy")
def test_group(folder: Path) -> None:
    result = run("group", "in", "-o", "out")
    assert result.exit_code == 0
    assert result.stdout.startswith("9 documents in 3 languages (en, es, fr), 3 groups, 0 without partner")
    tables = ["documents.parquet", "manifest.json", "segments.parquet", "texts.parquet"]
    assert names(folder / "out") == ["build.log", *tables]
    rows = pq.read_table("out/documents.parquet").to_pylist()
    assert len({row["group_id"] for row in rows}) == 3
    assert "Aligning" not in result.stderr
    told = json.loads(run("group", "in", "-o", "out", "--force", "--json").stdout)
    assert (told["groups"], told["units"], told["pairs"]) == (3, 0, {})


@pytest.mark.parametrize(
    ("dates", "together"),
    [
        (("2024-05-01", "2024-05-02"), False),
        (("2024-05-01", "2024-05-01"), True),
        (("2024-05-01", ""), True),  # nothing is known of one
    ],
)
def test_same_date(folder: Path, dates: tuple[str, str], together: bool) -> None:
    lines = ["path,date", f"en/ferry.txt,{dates[0]}", f"es/ferry.txt,{dates[1]}"]
    (folder / "in/manifest.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    signatures = []
    for number, options in enumerate(([], ["--same-date"])):
        assert run("group", "in", "-o", f"out{number}", "--languages", "en,es", *options).exit_code == 0
        rows = {row["path"]: row for row in pq.read_table(f"out{number}/documents.parquet").to_pylist()}
        assert (rows["en/ferry.txt"]["date"], rows["es/ferry.txt"]["date"]) == (dates[0], dates[1] or None)
        one, other = rows["en/ferry.txt"]["group_id"], rows["es/ferry.txt"]["group_id"]
        assert (one is not None and one == other) is (together or not options)
        assert rows["en/clock.txt"]["group_id"] == rows["es/clock.txt"]["group_id"] is not None
        signatures.append(json.loads((folder / f"out{number}/manifest.json").read_text("utf-8"))["signature"])
    assert [each["settings"]["same_date"] for each in signatures] == [False, True]


# align


@pytest.mark.usefixtures("toy")
def test_align(folder: Path) -> None:
    files = [f"in/{language}/bees.txt" for language in LANGUAGES]
    result = run("align", *files)
    assert result.exit_code == 0
    assert [line.split("\t")[:3] for line in result.stdout.splitlines()] == [list(row) for row in STORIES["bees"]]
    told = json.loads(run("align", *files[:2], "--json", "-q").stdout)
    assert [version["lang"] for version in told["versions"]] == ["en", "es"]
    assert [bead["segments"] for bead in told["beads"]] == [[[n], [n]] for n in range(8)]
    assert told["beads"][0]["texts"] == list(STORIES["bees"][0][:2])


RULES = """<srx><languagerule languagerulename="A"><rule><beforebreak>\\w</beforebreak><afterbreak> </afterbreak></rule>
</languagerule><languagemap languagepattern="en" languagerulename="A"/></srx>"""


@pytest.mark.usefixtures("toy")
def test_rules_of_the_user_cut_sentences(folder: Path) -> None:
    Path("words.srx").write_text(RULES, encoding="utf-8")
    counts = {}
    for options in ((), ("--srx", "words.srx")):
        assert run("group", "in", "-o", "out", "--force", *options).exit_code == 0
        rows = pq.read_table("out/documents.parquet").to_pylist()
        counts[options] = {row["path"]: row["sentences"] for row in rows}
    assert counts[()]["es/bees.txt"] == counts["--srx", "words.srx"]["es/bees.txt"]
    assert counts[()]["en/bees.txt"] < counts["--srx", "words.srx"]["en/bees.txt"]
    settings = json.loads(Path("out/manifest.json").read_text("utf-8"))["signature"]["settings"]
    assert settings["srx"] == {"path": "words.srx", "sha256": hashlib.sha256(RULES.encode()).hexdigest()}
    files = [f"in/{language}/bees.txt" for language in LANGUAGES[:2]]
    told = json.loads(run("align", *files, "--srx", "words.srx", "--json", "-q").stdout)
    assert told["versions"][0]["segments"] == counts["--srx", "words.srx"]["en/bees.txt"]
    message = "--srx: --lines takes each line for one segment (leave out the one or the other)"
    assert refusal(run("align", *files, "--srx", "words.srx", "--lines")) == message


@pytest.mark.usefixtures("toy")
def test_align_lines_to_beads(folder: Path) -> None:
    for number, name in enumerate(("a.en", "a.es")):
        lines = [row[number] for row in STORIES["clock"]]
        Path(name).write_text("\n".join(lines[:3] + lines[3 + number :]) + "\n", encoding="utf-8")
    result = run("align", "a.en", "a.es", "--lines", "--beads", "a.beads", "-q")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    links = [line.rsplit("\t", 1)[0] for line in Path("a.beads").read_text("utf-8").splitlines()]
    assert links == ["0\t0", "1\t1", "2\t2", "3\t", "4\t3", "5\t4", "6\t5", "7\t6"]
    assert run("align", "a.en", "a.es", "--lines", "--beads", "-", "-q").stdout == Path("a.beads").read_text("utf-8")
    assert run("evaluate", "a.beads", "a.beads").exit_code == 0


@pytest.mark.usefixtures("toy")
@pytest.mark.parametrize("options", [[], ["--beads", "-"], ["--json"]], ids=["rows", "beads", "json"])
def test_align_draws_besides_what_it_prints(folder: Path, options: list[str]) -> None:
    files = [f"in/{language}/bees.txt" for language in LANGUAGES[: 3 if options else 2]]
    result = run("align", *files, "--plot", "new/a.png", *options, "-q")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == run("align", *files, *options, "-q").stdout != ""
    assert imread("new/a.png").shape[1] == (1500 if options else 750)


@pytest.mark.usefixtures("toy")
def test_align_around_what_is_known(folder: Path) -> None:
    for number, name in enumerate(("a.en", "a.es")):
        Path(name).write_text("\n".join(row[number] for row in STORIES["clock"]) + "\n", encoding="utf-8")
    Path("right.beads").write_text("0,1,2\t0\t0.5\n4\t\n", encoding="utf-8")
    Path("wrong.beads").write_text("7\t7\n", encoding="utf-8")
    beads = run("align", "a.en", "a.es", "--lines", "--beads", "-", "--fixed", "right.beads", "-q").stdout.splitlines()
    assert {"0,1,2\t0\t1.0000", "4\t\t1.0000"} <= set(beads)
    told = run("align", "a.en", "a.es", "--lines", "--beads", "-", "--forbidden", "wrong.beads", "-q").stdout
    assert not [line for line in told.splitlines() if line.startswith("7\t7\t")]


@pytest.mark.usefixtures("toy")
def test_align_marks_what_moved(folder: Path) -> None:
    rows = STORIES["clock"]
    Path("a.en").write_text("\n".join(row[0] for row in rows), encoding="utf-8")
    Path("a.es").write_text("\n".join(row[1] for row in [*rows[2:], *rows[:2]]), encoding="utf-8")
    result = run("align", "a.en", "a.es", "--lines", "--json")
    assert [bead["segments"] for bead in json.loads(result.stdout)["beads"] if bead["moved"]] == [
        [[0], [6]],
        [[1], [7]],
    ]
    assert "2 beads out of order; --json marks them as moved" in result.stderr


# evaluate, check, info


@pytest.fixture
def links(folder: Path) -> Path:
    """A gold file, and a hypothesis that finds one of two links, and one in part."""
    for name, content in (("gold/a.gold", "0\t0\n1\t1,2\n"), ("found/a.beads", "0\t0\t0.9\n1\t1\t0.8\n\t2\t0.7\n")):
        (folder / name).parent.mkdir()
        (folder / name).write_text(content)
    return folder


@pytest.mark.parametrize("paths", [("gold/a.gold", "found/a.beads"), ("gold", "found")], ids=["files", "folders"])
@pytest.mark.usefixtures("links")
def test_evaluate(paths: tuple[str, str]) -> None:
    assert [line.split() for line in run("evaluate", *paths).stdout.splitlines()] == [
        ["precision", "recall", "F1"],
        ["strict", "0.3333", "0.5000", "0.4000"],
        ["lax", "0.6667", "1.0000", "0.8000"],
        ["bead", "gold", "found", "right"],
        ["0-1", "0", "1", "0"],
        ["1-1", "1", "2", "1"],
        ["1-2", "1", "0", "0"],
    ]
    told = json.loads(run("evaluate", *paths, "--json").stdout)
    assert (told["strict_f1"], told["lax_f1"], told["files"]) == (0.4, 0.8, 1)
    assert told["by_shape"]["1-2"] == {"gold": 1, "found": 0, "right": 0}


@pytest.mark.usefixtures("links")
def test_gold_against_gold_is_perfect() -> None:
    told = json.loads(run("evaluate", "gold", "gold", "--json").stdout)
    assert (told["strict_f1"], told["lax_f1"]) == (1.0, 1.0)


@pytest.mark.usefixtures("toy")
def test_check(folder: Path) -> None:
    run("build", "in", "-o", "out")
    good = run("check", "out/tmx/en-es.tmx")
    assert (good.exit_code, good.stdout) == (0, "out/tmx/en-es.tmx: 0 errors, 0 warnings\n")
    text = Path("out/tmx/en-es.tmx").read_text("utf-8")
    Path("bad.tmx").write_text(text.replace('srclang="en"', 'srclang="*all*"'), encoding="utf-8")
    bad = run("check", "bad.tmx")
    assert bad.exit_code == 1
    assert bad.stdout.splitlines()[0].startswith("bad.tmx:3: error: ")
    assert bad.stdout.splitlines()[-1].startswith("bad.tmx: 1 errors")
    told = run("check", "bad.tmx", "--json")
    assert told.exit_code == 1
    assert json.loads(told.stdout)[0]["code"] == "srclang-all"
    assert json.loads(told.stdout)[0]["consequences"]["Poedit"] == "finds no translations"
    lines = bad.stdout.splitlines()
    assert lines[1] == "What would happen:"
    assert "  Weblate: fails the whole import (srclang-all)" in lines
    assert any(line.startswith("  no trouble known: OmegaT, Trados Studio, ") for line in lines)
    assert run("check", "bad.tmx", "--tmx-profile", "omegat").exit_code == 0
    assert run("check", "bad.tmx", "--tmx-profile", "poedit").exit_code == 1


@pytest.mark.usefixtures("toy")
def test_check_and_fix(folder: Path) -> None:
    run("build", "in", "-o", "out")
    text = Path("out/tmx/en-es.tmx").read_text("utf-8")
    Path("bad.tmx").write_text(text.replace('srclang="en"', 'srclang="*all*"'), encoding="utf-8")
    fixed = run("check", "bad.tmx", "--fix", "good.tmx")
    assert (fixed.exit_code, fixed.stdout.splitlines()) == (
        0,
        [
            'bad.tmx:3: repaired: srclang="*all*" is "en" now',
            "good.tmx: 1 repairs, 24 units, left: 0 errors, 0 warnings",
        ],
    )
    assert check_tmx(Path("good.tmx")) == []
    told = json.loads(run("check", "bad.tmx", "--fix", "good.tmx", "--json").stdout)
    assert (told["total"], told["units"], told["left"]) == (1, 24, [])
    assert [each["code"] for each in told["repairs"]] == ["srclang-all"]
    Path("long.tmx").write_text(text.replace("</seg>", "x" * 2000 + "</seg>", 1), encoding="utf-8")
    left = run("check", "long.tmx", "--fix", "good.tmx")
    assert left.exit_code == 1
    assert left.stdout.splitlines()[-1] == "good.tmx: 0 repairs, 24 units, left: 0 errors, 1 warnings"
    assert "  Trados cloud: refuses the segment (long-segment)" in left.stdout.splitlines()
    assert run("check", "long.tmx", "--fix", "good.tmx", "--tmx-profile", "trados").exit_code == 0


@pytest.mark.usefixtures("toy")
def test_tmx_profiles(folder: Path) -> None:
    options = ["--tmx-profile", "phrase", "--tmx-codes", "en=en-US", "--tmx-all", "en", "--no-tmx-provenance"]
    told = run("build", "in", "-o", "out", *options)
    assert "TMX: out/tmx  (units: en-es 24, en-fr 24, es-fr 24, all 24)" in told.stdout.splitlines()
    assert names(folder / "out/tmx") == ["all.tmx", "en-es.tmx", "en-fr.tmx", "es-fr.tmx"]
    text = (folder / "out/tmx/all.tmx").read_text("utf-8")
    assert 'srclang="en-US"' in text
    assert text.count('xml:lang="fr"') == text.count('xml:lang="en-US"') == 24
    assert "<prop" not in text
    manifest = json.loads((folder / "out/manifest.json").read_text("utf-8"))
    assert manifest["signature"]["settings"]["tmx"] == {
        "profile": "phrase", "codes": [["en", "en-US"]], "provenance": False, "pivot": "en", "partial": False
    }  # fmt: skip
    assert manifest["tmx"] == dict.fromkeys(["en-es.tmx", "en-fr.tmx", "es-fr.tmx", "all.tmx"], 24)
    assert set(manifest["pairs"]) == {"en-es", "en-fr", "es-fr"}


def test_info() -> None:
    lines = run("info").stdout.splitlines()
    assert lines[0].startswith(f"hexapla {__version__}, Python 3.")
    assert any(line.startswith("encoder   embedded: multilingual-e5-small (MIT)") for line in lines)
    told = json.loads(run("info", "--json").stdout)
    assert {".txt", ".html", ".docx", ".jsonl", ".md"} <= set(told["formats"])
    assert {"en", "es", "fr", "id", "vi", "ru"} <= set(told["languages"])
    assert "torch" in told["packages"]


# export


@pytest.fixture
def built(folder: Path, toy: object, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A build in ``out``, of which every third unit is unsure."""
    monkeypatch.setattr(units_module, "align_versions", every_third_unsure(units_module.align_versions))
    run("build", "in", "-o", "out")
    return folder


@pytest.mark.usefixtures("built")
def test_export() -> None:
    result = run("export", "out", "--to", "moses", "-o", "moses", "--pairs", "es-en,en-fr", "--min-probability", "0.5")
    assert result.stderr == ""
    assert result.stdout.splitlines() == [
        "es-en: 15 of 24 units, probability below 0.5: 9", "en-fr: 15 of 24 units, probability below 0.5: 9",
        "Exported: moses",
    ]  # fmt: skip
    assert names(Path("moses")) == [
        "corpus.en-fr.en", "corpus.en-fr.fr", "corpus.en-fr.ids", "corpus.es-en.en", "corpus.es-en.es",
        "corpus.es-en.ids", "dropped.tsv", "export.json",
    ]  # fmt: skip
    assert Path("moses/corpus.es-en.es").read_text("utf-8").splitlines()[0] == STORIES["bees"][1][1]
    identity = json.loads(Path("moses/export.json").read_text())["signature"]["build"]
    told = json.loads(run("export", "out", "--scores", "tsv", "-o", "scores", "--json").stdout)
    assert told["build"] == identity == hashlib.sha256(Path("out/units.parquet").read_bytes()).hexdigest()[:12]
    assert told["pairs"]["en-es"] == {"units": 24, "kept": 24, "dropped": {}}
    assert names(Path("scores")) == ["export.json", *(f"scores/{pair}.tsv" for pair in ("en-es", "en-fr", "es-fr"))]


@pytest.mark.parametrize("target", ["tmx", "tsv", "moses", "jsonl", "xliff", "xlsx"])
@pytest.mark.usefixtures("built")
def test_every_target_of_an_export(target: str) -> None:
    assert run("export", "out", "--to", target, "-o", "exported").exit_code == 0
    assert any(name.startswith(("en-es.", "corpus.en-es.")) for name in names(Path("exported")))
    if target == "tmx":
        assert Path("exported/en-es.tmx").read_bytes() == Path("out/tmx/en-es.tmx").read_bytes()


@pytest.mark.usefixtures("built")
def test_an_export_for_a_tool() -> None:
    options = ("--tmx-profile", "omegat", "--tmx-codes", "en=en-GB", "--no-tmx-provenance")
    assert run("export", "out", "--to", "tmx", "-o", "a", *options).exit_code == 0
    assert check_tmx(Path("a/en-es.tmx")) == []
    text = Path("a/en-es.tmx").read_text("utf-8")
    assert 'srclang="en-GB"' in text and "x-origin" not in text


@pytest.mark.usefixtures("built")
def test_filters_from_a_file_give_way_to_the_command_line() -> None:
    Path("filters.toml").write_text("min-probability = 0.5\nno-copies = true\n")
    run("export", "out", "--to", "tsv", "-o", "a", "--filters", "filters.toml")
    run("export", "out", "--to", "tsv", "-o", "b", "--min-probability", "0.3", "--filters", "filters.toml")
    found = [json.loads(Path(f"{name}/export.json").read_text())["signature"]["filters"] for name in "ab"]
    assert [(each["min_probability"], each["no_copies"]) for each in found] == [(0.5, True), (0.3, True)]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("min-probabilty = 1", "filters.toml: there is no filter 'min-probabilty' (did you mean min-probability?)"),
        ("x = 1", "filters.toml: there is no filter 'x' (the filters are min-probability, min-words, "),
        ("min-probability = 2", "export: Invalid value for '--min-probability': 2.0 is not in the range 0<=x<=1. "),
        ("min-words = 2.5", "filters.toml: min-words is 2.5 (give a whole number)"),
        ("min-words = true", "filters.toml: min-words is True (give a whole number)"),
        ("no-copies = 3", "filters.toml: no-copies is 3 (give true or false)"),
        ("max-length-ratio = '2'", "filters.toml: max-length-ratio is '2' (give a number)"),
        ("min-words = ", "filters.toml: this is no TOML: "),
        (None, "filters.toml: cannot be read: No such file or directory"),
    ],
)
@pytest.mark.usefixtures("built")
def test_files_of_filters_that_are_refused(content: str | None, message: str) -> None:
    if content:
        Path("filters.toml").write_text(content)
    assert refusal(run("export", "out", "--to", "tsv", "-o", "a", "--filters", "filters.toml")).startswith(message)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["out", "-o", "a"], "--to: no format is named (such as --to tmx, or --scores tsv)"),
        (["out", "--to", "tmx"], "-o: no folder to write is named (such as -o exported)"),
        (["out", "--to", "docx", "-o", "a"], "export: Invalid value for '--to': 'docx' is not one of 'tmx', 'tsv', "),
        (["out", "--to", "tmx", "-o", "a", "--pairs", "en-de"], "--pairs: no document is in de (the languages here "),
        (
            ["out", "--to", "tmx", "-o", "a", "--tmx-profile", "x"],
            "--tmx-profile: there is no profile 'x' (the profile",
        ),
        (
            ["out", "--to", "tsv", "-o", "a", "--tmx-codes", "en=en-GB"],
            "--tmx-profile, --tmx-codes: --to tsv is no TMX",
        ),
        (["out", "--to", "tmx", "-o", "a", "--all-languages"], "--all-languages: only JSONL has units in more than "),
        (["in", "--to", "tmx", "-o", "a"], "in: no finished build: manifest.json, documents.parquet, "),
        (["nowhere", "--to", "tmx", "-o", "a"], "nowhere: there is no such folder (name the folder that "),
        (["out", "--to", "tmx", "-o", "out", "--force"], "out: the folder is not empty, and an output of another com"),
        (["out", "--to", "tmx", "-o", "earlier"], "earlier: there is an earlier output here (--force replaces it"),
    ],
)
@pytest.mark.usefixtures("built")
def test_exports_that_are_refused(arguments: list[str], message: str) -> None:
    run("export", "out", "--to", "moses", "-o", "earlier")
    before = names(Path())
    result = run("export", *arguments)
    assert refusal(result).startswith(message)
    assert (result.exit_code, names(Path())) == (CALL, before)


@pytest.mark.usefixtures("built")
def test_an_earlier_export_is_replaced_by_force_and_is_no_input() -> None:
    run("export", "out", "--to", "moses", "-o", "in/exported")
    assert run("export", "out", "--to", "xliff", "-o", "in/exported", "--force").exit_code == 0
    assert "en-es.xlf" in names(Path("in/exported")) and "corpus.en-es.en" not in names(Path("in/exported"))
    assert "not used: exported: an output of hexapla is not an input" in run("build", "in", "--dry-run").stdout
    Path("in/exported/mine.xlf").write_text("mine")
    result = run("export", "out", "--to", "tsv", "-o", "in/exported", "--force")
    assert refusal(result).startswith("in/exported: mine.xlf in this output is not of hexapla, and would be lost")


# Bad input: one line, the right exit code, nothing written

DATA = 1
CALL = 2


def make_bad_folders(folder: Path) -> None:
    """``empty``, ``one``, ``mono``, ``broken``, ``furniture``, and manifests that are wrong."""
    for name in ("empty", "one", "mono", "broken", "furniture", "hidden", "lang", "column", "missing", "twice"):
        (folder / name).mkdir()
    (folder / "hidden/.git").mkdir()
    (folder / "one/a.en.txt").write_text(story("bees", "en"))
    for name in ("a", "b"):
        (folder / f"mono/{name}.en.txt").write_text(story("bees", "en"))
    (folder / "broken/a.txt").write_bytes(b"\0\1\2")
    (folder / "broken/b.txt").touch()
    (folder / "furniture/a.txt").write_text("[anuncio_1]\n")
    for name, content in (
        ("lang", "path,lang\na.txt,english\n"), ("column", "path,language\na.txt,en\n"),
        ("missing", "path\nb.txt\n"), ("twice", "path,group\na.en.txt,x\nb.en.txt,x\n"),
    ):  # fmt: skip
        (folder / name / "manifest.csv").write_text(content)
        (folder / name / "a.txt").write_text(story("bees", "en"))
    for name, language in (("a.en", "en"), ("b.en", "en"), ("c.es", "es")):
        (folder / f"twice/{name}.txt").write_text(story("bees", language))


@pytest.mark.parametrize("command", ["build", "group"])
@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["empty"], DATA, "empty: there is no file in the folder (the program reads "),
        (["hidden"], DATA, "hidden: there is no file in the folder (the program reads "),
        (["nowhere"], CALL, "nowhere: there is no such folder"),
        (["in/en/bees.txt"], CALL, "in/en/bees.txt: this is a file (give the folder that holds the documents)"),
        (["one"], DATA, "one: only one document, a.en.txt in en (a corpus needs versions of it in other languages)"),
        (["mono"], DATA, "mono: all 2 documents are in en (a corpus needs two languages; "),
        (["in", "--languages", "en"], DATA, "in: all 3 documents are in en (a corpus needs two languages; "),
        (["in", "--languages", "de"], DATA, "in: none of 9 files can be used (the first, en/bees.txt: language en is "),
        (["broken"], DATA, "broken: none of 2 files can be used (the first, a.txt: it holds NUL bytes"),
        (["furniture"], DATA, "furniture: none of 1 files can be used (the first, a.txt: no text is left: "),
        (["in", "--languages", "english"], CALL, "--languages: 'english' is not a language code (did you mean en?)"),
        (["lang"], CALL, "manifest.csv line 2: 'english' is not a language code (did you mean en?)"),
        (["column"], CALL, "manifest.csv: unknown column 'language' (did you mean lang?)"),
        (["missing"], DATA, "manifest.csv line 2: there is no file b.txt (did you mean a.txt?)"),
        (["twice"], CALL, "manifest.csv, group 'x': all of its documents are in en: a.en.txt, b.en.txt (a group"),
        (
            ["in", "--colour"],
            CALL,
            "{command}: No such option '--colour'. (hexapla {command} --help lists what there is)",
        ),
        (["in", "--langages", "en"], CALL, "{command}: No such option '--langages'. Did you mean '--languages'?"),
        ([], CALL, "{command}: Missing argument 'FOLDER'. (hexapla {command} --help lists what there is)"),
    ],
)
@pytest.mark.usefixtures("toy")
def test_bad_input(folder: Path, command: str, arguments: list[str], code: int, message: str) -> None:
    make_bad_folders(folder)
    before = names(folder)
    result = run(command, *arguments, "-o", "new/out")
    assert refusal(result).startswith(message.format(command=command))
    assert result.exit_code == code
    assert names(folder) == before
    assert not (folder / "new").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--pairs", "en-de"], "--pairs: no document is in de (the languages here are en, es, fr)"),
        (["--pairs", "en-xx"], "--pairs: 'en-xx': 'xx' is not a language code (did you mean "),
        (["--pairs", "en"], "--pairs: 'en' is no pair of languages (such as en-es or en-es,en-fr)"),
        (
            ["--min-probability", "1.5"],
            "build: Invalid value for '--min-probability': 1.5 is not in the range 0<=x<=1.",
        ),
        (["--min-probability", "nan"], "build: Invalid value for '--min-probability': 'nan' is no number."),
        (["-o"], "Option '-o' requires an argument."),
        (["--srx", "none.srx"], "--srx none.srx: it cannot be read: No such file or directory"),
    ],
)
@pytest.mark.usefixtures("toy")
def test_bad_options_of_build(folder: Path, arguments: list[str], message: str) -> None:
    result = run("build", "in", "-o", "out", *arguments)
    assert refusal(result).startswith(message)
    assert result.exit_code == CALL
    assert entries(folder) == ["in"]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["biuld"], CALL, "No such command 'biuld'. Did you mean 'build'? (hexapla --help lists what there is)"),
        (["--nothing"], CALL, "No such option '--nothing'. (hexapla --help lists what there is)"),
        (["build", "in"], CALL, "-o: no folder to write is named (such as -o corpus; --dry-run needs none)"),
        (["align"], CALL, "align: Missing argument 'VERSIONS...'."),
        (["align", "in/en/bees.txt"], CALL, "align: one version, in/en/bees.txt (name two files or more)"),
        (["align", "in/en/bees.txt", "nowhere.txt"], CALL, "nowhere.txt: there is no such file"),
        (["align", "in/en", "in/fr"], CALL, "in/en: there is no such file"),
        (
            ["align", "in/en/bees.txt", "in/es/bees.txt", "--languages", "en"],
            CALL,
            "--languages: 1 languages for 2 files",
        ),
        (["align", "in/en/bees.txt", "in/es/bees.txt", "--beads", "in"], CALL, "in: cannot be written: Is a directory"),
        (["align", "nowhere.txt", "in/es/bees.txt", "--plot", "a.gif"], CALL, "a.gif: no picture has this ending ("),
        (["align", *["nowhere.txt"] * 5, "--plot", "a.png"], CALL, "--plot: 5 versions have 10 pairs, too many for "),
        (
            ["align", "a.en", "a.es", "--lines", "--srx", "in/en/bees.txt"],
            CALL,
            "--srx in/en/bees.txt: it is not well-formed XML: ",
        ),
        (["evaluate", "nowhere", "in"], CALL, "nowhere: there is no such file"),
        (["evaluate", "in", "in/en/bees.txt"], CALL, "in/en/bees.txt: one of this and in is a folder (give two "),
        (["evaluate", "in", "in"], DATA, "in: no .gold file in in (each a.gold needs an a.beads, of any suffix)"),
        (["evaluate", "in/en/bees.txt", "in/en/bees.txt"], DATA, "in/en/bees.txt, line 1: "),
        (["check", "in/en/bees.txt", "--languages", "en"], CALL, "--languages: only a repair leaves languages out"),
        (["check", "in/en/bees.txt", "--tmx-profile", "t"], CALL, "--tmx-profile: there is no profile 't'"),
        (["build", "in", "-o", "x", "--tmx-profile", "t"], CALL, "--tmx-profile: there is no profile 't'"),
        (["build", "in", "-o", "x", "--tmx-codes", "de=de-AT"], CALL, "--tmx-codes: no document is in de"),
        (["check", "nowhere.tmx"], CALL, "nowhere.tmx: there is no such file"),
        (["check", "in"], CALL, "in: there is no such file"),
        (["info", "more"], CALL, "info: Got unexpected extra argument (more)"),
    ],
)
@pytest.mark.usefixtures("toy", "folder")
def test_bad_calls(arguments: list[str], code: int, message: str) -> None:
    result = run(*arguments)
    assert refusal(result).startswith(message)
    assert result.exit_code == code


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--encoder", "./nowhere"],
            "encoder './nowhere': no such folder (or sentence-transformers/LaBSE, or 'embedded')",
        ),
        (["--encoder", "in"], "encoder 'in': sentence-transformers cannot load it: "),
        (
            ["--encoder", "in/en/bees.txt"],
            "encoder 'in/en/bees.txt': this is a file (a sentence-transformers model is a ",
        ),
        (
            ["--encoder", "hexapla-tests/none"],
            "encoder 'hexapla-tests/none': neither a folder nor in the hub's cache, and ",
        ),
        (["--device", "abacus"], "device 'abacus': torch finds no such device here (it finds "),
    ],
)
def test_encoders_and_devices_that_are_not_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    result = run("build", "in", "-o", "out", *arguments)
    assert refusal(result).startswith(message)
    assert result.exit_code == CALL
    assert entries(folder) == ["in"]


BAD_FILES = {
    "empty.en.txt": (b"", "the file is empty"),
    "blank.es.txt": (b" \r\n\t\n", "the file is empty"),
    "binary.fr.txt": (b"\x7fELF\x02\x01\0\0\0", "it holds NUL bytes"),
    "undecodable.txt": (b"\x81\x8d\x8f\x90\x9d abc", "its encoding cannot be told"),
    "broken.en.txt": ("“Quoted” – dashes – “more”".encode()[:-1] + b"\n\xe2 \x80", "it is UTF-8, but byte "),
    "picture.docx": (b"\x89PNG\r\n\x1a\n\0", "not a Word document"),
    "photo.jpg": (b"\xff\xd8\xff\xe0", "no reader for this kind of file (recognise its text (OCR), and save that)"),
    "records.jsonl": (b'{"text": 3}\n', "no text"),
    ".hidden.txt": (b"Text.", "a hidden file is not read"),
    "dangling.txt": (None, "a link that leads nowhere"),
    "locked.txt": (b"Text.", "the file cannot be read: Permission denied"),
}


@pytest.mark.usefixtures("toy")
def test_bad_files_among_good_ones(folder: Path) -> None:
    """The build goes on; every bad file is listed with its reason in three places."""
    bad = dict(BAD_FILES)
    if os.geteuid() == 0:
        del bad["locked.txt"]  # root may read it
    for name, (content, _) in bad.items():
        if content is None:
            (folder / "in" / name).symlink_to("nowhere")
        else:
            (folder / "in" / name).write_bytes(content)
    if "locked.txt" in bad:
        (folder / "in/locked.txt").chmod(0)
    result = run("build", "in", "-o", "out")
    assert result.exit_code == 0
    assert result.stdout.startswith(
        f"9 documents in 3 languages (en, es, fr), 3 groups, 0 without partner, {len(bad)} files"
    )
    manifest = json.loads(Path("out/manifest.json").read_text("utf-8"))
    rows = [line.split("\t") for line in Path("out/unaligned.tsv").read_text("utf-8").splitlines()]
    listed = {row[2].partition("#")[0]: row[6] for row in rows if row[0] == "file"}
    assert {each["path"].partition("#")[0]: each["reason"] for each in manifest["rejected"]} == listed
    assert sorted(listed) == sorted(bad)
    for name, (_, reason) in bad.items():
        assert reason in listed[name]
        assert f"  not used: {name}" in result.stdout
    assert manifest["pairs"] == {"en-es": 24, "en-fr": 24, "es-fr": 24}
    assert not [finding for finding in check_tmx(Path("out/tmx/en-es.tmx")) if finding.severity == "error"]


# The output folder


@pytest.mark.parametrize("options", [[], ["--force"]], ids=["plain", "force"])
@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("foreign", "foreign: the folder is not empty, and not an output of hexapla (name a new folder)"),
        ("in", "in: the folder is not empty, and not an output of hexapla (name a new folder)"),
        ("file", "file: this is a file (-o names a folder)"),
        ("file/out", "file/out: file is a file (-o names a folder)"),
        ("/proc/out", "/proc/out: cannot be written: "),
    ],
)
@pytest.mark.usefixtures("toy")
def test_outputs_that_are_refused(folder: Path, output: str, message: str, options: list[str]) -> None:
    (folder / "foreign").mkdir()
    (folder / "foreign/mine.txt").write_text("mine")
    (folder / "file").write_text("mine")
    before = names(folder)
    result = run("build", "in", "-o", output, *options)
    assert refusal(result).startswith(message)
    assert result.exit_code == CALL
    assert names(folder) == before
    assert (folder / "foreign/mine.txt").read_text() == (folder / "file").read_text() == "mine"


@pytest.mark.usefixtures("toy")
def test_an_earlier_output_is_replaced_by_force_only(folder: Path) -> None:
    run("build", "in", "-o", "out", "--pairs", "en-es")
    result = run("build", "in", "-o", "out")
    assert refusal(result) == "out: there is an earlier output here (--force replaces it, or name a new folder)"
    assert result.exit_code == CALL
    assert names(folder / "out/tmx") == ["en-es.tmx"]
    assert run("build", "in", "-o", "out", "--force", "--pairs", "es-fr").exit_code == 0
    assert names(folder / "out/tmx") == ["es-fr.tmx"]
    (folder / "out/mine.txt").write_text("mine")
    result = run("build", "in", "-o", "out", "--force")
    assert refusal(result).startswith("out: mine.txt in this output is not of hexapla, and would be lost (move it away")
    assert (folder / "out/mine.txt").read_text() == "mine"


@pytest.mark.usefixtures("toy")
def test_a_failed_build_leaves_the_earlier_output_alone(folder: Path) -> None:
    run("build", "in", "-o", "out")
    before = {name: (folder / "out" / name).read_bytes() for name in names(folder / "out")}
    assert run("build", "in", "-o", "out", "--force", "--languages", "en").exit_code == DATA
    assert {name: (folder / "out" / name).read_bytes() for name in names(folder / "out")} == before
    assert entries(folder) == ["in", "out"]


@pytest.mark.usefixtures("toy")
def test_a_full_disk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: object) -> None:
        raise OSError(28, "No space left on device", "tsv/all.tsv")

    monkeypatch.setattr("corpus.tabular.write_all_tsv", full)
    result = run("build", "in", "-o", "out")
    assert refusal(result) == "tsv/all.tsv: No space left on device"
    assert result.exit_code == DATA
    assert entries(folder) == ["in"]


# Errors in the program itself, and --debug


@pytest.mark.parametrize("arguments", [["--debug", "build"], ["build", "--debug"]], ids=["before", "after"])
def test_debug_shows_where_an_error_comes_from(folder: Path, arguments: list[str]) -> None:
    result = run(*arguments, "nowhere", "-o", "out")
    assert result.exit_code == CALL
    first, *_, last = result.stderr.splitlines()
    assert first == "Traceback (most recent call last):"
    assert last == "hexapla: nowhere: there is no such folder"


@pytest.mark.usefixtures("toy")
def test_an_error_in_the_program_itself(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object, **options: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr("corpus.pipeline.group_documents", broken)
    result = run("build", "in", "-o", "out")
    assert refusal(result) == ("an error in the program itself: KeyError: 'x' (--debug shows where; please report it)")
    assert result.exit_code == 1
    assert entries(folder) == ["in"]


# Through the shell


def test_exit_codes_through_the_shell(folder: Path) -> None:
    for arguments, code in ((["info"], 0), (["build", "nowhere", "-o", "out"], CALL), (["build"], CALL)):
        done = hexapla(*arguments)
        assert done.returncode == code
        assert len(done.stderr.splitlines()) == (code != 0)
    (folder / "nothing").mkdir()
    done = hexapla("build", "nothing", "-o", "out")
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (DATA, "", 1)


def test_a_reader_that_has_seen_enough(folder: Path) -> None:
    """``hexapla info | head -1``"""
    done = subprocess.run(
        f"'{HEXAPLA}' info --json | true", shell=True, capture_output=True, encoding="utf-8", check=False
    )
    assert done.stderr == ""


def started(command: list[str | Path], environment: dict[str, str] | None = None) -> subprocess.Popen[str]:
    """A program that Ctrl-C reaches, also where the tests run in the background and Ctrl-C is ignored."""
    return subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=environment,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


SLOW = """
import sys, time
import align.encoder, corpus.pipeline, toy
from corpus.cli import main

def wait(*arguments, **options):
    print("waiting", file=sys.stderr, flush=True)
    time.sleep(60)

class Slow(toy.ToyEncoder):
    encode = wait if sys.argv[1] == "encode" else toy.ToyEncoder.encode

align.encoder.load_encoder = lambda name, device: Slow()
if sys.argv[1] == "write":
    corpus.pipeline.write_manifest = wait
main(sys.argv[2:])
"""


@pytest.mark.parametrize(
    ("stage", "number"), [("encode", signal.SIGINT), ("write", signal.SIGINT), ("write", signal.SIGTERM)]
)
@pytest.mark.usefixtures("toy")
def test_interruption(folder: Path, stage: str, number: signal.Signals) -> None:
    """Ctrl-C while vectors are made and while files are written, over an earlier output and without one."""
    run("build", "in", "-o", "earlier", "--pairs", "en-es")
    before = {name: (folder / name).read_bytes() for name in names(folder)}
    for output, options in (("new/out", []), ("earlier", ["--force"])):
        command = [sys.executable, "-c", SLOW, stage, "build", "in", "-o", output, *options]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])}
        process = started(command, environment)
        assert process.stderr
        for line in process.stderr:
            if line == "waiting\n":
                break
        process.send_signal(number)
        _, said = process.communicate(timeout=60)
        assert process.returncode == 130
        assert said.strip() == "hexapla: interrupted: no file is half-written"
        assert {name: (folder / name).read_bytes() for name in names(folder)} == before
        assert entries(folder) == ["earlier", "in"]


def test_interruption_while_the_model_loads(folder: Path) -> None:
    process = started([HEXAPLA, "build", "in", "-o", "out"])
    assert process.stderr
    assert process.stderr.readline().startswith("Reading: ")
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said.strip()) == (130, "hexapla: interrupted: no file is half-written")
    assert entries(folder) == ["in"]
