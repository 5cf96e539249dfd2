"""What a build can be told, checked once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from corpus.errors import UsageError
from corpus.languages import standardize

Pair = tuple[str, str]


@dataclass(frozen=True)
class Settings:
    """The settings that change the result; they belong to its signature.

    ``languages``: only these, empty = all. ``pairs``: only these, source first, empty = all, in alphabetical order.
    ``minimum``: units less probable than this stay out of TMX and TSV (the units table has them all).
    """

    languages: tuple[str, ...] = ()
    pairs: tuple[Pair, ...] = ()
    encoder: str = "embedded"
    minimum: float = 0.0

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def parse_languages(value: str) -> tuple[str, ...]:
    """``en,es,zh-CN`` as BCP-47 tags. Raises UsageError for a code that is none."""
    codes = [code.strip() for code in value.split(",") if code.strip()]
    return tuple(dict.fromkeys(standardize(code, "--languages") for code in codes))


def parse_pairs(value: str) -> tuple[Pair, ...]:
    """``en-es,pt-BR-en``: source and target. The target begins with a small letter, which tells it from a region."""
    return tuple(dict.fromkeys(_pair(item.strip()) for item in value.split(",") if item.strip()))


def _pair(item: str) -> Pair:
    parts = item.replace(":", "-").split("-")
    splits: list[Pair] = []
    for cut in range(1, len(parts)):
        if not parts[cut][:1].islower():
            continue
        try:
            found = (standardize("-".join(parts[:cut]), "--pairs"), standardize("-".join(parts[cut:]), "--pairs"))
        except UsageError:
            continue
        splits.append(found)
    if not splits:
        raise UsageError("--pairs", f"{item!r} is no pair of languages", "such as en-es or en-es,en-fr")
    source, target = splits[0]
    if source == target:
        raise UsageError("--pairs", f"{item!r} has one language twice", "such as en-es")
    return source, target


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
