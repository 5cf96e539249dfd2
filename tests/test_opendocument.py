"""OpenDocument texts: reading order, notes, what is left out."""

from __future__ import annotations

import pytest
from extracts import blocks, content, extract, furniture, package

from corpus.errors import InputError
from corpus.readers import read

URN = "urn:oasis:names:tc:opendocument:xmlns"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{URN}:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "text": "text",
        "table": "table",
        "draw": "drawing",
        "style": "style",
        "fo": "xsl-fo-compatible",
        "svg": "svg-compatible",
        "meta": "meta",
    }.items()
)


def odt(body: str, parts: dict[str, str] | None = None) -> bytes:
    content_xml = (
        f'<?xml version="1.0"?><office:document-content {NAMESPACES} xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return package({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content_xml, **(parts or {})})


def note(kind: str, text: str) -> str:
    return (
        f'<text:note text:note-class="{kind}"><text:note-citation>1</text:note-citation>'
        f"<text:note-body><text:p>{text}</text:p></text:note-body></text:note>"
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<text:h>One</text:h><text:p>Two.</text:p>", ["One", "Two."]),
        ("<text:p>  a\n  b<text:s text:c='2'/>c<text:tab/>d<text:line-break/>e</text:p>", ["a b  c\td\ne"]),
        ("<text:p>a <text:span>bold</text:span> <text:a>link</text:a>.</text:p>", ["a bold link."]),
        ("<text:p/><text:p> </text:p>", []),
        (
            "<text:list><text:list-item><text:p>x</text:p><text:list><text:list-item><text:p>y</text:p>"
            "</text:list-item></text:list></text:list-item></text:list>",
            ["x", "y"],
        ),
        (
            "<table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>a</text:p>"
            "</table:table-cell><table:table-cell><text:p>b</text:p></table:table-cell></table:table-row>"
            "</table:table-header-rows><table:table-row><table:table-cell><text:p>c</text:p></table:table-cell>"
            "<table:covered-table-cell><text:p>hidden</text:p></table:covered-table-cell></table:table-row></table:table>",
            ["a", "b", "c"],
        ),
        (
            f"<text:p>Before{note('footnote', 'At the foot.')} after{note('endnote', 'At the end.')}.</text:p>"
            "<text:p>Next.</text:p>",
            ["Before after.", "At the foot.", "At the end.", "Next."],
        ),
        (
            "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion>"
            "</text:changed-region></text:tracked-changes><text:p>kept<text:change text:change-id='c'/></text:p>",
            ["kept"],
        ),
        (
            "<text:p>a<office:annotation><dc:creator>K.</dc:creator><text:p>x</text:p></office:annotation>b</text:p>",
            ["ab"],
        ),
        (
            "<text:p>Text<draw:frame><svg:title>alt</svg:title><draw:text-box><text:p>In the box.</text:p>"
            "</draw:text-box></draw:frame> goes on.</text:p>",
            ["Text goes on.", "In the box."],
        ),
        ("<text:section text:display='none'><text:p>hidden</text:p></text:section><text:p>shown</text:p>", ["shown"]),
        (
            "<text:p><text:ruby><text:ruby-base>漢</text:ruby-base><text:ruby-text>かん</text:ruby-text></text:ruby>字</text:p>",
            ["漢字"],
        ),
    ],
)
def test_blocks(body: str, expected: list[str]) -> None:
    assert blocks(extract(odt(body), "a.odt")) == expected


def test_generated_lists_are_furniture() -> None:
    index = "<text:index-body><text:p>Bread 3</text:p></text:index-body>"
    found = extract(
        odt(
            f"<text:table-of-content>{index}</text:table-of-content><text:p>Text.</text:p>"
            f"<text:alphabetical-index>{index.replace('3', '4')}</text:alphabetical-index>"
        ),
        "a.odt",
    )
    assert content(found) == ["Text."]
    assert furniture(found) == {"Bread 3": "structure:toc", "Bread 4": "structure:index"}


STYLES = (
    f"<office:document-styles {NAMESPACES}><office:styles><style:default-style style:family='paragraph'>"
    "<style:text-properties fo:language='pt' fo:country='BR'/></style:default-style></office:styles>"
    "<office:master-styles><text:p>Page header</text:p></office:master-styles></office:document-styles>"
)


@pytest.mark.parametrize(
    ("meta", "styles", "title", "language"),
    [
        ("", "", "", None),
        ("<dc:title> The  bread </dc:title><dc:language>es-ES</dc:language>", STYLES, "The bread", "es-ES"),
        ("<dc:title>x</dc:title>", STYLES, "x", "pt-BR"),
        ("", STYLES.replace("'BR'", "'none'"), "", "pt"),
        ("", STYLES.replace("'pt'", "'none'").replace("'BR'", "'none'"), "", None),
    ],
)
def test_what_a_text_says_of_itself(meta: str, styles: str, title: str, language: str | None) -> None:
    parts = {"styles.xml": styles} if styles else {}
    if meta:
        parts["meta.xml"] = (
            f"<office:document-meta {NAMESPACES} xmlns:dc='http://purl.org/dc/elements/1.1/'>"
            f"<office:meta>{meta}</office:meta></office:document-meta>"
        )
    found = extract(odt("<text:p>Text.</text:p>", parts), "a.odt")
    assert (found.title, found.language) == (title, language)
    assert blocks(found) == ["Text."]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"no zip", "a.odt: not an OpenDocument text: File is not a zip file (save it again)"),
        (odt("<text:p>x</text:p>")[:200], "a.odt: not an OpenDocument text: File is not a zip file (save it again)"),
        (package({"word/document.xml": "<a/>"}), "a.odt: not an OpenDocument text: it has no content.xml"),
        (package({"content.xml": "<a/>"}), "a.odt: not an OpenDocument text: it has no text body"),
        (odt("<text:p>x"), "a.odt: content.xml is not XML: Opening and ending tag mismatch"),
        (odt("<text:p>&x;</text:p>"), "a.odt: content.xml is not XML: Entity 'x' not defined"),
        (
            odt("", {"META-INF/manifest.xml": "<manifest:encryption-data/>"}),
            "a.odt: it is encrypted (save it without a password)",
        ),
    ],
)
def test_what_cannot_be_read(data: bytes, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read(data, "a.odt")
    assert str(caught.value).startswith(message)
