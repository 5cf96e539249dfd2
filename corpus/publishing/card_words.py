"""Settings, filters, restrictions and limits, in the words of a card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from corpus.filters import Filters
from corpus.publishing.markdown import inert, number, percent
from corpus.settings import Settings

DEFAULT_MODEL = "multilingual-e5-small"
# What licences ask for; no advice on the law.
RESTRICTIONS = {
    "attribution": (
        "**Attribution** (BY, and licences such as MIT): name the author as the licence wants it, and keep its notice"
        " with the text."
    ),
    "no-derivatives": (
        "**No derivatives** (ND): the text may be passed on unchanged only. Whether sentences cut out and put beside"
        " their translation are a change, the licence does not say: ask those who hold the rights."
    ),
    "non-commercial": "**Non-commercial** (NC): not for use that is meant to bring money.",
    "share-alike": "**Share-alike** (SA): what you make of the text and pass on has to be under the same licence.",
}
# Languages, and what is to be known where one of them is there.
LIMITS = (
    (
        frozenset({"th", "lo", "bo", "dz"}),
        "Thai, Lao, Tibetan and Dzongkha mark the end of a sentence no more than that of a clause: their segments are"
        " some clauses together.",
    ),
    (
        frozenset({"id", "ms"}),
        "Indonesian and Malay are hard to tell apart: a text in the one may pass for the other.",
    ),
)


def filters_in_words(filters: Mapping[str, Any]) -> list[str]:
    """What a unit needed, of those filters that were used."""
    return [_said(_FILTERS, name, value) for name, value in filters.items() if value != _UNFILTERED.get(name)]


def settings_in_words(settings: Mapping[str, Any]) -> list[str]:
    """What differs from the program's own settings; the encoder and the configs stand elsewhere, and what concerns only
    translation memories does not concern a dataset."""
    usual = {name: value or None for name, value in Settings().as_dict().items()}
    told = {name: value or None for name, value in settings.items() if name not in ("encoder", "tmx", "pairs")}
    return [f"{_said(_SETTINGS, name, value)}." for name, value in told.items() if value != usual.get(name)]


def encoder_in_words(name: str) -> str:
    """``embedded`` says nothing to those who do not know the program."""
    return f"{DEFAULT_MODEL} (`{name}`)" if name == Settings().encoder else inert(name)


def _said(words: Mapping[str, str], name: str, value: Any) -> str:
    if name not in words:
        return f"{inert(name)}: {inert(str(value))}"
    if isinstance(value, list | tuple):
        value = ", ".join(map(str, value))
    if isinstance(value, Mapping):
        value = value.get("name", value)
    if name == "min_letters":
        return words[name].format(percent(value, 1))
    return words[name].format(
        number(value) if type(value) is int else inert(f"{value:g}" if isinstance(value, float) else str(value))
    )


_UNFILTERED = asdict(Filters())
_FILTERS = {
    "min_probability": "a probability of {} or more",
    "min_words": "{} words or more on either side",
    "max_characters": "no more than {} characters on either side",
    "min_letters": "letters for {} of each text or more, spaces aside",
    "no_copies": "two texts that differ in more than case and spaces",
    "max_length_ratio": "no text more than {} times as long, or as short, beside the other as usual in the pair",
    "numbers_agree": "a counterpart for each number",
    "language_check": "no text that is clearly in another language of the build",
    "deduplicate": "two texts that no earlier unit of the pair has",
}
_SETTINGS = {
    "languages": "Only documents in these languages were looked at: {}",
    "minimum": "Units with a probability below {} are not looked at",
    "level": "Units are made of {}s",
    "keep_furniture": "Menus, headers and the like were kept as text",
    "same_date": "Documents of different dates are taken for no versions of one text",
    "srx": "Sentences were cut by the rules in {}",
}
