"""Word documents: notes, contents, tables in their place, and what is left out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from extracts import blocks, content, extract, furniture, repacked

from corpus.errors import InputError
from corpus.readers import read

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def saved(document: Document) -> bytes:
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def written(fill: Callable[[Document], object]) -> bytes:
    document = docx.Document()
    fill(document)
    return saved(document)


def noted() -> bytes:
    """Two footnotes and an endnote, with the separators that Word writes into every file."""
    document = docx.Document()
    for text, references in {
        "Rye bread.": '<w:footnoteReference w:id="2"/><w:footnoteReference w:id="4"/>',
        "Oat bread.": "",
        "The end.": '<w:endnoteReference w:id="3"/>',
    }.items():
        document.add_paragraph(text)._p.append(parse_xml(f"<w:r {nsdecls('w')}>{references}</w:r>"))
    data = saved(document)
    for kind, notes in {
        "footnote": {2: ("A grain.", "Of grass."), 4: ("Sour.",)},
        "endnote": {3: ("Thanks.",)},
    }.items():
        data = with_notes(data, kind, notes)
    return data


def with_notes(data: bytes, kind: str, notes: dict[int, tuple[str, ...]]) -> bytes:
    """The paragraphs of each note by its number, in a part of their own."""
    paragraphs = {
        number: "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines) for number, lines in notes.items()
    }
    texts = "".join(f'<w:{kind} w:id="{number}">{text}</w:{kind}>' for number, text in paragraphs.items())
    separator = f'<w:{kind} w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:{kind}>'
    types, links = "[Content_Types].xml", "word/_rels/document.xml.rels"
    override = f'<Override PartName="/word/{kind}s.xml" ContentType="{TYPE}.{kind}s+xml"/></Types>'
    relation = f'<Relationship Id="r{kind}" Type="{RELATION}/{kind}s" Target="{kind}s.xml"/></Relationships>'
    return repacked(
        data,
        {
            f"word/{kind}s.xml": f"<w:{kind}s {nsdecls('w')}>{separator}{texts}</w:{kind}s>",
            types: part(data, types).replace("</Types>", override),
            links: part(data, links).replace("</Relationships>", relation),
        },
    )


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def test_notes_follow_the_paragraph_that_refers_to_them() -> None:
    assert blocks(extract(noted(), "a.docx")) == [
        "Rye bread.",
        "A grain.",
        "Of grass.",
        "Sour.",
        "Oat bread.",
        "The end.",
        "Thanks.",
    ]


def test_tables_stand_in_their_place() -> None:
    def fill(document: Document) -> None:
        document.add_paragraph("Before.")
        table = document.add_table(rows=2, cols=2)
        for cell, text in zip((cell for row in table.rows for cell in row.cells), "abcd", strict=True):
            cell.text = text
        table.cell(1, 1).add_table(rows=1, cols=1).cell(0, 0).text = "inner"
        document.add_paragraph("After.")

    assert blocks(extract(written(fill), "a.docx")) == ["Before.", "a", "b", "c", "d", "inner", "After."]


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>", ["Text."]),
        ('<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>shown</w:t></w:r>', ["Text.shown"]),
        ("<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>", ["Text."]),
        ("<w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom>", ["Text."]),
        ('<w:r><w:commentReference w:id="0"/></w:r>', ["Text."]),
        ("<w:r><w:instrText>PAGE</w:instrText></w:r>", ["Text."]),
        ('<w:r><w:footnoteReference w:id="9"/></w:r>', ["Text."]),
        (
            "<w:r><w:ruby><w:rt><w:r><w:t>かん</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>漢</w:t></w:r></w:rubyBase></w:ruby></w:r>",
            ["Text.漢"],
        ),
    ],
)
def test_what_is_no_text(xml: str, expected: list[str]) -> None:
    def fill(document: Document) -> None:
        paragraph = document.add_paragraph("Text.")
        for element in parse_xml(f"<w:p {nsdecls('w')}>{xml}</w:p>"):
            paragraph._p.append(element)

    assert blocks(extract(written(fill), "a.docx")) == expected


def test_comments_are_left_out() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Text.")
    document.add_comment(paragraph.runs, "a comment")
    assert blocks(extract(saved(document), "a.docx")) == ["Text."]


def test_contents_are_furniture_in_every_language_of_word() -> None:
    def fill(document: Document) -> None:
        style = document.styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)
        style.element.set(style.element.nsmap and f"{{{style.element.nsmap['w']}}}styleId", "Verzeichnis1")
        document.add_paragraph("Bread 3", style="toc 1")
        document.add_paragraph("Bread")

    found = extract(written(fill), "a.docx")
    assert furniture(found) == {"Bread 3": "structure:toc"}
    assert content(found) == ["Bread"]


def test_entities_and_broken_notes_are_refused() -> None:
    hostile = '<!DOCTYPE x [<!ENTITY y "z">]>' + f"<w:document {nsdecls('w')}/>"
    with pytest.raises(InputError, match=r"a.docx: word/document.xml declares a document type"):
        read(repacked(noted(), {"word/document.xml": hostile}), "a.docx")
    with pytest.raises(InputError, match=r"a.docx: word/footnotes.xml is not XML"):
        read(repacked(noted(), {"word/footnotes.xml": "<w:footnotes"}), "a.docx")
    with pytest.raises(InputError, match="not a Word document: "):
        read(repacked(noted(), {"word/document.xml": "<a"}), "a.docx")


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next() -> None:
    def fill(document: Document) -> None:
        for text, deleted in (("Rye ", True), ("bread.", False), ("Oat", True)):
            paragraph = document.add_paragraph(text)._p
            if deleted:
                paragraph.get_or_add_pPr().append(parse_xml(f'<w:rPr {nsdecls("w")}><w:del w:id="1"/></w:rPr>'))

    assert blocks(extract(written(fill), "a.docx")) == ["Rye bread.", "Oat"]
