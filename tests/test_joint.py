"""Units, their figures, and how they are loosened, with links made by hand."""

from __future__ import annotations

import pytest
from strategies import counterparts_by_hand, named

from align.beads import check_cover
from align.joint import Joint, join_versions
from align.standing import LONGEST


def joint(lengths: list[int], links: dict[str, float]) -> Joint:
    return join_versions(counterparts_by_hand(lengths, links))


def spelled(found: Joint, versions: range | tuple[int, ...]) -> list[str]:
    return [named(found.counterparts, unit) for unit in found.units(versions)]


# a and b say in two what c says in one; only c has something at the end
JOINED = joint([2, 2, 2], {"a0 b0": 0.9, "a1 b1": 0.9, "a0 c0": 0.8, "b0 c0": 0.8, "a1 c0": 0.95, "b1 c0": 0.98})


def test_what_one_version_holds_together() -> None:
    assert spelled(JOINED, range(3)) == ["a0 a1 b0 b1 c0", "c1"]
    assert spelled(JOINED, (0, 2)) == ["a0 a1 c0", "c1"]
    assert spelled(JOINED, (0, 1)) == ["a0 b0", "a1 b1"]
    assert spelled(JOINED, (2,)) == ["c0", "c1"]


def test_beads_cover_their_versions() -> None:
    for versions, lengths in ((range(3), [2, 2, 2]), ((0, 1), [2, 2]), ((0, 2), [2, 2]), ((1,), [2])):
        check_cover(JOINED.beads(versions), lengths)
    assert [bead.ranges for bead in JOINED.beads((2, 0))] == [((0, 1), (0, 2)), ((1, 2), (2, 2))]


def test_figures_of_a_unit() -> None:
    """Pairs agree with a0 b0 to .9 and .8, as they see them nowhere else; c agrees that it lacks a1 b1 to .9 and .6."""
    found = joint([2, 2, 1], {"a0 b0": 0.9, "a0 c0": 0.8, "b0 c0": 0.8, "a1 b1": 0.7, "a1 c0": 0.1, "b1 c0": 0.4})
    factor = found.standing.omissions[1]
    whole, partial = found.beads(range(3))
    assert (whole.ranges, partial.ranges) == (((0, 1), (0, 1), (0, 1)), ((1, 2), (1, 2), (1, 1)))
    adapted = [factor * p / (1 - p + factor * p) for p in (0.9, 0.6)]
    assert partial.probability == pytest.approx(min((0.7 / (0.7 + 0.3 * factor) + each) / 2 for each in adapted))
    assert partial.consistency == pytest.approx((0.7 / (0.7 + 0.3 * factor) + sum(adapted)) / 3)
    assert whole.probability < whole.consistency < 0.9  # c0 may say what a1 and b1 say, which is not in the unit


def test_one_version_has_nothing_to_agree_with() -> None:
    assert [(bead.probability, bead.consistency) for bead in joint([2], {}).beads(range(1))] == [(1.0, 1.0)] * 2


def test_pairs_that_disagree() -> None:
    agreeing, disputed = (
        joint([1, 1, 1], {"a0 b0": 0.95, "b0 c0": 0.95, "a0 c0": p}).beads(range(3))[0] for p in (0.95, 0.2)
    )
    assert agreeing.ranges == disputed.ranges == ((0, 1),) * 3
    assert agreeing.consistency > 0.9 > 0.75 > disputed.consistency
    assert agreeing.probability > 0.9 > 0.7 > disputed.probability


def test_the_weakest_tie_goes_first() -> None:
    found, seen = JOINED, []
    for _ in range(5):
        unit = max(found.units(range(3)), key=len)
        found = found.loosened(unit)
        seen.append(sorted(spelled(found, range(3)), key=lambda unit: (-len(unit), unit)))
    assert seen == [
        ["a1 b1 c0", "a0 b0", "c1"],
        ["a0 b0", "b1 c0", "a1", "c1"],
        ["b1 c0", "a0", "a1", "b0", "c1"],
        ["a0", "a1", "b0", "b1", "c0", "c1"],
        ["a0", "a1", "b0", "b1", "c0", "c1"],
    ]


def test_no_unit_gets_too_long() -> None:
    """Each segment says part of the next one, without end."""
    found = joint([40, 40], {f"a{k} b{k}": 0.99 for k in range(40)} | {f"a{k} b{k + 1}": 0.95 for k in range(39)})
    sizes = [max(bead.shape) for bead in found.beads(range(2))]
    assert max(sizes) <= LONGEST
    assert len(sizes) < 40
