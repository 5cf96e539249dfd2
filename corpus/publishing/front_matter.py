"""What stands above a dataset's card: what the Hub shows, and what the ``datasets`` library checks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from corpus.language_names import english_name
from corpus.languages import base
from corpus.licences import OTHER, hub_licence
from corpus.publishing.dataset_schema import DATA, LICENCES, card_features
from corpus.publishing.figures import UNKNOWN, Config, Figures
from corpus.publishing.making import making_of
from corpus.publishing.markdown import listed, one_line

NAMED = 4  # languages in a title that nobody has given
# Of more configs the front matter has no features, which are most of it: the Hub refuses what is very large (413), and
# ``datasets`` finds them in the Parquet files, too. 352 configs with three splits each: 429 KB with, 153 KB without.
FEATURED = 50
UNKNOWN_LICENCE = "unknown"  # the Hub's word
SEVERAL = "several-licences"  # as the name of one: joined, their names would be an expression that means something else
_SIZES = {1_000: "n<1K", 10_000: "1K<n<10K", 100_000: "10K<n<100K", 1_000_000: "100K<n<1M", 10_000_000: "1M<n<10M"}
_SIZES |= {100_000_000: "10M<n<100M", 1_000_000_000: "100M<n<1B", 10_000_000_000: "1B<n<10B"}
SIZES = (*_SIZES.values(), "10B<n<100B", "100B<n<1T", "n>1T")


def title_of(export: Mapping[str, Any], figures: Figures) -> str:
    """What the publisher calls the dataset, else its languages."""
    given = one_line(export["signature"]["publication"]["title"])
    return given or f"Parallel corpus of {languages_named(figures.languages)}"


def languages_named(languages: Sequence[str]) -> str:
    """``English, Spanish and French``; of many only their number."""
    if len(languages) > NAMED:
        return f"{len(languages)} languages"
    return listed([english_name(language) or language for language in languages])


def described(figures: Figures, export: Mapping[str, Any]) -> dict[str, Any]:
    """Keys and values in the order in which they are written."""
    several = len(figures.languages) > 2
    making = making_of(figures, export)
    machine = ["machine-generated"] if making.aligned else []
    tags = [tag for tag in figures.languages if tag != base(tag)]
    return {
        "pretty_name": title_of(export, figures),
        "language": sorted({base(language) for language in figures.languages}),
        **({"language_bcp47": tags} if tags else {}),
        **_licence(figures),
        "multilinguality": ["translation", *(["multilingual"] if several else [])],
        "size_categories": [size_category(figures.widest.rows)],
        "task_categories": ["translation"],
        "annotations_creators": [*machine, *(["found"] if making.given or not making.aligned else [])],
        "language_creators": ["found"],
        "source_datasets": ["original"],
        "tags": ["parallel-corpus", "sentence-alignment", "hexapla"],
        "configs": [_files(config) for config in figures.configs],
        "dataset_info": [information(config, figures) for config in figures.configs],
    }


def hub_licences(figures: Figures) -> list[str]:
    """Those of the documents, in the words of the Hub."""
    return sorted({hub_licence(each) if each != UNKNOWN else UNKNOWN_LICENCE for each in figures.licences})


def size_category(rows: int) -> str:
    """The Hub's."""
    return next((name for limit, name in _SIZES.items() if rows < limit), SIZES[-3])


def information(config: Config, figures: Figures) -> dict[str, Any]:
    """An entry of ``dataset_info``."""
    features = {"features": card_features(config.languages)} if len(figures.configs) <= FEATURED else {}
    splits = [{"name": split.name, "num_bytes": split.num_bytes, "num_examples": split.rows} for split in config.splits]
    return {
        "config_name": config.name,
        **features,
        "splits": splits,
        "download_size": config.download_size,
        "dataset_size": config.num_bytes,
    }


def as_yaml(values: Mapping[str, Any]) -> str:
    """Keys as they come, and no value that goes over its line."""
    import yaml

    text: str = yaml.safe_dump(
        dict(values), sort_keys=False, allow_unicode=True, default_flow_style=None, width=float("inf")
    )
    return text


def _files(config: Config) -> dict[str, Any]:
    paths = [{"split": split.name, "path": f"{DATA}/{config.name}/{split.name}-*.parquet"} for split in config.splits]
    return {"config_name": config.name, "data_files": paths}


def _licence(figures: Figures) -> dict[str, Any]:
    """One id, or a list; of a licence that the Hub does not know also the name, which several would share."""
    ids = hub_licences(figures)
    found: dict[str, Any] = {"license": ids[0] if len(ids) == 1 else ids}
    if OTHER in ids:
        others = [each for each in figures.licences if each != UNKNOWN and hub_licence(each) == OTHER]
        name = re.sub(r"[^a-z0-9.+]+", "-", others[0].lower()).strip("-") if len(others) == 1 else SEVERAL
        found |= {"license_name": name, "license_link": LICENCES}
    return found
