from __future__ import annotations

import pytest

from corpus.findings import EVERY, TOOLS, TRAPS, Finding, Findings, concerning, consequence_lines
from corpus.profiles import GENERIC, PROFILES


def found(*codes: str) -> list[Finding]:
    findings = Findings()
    for line, code in enumerate(codes, 1):
        findings.add(line, code, "what is wrong")
    return findings.listed()


@pytest.mark.parametrize(
    ("codes", "profile", "lines"),
    [
        ([], "generic", [f"  no trouble known: {', '.join(TOOLS)}"]),
        (
            ["illegal-character"],
            "trados",
            ["  every reader: loses the whole file, OmegaT without an error but in its log (illegal-character)"],
        ),
        (
            ["language", "srclang-all", "date"],
            "weblate",
            [
                "  Weblate: fails the whole import (language, srclang-all)",
                "  readers that sort by date: sort it wrongly (date)",
            ],
        ),
        (
            ["language", "multilingual"],
            "trados",
            ["  Trados Studio: refuses the file (multilingual)", "  no trouble known: Trados cloud"],
        ),
        (["white-space"], "memoq", ["  no trouble known: memoQ"]),
    ],
)
def test_what_a_tool_would_do(codes: list[str], profile: str, lines: list[str]) -> None:
    assert consequence_lines(concerning(found(*codes), PROFILES[profile]), PROFILES[profile]) == lines


def test_a_profile_of_any_tool_tells_all() -> None:
    findings = found(*[code for code in TRAPS if code != "size"])
    assert concerning(findings, GENERIC) == findings
    assert [finding.code for finding in concerning(found("duplicate", "date", "srclang"), PROFILES["omegat"])] == [
        "duplicate", "date",
    ]  # fmt: skip


def test_every_trap_says_what_happens() -> None:
    assert [code for code, trap in TRAPS.items() if not trap.consequences] == ["size"]
    assert {EVERY, *TOOLS} - {name for trap in TRAPS.values() for name in trap.consequences} == {"Transifex"}
