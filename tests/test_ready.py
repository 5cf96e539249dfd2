"""Readers of ready units: which texts go together, which are left out and why, and what no reader may open."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import polib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Extract, Rejected
from corpus.errors import HexaplaError, InputError
from corpus.readers import read
from corpus.readers.blocks import clean
from corpus.readers.ready import ReadyUnits
from corpus.tmx import TranslationUnit, clean_segment
from corpus.tmx_writer import write_tmx

Units = list[dict[str, str]]
HEADER = 'msgid ""\nmsgstr "Language: es\\nContent-Type: text/plain; charset=UTF-8\\n"\n'


def units(found: Sequence[Extract | Rejected]) -> Units:
    """Language -> text of each unit; a text that is left out has its reason before it."""
    by_key: dict[str, dict[str, str]] = {}
    for each in found:
        if isinstance(each, Extract):
            assert each.fragment == each.language and len(each.keys) == len(each.blocks)
            reasons = dict(each.furniture)
            for index, (key, span) in enumerate(zip(each.keys, each.blocks, strict=True)):
                reason = f"[{reasons[index]}] " if index in reasons else ""
                by_key.setdefault(key, {})[each.fragment] = reason + span.of(each.text)
    in_order = sorted(by_key, key=int) if all(map(str.isdigit, by_key)) else list(by_key)
    return [by_key[key] for key in in_order]


def refusals(found: Sequence[Extract | Rejected]) -> list[str]:
    return [each.reason for each in found if isinstance(each, Rejected)]


def tmx(body: str, prolog: str = '<?xml version="1.0"?>') -> bytes:
    return f'{prolog}<tmx version="1.4"><header srclang="en"/><body>{body}</body></tmx>'.encode()


def tu(**texts: str | list[str]) -> str:
    """Underscores of a language stand for hyphens."""
    variants = [(name, each) for name, text in texts.items() for each in ([text] if isinstance(text, str) else text)]
    inner = (f'<tuv xml:lang="{name.replace("_", "-")}"><seg>{text}</seg></tuv>' for name, text in variants)
    return f"<tu>{''.join(inner)}</tu>"


# Collecting


def test_units_without_a_text_in_a_language() -> None:
    ready = ReadyUnits()
    ready.add({"en": "One.", "es": "Uno."})
    ready.add({"en": " Two. ", "es": " \n"})
    ready.add({"fr": "Trois.", "es": "Tres."}, {"fr": "draft"})
    assert units(ready.extracts("a")) == [
        {"en": "One.", "es": "Uno."}, {"en": "Two."}, {"fr": "[draft] Trois.", "es": "Tres."},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("flows", "expected"),
    [
        ({"en": ["a"], "es": ["b"]}, [{"en": "a", "es": "b"}]),
        ({"en": ["a", "x"], "es": ["b", "y"]}, [{"en": "a", "es": "b"}, {"en": "x", "es": "y"}]),
        ({"en": ["a", "x"], "es": ["b"]}, [{"en": "a", "es": "b"}, {"en": "x"}]),
        ({"en": ["a", "x"], "es": ["b", "y", "z"]}, [{"en": "a", "es": "b"}, {"en": "x"}, {"es": "y"}, {"es": "z"}]),
    ],
)
def test_texts_inside_codes_are_units_where_all_languages_have_as_many(
    flows: dict[str, list[str]], expected: Units
) -> None:
    ready = ReadyUnits()
    ready.add_flows(flows)
    assert units(ready.extracts("a")) == expected


def test_refusals_are_counted_by_kind() -> None:
    ready = ReadyUnits()
    for line, kind in ((3, "odd"), (5, "even"), (7, "odd"), (9, "odd")):
        ready.refuse(kind, line, f"{line} is {kind}")
    assert refusals(ready.extracts("a")) == ["line 3: 3 is odd, and 2 more of its kind (odd)", "line 5: 5 is even"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.tmx", tmx("")),
        ("a.xliff", b'<xliff version="1.2"><file source-language="en"><body/></file></xliff>'),
        ("a.es.po", b'msgid ""\nmsgstr "Language: es\\n"\n'),
    ],
)
def test_a_file_without_units_says_so(name: str, data: bytes) -> None:
    with pytest.raises(InputError, match="no unit"):
        read(data, name)


# TMX


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (tu(en="One.", es="Uno."), [{"en": "One.", "es": "Uno."}]),
        (tu(en_us="One.", EN_GB="One!", es="Uno."), [{"en-US": "One.", "en-GB": "One!", "es": "Uno."}]),
        (tu(en="One.", es=""), [{"en": "One."}]),
        (tu(en="One.", es=["Uno.", "Un."]), [{"en": "One.", "es": "Uno."}, {"en": "One.", "es": "Un."}]),
        (
            tu(en=["A", "B"], es=["C", "D", "E"]),
            [{"en": "A", "es": "C"}, {"en": "B", "es": "D"}, {"en": "B", "es": "E"}],
        ),
        (tu(es=["A", "B"], en="C", fr="D"), [{"es": "A", "en": "C", "fr": "D"}, {"es": "B", "en": "C"}]),
        (
            tu(
                en='a <bpt i="1">&lt;b></bpt>b<ept i="1">&lt;/b></ept><ph>x</ph><it pos="end">y</it><ut>z</ut> c',
                es="d",
            ),
            [{"en": "a b c", "es": "d"}],
        ),
        (tu(en='a<ph type="lb">&lt;br></ph>b<ph type="var">x</ph>c', es="d"), [{"en": "a bc", "es": "d"}]),
        (tu(en="a <hi>b <ph>x</ph>c</hi> d", es="e"), [{"en": "a b c d", "es": "e"}]),
        (
            tu(en="a <ph>x<sub>s<ph>p</ph>t</sub></ph>.", es="b <ph><sub>u</sub>y</ph>."),
            [{"en": "a .", "es": "b ."}, {"en": "st", "es": "u"}],
        ),
        (tu(en="a &amp; &lt;b&gt;<!-- no --> <![CDATA[<c>]]>\n  d", es="e"), [{"en": "a & <b> <c>\n  d", "es": "e"}]),
        ('<tu><tuv lang="en"><seg>a</seg></tuv><tuv lang="es"><seg>b</seg></tuv></tu>', [{"en": "a", "es": "b"}]),
        (
            '<tu tuid="1" srclang="es"><note>n</note><prop type="x">p</prop><tuv xml:lang="es"><prop type="y">q</prop>'
            '<seg>b</seg></tuv><tuv xml:lang="en"><seg>a</seg></tuv></tu>',
            [{"es": "b", "en": "a"}],
        ),
        ('<tu/><tu><tuv xml:lang="en"/><tuv xml:lang="es"><seg>b</seg></tuv></tu>', [{"es": "b"}]),
        ("<group>" + tu(en="a", es="b") + "</group>", [{"en": "a", "es": "b"}]),
    ],
)
def test_tmx(body: str, expected: Units) -> None:
    assert units(read(tmx(body), "a.tmx")) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_tmx_in_any_encoding(encoding: str) -> None:
    name = encoding.removesuffix("-sig")
    text = tmx(tu(en="Tomorrow.", es="Mañana."), f'<?xml version="1.0" encoding="{name}"?>').decode()
    assert units(read(text.encode(encoding), "a.tmx")) == [{"en": "Tomorrow.", "es": "Mañana."}]


def test_what_cannot_be_taken_from_a_tmx_is_listed() -> None:
    body = "\n".join(
        (
            tu(en="One.", es="Uno."),
            "<tu><tuv><seg>Two.</seg></tuv>" + "<tuv xml:lang='es'><seg>Dos.</seg></tuv></tu>",
            tu(en="Three.", tlhhh="wej"),
            tu(en="Four.", nonsense="loS"),
            tu(en="Five &own;.", es="Cinco."),
            "<tu><tuv><seg>Six.</seg></tuv></tu>",
        )
    )
    found = read(tmx(body, '<!DOCTYPE tmx [<!ENTITY own "boom">]>'), "a.tmx")
    assert units(found) == [{"en": "One.", "es": "Uno."}, {"es": "Dos."}, {"en": "Three."}, {"en": "Four."}]
    assert refusals(found) == [
        "line 2: a <tuv> without xml:lang, and 3 more of its kind (languages)",
        "line 5: the entity &own; is not resolved (write its text)",
    ]


@pytest.mark.parametrize("name", ["a.tmx", "a.xliff", "a.xlf"])
@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<html/>", "the file is <html>, not"),
        (b"not markup", "Start tag expected"),
        (b"<tmx><body><tu>", "Premature end"),
        (b"<xliff>" * 300, "depth"),
    ],
)
def test_other_xml_is_refused(name: str, data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(data, name)


def test_external_entities_are_not_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    prolog = f'<!DOCTYPE tmx [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    found = read(tmx(tu(en="a &e;", es="b") + tu(en="c", es="d"), prolog), "a.tmx")
    assert units(found) == [{"en": "c", "es": "d"}]


def test_entities_that_grow_are_not_resolved() -> None:
    grown = "".join(f'<!ENTITY e{k + 1} "{f"&e{k};" * 10}">' for k in range(12))
    prolog = f'<!DOCTYPE tmx [<!ENTITY e0 "ha">{grown}]>'
    with pytest.raises(InputError, match="entity"):
        read(tmx(tu(en="&e12;", es="b") + tu(en="c", es="d"), prolog), "a.tmx")


# Any text of a segment: what is not printed is left out when it is read
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20).map(
    lambda text: clean_segment(clean(text))
)
pairs = st.lists(st.tuples(texts, texts).filter(all), min_size=1, max_size=5, unique=True)


def segments(found: Sequence[Extract | Rejected]) -> list[tuple[str, str]]:
    assert refusals(found) == []
    return [(clean_segment(unit["en"]), clean_segment(unit["es"])) for unit in units(found)]


@given(pairs)
def test_the_tmx_that_we_write_comes_back(
    tmp_path_factory: pytest.TempPathFactory, given: list[tuple[str, str]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "own.tmx"
    written = [TranslationUnit(str(k), (("en", one), ("es", other))) for k, (one, other) in enumerate(given)]
    assert write_tmx(path, written, "en", ("en", "es")).dropped == {}
    assert segments(read(path.read_bytes(), "own.tmx")) == given


@given(pairs)
def test_any_text_survives_xliff(given: list[tuple[str, str]]) -> None:
    body = "".join(
        f"<trans-unit><source>{escape(one)}</source><target>{escape(other)}</target></trans-unit>"
        for one, other in given
    )
    assert segments(read(xliff(body), "a.xliff")) == given


@given(pairs)
def test_any_text_survives_po(given: list[tuple[str, str]]) -> None:
    file = polib.POFile()
    file.metadata = {"Language": "es", "Content-Type": "text/plain; charset=UTF-8"}
    for one, other in given:
        file.append(polib.POEntry(msgid=one, msgstr=other))
    assert segments(read(str(file).encode(), "a.po")) == given


# XLIFF


def xliff(body: str, attributes: str = 'source-language="en" target-language="es"') -> bytes:
    inner = f"<file {attributes}><body>{body}</body></file>"
    return f'<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">{inner}</xliff>'.encode()


def xliff2(body: str) -> bytes:
    attributes = 'version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="en" trgLang="es"'
    return f'<xliff {attributes}><file id="f">{body}</file></xliff>'.encode()


def trans_unit(source: str, target: str, attributes: str = "") -> str:
    return f'<trans-unit id="1"><source>{source}</source><target {attributes}>{target}</target></trans-unit>'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (trans_unit("One.", "Uno."), [{"en": "One.", "es": "Uno."}]),
        (trans_unit("One.", " "), [{"en": "One."}]),
        ("<trans-unit><source>One.</source></trans-unit>", [{"en": "One."}]),
        *((trans_unit("A", "B", f'state="{s}"'), [{"en": "A", "es": "B"}]) for s in ("translated", "final", "x-ours")),
        *(
            (trans_unit("A", "B", f'state="{s}"'), [{"en": "A", "es": f"[state:{s}] B"}])
            for s in ("new", "needs-translation", "needs-review-translation")
        ),
        (
            f'<group translate="no">{trans_unit("%s", "%s")}</group>{trans_unit("A", "B")}',
            [{"en": "[translate:no] %s", "es": "[translate:no] %s"}, {"en": "A", "es": "B"}],
        ),
        (
            trans_unit('a <g id="1">b <mrk mtype="term">c</mrk></g> <x id="2"/>d<ph id="3">{0}</ph>', "e"),
            [{"en": "a b c d", "es": "e"}],
        ),
        (trans_unit('a<x id="1" ctype="lb"/>b<x id="2" ctype="image"/>c', "d"), [{"en": "a bc", "es": "d"}]),
        (
            "<trans-unit><source>A</source><target>B</target><alt-trans><source>C</source><target>D</target></alt-trans>"
            "<note>n</note></trans-unit>",
            [{"en": "A", "es": "B"}],
        ),
        (
            '<trans-unit><source>A. B. C.</source><seg-source><mrk mtype="seg" mid="1">A.</mrk> <g><mrk mtype="seg" '
            'mid="2">B.</mrk></g> <mrk mtype="seg" mid="3">C.</mrk></seg-source><target><mrk mtype="seg" mid="2">b.'
            '</mrk> <mrk mtype="seg" mid="1">a.</mrk></target></trans-unit>',
            [{"en": "A.", "es": "a."}, {"en": "B.", "es": "b."}, {"en": "C."}],
        ),
        (
            '<trans-unit><source>A. B.</source><seg-source><mrk mtype="seg" mid="1">A. B.</mrk></seg-source>'
            "<target>a. b.</target></trans-unit>",
            [{"en": "A. B.", "es": "a. b."}],
        ),
    ],
)
def test_xliff_1(body: str, expected: Units) -> None:
    assert units(read(xliff(body), "a.xlf")) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "<unit><segment><source>A</source><target>B</target></segment><ignorable><source> </source></ignorable>"
            '<segment state="final"><source>C</source><target>D</target></segment></unit>',
            [{"en": "A", "es": "B"}, {"en": "C", "es": "D"}],
        ),
        (
            '<group><unit><segment state="initial"><source>A</source><target>B</target></segment></unit></group>',
            [{"en": "A", "es": "[state:initial] B"}],
        ),
        (
            '<unit><m:matches xmlns:m="urn:x"><m:match><source>X</source><target>Y</target></m:match></m:matches>'
            '<originalData><data id="d">{0}</data></originalData><segment><source>a <pc id="1">b</pc> <ph id="2"/>'
            '<mrk id="3">c</mrk><sm id="4"/><cp hex="001A"/></source><target>d</target></segment></unit>',
            [{"en": "a b c", "es": "d"}],
        ),
        (
            '<group translate="no"><unit translate="yes"><segment><source>A</source><target>B</target></segment></unit>'
            "<unit><segment><source>C</source></segment></unit></group>",
            [{"en": "A", "es": "B"}, {"en": "[translate:no] C"}],
        ),
    ],
)
def test_xliff_2(body: str, expected: Units) -> None:
    assert units(read(xliff2(body), "a.xliff")) == expected


@pytest.mark.parametrize(
    ("attributes", "path", "expected"),
    [
        ('source-language="en" target-language="pt_br"', "es/a.xlf", {"en": "A", "pt-BR": "B"}),
        ('source-language="en-US"', "messages.fr.xlf", {"en-US": "A", "fr": "B"}),
        ('source-language="en"', "a.xlf", "in a language that it does not name"),
        ('source-language="en" target-language="en"', "a.xlf", "in en, like its sources"),
        ('target-language="es"', "a.xlf", "the language of its sources"),
        ('source-language="nonsense" target-language="es"', "a.xlf", "not a language code"),
    ],
)
def test_the_languages_of_xliff(attributes: str, path: str, expected: dict[str, str] | str) -> None:
    data = xliff(trans_unit("A", "B"), attributes)
    if isinstance(expected, dict):
        assert units(read(data, path)) == [expected]
    else:
        with pytest.raises(HexaplaError, match=expected):
            read(data, path)


def test_files_of_several_languages_in_one_xliff() -> None:
    one = '<file source-language="en" target-language="{}"><body>' + trans_unit("A", "{}") + "</body></file>"
    data = f'<xliff version="1.2">{one.format("es", "B")}{one.format("fr", "C")}</xliff>'
    assert units(read(data.encode(), "a.xlf")) == [{"en": "A", "es": "B"}, {"en": "A", "fr": "C"}]


# PO


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ('msgid "Open %(name)s\\n"\nmsgstr "Abrir %(name)s\\n"', [{"en": "Open %(name)s", "es": "Abrir %(name)s"}]),
        ('msgid ""\n"Two "\n"lines"\nmsgstr "Dos \\"líneas\\""', [{"en": "Two lines", "es": 'Dos "líneas"'}]),
        (
            'msgctxt "a"\nmsgid "Open"\nmsgstr "Abrir"\n\nmsgctxt "b"\nmsgid "Open"\nmsgstr "Abierto"',
            [{"en": "Open", "es": "Abrir"}, {"en": "Open", "es": "Abierto"}],
        ),
        ('msgid "Open"\nmsgstr ""', [{"en": "Open"}]),
        ('#, fuzzy, c-format\nmsgid "Open"\nmsgstr "Cerrar"', [{"en": "Open", "es": "[state:fuzzy] Cerrar"}]),
        ('#~ msgid "A"\n#~ msgstr "B"', [{"en": "[state:obsolete] A", "es": "[state:obsolete] B"}]),
        (
            'msgid "%d file"\nmsgid_plural "%d files"\nmsgstr[0] "%d archivo"\nmsgstr[1] "%d archivos"',
            [{"en": "%d file", "es": "%d archivo"}, {"en": "%d files", "es": "%d archivos"}],
        ),
    ],
)
def test_po(entries: str, expected: Units) -> None:
    assert units(read(f"{HEADER}\n{entries}\n".encode(), "a.po")) == expected


@pytest.mark.parametrize(
    ("rule", "forms", "expected"),
    [
        ("nplurals=1; plural=0;", "a", [("one", "a"), ("many", "a")]),
        ("nplurals=2; plural=n>1;", "a b", [("one", "a"), ("many", "b")]),
        (  # Slovenian: the form of one is the second
            "nplurals=4; plural=(n%100==1 ? 1 : n%100==2 ? 2 : n%100==3 || n%100==4 ? 3 : 0);", "a b c d",
            [("one", "b"), ("many", "d"), ("", "[plural:0] a"), ("", "[plural:2] c")],
        ),
        ("nplurals=2; plural=1/0;", "a b", [("one", "a"), ("many", "b")]),
        ("nplurals=2; plural=import os;", "a b", [("one", "a"), ("many", "b")]),
        ("", "a b", [("one", "a"), ("many", "b")]),
    ],
)  # fmt: skip
def test_plural_forms(rule: str, forms: str, expected: list[tuple[str, str]]) -> None:
    lines = "".join(f'msgstr[{number}] "{form}"\n' for number, form in enumerate(forms.split()))
    text = f'msgid ""\nmsgstr "Language: sl\\nPlural-Forms: {rule}\\n"\n\nmsgid "one"\nmsgid_plural "many"\n{lines}'
    assert [(unit.get("en", ""), unit["sl"]) for unit in units(read(text.encode(), "a.po"))] == expected


@pytest.mark.parametrize(
    ("header", "path", "expected"),
    [
        ("Language: pt_BR", "po/es.po", ["en", "pt-BR"]),
        ("Language: ", "po/es.po", ["en", "es"]),
        ("Language: no such", "es_MX/LC_MESSAGES/app.po", ["en", "es-MX"]),
        ("Language: sr@latin", "a.po", ["en", "sr-Latn"]),
        ("Language: de_DE.UTF-8\\nX-Source-Language: fr", "a.po", ["fr", "de-DE"]),
        ("Language: ", "app.po", "its language cannot be told"),
        ("Language: en", "app.po", "its translations are in en"),
    ],
)
def test_the_languages_of_po(header: str, path: str, expected: list[str] | str) -> None:
    data = f'msgid ""\nmsgstr "{header}\\n"\n\nmsgid "A"\nmsgstr "B"\n'.encode()
    if isinstance(expected, list):
        assert units(read(data, path)) == [{expected[0]: "A", expected[1]: "B"}]
    else:
        with pytest.raises(InputError, match=expected):
            read(data, path)


def test_the_encoding_of_po_is_that_of_its_header() -> None:
    text = HEADER.replace("UTF-8", "ISO-8859-2").replace(": es", ": pl") + '\nmsgid "Save"\nmsgstr "Zapisz gęś"\n'
    assert units(read(text.encode("iso-8859-2"), "a.po")) == [{"en": "Save", "pl": "Zapisz gęś"}]


@pytest.mark.parametrize("ending", ["", "\n"])
def test_a_po_that_is_the_name_of_a_file_does_not_open_it(tmp_path: Path, ending: str) -> None:
    secret = tmp_path / "secret.po"
    secret.write_text(f'{HEADER}\nmsgid "A"\nmsgstr "B"\n', encoding="utf-8")
    with pytest.raises(InputError, match="not PO"):
        read(f"{secret}{ending}".encode(), "a.es.po")


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ('msgstr "' + "word " * 40_000 + '"', "line 2 has 200,009 characters"),
        ('msgstr ""\n' + '"word "\n' * 4_000, "of 3,000 lines or more goes on in line 3003"),
        ('msgstr "B"\n' + '#~ "word "\n' * 4_000, "of 3,000 lines or more goes on in line 3003"),
        ('msgstr "B"\n' + "# word\n" * 4_000, "of 3,000 lines or more goes on in line 3003"),
    ],
)
def test_po_with_endless_messages_is_refused(entry: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(f'msgid "A"\n{entry}'.encode(), "a.es.po")


def test_a_template_is_refused() -> None:
    with pytest.raises(InputError, match="a template of translations, without any"):
        read(f'{HEADER}\nmsgid "A"\nmsgstr ""\n'.encode(), "app.pot")


# What another program writes


def test_what_translate_toolkit_writes() -> None:
    tmxfile = pytest.importorskip("translate.storage.tmx").tmxfile
    from translate.storage import po, xliff, xliff2

    expected = [{"en": "A & <b>", "es": "Ñ & «c»"}, {"en": "D", "es": "E"}]
    memory = tmxfile()
    for unit in expected:
        memory.addtranslation(unit["en"], "en", unit["es"], "es")
    assert units(read(bytes(memory), "a.tmx")) == expected
    for name, kind in (("a.xliff", xliff.xlifffile), ("a.xlf", xliff2.Xliff2File), ("a.es.po", po.pofile)):
        file = kind()
        if name != "a.es.po":
            file.setsourcelanguage("en")
            file.settargetlanguage("es")
        for unit in expected:
            file.addsourceunit(unit["en"]).target = unit["es"]
        assert units(read(bytes(file), name)) == expected
