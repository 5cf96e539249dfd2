"""Decisions applied: what was decided holds, its neighbours are repaired, everything else stays as it was."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from conftest import Built
from reviewed import FERRY, Astray, of_story, place, rows, unit_of, written
from toy import STORIES, ToyEncoder

from align.constraints import FREE
from align.encoder import SentenceEncoder
from corpus.decisions import Decision, Decisions, Place, read_decisions
from corpus.documents import Span
from corpus.errors import InputError, UsageError
from corpus.finished import build_id, read_build
from corpus.pipeline import Build, Observer, write_build
from corpus.places import place_of
from corpus.review import Review, _aligner, apply_decisions
from corpus.settings import Settings
from corpus.tmx import read_tmx

RIGHT = [{"en": [k], "es": [k]} for k in range(8)]
# row 3 is taken for row 4 in Spanish
WRONG = [*RIGHT[:2], {"en": [2, 3], "es": [2]}, {"en": [4], "es": [3]}, {"en": [5], "es": [4, 5]}, *RIGHT[6:]]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("review"))


@pytest.fixture
def build(out: Path) -> Build:
    return read_build(out)


def no_encoder() -> ToyEncoder:
    raise AssertionError("nothing is to be aligned")


def review(build: Build, *decisions: Decision, needed: bool = True) -> Review:
    load = Astray if needed else no_encoder
    return apply_decisions(build, Decisions("0" * 12, decisions), "a.json", load, Observer())


def link(build: Build, **parts: int | tuple[int, int]) -> Decision:
    ranges = {name: part if isinstance(part, tuple) else (part, part) for name, part in parts.items()}
    return Decision("link", parts=tuple(place(build, name, *span) for name, span in ranges.items()))


def found(after: Review, name: str = "ferry") -> list[dict[str, list[int]]]:
    return [rows(unit, name) for unit in of_story(after.build, name)]


def test_the_aligner_is_astray(build: Build) -> None:
    assert [rows(unit) for unit in of_story(build)] == WRONG
    assert all(unit.probability > 0.9 for unit in build.units)


def test_one_link_repairs_its_neighbours(build: Build) -> None:
    after = review(build, link(build, en=3, es=3))
    assert found(after) == RIGHT
    linked = unit_of(after.build, 3, "en")
    assert linked.flags == ("full", "reviewed") and linked.probability == 1.0
    changes = after.changes
    assert (changes.linked, changes.groups, changes.others, changes.untouched) == (1, 1, 3, len(build.units) - 3)


def test_what_is_not_touched_stays_as_it_was(build: Build) -> None:
    """Also in the group that is aligned again; only the place in it may change."""
    after = review(build, link(build, en=3, es=3))
    same = [unit for unit in of_story(build) if rows(unit) in RIGHT]
    for unit in same:
        again = next(each for each in after.build.units if each.id == unit.id)
        assert replace(again, order=unit.order) == unit
    rest = [unit for unit in build.units if unit not in of_story(build)]
    assert [unit for unit in after.build.units if unit not in of_story(after.build)] == rest
    assert [unit.order for unit in of_story(after.build)] == list(range(8))


def test_what_is_kept_or_corrected_needs_no_alignment(build: Build) -> None:
    first, second = of_story(build)[:2]
    decisions = (
        Decision("keep", first.id),
        Decision("text", second.id, column="es", text=" Marta \x01vende\tbilletes. "),
    )
    after = review(build, *decisions, needed=False)
    assert found(after) == [each if k != 1 else {"en": [1], "es": []} for k, each in enumerate(WRONG)]
    kept, corrected = of_story(after.build)[:2]
    assert kept == replace(first, probability=1.0, flags=("full", "reviewed"))
    assert corrected.flags == ("full", "reviewed", "edited") and corrected.id == second.id
    assert [part.span for part in corrected.parts] == [part.span for part in second.parts]
    assert corrected.parts[1].text == "Marta vende billetes."
    assert (after.changes.kept, after.changes.corrected, after.changes.groups) == (1, 1, 0)


def test_a_dropped_unit_is_gone_and_its_sentences_find_others(build: Build) -> None:
    wrong = unit_of(build, 3, "es")
    after = review(build, Decision("drop", wrong.id))
    assert {"en": [4], "es": [4]} in found(after)
    assert all(not {"en", "es"} <= each.keys() or not (4 in each["en"] and 3 in each["es"]) for each in found(after))
    assert after.changes.dropped == 1


def test_a_passage_out_of_order(build: Build) -> None:
    """It is one unit, and what it jumps over stays."""
    after = review(build, link(build, en=0, es=7))
    moved = unit_of(after.build, 0, "en")
    assert rows(moved) == {"en": [0], "es": [7]} and moved.flags == ("full", "moved", "reviewed")
    assert found(after)[2:-1] == WRONG[1:-1]
    assert {"es": [0]} in found(after) and {"en": [7]} in found(after)
    again = review(after.build, link(build, en=3, es=3))
    assert unit_of(again.build, 0, "en") == moved and found(again)[2:-1] == RIGHT[1:-1]


def test_without_counterpart(build: Build) -> None:
    after = review(build, link(build, en=(2, 3)))
    alone = unit_of(after.build, 2, "en")
    assert rows(alone) == {"en": [2, 3]} and alone.flags == ("partial", "reviewed")
    assert rows(unit_of(after.build, 2, "es")).get("en") != [2, 3]


def test_split_and_merge(build: Build) -> None:
    merged = review(build, link(build, en=(6, 7), es=(6, 7)))
    assert found(merged) == [*WRONG[:-2], {"en": [6, 7], "es": [6, 7]}]
    divided = review(merged.build, link(build, en=6, es=6), link(build, en=7, es=7))
    assert found(divided) == WRONG
    assert [unit.id for unit in of_story(divided.build)] == [unit.id for unit in of_story(build)]


def test_later_decisions_win(build: Build) -> None:
    wrong = unit_of(build, 3, "es")
    kept = review(build, link(build, en=3, es=3), Decision("drop", wrong.id), Decision("keep", wrong.id))
    assert found(kept) == WRONG and kept.changes.kept == 1 == kept.changes.linked + 1
    linked = review(build, Decision("keep", wrong.id), link(build, en=3, es=3))
    assert found(linked) == RIGHT and linked.changes.kept == 0


def test_decisions_of_earlier_reviews_hold(build: Build, tmp_path: Path) -> None:
    wrong = unit_of(build, 3, "es")
    text = Decision("text", of_story(build)[0].id, column="en", text="The ferry leaves.")
    once = review(build, Decision("drop", wrong.id), text)
    first = tmp_path / "first"
    first.mkdir()
    write_build(once.build, first, Observer())
    again = read_build(first)
    assert again.units == once.build.units and again.decisions == once.build.decisions
    twice = apply_decisions(
        again, Decisions(build_id(first), (link(build, en=6, es=(6, 7)),)), "b.json", Astray, Observer()
    ).build
    corrected = of_story(twice)[0]
    assert corrected.parts[0].text == "The ferry leaves." and "edited" in corrected.flags
    assert all(
        not {"en", "es"} <= each.keys() or not (4 in each["en"] and 3 in each["es"])
        for each in map(rows, of_story(twice))
    )
    second = tmp_path / "second"
    second.mkdir()
    write_build(twice, second, Observer())
    kept = read_decisions(second / "decisions.json")
    assert [each.action for each in kept.made] == ["drop", "text", "link"] and kept.build == build_id(first)
    manifest = json.loads((second / "manifest.json").read_text())
    assert manifest["review"] == {"build": build_id(first), "keep": 0, "drop": 1, "link": 1, "text": 1}
    texts = [dict(unit.segments)["en"] for unit in read_tmx(second / "tmx/en-es.tmx")]
    assert "The ferry leaves." in texts and FERRY[0][0] not in texts


def test_words_whose_sentences_go_elsewhere(build: Build) -> None:
    """A correction stays with its sentences, and is given up, with a line that says so, where others join them."""
    first = of_story(build)[0]
    text = Decision("text", first.id, column="en", text="The ferry leaves.")
    away = review(build, text, link(build, en=0))
    assert of_story(away.build)[0].parts[0].text == "The ferry leaves." and away.changes.lost == ()
    lost = review(build, text, link(build, en=(0, 1), es=(0, 1)))
    assert rows(of_story(lost.build)[0]) == {"en": [0, 1], "es": [0, 1]}
    assert lost.changes.lost == (f"en of unit {first.id}: its sentences are in other units now",)
    assert lost.changes.corrected == 0


def test_paragraphs(tmp_path: Path) -> None:
    build = read_build(written(tmp_path, Settings(level="paragraph"), encoder=ToyEncoder()))
    pairs = [{"en": [k, k + 1], "es": [k, k + 1]} for k in range(0, 8, 2)]
    assert [rows(unit) for unit in of_story(build)] == pairs
    joined = Decision("link", parts=(place(build, "en", 0, 3), place(build, "es", 0, 3)))
    after = review(build, joined)
    assert found(after) == [{"en": [0, 1, 2, 3], "es": [0, 1, 2, 3]}, *pairs[2:]]
    with pytest.raises(InputError, match="no whole segments of its text"):
        review(build, link(build, en=0, es=(0, 1)))


def test_three_versions(tmp_path: Path) -> None:
    build = read_build(written(tmp_path, languages=("en", "es", "fr"), encoder=ToyEncoder()))
    whole = [{"en": [k], "es": [k], "fr": [k]} for k in range(8)]
    assert [rows(unit) for unit in of_story(build)] == whole
    parted = apply_decisions(build, Decisions("b", (link(build, en=3, es=3),)), "a.json", ToyEncoder, Observer())
    assert found(parted) == [*whole[:3], {"fr": [3]}, {"en": [3], "es": [3]}, *whole[4:]]
    dropped = apply_decisions(
        build, Decisions("b", (Decision("drop", unit_of(build, 3, "en").id),)), "a.json", ToyEncoder, Observer()
    )
    alone = [each for each in found(dropped) if each not in whole]
    assert sorted(language for each in alone for language in each if 3 in each[language]) == ["en", "es", "fr"]
    assert all(len([name for name in each if each[name] == [3]]) < 2 for each in alone)
    # a partial unit that was kept stands where it stood while its neighbours are aligned again
    kept = apply_decisions(
        parted.build, Decisions("c", (link(build, en=(5, 6), es=(5, 6), fr=(5, 6)),)), "b.json", ToyEncoder, Observer()
    )
    merged = {"en": [5, 6], "es": [5, 6], "fr": [5, 6]}
    assert found(kept) == [*whole[:3], {"en": [3], "es": [3]}, {"fr": [3]}, whole[4], merged, whole[7]]


GIVEN = '<?xml version="1.0"?><tmx version="1.4"><header srclang="en"/><body>{}</body></tmx>'
PAIR = '<tu><tuv xml:lang="en"><seg>{}</seg></tuv><tuv xml:lang="es"><seg>{}</seg></tuv></tu>'


def test_ready_units(tmp_path: Path) -> None:
    """They are never aligned: what no decision touches stays as it was given."""
    (tmp_path / "in").mkdir()
    pairs = [("A cake.", "Una tarta."), ("Two cakes.", "Tres tartas."), ("Three cakes.", "Dos tartas.")]
    (tmp_path / "in/a.tmx").write_text(GIVEN.format("".join(PAIR.format(*pair) for pair in pairs)))
    build = read_build(written(tmp_path, encoder=ToyEncoder()))
    given = [unit for unit in build.units if "given" in unit.flags]
    assert [tuple(part.text for part in unit.parts) for unit in given] == pairs
    crossed = [
        Decision("link", parts=(place_of(given[one].parts[0]), place_of(given[other].parts[1])))
        for one, other in ((1, 2), (2, 1))
    ]
    after = review(build, Decision("drop", given[0].id), *crossed, needed=False)
    group = [unit for unit in after.build.units if unit.group == given[0].group]
    assert [tuple(part.text for part in unit.parts) for unit in group] == [
        ("A cake.",), ("Una tarta.",), ("Two cakes.", "Dos tartas."), ("Three cakes.", "Tres tartas."),
    ]  # fmt: skip
    assert [unit for unit in after.build.units if unit.group != given[0].group] == [
        unit for unit in build.units if unit.group != given[0].group
    ]


FOREIGN = "La panadera fue la primera en quedarse sin harina, y el médico se marchó antes de la primera nevada."


def test_foreign_paragraphs_are_in_no_unit(tmp_path: Path) -> None:
    (tmp_path / "in/es").mkdir(parents=True)
    out = tmp_path / "out"
    from toy import story, write_stories

    from corpus.pipeline import group_stage, read_stage

    write_stories(tmp_path / "in", languages=("en", "es"))
    text = story("clock", "es").split("\n\n")
    both = f"{FERRY[0][0]} {FERRY[1][0]}"
    (tmp_path / "in/es/clock.txt").write_text("\n\n".join([text[0], both, *text[1:-1], FOREIGN]))
    out.mkdir()
    write_build(
        group_stage(read_stage(tmp_path / "in", Settings(), Observer()), Settings(), ToyEncoder(), Observer()), out,
        Observer(),
    )  # fmt: skip
    build = read_build(out)
    document = next(each for each in build.collection.documents if each.path == "es/clock.txt")
    assert document.foreign and build.centres.spoken
    span = document.foreign[0].span
    english = place(build, "en", 2, name="clock")
    before = Span(document.sentences[0][0].start, span.stop)
    for bad in (span, before):
        wanted = Decision("link", parts=(english, Place("es", document.id, bad.start, bad.stop)))
        with pytest.raises(
            InputError, match=r"a\.json, decision 1: document \w+ has characters \d+ to \d+ in two languages"
        ):
            review(build, wanted)
    after = review(build, link_of(build, "clock", 2))
    assert [rows(unit, "clock") for unit in of_story(after.build, "clock")] == [
        rows(unit, "clock") for unit in of_story(build, "clock")
    ]


def link_of(build: Build, name: str, row: int) -> Decision:
    """One part alone: the English row ``row`` without counterpart, and back."""
    return Decision("keep", unit_of(build, row, "en", name).id)


@pytest.mark.parametrize("name", list(STORIES))
def test_aligned_again_without_decisions_it_is_the_same(out: Path, name: str) -> None:
    build = read_build(out)
    units = of_story(build, name)
    group = next(each for each in build.grouping.groups if each.id == units[0].group)
    again = _aligner(build, [group], Astray, Observer())(group, FREE)
    assert again == units


def test_the_sample_aligned_again_is_the_same(sample: Built, encoder: SentenceEncoder) -> None:
    """With the real encoder, and one group alone: vectors are those of the build but for the last digits."""
    build = read_build(sample.folder)
    group = build.grouping.groups[0]
    again = _aligner(build, [group], lambda: encoder, Observer())(group, FREE)
    before = [unit for unit in build.units if unit.group == group.id]
    assert [[place_of(part) for part in unit.parts] for unit in again] == [
        [place_of(part) for part in unit.parts] for unit in before
    ]
    assert [unit.probability for unit in again] == pytest.approx([unit.probability for unit in before], abs=0.02)


@pytest.mark.parametrize(
    "changed, message",
    [
        ({"unit": "0" * 12}, "decision 2: no unit of this build has the id '000000000000'"),
        ({"action": "link", "parts": (Place("en", "0" * 12, 0, 3),)}, "document 000000000000 is in no group"),
        ({"action": "text", "column": "fr", "text": "x"}, "the unit has nothing in the column fr"),
    ],
)
def test_decisions_about_what_is_not_there(build: Build, changed: dict[str, object], message: str) -> None:
    first = of_story(build)[0]
    with pytest.raises(InputError) as error:
        review(build, Decision("keep", first.id), replace(Decision("keep", first.id), **changed))  # type: ignore[arg-type]
    assert str(error.value).startswith("a.json, decision 2: ") and message in str(error.value)


def test_ranges_that_are_no_whole_sentences(build: Build) -> None:
    good, other = place(build, "en", 0), place(build, "es", 0, name="clock")
    for bad in (
        replace(good, start=1),
        replace(good, stop=good.stop + 1),
        replace(good, start=good.stop, stop=good.start),
    ):
        with pytest.raises(InputError, match="are no whole sentences of its text"):
            review(build, Decision("link", parts=(bad,)))
    with pytest.raises(InputError, match="is not in the column es of the group"):
        review(build, Decision("link", parts=(good, other)))
    with pytest.raises(InputError, match="is not in the column fr of the group"):
        review(build, Decision("link", parts=(replace(good, column="fr"),)))


def test_another_encoder(build: Build) -> None:
    other = Astray()
    other.name = "other"
    with pytest.raises(UsageError, match="the encoder is other, and the build was made with toy"):
        apply_decisions(build, Decisions("b", (link(build, en=3, es=3),)), "a.json", lambda: other, Observer())


def test_centres_are_of_each_language(out: Path) -> None:
    table = pq.read_table(out / "centres.parquet").to_pylist()
    assert [(row["lang"], row["kind"], len(row["vector"])) for row in table] == [
        ("en", "written", 256), ("es", "written", 256),
    ]  # fmt: skip
