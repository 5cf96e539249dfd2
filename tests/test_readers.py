"""Formats: what is a block, what is furniture, what a file says of itself."""

from __future__ import annotations

import io
import json
from itertools import pairwise
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from extracts import blocks, content, extract, furniture
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.documents import Extract, Rejected
from corpus.errors import InputError
from corpus.readers import READERS, read
from corpus.readers.blocks import BlockWriter, clean
from corpus.readers.plain import lines, unwrap


def doubts(found: Extract) -> dict[str, str]:
    return {found.blocks[index].of(found.text): reason for index, reason in found.doubtful}


# Characters and blocks


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\nb\rc\x0cd\u2028e", "a\nb\nc\nd\ne"),
        ("e\u0301", "é"),
        ("co\xadop\ufeff \u2060x", "coop x"),
        ("a\x00\x07b\tc\x85d", "ab\tc\nd"),
        ("a\u200bb \u1780\u200b\u1781", "ab \u1780\u200b\u1781"),
        ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e"),
        ("x\ud800y\uffff", "xy"),
    ],
)
def test_clean(text: str, expected: str) -> None:
    assert clean(text) == expected


@given(st.text())
def test_clean_is_idempotent_and_can_be_encoded(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    once.encode()


@given(st.lists(st.tuples(st.text(), st.sampled_from(["", "structure:nav"]))))
def test_blocks_stand_where_the_writer_says(parts: list[tuple[str, str]]) -> None:
    writer = BlockWriter()
    for text, reason in parts:
        writer.add(text, reason)
    found = writer.extract()
    kept = [(clean(text).strip(), reason) for text, reason in parts if clean(text).strip()]
    assert blocks(found) == [text for text, _ in kept]
    assert dict(found.furniture) == {i: reason for i, (_, reason) in enumerate(kept) if reason}
    for a, b in pairwise(found.blocks):
        assert found.text[a.stop : b.start] == "\n\n"


# Plain text

WRAPPED = """\
When the ferry stopped running, the people of the island did not complain, as
they had seen harder winters than this one. They simply pulled their boats up
on the shingle and waited.

CHAPTER TWO
The baker was the first to run out of flour. She put a sign on her door, and
then she took it down again because the wind was too strong for any paper to
stay where it was put.
"""


def test_hard_wrapped_paragraphs_are_one_line_each() -> None:
    found = blocks(extract(WRAPPED, "a.txt"))
    assert [len(block.split()) for block in found] == [33, 2, 39]
    assert found[0].startswith("When the ferry stopped running, the people of the island did not complain, as they had")
    assert found[1] == "CHAPTER TWO"


def test_wrapped_chinese_is_joined_without_a_space() -> None:
    line = "渡船停了以后岛上的人没有抱怨因为他们见过比这更难熬的冬天"
    text = f"{line}\n{line}\n{line}\n{line}\n完。"
    assert blocks(extract(text, "a.txt")) == [4 * line + "完。"]


@pytest.mark.parametrize(
    "text",
    [
        "One line a paragraph.\nAnother one, longer than the first.\nA third.",
        "A title\n\nFirst paragraph.\n\nRelated news\nA headline that stands under it without a period\n\nSecond.",
        "Roses are red,\nViolets are blue,\nSugar is sweet,\nAnd so are you.",
        "- Where were you?\n- At home.\n- All day?\n- Until the rain stopped, and then I went out for bread.",
    ],
)
def test_other_texts_have_a_paragraph_a_line(text: str) -> None:
    assert blocks(extract(text, "a.txt")) == [line for line in text.split("\n") if line]


@given(st.text(alphabet="ab 。漢字\n.", max_size=400))
def test_unwrapping_changes_only_line_ends(text: str) -> None:
    assert "".join(unwrap(text).split()) == "".join(text.split())
    found = lines(text)
    assert "".join(span.of(text) for span in found).replace(" ", "") == "".join(text.split())
    assert all(span.of(text) == span.of(text).strip() != "" for span in found)


# Markdown

MARKDOWN = """\
---
title: "The bakery"
lang: en
licence: CC-BY-4.0
---
# The *island* bakery

Bread is baked **twice** a day, see [the list](https://example.com/list
"prices") and `flour.txt`.
A new line of the same paragraph.

![An oven](oven.png)

- rye
- wheat
  with salt

| sort | price |
|------|-------|
| rye  | 3     |

> A loaf a day.

```sh
make bread
make rolls
```

<div class="nav"><a href="/">Home</a></div>
<p>Closed on <b>Monday</b>.</p>

Two<br>lines &amp; more
"""


def test_markdown() -> None:
    found = extract(MARKDOWN, "a.md")
    assert (found.title, found.language, found.licence) == ("The bakery", "en", "CC-BY-4.0")
    assert content(found) == [
        "The island bakery",
        "Bread is baked twice a day, see the list and flour.txt. A new line of the same paragraph.",
        "rye",
        "wheat with salt",
        "sort",
        "price",
        "rye",
        "3",
        "A loaf a day.",
        "make bread\nmake rolls",
        "Closed on Monday.",
        "Two\nlines & more",
    ]
    assert furniture(found) == {"Home": "structure:nav"}


def test_marks_of_notes_and_tasks_are_no_words() -> None:
    text = "Rye[^1] and `[^a]` bread.[^b-2]\n\n- [ ] Bake\n- [x] Eat [x] it\n\n[^1]: Grain\n\n[^b-2]: Of *rye*.\n"
    assert blocks(extract(text, "a.md")) == ["Rye and [^a] bread.", "Bake", "Eat [x] it", "Grain", "Of rye."]


def test_markdown_title_from_the_first_heading() -> None:
    assert extract("Intro\n\n# One\n\n# Two\n", "a.md").title == "One"


# Web pages

PAGE = """\
<!DOCTYPE html>
<html lang="en-GB"><head><title>The island bakery - Island News</title><meta charset="utf-8">
<link rel="canonical" href="https://example.com/bakery"><style>p {color: red}</style></head>
<body>
<header><a href="/">Island News</a><nav><ul><li><a href="/n">News</a></li></ul></nav></header>
<div id="cookie-banner">We use cookies. <button>OK</button></div>
<div><a href="/">Home</a> | <a href="/n">News</a> | <a href="/s">Sport</a></div>
<div>Island News</div>
<main><article>
<header><h1>The island
   bakery</h1><p>By the <em>sea</em></p></header>
<p>Bread is baked <b>twi</b>ce<sup>1</sup> a&nbsp;day &amp; sold by noon.<br>Every day.<br>
   but Monday<script>var p = "<p>no</p>";</script></p>
<p>A line
that runs on <span style="display: none">hidden</span><span class="sr-only">spoken</span>in <i>italics</i><b>!</b></p>
<figure><img src="o.jpg" alt="An oven"><figcaption>The old oven</figcaption></figure>
<ul><li>rye<li>wheat <p>with salt</p></ul>
<table><tr><th>sort</th><td>price</td></tr></table>
<dl><dt>Roll</dt><dd>a small loaf</dd></dl>
<pre>
  make bread
    make rolls
</pre>
<aside class="note">Closed on Monday.</aside>
<blockquote>A loaf a day.<footer>Grandmother</footer></blockquote>
<p><ruby>漢<rt>かん</rt></ruby></p>
<aside>Buy our calendar</aside>
</article></main>
<form><label>Search</label><input value="x"></form>
<div role="navigation">Next page</div>
<footer><a rel="license" href="https://creativecommons.org/licenses/by/4.0/">CC BY</a></footer>
</body></html>
"""


def test_html() -> None:
    found = extract(PAGE, "a.html")
    assert (found.title, found.language) == ("The island bakery", "en-GB")
    assert (found.licence, found.url) == ("https://creativecommons.org/licenses/by/4.0/", "https://example.com/bakery")
    assert content(found) == [
        "The island bakery",
        "By the sea",
        "Bread is baked twice1 a\xa0day & sold by noon.",
        "Every day.",
        "but Monday",
        "A line that runs on in italics!",
        "The old oven",
        "rye",
        "wheat",
        "with salt",
        "sort",
        "price",
        "Roll",
        "a small loaf",
        "make bread\n    make rolls",
        "Closed on Monday.",
        "A loaf a day.",
        "Grandmother",
        "漢",
    ]
    assert furniture(found) == {
        "Island News": "structure:site-name",
        "News": "structure:header",
        "We use cookies. OK": "structure:cookiebanner",
        "Home | News | Sport": "structure:links",
        "Buy our calendar": "structure:aside",
        "Search": "structure:form",
        "Next page": "structure:navigation",
        "CC BY": "structure:footer",
    }


def test_a_line_break_inside_a_sentence_is_none() -> None:
    assert blocks(extract("<p>A sentence that was<br>broken by hand.<br>Another.</p>", "a.html")) == [
        "A sentence that was broken by hand.",
        "Another.",
    ]


def test_a_wrapper_with_the_name_of_a_part_is_the_page() -> None:
    page = f"<div class='sidebar'><p>{'All of the text stands here. ' * 9}</p></div><div class='sidebar'>Links</div>"
    assert list(furniture(extract(page, "a.htm"))) == ["Links"]


@pytest.mark.parametrize(
    ("data", "text", "flags"),
    [
        ("<meta charset=iso-8859-1><p>caf\xe9 \x80".encode("latin-1"), "café €", ()),
        ('<meta http-equiv=Content-Type content="text/html; charset=windows-1251"><p>где'.encode("cp1251"), "где", ()),
        ('<?xml version="1.0" encoding="shift_jis"?><p>日本'.encode("cp932"), "日本", ()),
        ("<meta charset=iso-8859-1><p>café".encode(), "café", ()),
        ("<p>café".encode("utf-16"), "café", ()),
        ("<meta charset=nonsense><p>café".encode("utf-8-sig"), "café", ()),
    ],
)
def test_the_encoding_of_a_page(data: bytes, text: str, flags: tuple[str, ...]) -> None:
    found = extract(data, "a.html")
    assert (found.text, found.flags) == (text, flags)


def test_entities_are_not_read_from_files(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    page = f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}">]><p>a &x; b</p>'
    assert "secret" not in "".join(content(extract(page, "a.html")))


def test_a_table_of_contents_is_furniture_however_much_of_a_page_it_is() -> None:
    entries = "".join(f'<dt><a href="{n}.html">Chapter {n}, of a good many words</a></dt>' for n in range(9))
    found = extract(
        f'<h1>A guide</h1><p>To bread.</p><div class="toc"><p>Contents</p><dl>{entries}</dl></div>', "a.html"
    )
    assert content(found) == ["A guide", "To bread."] and set(furniture(found).values()) == {"structure:toc"}
    page = f'<h1>A guide</h1><div class="toc"><p>{"Bread is an old food. " * 20}</p></div>'  # a name that misleads
    assert len(content(extract(page, "a.html"))) == 2


def test_a_page_that_the_parser_cuts_off_is_refused() -> None:
    assert extract("<div>" * 200 + "deep", "a.html").text == "deep"
    with pytest.raises(InputError, match=r"a\.html: the page is cut off at line 1: Excessive depth"):
        extract("<div>" * 5000 + "deep", "a.html")


# Records


def test_jsonl() -> None:
    records = [
        json.dumps({"text": "One.\nTwo.", "lang": "eng", "title": " A  title", "id": 7, "url": "https://example.com"}),
        "",
        json.dumps({"text": "Eins.", "path": "de/a.txt", "license": "CC0-1.0"}),
        json.dumps({"text": "Sans nom."}),
        "{broken",
        "[]",
        json.dumps({"title": "no text"}),
        json.dumps({"text": "x", "lang": "english"}),
        json.dumps({"text": "again", "id": "7"}),
    ]
    found = read("\n".join(records).encode(), "a.jsonl")
    good = [one for one in found if isinstance(one, Extract)]
    assert [(one.fragment, one.language, one.title, one.licence) for one in good] == [
        ("7", "en", "A title", None),
        ("de/a.txt", "de", "", "CC0-1.0"),
        ("4", None, "", None),
    ]
    assert blocks(good[0]) == ["One.", "Two."]
    assert good[0].url == "https://example.com"
    bad = [one for one in found if isinstance(one, Rejected)]
    assert [one.path for one in bad] == ["a.jsonl#5", "a.jsonl#6", "a.jsonl#7", "a.jsonl#8", "a.jsonl#9"]
    for one, reason in zip(
        bad,
        [
            "line 5: not JSON",
            "line 6: not a JSON object",
            'line 7: no text under the key "text"',
            "line 8: 'english' is not a language code (did you mean en?)",
            "line 9: line 1 has the same id or path '7'",
        ],
        strict=True,
    ):
        assert one.reason.startswith(reason)


# Word documents


def word() -> bytes:
    document = docx.Document()
    document.core_properties.title = "The bakery"
    document.sections[0].header.paragraphs[0].text = "Island News"
    document.sections[0].footer.paragraphs[0].text = "Page 1"
    document.add_heading("The island bakery")
    paragraph = document.add_paragraph("Bread is ")
    paragraph.add_run("baked").bold = True
    paragraph.add_run(" twice.")
    paragraph.add_run().add_break()
    paragraph.add_run("Every\tday.")
    paragraph._p.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>gone</w:delText></w:r></w:del>"))
    paragraph._p.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t xml:space='preserve'> New.</w:t></w:r></w:ins>"))
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "rye", "wheat"
    document.add_paragraph("Closed on Monday.")
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def test_docx() -> None:
    found = extract(word(), "a.docx")
    assert found.title == "The bakery"
    assert blocks(found) == [
        "The island bakery",
        "Bread is baked twice.\nEvery\tday. New.",
        "rye",
        "wheat",
        "Closed on Monday.",
    ]


@pytest.mark.parametrize("data", [b"no zip", word()[:2000], b"PK\x05\x06" + 18 * b"\0"])
def test_a_broken_docx_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="not a Word document"):
        read(data, "a.docx")


# All formats


@pytest.mark.parametrize("suffix", READERS)
@settings(deadline=None)  # the first of them waits for a library to be imported
@given(data=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(suffix: str, data: bytes) -> None:
    try:
        found = read(data, f"a{suffix}")
    except InputError:
        return
    for one in found:
        if isinstance(one, Extract):
            assert all(block == block.strip() != "" for block in blocks(one))


def test_other_formats_are_refused_with_a_list() -> None:
    with pytest.raises(InputError, match=r"the program reads \.docx "):
        read(b"x", "a.xyz")


def test_names_of_blocks_that_only_raise_a_doubt() -> None:
    found = extract(
        "<body><div class='entry-header'><h1>The winter</h1></div><p>No <b class='navy'>boat</b> came.</p>"
        "<div class='relatedtopics'><p>See also</p><nav>Next</nav><p>The spring</p></div></body>",
        "a.html",
    )
    assert content(found) == ["The winter", "No boat came.", "See also", "The spring"]
    assert doubts(found) == {
        "The winter": "maybe:structure:header",
        "See also": "maybe:structure:related",
        "The spring": "maybe:structure:related",
    }
    assert furniture(found) == {"Next": "structure:nav"}


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("a.doc", "save it as .docx"),
        ("a.RTF", "save it as .docx"),
        ("a.pages", "save it as .docx"),
        ("a.csv", "save it as .xlsx"),
        ("a.mobi", "convert it to .epub"),
        ("a.7z", "pack it as .zip"),
        ("a", f"the program reads {' '.join(READERS)}, and .gz, .zip and .warc with them"),
    ],
)
def test_what_to_do_with_another_kind_of_file(name: str, remedy: str) -> None:
    with pytest.raises(InputError) as caught:
        read(b"x", name)
    assert str(caught.value) == f"{name}: no reader for this kind of file ({remedy})"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("gb18030", "开往岛上的渡轮在十一月停运了。村里没有人感到惊讶。医生在第一场雪之前离开了。"),
        ("koi8-r", "Паром на остров перестал ходить в ноябре. Никто в деревне не удивился."),
        ("cp1250", "Prom na wyspę przestał kursować w listopadzie. Nikt we wsi nie był zaskoczony."),
    ],
)
def test_the_encoding_of_a_page_is_told_by_its_words(encoding: str, text: str) -> None:
    menu = "".join(
        f'<li class="menu-item menu-item-{n}"><a href="/index-{n}.html">Page {n}</a></li>' for n in range(40)
    )
    page = f"<html><head><script>\nvar one = 1;\n</script></head><body><ul>{menu}</ul>\n<p class='lead'>{text}</p>"
    found = extract(page.encode(encoding), "a.html")
    assert text in found.text and found.flags == (f"encoding:{encoding}",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bread.<sup><a href='#n1'>1</a></sup> Flour.", "Bread. Flour."),
        ("Bread.<a href='page.html#n1'><sup>12</sup></a> Flour.", "Bread. Flour."),
        ("<sup class='reference'><a href='#cite-1'><span>[</span>a<span>]</span></a></sup> Bread.", "[a] Bread."),
        ("The note. <a href='#r1'>↩︎</a>", "The note."),
        ("See <a href='#p1'>1</a>, 10<sup>th</sup> and x<sup>2</sup>.", "See 1, 10th and x2."),
        ("Read <sup><a href='#p1'>the notes</a></sup> and <sup><a href='b.html'>2</a></sup>.", "Read the notes and 2."),
        ("Rye<del>, oat</del> bread, <ins>and</ins> <s>cake</s>.", "Rye bread, and cake."),
        ("<span hidden='until-found'>Folded</span> up<span hidden> away</span>.", "Folded up."),
    ],
)
def test_what_of_a_sentence_is_not_said(text: str, expected: str) -> None:
    assert blocks(extract(f"<body><p>{text}</p></body>", "a.html")) == [expected]
