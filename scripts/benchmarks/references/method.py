"""The references by name, each with what it needs of a text made ready: encoding is cached, and not timed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from align.arrays import Floats
from align.beads import Bead
from benchmarks.gold import GoldText, Version, encode
from benchmarks.references.bertalign import bertalign
from benchmarks.references.gale_church import gale_church
from benchmarks.references.lattice import centred, embedded_windows
from benchmarks.references.vecalign import vecalign

Run = Callable[[], list[Bead]]


@dataclass(frozen=True)
class Method:
    """``ready`` encodes what is needed of a text, runs of up to ``widest`` segments; what it returns aligns."""

    widest: int
    ready: Callable[[GoldText], Run]


def _windows(text: GoldText, widest: int) -> tuple[Floats, Floats]:
    source, target = (embedded_windows(side.segments, widest, encode) for side in (text.source, text.target))
    return source, target


def _characters(version: Version) -> list[int]:
    return [len(segment) for segment in version.segments]


def _bytes(version: Version) -> list[int]:
    return [len(segment.encode()) for segment in version.segments]


def _gale_church(text: GoldText) -> Run:
    lengths = _characters(text.source), _characters(text.target)
    return lambda: gale_church(*lengths)


def _vecalign(text: GoldText) -> Run:
    windows = _windows(text, 4)
    return lambda: vecalign(*windows)


def _bertalign(text: GoldText) -> Run:
    windows, sizes = _windows(text, 4), (_bytes(text.source), _bytes(text.target))
    return lambda: bertalign(*windows, *sizes)


def _bertalign_centred(text: GoldText) -> Run:
    windows, sizes = _windows(text, 5), (_bytes(text.source), _bytes(text.target))
    return lambda: bertalign(centred(windows[0]), centred(windows[1]), *sizes, most=6)


REFERENCES = {
    "gale_church": Method(0, _gale_church),
    "vecalign": Method(4, _vecalign),
    "bertalign": Method(4, _bertalign),
    "bertalign_centred": Method(5, _bertalign_centred),
}
