"""What a person decides about a dataset that is to be published."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Publication:
    """``title``, ``authors``, ``version``, ``homepage``: for the card and the citation.

    ``licences``: what the publisher knows of documents, each ``CC-BY-4.0`` for those that state nothing or
    ``GLOB=CC-BY-4.0`` for those of these paths, whatever they state; see corpus.licences. ``allow_unknown``: units of
    documents without a known licence are published, too. ``mask``: e-mail addresses and telephone numbers are masked.
    ``shares``: of the units, for validation and for test. ``shard_bytes``: a file of Parquet holds no more, before it
    is compressed.
    """

    title: str = ""
    authors: tuple[str, ...] = ()
    version: str = "1.0.0"
    homepage: str = ""
    licences: tuple[str, ...] = ()
    allow_unknown: bool = False
    mask: bool = False
    shares: tuple[float, float] = (0.05, 0.05)
    shard_bytes: int = 500_000_000
