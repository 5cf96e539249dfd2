"""What a person decided about the units of a build, and the JSON file that holds it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import InputError, UsageError
from corpus.files import write_named
from corpus.tmx import clean_segment

FORMAT, VERSION = "hexapla-review", 1
NAME = "decisions.json"  # in a build: all that were applied to it
_REMEDY = "hexapla review export writes what can be reviewed"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Characters ``[start, stop)`` of a document, whole sentences, and the column of its version: ``es``, ``es#2``."""

    column: str
    document: str
    start: int
    stop: int

    def as_dict(self) -> dict[str, object]:
        """As the file has it."""
        return {"column": self.column, "document": self.document, "start": self.start, "stop": self.stop}


@dataclass(frozen=True, slots=True)
class Decision:
    """``keep``: the unit is right; ``drop``: its parts are no translations of one another; ``link``: the ``parts`` are
    one unit, or one part has no counterpart; ``text``: the words in ``column`` are to be ``text``.

    All but a link name a ``unit``, or its ``parts``, which any build of the same documents understands.
    """

    action: str
    unit: str = ""
    parts: tuple[Place, ...] = ()
    column: str = ""
    text: str = ""

    def as_dict(self) -> dict[str, object]:
        """As the file has it."""
        named = {"unit": self.unit} if self.unit else {}
        parts = {"parts": [part.as_dict() for part in self.parts]} if self.parts else {}
        words = {"column": self.column, "text": self.text} if self.action == "text" else {}
        return {"action": self.action, **named, **parts, **words}


@dataclass(frozen=True, slots=True)
class Sample:
    """The ``size`` of a spot check, and the ``seed`` that chose its units."""

    size: int
    seed: int = 0


@dataclass(frozen=True)
class Decisions:
    """Those on the build with the id ``build``, in the order in which they were made; later ones on the same characters
    win. ``sample``: of which units, where these were chosen at random."""

    build: str
    made: tuple[Decision, ...] = ()
    sample: Sample | None = None

    def counts(self) -> dict[str, object]:
        """For the manifest: the build that was reviewed last, and how often what was decided."""
        actions = Counter(decision.action for decision in self.made)
        return {"build": self.build, **{action: actions[action] for action in _READERS}}

    def as_dict(self) -> dict[str, object]:
        """As the file has it."""
        sample = {"sample": {"size": self.sample.size, "seed": self.sample.seed}} if self.sample else {}
        made = [decision.as_dict() for decision in self.made]
        return {"format": FORMAT, "version": VERSION, "build": self.build, **sample, "decisions": made}


def write_decisions(decisions: Decisions, path: Path) -> None:
    """The same decisions give the same bytes."""
    with write_named(path) as temporary:
        temporary.write_text(json.dumps(decisions.as_dict(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_decisions(path: Path) -> Decisions:
    """Raises UsageError where there is no such file, InputError where it does not hold what it should."""
    if not path.is_file():
        raise UsageError(str(path), "there is no such file", _REMEDY)
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, OSError, RecursionError) as error:
        raise InputError(str(path), f"no file of decisions: {error}", _REMEDY) from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise InputError(str(path), f'no file of decisions: its "format" is not "{FORMAT}"', _REMEDY)
    if found.get("version") != VERSION:
        what = f"decisions of version {found.get('version')!r}"
        raise InputError(str(path), what, f"this program reads version {VERSION}")
    _check_keys(found, ("format", "version", "build", "decisions"), ("sample",), str(path))
    made = _value(found, "decisions", list, str(path))
    decisions = (_decision(each, f"{path}, decision {number}") for number, each in enumerate(made, 1))
    return Decisions(_value(found, "build", str, str(path)), tuple(decisions), _sample(found, str(path)))


def check_build(decisions: Decisions, build_id: str, where: Path) -> None:
    """Raise InputError where they were made on another build than that of this id."""
    if decisions.build != build_id:
        what = f"it was made on build {decisions.build}, and this is build {build_id}"
        raise InputError(str(where), what, "decisions hold for the build that they were exported from")


def _sample(found: Mapping[str, Any], where: str) -> Sample | None:
    if "sample" not in found:
        return None
    sample = _value(found, "sample", dict, where)
    _check_keys(sample, ("size", "seed"), (), f"{where}, sample")
    return Sample(*(_value(sample, name, int, f"{where}, sample") for name in ("size", "seed")))


def _decision(found: object, where: str) -> Decision:
    if not isinstance(found, dict):
        raise InputError(where, f"{_short(found)} is no decision", 'such as {"action": "keep", "unit": "0a1b…"}')
    action = found.get("action")
    if not isinstance(action, str) or action not in _READERS:
        raise InputError(where, f"the action {_short(action)}", f"there are {', '.join(_READERS)}")
    return _READERS[action](found, where)


def _of_unit(found: Mapping[str, Any], where: str) -> Decision:
    """``keep``, ``drop``."""
    needed = () if "parts" in found else ("unit",)
    _check_keys(found, ("action", *needed), ("unit", "parts"), where)
    unit = _value(found, "unit", str, where) if "unit" in found else ""
    return Decision(found["action"], unit, tuple(_parts(found, where)))


def _of_words(found: Mapping[str, Any], where: str) -> Decision:
    """``text``."""
    rest = {name: value for name, value in found.items() if name not in ("column", "text")}
    _check_keys({name: found[name] for name in found if name not in rest}, ("column", "text"), (), where)
    unit = _of_unit(rest, where)
    column, text = (_value(found, name, str, where) for name in ("column", "text"))
    if not clean_segment(text):
        raise InputError(where, "the text is empty", "a link of the other parts takes this one out of the unit")
    return Decision("text", unit.unit, unit.parts, column, text)


def _of_parts(found: Mapping[str, Any], where: str) -> Decision:
    """``link``."""
    _check_keys(found, ("action", "parts"), (), where)
    return Decision("link", parts=tuple(_parts(found, where)))


_READERS: Mapping[str, Callable[[Mapping[str, Any], str], Decision]] = {
    "keep": _of_unit, "drop": _of_unit, "link": _of_parts, "text": _of_words,
}  # fmt: skip


def _parts(found: Mapping[str, Any], where: str) -> Iterator[Place]:
    parts: Sequence[object] = _value(found, "parts", list, where) if "parts" in found else ()
    if "parts" in found and not parts:
        raise InputError(where, "a unit without parts", "it needs one at least")
    seen: set[str] = set()
    for part in parts:
        if not isinstance(part, dict):
            raise InputError(where, f"the part {_short(part)}", "it has a column, a document, start and stop")
        _check_keys(part, ("column", "document", "start", "stop"), (), where)
        column, document = (_value(part, name, str, where) for name in ("column", "document"))
        start, stop = (_value(part, name, int, where) for name in ("start", "stop"))
        if column in seen:
            raise InputError(where, f"two parts in the column {column}", "a unit has one run of sentences a version")
        seen.add(column)
        yield Place(column, document, start, stop)


def _check_keys(found: Mapping[str, object], needed: Sequence[str], others: Sequence[str], where: str) -> None:
    for name in needed:
        if name not in found:
            raise InputError(where, f'"{name}" is missing', f"it has {', '.join(needed)}")
    known = dict.fromkeys((*needed, *others))
    for name in found:
        if name not in known:
            raise InputError(where, f"the unknown key {_short(name)}", f"there are {', '.join(known)}")


def _value(found: Mapping[str, Any], name: str, kind: type, where: str) -> Any:
    value = found[name]
    if not isinstance(value, kind) or isinstance(value, bool):
        nouns = {str: "a text", int: "a whole number", list: "a list", dict: "an object"}
        raise InputError(where, f'"{name}" is {_short(value)}', f"it is {nouns[kind]}")
    return value


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:60]}…"
