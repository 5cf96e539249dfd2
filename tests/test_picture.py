"""Pictures are files of the right kind and size, the same every time, and show what there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from matplotlib import rc_context
from matplotlib.colors import to_rgb
from matplotlib.image import imread

from align.beads import Bead
from corpus.errors import UsageError
from corpus.picture import COLOURS, MOVED, check_picture, write_picture
from corpus.versions import Aligned, Version


def aligned(shapes: Sequence[tuple[int, ...]], probability: float = 1.0) -> Aligned:
    """Beads of these shapes, one behind the other."""
    sides = len(shapes[0]) if shapes else 2
    at, beads = (0,) * sides, []
    for shape in shapes:
        end = tuple(a + size for a, size in zip(at, shape, strict=True))
        beads.append(Bead(tuple(zip(at, end, strict=True)), probability))
        at = end
    languages = ("en", "es", "fr", "id", "ru")[:sides]
    versions = [Version(Path(f"a.{x}"), x, ("x",) * n, (0,) * n) for x, n in zip(languages, at, strict=True)]
    return Aligned(tuple(versions), tuple(beads))


MANY = [(1, 1), (2, 1), (1, 1), (1, 0), (1, 1), (0, 1)] * 50
CASES = {
    "identical": aligned([(1, 1)] * 12),
    "one segment each": aligned([(1, 1)]),
    "one against many": aligned([(1, 30)]),
    "merges": aligned([(2, 1), (1, 3), (4, 4)], 0.6),
    "nothing in common": aligned([(1, 0)] * 5 + [(0, 1)] * 3),
    "one side is empty": aligned([(1, 0)] * 5, 0.3),
    "nothing": aligned([]),
    "many": aligned(MANY),
    "many, all doubtful": aligned(MANY, 0.4),
    "many, one side is empty": aligned([(0, 1)] * 400, 0.4),
    "three": aligned([(1, 1, 1), (1, 0, 2), (0, 0, 1)]),
    "four": aligned([(1, 1, 1, 1), (1, 0, 2, 1), (0, 1, 0, 0)], 0.7),
}
NARROW, WIDE = (750, 900), (1500, 900)
SIZES = {"many, all doubtful": WIDE, "many, one side is empty": WIDE, "three": (1500, 550), "four": (1500, 1100)}


WHOLE = slice(None)


def pixels(path: Path, colour: str, rows: slice = WHOLE, columns: slice = WHOLE) -> int:
    """How many pixels of a picture, or of a part of it, have exactly this colour."""
    return int((np.abs(imread(path)[rows, columns, :3] - to_rgb(colour)) < 0.01).all(axis=2).sum())


@pytest.mark.parametrize("name", CASES)
def test_every_alignment_can_be_drawn(name: str, tmp_path: Path) -> None:
    path = tmp_path / "new/a.png"
    write_picture(CASES[name], path)
    image = imread(path)
    assert (image.shape[1], image.shape[0]) == SIZES.get(name, NARROW)
    assert image[:, :, :3].std() > 0.05
    assert (image[[0, -1]] == 1).all()
    assert (image[:, [0, -1]] == 1).all()  # nothing is cut off
    assert [each.name for each in path.parent.iterdir()] == ["a.png"]


@pytest.mark.parametrize(("probability", "level"), [(0.3, 0), (0.7, 1), (0.95, 2)])
@pytest.mark.parametrize("count", [12, 1000])
def test_the_colour_tells_the_probability(tmp_path: Path, count: int, probability: float, level: int) -> None:
    write_picture(aligned([(1, 1)] * count, probability), tmp_path / "a.png")
    found = [pixels(tmp_path / "a.png", colour) for colour in COLOURS]
    assert found.index(max(found)) == level
    assert max(found) > 2 * sorted(found)[-2]


def test_few_doubtful_beads_do_not_colour_a_long_path(tmp_path: Path) -> None:
    """One in fifty is, and on the map several beads fall on each pixel."""
    result = aligned([(1, 1)] * 5000)
    beads = tuple(replace(bead, probability=0.3 if k % 50 == 0 else 1.0) for k, bead in enumerate(result.beads))
    write_picture(replace(result, beads=beads), tmp_path / "a.png")
    rows, columns = slice(150, 650), slice(100, 650)  # the map alone
    assert pixels(tmp_path / "a.png", COLOURS[2], rows, columns) > 5 * pixels(
        tmp_path / "a.png", COLOURS[0], rows, columns
    )


def test_moved_beads_are_marked(tmp_path: Path) -> None:
    swapped = aligned([(1, 1)] * 6)
    first = Bead(((0, 1), (5, 6)), moved=True)
    others = [Bead(((k, k + 1), (k - 1, k))) for k in range(1, 6)]
    write_picture(swapped, tmp_path / "ordered.png")
    write_picture(replace(swapped, beads=(first, *others)), tmp_path / "moved.png")
    assert pixels(tmp_path / "moved.png", MOVED) > pixels(tmp_path / "ordered.png", MOVED)


@pytest.mark.parametrize("suffix", ["png", "PNG", "svg", "pdf"])
@pytest.mark.parametrize("name", ["merges", "many, all doubtful"])
def test_the_same_alignment_gives_the_same_bytes(tmp_path: Path, name: str, suffix: str) -> None:
    write_picture(CASES[name], tmp_path / f"a.{suffix}")
    with rc_context({"lines.linewidth": 9, "font.size": 20, "savefig.dpi": 30, "svg.hashsalt": "mine"}):
        write_picture(CASES[name], tmp_path / f"b.{suffix}")
    one, other = ((tmp_path / f"{name}.{suffix}").read_bytes() for name in "ab")
    assert one == other
    marks = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}
    assert one.startswith(marks[suffix.lower()])


@pytest.mark.parametrize(
    "name",
    [
        "cost_$5_and_$6.txt",
        "第一章.txt",
        "الفصل.txt",
        "a\nb\t.txt",
        "x" * 200,
        "𒀀.txt",
        "\udcff.txt",
        "a^b{_}\\frac.txt",
    ],
)
def test_names_of_any_kind(tmp_path: Path, name: str) -> None:
    result = aligned([(1, 1)])
    versions = tuple(replace(each, path=Path(name), language=None) for each in result.versions)
    for suffix in ("png", "svg", "pdf"):
        write_picture(replace(result, versions=versions), tmp_path / f"a.{suffix}")


@pytest.mark.parametrize(
    ("path", "versions", "message"),
    [
        ("a.jpeg", 2, "a.jpeg: no picture has this ending (--plot writes .pdf, .png, .svg)"),
        ("picture", 2, "picture: no picture has this ending (--plot writes .pdf, .png, .svg)"),
        ("-", 2, "-: no picture has this ending (--plot writes .pdf, .png, .svg)"),
        ("a.png", 5, "--plot: 5 versions have 10 pairs, too many for one picture (name 4 versions or fewer)"),
    ],
)
def test_what_cannot_be_drawn(path: str, versions: int, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_picture(Path(path), versions)
    assert str(caught.value) == message


def test_a_picture_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match=r"cannot be written: .* \(name a file in a folder of yours"):
        write_picture(CASES["merges"], tmp_path / "file/a.png")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
