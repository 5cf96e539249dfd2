"""Lines that repeat over the documents of a site: furniture where they frame a text, content everywhere else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Document, Furniture
from corpus.readers.plain import lines
from corpus.repeated import split_repeated

MENU = ["Zuhaŭse", "Novaĵoj", "Vetero", "Sporto", "Pri ni"]  # in no word list
FOOTER = ["La Insula Gazeto", "Ĉiuj rajtoj rezervitaj"]
ADVERT = "Every week the paper tells you what the island is talking about: become a reader today."


def article(number: int) -> list[str]:
    return [
        f"The story of house {number}",
        f"House {number} on the harbour road was built by a family of boat makers. Nobody has lived there since.",
        f"Its owner, who is {number + 20} years old, would like to sell it. So far nobody has asked for the price.",
    ]


def page(path: str, blocks: Sequence[str], language: str = "en", **fields: str) -> Document:
    text = "\n".join(blocks)
    spans = lines(text)
    document = Document(path, language, text, spans, tuple((span,) for span in spans))
    return replace(document, **fields)  # type: ignore[arg-type]


def pages(make: Callable[[int], Sequence[str]], count: int = 10, folder: str = "en") -> list[Document]:
    return [page(f"{folder}/{number}.txt", make(number)) for number in range(count)]


def kept(document: Document) -> list[str]:
    return [span.of(document.text) for span in document.paragraphs]


def left_out(document: Document) -> dict[str, str]:
    return {each.span.of(document.text): each.reason for each in document.furniture}


def test_menus_and_footers() -> None:
    found = split_repeated(pages(lambda k: [*MENU, *article(k), ADVERT, *FOOTER], 40))
    assert [kept(document) for document in found] == [article(number) for number in range(40)]
    assert set(left_out(found[7])) == {*MENU, ADVERT, *FOOTER}
    assert set(left_out(found[7]).values()) == {"repeated:40 of 40 documents"}
    assert [len(document.sentences) for document in found] == [3] * 40


def test_a_line_that_only_some_have_and_one_that_stands_among_others() -> None:
    items = "abcdefghij"
    found = split_repeated(pages(lambda k: [*(MENU if k < 5 else []), *article(k), "Latest", items[k], *FOOTER]))
    assert [kept(document) for document in found] == [[*article(k), "Latest", items[k]] for k in range(10)]
    assert left_out(found[0])[MENU[0]] == "repeated:5 of 10 documents"


def test_a_line_alone_at_the_edge() -> None:
    found = split_repeated(pages(lambda k: ["Insula", *article(k), "Fino"]))
    assert [kept(document) for document in found] == [article(number) for number in range(10)]
    found = split_repeated(pages(lambda k: [*article(k), *(["Fino"] if k < 4 else [])]))  # in fewer than half
    assert left_out(found[0]) == {}


def test_numbers_that_differ_go_with_what_stands_around_them() -> None:
    found = split_repeated(
        pages(lambda k: [*MENU, f"{k}.3.2024", "Al la enhavo", f"Ĉapitro {k}", *article(k), *FOOTER, f"Vidoj: {k}"])
    )
    assert [kept(document) for document in found] == [[f"Ĉapitro {k}", *article(k)] for k in range(10)]
    assert left_out(found[3])["3.3.2024"] == "repeated:10 of 10 documents"


def test_a_title_that_all_pages_list_stays_a_title() -> None:
    def listing(number: int) -> Document:
        latest = [article(other)[0] for other in range(10)]
        document = page(f"en/{number}.html", [*MENU, *article(number), "Latest", *latest, *FOOTER])
        header, related = document.paragraphs[5], document.paragraphs[9:19]
        doubts = [Furniture(header, "maybe:structure:header")]
        return replace(document, doubtful=(*doubts, *(Furniture(span, "maybe:structure:related") for span in related)))

    found = split_repeated([listing(number) for number in range(10)])
    assert [kept(document) for document in found] == [article(number) for number in range(10)]


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda k: [*article(k)[:2], "Ingredients", *article(k)[2:]], id="a heading inside"),
        pytest.param(lambda k: [f"Soup {k}", "Ingredients", f"{k} onions", *article(k)[1:]], id="a heading before"),
        pytest.param(lambda k: ["Name:", f"Ann {k}", "Address:", f"Road {k}", "Signature"], id="forms"),
        pytest.param(lambda k: article(0), id="copies"),
        pytest.param(lambda k: [f"Chapter {k}", *article(k), f"Page {k}"], id="numbers"),
        pytest.param(lambda k: [*article(1), *article(2), *article(3), *article(4), *article(k + 9)[1:2]], id="alike"),
        pytest.param(lambda k: [f"Song {k}", f"Wave {k}", "Row, row", f"Wind {k}", "Row, row", "Amen"], id="refrains"),
        pytest.param(lambda k: [*article(k), "Amen."], id="a last sentence"),
        pytest.param(lambda k: [*article(k), ADVERT] if k < 7 else article(k), id="a paragraph in most"),
    ],
)
def test_content_that_repeats_stays(make: Callable[[int], list[str]]) -> None:
    assert [left_out(document) for document in split_repeated(pages(make))] == [{}] * 10


def test_ready_units_stay() -> None:
    documents = pages(lambda k: [*MENU, *article(k), *FOOTER])
    ready = [replace(each, keys=tuple(map(str, range(len(each.paragraphs))))) for each in documents]
    assert split_repeated(ready) == ready


def test_a_few_documents_show_nothing() -> None:
    documents = pages(lambda k: [*MENU, *article(k), *FOOTER], 4)
    assert split_repeated(documents) == documents


def test_copies_of_an_article_do_not_save_their_menu() -> None:
    documents = pages(lambda k: [*MENU, *article(k), *FOOTER])
    documents += [page(f"en/copy{number}.txt", [*MENU, *article(99), *FOOTER]) for number in range(6)]
    assert [kept(document) for document in split_repeated(documents)[10:]] == [article(99)] * 6


def test_a_document_keeps_its_lines_where_nothing_else_would_be_left() -> None:
    documents = [*pages(lambda k: [*MENU, *article(k)]), page("en/menu.txt", MENU)]
    assert split_repeated(documents)[-1] == documents[-1]


def test_languages_folders_and_sites_are_counted_apart() -> None:
    several = [
        replace(each, language="es" if number % 2 else "en")
        for number, each in enumerate(pages(lambda k: [*MENU, *article(k)], 8))
    ]
    assert split_repeated(several) == several  # four a language
    section = pages(lambda k: [*MENU, *article(k)], 6, "news/sport")
    rest = pages(lambda k: article(k + 10), 60, "news/other")
    found = split_repeated([*section, *rest])
    assert kept(found[0]) == article(0)
    assert left_out(found[0])[MENU[0]] == "repeated:6 of 6 documents"
    hosts = [replace(each, url=f"https://{number % 3}.example/") for number, each in enumerate(section)]
    assert split_repeated(hosts) == hosts  # two a site


def test_records_of_one_file_are_a_folder() -> None:
    records = [page(f"all.jsonl#{number}", [*MENU, *article(number)]) for number in range(6)]
    others = [page(f"more.jsonl#{number}", article(number + 10)) for number in range(60)]
    assert kept(split_repeated([*records, *others])[0]) == article(0)


def test_a_doubt_of_the_structure_suffices_for_what_repeats_inside() -> None:
    def doubted(number: int) -> Document:
        document = page(f"en/{number}.html", [*article(number)[:2], "Vidu ankaŭ", *article(number)[2:]])
        return replace(document, doubtful=(Furniture(document.paragraphs[2], "maybe:structure:related"),))

    found = split_repeated([doubted(number) for number in range(10)])
    assert [kept(document) for document in found] == [article(number) for number in range(10)]


@given(st.permutations(range(12)))
def test_the_order_of_documents_does_not_matter(order: list[int]) -> None:
    documents = pages(lambda k: [*MENU[: 3 + k % 3], *article(k % 9), *FOOTER[k % 2 :]], 12)
    expected = split_repeated(documents)
    assert split_repeated([documents[number] for number in order]) == [expected[number] for number in order]


@given(st.lists(st.lists(st.sampled_from([*MENU, *FOOTER, ADVERT, *article(1)]), min_size=1), min_size=5, max_size=9))
def test_nothing_is_lost(texts: list[list[str]]) -> None:
    documents = [page(f"en/{number}.txt", blocks) for number, blocks in enumerate(texts)]
    for before, after in zip(documents, split_repeated(documents), strict=True):
        spans = sorted([*after.paragraphs, *(each.span for each in after.furniture)], key=lambda span: span.start)
        assert tuple(spans) == before.paragraphs
        assert after.paragraphs and len(after.sentences) == len(after.paragraphs)
