"""What a build came to, for a person to read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from corpus.pipeline import Build

EXAMPLES = 3


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def grouping_lines(build: Build) -> list[str]:
    """Groups, documents without partner and files that could not be used."""
    counts = build.counts()
    languages = ", ".join(build.languages)
    lines = [
        f"{_plural(int(counts['documents']), 'document')} in {_plural(len(build.languages), 'language')} ({languages}), "
        f"{_plural(int(counts['groups']), 'group')}, {counts['without_partner']} without partner, "
        f"{_plural(int(counts['rejected']), 'file')} not used"
    ]
    for group in build.grouping.groups:
        title = next((d.title for d in group.documents if d.title), "")
        lines.append(f"  {group.id}  agreement {group.agreement:.0%}  {title}")
        lines += [f"    {document.language:<6} {document.path}" for document in group.documents]
    for document in build.collection.documents:
        finding = build.grouping.findings[document.id]
        if finding.group is None:
            lines.append(f"  {document.path} [{document.language}]: {finding.reason}")
    lines += [f"  not used: {refusal.path}: {refusal.reason}" for refusal in build.collection.rejected]
    return lines


def build_lines(build: Build, output: Path, tmx_units: Mapping[str, int]) -> list[str]:
    """The whole summary: the grouping, the units, examples, and where the files lie."""
    counts = build.counts()
    lines = grouping_lines(build)
    lines.append(
        f"{counts['units']} units in two languages or more ({counts['partial']} partial), holding "
        f"{float(counts['coverage']):.1%} of the text; {_plural(int(counts['alone']), 'segment')} without counterpart, "
        f"{_plural(int(counts['furniture']), 'line')} of page furniture left out"
    )
    if build.left_out:
        lines.append(f"{_plural(len(build.left_out), 'unit')} below the minimum probability {build.settings.minimum:g}")
    examples = [unit for unit in build.accepted if len(unit.parts) > 1][1 : EXAMPLES + 1]
    for unit in examples:
        lines.append(f"  {unit.probability:.2f}")
        lines += [f"    {part.language:<6} {part.text}" for part in unit.parts]
    if tmx_units:
        files = ", ".join(f"{name} {units}" for name, units in tmx_units.items())
        lines.append(f"TMX: {output / 'tmx'}  (units: {files})")
        lines.append(f"TSV: {output / 'tsv'}  left out: {output / 'unaligned.tsv'}")
    else:
        lines.append(f"No TMX: no unit has two languages; {output / 'unaligned.tsv'} says why")
    return lines
