"""Electronic books: order, notes, covers and contents."""

from __future__ import annotations

from pathlib import Path

import pytest
from extracts import blocks, content, extract, furniture, lying, package

from corpus.collection import read_collection
from corpus.documents import Extract, Rejected
from corpus.errors import InputError
from corpus.readers import read
from corpus.tabular import unaligned_rows
from corpus.versions import read_version

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)


def page(body: str, title: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops"><head><title>{title}</title></head><body>{body}</body></html>'
    )


def epub(
    pages: dict[str, str],
    spine: str = "",
    properties: dict[str, str] | None = None,
    guide: str = "",
    parts: dict[str, str] | None = None,
) -> bytes:
    """A book of pages by name; ``spine`` names them in reading order, else it is the order of ``pages``."""
    items = "".join(
        f'<item id="{name}" href="text/{name}.xhtml" media-type="application/xhtml+xml" '
        f'properties="{(properties or {}).get(name, "")}"/>'
        for name in pages
    )
    references = "".join(f'<itemref idref="{name}"/>' for name in (spine.split() or pages))
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/" version="3.0">'
        "<metadata><dc:title>The bakery</dc:title><dc:language>en-GB</dc:language></metadata>"
        f"<manifest>{items}</manifest><spine>{references}</spine><guide>{guide}</guide></package>"
    )
    return package(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": CONTAINER,
            "OPS/book.opf": opf,
            **{f"OPS/text/{name}.xhtml": text for name, text in pages.items()},
            **(parts or {}),
        }
    )


def test_pages_in_the_order_of_the_spine() -> None:
    found = extract(
        epub({"b": page("<p>Two.</p>"), "a": page("<h1>One</h1>"), "loose": page("<p>x</p>")}, "a b a"), "a.epub"
    )
    assert blocks(found) == ["One", "Two."]
    assert (found.title, found.language) == ("The bakery", "en-GB")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # EPUB 3, and its roles
        (
            '<p>Rye<a epub:type="noteref" href="#n1">1</a> bread.</p><p>Next.</p>'
            '<aside epub:type="footnote" id="n1"><p>A grain.</p></aside>',
            ["Rye bread.", "A grain.", "Next."],
        ),
        (
            '<p>Rye<sup><a role="doc-noteref" href="#n1">1</a></sup> bread.</p><p>Next.</p>'
            '<section epub:type="footnotes"><ol>'
            '<li id="n1"><p>A grain. <a role="doc-backlink" href="#r1">↩</a></p></li></ol></section>',
            ["Rye bread.", "A grain.", "Next."],
        ),
        # Sphinx: a label with brackets; the target is a term, or what is around it
        (
            '<p>Rye <a role="doc-noteref" href="#n1"><span>[</span>1<span>]</span></a></p><p>Next.</p><aside id="n1" '
            'role="note"><span class="label"><span>[</span><a role="doc-backlink" href="#r">1</a><span>]</span></span>'
            "<p>A grain.</p></aside>",
            ["Rye", "A grain.", "Next."],
        ),
        (
            '<p>Rye <a role="doc-noteref" href="#n1">1</a></p><p>Next.</p>'
            '<dl><dt id="n1">1</dt><dd><p>A grain.</p></dd></dl>',
            ["Rye", "A grain.", "Next."],
        ),
        (
            '<p>Rye <a epub:type="noteref" href="#n1">1</a></p><p>Next.</p><p><a id="n1"/>A grain.</p>',
            ["Rye", "A grain.", "Next."],
        ),
        # two in a paragraph, one of them twice; in a list and in a cell
        (
            '<p>a<a epub:type="noteref" href="#n1">1</a> b<a epub:type="noteref" href="#n2">2</a>'
            '<a epub:type="noteref" href="#n1">1</a></p><p>Next.</p>'
            '<aside id="n2">Two.</aside><aside id="n1">One.</aside>',
            ["a b", "One.", "Two.", "Next."],
        ),
        (
            '<ul><li>a<a epub:type="noteref" href="#n1">1</a></li><li>b</li></ul><aside id="n1"><p>One.</p></aside>',
            ["a", "One.", "b"],
        ),
        # a note without reference stays; a reference to nothing, or to what it stands in, is harmless
        ('<p>a</p><aside epub:type="footnote">Lost.</aside><p>b</p>', ["a", "Lost.", "b"]),
        ('<p>a<a epub:type="noteref" href="#none">1</a></p>', ["a"]),
        ('<p>a<a epub:type="noteref" href="http://[x">1</a></p>', ["a"]),
        ('<div id="n"><p>a<a epub:type="noteref" href="#n">1</a></p></div>', ["a"]),
        # numbers of printed pages
        ('<p>One <span epub:type="pagebreak" id="p3">3</span>sentence.</p>', ["One sentence."]),
        # characters that XML has no names for, and a page that is no XML
        ("<p>caf&eacute;&nbsp;&amp; t&#233;</p>", ["café\N{NO-BREAK SPACE}& té"]),
        ("<p>One<br>two <b>bold</p><p>Three.", ["One two bold", "Three."]),
    ],
)
def test_blocks_and_notes(body: str, expected: list[str]) -> None:
    assert blocks(extract(epub({"a": page(body)}), "a.epub")) == expected


def test_notes_on_a_page_of_their_own() -> None:
    pages = {
        "a": page('<p>Rye<a epub:type="noteref" href="notes.xhtml#n%201">1</a>.</p><p>Next.</p>'),
        "b": page('<p>Oat<a epub:type="noteref" href="../text/notes.xhtml#n2">2</a>.</p>'),
        "notes": page('<h2>Notes</h2><aside id="n 1">A grain.</aside><aside id="n2">Another.</aside>'),
    }
    assert blocks(extract(epub(pages), "a.epub")) == ["Rye.", "A grain.", "Next.", "Oat.", "Another.", "Notes"]


def test_cover_and_contents_are_furniture() -> None:
    links = "".join(f'<li><a href="a.xhtml#c{i}">Chapter {i}</a></li>' for i in range(3))
    pages = {
        "cover": page("<p>The cover</p>"),
        "nav": page(f'<nav epub:type="toc"><h1>In this book</h1><ol>{links}</ol></nav>'),
        "contents": page(
            f"<h1>Contents</h1><p>What you will read in it.</p><ul>{links.replace('Chapter', 'Part')}</ul>"
        ),
        "a": page("<p>Text.</p>"),
    }
    guide = '<reference type="cover" href="text/cover.xhtml"/><reference type="toc" href="text/contents.xhtml"/>'
    found = extract(epub(pages, properties={"nav": "nav"}, guide=guide), "a.epub")
    assert content(found) == ["Contents", "What you will read in it.", "Text."]
    assert furniture(found) == {
        "The cover": "structure:cover",
        "In this book": "structure:nav",
        **{f"Chapter {i}": "structure:nav" for i in range(3)},
        **{f"Part {i}": "structure:doc-toc" for i in range(3)},
    }


@pytest.mark.parametrize(("count", "prose", "marked"), [(10, "", 10), (9, "", 0), (10, 40 * "Words of the text. ", 0)])
def test_contents_that_do_not_say_so(count: int, prose: str, marked: int) -> None:
    """Ten links and half of the text."""
    links = "".join(f'<p>{i}. <a href="b.xhtml">Chapter {i}</a></p>' for i in range(count))
    found = extract(epub({"a": page(f"<h1>Book</h1>{links}<p>{prose}</p>"), "b": page("<p>Text.</p>")}), "a.epub")
    assert len(found.furniture) == marked


def test_landmarks() -> None:
    nav = page('<nav epub:type="landmarks"><ol><li><a epub:type="cover" href="front.xhtml">Front</a></li></ol></nav>')
    found = extract(
        epub({"front": page("<p>Art</p>"), "nav": nav, "a": page("<p>Text.</p>")}, properties={"nav": "nav"}), "a.epub"
    )
    assert furniture(found) == {"Art": "structure:cover", "Front": "structure:nav"}


def test_a_missing_page_is_flagged() -> None:
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="a" href="a.xhtml"/>'
        '<item id="b" href="b.xhtml"/></manifest><spine><itemref idref="a"/><itemref idref="b"/></spine></package>'
    )
    parts = {"META-INF/container.xml": CONTAINER, "OPS/book.opf": opf, "OPS/a.xhtml": page("<p>Text.</p>")}
    found = extract(package(parts), "a.epub")
    assert (blocks(found), found.flags, found.title, found.language) == (["Text."], ("missing:OPS/b.xhtml",), "", None)


def encryption(algorithm: str) -> dict[str, str]:
    return {
        "META-INF/encryption.xml": '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" '
        'xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>'
        f'<enc:EncryptionMethod Algorithm="{algorithm}"/></enc:EncryptedData></encryption>'
    }


BOOK = {"a": page("<p>Text.</p>")}


def test_scrambled_fonts_hide_no_text() -> None:
    assert blocks(extract(epub(BOOK, parts=encryption("http://www.idpf.org/2008/embedding")), "a.epub")) == ["Text."]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "a.epub: not an EPUB book: File is not a zip file (save it again)"),
        (epub(BOOK)[:-30], "a.epub: not an EPUB book: File is not a zip file (save it again)"),
        (package({"a.xml": "<a/>"}), "a.epub: not an EPUB book: it has no META-INF/container.xml"),
        (
            package({"META-INF/container.xml": "<a/>"}),
            "a.epub: not an EPUB book: META-INF/container.xml names no package",
        ),
        (package({"META-INF/container.xml": CONTAINER}), "a.epub: not an EPUB book: it has no OPS/book.opf"),
        (epub({}), "a.epub: not an EPUB book: it names no pages in reading order"),
        (
            epub(BOOK, parts=encryption("http://www.w3.org/2001/04/xmlenc#aes128-cbc")),
            "a.epub: it is encrypted (DRM) (only books without copy protection can be read)",
        ),
        (
            epub(
                {"a": '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>&x;</p></body></html>'}
            ),
            "a.epub: OPS/text/a.xhtml declares entities, which are not read",
        ),
    ],
)
def test_what_cannot_be_read(data: bytes, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read(data, "a.epub")
    assert str(caught.value).startswith(message)


DEEP = page("<div>" * 300 + "<p>Deep.</p>" + "</div>" * 300)


def test_a_page_that_cannot_be_read_is_listed_and_the_others_are_read() -> None:
    book = epub({"a": page("<p>One.</p>"), "b": DEEP, "c": page(f"<p>{2_000_000 * ' '}"), "d": ""})
    found, *refused = read(lying(book, "OPS/text/c.xhtml"), "es/a.epub")
    assert isinstance(found, Extract) and blocks(found) == ["One."]
    assert [(each.path, each.reason) for each in refused if isinstance(each, Rejected)] == [
        ("es/a.epub#OPS/text/b.xhtml", "the page is cut off at line 3: Excessive depth in document: 256"),
        ("es/a.epub#OPS/text/c.xhtml", "OPS/text/c.xhtml is larger than the package says (save it again)"),
        ("es/a.epub#OPS/text/d.xhtml", "not HTML: there is no element in it"),
    ]
    with pytest.raises(InputError, match=r"^a.epub: the page is cut off at line 3"):
        read(epub({"a": DEEP}), "a.epub")


def test_unreadable_pages_reach_the_lists(tmp_path: Path) -> None:
    text = "The ferry to the island stopped running in November. Nobody in the village was surprised."
    (tmp_path / "a.epub").write_bytes(epub({"a": page(f"<p>{text}</p>"), "b": DEEP}))
    collection = read_collection(tmp_path)
    assert [each.path for each in collection.documents] == ["a.epub"]
    (refused,) = unaligned_rows((), collection.rejected, {}, (), {})
    assert refused[0] == "file" and refused[2] == "a.epub#OPS/text/b.xhtml"
    version = read_version(tmp_path / "a.epub", None)
    assert [each.path for each in version.refused] == ["a.epub#OPS/text/b.xhtml"]


def test_too_many_tags_in_all_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.readers.epub.XML_TAGS", 40)
    found, *refused = read(epub({name: page("<p>x</p>") for name in "abcdef"}), "a.epub")
    assert isinstance(found, Extract) and len(found.blocks) == 3
    assert [each.reason for each in refused if isinstance(each, Rejected)] == [
        "the pages up to it have more than 40 tags (split it)"
    ] * 3
