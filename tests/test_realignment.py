"""Whatever is decided about a group, in whatever order: it holds, and every sentence is in one unit."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from reviewed import Astray
from toy import LANGUAGES, STORIES, document

from align.constraints import Constraints
from corpus.decisions import Decision
from corpus.groups import Group, one_document_each
from corpus.places import Passage, place_of, places_of
from corpus.realignment import find_anchors
from corpus.revisions import Revision
from corpus.rulings import Rulings, holds_two, segments_of
from corpus.units import REVIEWED, Unit, align_group
from corpus.vectors import encode_documents, language_centres

LENGTH = 8


class Story:
    """The ferry in the first ``count`` languages, encoded once."""

    def __init__(self, count: int) -> None:
        documents = [
            document(f"{language}.txt", language, [[row[k]] for row in STORIES["ferry"]])
            for k, language in enumerate(LANGUAGES[:count])
        ]
        self.group = Group("g", one_document_each(documents), 1.0)
        self.places = places_of(self.group)
        self.vectors, _ = encode_documents(documents, Astray())
        self.centres = language_centres(documents, self.vectors)
        self.units = self.align(self.group, Constraints())

    def align(self, group: Group, constraints: Constraints) -> list[Unit]:
        return align_group(group, self.vectors, self.centres, constraints=constraints)

    def decision(self, action: str, passage: Passage) -> Decision:
        return Decision(action, parts=tuple(map(place_of, self.places.parts(passage))))


STORY = {count: Story(count) for count in (2, 3)}
RANGE = st.tuples(st.integers(0, LENGTH - 1), st.integers(1, 3)).map(lambda at: (at[0], min(sum(at), LENGTH)))
DECISION = st.tuples(
    st.sampled_from(["link", "link", "drop", "keep"]), st.tuples(*[st.none() | RANGE] * 3), st.integers(0, 7)
)


# What was decided stands alone in the middle of a passage that moved, on either side.
@example(2, [("link", ((2, 3), None, None), 0), ("link", ((0, 1), (3, 4), None), 0)])
@example(2, [("link", (None, (2, 3), None), 0), ("link", ((0, 1), (4, 5), None), 0)])
@settings(max_examples=40, deadline=None)
@given(st.sampled_from([2, 3]), st.lists(DECISION, min_size=1, max_size=5))
def test_what_is_decided_holds(count: int, drawn: list[tuple[str, Passage, int]]) -> None:
    story = STORY[count]
    revision, rulings = Revision(story.group, story.units, "sentence"), Rulings(story.places)
    for action, ranges, number in drawn:
        passage = ranges[:count]
        if action != "link" or not any(passage):
            passage, action = story.places.of(story.units[number % len(story.units)]), action.replace("link", "keep")
        for heard in (revision.hear, lambda decision, new: rulings.add(decision)):
            heard(story.decision(action, passage), True)
    units = revision.units(story.align)
    found = [story.places.of(unit) for unit in units]
    held = Counter(segment for passage in found for segment in segments_of(passage))
    assert held == Counter((side, k) for side in range(count) for k in range(LENGTH))
    assert set(rulings.units) <= set(found)
    assert all((REVIEWED in unit.flags) == (story.places.of(unit) in rulings.units) for unit in units)
    assert not any(holds_two(passage, dropped) for passage in found for dropped in rulings.dropped)
    assert len({unit.id for unit in units}) == len(units)
    assert [unit.order for unit in units] == list(range(len(units)))


@pytest.mark.parametrize("number", range(7))
def test_what_is_dropped_takes_no_third_alignment(number: int) -> None:
    """Of two versions: all beads that hold it are known at once."""
    story, calls = STORY[2], list[Constraints]()

    def align(group: Group, constraints: Constraints) -> list[Unit]:
        calls.append(constraints)
        return story.align(group, constraints)

    revision = Revision(story.group, story.units, "sentence")
    revision.hear(story.decision("drop", story.places.of(story.units[number])), True)
    units = revision.units(align)
    assert len(calls) == 2 and [unit.flags for unit in align(story.group, calls[-1])] == [unit.flags for unit in units]


@pytest.mark.parametrize(
    "passages, moved",
    [
        ([((3, 4), (3, 4), None)], []),
        ([((0, 1), (7, 8), None)], [0]),  # across all the others
        ([((2, 3), (1, 2), (2, 3)), ((1, 2), (2, 3), (1, 2)), ((5, 6), (5, 6), (5, 6))], [0]),  # the two cross
    ],
)
def test_what_is_out_of_order_cuts_nothing(passages: list[Passage], moved: list[int]) -> None:
    story = STORY[3]
    whole = [Unit(f"{k}", "g", k, story.places.parts(((k, k + 1),) * 3), 1.0) for k in range(LENGTH)]
    rulings = Rulings(story.places)
    for passage in passages:
        rulings.add(story.decision("link", passage))
    anchors = find_anchors(rulings, whole)
    assert set(anchors.moved) == {passages[k] for k in moved}
    assert not set(anchors.cuts) & set(anchors.moved)


def test_the_place_of_what_a_version_lacks() -> None:
    """Behind what stands before it, where nothing was torn; else it cannot be told."""
    story = STORY[3]
    whole = {k: ((k, k + 1),) * 3 for k in range(LENGTH)}
    lacking: Passage = ((3, 4), (3, 4), None)
    before = [
        Unit("a", "g", k, story.places.parts(lacking if k == 3 else passage), 1.0) for k, passage in whole.items()
    ]
    rulings = Rulings(story.places)
    rulings.add(story.decision("keep", lacking))
    assert find_anchors(rulings, before).cuts == {lacking: ((3, 4), (3, 4), (3, 3))}
    torn = [Unit("a", "g", k, story.places.parts(passage), 1.0) for k, passage in whole.items()]
    assert find_anchors(rulings, torn).cuts == {}
