"""A picture of an alignment: its path, what has no counterpart, and where it is doubtful."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from align.arrays import Doubles, Ints
from corpus.bitext import SURE, UNSURE, Bitext, bitexts_of
from corpus.errors import UsageError
from corpus.files import write_named
from corpus.versions import Aligned

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Formats by the ending of a file's name, without what differs from run to run: the date.
METADATA: dict[str, dict[str, Any]] = {
    ".pdf": {"CreationDate": None},
    ".png": {"Software": None},
    ".svg": {"Date": None},
}
MOST = 4  # versions: six pairs are legible on one page
# Colours of Okabe and Ito (2008), which colour-blind readers tell apart, by Bitext.levels; in strips sure ones are pale
COLOURS = ("#D55E00", "#E69F00", "#56B4E9")
NULL, MOVED, FRAME, GUIDE, PALE = "black", "#CC79A7", "#009E73", "#BBBBBB", "#E4F2FB"
MANY = 150  # more beads cannot be seen one by one
STRETCH = 40  # beads that are shown larger where there are many
BARS = 500  # of a strip: it is some 600 pixels long
LONGEST = 44  # characters of a file's name


def check_picture(path: Path, versions: int) -> None:
    """Raise UsageError unless so many versions can be drawn into a file of this name."""
    if path.suffix.lower() not in METADATA:
        raise UsageError(str(path), "no picture has this ending", f"--plot writes {', '.join(METADATA)}")
    if versions > MOST:
        what = f"{versions} versions have {versions * (versions - 1) // 2} pairs, too many for one picture"
        raise UsageError("--plot", what, f"name {MOST} versions or fewer")


def write_picture(aligned: Aligned, path: Path) -> None:
    """Draw each pair of the versions into ``path``, in the format of its ending.

    The same alignment gives the same bytes. Raises UsageError where check_picture does, and where the file cannot be
    written.
    """
    from matplotlib import rc_context, rcdefaults, rcParams

    check_picture(path, len(aligned.versions))
    suffix = path.suffix.lower()
    with rc_context():
        rcdefaults()  # whatever the user has chosen for other pictures
        rcParams.update({"font.size": 9, "axes.titlesize": 10, "text.parse_math": False, "svg.hashsalt": "hexapla"})
        figure = _figure(bitexts_of(aligned))
        with write_named(path) as temporary:
            figure.savefig(temporary, format=suffix[1:], metadata=METADATA[suffix])


def _figure(bitexts: Sequence[Bitext]) -> Figure:
    """Several pairs as maps side by side; one pair with its drift, and what is most doubtful of a long one."""
    from matplotlib.figure import Figure

    if len(bitexts) > 1:
        rows = len(bitexts) // 3
        figure = Figure((15, 5.5 * rows), layout="constrained")
        for bitext, axes in zip(bitexts, figure.subplots(rows, 3).flat, strict=True):
            _draw_map(axes, bitext)
    else:
        (bitext,) = bitexts
        enlarge = (~bitext.moved).sum() > MANY and (bitext.levels[~bitext.moved] < 2).any()
        plan = "MS;DS" if enlarge else "M;D"  # map and drift, and beside them the stretch
        figure = Figure((15 if enlarge else 7.5, 9), layout="constrained")
        places = figure.subplot_mosaic(plan, height_ratios=(4, 1))
        _draw_map(places["M"], bitext)
        places["D"].sharex(places["M"])
        _draw_drift(places["D"], bitext)
        if enlarge:
            stretch = bitext.most_doubtful(STRETCH)
            _draw_stretch(places["S"], bitext, stretch)
            _draw_frame(places["M"], bitext, stretch)
    _draw_legend(figure)
    return figure


def _draw_map(axes: Axes, bitext: Bitext) -> None:
    """The path over both versions, and along each version what is doubtful or alone."""
    _draw_beads(axes, bitext)
    right, top = (length - 0.5 for length in bitext.lengths)
    axes.plot((-0.5, right), (-0.5, top), color=GUIDE, linewidth=0.8, linestyle=":", zorder=0)
    room_x, room_y = (max(0.01 * length, 0.3) for length in bitext.lengths)  # for nulls at the ends
    axes.set(xlim=(-0.5 - room_x, right + room_x), ylim=(-0.5 - room_y, top + room_y))
    axes.set(xlabel=_label(bitext, 0), ylabel=_label(bitext, 1))
    for side in (0, 1):
        if bitext.lengths[side]:
            _draw_strip(axes, bitext, side)
    merges, nulls, moved = (int(which.sum()) for which in (bitext.merges, bitext.nulls, bitext.moved))
    doubtful, wrong = (int((bitext.levels < level).sum()) for level in (2, 1))
    axes.set_title(
        f"beads {len(bitext.spans):,}: merges {merges:,}, nulls {nulls:,}, moved {moved:,}\n"
        f"probability below {SURE}: {doubtful:,}, below {UNSURE}: {wrong:,}"
    )


def _draw_beads(axes: Axes, bitext: Bitext) -> None:
    """Each bead as the rectangle of its segments, with a frame that shows where this is smaller than a pixel.

    Beads come in their order, so that none of the colours wins where many fall on one pixel.
    """
    from matplotlib.collections import PolyCollection
    from matplotlib.colors import to_rgba_array

    few = len(bitext.spans) <= MANY
    (left, right), (bottom, top) = (bitext.spans[:, side].T - 0.5 for side in (0, 1))
    corners = np.stack([np.stack([left, left, right, right], 1), np.stack([bottom, top, top, bottom], 1)], axis=2)
    colours = to_rgba_array(COLOURS)[bitext.levels]
    if few:  # a null is a black line: that it is doubtful shows as a rim
        rim = bitext.nulls & (bitext.levels < 2)
        axes.add_collection(PolyCollection(list(corners[rim]), edgecolors=colours[rim], linewidths=7), autolim=False)
    insides = colours.copy()
    insides[bitext.merges, 3] = 0.35
    widths = np.where(bitext.nulls & few, 3.0, 1.2)
    beads = PolyCollection(
        list(corners), facecolors=insides, edgecolors=_lines(bitext), linewidths=widths, rasterized=not few
    )
    axes.add_collection(beads, autolim=False)
    x, y = bitext.spans[bitext.moved].mean(axis=2).T - 0.5
    axes.scatter(x, y, s=140, marker="D", facecolors="none", edgecolors=MOVED, linewidths=2, zorder=3)
    axes.locator_params(integer=True)


def _lines(bitext: Bitext) -> Doubles:
    """(b, 4): the colour of each bead's line, with its opacity."""
    from matplotlib.colors import to_rgba_array

    return np.where(bitext.nulls[:, None], to_rgba_array(NULL), to_rgba_array(COLOURS)[bitext.levels])


def _draw_strip(axes: Axes, bitext: Bitext, side: int) -> None:
    """Along one version, the share of its segments that are without counterpart, and that are in doubt."""
    order = np.argsort(bitext.spans[:, side, 0], kind="stable")
    kinds = np.repeat(np.where(bitext.nulls, -1, bitext.levels)[order], bitext.sizes[order, side])
    if side == 0:
        strip = axes.inset_axes((0, 1.01, 1, 0.05), sharex=axes, ylim=(0, 1))
    else:
        strip = axes.inset_axes((1.01, 0, 0.05, 1), sharey=axes, xlim=(0, 1))
    edges = np.append(np.arange(0, len(kinds), -(-len(kinds) // BARS)), len(kinds))
    below = np.zeros(len(edges) - 1)
    for kind, colour in ((-1, NULL), (0, COLOURS[0]), (1, COLOURS[1]), (2, PALE)):
        counts = np.append(0, (kinds == kind).cumsum())
        above = below + np.diff(counts[edges]) / np.diff(edges)
        orientation: Literal["horizontal", "vertical"] = "horizontal" if side else "vertical"
        strip.stairs(above, edges - 0.5, baseline=below, fill=True, color=colour, orientation=orientation)
        below = above
    strip.tick_params(bottom=False, left=False, labelbottom=False, labelleft=False)


def _draw_drift(axes: Axes, bitext: Bitext) -> None:
    """How far the path is from the diagonal: on the map of a long text a short omission cannot be seen."""
    from matplotlib.collections import LineCollection

    n, m = bitext.lengths
    x = bitext.spans[~bitext.moved, 0]
    y = bitext.spans[~bitext.moved, 1] - x * (m / max(n, 1))
    colours = _lines(bitext)[~bitext.moved]
    ends = np.stack([x - 0.5, y], axis=2)
    lines = LineCollection(list(ends), colors=colours, linewidths=2, capstyle="projecting", rasterized=len(ends) > MANY)
    axes.add_collection(lines, autolim=False)
    axes.axhline(0, color=GUIDE, linewidth=0.8, linestyle=":", zorder=0)
    low, high = y.min(initial=-1) * 1.1, y.max(initial=1) * 1.1
    axes.set(ylim=(low, high), ylabel="segments off\nthe diagonal")
    axes.locator_params(integer=True)


def _draw_stretch(axes: Axes, bitext: Bitext, stretch: Ints) -> None:
    """The most doubtful beads, large enough to be seen one by one."""
    _draw_beads(axes, bitext.within(stretch))
    axes.set(xlim=stretch[0] - (0.8, 0.2), ylim=stretch[1] - (0.8, 0.2))
    axes.set_title(f"The {STRETCH} most doubtful beads in a row, framed on the left")
    axes.tick_params(left=False, labelleft=False, right=True, labelright=True)
    axes.spines[:].set_edgecolor(FRAME)


def _draw_frame(axes: Axes, bitext: Bitext, stretch: Ints) -> None:
    """Where on the map the stretch is, never smaller than can be seen."""
    from matplotlib.patches import Rectangle

    size = np.maximum(stretch[:, 1] - stretch[:, 0], 0.03 * np.array(bitext.lengths))
    x, y = stretch.mean(axis=1) - 0.5 - size / 2
    axes.add_patch(Rectangle((x, y), *size, fill=False, edgecolor=FRAME, linewidth=1.5, zorder=4))


def _draw_legend(figure: Figure) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles = [
        Patch(color=COLOURS[2], label=f"probability {SURE} or more"),
        Patch(color=COLOURS[1], label=f"doubtful: below {SURE}"),
        Patch(color=COLOURS[0], label=f"doubtful: below {UNSURE}"),
        Line2D([], [], color=NULL, linewidth=3, label="no counterpart (null)"),
        Patch(facecolor=(COLOURS[2], 0.35), edgecolor=COLOURS[2], label="merge"),
        Line2D([], [], color=MOVED, marker="D", markerfacecolor="none", linestyle="", label="moved"),
    ]
    columns = 3 if figure.get_figwidth() < 10 else 6
    figure.legend(handles=handles, loc="outside upper center", ncols=columns, frameon=False)


def _label(bitext: Bitext, side: int) -> str:
    version = bitext.versions[side]
    language = f" ({version.language})" if version.language else ""
    count, alone = bitext.lengths[side], bitext.alone(side)
    return f"{_legible(version.path.name)}{language}\nsegments {count:,}, without counterpart {alone:,}"


def _legible(name: str) -> str:
    """The name of a file, shortened in the middle, with a mark for each character that the font lacks."""
    from matplotlib.font_manager import findfont, get_font

    font = get_font(findfont("DejaVu Sans"))
    if len(name) > LONGEST:
        name = f"{name[: LONGEST // 2]}…{name[-LONGEST // 2 :]}"
    return "".join(c if c.isprintable() and font.get_char_index(ord(c)) else "\ufffd" for c in name)
