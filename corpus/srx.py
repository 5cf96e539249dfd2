"""Segmentation rules of users, in SRX (Segmentation Rules eXchange 1.0 and 2.0, LISA), as CAT tools keep them.

choppa (the optional part ``hexapla[srx]``) matches the rules; the file is parsed here, without entities.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from typing import Any

from lxml import etree

from corpus.documents import Span
from corpus.errors import UsageError
from corpus.segments import LINE, sentences, trimmed

_REMEDY = "an SRX 2.0 file, as OmegaT, Okapi or a CAT tool exports it"
_QUOTED = re.compile(r"\\Q(.*?)(?:\\E|$)", re.DOTALL)
_LOOKBEHIND = 100  # characters, choppa's default for what stands for "*" and "+" in front of a place without a break


@dataclass(frozen=True, slots=True)
class Rule:
    """Whether a segment ends where ``before`` matches up to a place and ``after`` from there: regular expressions."""

    breaks: bool
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class LanguageMap:
    """The name of the rules for languages whose code ``pattern`` matches."""

    pattern: str
    rules: str


@dataclass(frozen=True)
class Srx:
    """The rules of one file: ``path`` as it was given, ``digest`` the sha256 of its content.

    ``cascade``: whether the rules of all maps that match a language hold, in their order, or those of the first.
    """

    path: str
    digest: str
    rules: dict[str, tuple[Rule, ...]]
    maps: tuple[LanguageMap, ...]
    cascade: bool

    def as_dict(self) -> dict[str, str]:
        """What of it belongs to the signature of a result."""
        return {"path": self.path, "sha256": self.digest}

    def names(self, language: str) -> tuple[str, ...]:
        """The names of the rules for a BCP-47 code; in capitals or not, with ``-`` or with ``_``."""
        import regex

        codes = (language, language.replace("-", "_"))
        found = [m.rules for m in self.maps if any(regex.fullmatch(m.pattern, c, regex.IGNORECASE) for c in codes)]
        return tuple(found if self.cascade else found[:1])

    def sentences(self, text: str, span: Span, language: str) -> tuple[Span, ...]:
        """As corpus.segments.sentences, by these rules alone, but that a line end always ends a sentence. Languages
        that no map matches are cut as without a file."""
        if language not in self._documents:
            names = self.names(language)
            self._documents[language] = _document([(name, self.rules[name]) for name in names]) if names else None
        document = self._documents[language]
        if document is None:
            return sentences(text, span, language)
        from choppa import SrxTextIterator

        found: list[Span] = []
        for line in LINE.finditer(text, span.start, span.stop):
            pieces = SrxTextIterator(document, "", line[0])
            found += trimmed(text, line.start(), line.end(), set(accumulate(map(len, pieces))))
        return tuple(found)

    @cached_property
    def _documents(self) -> dict[str, Any]:
        """What choppa makes of the rules, by language; None where there are none."""
        return {}


def read_srx(path: Path) -> Srx:
    """The rules of a file. A ``UsageError`` where there is none, where it is no SRX, where a pattern is no regular
    expression, and where choppa is not installed."""
    try:
        import choppa  # noqa: F401  # to say before reading that it is missing
        import regex
    except ImportError:
        raise UsageError(
            "--srx", "segmentation rules need a part that is not installed", "pip install 'hexapla[srx]'"
        ) from None
    where = f"--srx {path}"
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(where, f"it cannot be read: {error.strerror}") from error
    root = _parse(data, where)
    rules = {each.get("languagerulename", ""): tuple(_rules(each)) for each in root.iter("{*}languagerule")}
    maps = tuple(
        LanguageMap(each.get("languagepattern", ""), each.get("languagerulename", ""))
        for each in root.iter("{*}languagemap")
    )
    if not rules or not maps:
        raise UsageError(where, f"it has no {'rules' if not rules else 'language maps'}", _REMEDY)
    for each in maps:
        if each.rules not in rules:
            known = ", ".join(sorted(rules))
            raise UsageError(where, f"a map names rules that are not there: {each.rules!r}", f"there are {known}")
        try:
            regex.compile(each.pattern)
        except regex.error as error:
            raise UsageError(
                where, f"the language pattern {each.pattern!r} is no regular expression: {error}"
            ) from error
    for name, found in rules.items():
        _check(name, found, where)
    cascade = any(header.get("cascade") == "yes" for header in root.iter("{*}header"))
    return Srx(str(path), sha256(data).hexdigest(), rules, maps, cascade)


def _parse(data: bytes, where: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UsageError(where, f"it is not well-formed XML: {error.msg}", _REMEDY) from error
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise UsageError(where, "it declares entities, which are not resolved", "write out what they stand for")
    if etree.QName(root).localname != "srx":
        raise UsageError(where, f"it begins with <{etree.QName(root).localname}>, not with <srx>", _REMEDY)
    return root


def _rules(parent: etree._Element) -> Iterator[Rule]:
    for element in parent.iter("{*}rule"):
        yield Rule(element.get("break") != "no", _pattern(element, "beforebreak"), _pattern(element, "afterbreak"))


def _pattern(rule: etree._Element, name: str) -> str:
    """A regular expression, without the quoting of Java that the regex package lacks."""
    written = "".join("".join(each.itertext()) for each in rule.iter(f"{{*}}{name}"))
    return _QUOTED.sub(lambda found: re.escape(found[1]), written)


def _check(name: str, rules: tuple[Rule, ...], where: str) -> None:
    """A ``UsageError`` that names the rule which cannot be compiled."""
    import regex

    for number, rule in enumerate(rules, 1):
        document = _document([(name, (rule, Rule(True, "", "")))])
        try:
            document.compile(rule.before)
            document.compile(rule.after)
            document.get_rule_manager(document.get_language_rule_list(""), _LOOKBEHIND)
        except regex.error as error:
            raise UsageError(where, f"rule {number} of {name!r} is no regular expression: {error}") from error


def _document(named: Sequence[tuple[str, tuple[Rule, ...]]]) -> Any:
    """Rules for choppa, under a pattern that matches the empty code."""
    from choppa import SrxDocument
    from choppa.structures import LanguageRule
    from choppa.structures import Rule as ChoppaRule

    document = SrxDocument(cascade=True)
    for name, rules in named:
        made = [ChoppaRule(rule.breaks, rule.before, rule.after) for rule in rules]
        document.add_language_map("", LanguageRule(name, made))
    return document
