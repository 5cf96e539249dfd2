"""The review page in a real browser, on a bakery in three languages that is aligned wrongly in the middle."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from bakery import AR, BAKER, BAKERY, BELL, EN, ES, FOTO, OVEN, PHOTO, SNOW, build_of
from browser import MISSING, Browser, wait
from click.testing import CliRunner, Result
from toy import document

from corpus import review_page
from corpus.cli import main
from corpus.decisions import Sample
from corpus.documents import Span
from corpus.errors import UsageError
from corpus.finished import build_id
from corpus.pipeline import Build, Observer, write_build
from corpus.review_page import write_review_page

in_chromium = pytest.mark.skipif(bool(MISSING), reason=MISSING)

ID = [unit.id for unit in BAKERY.units]
numbers = count(1)


def link(**ranges: tuple[int, int]) -> dict[str, object]:
    """The decision that these sentences, [start, stop) by language, are a unit."""
    parts = []
    for each in (AR, EN, ES):
        if each.language in ranges:
            start, stop = ranges[each.language]
            spans = [span for _, span in each.all_sentences[start:stop]]
            place = {"start": spans[0].start, "stop": spans[-1].stop}
            parts.append({"column": each.language, "document": each.id, **place})
    return {"action": "link", "parts": parts}


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Browser]:
    """The bakery in the order of the text, its first unit selected; at the end the console has to be empty."""
    path = tmp_path / "review.html"
    write_review_page(BAKERY, path, f"{next(numbers):012x}")
    browser.open(path)
    browser.choose("order", "text")
    browser.press("kkk")
    yield browser
    assert browser.complaints() == []


def saved(page: Browser) -> list[Any]:
    page.click("#save")
    content = page.downloaded()
    assert content["format"] == "hexapla-review" and content["version"] == 1
    assert page.driver.title == f"Review of build {content['build']}"
    return list(content["decisions"])


def rows(page: Browser) -> list[str]:
    """The English of the rows; of one that has none, its first text."""
    texts = page.run(
        "return [...document.querySelectorAll('.row:not(.context)')].map(row => "
        "(row.querySelector('[data-column=en] .text') ?? row.querySelector('.text')).textContent)"
    )
    return list(texts)


FIXED = [link(ar=(3, 5), en=(3, 5), es=(3, 5)), link(ar=(5, 6), en=(5, 6), es=(5, 6))]  # snow and quiet; oven


@in_chromium
@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("⏎", [{"action": "keep", "unit": ID[BELL]}]),
        ("d⏎", [{"action": "drop", "unit": ID[BELL]}, {"action": "keep", "unit": ID[BAKER]}]),
        ("jd", [{"action": "drop", "unit": ID[BAKER]}]),
        ("dk⏎", [{"action": "keep", "unit": ID[BELL]}]),  # the later decision holds
        ("m", [link(ar=(0, 3), en=(0, 3), es=(0, 3))]),
        ("mu", []),
        ("mur", [link(ar=(0, 3), en=(0, 3), es=(0, 3))]),
        ("mm", [link(ar=(0, 4), en=(0, 4), es=(0, 5))]),
        ("s⏎", [link(ar=(0, 1), en=(0, 1), es=(0, 1)), link(ar=(1, 2), en=(1, 2), es=(1, 2))]),
        ("s⎋", []),
        ("s⏎u", []),
        ("s→↓⏎", [link(ar=(0, 1), en=(0, 2), es=(0, 1)), link(ar=(1, 2), es=(1, 2))]),
        ("jjj→↑←↑", FIXED),
        ("jjj→↑←↑uur", [link(ar=(3, 4), en=(3, 5), es=(3, 5)), link(ar=(4, 6), en=(5, 6), es=(5, 6))]),
        ("jj→→↓", [link(ar=(4, 6), en=(4, 6), es=(4, 6)), link(ar=(3, 4), en=(3, 4), es=(3, 4))]),
        ("jjjjljl", [link(en=(6, 7), es=(6, 7))]),
        ("jjjjljlu", []),
        ("jjjjl⎋jl⎋", []),
        ("md", [link(ar=(0, 3)), link(en=(0, 3)), link(es=(0, 3))]),
        ("s⏎md", [link(ar=(0, 2)), link(en=(0, 2)), link(es=(0, 2))]),
        ("jmjd", [link(ar=(2, 4), en=(2, 4), es=(2, 5)), {"action": "drop", "unit": ID[OVEN]}]),
        ("jjjjd", []),  # it stands alone: refused
        ("jjjjjm", []),  # the last
        ("↑", []),  # the first
        ("jj⏎kkkm", [{"action": "keep", "unit": ID[SNOW]}, link(ar=(0, 3), en=(0, 3), es=(0, 3))]),
    ],
)
def test_what_keys_decide(page: Browser, keys: str, expected: list[object]) -> None:
    page.press(keys)
    assert saved(page) == expected


@in_chromium
def test_a_long_way_back_and_forth(page: Browser) -> None:
    before = rows(page)
    page.press("ms⏎jjjj↑kmdkk⏎jd")
    after, decisions = rows(page), saved(page)
    steps = 0
    while not page.run("return document.querySelector('[data-do=undo]').disabled"):
        page.press("u")
        steps += 1
    assert steps >= 6 and rows(page) == before and saved(page) == []
    page.press("r" * steps)
    assert rows(page) == after and saved(page) == decisions


PRESS = (
    "for (const key of arguments[0]) "
    "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true})); "
    "document.body.offsetHeight;"
)
NAMES = {"↑": "ArrowUp", "↓": "ArrowDown", "←": "ArrowLeft", "→": "ArrowRight", "⏎": "Enter", "⎋": "Escape"}


@in_chromium
@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_pressed_decisions_agree(page: Browser, tmp_path: Path, seed: int) -> None:
    """No character is in two decisions; all can be undone and done again; on a new page, they come to the same."""
    before = rows(page)
    keys = random.Random(seed).choices("jjkkdms⏎↑↓←→lur⎋", k=400)
    page.run(PRESS, [NAMES.get(key, key) for key in keys] + ["Escape"])
    after, decisions = rows(page), saved(page)
    units = {unit.id: unit.parts for unit in BAKERY.units}
    taken: set[tuple[str, int]] = set()
    for each in decisions:
        parts = each.get("parts") or [
            {"document": part.document, "start": part.span.start, "stop": part.span.stop}
            for part in units[each["unit"]]
        ]
        for part in parts:
            places = {(part["document"], place) for place in range(part["start"], part["stop"])}
            assert not places & taken
            taken |= places
    assert decisions and len(after) != 0
    page.run(PRESS, ["u"] * 400)
    assert (rows(page), saved(page)) == (before, [])
    page.run(PRESS, ["r"] * 400)
    assert (rows(page), saved(page)) == (after, decisions)
    page.run(PRESS, ["u"] * 400)
    file = tmp_path / "decisions.json"
    content = {"format": "hexapla-review", "version": 1, "build": page.driver.title[-12:], "decisions": decisions}
    file.write_text(json.dumps(content), encoding="utf-8")
    page.run("document.getElementById('file').hidden = false")
    page.driver.find_element("id", "file").send_keys(str(file))
    wait(lambda: page.texts("#message") == [f"{len(decisions)} decisions loaded"])
    assert saved(page) == decisions


@in_chromium
def test_buttons_do_what_keys_do(page: Browser) -> None:
    for selector in ("merge", "undo", "redo", "split", "split", "keep", "drop"):
        page.click(f"[data-do={selector}]")
    by_buttons = saved(page)
    page.press("uuuuu" + "ms⏎⏎d")
    assert saved(page) == by_buttons


@in_chromium
def test_a_click_says_where_to_split(page: Browser) -> None:
    page.press("m")
    page.click(".selected [data-column=en] .sentence:nth-of-type(3)")
    page.press("s⏎")
    assert saved(page) == [link(ar=(0, 2), en=(0, 2), es=(0, 2)), link(ar=(2, 3), en=(2, 3), es=(2, 3))]


@in_chromium
def test_words_are_corrected(page: Browser) -> None:
    page.press("j→e")
    page.run("document.activeElement.value = '<b>The baker</b> opened a window.'")
    page.click("#message")
    assert rows(page)[1] == "<b>The baker</b> opened a window."
    text = {"action": "text", "unit": ID[BAKER], "column": "en", "text": "<b>The baker</b> opened a window."}
    assert saved(page) == [text]
    page.press("u")
    assert rows(page)[1] == "The baker opened the window." and saved(page) == []


@in_chromium
def test_decisions_stay_in_the_browser_and_come_back_from_a_file(page: Browser, tmp_path: Path) -> None:
    page.press("mjjd")
    decisions, changed = saved(page), rows(page)
    page.driver.refresh()
    page.choose("order", "text")
    assert (rows(page), saved(page)) == (changed, decisions)
    page.press("uuu")
    assert saved(page) == []
    build = page.driver.title[-12:]
    content = {"format": "hexapla-review", "version": 1, "build": build, "decisions": decisions}

    def load(value: object) -> str:
        file = tmp_path / "decisions.json"
        file.write_text(json.dumps(value), encoding="utf-8")
        page.run("document.getElementById('message').textContent = ''")
        page.run("document.getElementById('file').hidden = false")
        page.driver.find_element("id", "file").send_keys(str(file))
        return str(wait(lambda: page.texts("#message")[0]))

    assert load({**content, "build": "f" * 12}) == f"decisions.json is of build {'f' * 12}, this page of {build}"
    assert load([1]) == "decisions.json holds no decisions of a review"
    assert load(content) == "2 decisions loaded"
    assert (rows(page), saved(page)) == (changed, decisions)
    wrong = [{"action": "keep", "unit": "none"}, {"action": "link", "parts": [{"column": "en", "document": EN.id}]}, 7]
    assert load({**content, "decisions": wrong}) == "0 decisions loaded; 3 do not fit this page and were left aside"
    assert saved(page) == decisions


@in_chromium
def test_filters_and_order(page: Browser) -> None:
    everything = rows(page)
    page.choose("order", "worst")
    assert rows(page)[0].startswith("Snow") and rows(page)[1].startswith("It was very quiet")
    assert page.texts(".row.context [data-column=en] .text") == [everything[BAKER]]  # after the bell, which is selected
    page.choose("order", "text")
    page.press("jjjjj")
    page.choose("below", "50")
    assert rows(page) == [everything[k] for k in (SNOW, OVEN, FOTO)]  # what is selected stays
    page.choose("below", "100")
    page.choose("search", "HORNO")
    assert rows(page) == [everything[k] for k in (OVEN, FOTO)]
    page.choose("search", "")
    page.choose("flag", "one side only")
    assert rows(page) == everything[PHOTO:]
    page.choose("flag", "")
    page.run("document.activeElement.blur(); document.querySelector('[value=es]').click()")
    page.run("document.querySelector('[value=ar]').click()")
    assert page.texts("#head span") == ["probability", "enEnglish"]
    page.press("d")
    page.choose("show", "decided")
    assert len(page.texts(".row:not(.context)")) == 1


@in_chromium
def test_languages_are_told_to_the_browser(page: Browser) -> None:
    cells = page.run(
        "return [...document.querySelectorAll('.row:first-child .cell')]"
        ".map(cell => [cell.lang, getComputedStyle(cell.querySelector('.text')).direction])"
    )
    assert cells == [["ar", "rtl"], ["en", "ltr"], ["es", "ltr"]]


HOSTILE = [
    "<script>document.title='owned';alert(1)</script>",
    "</script><img src=x onerror=\"document.title='owned'\">",
    "\u202egnihtemos\u202c and \u2066more\u2069 and \x00\x07\x1b[31m\x7f\x9b and \ufeff",
    "{{ 7 * 7 }} ${alert(1)} &lt;b&gt; <!-- \u2028\u2029 ]]> <svg onload=alert(1)>",
]


@in_chromium
def test_hostile_text_is_text(browser: Browser, tmp_path: Path) -> None:
    names = ("en", "es")
    documents = [document(f"{name}/<img src=x>.txt", name, [[text] for text in HOSTILE]) for name in names]
    documents[0] = replace(documents[0], title="<b>title</b>")
    build = build_of(documents, [((k, k + 1), (k, k + 1), 0.5) for k in range(len(HOSTILE))])
    unit = build.units[2]  # its words as an earlier review may have left them: as they are
    raw = replace(unit, parts=tuple(replace(part, text=HOSTILE[2]) for part in unit.parts))
    build = replace(build, units=(*build.units[:2], raw, *build.units[3:]))
    path = tmp_path / "review.html"
    write_review_page(build, path, "abcdefabcdef")
    browser.open(path)
    browser.press("mus⎋e⎋jjd")
    assert browser.driver.title == "Review of build abcdefabcdef"
    assert browser.run("return document.querySelectorAll('img, svg, b, script, iframe').length") == 2  # our two scripts
    shown = "".join(browser.texts(".text"))
    assert "<script>document.title='owned';alert(1)</script>" in shown and "{{ 7 * 7 }}" in shown
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]", shown)
    assert "U+202E" in shown and "U+0000" in shown
    assert browser.complaints() == []


@in_chromium
def test_thousands_of_units(browser: Browser, tmp_path: Path) -> None:
    size = 5_000
    documents = [document(f"{name}/a.txt", name, [[f"{name} {k}."] for k in range(size)]) for name in ("en", "es")]
    build = build_of(documents, [((k, k + 1), (k, k + 1), (k % 100) / 100) for k in range(size)])
    path = tmp_path / "review.html"
    write_review_page(build, path, "fedcbafedcba")
    browser.open(path)
    press = f"const start = performance.now(); {PRESS} return (performance.now() - start) / arguments[0].length"
    assert browser.run(press, "jmdujkr" * 5) < 100  # milliseconds a key; it is 10 where nothing else goes on
    assert 10 < len(browser.texts(".row")) < 100
    browser.run("document.getElementById('list').scrollTop = 1e9")
    wait(lambda: "99 %" in browser.texts(".chance"))
    assert len(browser.texts(".row")) < 100
    assert browser.complaints() == []


def test_decisions_say_of_which_sample_they_are(browser: Browser, tmp_path: Path) -> None:
    write_review_page(BAKERY, tmp_path / "all.html", name := f"{next(numbers):012x}")
    write_review_page(BAKERY, tmp_path / "some.html", name, sample=Sample(5, 3))
    browser.open(tmp_path / "some.html")
    browser.press("d")
    browser.click("#save")
    assert browser.downloaded()["sample"] == {"size": 5, "seed": 3}
    browser.open(tmp_path / "all.html")  # another page of the same build: what was decided there is not here
    browser.click("#save")
    content = browser.downloaded()
    assert "sample" not in content and content["decisions"] == []
    assert browser.complaints() == []


def test_the_page_of_the_sample_holds_its_sentences(sample: Any, tmp_path: Path) -> None:
    """Every part of every unit is whole sentences, and their characters are those of the document."""
    build: Build = sample.build
    path = tmp_path / "review.html"
    assert write_review_page(build, path, "0" * 12) == len(build.units)
    content = path.read_text(encoding="utf-8")
    data = json.loads(re.findall(r'id="data">(.*)</script>', content)[0])
    texts = {each.id: each.text for each in build.collection.documents}
    for unit, told in zip(build.units, data["units"], strict=True):
        for part, (place, first, stop, *words) in zip(unit.parts, told["parts"], strict=True):
            about = data["documents"][place]
            sentences = about["sentences"][first:stop]
            assert (about["id"], about["column"]) == (part.document, part.column) and words == []
            assert Span(sentences[0][0], sentences[-1][1]) == part.span
            assert texts[part.document][sentences[0][0] :].startswith(sentences[0][2][:10])
    again = tmp_path / "again.html"
    write_review_page(build, again, "0" * 12)
    assert again.read_bytes() == path.read_bytes()
    one = build.grouping.groups[1].id
    count_of_one = sum(unit.group == one for unit in build.units)
    assert write_review_page(build, path, "0" * 12, [one]) == count_of_one


def test_what_cannot_be_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="this build has no group x"):
        write_review_page(BAKERY, tmp_path / "a.html", "0" * 12, ["x"])
    monkeypatch.setattr(review_page, "MOST", 5)
    with pytest.raises(UsageError, match="6 units are more than one page can show"):
        write_review_page(BAKERY, tmp_path / "a.html", "0" * 12)


def test_a_finished_build_is_exported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("out").mkdir()
    write_build(BAKERY, Path("out"), Observer())
    direct = tmp_path / "direct.html"
    write_review_page(BAKERY, direct, build_id(Path("out")))

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["review", "export", *arguments])

    result = run("out", "-o", "review.html")
    assert (result.exit_code, result.stdout) == (0, "review.html: 6 units to review; open it in a browser\n")
    assert Path("review.html").read_bytes() == direct.read_bytes()
    assert run("out", "-o", "review.html", "--force", "-q", "--groups", "bakerybakery").stdout == ""
    for arguments, message in (
        (["out", "-o", "review.html"], "there is something here already"),
        (["out"], "no file to write is named"),
        (["out", "-o", "a.html", "--groups", "none"], "this build has no group none (such as bakerybakery)"),
        (["nowhere", "-o", "a.html"], "there is no such folder"),
    ):
        result = run(*arguments)
        assert result.exit_code == 2 and message in result.stderr
