"""The file of decisions: what it holds comes back, what it should not hold is refused in one line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.decisions import Decision, Decisions, Place, Sample, check_build, read_decisions, write_decisions
from corpus.errors import HexaplaError, InputError, UsageError

PLACE = {"column": "en", "document": "d", "start": 0, "stop": 4}
PARTS = (Place("en", "d", 0, 4), Place("es#2", "e", 2, 7))
MADE = (
    Decision("keep", "0a"),
    Decision("drop", "0b", PARTS),
    Decision("link", parts=PARTS[:1]),
    Decision("text", "0c", column="es", text="=1+1 <b>\u202e"),
)


def holding(path: Path, *decisions: object, **rest: object) -> Path:
    content = {"format": "hexapla-review", "version": 1, "build": "b", "decisions": decisions, **rest}
    path.write_text(json.dumps({key: value for key, value in content.items() if value is not None}), encoding="utf-8")
    return path


@pytest.mark.parametrize("sample", [None, Sample(50, 7)])
def test_what_is_written_is_read(tmp_path: Path, sample: Sample | None) -> None:
    decisions = Decisions("0123456789ab", MADE, sample)
    write_decisions(decisions, tmp_path / "a.json")
    assert read_decisions(tmp_path / "a.json") == decisions
    write_decisions(decisions, tmp_path / "b.json")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


@pytest.mark.parametrize(
    "decision, message",
    [
        ("keep", '"keep" is no decision'),
        ({"action": "hide", "unit": "0a"}, 'decision 2: the action "hide" (there are keep, drop, link, text)'),
        ({"action": ["keep"]}, 'the action ["keep"]'),
        ({"action": "keep"}, '"unit" is missing'),
        ({"action": "keep", "unit": 7}, '"unit" is 7 (it is a text)'),
        ({"action": "keep", "unit": "0a", "who": "me"}, 'the unknown key "who"'),
        ({"action": "link", "unit": "0a", "parts": [PLACE]}, 'the unknown key "unit"'),
        ({"action": "link", "parts": []}, "a unit without parts"),
        ({"action": "link", "parts": [PLACE, PLACE]}, "two parts in the column en"),
        ({"action": "link", "parts": [{**PLACE, "stop": True}]}, '"stop" is true (it is a whole number)'),
        ({"action": "link", "parts": [{**PLACE, "end": 4}]}, 'the unknown key "end"'),
        ({"action": "link", "parts": ["en"]}, 'the part "en"'),
        ({"action": "text", "unit": "0a", "column": "es", "text": " \n"}, "the text is empty"),
        ({"action": "text", "unit": "0a", "column": "es", "text": "\x01\ud800"}, "the text is empty"),
        ({"action": "text", "unit": "0a", "column": "es"}, '"text" is missing'),
        ({"action": "text", "column": "es", "text": "x"}, '"unit" is missing'),
    ],
)
def test_what_is_no_decision(tmp_path: Path, decision: object, message: str) -> None:
    path = holding(tmp_path / "a.json", {"action": "keep", "unit": "0a"}, decision)
    with pytest.raises(InputError) as found:
        read_decisions(path)
    assert str(found.value).startswith(f"{path}, decision 2: ") and message in str(found.value)
    assert "\n" not in str(found.value)


@pytest.mark.parametrize(
    "change, message",
    [
        ({"format": "other"}, '"format" is not "hexapla-review"'),
        ({"version": 2}, "decisions of version 2 (this program reads version 1)"),
        ({"build": None}, '"build" is missing'),
        ({"decisions": {}}, '"decisions" is {} (it is a list)'),
        ({"by": "me"}, 'the unknown key "by"'),
        ({"sample": {"size": 50}}, 'sample: "seed" is missing'),
    ],
)
def test_what_is_no_file_of_decisions(tmp_path: Path, change: Any, message: str) -> None:
    with pytest.raises(InputError) as found:
        read_decisions(holding(tmp_path / "a.json", **change))
    assert message in str(found.value)


@pytest.mark.parametrize(
    "content, error", [(None, UsageError), (b"", InputError), (b"[1, 2]", InputError), (b"\xff\xfe{", InputError)]
)
def test_other_files(tmp_path: Path, content: bytes | None, error: type[HexaplaError]) -> None:
    path = tmp_path / "a.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(error, match=r"a\.json: "):
        read_decisions(path)


def test_another_build(tmp_path: Path) -> None:
    check_build(Decisions("b"), "b", tmp_path)
    with pytest.raises(InputError, match="it was made on build b, and this is build c"):
        check_build(Decisions("b"), "c", tmp_path)
