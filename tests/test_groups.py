from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
import toy
from toy import LANGUAGES, STORIES, ToyEncoder, document

from corpus.documents import Document
from corpus.errors import UsageError
from corpus.groups import Grouping, group_documents, group_id, named_groups
from corpus.vectors import encode_documents


def told(name: str, language: str, group: str | None = None, rows: Sequence[int] = range(8)) -> Document:
    """A story as a document: paragraphs of two sentences."""
    sentences = [STORIES[name][number][LANGUAGES.index(language)] for number in rows]
    paragraphs = [sentences[start : start + 2] for start in range(0, len(sentences), 2)]
    return document(f"{language}/{name}.txt", language, paragraphs, group)


def grouped(documents: Sequence[Document]) -> Grouping:
    return group_documents(documents, encode_documents(documents, ToyEncoder()).vectors)


def paths(grouping: Grouping) -> list[list[str]]:
    return [[each.path for each in group.documents] for group in grouping.groups]


STRANGER = document("en/stranger.txt", "en", [["Eleven onions are peeled.", "The cook weeps."], ["Nobody else does."]])
EVERYTHING = [told(name, language) for language in LANGUAGES for name in STORIES]


def test_three_stories_in_three_languages() -> None:
    grouping = grouped(EVERYTHING)
    assert paths(grouping) == [[f"{language}/{name}.txt" for language in LANGUAGES] for name in sorted(STORIES)]
    for group in grouping.groups:
        assert group.id == group_id(group.documents)
        assert group.probability > 0.5
        for each in group.documents:
            assert grouping.findings[each.id].group == group.id
            assert grouping.findings[each.id].reason.startswith(
                "goes with the 2 other documents of its group with a probability of "
            )


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_the_documents_does_not_matter(seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(EVERYTHING))
    shuffled = grouped([EVERYTHING[k] for k in order])
    assert shuffled.groups == grouped(EVERYTHING).groups


def test_a_stranger_has_no_partner_but_a_runner_up() -> None:
    grouping = grouped([*EVERYTHING, STRANGER])
    assert paths(grouping) == paths(grouped(EVERYTHING))
    finding = grouping.findings[STRANGER.id]
    assert finding.group is None
    assert finding.runner_up is not None
    assert finding.reason.startswith(f"no partner: the nearest, {finding.runner_up}, is a version of it with a probab")
    assert finding.probability is not None
    assert finding.probability < 0.5


def test_ids_of_groups_do_not_depend_on_other_documents() -> None:
    few = grouped([each for each in EVERYTHING if each.language != "fr"])
    assert [group.id for group in few.groups] == [group.id for group in grouped([*EVERYTHING, STRANGER]).groups]


def test_a_copy_in_the_same_language_stays_out() -> None:
    half = document("en/half.txt", "en", [[row[0] for row in STORIES["bees"][:4]]])
    grouping = grouped([*EVERYTHING, half])
    assert paths(grouping) == paths(grouped(EVERYTHING))
    finding = grouping.findings[half.id]
    assert (finding.group, finding.duplicate_of) == (None, "en/bees.txt")
    assert finding.reason == "en/bees.txt has nearly all of its text"


def test_pages_that_look_alike_and_have_their_own_versions_are_no_duplicates() -> None:
    """All but the last of 17 sentences are the same."""
    rows = [*STORIES["ferry"], *STORIES["bees"]]
    pages = [
        document(f"{language}/{name}.txt", language, [[*(row[column] for row in rows), last[column]]])
        for column, language in enumerate(LANGUAGES)
        for name, last in (("one", STORIES["clock"][0]), ("two", STORIES["clock"][1]))
    ]
    grouping = grouped(pages)
    assert paths(grouping) == [[f"{language}/{name}.txt" for language in LANGUAGES] for name in ("one", "two")]
    assert not any(finding.duplicate_of for finding in grouping.findings.values())
    alone = grouped(pages[:3])  # without a version of its own, the second English page is a duplicate
    assert alone.findings[pages[1].id].duplicate_of == "en/one.txt"


def test_two_translations_into_one_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second says the same in other words: here, the letters from last to first."""
    words = {row[1][::-1]: row for row in STORIES["ferry"]}
    for text, row in words.items():
        monkeypatch.setitem(toy._MEANING, text, row[0])
    again = document("es/again.txt", "es", [list(words)])
    grouping = grouped([told("ferry", "en"), again, told("ferry", "es")])
    assert paths(grouping) == [["en/ferry.txt", "es/again.txt", "es/ferry.txt"]]
    assert [each.version for each in map(grouping.findings.get, (again.id, told("ferry", "es").id)) if each] == [1, 2]
    assert grouping.findings[again.id].reason.endswith("; version 1 of 2 in es")


def test_half_of_a_text_is_still_a_version() -> None:
    grouping = grouped([told("bees", "en"), told("bees", "es", rows=range(4)), told("clock", "es")])
    assert paths(grouping) == [["en/bees.txt", "es/bees.txt"]]


def test_only_one_language() -> None:
    grouping = grouped([told("bees", "en"), told("clock", "en")])
    assert grouping.groups == ()
    assert {finding.reason for finding in grouping.findings.values()} == {
        "no partner: there is no document in another language to compare it with"
    }


def test_the_manifest_wins() -> None:
    """What content would put together is apart, and what it would not is together."""
    documents = [told("bees", "en", "one"), told("clock", "es", "one"), told("bees", "es"), told("bees", "fr")]
    grouping = grouped(documents)
    assert paths(grouping) == [["en/bees.txt", "es/clock.txt"], ["es/bees.txt", "fr/bees.txt"]]
    assert grouping.groups[0].probability == 1.0
    assert grouping.findings[documents[0].id].reason == "the manifest's group 'one'"


def test_a_manifest_group_of_one() -> None:
    alone = told("bees", "en", "one")
    finding = grouped([alone, told("bees", "es"), told("bees", "fr")]).findings[alone.id]
    assert (finding.group, finding.reason) == (None, "the manifest's group 'one' has no other document")


def test_a_manifest_group_with_two_versions_in_one_language() -> None:
    documents = [told("bees", "en", "one"), told("clock", "en", "one"), told("bees", "es", "one")]
    grouping = grouped(documents)
    assert paths(grouping) == [["en/bees.txt", "en/clock.txt", "es/bees.txt"]]
    assert [len(version.documents) for version in grouping.groups[0].versions] == [1, 1, 1]


def test_a_manifest_group_in_one_language() -> None:
    documents = [told("bees", "en", "one"), told("clock", "en", "one"), told("bees", "es")]
    message = r"manifest.csv, group 'one': all of its documents are in en: en/bees.txt, en/clock.txt \(a group"
    for check in (named_groups, grouped):
        with pytest.raises(UsageError, match=message):
            check(documents)


@pytest.mark.parametrize("documents", [[], [told("bees", "en")]], ids=["none", "one"])
def test_next_to_nothing(documents: list[Document]) -> None:
    grouping = grouped(documents)
    assert grouping.groups == ()
    assert len(grouping.findings) == len(documents)


def test_dates_that_keep_documents_apart() -> None:
    """The clock is of one day in both languages, told in two ways; the bees are not."""
    dates = {"bees": ("2024-05-01", "2024-05-02"), "clock": ("2024-05-01", "2024-05-01T08:00:00Z")}
    documents = [
        replace(told(name, language), date=date)
        for name, both in dates.items()
        for language, date in zip(("en", "es"), both, strict=True)
    ]
    grouping = group_documents(documents, encode_documents(documents, ToyEncoder()).vectors, same_date=True)
    assert paths(grouping) == [["en/clock.txt", "es/clock.txt"]]
    reason = grouping.findings[documents[0].id].reason
    assert reason.startswith("no partner: ")
    assert reason.endswith("; some that come near do not agree with its date, 2024-05-01")
    alone = group_documents(documents[:2], encode_documents(documents[:2], ToyEncoder()).vectors, same_date=True)
    assert [alone.findings[each.id].reason for each in documents[:2]] == [
        f"no partner: no document of another language comes near and agrees with its date, {date}"
        for date in dates["bees"]
    ]
