"""What the template of a dataset's card is filled with: the figures in tables, settings and filters in words."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from math import comb
from typing import Any

from corpus.language_names import english_name
from corpus.languages import base
from corpus.pages import UNSEEN
from corpus.publishing.bibtex import bibtex
from corpus.publishing.card_rights import rights_values
from corpus.publishing.card_words import LIMITS, encoder_in_words, filters_in_words, settings_in_words
from corpus.publishing.dataset_schema import ALL, ELSEWHERE, NO_LICENCE, SPLITS
from corpus.publishing.figures import Config, Figures
from corpus.publishing.front_matter import languages_named, title_of
from corpus.publishing.making import making_of
from corpus.publishing.markdown import fenced, listed, number, percent, several
from corpus.publishing.masking import MASKS
from corpus.spot_check import Estimate
from corpus.units import UNSPACED

FEW = 15  # configs that a table shows at a glance; of more there is a matrix, and the table on request
COLUMNS = 8  # configs of which each has its column among the reasons
LONGEST = 300  # characters of a text in the example
_KNOWN_ONLY = """\
known = rows.filter(
    lambda row: all(row["licence"][each] for each, text in row["translation"].items() if text is not None)
)"""


def card_values(figures: Figures, export: Mapping[str, Any]) -> dict[str, Any]:
    """By the names that the template has for them."""
    signature = export["signature"]
    publication, settings = signature["publication"], signature["settings"]
    unspaced = [language for language in figures.languages if base(language) in UNSPACED]
    lost = {each.reason for each in figures.dropped}
    return {
        "figures": figures,
        "widest": figures.widest,
        "signature": signature,
        "publication": publication,
        "title": title_of(export, figures),
        "named": languages_named(figures.languages),
        "level": "paragraphs" if settings.get("level") == "paragraph" else "sentences",
        "name_of": lambda language: english_name(language) or language,
        "splits": [name for name in SPLITS if any(_rows(config, name) for config in figures.configs)],
        "rows_of": _rows,
        "words_of": lambda language, texts: "–" if base(language) in UNSPACED else number(texts.words),
        "unspaced": listed([english_name(language) or language for language in unspaced]) if unspaced else "",
        "unspaced_alone": len(unspaced) == 1,
        "making": making_of(figures, export),
        "missing": comb(len(figures.languages), 2) - len(figures.pairs),
        "matrix": _matrix(figures) if len(figures.configs) > FEW else None,
        "usage": fenced(_usage(figures.configs[0]), "python"),
        "known_only": _indented(fenced(_KNOWN_ONLY, "python")),
        **_example(figures),
        "built_by": signature.get("built_by", signature["version"]),
        "encoder": encoder_in_words(signature["encoder"]),
        "settings": settings_in_words(settings),
        "filters": filters_in_words(signature["filters"]),
        "deduplicated": signature["filters"].get("deduplicate"),
        "asked": _asked(publication["shares"]),
        "elsewhere": ELSEWHERE if ELSEWHERE in lost else "",
        "without_licence": NO_LICENCE if NO_LICENCE in lost else "",
        "checked": figures.checked,
        "estimated": _estimated,
        "reasons": _reasons(figures),
        **rights_values(figures),
        "masks": MASKS,
        "limits": [words for languages, words in LIMITS if languages & set(map(base, figures.languages))],
        "bibtex": fenced(bibtex(figures, export), "bibtex"),
        "several": several,
    }


def _rows(config: Config, split: str) -> int:
    return sum(each.rows for each in config.splits if each.name == split)


def _estimated(estimate: Estimate) -> str:
    low, high = estimate.interval
    precision = percent(estimate.right, estimate.judged)
    return f"{precision}, with 95 % certainty between {percent(low, 1)} and {percent(high, 1)}"


def _matrix(figures: Figures) -> dict[str, Any]:
    """Units of each pair of languages, either way."""
    rows: dict[frozenset[str], int] = {}
    for config in figures.configs:
        if config.name != ALL:
            pair = frozenset(config.languages)
            rows[pair] = max(rows.get(pair, 0), config.rows)  # either direction has the same ones
    found = []
    for language in figures.languages:
        cells = [rows.get(frozenset((language, other))) for other in figures.languages]
        found.append({"language": language, "cells": ["–" if cell is None else number(cell) for cell in cells]})
    return {"columns": figures.languages, "rows": found}


def _usage(config: Config) -> str:
    shown = ", ".join(f'row["translation"][{json.dumps(language)}]' for language in config.languages[:2])
    return (
        "from datasets import load_dataset\n\n"
        f'rows = load_dataset("OWNER/NAME", {json.dumps(config.name)}, split={json.dumps(config.splits[0].name)})'
        "  # or a folder's path\n"
        "row = rows[0]\n"
        f'print({shown}, row["probability"])\n'
        'sure = rows.filter(lambda row: row["probability"] >= 0.9)'
    )


def _indented(block: str) -> str:
    """As a part of the point of a list above it."""
    return "\n".join(f"  {line}" for line in block.splitlines())


def _example(figures: Figures) -> dict[str, Any]:
    """The first row as JSON; characters that would not be seen are named as JSON names them."""
    texts = figures.example.get("translation", {})
    cut = {language: f"{text[:LONGEST]}…" if text and len(text) > LONGEST else text for language, text in texts.items()}
    row = json.dumps({**figures.example, "translation": cut}, ensure_ascii=False, indent=2)
    shown = UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", row)
    return {"example": fenced(shown, "json"), "shortened": cut != texts}


def _asked(shares: Sequence[float]) -> str:
    return listed([f"{percent(share, 1)} for {name}" for share, name in zip(shares, SPLITS[1:], strict=True) if share])


def _reasons(figures: Figures) -> dict[str, Any]:
    """Rows by reason, a column for each pair that lost something; many configs have rows of their own."""
    lost = Counter[tuple[str, str]]()
    for each in figures.dropped:
        lost[each.config, each.reason] += each.units
    configs = sorted({config for config, _ in lost})  # one may have lost all
    reasons = sorted({reason for _, reason in lost})
    columns = configs if len(configs) <= COLUMNS else []
    totals = {reason: sum(lost[config, reason] for config in configs) for reason in reasons}
    return {
        "columns": columns,
        "rows": [
            {"reason": reason, "cells": [lost[config, reason] for config in columns], "total": totals[reason]}
            for reason in reasons
        ],
        "total": len(columns) != 1,
        "many": [] if columns else sorted(lost.items()),
    }
