"""Which documents are versions of one another, by content, and which have no partner.

Candidates come from document vectors through FAISS. Each is compared by its sentences, its numbers and names, and with
its rivals; from this comes the probability that the two are versions of one text. Groups grow from the surest pair on.
Near-duplicates are set apart before; a group may hold several versions in one language, and a version may consist of
several documents that stand one after the other.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from corpus.documents import Document
from corpus.errors import UsageError
from corpus.linkage import find_links
from corpus.vectors import Vectors, sentence_texts

LEAD = 0.1  # a document whose group is less than this more probable than a document outside says so


@dataclass(frozen=True)
class Version:
    """A text in one language: the documents it consists of, in their order."""

    documents: tuple[Document, ...]

    @property
    def language(self) -> str:
        return self.documents[0].language


@dataclass(frozen=True)
class Group:
    """Versions of one text in the order of their languages. ``probability``: the mean over its documents; 1.0 where
    the manifest says so."""

    id: str
    versions: tuple[Version, ...]
    probability: float

    @property
    def documents(self) -> tuple[Document, ...]:
        return tuple(document for version in self.versions for document in version.documents)


@dataclass(frozen=True)
class Finding:
    """What was decided about one document: in a group or not, why, which other document came nearest, and whether it
    repeats another."""

    group: str | None
    reason: str
    runner_up: str | None = None  # path of the nearest document outside the group
    probability: float | None = None  # of being a version of its group's texts, or of the runner-up's where alone
    duplicate_of: str | None = None  # path
    version: int | None = None  # in its language and group, from 1


@dataclass(frozen=True)
class Grouping:
    """``groups`` by the path of their first document, and a finding for every document, by id."""

    groups: tuple[Group, ...]
    findings: Mapping[str, Finding] = field(default_factory=dict)

    def joined(self, other: Grouping) -> Grouping:
        """Both, of different documents, as one."""
        groups = sorted((*self.groups, *other.groups), key=lambda group: group.documents[0].path)
        return Grouping(tuple(groups), {**self.findings, **other.findings})


def one_document_each(documents: Iterable[Document]) -> tuple[Version, ...]:
    """Each document as a version, by language and path."""
    return tuple(Version((each,)) for each in sorted(documents, key=lambda d: (d.language, d.path)))


def group_id(documents: Iterable[Document]) -> str:
    """Twelve hexadecimal digits from the English document, or the first by language: one more seldom changes it."""
    anchor = min(documents, key=anchor_key)
    return hashlib.sha256(f"group\0{anchor.id}".encode()).hexdigest()[:12]


def anchor_key(document: Document) -> tuple[bool, str, str]:
    """Orders documents of a group by how likely they were there first: English, then by language."""
    return document.language.split("-")[0] != "en", document.language, document.id


def group_documents(
    documents: Sequence[Document],
    vectors: Vectors,
    same_date: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Grouping:
    """The groups that the manifest names, then those that the content shows among the other documents; with
    ``same_date`` only among those of the same date, as far as they have one.

    Raises UsageError where the manifest's groups are wrong, see named_groups.
    """
    groups, findings = list[Group](), dict[str, Finding]()
    for name, members in named_groups(documents).items():
        if len(members) > 1:
            groups.append(Group(group_id(members), one_document_each(members), 1.0))
            findings.update(_findings_by_name(name, groups[-1]))
        else:
            findings[members[0].id] = Finding(None, f"the manifest's group {name!r} has no other document")
    rest = [document for document in documents if not document.group]
    found = _group_by_content(rest, vectors, same_date, progress) if rest else Grouping(())
    return Grouping(tuple(groups), findings).joined(found)


def named_groups(documents: Iterable[Document]) -> Mapping[str, Sequence[Document]]:
    """The manifest's groups by name. Raises UsageError where all of one are in one language."""
    named: dict[str, list[Document]] = {}
    for document in documents:
        if document.group:
            named.setdefault(document.group, []).append(document)
    for name, members in named.items():
        if len(members) > 1 and len({document.language for document in members}) == 1:
            paths = ", ".join(sorted(document.path for document in members))
            what = f"all of its documents are in {members[0].language}: {paths}"
            raise UsageError(f"manifest.csv, group {name!r}", what, "a group needs two languages")
    return {name: tuple(members) for name, members in named.items()}


def _findings_by_name(name: str, group: Group) -> Iterator[tuple[str, Finding]]:
    seen: Counter[str] = Counter()
    for version in group.versions:
        seen[version.language] += 1
        found = Finding(group.id, f"the manifest's group {name!r}", probability=1.0, version=seen[version.language])
        yield from ((document.id, found) for document in version.documents)


def _group_by_content(
    documents: Sequence[Document], vectors: Vectors, same_date: bool, progress: Callable[[int], None] | None
) -> Grouping:
    links, copies = find_links(
        [sentence_texts(document) for document in documents],
        [vectors[document.id] for document in documents],
        [document.language for document in documents],
        [document.path for document in documents],
        [document.date for document in documents] if same_date else (),
        progress,
    )
    runners_up, grouped = dict[int, _Rival](), dict[int, list[int]]()
    for members in links.groups():
        grouped.update(dict.fromkeys(members, members))
    for (i, j), odds in links.across.items():
        if grouped.get(i) is None or grouped[i] is not grouped.get(j):
            for one, other in ((i, j), (j, i)):
                rival = _Rival(odds, -other)
                runners_up[one] = max(runners_up.get(one, rival), rival)
    groups, findings = list[Group](), dict[str, Finding]()
    for members in {id(members): members for members in grouped.values()}.values():
        versions = [Version(tuple(documents[k] for k in version)) for version in links.versions(members)]
        own = {k: _sigmoid(links.support([k], [other for other in members if other != k])) for k in members}
        mean = float(np.mean(list(own.values())))
        groups.append(Group(group_id(documents[k] for k in members), tuple(versions), mean))
        for k in members:
            findings[documents[k].id] = _finding(documents, k, groups[-1], own[k], runners_up.get(k))
    several = len({document.language for document in documents}) > 1
    for number, document in enumerate(documents):
        if number in copies:
            repeated = documents[copies[number]].path
            findings[document.id] = Finding(None, f"{repeated} has nearly all of its text", duplicate_of=repeated)
        elif number not in grouped:
            date = document.date if number in links.kept_apart else ""
            findings[document.id] = _alone(documents, runners_up.get(number), several, date)
    return Grouping(tuple(sorted(groups, key=lambda group: group.documents[0].path)), findings)


def _sigmoid(odds: float) -> float:
    return float(1 / (1 + np.exp(-odds)))


class _Rival(NamedTuple):
    """Of the documents outside a group, the one that comes nearest; of equals the first."""

    odds: float
    negative_number: int


def _finding(documents: Sequence[Document], number: int, group: Group, own: float, rival: _Rival | None) -> Finding:
    document = documents[number]
    others = len(group.documents) - 1
    partners = f"the {others} other documents" if others > 1 else "the other document"
    reason = f"goes with {partners} of its group with a probability of {own:.0%}"
    runner_up = documents[-rival.negative_number].path if rival else None
    if rival and (outside := _sigmoid(rival.odds)) + LEAD > own:
        reason += f", hardly more than with {runner_up} ({outside:.0%})"
    own_language = [each for each in group.versions if each.language == document.language]
    version = next(each for each in own_language if document in each.documents)
    if len(own_language) > 1:
        reason += f"; version {own_language.index(version) + 1} of {len(own_language)} in {version.language}"
    if len(version.documents) > 1:
        place = version.documents.index(document) + 1
        reason += f"; part {place} of {len(version.documents)} of a version in {version.language}"
    return Finding(group.id, reason, runner_up, round(own, 4), version=own_language.index(version) + 1)


def _alone(documents: Sequence[Document], rival: _Rival | None, several: bool, date: str) -> Finding:
    """``several``: whether there is another language; ``date``: that of the document where it kept others apart."""
    if not several:
        return Finding(None, "no partner: there is no document in another language to compare it with")
    if rival is None:
        there = f"comes near and agrees with its date, {date}" if date else "comes near"
        return Finding(None, f"no partner: no document of another language {there}")
    runner_up, probability = documents[-rival.negative_number].path, _sigmoid(rival.odds)
    reason = f"no partner: the nearest, {runner_up}, is a version of it with a probability of {probability:.0%}"
    if probability >= 0.5:
        reason = f"no partner: the nearest, {runner_up} ({probability:.0%}), goes better with others"
    if date:
        reason += f"; some that come near do not agree with its date, {date}"
    return Finding(None, reason, runner_up, round(probability, 4))
