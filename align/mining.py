"""Margins, and the links that both sides choose."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from align.arrays import Floats, Ints
from align.neighbors import nearest


@dataclass(frozen=True, slots=True)
class MutualLinks:
    """One-to-one links: row i of the source chose row j of the target and was chosen by it.

    ``margins`` are the cosine of the link less the mean cosine of both sides to their k nearest: positive where the
    link stands out.
    """

    source: Ints
    target: Ints
    cosines: Floats
    margins: Floats


def mutual_links(source: Floats, target: Floats, k: int = 4) -> MutualLinks:
    """Links between the unit rows ``source`` (n, d) and ``target`` (m, d), in the order of the source."""
    forward, backward = nearest(source, target, k), nearest(target, source, k)
    if not forward.indices.size or not backward.indices.size:
        none = np.zeros(0, np.int64)
        return MutualLinks(none, none, np.zeros(0, np.float32), np.zeros(0, np.float32))
    first = forward.indices[:, 0]
    chosen = np.flatnonzero(backward.indices[first, 0] == np.arange(len(source)))
    cosines = forward.cosines[chosen, 0]
    around = (forward.cosines[chosen].mean(axis=1) + backward.cosines[first[chosen]].mean(axis=1)) / 2
    return MutualLinks(chosen, first[chosen], cosines, cosines - around)
