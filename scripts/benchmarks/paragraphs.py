"""Which paragraphs of web pages translate one another: what is known of it, what units say, and how the two compare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from benchmarks.furniture import bare
from corpus.documents import Document
from corpus.units import Part, Unit


class Paragraph(NamedTuple):
    """Where a paragraph stands: the path of its document, which begins with the language, and its number there."""

    path: str
    number: int

    @property
    def language(self) -> str:
        return self.path.split("/")[0]


Link = tuple[Paragraph, Paragraph]  # in the order of their paths


@dataclass(frozen=True)
class Known:
    """Which of the known lines each paragraph is; paragraphs of which that cannot be said; of the lines that are no
    paragraph in some language, in how many; which lines a paragraph may be that is still in English."""

    lines: Mapping[Paragraph, int]
    ambiguous: frozenset[Paragraph]
    lost: Counter[int]
    english: Mapping[Paragraph, frozenset[int]]

    def links(self) -> set[Link]:
        """All pairs of paragraphs that are the same line."""
        versions: dict[int, list[Paragraph]] = {}
        for paragraph, line in self.lines.items():
            versions.setdefault(line, []).append(paragraph)
        return {pair for each in versions.values() for pair in combinations(sorted(each), 2)}

    def untranslated(self, link: Link) -> bool:
        """Whether one of the two is a line, and the other its English text in a page that has no other."""
        one, other = link
        return self.lines.get(one) in self.english.get(other, ()) or self.lines.get(other) in self.english.get(one, ())

    def lost_links(self) -> int:
        """The number of pairs of which one or both are no paragraph."""
        have = Counter(self.lines.values())
        return sum(count * have[line] + count * (count - 1) // 2 for line, count in self.lost.items())


def known_of(
    documents: Iterable[Document],
    lines: Mapping[str, Mapping[int, str]],
    english: Mapping[str, Mapping[int, str]],
) -> Known:
    """Where the ``lines``, by document's path and their number, stand among the paragraphs, or else the furniture;
    ``english`` are those of the same page in English."""
    found, ambiguous, lost = dict[Paragraph, int](), set[Paragraph](), Counter[int]()
    untranslated: dict[Paragraph, frozenset[int]] = {}
    for document in documents:
        numbers: dict[str, list[int]] = {}
        for number, line in lines.get(document.path, {}).items():
            numbers.setdefault(bare(line), []).append(number)
        blocks = [(span, Paragraph(document.path, k)) for k, span in enumerate(document.native.paragraphs)]
        blocks_left_out = [(each.span, None) for each in document.left_out]
        places: dict[str, list[Paragraph | None]] = {}
        for span, place in sorted((*blocks, *blocks_left_out), key=lambda block: block[0].start):
            places.setdefault(bare(span.of(document.text)), []).append(place)
        for text, of_text in numbers.items():
            anywhere = places.get(text, [])
            kept = [place for place in anywhere if place]
            if kept and len(of_text) not in (len(kept), len(anywhere)):
                ambiguous.update(kept)
                continue
            at = kept if len(kept) == len(of_text) else anywhere if kept else [None] * len(of_text)
            for number, place in zip(of_text, at, strict=True):
                if place:
                    found[place] = number
                else:
                    lost[number] += 1
        missing = dict[str, set[int]]()
        for number, line in english.get(document.path, {}).items():
            if number not in lines.get(document.path, {}):
                missing.setdefault(bare(line), set()).add(number)
        for span, place in blocks:
            if place not in found and (lacked := missing.get(bare(span.of(document.text)))):
                untranslated[place] = frozenset(lacked)
    return Known(found, frozenset(ambiguous), lost, untranslated)


def paragraphs_in(part: Part, document: Document) -> list[Paragraph]:
    """Those that a part of a unit has text of."""
    paragraphs = document.native.paragraphs
    numbers = range(part.paragraph, len(paragraphs))
    return [Paragraph(part.path, k) for k in numbers if paragraphs[k].start < part.span.stop]


def links_of(units: Iterable[Unit], documents: Mapping[str, Document]) -> set[Link]:
    """All pairs of paragraphs in two languages that stand in one unit; ``documents`` by path."""
    return {
        (min(pair), max(pair))
        for unit in units
        for one, other in combinations([paragraphs_in(part, documents[part.path]) for part in unit.parts], 2)
        for pair in ((a, b) for a in one for b in other if a.language != b.language)
    }


@dataclass(frozen=True)
class Judged:
    """Links that were found and are right, those that are wrong, and of wrong ones by themselves those of a line with
    its own English text; links that were missed."""

    right: frozenset[Link]
    wrong: frozenset[Link]
    untranslated: frozenset[Link]
    missed: frozenset[Link]

    def of(self, *languages: str) -> Judged:
        """The links of two languages."""

        def kept(links: Iterable[Link]) -> frozenset[Link]:
            return frozenset(link for link in links if {each.language for each in link} == set(languages))

        return Judged(kept(self.right), kept(self.wrong), kept(self.untranslated), kept(self.missed))

    def figures(self) -> dict[str, float]:
        """``f1_of_translated`` is the one without the links that are untranslated."""
        right, missed = len(self.right), len(self.missed)
        found = right + len(self.wrong) + len(self.untranslated)
        return {
            "precision": round(right / max(found, 1), 4),
            "recall": round(right / max(right + missed, 1), 4),
            "f1": round(2 * right / max(found + right + missed, 1), 4),
            "f1_of_translated": round(2 * right / max(2 * right + len(self.wrong) + missed, 1), 4),
        }


def judged(found: set[Link], known: Known) -> Judged:
    """The links that are counted: not those of ambiguous paragraphs, nor of two that are no lines."""
    truth = known.links()
    counted = {
        link for link in found if not known.ambiguous.intersection(link) and any(each in known.lines for each in link)
    }
    untranslated = frozenset(filter(known.untranslated, counted - truth))
    return Judged(
        frozenset(counted & truth), frozenset(counted - truth - untranslated), untranslated, frozenset(truth - counted)
    )
