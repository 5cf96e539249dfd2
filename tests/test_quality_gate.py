"""Pinned floors on real texts with known answers: ``../shared`` beside the repository; skipped where it is absent.

A floor is a little under what was reached when it was set. It goes up with the program; lowering one needs a reason in
CHANGELOG.md. The folder's sha256 is pinned with it, since a floor means nothing on other data.
"""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from pathlib import Path

import pytest

from align.beads import read_links
from align.encoder import SentenceEncoder
from align.evaluation import Score, score
from align.multiway import align_versions
from align.sides import make_side
from corpus.collection import read_collection
from corpus.groups import group_documents
from corpus.pipeline import Observer, group_stage
from corpus.settings import Settings
from corpus.vectors import encode_documents
from corpus.versions import read_lines

SHARED = Path(__file__).parents[2] / "shared"
SENTENCES = SHARED / "gold/sentences"

# set: (sha256 of its files, strict F1, lax F1)
FLOORS = {
    "mac_dev": ("d4de505c585b", 0.885, 0.99),
    "maligna": ("9efbba70d483", 0.985, 0.995),
    "textberg_dev": ("9ce398066df3", 0.92, 0.99),
}


def needs(folder: Path) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not folder.is_dir(), reason=f"{folder} is not beside this checkout")


def digest(folder: Path) -> str:
    files = sorted(path for path in folder.iterdir() if path.is_file())
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]


@needs(SENTENCES)
@pytest.mark.parametrize("name", sorted(FLOORS))
def test_sentence_alignment(name: str, encoder: SentenceEncoder) -> None:
    expected, strict, lax = FLOORS[name]
    folder = SENTENCES / name
    assert digest(folder) == expected, "other data: set the floors anew"
    total = Score()
    for path in sorted(folder.glob("*.gold")):
        stem, pair, _ = path.name.split(".")
        sides = []
        for language in pair.split("-"):
            version = read_lines(path.with_name(f"{stem}.{language}"))
            vectors, tokens = encoder.encode_tokens(version.segments)
            sides.append(make_side(version.segments, vectors, version.paragraphs, tokens=tokens))
        total += score(read_links(path), [bead.link for bead in align_versions(sides)])
    figures = total.figures()
    print(name, figures)
    assert figures["strict_f1"] >= strict
    assert figures["lax_f1"] >= lax


@needs(SHARED / "seeds")
def test_four_of_the_five_articles_are_one_text(encoder: SentenceEncoder) -> None:
    """All 35 content paragraphs and the five related headlines stand in all four languages, in the right paragraph."""
    collection = read_collection(SHARED / "seeds")
    build = group_stage(collection, Settings(), encoder, Observer())
    (group,) = build.grouping.groups
    assert [document.language for document in group.documents] == ["en", "es", "fr", "id"]
    (alone,) = [f for f in build.grouping.findings.values() if f.group is None]
    assert "no partner" in alone.reason
    full = [unit for unit in build.units if len(unit.parts) == 4]
    shift = {"en": 2, "fr": 2}  # these two pages show the article's title and lead as well
    for unit in full:
        places = {part.paragraph - shift.get(part.language, 0) for part in unit.parts}
        assert len(places) == 1, [part.text for part in unit.parts]
    assert {unit.parts[1].paragraph for unit in full} == set(range(40))
    pieces = ("![]", "[anuncio", "[iklan", "| |", "NOTICIAS REL", "RELATED NEWS", "Patrimoine", "No data", "Kommentar")
    texts = [part.text for unit in build.units for part in unit.parts]
    assert not [text for text in texts for piece in pieces if piece in text or text.endswith("|")]


@needs(SHARED / "gold/html/maintguide")
def test_pages_of_a_manual_in_five_languages(encoder: SentenceEncoder, tmp_path: Path) -> None:
    """Fifty pages under shuffled names, found by their content alone (all ten languages: scripts/benchmark.py)."""
    source = SHARED / "gold/html/maintguide"
    truth = {}
    for language in ("de", "en", "ja", "ru", "vi"):
        for page in sorted((source / language).glob("*.html")):
            name = hashlib.sha256(f"{language}/{page.name}".encode()).hexdigest()[:10] + ".html"
            shutil.copy(page, tmp_path / name)
            truth[name] = page.stem
    documents = read_collection(tmp_path).documents
    grouping = group_documents(documents, encode_documents(documents, encoder).vectors)
    found = [Counter(truth[document.path] for document in group.documents) for group in grouping.groups]
    assert sorted(map(tuple, (counter.items() for counter in found))) == sorted(
        ((name, 5),) for name in set(truth.values())
    )
