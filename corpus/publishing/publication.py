"""What a person decides about a dataset that is to be published."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.errors import UsageError
from corpus.pages import UNSEEN

_ADDRESS = re.compile(r"""https?://[^\s<>"{}|\\^`/?#]+[^\s<>"{}|\\^`]*""")


@dataclass(frozen=True)
class Publication:
    """``title``, ``authors``, ``version``, ``homepage``: for the card and the citation.

    ``licences``: what the publisher knows of documents, each ``CC-BY-4.0`` for those that state nothing or
    ``GLOB=CC-BY-4.0`` for those of these paths, whatever they state; see corpus.licences. ``allow_unknown``: units of
    documents without a known licence are published, too. ``mask``: e-mail addresses and telephone numbers are masked.
    ``shares``: of the units, for validation and for test. ``shard_bytes``: a file of Parquet holds no more, before it
    is compressed.

    Raises UsageError for a name without a letter or a digit, and for a homepage that is no address of the web.
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

    def __post_init__(self) -> None:
        if self.title:
            _check_name("--title", self.title, "such as 'Bridges in three languages'")
        for author in self.authors:
            _check_name("--author", author, "'Family, Given', or an institution")
        _check_name("--dataset-version", self.version, "such as 1.0.0")
        if self.homepage and (not _ADDRESS.fullmatch(self.homepage) or UNSEEN.search(self.homepage)):
            raise UsageError(
                "--homepage", f"{self.homepage!r} is no address of a page", "such as https://example.org/a"
            )


def _check_name(option: str, text: str, remedy: str) -> None:
    if not any(map(str.isalnum, text)):
        raise UsageError(option, f"{text!r} has neither a letter nor a digit", remedy)
