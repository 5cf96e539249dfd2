"""A bakery in three languages, by hand: a build that is aligned wrongly in the middle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from toy import document

from corpus.collection import Collection
from corpus.documents import Document, Span
from corpus.groups import Finding, Group, Grouping, Version
from corpus.pipeline import Build
from corpus.settings import Settings
from corpus.units import Part, Unit, joined, unit_id

PARAGRAPHS = {
    "ar": [
        ["دقّ الجرس مرتين.", "لم يجب أحد."],
        ["فتحت الخبّازة النافذة."],
        ["كان الثلج قد غطّى الساحة.", "كان الهدوء شديدا."],
        ["أشعلت الفرن."],
    ],
    "en": [
        ["The bell rang twice.", "Nobody answered."],
        ["The baker opened the window."],
        ["Snow had covered the square.", "It was very quiet."],
        ["She lit the oven."],
        ["Photo: the square in snow."],
    ],
    "es": [
        ["La campana sonó dos veces.", "Nadie respondió."],
        ["La panadera abrió la ventana."],
        ["La nieve había cubierto la plaza.", "Había mucho silencio."],
        ["Encendió el horno."],
        ["Foto: la plaza nevada."],
    ],
}
# For each unit the sentences [start, stop) of ar, en and es, and its probability. The quiet has gone astray twice.
UNITS = [
    ((0, 2), (0, 2), (0, 2), 0.95),
    ((2, 3), (2, 3), (2, 3), 0.6),
    ((3, 4), (3, 4), (3, 5), 0.3),
    ((4, 6), (4, 6), (5, 6), 0.4),
    (None, (6, 7), None, 1.0),
    (None, None, (6, 7), 1.0),
]
BELL, BAKER, SNOW, OVEN, PHOTO, FOTO = range(6)  # places of the units
AR, EN, ES = (document(f"{language}/bakery.txt", language, PARAGRAPHS[language]) for language in ("ar", "en", "es"))


def build_of(documents: Sequence[Document], rows: Sequence[Sequence[Any]]) -> Build:
    group = Group("bakerybakery", tuple(Version((each,)) for each in documents), 1.0)
    units = []
    for order, (*ranges, probability) in enumerate(rows):
        parts = []
        for each, range_ in zip(documents, ranges, strict=True):
            if range_:
                spans = [span for _, span in each.all_sentences[slice(*range_)]]
                whole = Span(spans[0].start, spans[-1].stop)
                parts.append(Part(each.language, each.id, each.path, whole, 0, joined(each.text, spans, each.language)))
        flags = ("full",) if len(parts) == len(documents) else ("partial",)
        units.append(Unit(unit_id(parts[0]), group.id, order, tuple(parts), probability, flags=flags))
    findings = {each.id: Finding(group.id, "by hand", probability=1.0, version=1) for each in documents}
    return Build(Settings(), "toy", Collection(tuple(documents), ()), Grouping((group,), findings), tuple(units))


BAKERY = build_of((AR, EN, ES), UNITS)
