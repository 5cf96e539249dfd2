"""Masks: how many e-mail addresses and telephone numbers are taken out of texts that hold few, how many numbers are
found that are put into them, whether all versions of a unit have the same, and how fast.

``--show`` prints each text with a mask, to be looked at; the result holds counts alone.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from time import perf_counter

import click
import phonenumbers
from langcodes import standardize_tag

from benchmarks.gold import GOLD
from benchmarks.result import sha256, signature, write_result
from corpus.documents import Span
from corpus.publishing.masking import MASKED, MASKS, count_masks, mask_units
from corpus.publishing.telephones import regions_of
from corpus.units import Part, Unit

Row = Mapping[str, str]  # a text in some languages
FORMATS = phonenumbers.PhoneNumberFormat
KINDS = (phonenumbers.PhoneNumberType.FIXED_LINE, phonenumbers.PhoneNumberType.MOBILE)
# How a number may be written: at home, as a row of digits, abroad.
FORMS = {"national": FORMATS.NATIONAL, "row": FORMATS.NATIONAL, "international": FORMATS.INTERNATIONAL}
WORD = "Tel. "  # every list of words has it, or one that begins with it


def collections() -> dict[str, list[Row]]:
    """The rows of each set of gold texts."""
    found = dict[str, list[Row]]()
    for folder in sorted((GOLD / "multiparallel").iterdir()):
        paths = [path for path in sorted(folder.glob("*.txt")) if path.stem not in ("docs", "ids")]
        names = [standardize_tag(path.stem, macro=True) for path in paths]
        columns = [path.read_text(encoding="utf-8").split("\n") for path in paths]
        found[folder.name] = [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
    for folder in sorted((GOLD / "sentences").iterdir()):
        paths = [path for path in sorted(folder.iterdir()) if path.suffix not in (".gold", "")]
        found[folder.name] = [
            {path.suffix[1:]: line} for path in paths for line in path.read_text(encoding="utf-8").split("\n")
        ]
    army = sorted((GOLD / "documents/army").glob("army.*.jsonl"))
    found["army"] = [{path.name.split(".")[1]: line} for path in army for line in _lines_of(path.read_text("utf-8"))]
    return found


def _lines_of(records: str) -> Iterator[str]:
    for record in records.splitlines():
        yield from json.loads(record)["text"].split("\n")


def units_of(rows: Sequence[Row]) -> list[Unit]:
    parts = [
        [Part(lang, lang, lang, Span(0, 1), 0, text) for lang, text in row.items() if text.strip()] for row in rows
    ]
    return [Unit(f"{number:012x}", "g", number, tuple(each), 1.0) for number, each in enumerate(parts) if each]


def in_texts(rows: Sequence[Row], languages: Sequence[str], show: bool) -> dict[str, object]:
    """Counts of what is masked, with numbers as in the countries of ``languages``; of the units in several versions
    that changed, in how many each version has the same masks."""
    units = units_of(rows)
    mask_units(units[:1], languages)  # loads the tables
    start = perf_counter()
    masked = mask_units(units, languages)
    seconds = perf_counter() - start
    changed = [unit for unit in masked if MASKED in unit.flags]
    if show:
        for part in (part for unit in changed for part in unit.parts):
            click.echo(f"{part.language}: {part.text}")
    texts = [part.text for unit in masked for part in unit.parts]
    counts = count_masks(texts)
    share = {f"{kind}_per_100000": round(1e5 * count / len(texts), 1) for kind, count in counts.items()}
    agree = [len({_counts(part.text) for part in unit.parts}) == 1 for unit in changed if len(unit.parts) > 1]
    return {"texts": len(texts), **counts, **share, "several_versions": len(agree), "agree": sum(agree),
            "per_second": round(len(texts) / seconds)}  # fmt: skip


def _counts(text: str) -> tuple[int, ...]:
    return tuple(text.count(mask) for mask in MASKS.values())


def found_of(rows: Sequence[Row]) -> dict[str, float]:
    """The share of example numbers that are masked behind a sentence of their own language, by their form, and with a
    word for them before (``told``)."""
    found, tried = Counter[str](), Counter[str]()
    for language in rows[0]:
        numbers = [phonenumbers.example_number_for_type(region, kind) for region in regions_of([language])
                   for kind in KINDS]  # fmt: skip
        texts = [row[language] for row in rows if row[language].strip()][:50]
        for number in filter(None, numbers):
            for form, format_ in FORMS.items():
                written = phonenumbers.format_number(number, format_)
                written = phonenumbers.normalize_digits_only(written) if form == "row" else written
                for name, before in ((form, ""), (f"{form}_told", WORD)):
                    units = units_of([{language: f"{text} {before}{written}"} for text in texts])
                    tried[name] += len(units)
                    found[name] += sum(MASKED in unit.flags for unit in mask_units(units, [language]))
    return {name: round(found[name] / tried[name], 4) for name in sorted(tried)}


@click.command(help=__doc__)
@click.option("--show", is_flag=True, help="Print each text with a mask.")
def command(show: bool) -> None:
    sets = collections()
    languages = sorted({language for rows in sets.values() for row in rows for language in row})
    result: dict[str, object] = {name: in_texts(rows, languages, show) for name, rows in sets.items()}
    result["all"] = in_texts([row for rows in sets.values() for row in rows], languages, show=False)
    result["found"] = found_of(sets["ntrex_1_60"])
    for name, value in result.items():
        click.echo(f"{name}: {json.dumps(value)}")
    data = sha256(text for name in sorted(sets) for row in sets[name] for text in row.values())
    settings = {"subject": "masking", "data": data, "phonenumbers": phonenumbers.__version__}
    click.echo(f"written to {write_result('masking', result, signature(**settings))}")
