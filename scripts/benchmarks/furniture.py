"""What is left out of web pages as furniture, and what is kept: two manuals straight from their HTML.

Of the known blocks, how many are kept; of the paragraphs kept, how many are known blocks (the others are commands,
formulas and table cells, and what is still in English) and how many stand in the navigation that the manual's generator
puts around each page; by the page's structure alone, and with what repeats over the pages. Then the false alarms: of
paragraphs in 27 languages and of both manuals' known blocks, how many are taken for another language.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from langcodes import standardize_tag
from lxml import etree

from benchmarks.gold import GOLD
from benchmarks.result import sha256, signature, write_result
from corpus.collection import Reading, read_file
from corpus.documents import Document, Rejected
from corpus.identification import is_foreign
from corpus.repeated import split_repeated

# Where the generator of each manual puts what its authors did not write.
NAVIGATION = {
    "maintguide": "//div[@class='navheader' or @class='navfooter' or @class='toc']",
    "lohelp_smath": "//header | //aside | //footer | //*[@class='howtogetheader' or @class='relatedtopics']",
}
LEAST_RECALL, MOST_FURNITURE = 0.99, 0.005


@dataclass(frozen=True)
class Page:
    """A page with what is known about it: texts without white space."""

    path: str  # below the folder of the set
    blocks: tuple[str, ...]
    navigation: frozenset[str]


def lines_of(name: str) -> dict[str, dict[str, dict[int, str]]]:
    """The lines of a set of ``multiparallel/`` by language, document and number, which languages share."""
    folder = GOLD / "multiparallel" / name
    if not folder.is_dir():
        raise click.ClickException(f"{folder}: no gold texts there (HEXAPLA_GOLD names their folder)")
    names = (folder / "docs.txt").read_text(encoding="utf-8").split("\n")
    found: dict[str, dict[str, dict[int, str]]] = {}
    for path in sorted(folder.glob("*.txt")):
        if path.stem not in ("docs", "ids"):
            of_language = found.setdefault(path.stem, {})
            lines = path.read_text(encoding="utf-8").split("\n")
            for number, (document, line) in enumerate(zip(names, lines, strict=True)):
                if line.strip():
                    of_language.setdefault(document, {})[number] = line
    return found


def texts_of(name: str) -> dict[str, dict[str, list[str]]]:
    """The lines of a set of ``multiparallel/`` by language and document."""
    return {
        language: {document: list(lines.values()) for document, lines in documents.items()}
        for language, documents in lines_of(name).items()
    }


def page_of(document: str) -> str:
    """The path of a document's page below the folder of its language."""
    return f"{document.removeprefix('smath/').removesuffix('.html')}.html"


def bare(text: str) -> str:
    """Without white space and what prints as nothing: what readers may set otherwise."""
    return "".join("".join(unicodedata.normalize("NFC", text).replace("\u200b", "").split()))


def pages_of(name: str) -> Iterator[Page]:
    """The pages of a manual of which blocks are known."""
    folder = GOLD / "html" / name
    for language, documents in texts_of(name).items():
        for document, lines in sorted(documents.items()):
            page = f"{language}/{page_of(document)}"
            yield Page(page, tuple(map(bare, lines)), navigation_of(folder / page, NAVIGATION[name]))


def navigation_of(path: Path, place: str) -> frozenset[str]:
    """The texts that stand in the navigation of a page and nowhere else in it."""
    root = etree.fromstring(path.read_bytes(), etree.HTMLParser(encoding="utf-8"))
    inside = {element for found in root.xpath(place) for element in found.iter(etree.Element)}
    texts = [(element in inside, bare("".join(element.itertext()))) for element in root.iter(etree.Element)]
    return frozenset(text for within, text in texts if within) - {text for within, text in texts if not within}


def counted(pages: Sequence[Page], documents: Mapping[str, Document]) -> dict[str, float]:
    """Recall and precision of blocks, and the share of navigation, of the paragraphs that are kept."""
    counts = Counter[str]()
    for page in pages:
        document = documents.get(page.path)
        kept = [bare(span.of(document.text)) for span in document.native.paragraphs] if document else []
        exact, whole, blocks = set(kept), "\0".join(kept), "\0".join(page.blocks)
        counts["blocks"] += len(page.blocks)
        counts["exactly"] += sum(block in exact for block in page.blocks)
        counts["kept"] += sum(block in exact or block in whole for block in page.blocks)
        counts["paragraphs"] += len(kept)
        counts["known"] += sum(text in blocks or any(block in text for block in page.blocks) for text in kept)
        counts["navigation"] += sum(text in page.navigation and text not in page.blocks for text in kept)
    return {
        "blocks": counts["blocks"],
        "recall": round(counts["kept"] / counts["blocks"], 4),
        "recall_exactly": round(counts["exactly"] / counts["blocks"], 4),
        "paragraphs": counts["paragraphs"],
        "precision": round(counts["known"] / counts["paragraphs"], 4),
        "navigation": round(counts["navigation"] / counts["paragraphs"], 4),
    }


def manual(name: str) -> dict[str, object]:
    """The figures of one manual, by its pages' structure and with what repeats over them."""
    pages = list(pages_of(name))
    how = Reading(known=tuple(sorted({standardize_tag(page.path.split("/")[0]) for page in pages})))
    read = [found for page in pages for found in read_file(GOLD / "html" / name, page.path, how=how)]
    documents = [each for each in read if isinstance(each, Document)]
    after = split_repeated(documents)
    reasons = Counter(
        "repeated" if each.reason.startswith("repeated:") else each.reason.split(":")[0]
        for document in after
        for each in document.left_out
    )
    return {
        "structure": counted(pages, {each.path: each for each in documents}),
        "with_repeated": counted(pages, {each.path: each for each in after}),
        "left_out": dict(sorted(reasons.items())),
        "not_read": [f"{each.path}: {each.reason}" for each in read if isinstance(each, Rejected)],
    }


def foreign(name: str) -> dict[str, object]:
    """Of the lines of a set of ``multiparallel/``, those taken for another of its languages or for any other."""
    texts = {
        standardize_tag(code): [line for lines in of.values() for line in lines] for code, of in texts_of(name).items()
    }
    known = tuple(sorted(texts))
    taken = {
        label: sum(bool(is_foreign(line, code, languages)) for code, lines in texts.items() for line in lines)
        for label, languages in (("alone", ()), ("with_languages_known", known))
    }
    return {"languages": len(texts), "lines": sum(map(len, texts.values())), **taken}


@click.command(help=__doc__)
def command() -> None:
    manuals = {name: manual(name) for name in NAVIGATION}
    alarms = {name: foreign(name) for name in ("ntrex_1_60", *NAVIGATION)}
    data = sha256(line for name in alarms for of in texts_of(name).values() for lines in of.values() for line in lines)
    path = write_result("furniture", {"manuals": manuals, "foreign": alarms}, signature(subject="furniture", data=data))
    for name, figures in (*manuals.items(), *alarms.items()):
        click.echo(name)
        for part, value in figures.items():
            click.echo(f"  {part}: {value}")
    click.echo(f"written to {path}")
    for name, figures in manuals.items():
        last = figures["with_repeated"]
        assert isinstance(last, dict)
        if last["recall"] < LEAST_RECALL or last["navigation"] > MOST_FURNITURE:
            raise click.ClickException(
                f"{name}: below the bar: recall {LEAST_RECALL}, navigation at most {MOST_FURNITURE:.1%}"
            )
