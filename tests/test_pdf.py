"""PDF: reading order, paragraphs, and what repeats at the edges of pages."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import matplotlib
import pytest
from extracts import blocks, content, extract, furniture
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from corpus.documents import Extract, Rejected
from corpus.errors import InputError
from corpus.readers import read

WIDTH, HEIGHT = 595, 842
LEADING = 12.0
DEJAVU = Path(matplotlib.get_data_path()) / "fonts/ttf/DejaVuSans.ttf"


class Paper:
    """A PDF on which text is set line by line, as a typesetter would."""

    def __init__(self, encrypt: StandardEncryption | None = None) -> None:
        self._data = io.BytesIO()
        self.canvas = Canvas(self._data, (WIDTH, HEIGHT), encrypt=encrypt, invariant=1, pageCompression=1)
        self.canvas.setTitle("The bakery")

    def lines(self, lines: Sequence[str], left: float, top: float, size: float = 10, font: str = "Helvetica") -> float:
        """Sets lines below ``top``; the baseline of the next one."""
        self.canvas.setFont(font, size)
        for line in lines:
            self.canvas.drawString(left, top, line)
            top -= LEADING * size / 10
        return top

    def paragraph(
        self,
        text: str,
        left: float,
        top: float,
        width: float,
        size: float = 10,
        indent: float = 0,
        justify: bool = False,
    ) -> float:
        """Sets ``text`` in lines of ``width``; the baseline of the next one."""
        self.canvas.setFont("Helvetica", size)
        rows = list(wrapped(text, width, size, indent))
        for number, row in enumerate(rows):
            start = left if number else left + indent
            if justify and number < len(rows) - 1:
                spare = width - (0 if number else indent) - measured(row, size)
                self.canvas.setFont("Helvetica", size)
                drawing = self.canvas.beginText(start, top)
                drawing.setWordSpace(spare / max(1, row.count(" ")))
                drawing.textOut(row)
                self.canvas.drawText(drawing)
            else:
                self.canvas.drawString(start, top, row)
            top -= LEADING * size / 10
        return top

    def page(self) -> None:
        self.canvas.showPage()

    def read(self) -> list[str]:
        return blocks(extract(self.bytes(), "a.pdf"))

    def bytes(self) -> bytes:
        self.canvas.save()
        return self._data.getvalue()


def measured(text: str, size: float) -> float:
    return float(pdfmetrics.stringWidth(text, "Helvetica", size))


def wrapped(text: str, width: float, size: float, indent: float) -> Iterator[str]:
    row, room = "", width - indent
    for word in text.split():
        if row and measured(f"{row} {word}", size) > room:
            yield row
            row, room = "", width
        row = f"{row} {word}".strip()
    yield row


def prose(number: int, sentences: int) -> str:
    """Text whose words differ from sentence to sentence."""
    words = ["bread", "grain", "stone", "water", "salt", "flour", "island", "winter", "harbour", "oven", "door"]
    told = []
    for i in range(sentences):
        chosen = [words[(number * 5 + i * 7 + k * k) % len(words)] for k in range(9 + (i + number) % 4)]
        told.append(" ".join(chosen).capitalize() + ".")
    return " ".join(told)


TEXTS = [f"Paragraph {number}. {prose(number, 3 + number % 4)}" for number in range(9)]


@pytest.mark.parametrize("justify", [False, True])
@pytest.mark.parametrize(("indent", "gap"), [(0, 6), (14, 0)])
def test_paragraphs_are_put_together(indent: float, gap: float, justify: bool) -> None:
    paper, top = Paper(), 780.0
    for text in TEXTS:
        top = paper.paragraph(text, 60, top, 460, indent=indent, justify=justify) - gap
    assert paper.read() == TEXTS


@pytest.mark.parametrize("columns_drawn", ["one by one", "side by side"])
def test_two_columns_under_a_title(columns_drawn: str) -> None:
    paper = Paper()
    paper.lines(["The bakery of the island and its neighbours in winter"], 100, 800, 16)
    tops = [760.0, 760.0]
    halves = [(0, TEXTS[:4]), (1, TEXTS[4:8])]
    order = [(side, text) for side, texts in halves for text in texts]
    if columns_drawn == "side by side":
        order = [pair for both in zip(order[:4], order[4:], strict=True) for pair in both]
    for side, text in order:
        tops[side] = paper.paragraph(text, 50 + 260 * side, tops[side], 235, justify=True) - 6
    bottom = min(tops)
    paper.paragraph(TEXTS[8], 50, bottom - 20, 495)
    assert paper.read() == ["The bakery of the island and its neighbours in winter", *TEXTS[:9]]


def test_a_paragraph_runs_over_a_column_and_a_page() -> None:
    text = " ".join(TEXTS).replace("Paragraph", "paragraph").replace(".", ",")
    rows = list(wrapped(text, 235, 10, 0))
    half = len(rows) // 3
    paper = Paper()
    for left, part in ((50, rows[:half]), (310, rows[half : 2 * half])):
        paper.lines(part, left, 780)
    paper.page()
    paper.lines(rows[2 * half :], 50, 780)
    assert paper.read() == [text]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["The water of the har-", "bour was cold."], ["The water of the harbour was cold."]),
        (["The water of the har\N{SOFT HYPHEN}", "bour was cold."], ["The water of the harbour was cold."]),
        (["We spoke with Jean-", "Pierre that day."], ["We spoke with Jean-Pierre that day."]),
        (["It weighs 10-", "20 kg, they say"], ["It weighs 10-20 kg, they say"]),
        (["They came early -", "we did not wait"], ["They came early - we did not wait"]),
        (["Short.", "A new line that begins where the first could have gone on."], None),
    ],
)
def test_ends_of_lines(lines: list[str], expected: list[str] | None) -> None:
    paper = Paper()
    paper.lines(lines, 60, 700)
    assert paper.read() == (expected or lines)


def test_lists_headings_and_tables() -> None:
    paper, top = Paper(), 780.0
    top = paper.lines(["1 The bread"], 60, top, 14) - 4
    top = paper.paragraph(TEXTS[0], 60, top, 460) - 6
    for text in (
        "Rye bread, which keeps for two weeks and more if it is kept in a cool and dry place, as we do.",
        "Oat.",
    ):
        paper.canvas.setFont("Helvetica", 10)
        paper.canvas.drawString(70, top, "•")
        top = paper.paragraph(text, 80, top, 300)
    top -= 6
    for number in (1, 2):
        top = paper.paragraph(f"{number}. Take the bread out of the oven.", 70, top, 300)
    top -= 10
    for row in (("Bread", "Price"), ("Rye", "2.50"), ("Spelt and oat", "3.10")):
        for left, cell in zip((70, 200), row, strict=True):
            paper.lines([cell], left, top)
        top -= LEADING
    assert paper.read() == [
        "1 The bread",
        TEXTS[0],
        "Rye bread, which keeps for two weeks and more if it is kept in a cool and dry place, as we do.",
        "Oat.",
        "1. Take the bread out of the oven.",
        "2. Take the bread out of the oven.",
        *("Bread", "Price", "Rye", "2.50", "Spelt and oat", "3.10"),
    ]


def test_headers_footers_and_page_numbers_are_furniture() -> None:
    paper = Paper()
    for number in range(5):
        paper.lines(["Island News"], 60, 810, 8)
        paper.lines([f"Part {'I' * number or 'none'}"], 450, 810, 8)
        paper.paragraph(TEXTS[number], 60, 770, 460)
        paper.lines([f"- {number + 7} -"], 290, 30, 8)
        paper.page()
    found = extract(paper.bytes(), "a.pdf")
    assert content(found) == TEXTS[:5]
    assert furniture(found) == {
        "Island News": "structure:page-header",
        **{f"Part {'I' * number or 'none'}": "structure:page-header" for number in range(5)},
        **{f"- {number + 7} -": "structure:page-number" for number in range(5)},
    }


@pytest.mark.parametrize(
    ("name", "marked"),
    [("Page {}", True), ("{} / 3", True), ("Page {} of 3", True), ("iii", False), ("Year 19{}", False)],
)
def test_what_counts_pages(name: str, marked: bool) -> None:
    """A number that is as far ahead of its page on two pages; words that stand on one page only are text."""
    paper = Paper()
    for number in (1, 2, 3):
        paper.paragraph(TEXTS[number], 60, 770, 460)
        if marked or number == 2:
            paper.lines([name.format(number)], 290, 30, 8)
        paper.page()
    found = extract(paper.bytes(), "a.pdf")
    assert set(furniture(found).values()) == ({"structure:page-number"} if marked else set())


def test_the_first_line_of_the_text_is_no_header() -> None:
    """It stands at the same height on every page, too."""
    paper = Paper()
    for number in range(5):
        paper.paragraph(TEXTS[number], 60, 800, 460)
        paper.page()
    assert content(extract(paper.bytes(), "a.pdf")) == TEXTS[:5]


def test_notes_at_the_foot_follow_the_text_of_the_page() -> None:
    rows = list(wrapped(" ".join(TEXTS[:6]).replace(".", ","), 460, 10, 0))
    paper = Paper()
    paper.lines(rows[:5], 60, 780)
    paper.canvas.setFont("Helvetica", 6)
    paper.canvas.drawString(60 + measured(rows[4], 10), 780 - 4 * LEADING + 4, "1")
    paper.lines(["1 A grain of the north that is", "sown in autumn."], 60, 120, 7)
    paper.lines(["2 Another one."], 60, 100, 7)
    paper.page()
    paper.lines(rows[5:], 60, 780)
    text = " ".join(rows)
    assert paper.read() == [text, "1 A grain of the north that is sown in autumn.", "2 Another one."]


def test_contents_are_furniture() -> None:
    paper = Paper()
    entries = [f"{number} Chapter of bread {40 * '. '}{number * 3}" for number in range(1, 6)]
    top = paper.lines(["Contents"], 60, 780, 14)
    paper.lines(entries, 60, top)
    paper.page()
    paper.paragraph(TEXTS[0], 60, 770, 460)
    found = extract(paper.bytes(), "a.pdf")
    assert content(found) == ["Contents", TEXTS[0]]
    assert set(furniture(found).values()) == {"structure:toc"}


def test_text_from_right_to_left_is_in_the_order_of_speech() -> None:
    """What is drawn is the order of the eye."""
    pdfmetrics.registerFont(TTFont("DejaVu", str(DEJAVU)))
    paper = Paper()
    paper.canvas.setFont("DejaVu", 12)
    spoken = ["המאפייה של האי נסגרת מוקדם בחורף כי אין", "מי שיקנה לחם."]
    for number, line in enumerate(spoken):
        paper.canvas.drawRightString(500, 700 - 15 * number, line[::-1])
    assert paper.read() == [" ".join(spoken)]


@pytest.mark.parametrize(
    "text", ["Пекарня на острове закрывается рано.", "Το αρτοποιείο κλείνει νωρίς.", "Tiệm bánh trên đảo đóng cửa sớm."]
)
def test_other_scripts(text: str) -> None:
    pdfmetrics.registerFont(TTFont("DejaVu", str(DEJAVU)))
    paper = Paper()
    paper.lines([text], 60, 700, font="DejaVu")
    assert paper.read() == [text]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_pages_on_their_side_and_text_on_its_side(turn: int) -> None:
    paper = Paper()
    paper.canvas.setPageRotation(turn)
    paper.canvas.translate(*{90: (WIDTH, 0), 180: (WIDTH, HEIGHT), 270: (0, HEIGHT)}[turn])
    paper.canvas.rotate(turn)
    paper.paragraph(TEXTS[0], 60, 500, 460)
    paper.canvas.rotate(90)
    paper.lines(["up the margin"], 100, -30)
    found = extract(paper.bytes(), "a.pdf")
    assert content(found) == [TEXTS[0]]
    assert furniture(found) == {"up the margin": "structure:turned"}


def test_what_a_file_says_of_itself() -> None:
    paper = Paper()
    paper.lines(["Text."], 60, 700)
    paper.page()
    paper.canvas.rect(10, 10, 50, 50)
    paper.page()
    found = extract(paper.bytes(), "a.pdf")
    assert (found.title, found.language, found.flags) == ("The bakery", None, ("pages-without-text:2",))


def scanned() -> bytes:
    paper = Paper()
    for _ in range(2):
        paper.canvas.rect(50, 50, 400, 600, fill=1)
        paper.page()
    return paper.bytes()


def locked() -> bytes:
    paper = Paper(StandardEncryption("secret"))
    paper.lines(["Text."], 60, 700)
    return paper.bytes()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "a.pdf: not a PDF file: "),
        (b"plain text", "a.pdf: not a PDF file: "),
        (scanned()[:200], "a.pdf: not a PDF file: "),
        (locked(), "a.pdf: it has a password (save it without one)"),
        (
            scanned(),
            "a.pdf: its 2 pages hold pictures and no text, as scans do (recognise its text first (OCR), and save that)",
        ),
    ],
)
def test_what_cannot_be_read(data: bytes, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read(data, "a.pdf")
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_a_stream_that_unpacks_to_too_much_is_refused() -> None:
    paper = Paper()
    drawing = paper.canvas.beginText(60, 700)
    for _ in range(60_000):
        drawing.textLine("a" * 20)
    paper.canvas.drawText(drawing)
    with pytest.raises(InputError, match=r"a.pdf: one of its streams would unpack to 1 MB or more from \d+ bytes"):
        paper.read()


def test_a_page_of_too_many_characters_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.readers.pdf_lines.PAGE_CHARACTERS", 10)
    paper = Paper()
    paper.lines(["More than ten characters."], 60, 700)
    with pytest.raises(InputError, match=r"a.pdf: a page has 25 characters, and 10 are the most that is read"):
        paper.read()
    paper = Paper()
    for text in ("Short.", "", "More than ten characters."):
        paper.lines([text], 60, 700)
        paper.canvas.showPage()
    found, refused = read(paper.bytes(), "es/a.pdf")
    assert isinstance(found, Extract) and blocks(found) == ["Short."] and found.flags == ("pages-without-text:2",)
    reason = "a page has 25 characters, and 10 are the most that is read"
    assert refused == Rejected("es/a.pdf#page=3", reason)
