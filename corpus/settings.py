"""What a build can be told, checked once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from corpus.errors import UsageError
from corpus.languages import standardize

if TYPE_CHECKING:
    from corpus.segments import Segmenter
    from corpus.srx import Srx

Pair = tuple[str, str]


@dataclass(frozen=True)
class Settings:
    """The settings that change the result; they belong to its signature.

    ``languages``: only these, empty = all. ``pairs``: only these, source first, empty = all, in alphabetical order.
    ``minimum``: units less probable than this stay out of TMX and TSV (the units table has them all). ``level``: what
    units are made of, "sentence" or "paragraph". ``keep_furniture``: menus and the like are text as any other.
    ``same_date``: documents of different dates are no versions of one another.
    ``srx``: segmentation rules of the user, None = those of the program.
    """

    languages: tuple[str, ...] = ()
    pairs: tuple[Pair, ...] = ()
    encoder: str = "embedded"
    minimum: float = 0.0
    level: str = "sentence"
    keep_furniture: bool = False
    same_date: bool = False
    srx: Srx | None = None

    @property
    def segmenter(self) -> Segmenter:
        """What cuts paragraphs into sentences."""
        from corpus.segments import sentences

        return self.srx.sentences if self.srx else sentences

    def as_dict(self) -> dict[str, object]:
        """For the signature: of a file of rules its name and its sha256."""
        return {**asdict(replace(self, srx=None)), "srx": self.srx.as_dict() if self.srx else None}


def parse_languages(value: str) -> tuple[str, ...]:
    """``en,es,zh-CN`` as BCP-47 tags. Raises UsageError for a code that is none, and where there is none."""
    codes = _items(value, "--languages", "such as en,es")
    return tuple(standardize(code, "--languages") for code in codes)


def parse_pairs(value: str) -> tuple[Pair, ...]:
    """``en-es,pt-BR-en``: source and target. The target begins with a small letter, which tells it from a region;
    ``pt-br:fr`` leaves no doubt. Raises UsageError for what is no pair of two languages."""
    return tuple(dict.fromkeys(map(_pair, _items(value, "--pairs", "such as en-es or en-es,en-fr"))))


def _items(value: str, where: str, example: str) -> list[str]:
    items = [item.strip() for item in value.split(",") if item.strip()]
    if not items:
        raise UsageError(where, f"{value!r} names none", example)
    return items


def _pair(item: str) -> Pair:
    parts = item.split("-")
    starts = [k for k in range(1, len(parts)) if parts[k][:1].islower()]
    cuts = [item.split(":")] if ":" in item else [["-".join(parts[:k]), "-".join(parts[k:])] for k in starts]
    what, remedy = f"{item!r} is no pair of languages", "such as en-es or en-es,en-fr"
    for names in cuts:
        try:
            codes = [standardize(name, "--pairs") for name in names]
        except UsageError as error:
            what, remedy = (f"{item!r}: {error.what}", error.remedy) if len(cuts) == 1 else (what, remedy)
            continue
        if len(set(codes)) == 2 == len(codes):
            return codes[0], codes[1]
    raise UsageError("--pairs", what, remedy)


def pairs_of(languages: Sequence[str], wanted: Sequence[Pair]) -> list[Pair]:
    """All pairs of ``languages`` in alphabetical order, or the ``wanted`` ones.

    Raises UsageError where a wanted pair has a language that is not there.
    """
    have = sorted(set(languages))
    for pair in wanted:
        for language in pair:
            if language not in have:
                raise UsageError(
                    "--pairs", f"no document is in {language}", f"the languages here are {', '.join(have)}"
                )
    return list(wanted) or [(a, b) for number, a in enumerate(have) for b in have[number + 1 :]]
