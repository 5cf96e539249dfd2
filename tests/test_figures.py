"""The figures of a dataset's card, read back from its Parquet files."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from published import BRIDGES, write_tables

from corpus.errors import InputError
from corpus.publishing.dataset_schema import DOCUMENTS, DROPPED, JUDGEMENTS
from corpus.publishing.figures import Documents, Dropped, Texts, read_figures
from corpus.publishing.statements import Statement


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_tables(tmp_path, BRIDGES)
    return tmp_path


def test_configs_and_their_splits(folder: Path) -> None:
    figures = read_figures(folder)
    assert [config.name for config in figures.configs] == ["en-es", "en-fr", "es-fr", "all"]
    assert figures.languages == ("en", "es", "fr")
    assert figures.pairs == {frozenset(pair) for pair in (("en", "es"), ("en", "fr"), ("es", "fr"))}
    for config in figures.configs:
        assert [(split.name, split.rows) for split in config.splits] == [("train", 40), ("validation", 5), ("test", 7)]
        for split in config.splits:
            tables = [pq.ParquetFile(folder / shard).read() for shard in split.shards]
            assert split.num_bytes == sum(table.nbytes for table in tables)
            assert split.download_size == sum((folder / shard).stat().st_size for shard in split.shards)
            rows = pd.concat([table.to_pandas() for table in tables])
            assert (split.rows, split.groups) == (len(rows), rows.group_id.nunique())


def test_texts_probabilities_licences_and_masks(folder: Path) -> None:
    widest = read_figures(folder).widest
    rows = pd.concat([pd.read_parquet(folder / shard) for split in widest.splits for shard in split.shards])
    for language, texts in widest.texts.items():
        kept = rows.translation.str[language].dropna()
        assert texts == Texts(len(kept), kept.str.len().sum(), kept.str.split().str.len().sum())
    assert widest.mean_probability == pytest.approx(rows.probability.mean())
    assert widest.sure == (rows.probability >= 0.9).sum()
    assert widest.licences == {("", "CC-BY-4.0", "CC-BY-SA-4.0"): 40, ("CC-BY-4.0", "CC-BY-SA-4.0"): 12}
    masked = rows[rows["flags"].apply(lambda flags: "masked" in flags)].translation
    assert widest.masks["email"] == sum(text.count("<EMAIL>") for row in masked for text in row.values() if text)


def test_documents_and_what_was_left_out(folder: Path) -> None:
    figures = read_figures(folder)
    assert figures.documents == (
        Documents("en", "CC-BY-4.0", "document", 14),
        Documents("es", "CC-BY-SA-4.0", "publisher", 14),
        Documents("fr", "", "", 14),
    )
    assert figures.statements == (
        Statement("", "", "", 14),
        Statement("CC-BY-4.0", "CC-BY-4.0", "document", 14),
        Statement("CC-BY-SA-4.0", "CC-BY-SA-4.0", "publisher", 14),
    )
    assert figures.dropped == (
        Dropped("en-es", "also in train", "test", 1),
        Dropped("en-es", "probability below 0.5", "", 2),
        Dropped("en-fr", "licence unknown", "train", 1),
    )
    assert figures.documents_where("fr") == figures.documents_where(licence="") == 14
    assert figures.units_with("") == 40
    assert figures.units_with("CC-BY-4.0") == 52


def test_flags_are_counted(tmp_path: Path) -> None:
    write_tables(tmp_path, replace(BRIDGES, flags={"given": 12, "reviewed": 3}))
    figures = read_figures(tmp_path)
    rows = pd.concat([pd.read_parquet(path) for path in (tmp_path / "data/all").iterdir()])
    assert figures.widest.flags == rows["flags"].explode().value_counts().sort_index().to_dict()
    assert [figures.flagged(flag) for flag in ("given", "reviewed", "edited")] == [12, 3, 0]


@pytest.mark.parametrize("rows", [8, 16])
def test_portions_give_the_figures_of_the_whole(folder: Path, monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    whole = read_figures(folder)
    monkeypatch.setattr("corpus.publishing.shards.BATCH", rows)
    parts = read_figures(folder)
    means = [config.mean_probability for config in parts.configs]
    assert means == pytest.approx([config.mean_probability for config in whole.configs])
    assert [config.splits for config in parts.configs] == [config.splits for config in whole.configs]
    for one, other in zip(parts.configs, whole.configs, strict=True):
        assert replace(one, mean_probability=0) == replace(other, mean_probability=0)
    assert parts.checked == whole.checked


def test_judged_units_that_are_not_there_are_not_counted_as_published(folder: Path) -> None:
    judged = pd.read_parquet(folder / JUDGEMENTS)
    judged.loc[len(judged)] = ["of-another-version", 0.9, True]
    judged.loc[len(judged)] = ["dropped-since", 0.9, False]
    judged.to_parquet(folder / JUDGEMENTS)
    lost = pd.read_parquet(folder / DROPPED)
    lost.loc[len(lost)] = ["en-es", "of-another-version", "licence unknown", 0.5, "train"]
    lost.loc[len(lost)] = ["en-es", judged.unit_id.iloc[1], "copy", 0.5, "train"]  # the other pairs have it
    lost.to_parquet(folder / DROPPED)
    checked = read_figures(folder).checked
    assert checked
    assert (checked.judged.judged, checked.judged.right) == (32, 26)
    assert (checked.published.judged, checked.published.right) == (30, 25)
    assert sum(each.units for each in checked.bins) == 30
    assert not checked.revised


def test_after_a_review_all_judged_units_say_how_far_probabilities_can_be_believed(tmp_path: Path) -> None:
    write_tables(tmp_path, replace(BRIDGES, flags={"reviewed": 10}))
    judged = pd.read_parquet(tmp_path / JUDGEMENTS)
    judged.loc[len(judged)] = ["dropped-since", 0.9, False]
    judged.to_parquet(tmp_path / JUDGEMENTS)
    checked = read_figures(tmp_path).checked
    assert checked
    assert checked.revised
    assert (checked.judged.judged, checked.published.judged) == (31, 30)
    assert sum(each.units for each in checked.bins) == 31


def test_without_a_config_of_all_judged_units_of_any_pair_are_published(tmp_path: Path) -> None:
    write_tables(tmp_path, replace(BRIDGES, pairs=[("en", "es"), ("es", "en")]))
    checked = read_figures(tmp_path).checked
    assert checked
    assert checked.published == checked.judged


def test_nobody_has_judged(tmp_path: Path) -> None:
    write_tables(tmp_path, replace(BRIDGES, judged=0))
    assert read_figures(tmp_path).checked is None


def test_two_languages_have_no_config_of_all(tmp_path: Path) -> None:
    write_tables(tmp_path, replace(BRIDGES, pairs=[("zh-Hant", "en")], sizes={"train": 3}))
    figures = read_figures(tmp_path)
    assert figures.widest.languages == ("zh-Hant", "en")
    assert list(figures.example["translation"]) == ["zh-Hant", "en"]


def remove_data(folder: Path) -> None:
    shutil.rmtree(folder / "data")


def remove_shard(folder: Path) -> None:
    (folder / "data/en-es/train-00001-of-00002.parquet").unlink()


def mix_exports(folder: Path) -> None:
    shutil.copy(folder / "data/en-es/test-00000-of-00002.parquet", folder / "data/en-es/test-00001-of-00003.parquet")


def mix_languages(folder: Path) -> None:
    shutil.copy(folder / "data/en-fr/test-00000-of-00002.parquet", folder / "data/en-es/test-00000-of-00002.parquet")


def spoil_shard(folder: Path) -> None:
    (folder / "data/en-es/test-00000-of-00002.parquet").write_text("no Parquet")


def other_columns(folder: Path) -> None:
    pq.write_table(pa.table({"text": ["a"]}), folder / "data/en-es/test-00000-of-00002.parquet")


def other_file(folder: Path) -> None:
    (folder / "data/en-es/notes.txt").write_text("")


def remove_documents(folder: Path) -> None:
    (folder / DOCUMENTS).unlink()


def other_documents(folder: Path) -> None:
    pq.write_table(pa.table({"doc_id": ["a"]}), folder / DOCUMENTS)


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (remove_data, "holds no dataset: there is no folder data/CONFIG"),
        (remove_shard, "en-es: the shards of train are not those of one export"),
        (mix_exports, "en-es: the shards of test are not those of one export"),
        (mix_languages, "has other languages than train-00000-of-00002.parquet"),
        (spoil_shard, "test-00000-of-00002.parquet: cannot be read as Parquet"),
        (other_columns, "test-00000-of-00002.parquet: its columns are not those of a dataset"),
        (other_file, "notes.txt: is no shard of a split"),
        (remove_documents, "documents.parquet: cannot be read as Parquet"),
        (other_documents, "documents.parquet: lacks the column path"),
    ],
)
def test_what_is_no_dataset_is_one_clear_line(folder: Path, spoil: Callable[[Path], None], expected: str) -> None:
    spoil(folder)
    with pytest.raises(InputError) as caught:
        read_figures(folder)
    assert expected in str(caught.value)
    assert "\n" not in str(caught.value)
