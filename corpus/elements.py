"""XML of translation tools, element by element, from a parser that loads and resolves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from lxml import etree

from corpus.errors import InputError

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
NATIVE_CODES = ("bpt", "ept", "it", "ph", "ut")  # inline elements that hold codes of the original format, not text
_BREAKS = frozenset({"lb", "pb", "xlf:lb", "xlf:pb", "x-br", "x-html-br"})  # types of codes that end a line or a page


def elements(file: BinaryIO, where: str, root: str, *names: str, remedy: str = "") -> Iterator[Any]:
    """The elements of these ``names``, in any namespace, one at a time and whole; memory stays flat.

    An ``InputError`` where the file is not well-formed or its outermost element is not ``root``.
    """
    hardened = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
    tags = [f"{{*}}{name}" for name in names]
    parser = etree.iterparse(file, tag=tags, remove_comments=True, remove_pis=True, **hardened)
    try:
        for _, element in parser:
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise InputError(f"{where}:{error.lineno}", error.msg, remedy) from None
    found = etree.QName(parser.root).localname
    if found != root:
        raise InputError(where, f"the file is <{found}>, not {root.upper()}")


def check_entities(element: Any, where: str) -> None:
    """An ``InputError`` where the text uses an entity of its own, whose text is not known."""
    entity = next(element.iter(etree.Entity), None)
    if entity is not None:
        raise InputError(f"{where}:{element.sourceline}", f"the entity {entity.text} is not resolved", "write its text")


def flows(segment: Any) -> list[str]:
    """The text of a segment of TMX or XLIFF without native codes, then that of each text inside these (``<sub>``).

    A code that breaks the line parts words, as a space does.
    """
    return [_flow(segment), *(_flow(sub) for sub in segment.iter("{*}sub"))]


def _flow(element: Any) -> str:
    pieces = [element.text or ""]
    for child in element:
        if etree.QName(child).localname not in NATIVE_CODES:
            pieces.append(_flow(child))
        if any(child.get(name) in _BREAKS for name in ("type", "ctype", "subType")):
            pieces.append(" ")
        pieces.append(child.tail or "")
    return "".join(pieces)
