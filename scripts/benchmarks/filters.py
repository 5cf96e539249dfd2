"""Filters of an export, on translated news in 27 languages: what they drop of true translations and of wrong ones.

A wrong one is a sentence with the translation of the next but two; for the language check, one that is put under a
language that it is not in. Every sentence is told by all languages of a build of six.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from random import Random

import click
from langcodes import standardize_tag

from benchmarks.gold import GOLD
from benchmarks.result import sha256, signature, write_result
from corpus.documents import Span
from corpus.filters import Filters, score
from corpus.languages import confusable, near
from corpus.units import Part, Unit

COLLECTION, STEP, APART, SAMPLE, OTHERS = "ntrex_1_60", 3, 3, 150, 5


def texts() -> dict[str, list[str]]:
    """The lines of each language, by its code."""
    paths = sorted((GOLD / "multiparallel" / COLLECTION).glob("*.txt"))
    return {
        standardize_tag(path.stem, macro=True): path.read_text(encoding="utf-8").split("\n")
        for path in paths
        if path.stem not in ("docs", "ids")
    }


def unit(number: int, pair: Sequence[str], both: Sequence[str]) -> Unit:
    parts = (
        Part(language, language, f"{language}.txt", Span(0, len(text)), number, text)
        for language, text in zip(pair, both, strict=True)
    )
    return Unit(f"{number:012x}", "g", number, tuple(parts), 1.0)


def dropped(units: Sequence[Unit], filters: Filters, languages: Sequence[str]) -> float:
    """The share of ``units``, of one pair."""
    reasons = [*filters.reasons(score(units, languages, filters.language_check))]
    return sum(map(bool, reasons)) / max(len(reasons), 1)


def pairs_of(lines: Mapping[str, Sequence[str]], shift: int) -> Iterator[tuple[str, list[Unit]]]:
    """English with each other language, every third sentence."""
    english = lines["en"]
    for language, of_language in lines.items():
        rows = [(english[k], of_language[k + shift]) for k in range(0, len(english) - 1 - APART, STEP)]
        if language != "en":
            yield language, [unit(k, ("en", language), row) for k, row in enumerate(rows) if all(row)]


def of_pairs(lines: Mapping[str, Sequence[str]], filters: Filters, shift: int) -> float:
    shares = [(dropped(units, filters, ["en", language]), len(units)) for language, units in pairs_of(lines, shift)]
    return round(sum(share * count for share, count in shares) / sum(count for _, count in shares), 4)


def of_languages(lines: Mapping[str, Sequence[str]], seed: int) -> dict[str, float]:
    """Sentences under their own language, and under one that is not near it."""
    random, filters = Random(seed), Filters(language_check=True)
    right, wrong = list[float](), list[float]()
    for language, of_language in lines.items():
        for number, text in enumerate(random.sample([line for line in of_language if line], SAMPLE)):
            others = [each for each in lines if not near(each, language) and not confusable(each, language)]
            languages = sorted({language, *random.sample(others, OTHERS)})
            other = random.choice([each for each in languages if each != language])
            for named, found in ((language, right), (other, wrong)):
                found.append(dropped([unit(number, (named, named), (text, text))], filters, languages))
    return {"sentences": len(right), "own": round(sum(right) / len(right), 4),
            "another": round(sum(wrong) / len(wrong), 4)}  # fmt: skip


@click.command(help=__doc__)
@click.option("--seed", default=1, show_default=True, help="Of the sample.")
def command(seed: int) -> None:
    lines = texts()
    kinds = {"numbers_agree": Filters(numbers_agree=True), "max_length_ratio_2": Filters(max_length_ratio=2.0)}
    result: dict[str, object] = {
        name: {"translations": of_pairs(lines, filters, 0), "others": of_pairs(lines, filters, APART)}
        for name, filters in kinds.items()
    }
    result["pairs"] = sum(len(units) for _, units in pairs_of(lines, 0))
    result["language_check"] = of_languages(lines, seed)
    for name, value in result.items():
        click.echo(f"{name}: {value}")
    data = sha256(line for language in sorted(lines) for line in lines[language])
    click.echo(f"written to {write_result('filters', result, signature(subject='filters', seed=seed, data=data))}")
