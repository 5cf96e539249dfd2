"""``hexapla check``: what CAT tools would choke on."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus.errors import UsageError
from corpus.options import JSON, PATH, TMX_PROFILE, parse_codes
from corpus.profiles import profile_named

if TYPE_CHECKING:
    from corpus.findings import Finding
    from corpus.profiles import Profile


@click.command()
@click.argument("file", type=PATH)
@click.option("--fix", "output", type=PATH, metavar="OUT", help="Write the file with all repaired that can be to OUT.")
@click.option(
    "--languages", callback=parse_codes, metavar="en,es", help="With --fix: only these.  [default: all of the file]"
)
@TMX_PROFILE
@JSON
def check(file: Path, output: Path | None, languages: tuple[str, ...], tmx_profile: str, as_json: bool) -> None:
    """Say what CAT tools would choke on in a TMX, and what each would do; exit code 1 where there is something.

    A profile tells only what its tool would choke on; with --fix it leaves out what this tool cannot take at all.
    What is left after the repair counts for the exit code.

    \b
    hexapla check memory.tmx
    hexapla check memory.tmx --fix repaired.tmx
    hexapla check memory.tmx --fix repaired.tmx --languages en,es --tmx-profile trados
    """
    from dataclasses import asdict

    from corpus.check import check_tmx
    from corpus.findings import concerning
    from corpus.tmx_repair import repair_tmx

    profile = profile_named(tmx_profile)
    if not file.is_file():
        raise UsageError(str(file), "there is no such file")
    if languages and not output:
        raise UsageError("--languages", "only a repair leaves languages out", "name a file with --fix")
    if output:
        repair = repair_tmx(file, output, languages, profile)
        findings, told = list(repair.left), {"total": repair.total, "units": repair.units}
        lines = [f"{file}:{each.line}: repaired: {each.message}" for each in repair.repairs]
        last = f"{output}: {repair.total:,} repairs, {repair.units:,} units, left: "
        lists = {"repairs": repair.repairs, "left": repair.left}
        content: object = {**told, **{name: [asdict(each) for each in found] for name, found in lists.items()}}
    else:
        findings, lines, last = concerning(check_tmx(file), profile), [], f"{file}: "
        content = [asdict(finding) for finding in findings]
    if as_json:
        click.echo(json.dumps(content, ensure_ascii=False))
    else:
        click.echo("\n".join([*lines, *_lines(output or file, findings, profile), last + _counts(findings)]))
    if any(finding.severity != "note" for finding in findings):
        sys.exit(1)


def _lines(file: Path, findings: Sequence[Finding], profile: Profile) -> list[str]:
    from corpus.findings import consequence_lines

    lines = [f"{file}:{each.line}: {each.severity}: {each.message} [{', '.join(each.consumers)}]" for each in findings]
    return [*lines, "What would happen:", *consequence_lines(findings, profile)] if findings else []


def _counts(findings: Sequence[Finding]) -> str:
    count = {kind: sum(each.severity == kind for each in findings) for kind in ("error", "warning", "note")}
    notes = f", {count['note']} notes" if count["note"] else ""
    return f"{count['error']} errors, {count['warning']} warnings{notes}"
