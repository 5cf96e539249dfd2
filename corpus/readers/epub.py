"""Electronic books (EPUB 2 and 3): the pages in the order of the spine, notes behind the paragraphs they belong to."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.entities import name2codepoint
from typing import Any
from urllib.parse import unquote

from lxml import etree

from corpus.documents import Extract, Rejected
from corpus.errors import InputError
from corpus.files import decode
from corpus.limits import XML_TAGS
from corpus.readers.blocks import BlockWriter
from corpus.readers.contents import mark_contents
from corpus.readers.html import parse_html, write_blocks
from corpus.readers.links import resolve
from corpus.readers.notes import place_notes, types
from corpus.readers.packages import Package, Refusals, open_package, parse_xml, refuse_excess
from corpus.readers.rights import licence_of_book

_KIND = "an EPUB book"
_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_XHTML = "{http://www.w3.org/1999/xhtml}"
_ENCRYPTION = "META-INF/encryption.xml"
# Scrambled fonts: every reading system can undo it, and it leaves the text alone.
_FONTS = {"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"}
_TOC = "structure:toc"
_FURNITURE = {"cover": "structure:cover", "index": "structure:index", "toc": _TOC, "lot": _TOC, "loi": _TOC}
_ENTITY = re.compile(rb"&(\w+);")


@dataclass(frozen=True, slots=True)
class _Item:
    """A file of the book: its path in the package, and its properties in the manifest."""

    path: str
    properties: frozenset[str]


def read_epub(data: bytes, where: str) -> list[Extract | Rejected]:
    """One document for the whole book; cover and tables of contents are furniture, numbers of notes are left out.

    Pages that cannot be read are listed beside it.
    """
    package = open_package(data, where, _KIND)
    _refuse_encrypted(package)
    opf_path = _opf_path(package)
    opf = package.xml(opf_path)
    spine = _spine(opf, opf_path)
    if not spine:
        raise InputError(where, f"not {_KIND}: it names no pages in reading order")
    missing = tuple(f"missing:{item.path}" for item in spine if item.path not in package.names)
    spine = [item for item in spine if item.path in package.names]
    refusals = Refusals(where)
    pages = _pages(package, spine, refusals)
    refusals.check(bool(pages))
    reasons = _reasons(opf, opf_path, pages, spine)
    place_notes(pages)
    writer = BlockWriter()
    for path, root in pages.items():
        body = root.find("body")
        if body is not None:
            reason = reasons.get(path, "")
            mark_contents(body, reason == _TOC)
            write_blocks(body, writer, "" if reason == _TOC else reason)
    title, language = (opf.findtext(f".//{_DC}{name}", "").strip() for name in ("title", "language"))
    licence = licence_of_book(opf)
    return [writer.extract(title, language or None, licence, flags=missing), *refusals.listed()]


def _refuse_encrypted(package: Package) -> None:
    if _ENCRYPTION not in package.names:
        return
    methods = package.xml(_ENCRYPTION).iterfind(".//{http://www.w3.org/2001/04/xmlenc#}EncryptionMethod")
    if any(method.get("Algorithm") not in _FONTS for method in methods):
        raise InputError(package.where, "it is encrypted (DRM)", "only books without copy protection can be read")


def _opf_path(package: Package) -> str:
    roots = package.xml("META-INF/container.xml").iter("{*}rootfile")
    path = next((root.get("full-path") for root in roots if root.get("full-path")), None)
    if path is None:
        raise InputError(package.where, f"not {_KIND}: META-INF/container.xml names no package document")
    return posixpath.normpath(unquote(path))


def _spine(opf: etree._Element, opf_path: str) -> list[_Item]:
    """The pages in reading order, each once."""
    items = {
        item.get("id"): _Item(resolve(opf_path, item.get("href", ""))[0], frozenset(item.get("properties", "").split()))
        for item in opf.iterfind(f"{_OPF}manifest/{_OPF}item")
        if "html" in item.get("media-type", "html")
    }
    references = (items.get(reference.get("idref")) for reference in opf.iterfind(f"{_OPF}spine/{_OPF}itemref"))
    return list(dict.fromkeys(item for item in references if item))


def _pages(package: Package, spine: list[_Item], refusals: Refusals) -> dict[str, etree._Element]:
    pages, tags = {}, 0
    for item in spine:
        with refusals.reading(item.path, "a page of a book"):
            data = package.part(item.path)
            tags += data.count(b"<")
            if tags > XML_TAGS:
                raise InputError(package.where, f"the pages up to it have more than {XML_TAGS:,} tags", "split it")
            pages[item.path] = _page(data, package.where, item.path)
    return pages


def _page(data: bytes, where: str, path: str) -> etree._Element:
    """The tree of a page, its tags without namespace: by the rules of XML, else where those are broken, of HTML."""
    refuse_excess(data, where, path)
    try:
        root = parse_xml(_ENTITY.sub(_numeric, data), where, path)
    except InputError:
        root = parse_html(decode(data, where).text, where)
    for element in root.iter(f"{_XHTML}*"):
        element.tag = element.tag.removeprefix(_XHTML)
    return root


def _numeric(found: re.Match[bytes]) -> bytes:
    """A reference that XML does not know by name as one by number."""
    name = found[1].decode("ascii", "replace")
    known = name in name2codepoint and name not in ("lt", "gt", "amp", "quot")
    return f"&#{name2codepoint[name]};".encode() if known else found[0]


def _reasons(
    opf: etree._Element, opf_path: str, pages: Mapping[str, etree._Element], spine: list[_Item]
) -> dict[str, str]:
    """The pages that are furniture as a whole, and why: by the manifest, the guide, the landmarks, or their body."""
    found = dict[str, str]()
    for link, kinds in _named(opf, opf_path, pages):
        for kind in kinds & _FURNITURE.keys():
            found[link] = _FURNITURE[kind]
    for item in spine:
        if "nav" in item.properties:
            found[item.path] = "structure:nav"
    return found if found.keys() < pages.keys() else {}  # a book that is all cover is none


def _named(
    opf: etree._Element, opf_path: str, pages: Mapping[str, etree._Element]
) -> Iterator[tuple[str, frozenset[str]]]:
    """Whole pages, and what they are called."""
    for reference in opf.iterfind(f"{_OPF}guide/{_OPF}reference"):
        if "#" not in reference.get("href", ""):
            yield resolve(opf_path, reference.get("href", ""))[0], frozenset([reference.get("type", "").lower()])
    for path, root in pages.items():
        for link in root.iterfind(".//nav//a"):
            if "#" not in link.get("href", ""):
                yield resolve(path, link.get("href", ""))[0], types(link)
        body = root.find("body")
        if body is not None:
            yield path, types(body) | _only_section(body)


def _only_section(body: Any) -> frozenset[str]:
    children = list(body)
    return types(children[0]) if len(children) == 1 else frozenset()
