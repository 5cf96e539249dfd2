"""From pairs of documents to groups: the surest first, and no chain of pairs without support from the others.

A document joins a group if, on average over the group's documents in other languages, it is more probably a version
than not. Two documents of one language are in one group only as different versions of the text, or as parts of it that
stand at different places of a third document.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from threadpoolctl import threadpool_limits

from align.arrays import Floats
from corpus.candidates import candidates
from corpus.copies import letters_of, near_duplicates, same_numbers
from corpus.evidence import Evidence, evidence_of, log_odds
from corpus.sketches import make_sketches

SURE = 6.0  # log-odds beyond which a pair does not count for more: no pair outvotes two others
UNSEEN = -3.0  # log-odds of two documents that were not compared, each having others that are nearer
# Of two texts in one language that agree to more than this, both are versions of one text, unless they have partners of
# their own. Two Spanish translations of a story agree to .36; .6 wins .001 of F1 on the look-alike pages of a program's
# help, and loses as little on an archive of look-alike news.
ALTERNATIVE = 0.35
SAME_NUMBERS = 0.8  # of the numbers of the one with fewer: formulaic texts of two events differ in them
SHARED = 0.2  # of the shorter of two stretches may overlap where they stand one after the other


@dataclass(frozen=True)
class Links:
    """What is known of pairs i < j of documents: ``odds``, the log-odds of those in two languages, and ``evidence``;
    ``siblings`` are versions of one text in one language."""

    languages: Sequence[str]
    odds: Mapping[tuple[int, int], float]
    evidence: Mapping[tuple[int, int], Evidence]
    siblings: frozenset[tuple[int, int]]

    def support(self, one: Sequence[int], other: Sequence[int]) -> float:
        """Mean log-odds over the pairs of two languages that have one document in ``one`` and one in ``other``, without
        those that are different parts of a third document."""
        everything = {*one, *other}
        values = [
            min(max(self.odds.get(_pair(a, b), UNSEEN), -SURE), SURE)
            for a in one
            for b in other
            if self.languages[a] != self.languages[b] and not (len(everything) > 2 and self.apart(a, b, everything))
        ]
        return sum(values) / len(values) if values else -SURE

    def apart(self, a: int, b: int, among: Container[int]) -> bool:
        """Whether ``a`` and ``b`` go with different stretches of one of the documents ``among``."""
        for middle in self.partners.get(a, frozenset()) & self.partners.get(b, frozenset()):
            if middle in among:
                (i, j), (k, m) = (self.evidence[_pair(each, middle)].stretch(middle) for each in (a, b))
                if min(j, m) - max(i, k) <= SHARED * min(j - i, m - k):
                    return True
        return False

    @cached_property
    def partners(self) -> Mapping[int, frozenset[int]]:
        """Of each document, those that are more probably versions of it than not. A chapter has few of them, however
        many the book has."""
        found: dict[int, set[int]] = {}
        for (i, j), odds in self.odds.items():
            if odds > 0:
                found.setdefault(i, set()).add(j)
                found.setdefault(j, set()).add(i)
        return {number: frozenset(partners) for number, partners in found.items()}

    def compatible(self, one: Sequence[int], other: Sequence[int]) -> bool:
        """Whether documents of one language in both are siblings or parts."""
        everything = {*one, *other}
        return all(
            _pair(a, b) in self.siblings or self.apart(a, b, everything)
            for a in one
            for b in other
            if self.languages[a] == self.languages[b]
        )

    def groups(self) -> list[list[int]]:
        """The numbers of documents in groups of two or more, each ascending."""
        member_of = {number: [number] for number in range(len(self.languages))}
        for (a, b), odds in sorted(self.odds.items(), key=lambda item: (-item[1], item[0])):
            if odds <= 0:
                break
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
        stretches = [
            self.evidence[pair].stretch(other)
            for other in members
            if self.odds.get(pair := _pair(number, other), UNSEEN) > 0
        ]
        return max(stretches, key=lambda stretch: stretch[1], default=(0, 0))[0]


def find_links(
    texts: Sequence[Sequence[str]],
    vectors: Sequence[Floats],
    languages: Sequence[str],
    names: Sequence[str],
    dates: Sequence[str] = (),
    progress: Callable[[int], None] | None = None,
) -> tuple[Links, Mapping[int, int]]:
    """What is known of pairs of documents, by number; and near-duplicates, see near_duplicates: these are in no pair.

    ``texts`` are their sentences, ``vectors`` (m, d) the unit rows of these, ``names`` tell which of equal texts is the
    first. Where there are ``dates``, documents of two different ones are in no pair and do not repeat one another.
    ``progress`` takes the number of pairs just compared.
    """
    sketches = make_sketches(texts, vectors, languages)
    with threadpool_limits(limits=1):  # of small products threads make slow ones: 20 ms for 3 on two busy cores
        told = dates or [""] * len(texts)
        found = ((i, j) for i, j in candidates(sketches).tolist())
        pairs = [(i, j) for i, j in found if not told[i] or not told[j] or told[i] == told[j]]
        own = [(i, j) for i, j in pairs if languages[i] == languages[j]]
        kinds = list(zip(languages, told, strict=True))
        keys = [letters_of(sentences) for sentences in texts]
        copies = near_duplicates(keys, names, (), sketches.numbers, kinds)
        compared: dict[tuple[int, int], Evidence] = {}
        for i, j in pairs:
            if i in copies or j in copies:
                continue
            compared[i, j] = evidence_of(sketches, (i, j))
            if progress:
                progress(1)
    partners = _best_partners(_odds(compared, languages), languages)
    alike = [pair for pair in own if pair in compared and not _have_their_own(*pair, partners)]
    copies = near_duplicates(keys, names, alike, sketches.numbers, kinds)
    compared = {(i, j): each for (i, j), each in compared.items() if i not in copies and j not in copies}
    siblings = frozenset(
        (i, j)
        for i, j in alike
        if (i, j) in compared
        and compared[i, j].agreement > ALTERNATIVE
        and same_numbers(sketches.numbers[i], sketches.numbers[j], SAME_NUMBERS)
    )
    return Links(languages, _odds(compared, languages, siblings), compared, siblings), copies


def _odds(
    compared: Mapping[tuple[int, int], Evidence],
    languages: Sequence[str],
    siblings: frozenset[tuple[int, int]] = frozenset(),
) -> Mapping[tuple[int, int], float]:
    across = [each for (i, j), each in compared.items() if languages[i] != languages[j]]
    return {each.pair: float(value) for each, value in zip(across, log_odds(across, languages, siblings), strict=True)}


def _best_partners(odds: Mapping[tuple[int, int], float], languages: Sequence[str]) -> Mapping[int, Mapping[str, int]]:
    """Of each document the partner in each language that is surest, and more probable than not."""
    best: dict[int, dict[str, int]] = {}
    for (i, j), value in sorted(odds.items(), key=lambda item: (-item[1], item[0])):
        if value > 0:
            for one, other in ((i, j), (j, i)):
                best.setdefault(one, {}).setdefault(languages[other], other)
    return best


def _have_their_own(i: int, j: int, partners: Mapping[int, Mapping[str, int]]) -> bool:
    """Whether two documents of one language have different partners in another: these are look-alike pages, neither
    near-duplicates nor versions of one text. Of the help of a program F1 is .97 in place of .84 with this."""
    here, there = partners.get(i, {}), partners.get(j, {})
    return any(here[language] != there[language] for language in here.keys() & there.keys())


def _pair(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a < b else (b, a)
