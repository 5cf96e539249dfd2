"""``hexapla review``: out to a sheet or a page, back from it, and the build that comes of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from browser import MISSING, Browser
from click.testing import CliRunner, Result
from reviewed import FERRY, Astray, of_story, place, rows, unit_of, written

from corpus.cli import main
from corpus.decisions import Decision, Decisions, write_decisions
from corpus.finished import build_id, read_build
from corpus.tmx import read_tmx


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("align.encoder.load_encoder", lambda name="embedded", device=None: Astray())
    return written(tmp_path)


def sheet_rows(path: str) -> tuple[Any, dict[str, dict[str, Any]]]:
    book = openpyxl.load_workbook(path)
    names = [cell.value for cell in book["review"][1]]
    cells = (dict(zip(names, row, strict=True)) for row in book["review"].iter_rows(min_row=2))
    return book, {row["unit"].value: row for row in cells}


def texts(folder: str) -> dict[str, str]:
    units = (dict(unit.segments) for unit in read_tmx(Path(folder, "tmx/en-es.tmx")))
    return {unit["en"]: unit["es"] for unit in units}


def test_a_sheet_out_and_in(folder: Path) -> None:
    """One cell corrected: its neighbours are right in the new TMX, and everything else is as it was."""
    shown = run("review", "export", "out", "--to", "xlsx", "-o", "a.xlsx")
    assert (
        shown.exit_code == 0
        and shown.stdout == f"a.xlsx: {len(read_build(folder).units)} units to review; open it in a spreadsheet\n"
    )
    build = read_build(folder)
    wrong = unit_of(build, 4, "en")
    book, cells = sheet_rows("a.xlsx")
    row = cells[wrong.id]
    row["decision"].value, row["en"].value = "fix", FERRY[3][0]
    cells[build.units[-1].id]["es"].value = "Otra cosa."
    book.save("a.xlsx")
    result = run("review", "apply", "out", "a.xlsx", "-o", "new", "-q")
    assert result.exit_code == 0
    assert result.stderr.endswith("its es changed, but its decision is not fix: nothing of it was applied\n")
    untouched = len(build.units) - 3
    assert result.stdout.splitlines() == [
        "0 kept, 0 dropped, 1 linked, 0 corrected; 1 group aligned again, 3 units came out otherwise; "
        f"{untouched} units as they were",
        "new: the build",
    ]
    before, after = texts("out"), texts("new")
    assert before[FERRY[4][0]] == FERRY[3][1]
    assert all(after[english] == spanish for english, spanish, _ in FERRY)
    assert set(before) - set(after) == {f"{FERRY[2][0]} {FERRY[3][0]}"}
    again = read_build(Path("new"))
    assert [rows(unit) for unit in of_story(again)] == [{"en": [k], "es": [k]} for k in range(8)]
    assert run("build", "in", "-o", "new", "--force", "-q").exit_code == 0


def test_decisions_of_the_page(folder: Path) -> None:
    build, name = read_build(folder), build_id(folder)
    link = Decision("link", parts=(place(build, "en", 3), place(build, "es", 3)))
    kept = Decision("keep", build.units[0].id)
    write_decisions(Decisions(name, (link, kept)), Path("a.json"))
    result = run("review", "apply", "out", "a.json", "-o", "new", "--json", "-q")
    told = json.loads(result.stdout)
    assert (told["build"], told["decisions"], told["linked"], told["kept"], told["groups"]) == (name, 2, 1, 1, 1)
    assert told["warnings"] == [] and "estimate" not in told
    assert build_id(Path("new")) != name
    refused = run("review", "apply", "new", "a.json", "-o", "newer")
    assert refused.exit_code == 1 and f"it was made on build {name}, and this is build" in refused.stderr
    assert not Path("newer").exists()


def test_the_same_decisions_make_the_same_build(folder: Path) -> None:
    build, name = read_build(folder), build_id(folder)
    write_decisions(Decisions(name, (Decision("drop", unit_of(build, 3, "es").id),)), Path("a.json"))
    for new in ("one", "two"):
        assert run("review", "apply", "out", "a.json", "-o", new, "-q").exit_code == 0
    for path in sorted(Path("one").rglob("*")):
        if path.is_file() and path.name != "build.log":
            assert path.read_bytes() == Path("two", path.relative_to("one")).read_bytes(), path


def test_a_spot_check(folder: Path) -> None:
    result = run("review", "export", "out", "--to", "xlsx", "-o", "a.xlsx", "--sample", "10", "--seed", "3")
    assert result.stdout == "a.xlsx: 10 units to review; open it in a spreadsheet\n"
    book, cells = sheet_rows("a.xlsx")
    assert len(cells) == 10
    for number, row in enumerate(cells.values()):
        row["decision"].value = "drop" if number == 0 else "keep"
    book.save("a.xlsx")
    said = run("review", "estimate", "out", "a.xlsx")
    line = "precision 90.0%, with 95 % certainty 59.6% to 98.2%: 9 of 10 units are right as they are"
    assert said.stdout == line + "\n"
    assert line in run("review", "apply", "out", "a.xlsx", "-o", "new", "-q").stdout
    keep = tuple(Decision("keep", key) for key in cells)
    write_decisions(Decisions(build_id(folder), keep), Path("a.json"))
    told = json.loads(run("review", "estimate", "out", "a.json", "--sample", 10, "--seed", 3, "--json").stdout)
    assert (told["sample"], told["judged"], told["right"], told["precision"]) == (10, 10, 10, 1.0)


@pytest.mark.parametrize(
    "arguments, code, message",
    [
        (["export", "out"], 2, "-o: no file to write is named"),
        (["export", "out", "--to", "xlsx", "-o", "a.json"], 2, "a.json: there is something here already"),
        (["export", "out", "--to", "xlsx", "-o", "b.json"], 2, "b.json: a sheet is an .xlsx file"),
        (["export", "out", "-o", "b.txt"], 2, "b.txt: a page is an .html file"),
        (["export", "out", "-o", "/proc/b.html"], 2, "/proc/b.html: cannot be written"),
        (["export", "out", "-o", "b", "--sample", "5", "--groups", "x"], 2, "--sample: it is of the whole corpus"),
        (["export", "in", "-o", "b.html"], 2, "in: no finished build"),
        (["apply", "out", "a.json"], 2, "-o: no folder to write is named"),
        (["apply", "out", "none.json", "-o", "new"], 2, "none.json: there is no such file"),
        (["apply", "out", "none.xlsx", "-o", "new"], 2, "none.xlsx: there is no such file"),
        (["apply", "out", "a.json", "-o", "out"], 2, "out: there is an earlier output here"),
        (["estimate", "out", "a.json"], 2, "a.json: it does not say that its units are a sample"),
    ],
)
def test_wrong_calls(folder: Path, arguments: list[str], code: int, message: str) -> None:
    write_decisions(Decisions(build_id(folder)), Path("a.json"))
    result = run("review", *arguments)
    assert result.exit_code == code
    assert f"hexapla: {message}" in result.stderr and "Traceback" not in result.stderr


@pytest.mark.skipif(bool(MISSING), reason=MISSING)
def test_the_page_out_and_its_decisions_in(folder: Path, browser: Browser) -> None:
    """A split that is undone, a unit dropped, two merged: the new TMX has what was merged, and what was wrong because
    of the dropped one is right."""
    build = read_build(folder)
    group = of_story(build)[0].group
    assert run("review", "export", "out", "-o", "a.html", "--groups", group, "-q").exit_code == 0
    browser.open(Path("a.html").resolve())
    browser.choose("order", "text")
    browser.press("kkkkkkkjjs⏎ujdjm")
    browser.click("#save")
    Path("a.json").write_text(json.dumps(browser.downloaded()), encoding="utf-8")
    assert browser.complaints() == []
    result = run("review", "apply", "out", "a.json", "-o", "new", "-q")
    assert result.exit_code == 0 and result.stdout.startswith("0 kept, 1 dropped, 1 linked, 0 corrected; 1 group")
    before, after = texts("out"), texts("new")
    assert before[FERRY[4][0]] == FERRY[3][1] and after[FERRY[4][0]] == FERRY[4][1]
    assert before[FERRY[5][0]] == f"{FERRY[4][1]} {FERRY[5][1]}" and after[FERRY[5][0]] == FERRY[5][1]
    assert after[f"{FERRY[6][0]} {FERRY[7][0]}"] == f"{FERRY[6][1]} {FERRY[7][1]}"
