"""Which documents are versions of one another, by content, and which have no partner.

Candidates come from document vectors through FAISS. Each is then checked by alignment: the sentences that choose one
another, in an order that ascends in both documents, weighted by how near they are. Two translations share half of
their text or more in this way, two texts on one topic a tenth. Groups grow from the surest pair on, one document a
language, and a document joins a group that it agrees with on average, and with no member by less than half of that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from threadpoolctl import threadpool_limits

from align.anchors import heaviest_chain
from align.arrays import Floats, unit_rows
from align.mining import mutual_links
from align.neighbors import nearest
from corpus.documents import Document
from corpus.errors import UsageError
from corpus.vectors import Vectors, language_centres, sentence_texts

CANDIDATES = 8  # documents of each other language that are looked at for each document
AGREEMENT = 0.25  # two documents that agree less are no versions of one another
LEAST_OF_ANY = AGREEMENT / 2  # with no member of its group may a document agree less: one free version is forgiven
LEAD = 1.15  # a document that agrees with its group less than this many times as well as with another says so


@dataclass(frozen=True)
class Group:
    """Versions of one text: ``documents`` in the order of their languages, one a language."""

    id: str
    documents: tuple[Document, ...]
    agreement: float  # the mean over its pairs; 1.0 where the manifest says so


@dataclass(frozen=True)
class Finding:
    """What was decided about one document: in a group or not, why, and which other document came nearest."""

    group: str | None
    reason: str
    runner_up: str | None = None  # path of the nearest document outside the group


@dataclass(frozen=True)
class Grouping:
    """``groups`` by the path of their first document, and a finding for every document, by id."""

    groups: tuple[Group, ...]
    findings: Mapping[str, Finding] = field(default_factory=dict)

    def joined(self, other: Grouping) -> Grouping:
        """This grouping and that of other documents as one."""
        groups = sorted([*self.groups, *other.groups], key=lambda group: group.documents[0].path)
        return Grouping(tuple(groups), {**self.findings, **other.findings})


def group_id(documents: Iterable[Document]) -> str:
    """Twelve hexadecimal digits from the English document, or the first by language: one more seldom changes it."""
    anchor = min(documents, key=anchor_key)
    return hashlib.sha256(f"group\0{anchor.id}".encode()).hexdigest()[:12]


def anchor_key(document: Document) -> tuple[bool, str, str]:
    """Orders documents of a group by how likely they were there first: English, then by language."""
    return document.language.split("-")[0] != "en", document.language, document.id


def agreement(source: Floats, target: Floats, source_weights: Floats, target_weights: Floats) -> float:
    """The share of two texts, in [0, 1], that goes together in order, each link counted by its cosine.

    ``source`` (n, d) and ``target`` (m, d) are centred unit rows of sentences, the weights (n,), (m,) their lengths.
    """
    links = mutual_links(source, target)
    gain = np.maximum(links.cosines, 0)
    size = source_weights[links.source] / source_weights.sum() + target_weights[links.target] / target_weights.sum()
    chain = heaviest_chain(links.source, links.target, gain * size)
    return float((gain * size)[chain].sum() / 2)


@dataclass(frozen=True)
class _Sketch:
    """A document as the grouping sees it: centred sentence vectors (n, d), lengths (n,), one vector (d,)."""

    rows: Floats
    lengths: Floats
    whole: Floats


def _sketches(documents: Sequence[Document], vectors: Vectors) -> dict[str, _Sketch]:
    centres = language_centres(documents, vectors)
    seen: dict[str, int] = {}
    texts = {document.id: sentence_texts(document) for document in documents}
    for each in texts.values():
        for text in set(each):
            seen[text] = seen.get(text, 0) + 1
    sketches = {}
    for document in documents:
        rows = unit_rows(vectors[document.id] - centres[document.language])
        lengths = np.array([len(text) for text in texts[document.id]], np.float32)
        rarity = np.array([1 / seen[text] for text in texts[document.id]], np.float32)
        whole = (rows * (np.sqrt(lengths) * rarity)[:, None]).sum(axis=0)
        sketches[document.id] = _Sketch(rows, lengths * rarity, unit_rows(whole[None, :])[0])
    return sketches


def _candidates(documents: Sequence[Document], sketches: Mapping[str, _Sketch]) -> set[tuple[int, int]]:
    """Pairs of numbers of documents in two languages, one of which is among the nearest of the other."""
    by_language: dict[str, list[int]] = {}
    for number, document in enumerate(documents):
        by_language.setdefault(document.language, []).append(number)
    wholes = {
        language: np.stack([sketches[documents[k].id].whole for k in numbers])
        for language, numbers in by_language.items()
    }
    pairs: set[tuple[int, int]] = set()
    for one, numbers in by_language.items():
        for other, others in by_language.items():
            if one == other:
                continue
            for number, row in zip(numbers, nearest(wholes[one], wholes[other], CANDIDATES).indices, strict=True):
                pairs.update((min(number, others[k]), max(number, others[k])) for k in row.tolist())
    return pairs


def group_documents(
    documents: Sequence[Document], vectors: Vectors, progress: Callable[[int], None] | None = None
) -> Grouping:
    """The groups that the manifest names, then those that the content shows among the other documents.

    Raises UsageError where the manifest's groups are wrong, see named_groups.
    """
    groups, findings = [], {}
    for name, members in named_groups(documents).items():
        ordered = tuple(sorted(members, key=lambda d: (d.language, d.path)))
        if len(ordered) > 1:
            groups.append(Group(group_id(ordered), ordered, 1.0))
        for document in ordered:
            alone = f"the manifest's group {name!r} has no other document"
            said = (
                Finding(groups[-1].id, f"the manifest's group {name!r}") if len(ordered) > 1 else Finding(None, alone)
            )
            findings[document.id] = said
    rest = [document for document in documents if not document.group]
    found = _group_by_content(rest, vectors, progress) if rest else Grouping(())
    order = sorted([*groups, *found.groups], key=lambda group: group.documents[0].path)
    return Grouping(tuple(order), findings | dict(found.findings))


def named_groups(documents: Iterable[Document]) -> Mapping[str, Sequence[Document]]:
    """The manifest's groups by name. Raises UsageError where one has two documents in one language."""
    named: dict[str, dict[str, Document]] = {}
    for document in documents:
        if document.group:
            members = named.setdefault(document.group, {})
            if document.language in members:
                raise UsageError(
                    f"manifest.csv, group {document.group!r}",
                    f"two documents in {document.language}: {members[document.language].path}, {document.path}",
                    "one document a language in a group",
                )
            members[document.language] = document
    return {name: tuple(members.values()) for name, members in named.items()}


def _group_by_content(
    documents: Sequence[Document], vectors: Vectors, progress: Callable[[int], None] | None
) -> Grouping:
    sketches = _sketches(documents, vectors)
    agreements: dict[tuple[int, int], float] = {}

    def between(x: int, y: int) -> float:
        pair = min(x, y), max(x, y)
        if pair not in agreements:
            a, b = (sketches[documents[number].id] for number in pair)
            agreements[pair] = agreement(a.rows, b.rows, a.lengths, b.lengths)
        return agreements[pair]

    pairs = sorted(_candidates(documents, sketches))
    with threadpool_limits(limits=1):  # of small searches threads make slow ones: 20 ms for 3 on two busy cores
        for pair in pairs:
            between(*pair)
            if progress:
                progress(1)

    member_of = {number: [number] for number in range(len(documents))}
    for pair in sorted(pairs, key=lambda pair: (-agreements[pair], pair)):
        x, y = pair
        if agreements[pair] < AGREEMENT:
            break
        if member_of[x] is member_of[y]:
            continue
        joined = [*member_of[x], *member_of[y]]
        if len({documents[k].language for k in joined}) < len(joined):
            continue
        across = [between(a, b) for a in member_of[x] for b in member_of[y]]
        if float(np.mean(across)) >= AGREEMENT and min(across) >= LEAST_OF_ANY:
            for number in joined:
                member_of[number] = joined

    rivals: dict[int, list[tuple[float, int]]] = {}
    for (x, y), agreed in agreements.items():
        if member_of[x] is not member_of[y]:
            rivals.setdefault(x, []).append((agreed, -y))
            rivals.setdefault(y, []).append((agreed, -x))
    groups: dict[int, Group] = {}
    findings = {}
    for number, document in enumerate(documents):
        members = member_of[number]
        nearest_rival, rival = max(rivals.get(number, []), default=(0.0, None))
        runner_up = None if rival is None else documents[-rival].path
        if len(members) == 1:
            findings[document.id] = Finding(None, _why_alone(documents, document, nearest_rival, runner_up), runner_up)
            continue
        key = min(members)
        if key not in groups:
            chosen = tuple(sorted((documents[k] for k in members), key=lambda d: (d.language, d.path)))
            mean = float(np.mean([between(a, b) for a in members for b in members if a < b]))
            groups[key] = Group(group_id(chosen), chosen, mean)
        own = float(np.mean([between(number, other) for other in members if other != number]))
        said = f"agrees to {own:.0%} with the {len(members) - 1} other documents of its group"
        if nearest_rival * LEAD > own:
            said += f", hardly more than with {runner_up} ({nearest_rival:.0%})"
        findings[document.id] = Finding(groups[key].id, said, runner_up)
    return Grouping(tuple(groups.values()), findings)


def _why_alone(documents: Sequence[Document], document: Document, best: float, runner_up: str | None) -> str:
    if all(other.language == document.language for other in documents):
        return f"no partner: every document is in {document.language}"
    if runner_up is None:
        return "no partner: no document of another language comes near"
    if best < AGREEMENT:
        return (
            f"no partner: the nearest, {runner_up}, agrees to {best:.0%}; a version agrees to {AGREEMENT:.0%} or more"
        )
    return f"no partner: the nearest, {runner_up} ({best:.0%}), goes better with others"
