"""Decisions of a review, applied to a finished build: another one, in which nothing changes that they do not touch.

Where a decision makes other units of sentences, its group is aligned again around all that was decided about it, now
and in earlier reviews; what comes out as it was keeps its id, its figures and its flags. Which lines are page furniture
or left untranslated is known of the whole collection, and is not looked at again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from align.constraints import Constraints
from align.encoder import Encoder
from corpus.decisions import Decision, Decisions
from corpus.errors import InputError, UsageError
from corpus.groups import Group
from corpus.landmarks import as_native
from corpus.pipeline import Build, Observer, below_minimum
from corpus.places import place_of
from corpus.revisions import Changes, Revision
from corpus.units import Unit, align_group
from corpus.vectors import encode_documents


@dataclass(frozen=True)
class Review:
    """The build after a review, and what changed."""

    build: Build
    changes: Changes


def apply_decisions(
    build: Build, decisions: Decisions, where: str, load: Callable[[], Encoder], observer: Observer
) -> Review:
    """``where`` names the decisions in messages. ``load`` is called only if something is to be aligned.

    Raises InputError for a decision about what is not in the build, or not so, and UsageError where the encoder is
    another one than that of the build.
    """
    made = _resolved(build, decisions, where)
    earlier = build.decisions.made if build.decisions else ()
    before = {key: tuple(units) for key, units in groupby(build.units, key=lambda unit: unit.group)}
    group_of = {document.id: group for group in build.grouping.groups for document in group.documents}
    revisions: dict[str, Revision] = {}
    for number, decision in enumerate((*earlier, *made), 1 - len(earlier)):
        place = f"{where}, decision {number}"
        group = group_of.get(decision.parts[0].document)
        if group is None:
            what = f"document {decision.parts[0].document} is in no group of this build"
            raise InputError(place, what, "only documents of groups have units")
        if group.id not in revisions:
            revisions[group.id] = Revision(group, before.get(group.id, ()), build.settings.level)
        try:
            revisions[group.id].hear(decision, new=number > 0)
        except ValueError as error:
            raise InputError(place, str(error), "parts are runs of whole sentences of versions of one text") from None
    touched = {key: revision for key, revision in revisions.items() if revision.touched}
    align = _aligner(build, [each.group for each in touched.values() if each.to_align], load, observer)
    with observer.stage("Aligning", len(touched)) as tick:
        changes = Changes(untouched=sum(len(units) for key, units in before.items() if key not in touched))
        after: dict[str, Sequence[Unit]] = dict(before)
        for key, revision in touched.items():
            after[key] = revision.units(align)
            changes = changes.plus(revision.changes(after[key]))
            tick(1)
    units = tuple(unit for group in before for unit in after[group])
    left_out = below_minimum(units, build.settings)
    whole = Decisions(decisions.build, (*earlier, *made))
    return Review(replace(build, units=units, left_out=left_out, decisions=whole), changes)


def _resolved(build: Build, decisions: Decisions, where: str) -> tuple[Decision, ...]:
    """The decisions with the parts of the units that they name."""
    units = {unit.id: unit for unit in build.units}
    found = []
    for number, decision in enumerate(decisions.made, 1):
        if not decision.parts:
            if decision.unit not in units:
                what = f"no unit of this build has the id {decision.unit!r}"
                raise InputError(f"{where}, decision {number}", what, "units.parquet has those of all")
            decision = replace(decision, parts=tuple(map(place_of, units[decision.unit].parts)))
        found.append(decision)
    return tuple(found)


def _aligner(
    build: Build, groups: Sequence[Group], load: Callable[[], Encoder], observer: Observer
) -> Callable[[Group, Constraints], list[Unit]]:
    """What aligns these groups as the build did: their documents are encoded, and compared with its centres."""
    documents = [document for group in groups for document in group.documents]
    if not documents:
        return lambda group, constraints: []
    encoder = load()
    if encoder.name != build.encoder:
        what = f"the encoder is {encoder.name}, and the build was made with {build.encoder}"
        raise UsageError("review apply", what, "what is aligned again has to fit the rest")
    with observer.stage("Encoding sentences", sum(len(d.all_sentences) for d in documents)) as tick:
        vectors, tokens = encode_documents(documents, encoder, progress=tick)
    native = {
        each.id: as_native(each, vectors[each.id], build.centres.spoken) if each.foreign else vectors[each.id]
        for each in documents
    }

    def align(group: Group, constraints: Constraints) -> list[Unit]:
        return align_group(group, native, build.centres.written, tokens, build.settings.level, constraints)

    return align
