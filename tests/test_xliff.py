"""XLIFF 2.1, read back by this program and by another one."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from bilingual import HOSTILE, part, unit
from lxml import etree
from translate.storage.xliff2 import Xliff2File

from corpus.documents import Rejected
from corpus.readers.xliff import read_xliff
from corpus.tmx import clean_segment
from corpus.units import Unit
from corpus.xliff import state_of, write_xliff

NAMESPACE = "{urn:oasis:names:tc:xliff:document:2.0}"
PAIR = ("en", "es")


def written(tmp_path: Path, *units: Unit) -> Path:
    write_xliff(tmp_path / "en-es.xlf", PAIR, units)
    return tmp_path / "en-es.xlf"


@pytest.mark.parametrize(
    ("probability", "state"),
    [
        (1.0, "final"), (0.99, "final"), (0.9899, "reviewed"), (0.9, "reviewed"), (0.8999, "translated"),
        (0.5, "translated"), (0.4999, "initial"), (0.0, "initial"),
    ],
)  # fmt: skip
def test_state(probability: float, state: str) -> None:
    assert state_of(probability) == state


def test_every_byte(tmp_path: Path) -> None:
    assert written(tmp_path, unit("A & B.", "A y B.", 0.95, 3)).read_text("utf-8") == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" srcLang="en" trgLang="es" '
        'xml:space="preserve">\n'
        '  <file id="g-g" original="en/a.txt">\n'
        '    <unit id="u-u3">\n'
        "      <notes>\n"
        '        <note category="probability">0.9500</note>\n'
        '        <note category="flags">full</note>\n'
        '        <note category="origin" appliesTo="source">en/a.txt:300-306</note>\n'
        '        <note category="origin" appliesTo="target">es/a.txt:300-306</note>\n'
        "      </notes>\n"
        '      <segment state="reviewed">\n'
        "        <source>A &amp; B.</source>\n"
        "        <target>A y B.</target>\n"
        "      </segment>\n"
        "    </unit>\n"
        "  </file>\n"
        "</xliff>\n"
    )


def test_a_group_is_a_file_and_ids_are_those_of_the_standard(tmp_path: Path) -> None:
    units = [unit("One.", "Uno."), unit("Two.", "Dos.", number=1), unit("Three.", "Tres.", number=2)]
    units[2] = replace(
        units[2], group="h", id="u1-2", parts=(part("en", "Three.", path='en/"b\n<.txt'), units[2].parts[1])
    )
    root = etree.parse(written(tmp_path, *units)).getroot()
    assert [(file.get("id"), file.get("original"), len(file)) for file in root] == [
        ("g-g", "en/a.txt", 2), ("g-h", 'en/"b <.txt', 1),
    ]  # fmt: skip
    ids = [each.get("id") for each in root.iter(f"{NAMESPACE}unit", f"{NAMESPACE}file")]
    assert len(set(ids)) == len(ids) and all(re.fullmatch(r"[\w.:-]+", name) for name in ids)


def test_this_program_reads_what_is_no_draft(tmp_path: Path) -> None:
    units = [unit("One.", "Uno.", 0.999), unit("Two.", "Dos.", 0.6, 1), unit("Three.", "Tres.", 0.2, 2)]
    found = read_xliff(written(tmp_path, *units).read_bytes(), "en-es.xlf")
    texts = {each.language: each.text for each in found if not isinstance(each, Rejected)}
    assert (texts["en"].split(), texts["es"].split()) == (["One.", "Two.", "Three."], ["Uno.", "Dos.", "Tres."])
    drafts = [reason for each in found if not isinstance(each, Rejected) for _, reason in each.furniture]
    assert drafts == ["state:initial"]


def test_another_program_reads_the_same(tmp_path: Path) -> None:
    units = [unit(text, f"¿{text}?", 0.7, number) for number, text in enumerate(HOSTILE)]
    store = Xliff2File.parsefile(str(written(tmp_path, *units)))
    found = [(str(each.source), str(each.target)) for each in store.units]
    assert found == [(clean_segment(text), clean_segment(f"¿{text}?")) for text in HOSTILE]
    assert (store.sourcelanguage, store.targetlanguage) == PAIR


def test_whatever_the_text_it_is_text(tmp_path: Path) -> None:
    units = [unit(text, text, 0.7, number) for number, text in enumerate(HOSTILE)]
    units = [replace(each, parts=tuple(replace(p, path=f"{p.path}{p.text}") for p in each.parts)) for each in units]
    root = etree.parse(written(tmp_path, *units), etree.XMLParser(resolve_entities=False)).getroot()
    known = {"xliff", "file", "unit", "notes", "note", "segment", "source", "target"}
    assert {etree.QName(each).localname for each in root.iter()} == known
    assert not root.xpath("//comment() | //processing-instruction()")
