"""``hexapla check``: what CAT tools would choke on."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from corpus.errors import UsageError
from corpus.options import JSON, PATH


@click.command()
@click.argument("file", type=PATH)
@JSON
def check(file: Path, as_json: bool) -> None:
    """Say what CAT tools would choke on in a TMX; exit code 1 where there is an error."""
    from dataclasses import asdict

    from corpus.check import check_tmx

    if not file.is_file():
        raise UsageError(str(file), "there is no such file")
    findings = check_tmx(file)
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            click.echo(f"{file}:{finding.line}: {finding.severity}: {finding.message} [{', '.join(finding.consumers)}]")
        errors = sum(finding.severity == "error" for finding in findings)
        click.echo(f"{file}: {errors} errors, {len(findings) - errors} warnings")
    if any(finding.severity == "error" for finding in findings):
        sys.exit(1)
