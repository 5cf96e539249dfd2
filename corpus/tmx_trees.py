"""The elements of a TMX as trees, one at a time, each with the lines where its parts begin: what a repair works on.

The parser is expat, since it counts lines beyond 65,535. Comments, processing instructions and a DOCTYPE are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from corpus.errors import InputError
from corpus.findings import Findings
from corpus.tmx_characters import UnreadableError, has_mark, legal_characters


@dataclass(frozen=True, slots=True)
class Tree:
    """The ``<tmx>`` without its children, the ``<header>`` or a ``<tu>``; ``lines`` of it and of the elements in it."""

    element: Element
    lines: dict[Element, int]


def trees(path: Path, repairs: Findings) -> Iterator[Tree]:
    """First the ``<tmx>``, then the others as they come; memory holds those of one piece of the file.

    Characters that XML does not have are gone, white space among them is a space; that and whatever else has no place
    beside these elements is told to ``repairs``. An ``InputError`` where the file cannot be parsed to its end.
    """

    def illegal(line: int, character: str) -> str:
        space = character.isspace()
        repairs.add(line, "illegal-character", f"{character!a} is {'a space' if space else 'left out'}")
        return " " if space else ""

    try:
        file = path.open("rb")
    except OSError as error:
        raise InputError(str(path), f"it cannot be read: {error.strerror}") from None
    with file:
        if has_mark(file):
            repairs.add(1, "byte-order-mark", "the byte order mark is left out")
        parser = _Parser(repairs)
        try:
            for text in legal_characters(file, illegal):
                parser.feed(text)
                yield from parser.taken()
            parser.end()
        except UnreadableError as stop:
            remedy = "this is for a person to put right"
            raise InputError(f"{path}:{stop.line}", f"it cannot be repaired: {stop.message}", remedy) from None


class _Parser:
    """Builds the trees."""

    def __init__(self, repairs: Findings) -> None:
        self._repairs = repairs
        self._expat = expat.ParserCreate()
        self._expat.buffer_text = True
        self._expat.StartElementHandler = self._start
        self._expat.EndElementHandler = self._end
        self._expat.CharacterDataHandler = self._characters
        self._expat.EntityDeclHandler = self._expat.SkippedEntityHandler = self._entity
        self._done: list[Tree] = []
        self._open: list[str] = []
        self._builder: TreeBuilder | None = None
        self._lines: dict[Element, int] = {}
        self._body = False  # there was one
        self._depth = 0  # in the tree that is being built

    def feed(self, text: str) -> None:
        """The next characters of the file."""
        self._parse(text, False)

    def end(self) -> None:
        """There are no more."""
        self._parse("", True)

    def taken(self) -> list[Tree]:
        """The trees that are complete since the last call."""
        done, self._done = self._done, []
        return done

    def _parse(self, text: str, final: bool) -> None:
        try:
            self._expat.Parse(text, final)
        except expat.ExpatError as error:
            raise UnreadableError(error.lineno, "not-well-formed", expat.ErrorString(error.code)) from None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        line = self._expat.CurrentLineNumber
        if not self._builder and name in ("header", "tu") and self._open in (["tmx"], ["tmx", "body"]):
            self._builder, self._lines = TreeBuilder(), {}
            if (name == "tu") != ("body" in self._open):
                self._repairs.add(line, "structure", f"<{name}> has its right place now")
        if self._builder:
            self._lines[self._builder.start(name, attributes)] = line
            self._depth += 1
            return
        if not self._open:
            if name != "tmx":
                raise UnreadableError(line, "structure", f"the file is <{name}>, not TMX")
            root = Element(name, attributes)
            self._done.append(Tree(root, {root: line}))
        elif (*self._open, name) == ("tmx", "body") and not self._body:
            self._body = True
        else:
            self._repairs.add(line, "structure", f"<{name}> has no place in <{self._open[-1]}>, and is left out")
        self._open.append(name)

    def _characters(self, text: str) -> None:
        if self._builder:
            self._builder.data(text)
        elif text.strip():
            self._repairs.add(self._expat.CurrentLineNumber, "structure", "text between units is left out")

    def _end(self, name: str) -> None:
        if not self._builder:
            self._open.pop()
            return
        self._builder.end(name)
        self._depth -= 1
        if not self._depth:
            self._done.append(Tree(self._builder.close(), self._lines))
            self._builder = None

    def _entity(self, name: str, *_: object) -> None:
        what = f"the file uses an entity of its own, &{name};"
        raise UnreadableError(self._expat.CurrentLineNumber, "entity", what)
