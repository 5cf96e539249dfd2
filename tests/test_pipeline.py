"""The corpus of data/sample, file by file, and what a build promises about its outputs."""

from __future__ import annotations

import json
import re
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest
from conftest import DATA, Built
from toy import ALONE, STORIES, ToyEncoder, every_third_unsure, story, write_stories

from align.encoder import SentenceEncoder
from align.multiway import align_versions
from corpus.check import check_tmx
from corpus.output import FILES
from corpus.pipeline import Build, Observer, group_stage, read_stage, write_build
from corpus.settings import Settings
from corpus.tmx import clean_segment, read_tmx

LANGUAGES = ["en", "es", "fr", "id", "ru", "vi"]
PAIRS = list(combinations(LANGUAGES, 2))
COLUMNS = {
    "documents": "doc_id path lang title date url licence paragraphs sentences group_id probability version part "
    "reason runner_up duplicate_of flags",
    "texts": "doc_id lang text",
    "centres": "lang kind vector",
    "segments": "doc_id block char_start char_end reason time_start time_end",
    "units": "unit_id group_id order lang text doc_id char_start char_end paragraph probability consistency flags"
    " time_start time_end",
}

each_pair = pytest.mark.parametrize("pair", PAIRS, ids="-".join)


def files(folder: Path) -> dict[str, bytes]:
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def rows(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text("utf-8").split("\n")[:-1]]


def gold(name: str) -> list[dict[str, str]]:
    header, *lines = rows(DATA / "gold" / name)
    return [dict(zip(header, line, strict=True)) for line in lines]


def built(folder: Path, output: Path, settings: Settings | None = None) -> Build:
    """A build with the toy encoder."""
    settings = settings or Settings()
    build = group_stage(read_stage(folder, settings, Observer()), settings, ToyEncoder(), Observer())
    output.mkdir()
    write_build(build, output, Observer())
    return build


# The files


def test_an_earlier_output_among_the_documents_is_not_told(tmp_path: Path) -> None:
    (tmp_path / "a.en.txt").write_text("Nobody in the village was surprised.")
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    for name in ("out", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").write_text('{"hexapla": "0.1.0"}')
    found = read_stage(tmp_path, Settings(), Observer(), tmp_path / "out")
    assert [refusal.path for refusal in found.rejected] == ["loop.txt", "other"]


def test_exactly_these_files(sample: Built) -> None:
    names = [f"{kind}/{one}-{other}.{kind}" for kind in ("tmx", "tsv") for one, other in PAIRS]
    names += [f"{table}.parquet" for table in COLUMNS] + [
        "manifest.json",
        "report.html",
        "tsv/all.tsv",
        "unaligned.tsv",
    ]
    assert sorted(files(sample.folder)) == sorted(names)
    own = {"build.log", "decisions.json"}  # of a reviewed build
    assert {*own, *(name for name in names if "/" not in name)} == set(FILES)  # what --force may replace


@pytest.mark.parametrize("table", COLUMNS)
def test_tables_have_their_columns(sample: Built, table: str) -> None:
    assert list(pd.read_parquet(sample.folder / f"{table}.parquet").columns) == COLUMNS[table].split()


@each_pair
def test_tsv_columns(sample: Built, pair: tuple[str, str]) -> None:
    one, other = pair
    header, *lines = rows(sample.folder / f"tsv/{one}-{other}.tsv")
    assert header == [one, other, "probability", "consistency", "flags", f"{one}_origin", f"{other}_origin", "unit_id"]
    assert len(lines) > 90
    assert all(len(line) == len(header) and all(line) for line in lines)


def test_all_tsv_has_a_column_for_each_language(sample: Built) -> None:
    header, *lines = rows(sample.folder / "tsv/all.tsv")
    assert header == ["unit_id", "group_id", "probability", "consistency", "flags", *LANGUAGES]
    assert all(sum(map(bool, line[5:])) >= 2 for line in lines)
    assert sum(all(line[5:]) for line in lines) > 80


def test_the_manifest(sample: Built) -> None:
    manifest = json.loads((sample.folder / "manifest.json").read_text("utf-8"))
    assert list(manifest) == [
        "hexapla", "signature", "inputs", "rejected", "furniture", "groups", "counts", "tables", "pairs", "tmx",
    ]  # fmt: skip
    assert manifest["signature"]["encoder"] == "embedded"
    assert [each["path"] for each in manifest["inputs"]] == [row["path"] for row in gold("groups.tsv")]
    assert all(len(each["sha256"]) == 64 for each in manifest["inputs"])
    assert manifest["rejected"] == []
    assert manifest["counts"]["coverage"] > 0.95
    assert manifest["tmx"] == {f"{name}.tmx": count for name, count in manifest["pairs"].items()}
    for name, count in manifest["pairs"].items():
        assert len(list(read_tmx(sample.folder / f"tmx/{name}.tmx"))) == count


def test_a_second_build_is_the_same_byte_for_byte(sample: Built, encoder: SentenceEncoder, tmp_path: Path) -> None:
    again = group_stage(read_stage(DATA / "sample", Settings(), Observer()), Settings(), encoder, Observer())
    write_build(again, tmp_path, Observer())
    assert files(tmp_path) == files(sample.folder)


# Groups


def test_groups_are_those_of_the_gold(sample: Built) -> None:
    documents = pd.read_parquet(sample.folder / "documents.parquet").set_index("path")
    expected: dict[str, set[str]] = {}
    for row in gold("groups.tsv"):
        assert documents.lang[row["path"]] == row["lang"]
        if row["group"]:
            expected.setdefault(row["group"], set()).add(row["path"])
    found = documents[documents.group_id.notna()].groupby("group_id").groups
    assert sorted(map(sorted, found.values())) == sorted(map(sorted, expected.values()))


def test_documents_without_partner_say_why(sample: Built) -> None:
    documents = pd.read_parquet(sample.folder / "documents.parquet")
    alone = documents[documents.group_id.isna()]
    assert list(alone.path) == [row["path"] for row in gold("groups.tsv") if not row["group"]]
    for row in alone.itertuples():
        assert row.runner_up in set(documents.path)
        assert row.reason.startswith(
            f"no partner: the nearest, {row.runner_up}, is a version of it with a probability of "
        )
    listed = [row for row in rows(sample.folder / "unaligned.tsv") if row[0] == "document"]
    assert [(row[2], row[6]) for row in listed] == list(zip(alone.path, alone.reason, strict=True))


# Units


def test_units_stand_where_they_say(sample: Built) -> None:
    """The text of a unit is its sentences, and these stand at its offsets, with nothing but furniture in between."""
    texts = pd.read_parquet(sample.folder / "texts.parquet").set_index("doc_id").text
    documents = {document.id: document for document in sample.build.collection.documents}
    units = pd.read_parquet(sample.folder / "units.parquet")
    across_furniture = 0
    for row in units.itertuples():
        document = documents[row.doc_id]
        assert texts[row.doc_id] == document.text
        spans = [span for each in document.sentences for span in each]
        inside = [span for span in spans if row.char_start <= span.start and span.stop <= row.char_end]
        assert (inside[0].start, inside[-1].stop) == (row.char_start, row.char_end)
        assert "".join(row.text.split()) == "".join("".join(span.of(document.text) for span in inside).split())
        across_furniture += clean_segment(document.text[row.char_start : row.char_end]) != row.text
    assert across_furniture <= 0.01 * len(units)


def test_units_cover_every_sentence_once(sample: Built) -> None:
    units = pd.read_parquet(sample.folder / "units.parquet")
    for group in sample.build.grouping.groups:
        for document in group.documents:
            mine = units[units.doc_id == document.id].sort_values("char_start")
            starts = [span.start for spans in document.sentences for span in spans]
            assert mine[~mine["flags"].map(lambda flags: "moved" in flags)].order.is_monotonic_increasing
            assert (mine.char_end.to_numpy()[:-1] <= mine.char_start.to_numpy()[1:]).all()
            covered = [any(a <= x < b for a, b in zip(mine.char_start, mine.char_end, strict=True)) for x in starts]
            assert all(covered)


def test_ids_are_unique(sample: Built) -> None:
    units = pd.read_parquet(sample.folder / "units.parquet")
    assert not units.duplicated(["unit_id", "lang"]).any()
    assert (units.groupby("unit_id").order.nunique() == 1).all()
    assert (units.groupby("group_id").unit_id.nunique() == units.groupby("group_id").order.max() + 1).all()
    assert units.probability.between(0, 1).all()


# TMX


@each_pair
def test_a_tmx_is_sound_and_says_what_the_tsv_says(sample: Built, pair: tuple[str, str]) -> None:
    name = "-".join(pair)
    path = sample.folder / f"tmx/{name}.tmx"
    assert [finding for finding in check_tmx(path) if finding.severity == "error"] == []
    seen: dict[tuple[str, str], list[str]] = {}
    for one, other, *rest in rows(sample.folder / f"tsv/{name}.tsv")[1:]:
        seen.setdefault((one, other), rest)  # of exact duplicates a TMX has the first
    units = list(read_tmx(path))
    assert [unit.segments for unit in units] == [tuple(zip(pair, texts, strict=True)) for texts in seen]
    for unit, (probability, _, _, one_origin, other_origin, unit_id) in zip(units, seen.values(), strict=True):
        assert unit.id == unit_id
        properties = dict(unit.properties)
        assert re.fullmatch(r"\d-\d", properties.pop("bead"))
        assert properties == {
            "probability": probability, f"origin-{pair[0]}": one_origin, f"origin-{pair[1]}": other_origin
        }  # fmt: skip


@each_pair
def test_no_furniture_in_a_tmx(sample: Built, pair: tuple[str, str]) -> None:
    """But for the titles of related news inside scraped articles, which the program keeps in every language."""
    furniture = set((DATA / "gold/furniture.txt").read_text("utf-8").splitlines())
    texts = [text for unit in read_tmx(sample.folder / f"tmx/{'-'.join(pair)}.tmx") for _, text in unit.segments]
    assert [text for text in texts if text in furniture or "![]" in text or "| |" in text] == []
    long = {line for line in furniture if len(line) > 20}
    assert [text for text in texts if any(line in text for line in long)] == []


# What stays when a collection grows; settings


def test_another_document_or_version_leaves_ids_alone(tmp_path: Path) -> None:
    folder = write_stories(tmp_path / "in", languages=("en", "fr"))
    before = built(folder, tmp_path / "before")
    (folder / "en/plough.txt").write_text(ALONE)
    (folder / "es").mkdir()
    (folder / "es/bees.txt").write_text(story("bees", "es"), encoding="utf-8")
    after = built(folder, tmp_path / "after")
    new = {document.id for document in after.collection.documents} - {d.id for d in before.collection.documents}
    assert len(new) == 2
    assert [group.id for group in after.grouping.groups] == [group.id for group in before.grouping.groups]
    assert [unit.id for unit in after.units] == [unit.id for unit in before.units]
    assert {len(unit.parts) for unit in after.units} == {2, 3}


def test_the_same_text_elsewhere_is_another_document(tmp_path: Path) -> None:
    one = built(write_stories(tmp_path / "a", ["bees"]), tmp_path / "one")
    other = built(write_stories(tmp_path / "b/c", ["bees"]).parent, tmp_path / "other")
    ids = [{document.id for document in build.collection.documents} for build in (one, other)]
    assert not ids[0] & ids[1]


def test_the_name_of_the_folder_does_not_matter(tmp_path: Path) -> None:
    for name in ("a", "b"):
        built(write_stories(tmp_path / f"in {name}"), tmp_path / name)
    assert files(tmp_path / "a") == files(tmp_path / "b")


def test_a_passage_out_of_order_is_marked(tmp_path: Path) -> None:
    """The Spanish has the first paragraph at the end: it is linked and flagged, and files have their source's order."""
    folder = write_stories(tmp_path / "in", ["ferry"])
    path = folder / "es/ferry.txt"
    first, *rest = path.read_text(encoding="utf-8").split("\n\n")
    path.write_text("\n\n".join([*(each for each in rest if each), first]), encoding="utf-8")
    build = built(folder, tmp_path / "out")
    assert build.counts()["moved"] == 2
    units = pd.read_parquet(tmp_path / "out/units.parquet")
    moved = units[units["flags"].map(lambda flags: "moved" in flags)]
    assert set(moved.text) == {text for row in STORIES["ferry"][:2] for text in row}
    assert [row[4] for row in rows(tmp_path / "out/tsv/en-es.tsv")[1:]] == ["full,moved"] * 2 + ["full"] * 6
    for pair in (("en", "es"), ("es", "fr")):
        texts = [unit.segments[0][1] for unit in read_tmx(tmp_path / f"out/tmx/{'-'.join(pair)}.tmx")]
        column = [row[LANGUAGES.index(pair[0])] for row in STORIES["ferry"]]
        assert texts == (column[2:] + column[:2] if pair[0] == "es" else column)


def test_a_version_in_several_files_is_in_the_order_of_the_text(tmp_path: Path) -> None:
    """Their names and the places in them say nothing of their order."""
    folder = write_stories(tmp_path / "in", ["ferry", "clock"], ["en", "es"])
    (folder / "es/ferry.txt").unlink()
    for name, left_out in (("zebra", range(3, 8)), ("aunt", (0, 1, 2, 5, 6, 7)), ("moon", range(5))):
        (folder / f"es/{name}.txt").write_text(story("ferry", "es", left_out), encoding="utf-8")
    built(folder, tmp_path / "out", Settings(pairs=(("es", "en"),)))
    documents = pd.read_parquet(tmp_path / "out/documents.parquet").set_index("path")
    assert documents.group_id.nunique() == 2
    assert list(documents.version) == [1] * 6
    for place, name in enumerate(("zebra", "aunt", "moon"), 1):
        assert documents.reason[f"es/{name}.txt"].endswith(f"; part {place} of 3 of a version in es")
    texts = [row[:2] for row in rows(tmp_path / "out/tsv/es-en.tsv")[1:]]
    assert [pair for pair in texts if pair[1] in {row[0] for row in STORIES["ferry"]}] == [
        [row[1], row[0]] for row in STORIES["ferry"]
    ]


def test_two_versions_in_a_language_by_the_manifest(tmp_path: Path) -> None:
    folder = write_stories(tmp_path / "in", ["ferry"])
    (folder / "es/again.txt").write_text(story("ferry", "es", (2, 3)), encoding="utf-8")
    entries = ["path,group", "en/ferry.txt,f", "es/again.txt,f", "es/ferry.txt,f", "fr/ferry.txt,f"]
    (folder / "manifest.csv").write_text("\n".join(entries) + "\n", encoding="utf-8")
    built(folder, tmp_path / "out")
    documents = pd.read_parquet(tmp_path / "out/documents.parquet").set_index("path")
    assert documents.version.to_dict() == {"en/ferry.txt": 1, "es/again.txt": 1, "es/ferry.txt": 2, "fr/ferry.txt": 1}
    header, *lines = rows(tmp_path / "out/tsv/all.tsv")
    assert header[5:] == ["en", "es", "es#2", "fr"]
    assert [line[5:] for line in lines] == [
        [en, "" if number in (2, 3) else es, es, fr] for number, (en, es, fr) in enumerate(STORIES["ferry"])
    ]
    assert len(rows(tmp_path / "out/tsv/en-es.tsv")) == 1 + 8 + 6
    assert len(list(read_tmx(tmp_path / "out/tmx/en-es.tmx"))) == 8  # the same twice is one unit


def test_the_direction_of_a_pair(tmp_path: Path) -> None:
    built(write_stories(tmp_path / "in"), tmp_path / "out", Settings(pairs=(("fr", "en"), ("en", "es"))))
    assert sorted(path.name for path in (tmp_path / "out/tmx").iterdir()) == ["en-es.tmx", "fr-en.tmx"]
    header = (tmp_path / "out/tmx/fr-en.tmx").read_text("utf-8").split("<body>")[0]
    assert 'srclang="fr"' in header
    assert rows(tmp_path / "out/tsv/fr-en.tsv")[0][:2] == ["fr", "en"]
    assert next(read_tmx(tmp_path / "out/tmx/fr-en.tmx")).segments[0][0] == "fr"


def test_units_below_the_minimum_are_listed_and_kept_in_the_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.units.align_versions", every_third_unsure(align_versions))
    folder = write_stories(tmp_path / "in")
    everything = built(folder, tmp_path / "all")
    least = 0.9
    some = built(folder, tmp_path / "some", Settings(minimum=least))
    left_out = {unit.id for unit in everything.units if unit.probability < least}
    assert 0 < len(left_out) < len(everything.units) / 2
    assert set(some.left_out) == left_out
    assert some.counts()["below_minimum"] == len(left_out)
    for pair in ("en-es", "en-fr", "es-fr"):
        assert {row[-1] for row in rows(tmp_path / f"some/tsv/{pair}.tsv")[1:]}.isdisjoint(left_out)
        assert {unit.id for unit in read_tmx(tmp_path / f"some/tmx/{pair}.tmx")}.isdisjoint(left_out)
    assert (tmp_path / "some/units.parquet").read_bytes() == (tmp_path / "all/units.parquet").read_bytes()
    reasons = {row[6] for row in rows(tmp_path / "some/unaligned.tsv")[1:]}
    assert reasons == {f"probability below {least:g}"}


def test_exact_duplicates_are_one_unit_in_a_tmx_and_are_counted(tmp_path: Path) -> None:
    folder = write_stories(tmp_path / "in", ["bees"], ["en", "es"])
    for language in ("en", "es"):
        (folder / language / "again.txt").write_text(story("bees", language) + "\n" + story("clock", language))
    groups = [f"{language}/{name}.txt,{name}" for language in ("en", "es") for name in ("bees", "again")]
    (folder / "manifest.csv").write_text("\n".join(["path,group", *groups]))  # else one repeats a part of the other
    notes: list[str] = []

    class Notes(Observer):
        def note(self, line: str) -> None:
            notes.append(line)

    build = group_stage(read_stage(folder, Settings(), Observer()), Settings(), ToyEncoder(), Observer())
    (tmp_path / "out").mkdir()
    memories = write_build(build, tmp_path / "out", Notes())
    assert memories["en-es"].summary.units == 16
    assert len(rows(tmp_path / "out/tsv/en-es.tsv")) == 1 + 24
    assert "tmx/en-es.tmx: left out, duplicate: 8" in notes


def test_the_manifest_of_the_user_wins(tmp_path: Path) -> None:
    folder = write_stories(tmp_path / "in", ["bees", "clock"], ["en", "es"])
    (folder / "manifest.csv").write_text(
        "path,lang,group,title,licence\nen/bees.txt,en-GB,mixed,On bees,CC0-1.0\nes/clock.txt,,mixed,,\n"
    )
    build = built(folder, tmp_path / "out")
    groups = [[document.path for document in group.documents] for group in build.grouping.groups]
    assert groups == [["en/bees.txt", "es/clock.txt"]]
    document = next(d for d in build.collection.documents if d.path == "en/bees.txt")
    assert (document.language, document.title, document.licence) == ("en-GB", "On bees", "CC0-1.0")
    manifest = json.loads((tmp_path / "out/manifest.json").read_text("utf-8"))
    assert [each["licence"] for each in manifest["inputs"]] == ["CC0-1.0", None, None, None]
