"""From pairs of documents to groups: the surest first, and no chain of pairs without support from the others.

A document joins a group if, on average over the group's documents in other languages, it is more probably a version
than not. Two documents of one language are in one group only as different versions of the text, or as parts of it that
stand at different places of a third document.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from threadpoolctl import threadpool_limits

from align.arrays import Doubles, Floats
from align.scores import Weights
from corpus.candidates import candidates
from corpus.copies import letters_of
from corpus.dates import Moment, moment
from corpus.evidence import Evidence, compare
from corpus.matching import log_odds
from corpus.siblings import Texts, settle, surest_first, unique
from corpus.sketches import make_sketches

SURE = 6.0  # log-odds beyond which a pair does not count for more: no pair outvotes two others
UNSEEN = -3.0  # log-odds of two documents that were not compared, each having others that are nearer
SHARED = 0.2  # of the shorter of two stretches may overlap where they stand one after the other


@dataclass(frozen=True)
class Links:
    """What is known of pairs i < j of documents: the ``evidence`` of p pairs, and their log-odds ``odds`` (p,), not a
    number where both are in one language. ``siblings`` are versions of one text in one language."""

    languages: Sequence[str]
    evidence: Evidence
    odds: Doubles
    siblings: frozenset[tuple[int, int]]
    kept_apart: frozenset[int] = frozenset()  # near documents in other languages, but of other dates
    moments: Sequence[Moment] = ()  # of the documents, where dates count

    def odds_of(self, a: int, b: int) -> float:
        """Of two documents in two languages."""
        place = self.evidence.place(a, b)
        return UNSEEN if place is None else float(self.odds[place])

    @cached_property
    def across(self) -> Mapping[tuple[int, int], float]:
        """The log-odds of all pairs in two languages."""
        known = np.flatnonzero(~np.isnan(self.odds))
        pairs = map(tuple, self.evidence.pairs[known].tolist())
        return dict(zip(pairs, self.odds[known].tolist(), strict=True))

    def support(self, one: Sequence[int], other: Sequence[int]) -> float:
        """Mean log-odds over the pairs of two languages that have one document in ``one`` and one in ``other``, unique
        those that are different parts of a third document."""
        everything = {*one, *other}
        values = [
            min(max(self.odds_of(a, b), -SURE), SURE)
            for a in one
            for b in other
            if self.languages[a] != self.languages[b] and not (len(everything) > 2 and self.apart(a, b, everything))
        ]
        return sum(values) / len(values) if values else -SURE

    def apart(self, a: int, b: int, among: Container[int]) -> bool:
        """Whether ``a`` and ``b`` go with different stretches of one of the documents ``among``."""
        for middle in self.partners.get(a, frozenset()) & self.partners.get(b, frozenset()):
            if middle in among:
                (i, j), (k, m) = (self.evidence.stretch(middle, each) for each in (a, b))
                if min(j, m) - max(i, k) <= SHARED * min(j - i, m - k):
                    return True
        return False

    @cached_property
    def partners(self) -> Mapping[int, frozenset[int]]:
        """Of each document, those that are more probably versions of it than not. A chapter has few of them, however
        many the book has."""
        found: dict[int, set[int]] = {}
        for i, j in surest_first(self.evidence, self.odds).tolist():
            found.setdefault(i, set()).add(j)
            found.setdefault(j, set()).add(i)
        return {number: frozenset(partners) for number, partners in found.items()}

    def compatible(self, one: Sequence[int], other: Sequence[int]) -> bool:
        """Whether documents of one language in both are siblings or parts, and those of two languages of one date: a
        third that tells no date, or less of it, joins no others."""
        everything = {*one, *other}
        return all(
            _pair(a, b) in self.siblings or self.apart(a, b, everything)
            if self.languages[a] == self.languages[b]
            else not self.moments or self.moments[a].agrees(self.moments[b])
            for a in one
            for b in other
        )

    def groups(self) -> list[list[int]]:
        """The numbers of documents in groups of two or more, each ascending."""
        member_of = {number: [number] for number in range(len(self.languages))}
        for a, b in surest_first(self.evidence, self.odds).tolist():
            one, other = member_of[a], member_of[b]
            if one is not other and self.compatible(one, other) and self.support(one, other) > 0:
                joined = sorted([*one, *other])
                member_of.update(dict.fromkeys(joined, joined))
        found = {id(members): members for members in member_of.values() if len(members) > 1}
        return sorted(found.values())

    def versions(self, members: Sequence[int]) -> list[list[int]]:
        """The documents of a group, those that stand one after the other as one version; by language."""
        versions, everything = list[list[int]](), set(members)
        for number in sorted(members, key=lambda k: (self.languages[k], self._place(k, members), k)):
            for version in versions:
                same = self.languages[version[0]] == self.languages[number]
                if same and all(self.apart(number, other, everything) for other in version):
                    version.append(number)
                    break
            else:
                versions.append([number])
        return versions

    def _place(self, number: int, members: Sequence[int]) -> int:
        """Where in the longest partner a document begins."""
        partners = self.partners.get(number, frozenset())
        stretches = [self.evidence.stretch(other, number) for other in members if other in partners]
        return max(stretches, key=lambda stretch: stretch[1], default=(0, 0))[0]


def find_links(
    texts: Sequence[Sequence[str]],
    vectors: Sequence[Floats],
    languages: Sequence[str],
    names: Sequence[str],
    dates: Sequence[str] = (),
    progress: Callable[[int], None] | None = None,
    weights: Weights | None = None,
) -> tuple[Links, Mapping[int, int]]:
    """What is known of pairs of documents, by number; and near-duplicates, see near_duplicates: these are in no pair.

    ``texts`` are their sentences, ``vectors`` (m, d) the unit rows of these, ``names`` tell which of equal texts is the
    first. Where there are ``dates``, documents of two different ones are in no pair and do not repeat one another, see
    corpus.dates.
    ``progress`` takes the number of pairs just compared. ``weights``: see log_odds.
    """
    moments = [moment(date) for date in dates or [""] * len(texts)]
    told = Texts([letters_of(each) for each in texts], names, list(zip(languages, moments, strict=True)))
    with threadpool_limits(limits=1):  # of small products threads make slow ones: 20 ms for 3 on two busy cores
        sketches = make_sketches(texts, vectors, languages)
        pairs = candidates(sketches)
        together = np.ones(len(pairs), bool)
        if dates:
            together = np.array([moments[i].agrees(moments[j]) for i, j in pairs.tolist()], bool)
        apart, pairs = pairs[~together], pairs[together]
        compared = compare(sketches, pairs[unique(pairs, told.copies())], progress)
    odds = log_odds(compared, sketches.spoken, weights=weights)
    settled = settle(sketches, compared, odds, told)
    odds = log_odds(settled.evidence, sketches.spoken, settled.siblings, weights)
    siblings = frozenset((i, j) for i, j in settled.siblings.tolist())
    apart = apart[sketches.spoken[apart[:, 0]] != sketches.spoken[apart[:, 1]]]
    kept_apart = frozenset(apart.ravel().tolist())
    return Links(languages, settled.evidence, odds, siblings, kept_apart, moments if dates else ()), settled.copies


def _pair(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a < b else (b, a)
