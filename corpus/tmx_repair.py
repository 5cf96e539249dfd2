"""Repairing what CAT tools would choke on in a TMX, as a stream, each repair with its line.

What can be repaired without a person: what no reader should have to guess. Of what only some tools cannot take, long
segments and several targets of a source, a unit is left out where the tool is named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, tostring
from xml.sax.saxutils import quoteattr

from corpus.check import check_tmx
from corpus.errors import InputError, UsageError
from corpus.files import write_named
from corpus.findings import Finding, Findings, concerning
from corpus.languages import base, standardize
from corpus.profiles import GENERIC, Profile
from corpus.tmx_trees import Tree, trees
from corpus.tmx_units import UnitRepairer, put_right, standard

_REQUIRED = {
    "creationtool": "unknown", "creationtoolversion": "unknown", "segtype": "sentence", "o-tmf": "unknown",
    "adminlang": "en", "srclang": "", "datatype": "unknown",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Repair:
    """What was repaired, each with the line of the old file, how often in all, and what is left, with that of the new
    one; ``units`` in the new file."""

    repairs: tuple[Finding, ...]
    total: int
    left: tuple[Finding, ...]
    units: int


def repair_tmx(path: Path, output: Path, languages: Sequence[str] = (), profile: Profile = GENERIC) -> Repair:
    """Write ``path``, with all repaired that can be, to ``output``; ``path`` stays as it is.

    ``languages``: only these, empty = all; where there are two in the end, units without one of them are left out.
    A ``UsageError`` where ``output`` is the same file or has another ending than .tmx, or no unit has one of the
    ``languages``; an ``InputError`` where the file is not well-formed, or no unit would be left.
    """
    if output.suffix != ".tmx":
        raise UsageError(str(output), "CAT tools know a translation memory by its ending", "end the name in .tmx")
    if output.exists() and path.exists() and output.samefile(path):
        raise UsageError(str(output), "this is the file itself", "name another file: the old one stays as it is")
    survey = _Survey(path)
    wanted = survey.wanted(languages)
    source = survey.source(wanted)
    repairs = Findings()
    if path.suffix != ".tmx":
        repairs.add(0, "suffix", f'the name ends in "{output.suffix}" now')
    repairer = UnitRepairer(wanted, source, profile, repairs)
    units, header = 0, False
    with write_named(output) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as file:
        for tree in trees(path, repairs):
            if tree.element.tag == "tmx":
                _root(tree, repairs)
                file.write('<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n')
                continue
            if not header:
                given = tree if tree.element.tag == "header" else Tree(Element("header"), {})
                file.write(_header(given, source, repairs) + "  <body>\n")
                header = True
            elif tree.element.tag == "header":
                repairs.add(tree.lines[tree.element], "structure", "a <header> that comes too late is left out")
            if tree.element.tag == "tu" and (unit := repairer.unit(tree)) is not None:
                file.write(f"    {unit}\n")
                units += 1
        if not units:
            raise InputError(str(path), "no unit would be left", "a unit needs text in two languages, with their codes")
        file.write("  </body>\n</tmx>\n")
    left = concerning(check_tmx(output), profile)
    return Repair(tuple(repairs.listed()), repairs.total, tuple(left), units)


class _Survey:
    """What the languages of a file are, which has to be known before its first unit is repaired."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._units: Counter[str] = Counter()  # by standard code, in the order of the file
        self._source = ""
        for tree in trees(path, Findings()):
            if tree.element.tag == "header":
                self._source = tree.element.get("srclang", "")
            found = dict.fromkeys(standard(variant)[0] for variant in tree.element.iterfind("tuv"))
            self._units.update(code for code in found if code)

    def wanted(self, languages: Iterable[str]) -> tuple[str, ...]:
        """Those of ``languages`` that a repaired file has; all without, in the order of the file."""
        named = tuple(dict.fromkeys(standardize(language, "--languages") for language in languages))
        for language in named:
            if language not in self._units:
                have = ", ".join(sorted(self._units)) or "none"
                raise UsageError("--languages", f"no text is in {language}", f"the languages here are {have}")
        if len(named) == 1:
            raise UsageError("--languages", f"{named[0]} alone makes no unit", "such as en,es")
        return named or tuple(self._units)

    def source(self, wanted: Sequence[str]) -> str:
        """The source language: that of the header, else the one of the same language that is there, else the one that
        most units have, of equals the first."""
        try:
            given = standardize(self._source)
        except UsageError:
            given = ""
        same = [language for language in wanted if base(language) == base(given)]
        most = max(wanted, key=lambda language: self._units[language], default="en")
        return given if given in wanted else same[0] if len(same) == 1 else most


def _root(tree: Tree, repairs: Findings) -> None:
    for name, value in tree.element.attrib.items():
        line = tree.lines[tree.element]
        if name != "version":
            repairs.add(line, "unknown-attribute", f"{name} of <tmx> is left out")
        elif value != "1.4":
            repairs.add(line, "attribute", f'version="{value}" is "1.4" now')
    if "version" not in tree.element.attrib:
        repairs.add(tree.lines[tree.element], "attribute", 'version="1.4" is put in')


def _header(tree: Tree, source: str, repairs: Findings) -> str:
    """The header as it is written: complete, and with the source language of the units."""
    header, line = tree.element, tree.lines.get(tree.element, 1)
    if not tree.lines:
        repairs.add(line, "structure", "a <header> is put in")
    old = header.get("srclang")
    for element in header.iter():
        put_right(element, tree.lines.get(element, line), repairs)
    for name, value in _REQUIRED.items():
        if name not in header.attrib:
            header.set(name, value or source)
            if tree.lines:
                repairs.add(line, "header-attribute", f"{name}={quoteattr(header.get(name, ''))} is put in")
    if old not in (None, source):
        header.set("srclang", source)
        code = "srclang-all" if old == "*all*" else "srclang"
        repairs.add(line, code, f'srclang="{old}" is "{source}" now')
    for child in list(header):
        if child.tag not in ("note", "prop", "ude"):
            repairs.add(tree.lines[child], "structure", f"<{child.tag}> has no place in <header>, and is left out")
            header.remove(child)
    header.text = header.tail = None
    for child in header:
        child.tail = None
    return f"  {tostring(header, encoding='unicode')}\n".replace("\r", "&#13;")
