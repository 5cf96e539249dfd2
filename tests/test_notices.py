"""LICENSE and CITATION.cff."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from published import BRIDGES, THREE, Folder, write_tables

from corpus.publishing.bibtex import bibtex
from corpus.publishing.figures import read_figures
from corpus.publishing.notices import citation, licence_notice
from corpus.publishing.publication import Publication

ONE = dict.fromkeys(("en", "es", "fr"), "CC-BY-4.0")
# Of the schema of the format: github.com/citation-file-format/citation-file-format/blob/1.2.0/schema.json
KEYS = {
    *("abstract", "authors", "cff-version", "commit", "contact", "date-released", "doi", "identifiers", "keywords"),
    *("license", "license-url", "message", "preferred-citation", "references", "repository", "repository-artifact"),
    *("repository-code", "title", "type", "url", "version"),
}


def cited(folder: Path, made: Folder) -> dict[str, Any]:
    export = write_tables(folder, made)
    found: dict[str, Any] = yaml.safe_load(citation(export, read_figures(folder)))
    return found


def test_licences_with_addresses_and_documents(tmp_path: Path) -> None:
    write_tables(tmp_path, BRIDGES)
    text = licence_notice(read_figures(tmp_path))
    assert "CC-BY-4.0\n    https://creativecommons.org/licenses/by/4.0/\n    14 documents (en: 14)\n" in text
    assert "CC-BY-SA-4.0\n    https://creativecommons.org/licenses/by-sa/4.0/\n    14 documents (es: 14)\n" in text
    assert text.index("CC-BY-SA-4.0\n") < text.index("UNKNOWN\n    14 documents (fr: 14)\n    No licence is known")
    assert "The alignment and the figures are published under the same terms as the texts that they belong to" in text


def test_a_choice_of_licences_has_both_addresses_and_a_permission_none(tmp_path: Path) -> None:
    write_tables(
        tmp_path, replace(BRIDGES, licences={"en": "MIT OR Apache-2.0", "es": "LicenseRef-letter", "fr": "CC0-1.0"})
    )
    text = licence_notice(read_figures(tmp_path))
    assert "LicenseRef-letter\n    14 documents (es: 14)\n" in text
    assert text.count("    https://spdx.org/licenses/") == 2
    assert "UNKNOWN" not in text


def test_an_exception_has_its_address(tmp_path: Path) -> None:
    write_tables(tmp_path, replace(BRIDGES, licences=dict.fromkeys(("en", "es", "fr"), "MIT WITH LLVM-exception")))
    at = "    https://spdx.org/licenses"
    assert f"MIT WITH LLVM-exception\n{at}/MIT.html\n{at}/LLVM-exception.html\n" in licence_notice(
        read_figures(tmp_path)
    )


def test_what_documents_state_beside_the_licence(tmp_path: Path) -> None:
    stated = {"es": ["all mine", "CC BY-SA 4.0", "all mine"], "fr": [None, "MIT ; ISC", "a\nlicence"]}
    write_tables(tmp_path, replace(THREE, stated=stated))
    text = licence_notice(read_figures(tmp_path))
    overruled = "2 documents of these with a statement that the publisher of this dataset has overruled"
    assert f'3 documents (es: 3)\n    {overruled}:\n        "all mine": 2 documents\n\n' in text
    unknown = "2 documents of these with a statement that is no licence known to hexapla, or more than one"
    assert f'{unknown}:\n        "MIT ; ISC": 1 document\n        "a licence": 1 document\n' in text


def test_languages_of_a_licence_are_counted_apart(tmp_path: Path) -> None:
    write_tables(tmp_path, replace(BRIDGES, licences=ONE))
    assert "    42 documents (en: 14, es: 14, fr: 14)\n" in licence_notice(read_figures(tmp_path))


def test_a_citation_has_what_its_format_asks_for(tmp_path: Path) -> None:
    authors = ("Doe, Jane", "The Society of Bridges", "Núñez, José María")
    publication = Publication("Bridges: 'three' \"languages\" 🦉", authors, "1.10", "https://example.org/bridges")
    found = cited(tmp_path, replace(BRIDGES, publication=publication, licences=ONE))
    assert set(found) <= KEYS
    assert {"authors", "cff-version", "message", "title"} <= set(found)
    assert (found["cff-version"], found["type"], found["version"]) == ("1.2.0", "dataset", "1.10")
    assert found["title"] == "Bridges: 'three' \"languages\" 🦉"
    assert found["authors"] == [
        {"family-names": "Doe", "given-names": "Jane"},
        {"name": "The Society of Bridges"},
        {"family-names": "Núñez", "given-names": "José María"},
    ]
    assert (found["license"], found["url"]) == ("CC-BY-4.0", "https://example.org/bridges")
    assert found["abstract"] == "52 units in English, Spanish and French, aligned automatically by hexapla."


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (
            replace(BRIDGES, licences=ONE, flags={"given": 40}),
            "aligned automatically by hexapla, but for 40 that files held ready.",
        ),
        (replace(BRIDGES, licences=ONE, flags={"reviewed": 3}), "by hexapla. People decided on 3 of them."),
        (
            replace(BRIDGES, licences=ONE, flags={"given": 5}, sizes={"train": 5}),
            "5 units in English, Spanish and French, held ready by files and put together by hexapla.",
        ),
        (replace(BRIDGES, licences=ONE, encoder="none"), "held ready by files and put together by hexapla."),
    ],
)
def test_who_has_put_texts_side_by_side(tmp_path: Path, made: Folder, expected: str) -> None:
    assert cited(tmp_path, made)["abstract"].endswith(expected)


def test_several_licences_are_no_choice_between_them(tmp_path: Path) -> None:
    """A list would be one, by the format: the schema says OR."""
    found = cited(tmp_path, BRIDGES)
    assert "license" not in found
    assert found["abstract"].endswith("Its texts are under different licences, which the file LICENSE lists.")


@pytest.mark.parametrize("licence", ["LicenseRef-letter", "MIT OR Apache-2.0", None])
def test_what_is_no_identifier_is_no_licence_of_a_citation(tmp_path: Path, licence: str | None) -> None:
    assert "license" not in cited(tmp_path, replace(BRIDGES, licences=dict.fromkeys(("en", "es", "fr"), licence)))


def test_without_authors_and_title(tmp_path: Path) -> None:
    found = cited(tmp_path, replace(BRIDGES, publication=Publication()))
    assert found["title"] == "Parallel corpus of English, Spanish and French"
    assert found["authors"] == [{"name": "The publishers of Parallel corpus of English, Spanish and French"}]
    assert "url" not in found


@pytest.mark.parametrize(("name", "expected"), [("Doe,", "Doe,"), (" A\nB ", "A B")])
def test_names_without_two_halves_are_entities(tmp_path: Path, name: str, expected: str) -> None:
    assert cited(tmp_path, replace(BRIDGES, publication=Publication(authors=(name,))))["authors"] == [
        {"name": expected}
    ]


def test_bibtex(tmp_path: Path) -> None:
    authors = ("Núñez, José", "Bridges & Sons")
    publication = Publication("50 % of {all} $bridges_ \\ ~", authors, "1.0.0", "https://x.org/a_b?c=d&e")
    export = write_tables(tmp_path, replace(BRIDGES, publication=publication))
    assert bibtex(read_figures(tmp_path), export).splitlines() == [
        "@misc{50-of-all-bridges,",
        "  title = {{50 \\% of \\{all\\} \\$bridges\\_ \\textbackslash{} \\textasciitilde{}}},",
        "  author = {Núñez, José and {Bridges \\& Sons}},",
        "  version = {1.0.0},",
        "  url = {https://x.org/a_b?c=d&e},",
        "  note = {Parallel corpus made with hexapla 0.1.0},",
        "}",
    ]


def test_nothing_depends_on_the_day(tmp_path: Path) -> None:
    export = write_tables(tmp_path, BRIDGES)
    figures = read_figures(tmp_path)
    texts = [citation(export, figures), licence_notice(figures), bibtex(figures, export)]
    assert texts == [citation(export, figures), licence_notice(figures), bibtex(figures, export)]
    assert not re.search(r"20\d\d-", "".join(texts))
