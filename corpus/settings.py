"""What a build can be told, checked once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from corpus.errors import UsageError
from corpus.languages import near, standardize
from corpus.profiles import GENERIC, PROFILES, Profile, profile_named

if TYPE_CHECKING:
    from corpus.segments import Segmenter
    from corpus.srx import Srx

Pair = tuple[str, str]


@dataclass(frozen=True)
class TmxSettings:
    """How translation memories are written.

    ``profile``: the tool's, by its name in ``corpus.profiles``. ``codes``: (language of the corpus, code in the TMX)
    where they differ. ``provenance``: units say where they come from. ``pivot``: there is a file of all languages, too,
    with this one as its source; empty = none. ``partial``: in that file units may lack languages, but for the pivot.
    A ``UsageError`` where these contradict one another.
    """

    profile: str = GENERIC.name
    codes: tuple[Pair, ...] = ()
    provenance: bool = True
    pivot: str = ""
    partial: bool = False

    def __post_init__(self) -> None:
        rules = self.rules
        if self.pivot and not rules.multiway:
            able = ", ".join(each.name for each in PROFILES.values() if each.multiway)
            raise UsageError(
                "--tmx-all", f"{rules.tool} takes two languages a file", f"profiles that allow more: {able}"
            )
        if self.partial and not self.pivot:
            raise UsageError("--tmx-partial", "there is no file of all languages", "--tmx-all en makes one")

    @property
    def rules(self) -> Profile:
        """Those of the profile."""
        return profile_named(self.profile)

    def check(self, languages: Sequence[str]) -> None:
        """Raise UsageError where no document is in a language that is named, or two languages get one code."""
        have, codes = sorted(set(languages)), dict(self.codes)
        for option, named in (("--tmx-codes", list(codes)), ("--tmx-all", [self.pivot] if self.pivot else [])):
            for language in named:
                if language not in have:
                    raise _absent(option, language, have)
        written: dict[str, str] = {}
        for language in have:
            code = codes.get(language, language)
            if other := written.get(code):
                raise UsageError("--tmx-codes", f"{other} and {language} would both be {code}")
            written[code] = language


@dataclass(frozen=True)
class Settings:
    """The settings that change the result; they belong to its signature.

    ``languages``: only these, empty = all. ``pairs``: only these, source first, empty = all, in alphabetical order.
    ``minimum``: units less probable than this stay out of TMX and TSV (the units table has them all). ``level``: what
    units are made of, "sentence" or "paragraph". ``keep_furniture``: menus and the like are text as any other.
    ``same_date``: documents of different dates are no versions of one another.
    ``srx``: segmentation rules of the user, None = those of the program. ``tmx``: how TMX is written.
    """

    languages: tuple[str, ...] = ()
    pairs: tuple[Pair, ...] = ()
    encoder: str = "embedded"
    minimum: float = 0.0
    level: str = "sentence"
    keep_furniture: bool = False
    same_date: bool = False
    srx: Srx | None = None
    tmx: TmxSettings = TmxSettings()

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


def parse_tmx_codes(value: str) -> tuple[Pair, ...]:
    """``en=en-US,es=es-ES``: a language of the corpus, and its code in TMX. Raises UsageError for codes that are none,
    a code of another language, and a language that is named twice."""
    found: dict[str, str] = {}
    for item in _items(value, "--tmx-codes", "such as en=en-US"):
        names = item.split("=")
        if len(names) != 2:
            raise UsageError("--tmx-codes", f"{item!r} is no pair of codes", "such as en=en-US")
        language, code = (standardize(name, "--tmx-codes") for name in names)
        if not near(language, code):
            raise UsageError("--tmx-codes", f"{code} is another language than {language}", "such as en=en-US")
        if language in found:
            raise UsageError("--tmx-codes", f"{language} is named twice")
        found[language] = code
    return tuple(found.items())


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
                raise _absent("--pairs", language, have)
    return list(wanted) or [(a, b) for number, a in enumerate(have) for b in have[number + 1 :]]


def _absent(option: str, language: str, have: Sequence[str]) -> UsageError:
    return UsageError(option, f"no document is in {language}", f"the languages here are {', '.join(have)}")
