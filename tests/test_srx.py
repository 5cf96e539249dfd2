"""Segmentation rules of users, on files written here."""

from __future__ import annotations

import pickle
import sys
from hashlib import sha256
from pathlib import Path

import choppa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.collection import read_collection
from corpus.documents import Document, Span
from corpus.errors import UsageError
from corpus.segments import sentences
from corpus.settings import Settings
from corpus.srx import Srx, read_srx

RULES = r"""<?xml version="1.0" encoding="UTF-8"?>
<srx xmlns="http://www.lisa.org/srx20" version="2.0">
  <header segmentsubflows="yes" cascade="yes"/>
  <body>
    <languagerules>
      <languagerule languagerulename="English">
        <!-- a comment -->
        <rule break="no"><beforebreak>\bDr\.</beforebreak><afterbreak>\s</afterbreak></rule>
        <rule break="yes"><beforebreak>;<!-- and here --></beforebreak><afterbreak>\s</afterbreak></rule>
      </languagerule>
      <languagerule languagerulename="Literal">
        <rule break="yes"><beforebreak>\Q.*\E</beforebreak><afterbreak></afterbreak></rule>
      </languagerule>
      <languagerule languagerulename="Default">
        <rule break="yes"><beforebreak>[.?!]</beforebreak><afterbreak>\s</afterbreak></rule>
      </languagerule>
    </languagerules>
    <maprules>
      <languagemap languagepattern="EN([-_].*)?" languagerulename="English"/>
      <languagemap languagepattern="pt_BR" languagerulename="Literal"/>
      <languagemap languagepattern="(en|es|pt).*" languagerulename="Default"/>
    </maprules>
  </body>
</srx>
"""
TEXT = "I saw Dr. Lee; he sat. “Go. Now.”\nHe went.* He ran"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "rules.srx"
    path.write_text(RULES, encoding="utf-8")
    return path


def cut(srx: Srx, text: str, language: str) -> list[str]:
    return [span.of(text) for span in srx.sentences(text, Span(0, len(text)), language)]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["I saw Dr. Lee;", "he sat.", "“Go.", "Now.”", "He went.* He ran"]),
        ("en-GB", ["I saw Dr. Lee;", "he sat.", "“Go.", "Now.”", "He went.* He ran"]),
        ("es", ["I saw Dr.", "Lee; he sat.", "“Go.", "Now.”", "He went.* He ran"]),
        ("pt-BR", ["I saw Dr.", "Lee; he sat.", "“Go.", "Now.”", "He went.*", "He ran"]),
        ("de", ["I saw Dr. Lee; he sat.", "“Go.", "Now.”", "He went.* He ran"]),  # no map: our own rules
    ],
)
def test_rules_of_the_maps_that_match(path: Path, language: str, expected: list[str]) -> None:
    assert cut(read_srx(path), TEXT, language) == expected


def test_without_cascade_the_first_map_counts(path: Path) -> None:
    path.write_text(RULES.replace('cascade="yes"', 'cascade="no"'), encoding="utf-8")
    srx = read_srx(path)
    assert (srx.names("en"), srx.names("es"), srx.names("de")) == (("English",), ("Default",), ())
    assert cut(srx, "One; two. Three", "en") == ["One;", "two. Three"]


def test_srx_1_and_prefixes(path: Path) -> None:
    old = RULES.replace(' xmlns="http://www.lisa.org/srx20" version="2.0"', ' version="1.0"')
    path.write_text(old.replace("<srx", '<!DOCTYPE srx PUBLIC "-//SRX//DTD SRX//EN" "srx.dtd"><srx'), encoding="utf-8")
    assert read_srx(path).names("en") == ("English", "Default")
    prefixed = RULES.replace("<", "<s:").replace("<s:/", "</s:").replace("<s:?", "<?").replace("<s:!", "<!")
    path.write_text(prefixed.replace("xmlns=", "xmlns:s="), encoding="utf-8")
    assert read_srx(path).names("en") == ("English", "Default")


def test_offsets_are_those_of_the_whole_text(path: Path) -> None:
    text = "Not this. One.  Two. \n Three. Nor this."
    assert read_srx(path).sentences(text, Span(10, 29), "es") == (Span(10, 14), Span(16, 20), Span(23, 29))


@given(st.text(st.sampled_from("aB. ;!?\n\xa0Dr“”é漢.*"), max_size=80))
def test_spans_and_gaps_rebuild_the_text(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "rules.srx"
    path.write_text(RULES, encoding="utf-8")
    spans = read_srx(path).sentences(text, Span(0, len(text)), "en")
    at = 0
    for span in spans:
        assert text[at : span.start].strip() == "" and span.of(text) == span.of(text).strip() != ""
        at = span.stop
    assert text[at:].strip() == ""


def test_a_real_set_of_rules() -> None:
    srx = read_srx(choppa.DEFAULT_SRX_RULESET)
    text = "Prof. Lee came at 5 p.m. on Monday. She left (i.e. went home)."
    assert cut(srx, text, "en") == ["Prof. Lee came at 5 p.m. on Monday.", "She left (i.e. went home)."]


def test_the_signature_changes_with_the_content(path: Path) -> None:
    before = read_srx(path)
    path.write_text(RULES.replace("[.?!]", "[.?!:]"), encoding="utf-8")
    after = read_srx(path)
    assert before.as_dict() == {"path": str(path), "sha256": sha256(RULES.encode()).hexdigest()}
    assert Settings(srx=before).as_dict()["srx"] == before.as_dict() != after.as_dict()
    assert Settings().as_dict()["srx"] is None


def test_settings_say_what_cuts(path: Path) -> None:
    srx = read_srx(path)
    assert Settings().segmenter is sentences
    assert Settings(srx=srx).segmenter == srx.sentences
    assert pickle.loads(pickle.dumps(srx)) == srx


def test_a_folder_is_read_by_the_rules(path: Path, tmp_path: Path) -> None:
    (tmp_path / "in/en").mkdir(parents=True)
    (tmp_path / "in/en/a.txt").write_text("We saw the river; it was wide. It was deep.\n", encoding="utf-8")
    (document,) = read_collection(tmp_path / "in", segmenter=read_srx(path).sentences).documents
    assert isinstance(document, Document)
    assert [span.of(document.text) for _, span in document.all_sentences] == [
        "We saw the river;", "it was wide.", "It was deep.",
    ]  # fmt: skip


LAUGHS = '<!DOCTYPE srx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'


def body(before: str, after: str = "b", pattern: str = "en", name: str = "A", breaks: str = "yes") -> str:
    """A file of one rule, of the name A, and one map."""
    rule = f'<rule break="{breaks}"><beforebreak>{before}</beforebreak><afterbreak>{after}</afterbreak></rule>'
    mapped = f'<languagemap languagepattern="{pattern}" languagerulename="{name}"/>'
    return f'<srx><languagerule languagerulename="A">{rule}</languagerule>{mapped}</srx>'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<srx><body>", "it is not well-formed XML: "),
        ("no XML", "it is not well-formed XML: "),
        ("", "it is not well-formed XML: "),
        ("<tmx/>", "it begins with <tmx>, not with <srx> ("),
        ("<srx/>", "it has no rules ("),
        ('<srx><languagerule languagerulename="A"/></srx>', "it has no language maps ("),
        (body("a", name="B"), "a map names rules that are not there: 'B' (there are A)"),
        (body("a", pattern="(en"), "the language pattern '(en' is no regular expression: "),
        (body("(a"), "rule 1 of 'A' is no regular expression: "),
        (body("a", "[b"), "rule 1 of 'A' is no regular expression: "),
        (body("*", breaks="no"), "rule 1 of 'A' is no regular expression: "),
        (LAUGHS + body("a"), "it declares entities, which are not resolved ("),
        (LAUGHS + body("&b;&c;"), "it declares entities, which are not resolved ("),
    ],
)
def test_files_that_are_refused(path: Path, content: str, message: str) -> None:
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_srx(path)
    assert str(caught.value).startswith(f"--srx {path}: {message}")


def test_files_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.srx: it cannot be read: No such file or directory"):
        read_srx(tmp_path / "none.srx")
    with pytest.raises(UsageError, match="it cannot be read: Is a directory"):
        read_srx(tmp_path)


def test_the_part_is_optional(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "choppa", None)
    with pytest.raises(UsageError, match=r"a part that is not installed \(pip install 'hexapla\[srx\]'\)"):
        read_srx(path)
