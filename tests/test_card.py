"""The card of a dataset: true, the same each time, and nothing that texts from outside could make of it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from published import BRIDGES, THREE, Folder, sentence, write_tables

from corpus.licence_names import licence_id
from corpus.publishing.card import card_text, is_generated
from corpus.publishing.card_check import card_findings, front_matter
from corpus.publishing.dataset_schema import ELSEWHERE, NO_LICENCE, card_features
from corpus.publishing.figures import read_figures
from corpus.publishing.front_matter import as_yaml
from corpus.publishing.markdown import fenced, inert, one_line, percent
from corpus.publishing.publication import Publication

HOSTILE = "A \"title\": 'with' | pipes, `ticks` <b>tags</b>\n---\n# 🦉 & [links](https://x.y) {% %} ${HOME} \u202etxt"
LANGUAGES = "arbgcsdadeelenesetfifrhehihrhuiditjakonlnoplptrorusvzh"
STATED: dict[str, list[str | None]] = {
    "es": ["CC BY-NC 4.0", "CC BY-SA 4.0", "all mine"],
    "fr": ["All rights reserved", None, "CC-BY-4.0 ; MIT"],
}
LICENSED = {"en": "CC-BY-4.0", "es": "CC-BY-SA-4.0", "fr": "CC0-1.0"}


def card_of(folder: Path, made: Folder = BRIDGES) -> str:
    """Writes a dataset with its card."""
    export = write_tables(folder, made)
    text = card_text(read_figures(folder), export)
    (folder / "README.md").write_text(text, encoding="utf-8", newline="\n")
    return text


def body_of(text: str) -> str:
    return text.split("\n---\n", 1)[1]


def rendered(text: str) -> str:
    return str(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text))


def rows_of(folder: Path, config: str) -> pd.DataFrame:
    files = sorted((folder / "data" / config).glob("*.parquet"))
    return pd.concat([pd.read_parquet(file).assign(split=file.name.split("-")[0]) for file in files])


# --- every number, computed again without corpus.publishing.figures ---


def lines_of_configs(folder: Path) -> Iterator[str]:
    for place in (folder / "data").iterdir():
        rows = rows_of(folder, place.name)
        count = len(rows)
        splits = " | ".join(f"{(rows.split == name).sum():,}" for name in ("train", "validation", "test"))
        sure = (rows.probability >= 0.9).sum()
        numbers = f"{count:,} | {rows.probability.mean():.3f} | {sure:,} ({100 * sure / count:.1f} %)"
        yield f"| `{place.name}` | {splits} | {numbers} |"
        for language in rows.translation.iloc[0]:
            texts = rows.translation.str[language].dropna()
            words = texts.str.split().str.len().sum()
            yield f"| `{place.name}` | `{language}` | {len(texts):,} | {texts.str.len().sum():,} | {words:,} |"


def lines_of_documents(folder: Path) -> Iterator[str]:
    documents, rows = pd.read_parquet(folder / "documents.parquet"), rows_of(folder, "all")
    names = {"en": "English", "es": "Spanish", "fr": "French"}
    for language, of_language in documents.groupby("lang"):
        texts = rows.translation.str[language].notna().sum()
        yield f"| {names[language]} | `{language}` | {len(of_language):,} | {texts:,} |"
    present = rows.translation.apply(lambda row: {key for key, text in row.items() if text is not None})
    licences = [{row[key] for key in keys} for row, keys in zip(rows.licence, present, strict=True)]
    for licence, of_licence in documents.fillna({"licence": ""}).groupby("licence"):
        spoken = ", ".join(sorted(set(of_licence.lang)))
        units = sum((licence or None) in each for each in licences)
        yield f"| {len(of_licence):,} | {spoken} | {units:,} | "
        silent, by = of_licence.stated.fillna("") == "", of_licence.granted_by
        said = [("the document", by == "document"), ("the publisher", by == "publisher")]
        said += [("nobody", (by == "") & silent), ("the document, in other words", (by == "") & ~silent)]
        yield " | " + ", ".join(f"{who}: {which.sum():,}" for who, which in said if which.any()) + " | "
    yield f"Sentences of {len(documents):,} documents in English, Spanish and French"
    yield f"program: {len(rows):,} units, each"
    unknown = sum(None in each for each in licences)
    of_none = documents[documents.licence.isna()].stated.fillna("")
    silent, other = (of_none == "").sum(), (of_none != "").sum()
    yield f"Of {len(of_none):,} documents no licence is known ({other:,} of them state something that is none), and"
    states = "states" if silent == 1 else "state"
    yield f"{silent:,} {states} nothing, {other:,} state what is no licence known to hexapla"
    yield from (f"- “{words}”: {documents_of(count)}" for words, count in of_none[of_none != ""].value_counts().items())
    told = documents[(documents.granted_by == "publisher") & (documents.stated.fillna("") != "")]
    told = told[told.stated.map(licence_id) != told.licence]
    yield f"Of {len(told):,} documents the publisher says something else than the document"
    for (words, licence), each in told.groupby(["stated", "licence"]):
        yield f"- “{words}”: {documents_of(len(each))}, {licence} instead"
    yield f"{unknown:,} units of {len(rows):,} in `all`, {100 * unknown / len(rows):.1f} %,"
    mixed = sum(len(each - {None}) > 1 for each in licences)
    share = "> 99.9" if 0.9995 < mixed / len(rows) < 1 else f"{100 * mixed / len(rows):.1f}"
    yield f"{mixed:,} units of {len(rows):,} in `all` ({share} %)"
    masked = rows[rows["flags"].apply(lambda flags: "masked" in flags)].translation
    texts = [text for row in masked for text in row.values() if text is not None]
    emails, phones = (sum(text.count(mask) for text in texts) for mask in ("<EMAIL>", "<PHONE>"))
    yield f"{emails:,} `<EMAIL>` and {phones:,} `<PHONE>`"
    for name, of_split in rows.groupby("split"):
        share = f"{100 * len(of_split) / len(rows):.1f}"
        yield f"| {name} | {len(of_split):,} | {share} % | {of_split.group_id.nunique():,} |"


def documents_of(count: int) -> str:
    return f"{count:,} document" if count == 1 else f"{count:,} documents"


def lines_of_reasons(folder: Path) -> Iterator[str]:
    dropped = pd.read_parquet(folder / "dropped.parquet")
    table = pd.crosstab(dropped.reason, dropped.config)
    for reason, counts in table.iterrows():
        yield f"| {reason} | {' | '.join(f'{count:,}' for count in counts)} | {counts.sum():,} |"


def lines_of_judgements(folder: Path) -> Iterator[str]:
    judged = pd.read_parquet(folder / "judgements.parquet").sort_values("probability")
    n, right = len(judged), judged.right.sum()
    z = 1.959964
    middle, width = right / n + z * z / (2 * n), z * (right / n * (1 - right / n) / n + z * z / (4 * n * n)) ** 0.5
    low, high = ((middle + edge) / (1 + z * z / n) for edge in (-width, width))
    yield f"Of the build, {n:,} units drawn by chance"
    yield f"{right:,} were exactly right: a precision of {100 * right / n:.1f} %"
    yield f"with 95 % certainty between {100 * low:.1f} % and {100 * high:.1f} %"
    yield f"in {n // 10} bins"
    off = 0.0
    for start in range(0, n, 10):
        part = judged.iloc[start : start + 10]
        mean, found = part.probability.mean(), part.right.sum()
        off += abs(mean - found / len(part)) * len(part) / n
        span = f"{part.probability.min():.3f} to {part.probability.max():.3f}"
        yield f"| {span} | {len(part):,} | {mean:.3f} | {found:,} ({100 * found / len(part):.1f} %) |"
    yield f"On average, the probability of a bin is {off:.3f} off"


def every_line(folder: Path) -> list[str]:
    sources = (lines_of_configs, lines_of_documents, lines_of_reasons, lines_of_judgements)
    return [line for source in sources for line in source(folder)]


@pytest.mark.parametrize("made", [THREE, replace(BRIDGES, sizes={"train": 1240, "validation": 50, "test": 73})])
def test_every_figure_is_the_one_that_the_parquet_files_give(tmp_path: Path, made: Folder) -> None:
    text = card_of(tmp_path, replace(made, stated=STATED))
    body = " ".join(body_of(text).split())
    missing = [line for line in every_line(tmp_path) if " ".join(line.split()) not in body]
    assert missing == []


def test_no_number_stands_in_the_card_that_was_not_computed_again(tmp_path: Path) -> None:
    text = card_of(tmp_path, replace(BRIDGES, sizes={"train": 1240, "validation": 50, "test": 73}, stated=STATED))
    body = re.sub(r"^ *```.*?^ *```", "", body_of(text), flags=re.S | re.M)
    from_export = "hexapla 0.1.0, build 9f0c2b7a41de, encoder multilingual-e5-small, 0.5 or more, 5.0 % for validation"
    columns = "from 0 to 1, 0.9 or more, sha256, CC-BY-4.0, CC-BY-SA-4.0"
    known = numbers(" ".join([*every_line(tmp_path), from_export, columns]))
    assert numbers(body.partition("<!--")[0]) - known == set()


def numbers(text: str) -> set[str]:
    return set(re.findall(r"\d+(?:,\d{3})*(?:\.\d+)*", text))


def test_the_front_matter_has_the_sizes_of_the_files(tmp_path: Path) -> None:
    found = front_matter(card_of(tmp_path))
    assert [each["config_name"] for each in found["dataset_info"]] == ["en-es", "en-fr", "es-fr", "all"]
    for stated in found["dataset_info"]:
        rows = rows_of(tmp_path, stated["config_name"])
        files = sorted((tmp_path / "data" / stated["config_name"]).iterdir())
        assert stated["download_size"] == sum(file.stat().st_size for file in files)
        assert stated["features"] == card_features(list(rows.translation.iloc[0]))
        for split in stated["splits"]:
            own = [pq.ParquetFile(file).read() for file in files if file.name.startswith(split["name"])]
            assert split["num_examples"] == (rows.split == split["name"]).sum()
            assert split["num_bytes"] == sum(table.nbytes for table in own)
        assert stated["dataset_size"] == sum(split["num_bytes"] for split in stated["splits"])


# --- what the ``datasets`` library makes of it ---


def test_datasets_reads_the_folder_and_finds_what_the_card_says(tmp_path: Path) -> None:
    import datasets
    from datasets.info import DatasetInfosDict

    folder, cache = tmp_path / "dataset", str(tmp_path / "cache")
    card_of(folder)
    stated = DatasetInfosDict.from_directory(folder)
    assert datasets.get_dataset_config_names(str(folder)) == ["en-es", "en-fr", "es-fr", "all"]
    for config in stated:
        loaded = datasets.load_dataset(str(folder), config, cache_dir=cache)  # verifies the splits
        assert {name: each.num_rows for name, each in loaded.items()} == {"train": 40, "validation": 5, "test": 7}
        assert loaded["train"].features == stated[config].features
        assert isinstance(loaded["train"].features["translation"], datasets.Translation)


def test_the_code_in_the_card_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    import datasets

    folder = tmp_path / "dataset"
    text = card_of(folder)
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    blocks = re.findall(r"^ *```python\n(.*?)^ *```", text, re.S | re.M)
    code = "\n".join(re.sub("^  (?=known|  )|^  (?=\\))", "", block, flags=re.M) for block in blocks)
    names: dict[str, Any] = {}
    exec(code.replace("OWNER/NAME", str(folder)), names)
    assert capsys.readouterr().out.startswith(f"{sentence('train', 0, 'en')} {sentence('train', 0, 'es')} 0.5")
    assert min(names["sure"]["probability"]) >= 0.9
    assert len(names["known"]) == 40


# --- generated, edited ---


def test_the_same_figures_give_the_same_card(tmp_path: Path) -> None:
    export = write_tables(tmp_path, BRIDGES)
    first = card_text(read_figures(tmp_path), export)
    export["signature"]["settings"]["languages"] = ()
    assert first == card_text(read_figures(tmp_path), export)
    export["signature"]["settings"]["languages"] = []
    assert first == card_text(read_figures(tmp_path), json.loads(json.dumps(export)))


@pytest.mark.parametrize(
    ("was", "is_now", "expected"),
    [
        ("", "", True),
        ("52 units", "53 units", False),
        ("pretty_name: B", "pretty_name: b", False),
        (" -->\n", " -->\nMore.\n", False),
        ("<!-- hexapla: ", "<!-- hexapla: 0", False),
        ("\n", "\r\n", False),
    ],
)
def test_an_edited_card_is_told_from_a_generated_one(tmp_path: Path, was: str, is_now: str, expected: bool) -> None:
    text = card_of(tmp_path)
    assert is_generated(text.replace(was, is_now) if was else text) is expected


def test_what_hexapla_did_not_write_is_not_generated() -> None:
    assert not is_generated("")
    assert not is_generated("# A card\n")


# --- what is said in which case ---


@pytest.mark.parametrize(
    ("made", "expected", "unexpected"),
    [
        (replace(BRIDGES, judged=0), "**Nobody has checked a sample of this dataset.**", "drawn by chance were"),
        (replace(BRIDGES, licences=LICENSED), "Of all documents here a licence is known.", "The rights are not clear"),
        (
            replace(BRIDGES, licences=LICENSED, dropped=[("en-es", NO_LICENCE, "")]),
            f'Of all documents here a licence is known. Units of others were left out: see "{NO_LICENCE}" above.',
            "nobody",
        ),
        (replace(BRIDGES, dropped=[("en-es", ELSEWHERE, "test")]), f'see "{ELSEWHERE}" under', "there were none"),
        (replace(BRIDGES, dropped=[]), "## What was left out\n\nNothing.\n", "| reason |"),
        (
            replace(BRIDGES, publication=replace(BRIDGES.publication, mask=False)),
            "and names are not masked",
            "with the flag `masked`",
        ),
        (
            replace(BRIDGES, publication=replace(BRIDGES.publication, shares=(0, 0)), sizes={"train": 5}),
            "| train | 5 | 100.0 % |",
            "Asked",
        ),
        (replace(BRIDGES, pairs=[("en", "es")]), "There is no config of all languages", "`all`"),
        (replace(BRIDGES, pairs=[("en", "zh-Hant")]), "Chinese is written without it", "language_bcp47: [en"),
        (replace(BRIDGES, pairs=[("en", "zh-Hant")]), "language_bcp47: [zh-Hant]", "multilingual,"),
        (replace(BRIDGES, pairs=[("en", "zh-Hant")]), "license: [cc-by-4.0, cc-by-nc-nd-4.0]", "**Share-alike**"),
        (replace(BRIDGES, pairs=[("en", "zh-Hant")]), "**Non-commercial** (NC)", "nobody"),
        (replace(BRIDGES, publication=Publication()), "# Parallel corpus of English, Spanish and French\n", "author ="),
        (
            replace(BRIDGES, publication=Publication(homepage="https://x.org/a_b")),
            "Homepage: <https://x.org/a_b>\n",
            "Asked for were 5 ",
        ),
    ],
)
def test_what_the_card_says(tmp_path: Path, made: Folder, expected: str, unexpected: str) -> None:
    text = card_of(tmp_path, made)
    assert expected in text
    assert unexpected not in text
    assert card_findings(text, read_figures(tmp_path)) == []


BILINGUAL = replace(BRIDGES, pairs=[("en", "es")], sizes={"train": 2}, shards=1, judged=0, dropped=[])
SIDE_BY_SIDE = "So two texts may stand side by side in it that were left out as a pair"


@pytest.mark.parametrize(
    ("made", "expected", "unexpected"),
    [
        # which pairs have a config, and what ``all`` has that none of them has
        (
            BRIDGES,
            ["There is a config for each pair of languages, and `all`, in which", f"{SIDE_BY_SIDE}."],
            "no config",
        ),
        (
            replace(BRIDGES, dropped=[]),
            ["`all` has each text of a unit that is in the config of one pair or more."],
            "side by side in",
        ),
        (
            replace(BRIDGES, pairs=[("en", "es"), ("en", "fr")]),
            [
                "Of 3 languages, 2 pairs have a config and 1 has none.",
                f"{SIDE_BY_SIDE} or are of a pair that has no config.",
            ],
            "a config for each pair",
        ),
        (
            replace(BRIDGES, pairs=[("en", "es"), ("en", "fr")], dropped=[]),
            ["So two texts may stand side by side in it that are of a pair that has no config."],
            "left out as a pair",
        ),
        # files that held units ready
        (
            replace(BRIDGES, flags={"given": 12}),
            [
                "put side by side by a program: 52 units, each with the probability that its texts say the same.",
                "12 of them are not the program's work: files held them ready.",
                "in `all`, 12 units that files held ready have that of the file, or 1 (flag `given`).",
                "so are those of a file of ready units.",
                "but for units with the flag `given`.",
                "Texts were aligned automatically, those of units with the flag `given` aside.",
                "Who, or what, put the texts side by side that files held ready is not known.",
            ],
            "as files held them",
        ),
        (replace(BRIDGES, flags={"given": 12}), ["annotations_creators: [machine-generated, found]"], "reviewed`)"),
        (
            replace(BILINGUAL, flags={"given": 2}, encoder="none"),
            [
                "2 units from 2 documents in English and Spanish, side by side as files held them.",
                "The probabilities are those that the files give, and 1 where they give none.",
                "| 1, since nothing was aligned |",
                "; nothing was aligned, and no encoder was used.",
                "The documents of a file, or of files with the same sources, are a group.",
                "How good it is depends on the files that it comes from.",
                "Who, or what, put the texts side by side that files held ready is not known.",
            ],
            "a program",
        ),
        (replace(BILINGUAL, flags={"given": 2}), ["annotations_creators: [found]"], "aligned automatically"),
        (replace(BILINGUAL, flags={"given": 2}), ["as files held them"], "aligner"),
        (BRIDGES, ["annotations_creators: [machine-generated]"], "held them"),
        # people who decided
        (
            replace(BRIDGES, flags={"reviewed": 10, "edited": 1}, judged=0),
            [
                "People decided on 10 of the units",
                "in `all`, 10 units have 1 since a person decided on them (flag `reviewed`).",
                "of edited ones, before they were |",
                "build `9f0c2b7a41de`, the one after the decisions of people,",
                "People decided on 10 units of 52 in `all` (flag `reviewed`); in 1 they corrected words",
                "**Nobody has checked a sample of this dataset.** What people decided on was not drawn by chance,",
                "but for units with the flag `reviewed`.",
            ],
            "drawn by chance was",
        ),
        (
            replace(BRIDGES, flags={"reviewed": 10}),
            [
                "Of the build as it was before these decisions, 30 units drawn by chance were judged by people,",
                "30 of the judged units are in this dataset, 25 of them right from the start.",
                "The precision is that of the units that nobody has decided on, before any was left out.",
            ],
            "Without those that this dataset leaves out",
        ),
        (
            replace(BRIDGES, flags={"reviewed": 1, "given": 1}),
            ["1 unit has 1 since a person decided on it (flag `reviewed`), and"],
            "1 units",
        ),
        (
            replace(BILINGUAL, flags={"reviewed": 2}),
            ["People decided on 2 units of 2 in `en-es`"],
            "Nobody has checked",
        ),
        (BRIDGES, ["| `unit_id` | that of the whole unit, the same in all configs;"], "decided on 0"),
        # what is said of one is said of one
        (
            replace(BILINGUAL, judged=1),
            [
                "1 unit drawn by chance was judged by people, in all its languages. None was exactly right:",
                "all units in one bin, since there are few.",
                "The mean probability is 0.500 off the share of units that is right",
            ],
            "1 bin",
        ),
        (
            replace(BILINGUAL, sizes={"train": 1}),
            ["1 unit, with the probability that its texts say the same."],
            ", each with",
        ),
        (
            replace(BILINGUAL, dropped=[("en-es", "copy", "train")]),
            ["by the first reason that holds."],
            "a unit of three languages",
        ),
        # offsets are those of the documents
        (BRIDGES, ["; of masked texts, before anything was masked |"], "of edited ones"),
        (
            replace(BRIDGES, publication=replace(BRIDGES.publication, mask=False)),
            ["as hexapla reads it |"],
            "of masked texts",
        ),
    ],
)
def test_what_the_card_says_of_how_units_came_about(
    tmp_path: Path, made: Folder, expected: list[str], unexpected: str
) -> None:
    text = card_of(tmp_path, made)
    body = " ".join(text.split())
    assert [sentence for sentence in expected if sentence not in body] == []
    assert unexpected not in body
    assert card_findings(text, read_figures(tmp_path)) == []


def test_both_directions_of_a_pair_are_counted_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.publishing.card_values.FEW", 1)
    text = card_of(tmp_path, replace(BRIDGES, pairs=[("en", "es"), ("es", "en")], licences=LICENSED))
    assert "| `en` | – | 52 |" in text


def test_a_licence_that_the_hub_does_not_know_has_a_name_and_a_link(tmp_path: Path) -> None:
    licences = {"en": "LicenseRef-permission", "es": "MIT OR GPL-2.0-only", "fr": "CC-BY-4.0"}
    found = front_matter(card_of(tmp_path, replace(BRIDGES, licences=licences)))
    assert found["license"] == ["cc-by-4.0", "other"]
    assert found["license_name"] == "several-licences"
    assert found["license_link"] == "LICENSE"
    found = front_matter(card_of(tmp_path / "one", replace(BRIDGES, licences={**licences, "en": "CC0-1.0"})))
    assert found["license_name"] == "mit-or-gpl-2.0-only"


def test_what_licences_ask_for(tmp_path: Path) -> None:
    licences = {"en": "MIT", "es": "CC0-1.0", "fr": "LicenseRef-letter"}
    body = body_of(card_of(tmp_path, replace(BRIDGES, licences=licences)))
    assert re.search(r"\| \[MIT\]\(.*\) \| .* \| attribution \|\n", body)
    assert re.search(r"\| \[CC0-1.0\]\(.*\) \| .* \| nothing \|\n", body)
    assert re.search(r"\| LicenseRef-letter \| .* \| see its text \|\n", body)
    assert "- **Attribution** (BY, and licences such as MIT): name the author" in body


def test_licences_that_contradict_one_another_are_counted(tmp_path: Path) -> None:
    licences = {"en": "CC-BY-NC-4.0", "es": "CC-BY-SA-4.0", "fr": "GFDL-1.3-only"}
    card = card_of(tmp_path, replace(BRIDGES, licences=licences))
    rows = rows_of(tmp_path, "all")
    whole = rows.translation.str["fr"].notna().sum()
    assert f"- **In {len(rows)} units of {len(rows)} in `all` (100.0 %) the licences of the texts contradict" in card
    assert f"\n  - CC-BY-NC-4.0, CC-BY-SA-4.0 and GFDL-1.3-only: {whole} units\n" in card
    assert f"\n  - CC-BY-NC-4.0 and CC-BY-SA-4.0: {len(rows) - whole} units\n" in card
    assert "contradict" not in card_of(tmp_path / "sound", replace(BRIDGES, licences=LICENSED))


def test_statements_are_quoted_inert_and_cut_and_the_most_frequent_only(tmp_path: Path) -> None:
    made = replace(THREE, stated={"fr": ["a" * 300, f"*b* | [c](https://x.y) {HOSTILE}", "LicenseRef-Proprietary"]})
    body = body_of(card_of(tmp_path, made))
    assert f"\n  - “{'a' * 99}…”: 1 document\n" in body
    assert "\n  - “LicenseRef-Proprietary”: 1 document\n" in body
    assert "<b>" not in rendered(body)
    assert "https://x.y" not in "".join(re.findall('href="[^"]*"', rendered(body)))
    assert "0 state nothing, 3 state what is no licence known" in body
    assert "| the document, in other words: 3 | not known |" in body


def test_the_first_lines_promise_no_licence_that_is_not_known(tmp_path: Path) -> None:
    promise = "the licence of that document"
    assert f"{promise}, where one is known.\n" in card_of(tmp_path / "some")
    assert f"{promise}.\n" in card_of(tmp_path / "all", replace(BRIDGES, licences=LICENSED))


def test_many_languages_have_a_matrix(tmp_path: Path) -> None:
    codes = re.findall("..", LANGUAGES)
    pairs = list(combinations(codes, 2))
    dropped = [(f"{a}-{b}", "probability below 0.5", "") for a, b in pairs]
    made = replace(
        BRIDGES, pairs=pairs, sizes={"train": 3}, shards=1, licences=dict.fromkeys(codes, "CC0-1.0"), dropped=dropped
    )
    text = card_of(tmp_path, made)
    body = body_of(text)
    assert "in 27 languages" in " ".join(body.split())
    assert "| `ar` | – | 3 | 3 |" in body
    assert body.index("<summary>All configs</summary>") < body.index("| `no-pl` |")
    assert "| probability below 0.5 | 351 |" in body
    assert len(body.partition("<details>")[0].splitlines()) < 60
    found = front_matter(text)
    assert "no" in found["language"]
    assert len(found["configs"]) == len(found["dataset_info"]) == 352
    assert len(text.encode()) < 200_000  # the Hub answers 413 to much larger front matter
    figures = read_figures(tmp_path)
    assert card_findings(text, figures) == []
    wrong = text.replace("config_name: ar-bg\n  splits", "config_name: ar-bg\n  features: []\n  splits")
    assert card_findings(wrong, figures) == [
        "README.md: dataset_info: ar-bg: features are not the columns of the files"
    ]


def test_without_features_in_the_card_datasets_finds_them_in_the_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import datasets

    folder, cache = tmp_path / "dataset", str(tmp_path / "cache")
    monkeypatch.setattr("corpus.publishing.front_matter.FEATURED", 3)
    found = front_matter(card_of(folder))
    assert not any("features" in each for each in found["dataset_info"])
    for config in ("en-es", "all"):
        loaded = datasets.load_dataset(str(folder), config, cache_dir=cache)
        assert {name: each.num_rows for name, each in loaded.items()} == {"train": 40, "validation": 5, "test": 7}
        assert isinstance(loaded["test"].features["translation"], datasets.Translation)


# --- text from outside ---


def test_text_from_outside_is_inert(tmp_path: Path) -> None:
    hostile = Publication(title=HOSTILE, authors=(HOSTILE,), version="1.0 | <b>", homepage="https://x.org/a_b*c*#$d$")
    texts = {language: [f"```\n</details> {HOSTILE}"] * 3 for language in ("en", "es")}
    dropped = [("en-es", HOSTILE, "")]
    text = card_of(tmp_path, replace(BRIDGES, pairs=[("en", "es")], texts=texts, publication=hostile, dropped=dropped))
    assert card_findings(text, read_figures(tmp_path)) == []
    page = rendered(body_of(text))
    assert page.count("<h1>") == 1
    assert "<b>" not in page
    assert set(re.findall('href="(http[^"]*)"', page)) >= {"https://x.org/a_b*c*#$d$"}
    assert "\u202e" not in text
    assert page.count("<td>") + page.count('<td style="text-align:right">') > 50
    title = HOSTILE.replace("\n", " ").replace("\u202e", "U+202E")
    assert front_matter(text)["pretty_name"] == title


@given(st.text(max_size=60) | st.text("\\`*_{}[]<>()|~#&$@!:;-+=.1a \n", max_size=20))
def test_inert_text_shows_itself(text: str) -> None:
    line, after = one_line(text), one_line(f"a{text}")
    cells = re.findall("<td>(.*?)</td>", rendered(f"| a |\n| --- |\n| x {inert(text)} |\n"), re.S)
    assert [html.unescape(cell) for cell in cells] == [f"x {line}".strip()]
    assert html.unescape(rendered(f"# {inert(text)}")) == f"<h1>{line}</h1>\n"
    assert html.unescape(rendered(f"* {inert(f'a{text}')}")) == f"<ul>\n<li>{after}</li>\n</ul>\n"


@given(st.text(alphabet="`a\n ", max_size=30))
def test_a_block_of_code_ends_where_it_should(text: str) -> None:
    assert rendered(f"{fenced(text, 'json')}\n\nend").endswith("<p>end</p>\n")


@given(st.text())
def test_the_front_matter_holds_any_title(title: str) -> None:
    line = one_line(title)
    text = f"---\n{as_yaml({'pretty_name': line})}---\n"
    assert front_matter(text) == {"pretty_name": line}
    assert len(text.splitlines()) == 3


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (0, 10, "0.0 %"),
        (1, 10_000, "< 0.1 %"),
        (1, 3, "33.3 %"),
        (9_999, 10_000, "> 99.9 %"),
        (10, 10, "100.0 %"),
        (0, 0, "0.0 %"),
    ],
)
def test_shares(part: int, whole: int, expected: str) -> None:
    assert percent(part, whole) == expected
