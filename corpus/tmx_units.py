"""Repairing the units of a TMX, one after another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from xml.etree.ElementTree import Element, tostring

from corpus.check import CODE, DATES, is_date
from corpus.elements import NATIVE_CODES
from corpus.errors import UsageError
from corpus.findings import Findings
from corpus.languages import standardize
from corpus.profiles import Profile
from corpus.repetitions import Repetitions, Seen
from corpus.tmx_grammar import GRAMMAR, VALUES
from corpus.tmx_trees import Tree

LANGUAGE = "xml:lang"  # as expat names it
_BREAKS = re.compile("[ \t\n\r]*[\t\n\r][ \t\n\r]*")


class UnitRepairer:
    """Repairs units and tells ``repairs`` how; remembers digests of those before."""

    def __init__(self, languages: Sequence[str], source: str, profile: Profile, repairs: Findings) -> None:
        self._languages, self._source, self._profile = frozenset(languages), source, profile
        self._add = repairs.add
        self._repairs = repairs
        self._ids = Seen()
        self._repetitions = Repetitions()
        self._lines: dict[Element, int] = {}

    def unit(self, tree: Tree) -> str | None:
        """The unit as XML; None where it is left out."""
        unit, self._lines = tree.element, tree.lines
        line = self._lines[unit]
        self._attributes(unit)
        for element in unit.iter():
            put_right(element, self._lines[element], self._repairs)
        notes, variants = self._parts(unit, "tuv")
        texts: dict[Element, tuple[str, str]] = {}  # variant -> language, text
        for variant in variants:
            found = self._variant(variant)
            if found and found in texts.values():
                what = f'the second of two equal texts in "{found[0]}" is left out'
                self._add(self._lines[variant], "several-targets", what)
            elif found:
                texts[variant] = found
        if reason := self._reason([*texts.values()]):
            code, why = reason
            self._add(line, code, f"the unit is left out: {why}")
            return None
        if (identity := unit.get("tuid")) and not self._ids.add(identity):
            self._add(line, "repeated-tuid", f'tuid="{identity}", which an earlier unit has, is left out')
            del unit.attrib["tuid"]
        unit[:] = [*notes, *texts]
        unit.text, unit.tail = "\n      ", None
        for child in unit:
            child.tail = "\n      "
        unit[-1].tail = "\n    "
        return tostring(unit, encoding="unicode").replace("\r", "&#13;")

    def _reason(self, texts: Sequence[tuple[str, str]]) -> tuple[str, str] | None:
        """The code and the words of why a unit of these (language, text) is left out; None where it is not."""
        languages = {language for language, _ in texts}
        if len(languages) < 2 or (len(self._languages) == 2 and languages != self._languages):
            lacking = ", ".join(sorted(self._languages - languages)) or "a second language"
            return "incomplete", f"it has no text in {lacking}"
        longest = max(len(text.replace(CODE, "")) for _, text in texts)
        if self._profile.refuses(longest):
            return "long-segment", f"{longest:,} characters, which {self._profile.tool} refuses"
        if len(languages) < len(texts):
            return None
        repetition = self._repetitions.of_unit(texts, self._source)
        if repetition == "duplicate":
            return "duplicate", "an earlier one is the same"
        if repetition == "several" and self._profile.one_target:
            return "several-targets", "an earlier one has the same source and another target"
        return None

    def _attributes(self, unit: Element) -> None:
        """Those that only mean something in a unit."""
        if unit.get("srclang", self._source) != self._source:
            self._add(self._lines[unit], "tu-srclang", f'srclang="{unit.get("srclang")}" of the unit is left out')
            del unit.attrib["srclang"]

    def _parts(self, parent: Element, name: str) -> tuple[list[Element], list[Element]]:
        """Notes and properties of a unit or a variant, and its children called ``name``, which belong behind them."""
        notes = [child for child in parent if child.tag in ("note", "prop")]
        others = [child for child in parent if child.tag == name]
        for child in parent:
            if child not in notes and child not in others:
                what = f"<{child.tag}> has no place in <{parent.tag}>, and is left out"
                self._add(self._lines[child], "structure", what)
        if [child for child in parent if child in notes or child in others] != notes + others:
            what = f"notes and properties stand before <{name}> now"
            self._add(self._lines[parent], "structure", what)
        if any(text and text.strip() for text in (parent.text, *(child.tail for child in parent))):
            self._add(self._lines[parent], "structure", f"text outside of a segment in <{parent.tag}> is left out")
        return notes, others

    def _variant(self, variant: Element) -> tuple[str, str] | None:
        """The language and the text of a ``<tuv>``, put right; None where it is left out."""
        line = self._lines[variant]
        given = variant.get(LANGUAGE) or variant.get("lang") or ""
        language, why = standard(variant)
        if not language:
            self._add(line, "language", f"a text is left out: {why}")
            return None
        if language not in self._languages:
            self._add(line, "multilingual", f'the text in "{language}" is left out')
            return None
        if given != language:
            code = "language-case" if given.lower() == language.lower() else "language"
            self._add(line, code, f'"{given}" is "{language}" now')
        elif LANGUAGE not in variant.attrib:
            self._add(line, "attribute", f'lang="{language}" is xml:lang now')
        variant.attrib.pop("lang", None)
        variant.set(LANGUAGE, language)
        notes, segments = self._parts(variant, "seg")
        for further in segments[1:]:
            self._add(self._lines[further], "structure", "the second <seg> of a text is left out")
        text = self._segment(segments[0]) if segments else ""
        if not text.replace(CODE, ""):
            self._add(line, "empty-segment", f'the empty text in "{language}" is left out')
            return None
        variant[:] = [*notes, segments[0]]
        variant.text = None
        for child in variant:
            child.tail = None
        return language, text

    def _segment(self, segment: Element) -> str:
        """The text of a ``<seg>``, put right."""
        line = self._lines[segment]
        for name in _unwrap(segment):
            code = "highlight" if name == "hi" else "structure"
            self._add(line, code, f"<{name}> is taken away from around its text")
        before = _flow(segment)
        segment.text = _BREAKS.sub(" ", segment.text or "").lstrip()
        for child in segment:
            child.tail = _BREAKS.sub(" ", child.tail or "")
        if len(segment):
            segment[-1].tail = (segment[-1].tail or "").rstrip()
        else:
            segment.text = segment.text.rstrip()
        after = _flow(segment)
        if after != before and after.replace(CODE, ""):
            self._add(line, "white-space", "line breaks, tabs and outer white space are gone")
        return after


def standard(variant: Element) -> tuple[str, str]:
    """The standard code of the language of a ``<tuv>``; where there is none, it is empty and the second says why."""
    return _standard(variant.get(LANGUAGE) or variant.get("lang") or "")


@cache
def _standard(given: str) -> tuple[str, str]:
    try:
        return standardize(given), ""
    except UsageError as error:
        return "", error.reason


def put_right(element: Element, line: int, repairs: Findings) -> None:
    """Put right dates, attributes and their values, as far as no unit has to be known for it."""
    grammar = GRAMMAR.get(str(element.tag))
    if grammar is None:
        return
    for name, value in list(element.attrib.items()):
        if name not in grammar.required + grammar.optional:
            repairs.add(line, "unknown-attribute", f"{name} of <{element.tag}>, which TMX 1.4 has not, is left out")
            del element.attrib[name]
        elif name in DATES and not is_date(value):
            if date := _date(value):
                element.set(name, date)
            else:
                del element.attrib[name]
            repairs.add(line, "date", f'{name}="{value}" is {date or "left out"}')
        elif name == "segtype" and value not in VALUES[name]:
            code = "header-attribute" if element.tag == "header" else "attribute"
            repairs.add(line, code, f'{name}="{value}" is left out')
            del element.attrib[name]
    if element.tag == "prop" and "type" not in element.attrib:
        element.set("type", "x-unknown")
        repairs.add(line, "attribute", 'type="x-unknown" is put in')


def _date(value: str) -> str | None:
    """A date of another form, of ISO 8601, as TMX wants it; UTC where it names no zone."""
    try:
        date = datetime.fromisoformat(value.strip())
        return f"{date.astimezone(UTC) if date.tzinfo else date:%Y%m%dT%H%M%SZ}"
    except (ValueError, OverflowError):
        return None


def _flow(segment: Element) -> str:
    """The text with ``CODE`` in place of each element."""
    return (segment.text or "") + "".join(CODE + (child.tail or "") for child in segment)


def _unwrap(segment: Element) -> list[str]:
    """Take all elements but native codes away from around their text; their names."""
    children, names = list[Element](), dict[str, None]()

    def append(text: str | None) -> None:
        if children:
            children[-1].tail = (children[-1].tail or "") + (text or "")
        else:
            segment.text = (segment.text or "") + (text or "")

    def walk(parent: Element) -> None:
        for child in list(parent):
            tail, child.tail = child.tail, None
            if child.tag not in NATIVE_CODES:
                names[child.tag] = None
                append(child.text)
                walk(child)
            else:
                children.append(child)
            append(tail)

    walk(segment)
    segment[:] = children
    return list(names)
