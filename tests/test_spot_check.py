"""What a sample says of the whole."""

from __future__ import annotations

from dataclasses import replace

import pytest
from reviewed import of_story, place, written

from corpus.decisions import Decision, Decisions, Sample
from corpus.finished import read_build
from corpus.pipeline import Build
from corpus.spot_check import Estimate, estimate, sample_of, verdicts_of


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
    assert estimate(of_story(build), found) == Estimate(len(of_story(build)), 6, 2)
