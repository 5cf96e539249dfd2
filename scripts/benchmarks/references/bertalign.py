"""In the manner of Liu and Zhu (2023), "Bertalign: Improved word embedding-based sentence alignment"."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from align.arrays import Doubles, Floats, Ints
from align.band import Band, find_band
from align.beads import Bead
from align.monotonic import Shape, best_path
from align.neighbors import nearest
from benchmarks.references.lattice import best_beads, centred, fill, shapes_up_to

NEAREST = 3  # target segments that a source segment may be anchored to
REACH = 5  # of the second pass to either side of the anchors
NULL = -0.1
MOST = 5  # segments of a bead


def bertalign(
    source: Floats, target: Floats, source_bytes: Sequence[int], target_bytes: Sequence[int], most: int = MOST
) -> list[Bead]:
    """Beads from embedded windows (w, n, d) and (w, m, d), w >= ``most`` - 1, and the bytes of the segments."""
    n, m = source.shape[1], target.shape[1]
    before = [np.concatenate([[0.0], np.cumsum(sizes)]) for sizes in (source_bytes, target_bytes)]
    before[1] *= before[0][-1] / max(before[1][-1], 1.0)  # as long as the source, as a whole
    around = [_with_ends(windows[0]) for windows in (source, target)]

    def worth(shape: Shape, i: int, columns: Ints) -> Doubles:
        a, b = shape
        if not a or not b:
            return np.full(len(columns), NULL)
        x, y = source[a - 1, i - 1], target[b - 1, columns - 1]
        # the segments just before and after each window, and how many of them there are
        outside_x = around[0][i - a] + around[0][i + 1]
        outside_y = around[1][columns - b] + around[1][columns + 1]
        count_x = max((i > a) + (i < n), 1)
        count_y = np.maximum((columns > b).astype(int) + (columns < m), 1)
        margin = y @ x - (outside_y @ x / count_y + y @ outside_x / count_x) / 2
        sizes = before[0][i] - before[0][i - a], before[1][columns] - before[1][columns - b]
        ratio = np.minimum(*sizes) / np.maximum(np.maximum(*sizes), 1)
        value: Doubles = margin * np.log2(1 + ratio)
        return value

    band = _band_around(_anchors(source[0], target[0]), n, m)
    return best_beads(fill(band, shapes_up_to(most), worth))


def _with_ends(singles: Floats) -> Floats:
    """Rows (n + 2, d): row i + 1 is segment i, and there is nothing before the first and after the last."""
    nothing = np.zeros((1, singles.shape[1]), np.float32)
    return np.concatenate([nothing, singles, nothing])


def _anchors(source: Floats, target: Floats) -> Ints:
    """First pass: (k, 2) boundaries after the pairs of near neighbours that the best path of single segments has."""
    chosen = nearest(source, target, NEAREST)

    def worth(shape: Shape, i: int, columns: Ints) -> Doubles:
        values = np.zeros(len(columns))
        if shape == (1, 1):
            for j, cosine in zip(chosen.indices[i - 1], chosen.cosines[i - 1], strict=True):
                values[columns == j + 1] = cosine
        return values

    band = find_band(centred(source[None])[0], centred(target[None])[0])
    steps = best_path(fill(band, shapes_up_to(2), worth))
    pairs = [(s.i, s.j) for s in steps if s.shape == 0 and s.j - 1 in chosen.indices[s.i - 1]]
    return np.array(pairs, np.int64).reshape(-1, 2)


def _band_around(anchors: Ints, n: int, m: int) -> Band:
    """REACH columns to either side of the straight lines between neighbouring ``anchors`` (k, 2).

    So narrow a band costs where the anchors are wrong, and wins where a null would be the better bead of a row: with
    a wider one the method loses a point on textberg_dev.
    """
    corners = np.concatenate([[[0, 0]], anchors, [[n, m]]])
    centre = np.interp(np.arange(n + 1), corners[:, 0], corners[:, 1])
    low = np.clip(np.floor(centre).astype(np.int64) - REACH, 0, m)
    high = np.clip(np.ceil(centre).astype(np.int64) + REACH, 0, m) + 1
    low[0], high[-1] = 0, m + 1
    low[1:] = np.minimum(low[1:], high[:-1] - 1)  # each row shares a column with the one before
    return Band(low, high)
