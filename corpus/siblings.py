"""Documents of one language that tell the same: near-duplicates, versions of one text, or look-alike pages."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from align.arrays import Bools, Doubles, Ints
from corpus.copies import near_duplicates
from corpus.evidence import Evidence
from corpus.rows import NO_PAIRS
from corpus.sketches import Sketches

# Of two texts in one language that agree to more than this, both are versions of one text, unless they have partners of
# their own. Two Spanish translations of a story agree to .36; .6 wins .001 of F1 on the look-alike pages of a program's
# help, and loses as little on an archive of look-alike news.
ALTERNATIVE = 0.35
SAME_NUMBERS = 0.8  # of the numbers of the one with fewer: formulaic texts of two events differ in them


class Texts(NamedTuple):
    """n documents as near_duplicates sees them."""

    keys: Sequence[str]
    names: Sequence[str]
    kinds: Sequence[Hashable]

    def copies(self, pairs: Ints = NO_PAIRS) -> Mapping[int, int]:
        """See near_duplicates."""
        return near_duplicates(*self, pairs)


class Settled(NamedTuple):
    """The ``evidence`` of pairs without near-duplicates; the number of each of these -> that of the document it
    repeats; and pairs of versions in one language (q, 2), ascending."""

    evidence: Evidence
    copies: Mapping[int, int]
    siblings: Ints


def settle(sketches: Sketches, compared: Evidence, odds: Doubles, texts: Texts) -> Settled:
    """``odds`` (p,): the log-odds of the pairs ``compared`` that are in two languages."""
    own = compared[np.isnan(odds)]
    partners, nobody = _best_partners(compared, odds, sketches.spoken), dict[int, int]()
    alone = [not _have_their_own(*(partners.get(number, nobody) for number in pair)) for pair in own.pairs.tolist()]
    alike = own[np.array(alone, bool)]
    # reports of two events may share all but their numbers
    numbers = sketches.numbers.overlap(alike.pairs)
    copies = texts.copies(alike.pairs[numbers == 1])
    versions = alike.pairs[(alike.column("agreement") > ALTERNATIVE) & (numbers >= SAME_NUMBERS)]
    return Settled(compared[unique(compared.pairs, copies)], copies, versions[unique(versions, copies)])


def unique(pairs: Ints, copies: Mapping[int, int]) -> Bools:
    """(p,) which of the pairs (p, 2) are of documents that repeat no other."""
    return np.asarray(~np.isin(pairs, list(copies)).any(axis=1))


def surest_first(evidence: Evidence, odds: Doubles) -> Ints:
    """(q, 2) the pairs that are more probably versions than not."""
    likely = np.flatnonzero(odds > 0)
    return evidence.pairs[likely[np.argsort(-odds[likely], kind="stable")]]


def _best_partners(evidence: Evidence, odds: Doubles, spoken: Ints) -> Mapping[int, Mapping[int, int]]:
    """Of each document the partner in each language that is surest, and more probable than not."""
    best: dict[int, dict[int, int]] = {}
    for i, j in surest_first(evidence, odds).tolist():
        for one, other in ((i, j), (j, i)):
            best.setdefault(one, {}).setdefault(int(spoken[other]), other)
    return best


def _have_their_own(here: Mapping[int, int], there: Mapping[int, int]) -> bool:
    """Whether two documents of one language have different partners in another: these are look-alike pages, neither
    near-duplicates nor versions of one text. Of the help of a program F1 is .97 in place of .84 with this."""
    return any(here[language] != there[language] for language in here.keys() & there.keys())
