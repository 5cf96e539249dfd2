"""The grammar of TMX 1.4 as data, and a validator that remembers no more than the elements that are open.

Source: the TMX 1.4b specification (LISA OSCAR, 2005), whose text and whose DTD demand the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the order of an element's children: any of ``names``, from ``least`` to ``most`` times."""

    names: tuple[str, ...]
    least: int
    most: float


@dataclass(frozen=True, slots=True)
class Element:
    """What an element may hold: children place by place, text or none, attributes."""

    children: tuple[Place, ...]
    text: bool
    required: tuple[str, ...]
    optional: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """A breach of the grammar."""

    kind: Literal["structure", "attribute", "unknown-attribute"]
    message: str


_TIMES = {"*": (0, float("inf")), "+": (1, float("inf")), "1": (1, 1)}


def _element(children: str = "", *, text: bool = False, required: str = "", optional: str = "") -> Element:
    """``children`` lists the places: names joined by ``|``, then how often: ``*``, ``+`` or ``1``."""
    places = tuple(Place(tuple(place[:-1].split("|")), *_TIMES[place[-1]]) for place in children.split())
    return Element(places, text, tuple(required.split()), tuple(optional.split()))


_ORIGIN = "o-tmf o-encoding creationdate creationid changedate changeid"
_USE = f"{_ORIGIN} creationtool creationtoolversion datatype usagecount lastusagedate"
_LANGUAGE = "xml:lang lang o-encoding"
_INLINE = "bpt|ept|it|ph|hi|ut*"

GRAMMAR: Mapping[str, Element] = {
    "tmx": _element("header1 body1", required="version"),
    "header": _element(
        "note|prop|ude*",
        required="creationtool creationtoolversion segtype o-tmf adminlang srclang datatype",
        optional=_ORIGIN,
    ),
    "body": _element("tu*"),
    "note": _element(text=True, optional=_LANGUAGE),
    "prop": _element(text=True, required="type", optional=_LANGUAGE),
    "ude": _element("map+", required="name", optional="base"),
    "map": _element(required="unicode", optional="code ent subst"),
    "tu": _element("note|prop* tuv+", optional=f"{_USE} tuid segtype srclang"),
    "tuv": _element("note|prop* seg1", required="xml:lang", optional=f"{_USE} lang"),
    "seg": _element(_INLINE, text=True),
    "hi": _element(_INLINE, text=True, optional="x type"),
    "sub": _element(_INLINE, text=True, optional="datatype type"),
    "bpt": _element("sub*", text=True, required="i", optional="x type"),
    "ept": _element("sub*", text=True, required="i"),
    "it": _element("sub*", text=True, required="pos", optional="x type"),
    "ph": _element("sub*", text=True, optional="x assoc type"),
    "ut": _element("sub*", text=True, optional="x"),
}
VALUES: Mapping[str, tuple[str, ...]] = {
    "version": ("1.4",),
    "segtype": ("block", "paragraph", "sentence", "phrase"),
    "pos": ("begin", "end"),
}


@dataclass(slots=True)
class _Open:
    """An open element, and how far its children have come."""

    name: str
    grammar: Element | None  # None: the element has no place here, so what it holds is not judged
    place: int = 0
    count: int = 0  # children in that place

    def __str__(self) -> str:
        return f"<{self.name}>" if self.name else "the file"

    def advance(self, place: int) -> list[Fault]:
        """On to a later place; faults for the children that are missing on the way."""
        faults = []
        while self.grammar and self.place < place:
            passed = self.grammar.children[self.place]
            if self.count < passed.least:
                faults.append(Fault("structure", f"{self} has no <{passed.names[0]}>"))
            self.place, self.count = self.place + 1, 0
        return faults


class Validator:
    """Follows the events of a parser; each method returns the faults that its event brings to light."""

    def __init__(self) -> None:
        self._open = [_Open("", _element("tmx1"))]

    def start(self, name: str, attributes: Mapping[str, str]) -> list[Fault]:
        """An element begins."""
        parent = self._open[-1]
        places = parent.grammar.children if parent.grammar else ()
        fitting = [index for index, place in enumerate(places) if name in place.names]
        grammar = GRAMMAR[name] if fitting else None
        self._open.append(_Open(name, grammar))
        if not grammar:
            return [Fault("structure", f"<{name}> has no place in {parent}")] if parent.grammar else []
        return _enter(parent, name, fitting[0]) + _attribute_faults(name, grammar, attributes)

    def text(self, text: str) -> list[Fault]:
        """Characters between two tags."""
        element = self._open[-1]
        indents = element.grammar and element.grammar.children and not text.strip()
        if not element.grammar or element.grammar.text or indents:
            return []
        return [Fault("structure", f"text has no place in {element}")]

    def end(self) -> list[Fault]:
        """The last element that began ends."""
        element = self._open.pop()
        return element.advance(len(element.grammar.children)) if element.grammar else []


def _enter(parent: _Open, name: str, place: int) -> list[Fault]:
    """``name`` is a child of ``parent`` that belongs in this place."""
    if place < parent.place:
        return [Fault("structure", f"<{name}> comes too late in {parent}")]
    faults = parent.advance(place)
    parent.count += 1
    if parent.grammar and parent.count > parent.grammar.children[place].most:
        faults.append(Fault("structure", f"{parent} has more than one <{name}>"))
    return faults


def _attribute_faults(name: str, grammar: Element, attributes: Mapping[str, str]) -> list[Fault]:
    faults = [
        Fault("attribute", f"<{name}> has no {attribute}")
        for attribute in grammar.required
        if attribute not in attributes
    ]
    for attribute, value in attributes.items():
        if attribute not in grammar.required + grammar.optional:
            faults.append(Fault("unknown-attribute", f"<{name}> has the attribute {attribute}, which TMX 1.4 has not"))
        elif value not in VALUES.get(attribute, (value,)):
            known = " or ".join(VALUES[attribute])
            faults.append(Fault("attribute", f'<{name}> has {attribute}="{value}", where TMX 1.4 has {known}'))
    return faults
