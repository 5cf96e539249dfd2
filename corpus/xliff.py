"""Bilingual files for translation tools: XLIFF 2.1, written as a stream.

Source: the specification of XLIFF 2.1 (OASIS, 2018), whose core schema and namespace are those of 2.0.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from corpus.files import write_atomically
from corpus.settings import Pair
from corpus.tabular import origin
from corpus.tmx import clean_segment
from corpus.units import Unit

# The state of a segment by the least probability; less is "initial", which tools take for untranslated.
STATES = (("final", 0.99), ("reviewed", 0.9), ("translated", 0.5))


def write_xliff(path: Path, pair: Pair, units: Iterable[Unit]) -> None:
    """Units of two parts, those of a group one after another: each group is a ``<file>``, each unit a ``<unit>`` of one
    segment, with its probability and the places of its texts as notes."""
    source, target = pair
    with write_atomically(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as file:
        file.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" '
            f'srcLang={quoteattr(source)} trgLang={quoteattr(target)} xml:space="preserve">\n'
        )
        for group, members in groupby(units, lambda unit: unit.group):
            for number, unit in enumerate(members):
                if number == 0:
                    original = quoteattr(clean_segment(unit.parts[0].path))
                    file.write(f'  <file id="g-{group}" original={original}>\n')
                file.write(_element(unit))
            file.write("  </file>\n")
        file.write("</xliff>\n")


def state_of(probability: float) -> str:
    """``final``, ``reviewed``, ``translated`` or ``initial``."""
    return next((state for state, least in STATES if probability >= least), "initial")


def _element(unit: Unit) -> str:
    left, right = unit.parts
    notes = [f'<note category="probability">{unit.probability:.4f}</note>']
    if unit.flags:
        notes.append(f'<note category="flags">{escape(clean_segment(" ".join(unit.flags)))}</note>')
    notes += [
        f'<note category="origin" appliesTo="{side}">{escape(clean_segment(origin(part)))}</note>'
        for side, part in (("source", left), ("target", right))
    ]
    return "\n".join(
        [
            f'    <unit id="u-{unit.id}">',
            "      <notes>",
            *(f"        {note}" for note in notes),
            "      </notes>",
            f'      <segment state="{state_of(unit.probability)}">',
            f"        <source>{escape(clean_segment(left.text))}</source>",
            f"        <target>{escape(clean_segment(right.text))}</target>",
            "      </segment>",
            "    </unit>\n",
        ]
    )
