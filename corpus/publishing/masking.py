"""E-mail addresses and telephone numbers, which a publication may have to leave out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from corpus.documents import Span
from corpus.publishing.telephones import in_ascii, regions_of, telephones_in
from corpus.units import Unit

MASKS = {"email": "<EMAIL>", "phone": "<PHONE>"}
MASKED = "masked"  # flag of a unit of which something was masked

# An address is in Latin letters or in those of another script: where no space is written, or a particle follows, one
# ends where the other begins.
_LATIN = "0-9A-Za-z\u00c0-\u024f\u1e00-\u1eff"
_OTHER = (
    "0-9\u0370-\u052f\u0531-\u05bd\u05c1-\u060b\u060d-\u061a\u0620-\u066b\u066e-\u06d3\u06d5-\u0963\u0966-\u1dff"
    "\u3041-\u30fa\u30fc-\ud7ff\uf900-\ufdff\ufe70-\ufefc"
)
_LOCAL = "|".join(rf"(?<![{w}.%_+-])[{w}_+](?:[{w}.%&'_+-]*[{w}_+-])?" for w in (_LATIN, _OTHER))
_LABEL = "|".join(rf"[{w}](?:[{w}-]*[{w}])?" for w in (_LATIN, _OTHER))
_TOP = rf"(?:xn--[0-9a-z-]+|[A-Za-z]{{2,24}}(?![0-9A-Za-z])|(?:(?![0-9])[{_OTHER}]){{2,24}})"
# In brackets, or in capitals, "at" and "dot" are a disguise.
_AT_WORDS = "at|arroba|chiocciola|ät|ätt|klammeraffe|małpa|zavináč|kukac|собака|собачка|@"
_DOT_WORDS = r"dot|punto|punkt|point|ponto|kropka|tečka|pont|точка|点|\."
_AT = rf"(?:@|\s{{0,2}}[(\[{{<]\s?(?i:{_AT_WORDS})\s?[)\]}}>]\s{{0,2}}|\s{{1,2}}AT\s{{1,2}})"
_DOT = rf"(?:\.|\s{{0,2}}[(\[{{<]\s?(?i:{_DOT_WORDS})\s?[)\]}}>]\s{{0,2}}|\s{{1,2}}DOT\s{{1,2}})"
_SIGN = re.compile(_AT)
_EMAIL = re.compile(rf"(?:{_LOCAL}){_AT}((?:(?:{_LABEL}){_DOT})+{_TOP})")
# After what looks like an address: the rest of that of a repository. And names of files and of a system's services.
_REPOSITORY = re.compile(r":[\w~/]")
_FILE = re.compile(
    r"[23]x\.|.*\.(?:service|socket|timer|target|mount|png|jpe?g|gif|svg|webp|js|css|html?|php|txt|json|xml|ya?ml)$",
    re.I,
)


def mask_units(units: Sequence[Unit], languages: Iterable[str]) -> list[Unit]:
    """The units with e-mail addresses and telephone numbers replaced by MASKS; those that changed have the flag
    ``masked``.

    ``languages`` are those of the build: numbers in national form are looked for as they are written where these are
    spoken. A number that one version of a unit has is masked in all of them, however they write it.
    """
    regions = regions_of(languages)
    return [_masked(unit, regions) for unit in units]


def count_masks(texts: Iterable[str]) -> dict[str, int]:
    """How many of each kind of mask there are."""
    counts = Counter[str]()
    for text in texts:
        counts.update({kind: text.count(mask) for kind, mask in MASKS.items()})
    return {kind: counts[kind] for kind in MASKS}


def emails_in(text: str) -> Iterator[Span]:
    """Where e-mail addresses stand, also such as ``name (at) example (dot) org``, and in other scripts than Latin."""
    if not _SIGN.search(text) and "＠" not in text:
        return
    text = in_ascii(text)
    for found in _EMAIL.finditer(text):
        if not _REPOSITORY.match(text, found.end()) and not _FILE.match(found[1]):
            yield Span(*found.span())


def mask_texts(texts: Sequence[str], regions: Sequence[str]) -> list[str]:
    """Versions of one text with MASKS; ``regions`` as regions_of gives them."""
    phones = {phone for text in texts for phone in telephones_in(text, regions)}
    return [
        _with_masks(text, emails_in(text), {span for phone in phones for span in phone.places(text)}) for text in texts
    ]


def mask_emails(text: str) -> str:
    """Only e-mail addresses are masked."""
    return _with_masks(text, emails_in(text), ())


def _masked(unit: Unit, regions: Sequence[str]) -> Unit:
    texts = mask_texts([part.text for part in unit.parts], regions)
    parts = tuple(replace(part, text=text) for part, text in zip(unit.parts, texts, strict=True))
    return replace(unit, parts=parts, flags=(*unit.flags, MASKED)) if parts != unit.parts else unit


def _with_masks(text: str, emails: Iterable[Span], phones: Iterable[Span]) -> str:
    """Of places that overlap, the first counts, of those with the same start the longest; an address before a number
    in it."""
    placed = [*((span, "email") for span in emails), *((span, "phone") for span in phones)]
    pieces, stop = list[str](), 0
    for span, kind in sorted(placed, key=lambda each: (each[0].start, -each[0].stop)):
        if span.start >= stop:
            pieces += [text[stop : span.start], MASKS[kind]]
            stop = span.stop
    return "".join([*pieces, text[stop:]])
