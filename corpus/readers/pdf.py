"""PDF: text in reading order, put together from the places of its characters."""

from __future__ import annotations

from contextlib import closing

from corpus.documents import Extract, Rejected
from corpus.errors import InputError
from corpus.readers.blocks import BlockWriter
from corpus.readers.packages import Refusals, reading
from corpus.readers.pdf_columns import flows
from corpus.readers.pdf_heads import split_heads
from corpus.readers.pdf_lines import Page, read_page
from corpus.readers.pdf_paragraphs import Block, blocks, join_flows, measure
from corpus.readers.pdf_streams import refuse_bombs

_KIND = "a PDF file"
_OCR = "recognise its text first (OCR), and save that"
_MOST_UNMAPPED = 0.2  # of the characters


def read_pdf(data: bytes, where: str) -> list[Extract | Rejected]:
    """Headers, footers and page numbers are furniture, and so are tables of contents and text that stands on its side.

    Notes at the foot follow the text of their page. Pages that cannot be read are listed beside the document. An
    ``InputError`` where the file is encrypted or has no text.
    """
    refuse_bombs(data, where)
    pages, refusals = list[Page](), Refusals(where)
    with reading(where, _KIND):
        import pypdfium2

        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            if "password" in str(error).lower():
                raise InputError(where, "it has a password", "save it without one") from None
            raise
        with closing(document):
            for number in range(len(document)):
                pages.append(Page(0.0, ()))
                with refusals.reading(f"page={number + 1}", "a readable page"), closing(document[number]) as page:
                    pages[-1] = read_page(page, where)
            about = document.get_metadata_dict()
    refusals.check(any(page.lines for page in pages))
    _refuse_without_text(pages, where)
    writer = BlockWriter()
    for block in _blocks(pages):
        writer.add(block.text, block.reason)
    empty = [str(n) for n, page in enumerate(pages, 1) if not page.lines and f"page={n}" not in refusals.errors]
    flags = (f"pages-without-text:{','.join(empty)}",) if empty else ()
    return [writer.extract(title=about.get("Title", ""), flags=flags), *refusals.listed()]


def _refuse_without_text(pages: list[Page], where: str) -> None:
    characters = sum(len(line.text) for page in pages for line in page.lines)
    if not characters:
        what = f"its {len(pages)} pages hold pictures and no text, as scans do"
        raise InputError(where, what, _OCR)
    if sum(page.unmapped for page in pages) > _MOST_UNMAPPED * characters:
        raise InputError(where, "its fonts do not say which characters they show", _OCR)


def _blocks(pages: list[Page]) -> list[Block]:
    bodies = split_heads(pages)
    columns = [flows(body.lines) for body in bodies]
    usual = measure([flow for page in columns for flow in page])
    parts = list[list[Block]]()
    for page, body, page_flows in zip(pages, bodies, columns, strict=True):
        parts.append([Block([line], reason=reason) for line, reason in body.head])
        found = [blocks(flow, usual, page.height) for flow in page_flows]
        parts += [[block for block in flow if block.kind != "note"] for flow in found]
        parts.append([block for flow in found for block in flow if block.kind == "note"])
        parts.append([Block([line], reason=reason) for line, reason in body.foot])
        parts.append([Block([line], reason="structure:turned") for line in page.turned])
    return join_flows(parts, usual)
