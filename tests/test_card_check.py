"""What the Hub would refuse in a card, and what the data contradict."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import pytest
from published import BRIDGES, write_tables

from corpus.errors import InputError
from corpus.publishing.card import card_text
from corpus.publishing.card_check import card_findings, front_matter
from corpus.publishing.figures import Figures, read_figures


@cache
def made() -> tuple[str, Figures]:
    """A card without fault, and its figures."""
    with tempfile.TemporaryDirectory() as name:
        export = write_tables(Path(name), BRIDGES)
        figures = read_figures(Path(name))
    return card_text(figures, export), figures


def test_a_generated_card_has_no_fault() -> None:
    text, figures = made()
    assert card_findings(text, figures) == []
    assert front_matter(text)["pretty_name"] == "Bridges of three languages"


def test_the_text_below_the_front_matter_may_be_anything() -> None:
    text, figures = made()
    assert card_findings(text + "\nEdited by hand.\n---\na: [\n", figures) == []


@pytest.mark.parametrize(
    ("was", "is_now", "expected"),
    [
        ("cc-by-4.0", "cc-by4", ["license: the Hub does not know 'cc-by4' (did you mean cc-by-4.0?)", "license: says"]),
        (
            "[cc-by-4.0, cc-by-sa-4.0, unknown]",
            "cc-by-4.0",
            ["license: says cc-by-4.0, the documents have cc-by-4.0, cc-by-sa-4.0, unknown"],
        ),
        (
            "[cc-by-4.0, cc-by-sa-4.0, unknown]",
            "other",
            [
                "license_name: is missing (license: other needs it)",
                "license_link: is missing (license: other needs it)",
                "license: says other",
            ],
        ),
        ("license:", "licence:", ["license: is missing"]),
        (
            "[en, es, fr]",
            "[en, es, french]",
            ["language: 'french' is no ISO 639 code", "language: says en, es, french"],
        ),
        ("[en, es, fr]", "[en, es, no]", ['language: False is no text (put it in quotes: "no" is', "language: says"]),
        (
            "multilinguality",
            "language_bcp47: [spanish]\nmultilinguality",
            ["language_bcp47: 'spanish' is not a language"],
        ),
        ("[translation, multilingual]", "bilingual", ["multilinguality: the Hub does not know 'bilingual'"]),
        ("[n<1K]", "[1K<n<10K]", ["size_categories: says 1K<n<10K, 52 units are n<1K"]),
        ("task_categories: [tr", "task_categories: [machine-tr", ["the Hub does not know 'machine-translation'"]),
        ("[found]", "[me]", ["language_creators: the Hub does not know 'me' (such as crowdsourced"]),
        ("pretty_name: B", "pretty_name: 7\nbuilder: B", ["pretty_name: 7 is no text"]),
        (
            "config_name: en-es",
            "config_name: en:es",
            [
                "configs: 'en:es' is no name of a config",
                "configs: there is no folder data/en:es",
                "configs: en-es is missing",
            ],
        ),
        ("config_name: en-es", "config_name: en-fr", ["configs: en-fr is there twice", "configs: en-es is missing"]),
        (
            "{split: train, path: data/en-es/train-*",
            "{split: train, path: data/en-es/*",
            ["configs: en-es: data/en-es/*.parquet: these are not the files of train"],
        ),
        (
            "{split: test, path: data/en-es/test",
            "{split: te-st, path: data/en-es/test",
            [
                "configs: en-es: 'te-st' is no name of a split",
                "configs: en-es: the split test is missing",
                "configs: en-es: there are no files of a split te-st",
            ],
        ),
        ("{split: test, path:", "{split: test, file:", ["configs: en-es: data_files is no list of split and path"]),
        ("num_examples: 40", "num_examples: 41", ["dataset_info: en-es: train: num_examples is 41, the files have 40"]),
        ("name: train, num_bytes", "name: dev, num_bytes", ["en-es: the split train is missing", "of a split dev"]),
        ("download_size: ", "download_size: 1", ["dataset_info: en-es: download_size is 1"]),
        ("{name: order, dtype: int64}", "{name: order, dtype: int32}", ["en-es: features are not the columns"]),
    ],
)
def test_each_fault_has_its_line(was: str, is_now: str, expected: list[str]) -> None:
    text, figures = made()
    assert was in text
    findings = card_findings(text.replace(was, is_now, 1), figures)
    assert len(findings) == len(expected), findings
    for finding, part in zip(findings, expected, strict=True):
        assert part in finding
        assert finding.startswith("README.md: ")
        assert "\n" not in finding


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "README.md: has no front matter (begin it with a line ---"),
        ("# A title\n", "README.md: has no front matter"),
        ("---\nlicense: mit\n", "README.md: has no front matter"),
        (
            "---\nlicense: mit\ntags: []\nlicense: other\n---\n",
            "README.md:4: the key 'license' is there twice, first in",
        ),
        ("---\nconfigs:\n- {a: 1, a: 2}\n---\n", "README.md:3: the key 'a' is there twice"),
        ("---\npretty_name: a: b\n---\n", "README.md:2: the front matter is no YAML: mapping values are not allowed"),
        ("---\na: [1\n---\n", "the front matter is no YAML"),
        ("---\na: \x00\n---\n", "README.md: the front matter is no YAML: unacceptable character"),
        ("---\na: 2001-99-99\n---\n", "README.md: the front matter is no YAML: month must be in 1..12"),
        ("---\n- a\n---\n", "README.md: the front matter is no list of keys and values"),
        ("---\n---\n", "README.md: the front matter is no list of keys and values"),
        ("---\na: &a [*a]\n---\n", "README.md:2: this refers to itself"),
    ],
)
def test_what_is_no_front_matter(text: str, expected: str) -> None:
    with pytest.raises(InputError) as caught:
        front_matter(text)
    assert expected in str(caught.value)
    assert "\n" not in str(caught.value)
    assert card_findings(text, made()[1]) == [str(caught.value)]
