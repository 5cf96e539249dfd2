"""What a sample says of the whole."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from reviewed import Astray, of_story, place, unit_of, written

from corpus.cli import main
from corpus.decisions import Decision, Decisions, Sample, write_decisions
from corpus.errors import HexaplaError, InputError, UsageError
from corpus.finished import build_id, read_build
from corpus.pipeline import Build, Observer, write_build
from corpus.review_file import verdicts_of
from corpus.spot_check import Estimate, Judgement, SpotCheck, sample_of, spot_check, spot_check_of

TEN = Sample(10, 3)


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return read_build(written(tmp_path_factory.mktemp("spot")))


# Wilson's interval worked out by hand, and those of the literature (Newcombe 1998, table I: 81 of 263, 15 of 148)
@pytest.mark.parametrize(
    "right, judged, low, high",
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718),
     (50, 50, 0.9287, 1.0), (0, 0, 0.0, 1.0)],
)  # fmt: skip
def test_interval(right: int, judged: int, low: float, high: float) -> None:
    assert Estimate(judged, judged, right).interval == pytest.approx((low, high), abs=5e-5)


def test_what_is_said() -> None:
    assert str(Estimate(50, 50, 48)) == (
        "precision 96.0%, with 95 % certainty 86.5% to 98.9%: 48 of 50 units are right as they are"
    )
    assert str(Estimate(50, 40, 40)).endswith("; 10 more of the sample are undecided, and the estimate leaves them out")
    assert "nothing can be said" in str(Estimate(50, 0, 0))
    assert Estimate(50, 0, 0).as_dict()["precision"] is None


def test_the_sample_is_of_the_tmx(build: Build) -> None:
    """Not of units of one version, nor of those that are too doubtful."""
    alone = replace(build.units[0], parts=build.units[0].parts[:1])
    doubtful = build.units[1]
    given = replace(build, units=(alone, *build.units[1:]), left_out={doubtful.id: "too doubtful"})
    everything = sample_of(given, Sample(10_000))
    assert everything == build.units[2:]
    five = sample_of(given, Sample(5, 1))
    assert len(five) == 5 and list(five) == [unit for unit in everything if unit in five]
    assert five == sample_of(given, Sample(5, 1)) != sample_of(given, Sample(5, 2))
    assert set(five) < set(sample_of(given, Sample(9, 1)))


def test_each_unit_is_as_likely(build: Build) -> None:
    units, times = build.units, 400
    drawn = [unit.id for seed in range(times) for unit in sample_of(build, Sample(6, seed))]
    expected = times * 6 / len(units)
    assert all(abs(drawn.count(unit.id) - expected) < 5 * expected**0.5 for unit in units)


def test_verdicts(build: Build) -> None:
    first, second, third, *rest = of_story(build)
    text = Decision("text", second.id, column="es", text="x")
    made = [
        Decision("keep", first.id), text, Decision("keep", second.id), Decision("drop", third.id),
        Decision("link", parts=(place(build, "en", 6), place(build, "es", 6))),
        Decision("link", parts=(place(build, "en", 7), place(build, "es", 5))),
    ]  # fmt: skip
    found = verdicts_of(build, Decisions("b", tuple(made)))
    right, wrong = (first, rest[-2]), (second, third, rest[-1], rest[-3])
    assert found == {unit.id: True for unit in right} | {unit.id: False for unit in wrong}
    checked = spot_check(build, "b", Sample(10_000, 7), found)
    assert checked.estimate == Estimate(len(build.units), 6, 2)
    assert checked.judgements[:2] == (
        Judgement(first.id, first.probability, True), Judgement(second.id, second.probability, False),
    )  # fmt: skip
    assert (checked.build, checked.size, checked.seed) == ("b", len(build.units), 7)
    assert SpotCheck.from_dict(json.loads(json.dumps(checked.as_dict()))) == checked


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("align.encoder.load_encoder", lambda name="embedded", device=None: Astray())
    return written(tmp_path)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


def decided(folder: Path, file: str, actions: str, sample: Sample | None = TEN) -> SpotCheck:
    """Write the first of the sample as they were decided, a letter each; what that says of the build."""
    units = sample_of(read_build(folder), sample or TEN)
    kinds = {"k": "keep", "d": "drop"}
    made = [Decision(kinds[each], unit.id) for unit, each in zip(units, actions, strict=False)]
    write_decisions(Decisions(build_id(folder), tuple(made), sample), Path(file))
    judgements = (Judgement(unit.id, unit.probability, each == "k") for unit, each in zip(units, actions, strict=False))
    return SpotCheck(build_id(folder), len(units), TEN.seed, tuple(judgements))


def test_the_new_build_keeps_what_the_sample_said(folder: Path) -> None:
    """With the probabilities before the review, not decided ones counted, until another sample says something."""
    expected = decided(folder, "a.json", "kdkkkkk")
    assert spot_check_of(Path("a.json"), read_build(folder), build_id(folder)) == expected
    assert run("review", "apply", "out", "a.json", "-o", "new", "-q").exit_code == 0
    new = read_build(Path("new"))
    assert new.spot_check == expected and read_build(folder).spot_check is None
    kept = json.loads(Path("new/manifest.json").read_text())["spot_check"]
    assert (kept["build"], kept["sample"], kept["seed"], len(kept["judgements"])) == (build_id(folder), 10, 3, 7)
    assert kept["judgements"][1] == {
        "unit": expected.judgements[1].unit, "probability": expected.judgements[1].probability, "right": False,
    }  # fmt: skip
    said = "precision 85.7%, with 95 % certainty 48.7% to 97.4%: 6 of 7 units are right as they are; 3 more"
    assert said in Path("new/report.html").read_text() and "Spot check" not in Path("out/report.html").read_text()

    Path("again").mkdir()
    write_build(new, Path("again"), Observer())
    for path in Path("again").rglob("*.*"):
        assert path.read_bytes() == Path("new", path.relative_to("again")).read_bytes(), path

    for file, actions, sample in (("none.json", "d", None), ("undecided.json", "", TEN)):
        decided(Path("new"), file, actions, sample)
        assert run("review", "apply", "new", file, "-o", "later", "--force", "-q").exit_code == 0
        assert read_build(Path("later")).spot_check == expected
    newer = decided(Path("new"), "b.json", "kkkkkkkkkk")
    assert run("review", "apply", "new", "b.json", "-o", "later", "--force", "-q").exit_code == 0
    assert read_build(Path("later")).spot_check == newer != expected


def test_of_a_sheet(folder: Path) -> None:
    """A sample of more units than there are is of all; a unit that was fixed was wrong."""
    run("review", "export", "out", "--to", "xlsx", "-o", "a.xlsx", "--sample", "1000", "--order", "text")
    book = openpyxl.load_workbook("a.xlsx")
    build = read_build(folder)
    wrong = unit_of(build, 4, "en").id
    for row in book["review"].iter_rows(min_row=2):
        cells = {name.value: cell for name, cell in zip(book["review"][1], row, strict=True)}
        cells["decision"].value = "fix" if cells["unit"].value == wrong else "keep"
    book.save("a.xlsx")
    found = spot_check_of(Path("a.xlsx"), build, build_id(folder))
    assert (found.size, found.seed) == (len(build.units), 0)
    told = [(each.unit, each.probability) for each in found.judgements]
    assert told == [(unit.id, unit.probability) for unit in build.units]
    assert run("review", "apply", "out", "a.xlsx", "-o", "new", "-q").exit_code == 0
    new = read_build(Path("new"))
    assert new.spot_check == found and [unit.probability for unit in new.units] != [p for _, p in told]
    assert [each.unit for each in found.judgements if not each.right] == [wrong]


@pytest.mark.parametrize(
    ("file", "error", "message"),
    [
        ("none.json", UsageError, "none.json: there is no such file"),
        ("no-sample.json", UsageError, "no-sample.json: it does not say that its units are a sample"),
        ("undecided.json", InputError, "undecided.json: none of the 10 units of the sample is decided on"),
        ("other.json", InputError, "other.json: it was made on build 000000000000, and this is build"),
        ("broken.json", InputError, "broken.json: no file of decisions"),
    ],
)
def test_what_is_no_spot_check(folder: Path, file: str, error: type[HexaplaError], message: str) -> None:
    decided(folder, "no-sample.json", "kk", None)
    decided(folder, "undecided.json", "")
    write_decisions(Decisions("0" * 12, (), TEN), Path("other.json"))
    Path("broken.json").write_text("{")
    with pytest.raises(error, match=message):
        spot_check_of(Path(file), read_build(folder), build_id(folder))


@pytest.mark.parametrize("damaged", [[], {"build": "b"}, {"build": "b", "sample": 1, "seed": 0, "judgements": [{}]}])
def test_a_damaged_manifest(folder: Path, damaged: object) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**manifest, "spot_check": damaged}))
    with pytest.raises(InputError, match="damaged or of another version"):
        read_build(folder)
