"""Tables of contents inside the pages of a book: paragraphs that are nothing but links to its pages."""

from __future__ import annotations

from lxml import etree

from corpus.readers.links import is_inside
from corpus.readers.notes import paragraph_around

# A page that does not say what it is, is a table of contents where so many links fill so much of its text.
_FEWEST_LINKS, _LEAST_SHARE = 10, 0.5


def mark_contents(body: etree._Element, declared: bool) -> None:
    """Gives the links of a table of contents the role ``doc-toc``; other paragraphs of such a page stay as they are."""
    blocks = dict.fromkeys(
        block
        for link in body.iter("a")
        if is_inside(link.get("href", ""))
        if (block := paragraph_around(link)) is not None and block is not body and not _says_more(block)
    )
    outer = [block for block in blocks if not any(up in blocks for up in block.iterancestors())]
    length = sum(len("".join(block.itertext())) for block in outer)
    if declared or (len(blocks) >= _FEWEST_LINKS and length >= _LEAST_SHARE * len("".join(body.itertext()))):
        for block in outer:
            block.set("role", "doc-toc")


def _says_more(element: etree._Element) -> bool:
    """Whether there are letters outside of links."""
    if element.tag == "a":
        return False
    pieces = [element.text, *(child.tail for child in element)]
    return any(map(str.isalpha, "".join(piece or "" for piece in pieces))) or any(map(_says_more, element))
