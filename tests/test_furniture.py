"""Page furniture: what goes, with its reason, and above all what stays."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus
from corpus.documents import Extract
from corpus.furniture import split_furniture
from corpus.readers import read
from corpus.readers.plain import lines

SEEDS = Path(__file__).parents[2] / "shared/seeds"

PROSE = [
    "The ferry to the island stopped running in November, and nobody in the village was surprised. It was an old boat.",
    "They pulled their boats up on the shingle, covered them with old sails and waited for the wind. It did not drop.",
    "The baker was the first to run out of flour. She put a sign on her door, and then she took it down again.",
]


def split(text: str, language: str = "en") -> tuple[list[str], dict[str, str]]:
    found = split_furniture(Extract(text, lines(text)), language)
    foreign = {each.span for each in found.foreign}
    paragraphs = [span for span in found.paragraphs if span not in foreign]
    furniture = (*found.furniture, *found.foreign)
    return [span.of(text) for span in paragraphs], {one.span.of(text): one.reason for one in furniture}


def page(*parts: str | list[str]) -> str:
    return "\n".join(line for part in parts for line in ([part] if isinstance(part, str) else part))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("![]() | The ferry is back", "The ferry is back"),
        ("![A boat](boat.png) The ferry is back", "The ferry is back"),
        ("The ferry is back |", "The ferry is back"),
        ("The ferry is back | |", "The ferry is back"),
        ("| The ferry is back | ![]() |", "The ferry is back"),
        ('[caption id="attachment_7" width="300"]The ferry is back[/caption]', "The ferry is back"),
        ("<p>The ferry is back</p><br />", "The ferry is back"),
        ("The ferry | the island | the bakery", "The ferry | the island | the bakery"),
        ("[The ferry] is (back)", "[The ferry] is (back)"),
    ],
)
def test_residue_is_trimmed_off(line: str, expected: str) -> None:
    assert split(page(PROSE, line))[0][-1] == expected


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("![]() |", "residue"),
        ("| | |", "residue"),
        ("[ad_1]", "placeholder"),
        ("[anuncio_2]", "placeholder"),
        ("[iklan_2]", "placeholder"),
        ("[quảng cáo_1]", "placeholder"),
        ("{{ advert }}", "placeholder"),
        ('[gallery ids="1,2"]', "placeholder"),
        ("RELATED NEWS", "related-heading"),
        ("Noticias relacionadas:", "related-heading"),
        ("NOUVELLES CONNEXES | |", "related-heading"),
        ("Berita Terkait", "related-heading"),
        ("Tin liên quan", "related-heading"),
        ("関連記事", "related-heading"),
        ("相关新闻", "related-heading"),
        ("Читайте также:", "related-heading"),
        ("अन्य खबरें", "related-heading"),
        ("أخبار ذات صلة", "related-heading"),
        ("Comment (0)", "comments"),
        ("12 comments", "comments"),
        ("Kommentar (3)", "comments"),
        ("Bình luận (0)", "comments"),
        ("コメント (4)", "comments"),
        ("No data", "empty"),
        ("No hay datos", "empty"),
        ("Same category", "tags"),
        ("Share on Facebook", "share"),
        ("We use cookies to make this site better. By going on you agree.", "cookies"),
    ],
)
def test_furniture_in_the_middle_of_an_article(line: str, reason: str) -> None:
    paragraphs, furniture = split(page(PROSE, line, PROSE))
    assert paragraphs == PROSE + PROSE
    assert list(furniture.values()) == [reason]


@pytest.mark.parametrize(
    "line",
    [
        "News",
        "Search",
        "Home",
        "Comments",
        "Comment 3",
        "Source",
        "Source: Island Archive",
        "Related topics",
        "See also",
        "Tags",
        "Contact",
        "Copyright and the island",
        "© 1998 The islanders",
        "29/12/2023",
        "Flour, salt, water",
        "“Home?” she asked.",
        "Home > Bakery",
        "Yes.",
        "[1]",
        "[see below]",
        "example.com",
        "— Anna",
    ],
)
def test_short_lines_in_the_middle_stay(line: str) -> None:
    assert split(page(PROSE, line, PROSE)) == ([*PROSE, line, *PROSE], {})


HEAD = [
    "Skip to content",
    "Home",
    "Weather report",
    "News",
    "Sport",
    "Island.example - The voice of the west coast",
    "Home > News > Ferry",
    "The winter without a ferry",
    "Published: 29/12/2023 10:45",
    "29.12.2023",
    "Ann BellAnn Bell29/12/2023",
]
TAIL = [
    "Thank you very much!",
    "Share this chronicle",
    "Tags: ferry, island, winter",
    "Source: https://example.com/ferry",
    "Comment (0)",
    "No data",
    "A week among the seals of the northern bay",
    "Why the lighthouse keeper never left, and what he found there.",
    "Heritage",
    "Figures",
    "© 2024 Island News. All rights reserved.",
]


def test_the_head_and_the_tail_of_a_page() -> None:
    paragraphs, furniture = split(page(HEAD, PROSE, TAIL))
    assert paragraphs == ["The winter without a ferry", *PROSE, "Thank you very much!"]
    assert furniture == {
        "Skip to content": "menu",
        "Home": "menu",
        "Weather report": "menu",
        "News": "menu",
        "Sport": "menu",
        "Island.example - The voice of the west coast": "site-name",
        "Home > News > Ferry": "menu",
        "Published: 29/12/2023 10:45": "byline",
        "29.12.2023": "byline",
        "Ann BellAnn Bell29/12/2023": "byline",
        "Share this chronicle": "share",
        "Tags: ferry, island, winter": "tags",
        "Source: https://example.com/ferry": "source",
        "Comment (0)": "comments",
        "No data": "empty",
        "A week among the seals of the northern bay": "tail",
        "Why the lighthouse keeper never left, and what he found there.": "tail",
        "Heritage": "tail",
        "Figures": "tail",
        "© 2024 Island News. All rights reserved.": "tail",
    }


def test_a_title_after_a_menu_stays() -> None:
    menu = ["Home", "News", "Weather report", "Sport", "Contact"]
    assert split(page(menu, "The winter", PROSE, "An island", menu))[0] == ["The winter", *PROSE, "An island"]


def test_a_counter_at_the_head_ends_nothing() -> None:
    assert split(page("The winter without a ferry", "3 comments", PROSE))[0] == ["The winter without a ferry", *PROSE]


def test_a_counter_before_more_of_the_article_ends_nothing() -> None:
    assert split(page(PROSE, PROSE, "Comment (2)", "A postscript", PROSE[0]))[0][-2:] == ["A postscript", PROSE[0]]


def test_related_titles_stay_in_the_body_and_go_at_the_end() -> None:
    titles = ["Seals return to the bay", "Lighthouse to be sold", "The last baker of the west"]
    body = page(PROSE, "Related news", titles, PROSE)
    assert split(body)[0] == [*PROSE, *titles, *PROSE]
    paragraphs, furniture = split(page(PROSE, "Related news", titles))
    assert paragraphs == PROSE
    assert list(furniture.values()) == ["related-heading", "tail", "tail", "tail"]
    assert split(page(PROSE, "Related news", titles[0], "Thank you very much!"))[0] == [
        *PROSE,
        titles[0],
        "Thank you very much!",
    ]


def test_a_source_line_is_furniture_only_at_the_end() -> None:
    assert split(page(PROSE, "Source", PROSE))[1] == {}
    assert split(page(PROSE, "Source", "[ad_2]"))[1] == {"Source": "source", "[ad_2]": "placeholder"}
    assert split(page(PROSE, "Source", "A short last line"))[0][-2:] == ["Source", "A short last line"]


@pytest.mark.parametrize(
    "poem",
    [
        ["The ferry", "Snow on the pier", "No boat", "News of the sea", "Home by night"],
        ["Flour", "Salt", "Water", "Yeast", "A little honey"],
        ["– Home?", "– Home.", "– And then?", "– Sleep."],
        ["Search", "Type a word and press Enter."],
        [
            "Home",
            "Search",
            "Help",
            "Contact",
            "Login",
            "Open the file that you saved before you closed the program.",
            "News",
        ],
    ],
)
def test_texts_of_short_lines_stay(poem: list[str]) -> None:
    assert split(page(poem)) == (poem, {})


def test_foreign_paragraphs() -> None:
    vietnamese = "Chuyến phà ra đảo đã ngừng chạy từ tháng mười một và không ai trong làng ngạc nhiên."
    paragraphs, furniture = split(page(PROSE, vietnamese))
    assert paragraphs == PROSE
    assert furniture == {vietnamese: "foreign:vi"}


def test_a_language_that_is_there_for_certain_is_known_for_shorter_lines() -> None:
    english, short = "Nobody in the village was surprised when the ferry stopped.", "He wanted to fetch his football."
    spanish = ["El transbordador dejó de funcionar en noviembre y nadie se sorprendió.", "Quería recuperar su balón."]
    text = page(spanish, short)
    assert split_furniture(Extract(text, lines(text)), "es").foreign == ()
    text = page(spanish, short, english)
    found = split_furniture(Extract(text, lines(text)), "es")
    assert [(each.span.of(text), each.reason) for each in found.foreign] == [
        (short, "foreign:en"),
        (english, "foreign:en"),
    ]


def test_what_follows_the_end_of_an_article_is_no_text_in_any_language() -> None:
    vietnamese = "Chuyến phà ra đảo đã ngừng chạy từ tháng mười một và không ai trong làng ngạc nhiên."
    assert split(page(PROSE, "Comments (3)", vietnamese)) == (PROSE, {"Comments (3)": "comments", vietnamese: "tail"})


def test_what_the_format_shows_is_kept_as_its_reason() -> None:
    extract = Extract("Home\n\nText here.", lines("Home\n\nText here."), furniture=((0, "structure:nav"),))
    found = split_furniture(extract, "en")
    assert [span.of(extract.text) for span in found.paragraphs] == ["Text here."]
    assert [one.reason for one in found.furniture] == ["structure:nav"]


def test_what_would_be_furniture_around_the_text_is_doubtful_inside() -> None:
    text = page(PROSE, "Contact", "Tags: ferry, island", PROSE)
    found = split_furniture(Extract(text, lines(text), doubtful=((0, "maybe:structure:related"),)), "en")
    assert {one.span.of(text): one.reason for one in found.doubtful} == {
        PROSE[0]: "maybe:structure:related",
        "Contact": "maybe:menu",
        "Tags: ferry, island": "maybe:tags",
    }
    assert {one.span for one in found.doubtful} <= set(found.paragraphs)


def test_furniture_that_is_kept() -> None:
    vietnamese = "Chuyến phà ra đảo đã ngừng chạy từ tháng mười một và không ai trong làng ngạc nhiên."
    text = page(HEAD, PROSE, "![]() |", "[ad_1]", vietnamese, TAIL)
    found = split_furniture(Extract(text, lines(text), furniture=((0, "structure:nav"),)), "en", keep=True)
    assert [span.of(text) for span in found.paragraphs] == [*HEAD, *PROSE, "[ad_1]", vietnamese, *TAIL]
    assert [one.reason for one in found.furniture] == ["residue"]
    assert [(one.span.of(text), one.reason) for one in found.foreign] == [(vietnamese, "foreign:vi")]


def test_word_lists() -> None:
    table = tomllib.loads((Path(corpus.__file__).parent / "furniture.toml").read_text("utf-8"))
    assert len(table) >= 25
    kinds = {
        "comments",
        "empty",
        "related",
        "same",
        "share",
        "cookies",
        "tags",
        "source",
        "posted",
        "menu",
        "share_this",
    }
    for language, row in table.items():
        assert set(row) <= kinds, language
        assert {"comments", "related", "menu", "source"} <= set(row), language
        for words in row.values():
            assert len(words) == len(set(words)), language


LINES = [
    *HEAD,
    *TAIL,
    *PROSE,
    "[ad_1]",
    "![]() |",
    "| |",
    "RELATED NEWS",
    "Same tag",
    "Tin liên quan",
    "  ",
    "Yes.",
    "x | y |",
]


@given(st.lists(st.sampled_from(LINES) | st.text(max_size=60).filter(lambda text: "\n" not in text), max_size=30))
def test_every_block_is_a_paragraph_or_furniture(parts: list[str]) -> None:
    text = "\n".join(parts)
    extract = Extract(text, lines(text))
    found = split_furniture(extract, "en")
    paragraphs, furniture = found.paragraphs, found.furniture
    assert len(paragraphs) + len(furniture) == len(extract.blocks)
    spans = sorted([*paragraphs, *(one.span for one in furniture)], key=lambda span: span.start)
    assert all(a.stop <= b.start for a, b in pairwise(spans))
    for span, block in zip(spans, extract.blocks, strict=True):
        assert block.start <= span.start < span.stop <= block.stop
        assert span.of(text) == span.of(text).strip()


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed articles are not here")
@pytest.mark.parametrize(
    ("number", "language", "first", "paragraphs", "furniture"),
    [("000", "es", 0, 40, 8), ("002", "id", 0, 40, 8), ("003", "fr", 2, 42, 30), ("004", "en", 2, 42, 27)],
)
def test_the_seed_articles(number: str, language: str, first: int, paragraphs: int, furniture: int) -> None:
    """35 paragraphs of the article and five titles of related news; in two versions also the title and the lead."""
    (place,) = SEEDS.glob(f"{number}_*.txt")
    (extract,) = read(place.read_bytes(), place.name)
    assert isinstance(extract, Extract)
    found = split_furniture(extract, language)
    foreign = {each.span for each in found.foreign}
    kept, left = [span for span in found.paragraphs if span not in foreign], (*found.furniture, *found.foreign)
    assert (len(kept), len(left)) == (paragraphs, furniture)
    texts = [span.of(extract.text) for span in kept]
    assert texts[first].endswith("Le Thi Thu Hang.")  # the caption
    assert "!" in texts[-1] and len(texts[-1]) < 60  # the closing thanks
    assert not any("|" in text or "[" in text or "![" in text for text in texts)
    headings = [one for one in left if one.reason == "related-heading"]
    assert len(headings) == 5
