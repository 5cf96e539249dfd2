"""What a build came to, for a person to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import shorten

from corpus.given import GIVEN
from corpus.groups import Group
from corpus.memories import Memory
from corpus.pipeline import Build
from corpus.revisions import Changes

EXAMPLES = 3
LISTED = 20  # of what a build's summary lists: groups, documents without partner, files not used, pairs


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def grouping_lines(build: Build, most: int | None = None) -> list[str]:
    """Groups, documents without partner, documents in doubt and files that could not be used, ``most`` of each."""
    documents, counts = build.collection.documents, build.counts()
    languages = f"{_plural(len(build.languages), 'language')} ({', '.join(build.languages)})"
    first = (
        f"{_plural(len(documents), 'document')} in {languages}, {_plural(int(counts['groups']), 'group')}, "
        f"{counts['without_partner']} without partner, {_plural(int(counts['rejected']), 'file')} not used"
    )
    findings = [(document, build.grouping.findings[document.id]) for document in documents]
    alone = [f"  {each.path} [{each.language}]: {finding.reason}" for each, finding in findings if not finding.group]
    doubts = [(each, [flag for flag in each.flags if flag != "language:identified"]) for each in documents]
    doubtful = [f"  in doubt: {each.path} [{each.language}]: {', '.join(flags)}" for each, flags in doubts if flags]
    refused = [f"  not used: {each.path}: {each.reason}" for each in build.collection.rejected]
    groups = [_group_text(group) for group in build.grouping.groups]
    return [first, *(line for listed in (groups, alone, doubtful, refused) for line in _at_most(listed, most))]


def _group_text(group: Group) -> str:
    anchor = group.documents[0]
    title = next((d.title for d in group.documents if d.title), "") or anchor.paragraphs[0].of(anchor.text)
    first = f"  {group.id}  probability {group.probability:.0%}  {shorten(title, 60, placeholder=' …')}"
    return "\n".join([first, *(f"    {document.language:<6} {document.path}" for document in group.documents)])


def _at_most(items: Sequence[str], most: int | None) -> list[str]:
    rest = len(items) - most if most is not None else 0
    return [*items[:most], f"  … and {rest} more"] if rest > 0 else list(items)


def build_lines(build: Build, output: Path, memories: Mapping[str, Memory]) -> list[str]:
    """The whole summary: the grouping, the units, examples, and where the files lie."""
    counts = build.counts()
    lines = grouping_lines(build, LISTED)
    units = int(counts["units"])
    lines.append(
        f"{_plural(units, 'unit')} in two languages or more, {units - int(counts['partial'])} of them in all languages "
        f"of their group; they hold {float(counts['coverage']):.1%} of the groups' text. "
        f"{_plural(int(counts['alone']), 'segment')} without counterpart, "
        f"{_plural(int(counts['furniture']), 'line')} of page furniture left out"
    )
    if any(document.keys for document in build.collection.documents):
        not_ready = _plural(int(counts["not_ready"]), "text")
        lines.append(f"{counts['given']} of the units were given ready; {not_ready} in their files not ready, left out")
    if moved := int(counts["moved"]):
        lines.append(f"{_plural(moved, 'unit')} out of order in one version or another, flagged as moved")
    if build.left_out:
        lines.append(f"{_plural(len(build.left_out), 'unit')} below the minimum probability {build.settings.minimum:g}")
    shared = [unit for unit in build.accepted if len(unit.parts) > 1]
    for unit in ([unit for unit in shared if GIVEN not in unit.flags] or shared)[1 : EXAMPLES + 1]:
        lines.append(f"  probability {unit.probability:.2f}")
        lines += [f"    {part.language:<6} {part.text}" for part in unit.parts]
    if memories:
        units_of = [f"{name} {memory.summary.units}" for name, memory in memories.items()]
        lines.append(f"TMX: {output / 'tmx'}  (units: {', '.join(_at_most(units_of, LISTED))})")
        lines.append(f"TSV: {output / 'tsv'}  left out: {output / 'unaligned.tsv'}")
        lines += _refused(memories, build.settings.tmx.rules.tool)
    else:
        lines.append(f"No TMX: no unit has two languages; {output / 'unaligned.tsv'} says why")
    return lines


def changes_lines(changes: Changes) -> list[str]:
    """What a review changed."""
    decided = ", ".join(f"{getattr(changes, name)} {name}" for name in ("kept", "dropped", "linked", "corrected"))
    again = f"{_plural(changes.groups, 'group')} aligned again, {_plural(changes.others, 'unit')} came out otherwise"
    lost = [f"correction given up: {line}" for line in changes.lost]
    return [f"{decided}; {again}; {_plural(changes.untouched, 'unit')} as they were", *lost]


def _refused(memories: Mapping[str, Memory], tool: str) -> list[str]:
    """One line for units that a tool's profile keeps out of its files, or none."""
    counts = [(name, len(memory.left_out)) for name, memory in memories.items() if memory.left_out]
    total = sum(count for _, count in counts)
    files = ", ".join(_at_most([f"{name} {count}" for name, count in counts], LISTED))
    return [f"{_plural(total, 'unit')} left out of TMX for {tool}, listed there: {files}"] if total else []
