"""Two manuals straight from their HTML: which pages go together, which paragraphs, and what navigation reaches a TMX.

The whole pipeline runs on the pages, under names that say nothing, with units of paragraphs and the program's own
weights; the subject ``documents`` measures groups with weights that have not seen them.

``groups``: as ``documents`` has them. ``links``: pairs of paragraphs in two languages that stand in one unit, against
the blocks that are known to translate one another. A text that occurs several times on a page is taken in order, its
k-th place for the k-th known block; where there are more or fewer places than blocks, its paragraphs are left out of
the count. So are pairs of two paragraphs that are no known blocks: commands, formulas, what is still in English. A
known block with such a paragraph is wrong; of these pairs, ``untranslated`` are those of a block with its own English
text, and ``f1_of_translated`` does without them. ``recall`` is over the blocks that are kept, ``recall_of_all`` over
all. ``furniture``: the share of the segments of all TMX files that hold a line of navigation, on pages of which blocks
are known; the others are tables of contents, whose lines are counted by themselves.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import click

from benchmarks.documents import complete, pairs_in
from benchmarks.furniture import NAVIGATION, bare, lines_of, navigation_of, page_of
from benchmarks.gold import GOLD, KeptEncoder
from benchmarks.paragraphs import Judged, Known, Paragraph, judged, known_of, links_of, paragraphs_in
from benchmarks.piles import Pile
from benchmarks.result import sha256, signature, update_result
from corpus.console import ConsoleObserver
from corpus.documents import Document
from corpus.pipeline import Build, group_stage, read_stage
from corpus.settings import Settings
from corpus.units import Part

LEAST_F1, MOST_FURNITURE = 0.95, 0.005


def text_of(paragraph: Paragraph, documents: Mapping[str, Document]) -> str:
    document = documents[paragraph.path]
    return " ".join(document.native.paragraphs[paragraph.number].of(document.text).split())


def link_figures(
    judgement: Judged, known: Known, languages: Sequence[str], pages: Mapping[str, str]
) -> dict[str, object]:
    """``pages``: which page each document is, by path."""
    gold = len(judgement.right) + len(judgement.missed)
    return {
        "gold": gold,
        "right": len(judgement.right),
        "wrong": len(judgement.wrong),
        "wrong_between_pages": sum(pages[one.path] != pages[other.path] for one, other in judgement.wrong),
        "untranslated": len(judgement.untranslated),
        **judgement.figures(),
        "recall_of_all": round(len(judgement.right) / max(gold + known.lost_links(), 1), 4),
        "ambiguous_paragraphs": len(known.ambiguous),
        "by_pair": {f"{a}-{b}": judgement.of(a, b).figures() for a, b in combinations(languages, 2)},
    }


def group_figures(build: Build, pages: Mapping[str, str]) -> dict[str, float]:
    """``pages``: which page each document is, by path."""
    documents = build.collection.documents
    numbers = {document.id: number for number, document in enumerate(documents)}
    groups = [[numbers[each.id] for each in group.documents] for group in build.grouping.groups]
    labels, languages = (tuple(each) for each in zip(*((pages[d.path], d.language) for d in documents), strict=True))
    together = [[k for k, label in enumerate(labels) if label == page] for page in sorted(set(labels))]
    found, truth = pairs_in(groups, languages), pairs_in(together, languages)
    f1 = 2 * len(found & truth) / max(len(found) + len(truth), 1)
    return {**complete(Pile("", languages, (), (), truth, labels=labels), groups), "f1": round(f1, 4)}


def furniture_figures(
    build: Build, navigation: Mapping[str, frozenset[str]], contents: Container[str]
) -> dict[str, float]:
    """``navigation``: the texts of each page's, by path, known blocks aside; ``contents``: the paths of pages that are
    tables of contents."""
    documents = {document.path: document for document in build.collection.documents}
    segments, of_contents = Counter[bool](), 0
    for part in _segments(build):
        document = documents[part.path]
        texts = (document.native.paragraphs[each.number].of(document.text) for each in paragraphs_in(part, document))
        found = any(bare(text) in navigation[part.path] for text in texts)
        segments[found and part.path not in contents] += 1
        of_contents += found and part.path in contents
    return {
        "segments": segments.total(),
        "navigation": segments[True],
        "share": round(segments[True] / max(segments.total(), 1), 4),
        "of_contents": of_contents,
    }


def _segments(build: Build) -> Iterator[Part]:
    """What the TMX files of all pairs of languages hold, in which no two units are equal."""
    seen = set[tuple[str, ...]]()
    for unit in build.accepted:
        for pair in build.pairs:
            for parts in unit.pairs(*pair):
                key = (*pair, *(part.text for part in parts))
                if key not in seen:
                    seen.add(key)
                    yield from parts


def disguised(name: str, languages: Sequence[str], seed: int, folder: Path) -> dict[str, str]:
    """Copies the pages of a manual under names that say nothing; which page each path is."""
    random, pages = Random(seed), dict[str, str]()
    for language in languages:
        root = GOLD / "html" / name / language
        paths = sorted(root.rglob("*.html"))
        for number, path in enumerate(random.sample(paths, len(paths))):
            copy = folder / language / f"{number:04d}.html"
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
            pages[copy.relative_to(folder).as_posix()] = path.relative_to(root).as_posix()
    return pages


def measured(name: str, languages: Sequence[str], seed: int, errors: Path | None) -> dict[str, object]:
    """Everything about one manual; with ``errors``, its wrong and missed links go there."""
    texts = lines_of(name)
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        pages = disguised(name, languages, seed, folder)
        settings, observer = Settings(level="paragraph"), ConsoleObserver()
        build = group_stage(read_stage(folder, settings, observer), settings, KeptEncoder(), observer)
        navigation = {path: navigation_of(folder / path, NAVIGATION[name]) for path in pages}
    by_page = {language: {page_of(document): lines for document, lines in of.items()} for language, of in texts.items()}
    lines = {path: by_page[path.split("/")[0]].get(page, {}) for path, page in pages.items()}
    navigation = {path: found - set(map(bare, lines[path].values())) for path, found in navigation.items()}
    documents = {document.path: document for document in build.collection.documents}
    english = {path: by_page["en"].get(page, {}) for path, page in pages.items()}
    known = known_of(documents.values(), lines, english)
    judgement = judged(links_of(build.accepted, documents), known)
    if errors:
        _write_errors(errors / f"{name}.tsv", judgement, known, documents, pages)
    data = sha256(line for path in sorted(lines) for line in lines[path].values())
    return {
        "groups": group_figures(build, pages),
        "links": link_figures(judgement, known, languages, pages),
        "furniture": furniture_figures(build, navigation, {path for path in pages if not lines[path]}),
        "not_read": [f"{pages[each.path]}: {each.reason}" for each in build.collection.rejected],
        "signature": signature(subject="pages", seed=seed, languages=list(languages), data=data),
    }


def _write_errors(
    path: Path, judgement: Judged, known: Known, documents: Mapping[str, Document], pages: Mapping[str, str]
) -> None:
    """A link a line: what is wrong with it; of both sides language, page, paragraph, known line and text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kinds = {"wrong": judgement.wrong, "untranslated": judgement.untranslated, "missed": judgement.missed}
    with path.open("w", encoding="utf-8") as file:
        for kind, links in kinds.items():
            for link in sorted(links):
                fields = [kind]
                for each in link:
                    line = str(known.lines.get(each, "none"))
                    fields += [each.language, pages[each.path], str(each.number), line, text_of(each, documents)]
                file.write("\t".join(fields) + "\n")


@click.command(help=__doc__)
@click.argument("names", nargs=-1, type=click.Choice(sorted(NAVIGATION)))
@click.option("--languages", help="Only these, such as de,en,ru: those of them that a manual has.  [default: all]")
@click.option("--seed", default=1, show_default=True, help="Of the names that the pages get.")
@click.option("--errors", type=click.Path(file_okay=False, path_type=Path), help="Folder for the links that are wrong.")
def command(names: Sequence[str], languages: str | None, seed: int, errors: Path | None) -> None:
    failures = []
    for name in names or sorted(NAVIGATION):
        have = sorted(lines_of(name))
        chosen = [each for each in have if not languages or each in languages.split(",")]
        if len(chosen) < 2:
            raise click.BadParameter(f"{name} is in {', '.join(have)}: choose two or more", param_hint="--languages")
        result = measured(name, chosen, seed, errors)
        key = name if chosen == have else f"{name} in {', '.join(chosen)}"
        click.echo(key)
        for part, value in result.items():
            click.echo(f"  {part}: {value}")
        click.echo(f"written to {update_result('pages', {key: result})}")
        links, furniture = result["links"], result["furniture"]
        assert isinstance(links, dict) and isinstance(furniture, dict)
        if links["f1"] < LEAST_F1 or furniture["share"] > MOST_FURNITURE:
            failures.append(name)
    if failures:
        bar = f"links F1 {LEAST_F1}, navigation at most {MOST_FURNITURE:.1%}"
        raise click.ClickException(f"{', '.join(failures)}: below the bar: {bar}")
