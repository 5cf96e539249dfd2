from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest

from corpus.pages import TEMPLATES, as_json, shown, write_page

LETTERS = ["ink", "soft", "accent", "p0", "p1", "p2", "p3", "p4", "hand", "unseen"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ('<b> & "it\'s"', "&lt;b&gt; &amp; &#34;it&#39;s&#34;"),
        ("a\u202eb", 'a<span class="unseen">U+202E</span>b'),
        ("\x00", '<span class="unseen">U+0000</span>'),
        ("\u200fשלום\n", "\u200fשלום\n"),  # a mark of direction belongs to the text
    ],
)
def test_what_is_not_seen_is_named(text: str, expected: str) -> None:
    assert str(shown(text)) == expected


def test_json_in_a_script() -> None:
    value = {"</script>": "<!-- & \u2028 \u2029 \x00 \ud800"}
    told = as_json(value)
    assert not re.search("[<>&\u2028\u2029\x00]", told)
    assert json.loads(told) == value


def test_only_our_script_and_style_may_be_used(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    write_page(path, "review.html", ["colours.css"], ["text.js"], data="{}", build="\ud800", version="1")
    page = path.read_text(encoding="utf-8")
    policy = re.findall('Security-Policy" content="(.*?)"', page)[0].replace("&#39;", "'")
    assert policy.startswith("default-src 'none'; ") and "unsafe" not in policy
    for kind in ("style", "script"):
        inside = re.findall(f"<{kind}>(.*?)</{kind}>", page, re.DOTALL)[0]
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("paper", ["sheet", "paper", "raised"])
def test_colours_are_readable(dark: bool, paper: str) -> None:
    """At least 4.5:1, level AA of the Web Content Accessibility Guidelines, also where a mark lies under a text."""
    light, _, rest = (TEMPLATES / "colours.css").read_text(encoding="utf-8").partition("@media")
    colours = dict(re.findall(r"--([\w-]+): (#\w+);", rest if dark else light))
    poor = [name for name in LETTERS if contrast(colours[name], colours[paper]) < 4.5]
    marks = [name for name in ("second", "picked", "tint") if contrast(colours["ink"], colours[name]) < 4.5]
    assert poor + marks == [] and contrast(colours["accent"], colours["on-accent"]) >= 4.5
    assert contrast(colours["edge"], colours[paper]) >= 3  # edges of what can be pressed


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
