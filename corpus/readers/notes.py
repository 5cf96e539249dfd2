"""Notes of a book: moved from where they are collected to the paragraph that refers to them."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from corpus.readers.links import resolve

_EPUB_TYPES = ("{http://www.idpf.org/2007/ops}type", "epub:type", "role")
_REFERENCES = {"noteref", "doc-noteref"}
# What stands for a page number or leads from a note back to the text.
_SILENT = {"pagebreak", "doc-pagebreak", "backlink", "doc-backlink"}
_INLINE = {"a", "span", "sup", "b", "i", "em", "strong", "small"}
_NOTES = {"aside", "li", "p", "div", "section", "dd", "blockquote"}
_AROUND = {"li", "td", "th", "dd", "div", "section", "article", "blockquote", "body", "figure", "main"}
_LONGEST_LABEL = 6  # characters: "[12]"


def types(element: etree._Element) -> frozenset[str]:
    """What an element is in the vocabularies of EPUB and of digital publishing roles: ``noteref``, ``doc-footnote``."""
    return frozenset(" ".join(element.get(name, "") for name in _EPUB_TYPES).lower().split())


def place_notes(pages: Mapping[str, etree._Element]) -> None:
    """Moves each note to behind the paragraph with the first reference to it, over the pages of a book by path.

    References, the links back, and numbers of printed pages are taken out: they are no words of the text. A note that
    nothing refers to stays where it is.
    """
    anchors = {
        (path, element.get("id") or element.get("name")): element
        for path, root in pages.items()
        for element in root.iter(etree.Element)
        if element.get("id") or (element.tag == "a" and element.get("name"))
    }
    placed: dict[etree._Element, etree._Element] = {}  # the last note behind a paragraph
    moved: set[etree._Element] = set()
    for path, root in pages.items():
        for reference in [link for link in root.iter("a") if types(link) & _REFERENCES]:
            note = _note(anchors.get(resolve(path, reference.get("href", ""))))
            paragraph = paragraph_around(reference)
            _take_out(reference)
            if note is None or note in moved or paragraph is None or _holds(note, paragraph):
                continue
            moved.add(note)
            _take_out(note)
            note.tag = "div"
            note.attrib.clear()
            if paragraph.tag in _AROUND:
                paragraph.append(note)
            else:
                placed.get(paragraph, paragraph).addnext(note)
                placed[paragraph] = note
    for root in pages.values():
        for element in [element for element in root.iter(etree.Element) if types(element) & _SILENT]:
            _take_out(_label(element))


def _note(target: etree._Element | None) -> etree._Element | None:
    """The block that a reference leads to, where it can be moved: the target, what is around it, or what it labels."""
    while target is not None and target.tag in _INLINE:
        target = target.getparent()
    if target is not None and target.tag == "dt":
        label, target = target, target.getnext()
        if target is not None and target.tag == "dd":
            _take_out(label)
    return target if target is not None and target.tag in _NOTES else None


def paragraph_around(inline: etree._Element) -> etree._Element | None:
    """The innermost block around an inline element."""
    return next((up for up in inline.iterancestors() if up.tag not in _INLINE), None)


def _holds(outer: etree._Element, inner: etree._Element) -> bool:
    return outer is inner or any(up is outer for up in inner.iterancestors())


def _label(element: etree._Element) -> etree._Element:
    """The element with the brackets or the raised number around it."""
    parent = element.getparent()
    while parent is not None and parent.tag in ("span", "sup") and len("".join(parent.itertext())) <= _LONGEST_LABEL:
        element, parent = parent, parent.getparent()
    return element


def _take_out(element: etree._Element) -> None:
    """Removes an element but not the text behind it."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
    element.tail = None
    parent.remove(element)
