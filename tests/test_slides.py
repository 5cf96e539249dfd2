"""Presentations: the order of shapes, notes, and what a master repeats."""

from __future__ import annotations

import io
import zipfile

import pptx
import pytest
from extracts import blocks, content, extract, furniture, package, repacked
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml import parse_xml
from pptx.presentation import Presentation
from pptx.slide import Slide
from pptx.util import Inches

from corpus.documents import Extract, Rejected
from corpus.errors import InputError
from corpus.readers import read

NAMESPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def saved(presentation: Presentation) -> bytes:
    data = io.BytesIO()
    presentation.save(data)
    return data.getvalue()


def box(slide: Slide, text: str, left: float, top: float) -> None:
    slide.shapes.add_textbox(Inches(left), Inches(top), Inches(2), Inches(0.4)).text_frame.text = text


def test_title_first_then_rows_from_top_to_bottom() -> None:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    box(slide, "below", 0, 5)
    box(slide, "right", 5, 2.0)
    box(slide, "left", 1, 2.2)
    box(slide, "above the title", 0, 0)
    slide.shapes.title.text = "The bakery"
    assert blocks(extract(saved(presentation), "a.pptx")) == ["The bakery", "above the title", "left", "right", "below"]


def test_paragraphs_groups_tables_and_notes() -> None:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    box(slide, "one\ntwo\vthree", 0, 0)
    group = slide.shapes.add_group_shape()
    for text, top in (("second", 2.5), ("first", 1.5)):
        group.shapes.add_textbox(Inches(0), Inches(top), Inches(1), Inches(0.3)).text_frame.text = text
    table = slide.shapes.add_table(2, 2, Inches(0), Inches(4), Inches(4), Inches(1)).table
    for cell, text in zip(table.iter_cells(), "abcd", strict=True):
        cell.text = text
    table.cell(1, 0).merge(table.cell(1, 1))
    slide.notes_slide.notes_text_frame.text = "Say it slowly.\nThen pause."
    other = presentation.slides.add_slide(presentation.slide_layouts[6])
    box(other, "The next slide", 0, 0)
    assert blocks(extract(saved(presentation), "a.pptx")) == [
        *("one", "two\nthree", "first", "second", "a", "b", "c\nd"),
        *("Say it slowly.", "Then pause.", "The next slide"),
    ]


def test_what_a_master_repeats_is_furniture() -> None:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    slide.shapes.title.text = "The bakery"
    for kind, text in (("sldNum", "7"), ("dt", "2 May"), ("ftr", "Island News")):
        slide.shapes._spTree.append(
            parse_xml(
                f'<p:sp {NAMESPACES}><p:nvSpPr><p:cNvPr id="9" name="x"/><p:cNvSpPr/><p:nvPr><p:ph type="{kind}"/>'
                f"</p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
            )
        )
    found = extract(saved(presentation), "a.pptx")
    assert content(found) == ["The bakery"]
    assert furniture(found) == {
        "7": "structure:slide-number",
        "2 May": "structure:date",
        "Island News": "structure:footer",
    }


def test_hidden_slides_are_left_out_and_flagged() -> None:
    presentation = pptx.Presentation()
    for text in ("shown", "hidden"):
        slide = presentation.slides.add_slide(presentation.slide_layouts[6])
        box(slide, text, 0, 0)
    slide.element.set("show", "0")
    presentation.core_properties.title, presentation.core_properties.language = "Bread", "fr"
    found = extract(saved(presentation), "a.pptx")
    assert (blocks(found), found.flags, found.title, found.language) == (["shown"], ("hidden:slide 2",), "Bread", "fr")


def test_the_texts_of_a_diagram() -> None:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    text = "<a:p><a:r><a:t>Knead,</a:t></a:r><a:r><a:t> then wait.</a:t></a:r></a:p>"
    part = pptx.opc.package.Part(
        pptx.opc.packuri.PackURI("/ppt/diagrams/data1.xml"),
        "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml",
        presentation.part.package,
        f"<dgm {NAMESPACES}>{text}</dgm>".encode(),
    )
    link = slide.part.relate_to(part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/diagramData")
    uri = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
    slide.shapes._spTree.append(
        parse_xml(
            f'<p:graphicFrame {NAMESPACES}><p:nvGraphicFramePr><p:cNvPr id="9" name="x"/><p:cNvGraphicFramePr/>'
            f'<p:nvPr/></p:nvGraphicFramePr><p:xfrm><a:off x="0" y="0"/><a:ext cx="1" cy="1"/></p:xfrm><a:graphic>'
            f'<a:graphicData uri="{uri}"><dgm:relIds xmlns:dgm="{uri}" r:dm="{link}"/></a:graphicData>'
            "</a:graphic></p:graphicFrame>"
        )
    )
    assert blocks(extract(saved(presentation), "a.pptx")) == ["Knead, then wait."]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "a.pptx: not a presentation: File is not a zip file (save it again)"),
        (saved(pptx.Presentation())[:500], "a.pptx: not a presentation: File is not a zip file (save it again)"),
        (package({"a.xml": "<a/>"}), "a.pptx: not a presentation: "),
        (repacked(saved(pptx.Presentation()), {"ppt/presentation.xml": "<a"}), "a.pptx: not a presentation: "),
        (
            repacked(saved(pptx.Presentation()), {"ppt/presentation.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a/>'}),
            "a.pptx: ppt/presentation.xml declares a document type, which may hold entities",
        ),
    ],
)
def test_what_cannot_be_read(data: bytes, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read(data, "a.pptx")
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_charts() -> None:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    data = CategoryChartData()
    data.categories = ["East coast", "2024"]
    data.add_series("Loaves sold", (1, 2))
    where = (Inches(1), Inches(1), Inches(3), Inches(3))
    chart = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *where, data).chart
    chart.has_title = True
    chart.chart_title.text_frame.text = "Bread of the year"
    found = extract(saved(presentation), "a.pptx")
    assert blocks(found) == ["Bread of the year", "Loaves sold", "East coast"]


def test_a_slide_that_cannot_be_read_is_listed() -> None:
    presentation = pptx.Presentation()
    for text in ("One", "Two"):
        box(presentation.slides.add_slide(presentation.slide_layouts[6]), text, 1, 1)
    data = saved(presentation)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        broken = archive.read("ppt/slides/slide2.xml").replace(b'x="914400"', b'x="left"')
    found, refused = read(repacked(data, {"ppt/slides/slide2.xml": broken}), "es/a.pptx")
    assert isinstance(found, Extract) and blocks(found) == ["One"]
    assert isinstance(refused, Rejected) and refused.path == "es/a.pptx#slide 2"
    assert refused.reason.startswith("not a readable slide: ")
    both = {f"ppt/slides/slide{number}.xml": broken for number in (1, 2)}
    with pytest.raises(InputError, match=r"^a.pptx: not a readable slide: "):
        read(repacked(data, both), "a.pptx")
