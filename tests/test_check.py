from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from omegat import MISSING, dtd

import corpus.check
from corpus.check import check_tmx
from corpus.errors import InputError
from corpus.findings import LISTED, TRAPS
from corpus.tmx_grammar import GRAMMAR, VALUES, Validator

GOOD = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4">
<header creationtool="a" creationtoolversion="1" segtype="sentence" o-tmf="a" adminlang="en" srclang="en" datatype="a"/>
<body>
<tu tuid="1">
<prop type="x-a">b</prop>
<tuv xml:lang="en"><seg>One.</seg></tuv>
<tuv xml:lang="es"><seg>Uno.</seg></tuv>
</tu>
</body>
</tmx>
"""
AGAIN = '<tu tuid="{0}"><tuv xml:lang="en"><seg>{1}</seg></tuv><tuv xml:lang="es"><seg>{2}</seg></tuv></tu>\n</body>'


XML = "{http://www.w3.org/XML/1998/namespace}"
MANY = [(6, "illegal-character"), (9, "illegal-character"), (9, "white-space"), (10, "illegal-character")]


def found(tmp_path: Path, text: str | bytes, name: str = "a.tmx") -> list[tuple[int, str]]:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return [(finding.line, finding.code) for finding in check_tmx(path)]


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ("Uno.", "U\x0bno.", 8, "illegal-character"),
        ("Uno.", "U\ufffeno.", 8, "illegal-character"),
        ("Uno.", "U&#x1F;no.", 8, "illegal-character"),
        ("Uno.", "U&#0;no.", 8, "illegal-character"),
        ("Uno.", "U&#99999999;no.", 8, "illegal-character"),
        ("Uno.", "", 8, "empty-segment"),
        ("Uno.", " \n ", 8, "empty-segment"),
        ("Uno.", "<ph>x</ph>", 8, "empty-segment"),
        ('"es"', '"es_MX"', 8, "language"),
        ('"es"', '"spa"', 8, "language"),
        ('"es"', '"spa_Latn"', 8, "language"),
        ('"es"', '"es-Latn"', 8, "language"),
        ('"es"', '"xx"', 8, "language"),
        ('"es"', '"*all*"', 8, "language"),
        ('"es"', '"ES"', 8, "language-case"),
        ('srclang="en"', 'srclang="*all*"', 3, "srclang-all"),
        ('srclang="en"', 'srclang="fr"', 3, "srclang"),
        ('srclang="en"', 'srclang="EN"', 3, "srclang"),
        ('srclang="en"', 'srclang="en-US"', 3, "srclang"),
        ('tuid="1"', 'srclang="es"', 5, "tu-srclang"),
        ('<tuv xml:lang="es"><seg>Uno.</seg></tuv>', "", 5, "incomplete"),
        ("</body>", '<tu><tuv xml:lang="en"><seg>Two.</seg></tuv></tu></body>', 10, "incomplete"),
        ("</body>", '<tu><tuv xml:lang="es"><seg>Dos.</seg></tuv></tu></body>', 10, "incomplete"),
        ("</body>", AGAIN.format(1, "Two.", "Dos."), 10, "repeated-tuid"),
        ("</body>", AGAIN.format(2, "One.", "Un."), 10, "several-targets"),
        ("</body>", AGAIN.format(2, "One.", "Uno."), 10, "duplicate"),
        ("</tu>", '<tuv xml:lang="es"><seg>Un.</seg></tuv></tu>', 5, "several-targets"),
        ("Uno.", "Uno\ndos.", 8, "white-space"),
        ("Uno.", "Uno&#10;dos.", 8, "white-space"),
        ("Uno.", " Uno.", 8, "white-space"),
        ("Uno.", "Uno.\u00a0", 8, "white-space"),
        ("Uno.", "<hi>Uno</hi>.", 8, "highlight"),
        ("Uno.", "n" * 2001, 8, "long-segment"),
        (' segtype="sentence"', "", 3, "header-attribute"),
        (' srclang="en"', "", 3, "header-attribute"),
        ('"sentence"', '"sentences"', 3, "header-attribute"),
        ('tuid="1"', 'creationdate="2024-01-01"', 5, "date"),
        ('tuid="1"', 'lastusagedate="20240101T000000"', 5, "date"),
        ('datatype="a"', 'datatype="a" changedate="20240230T000000Z"', 3, "date"),
        ("</tu>", '<tuv xml:lang="fr"><seg>Un.</seg></tuv></tu>', 3, "multilingual"),
        ("</tu>", '<prop type="x-a">b</prop></tu>', 9, "structure"),
        ("</seg></tuv>\n</tu>", '</seg><prop type="x-a">b</prop></tuv></tu>', 8, "structure"),
        ('version="1.4"', 'version="1.4b"', 2, "attribute"),
        (' type="x-a"', "", 6, "attribute"),
        ('tuid="1"', 'id="1"', 5, "unknown-attribute"),
        ("Uno.", "Uno & dos.", 8, "not-well-formed"),
        ("</body>", "", 11, "not-well-formed"),
        ("<tmx", '<!DOCTYPE tmx [\n<!ENTITY e "x">]><tmx', 3, "entity"),
        ("Uno.", "&e;", 8, "not-well-formed"),
        ('encoding="UTF-8"', 'encoding="nonesuch"', 1, "encoding"),
        ("<?xml", "\ufeff<?xml", 1, "byte-order-mark"),
    ],
)
def test_traps(tmp_path: Path, old: str, new: str, line: int, code: str) -> None:
    assert old in GOOD
    assert found(tmp_path, GOOD) == []
    assert found(tmp_path, GOOD.replace(old, new, 1)) == [(line, code)]


@pytest.mark.parametrize(
    ("name", "findings"),
    [("a.tmx", []), ("a.TMX", [(0, "suffix")]), ("a.xml", [(0, "suffix")]), ("tmx", [(0, "suffix")])],
)
def test_names(tmp_path: Path, name: str, findings: list[tuple[int, str]]) -> None:
    assert found(tmp_path, GOOD, name) == findings


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("", [(1, "not-well-formed")]),
        ("One.\nTwo.\n", [(1, "not-well-formed")]),
        ("<xliff><tu/></xliff>", [(1, "structure")]),
        (GOOD.encode("utf-16"), []),
        (GOOD.replace("UTF-8", "UTF-16").replace("Uno", "مرحبا").encode("utf-16-le"), []),
        (GOOD.encode("utf-16-be"), []),
        (GOOD.replace("UTF-8", "UTF-16"), [(1, "encoding")]),
        (GOOD.replace("UTF-8", "ISO-8859-1").replace("Uno", "Ún").encode("latin-1"), []),
        (GOOD.replace("Uno", "Ún").encode("latin-1"), [(8, "encoding")]),
        (GOOD.encode()[:-1] + b"\xc3", [(11, "encoding")]),
        (GOOD.replace("\n", "\r\n"), []),
        (GOOD.replace("<tmx", '<!DOCTYPE tmx SYSTEM "no.dtd">\n<tmx').replace("Uno", "&e;"), [(9, "entity")]),
        (GOOD.replace("<tu ", "\n\x01<tu ").replace("Uno", "\x02\n\x02"), MANY),
    ],
)
def test_whole_files(tmp_path: Path, text: str | bytes, findings: list[tuple[int, str]]) -> None:
    assert found(tmp_path, text) == findings


def test_sizes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus.check, "SIZE_LIMITS", {len(GOOD) - 1: ("small",), len(GOOD): ("exact",)})
    path = tmp_path / "a.tmx"
    path.write_text(GOOD, encoding="utf-8")
    assert [(finding.code, finding.consumers) for finding in check_tmx(path)] == [("size", ("small",))]


def test_a_long_line_is_read_in_pieces(tmp_path: Path) -> None:
    body = "".join(
        AGAIN.format(n, f"Hello {n} \u00e9", f"Hola {n} 😀").removesuffix("\n</body>") for n in range(2, 3000)
    )
    text = GOOD.replace("\n", " ").replace("?> ", "?>\n").replace("</body>", body + "</body>\x01\n")
    assert len(text) > 3 * (1 << 16)
    assert found(tmp_path, text) == [(2, "illegal-character")]


def test_a_reference_may_stand_in_two_pieces(tmp_path: Path) -> None:
    text = GOOD.replace("?>\n", "?>").replace("\n", " ")
    start = 1 << 16
    before = text.index("Uno")
    for length in range(10):
        padded = text.replace("Uno", "&amp;" + "x" * (start - before - 5 - length) + "&#x0001;Uno")
        assert found(tmp_path, padded) == [(1, "illegal-character"), (1, "long-segment")], length


def test_many_findings_are_counted(tmp_path: Path) -> None:
    body = "".join(AGAIN.format(n, f"Hello {n}", "").removesuffix("</body>") for n in range(2, 252))
    path = tmp_path / "a.tmx"
    path.write_text(GOOD.replace("</body>", body + "</body>"), encoding="utf-8")
    findings = check_tmx(path)
    assert len(findings) == LISTED + 1
    assert findings[-1].message == "and 150 more like this"


def test_a_finding_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "a.tmx"
    path.write_text(GOOD.replace('"es"', '"spa_Latn"'), encoding="utf-8")
    (finding,) = check_tmx(path)
    assert (finding.severity, finding.message) == ("error", '"spa_Latn" should be "es"')
    assert finding.consumers == ("OmegaT", "Weblate", "Poedit")


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        check_tmx(tmp_path / "none.tmx")


def test_every_trap_is_tested() -> None:
    source = Path(__file__).read_text(encoding="utf-8")
    assert [code for code in TRAPS if f'"{code}"' not in source] == []


@st.composite
def elements(draw: st.DrawFn, name: str = "tmx", depth: int = 0) -> etree._Element:
    """A tree that mostly keeps to the grammar, with a wrong child, attribute or text here and there."""

    def wrong() -> bool:
        return draw(st.integers(0, 30)) == 30

    grammar = GRAMMAR[name]
    element = etree.Element(name)
    for attribute in grammar.required:
        if attribute == "version" or not wrong():  # TMX requires it, the DTD only fixes its value
            value = "bad" if wrong() else draw(st.sampled_from(VALUES.get(attribute, ("a",))))
            element.set(attribute.replace("xml:", XML), value)
    if wrong():
        element.set(draw(st.sampled_from(["tuid", "x", "name"])), "a")
    if wrong() or grammar.text:
        element.text = draw(st.sampled_from(["a", " "]))
    for place in grammar.children:
        most = 2 if place.most > 1 and depth < 5 else place.least
        for _ in range(draw(st.integers(place.least, most)) + wrong() - wrong()):
            child = draw(st.sampled_from(sorted(GRAMMAR) if wrong() else place.names))
            element.append(draw(elements(child, depth + 1)) if depth < 6 else etree.Element(child))
    if wrong():
        element[:] = element[::-1]
    return element


def faults(element: etree._Element, validator: Validator) -> int:
    attributes = {key.replace(XML, "xml:"): value for key, value in element.items()}
    count = len(validator.start(element.tag, attributes))
    count += len(validator.text(element.text)) if element.text else 0
    count += sum(faults(child, validator) for child in element)
    return count + len(validator.end())


@pytest.mark.skipif(bool(MISSING), reason=MISSING)
@settings(deadline=None)
@given(elements())
def test_the_grammar_agrees_with_the_dtd(element: etree._Element) -> None:
    assert dtd().validate(element) == (faults(element, Validator()) == 0), etree.tostring(element)
