"""Whether the front matter of a card is what the Hub takes, and says what the data say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import Any

from corpus.errors import InputError, UsageError
from corpus.languages import base, standardize
from corpus.licences import HUB_LICENCES, OTHER
from corpus.publishing.dataset_schema import CARD, card_features
from corpus.publishing.figures import Config, Figures
from corpus.publishing.front_matter import SIZES, hub_licences, information, size_category

# The Hub's words: huggingface_hub, DatasetCardData; tasks of text: huggingface.js, packages/tasks, 2026.
_CREATORS = ("crowdsourced", "expert-generated", "found", "machine-generated", "other")
_TASKS = (
    "translation text-classification token-classification table-question-answering question-answering"
    " zero-shot-classification summarization feature-extraction text-generation fill-mask sentence-similarity"
    " text-ranking text-retrieval multiple-choice table-to-text other"
)
VOCABULARIES = {
    "license": sorted(HUB_LICENCES),
    "multilinguality": ["monolingual", "multilingual", "translation", "other"],
    "size_categories": [*SIZES, "other"],
    "task_categories": _TASKS.split(),
    "annotations_creators": [*_CREATORS, "no-annotation"],
    "language_creators": [*_CREATORS],
}
NEEDED = ("language", "license", "size_categories", "task_categories", "configs", "dataset_info")
_NAME = re.compile(r"[\w.-]+")  # of a config: what is safe in a path on every system
_SPLIT = re.compile(r"\w+(\.\w+)*")  # as ``datasets`` has it
_BLOCK = re.compile(r"---[ \t]*\r?\n(.*?)^---[ \t]*$", re.S | re.M)


def front_matter(text: str) -> dict[str, Any]:
    """Raises InputError where there is none, where it is no YAML or no mapping, and where a key comes twice."""
    import yaml

    block = _BLOCK.match(text)
    if not block:
        raise InputError(CARD, "has no front matter", "begin it with a line ---, YAML, and a line ---")
    try:
        loader = yaml.SafeLoader(block[1])
        node = loader.get_single_node()
        _check_keys(node)
        found = loader.construct_document(node) if node else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{CARD}:{mark.line + 2}" if mark else CARD
        raise InputError(where, f"the front matter is no YAML: {error.problem}", "quote texts with : or #") from None
    except (yaml.YAMLError, ValueError) as error:
        what = f"the front matter is no YAML: {' '.join(str(error).split())}"
        raise InputError(CARD, what, "quote texts with special characters") from None
    if not isinstance(found, dict):
        raise InputError(CARD, "the front matter is no list of keys and values", "such as license: cc-by-4.0")
    return found


def card_findings(text: str, figures: Figures) -> list[str]:
    """A line for each thing that the Hub would refuse, or that the data contradict; none where all is well."""
    try:
        found = front_matter(text)
    except InputError as error:
        return [str(error)]
    checks: list[Callable[[Mapping[str, Any], Figures], Iterator[str]]] = [
        _missing,
        _vocabulary,
        _languages,
        _licences,
        _size,
        _configs,
        _information,
    ]
    return [f"{CARD}: {finding}" for check in checks for finding in check(found, figures)]


def _check_keys(node: Any, seen: frozenset[int] = frozenset()) -> None:
    """Raise InputError for a key that a mapping has twice, which YAML parsers overlook, and for what is in itself."""
    import yaml

    if id(node) in seen:
        raise InputError(f"{CARD}:{node.start_mark.line + 2}", "this refers to itself", "write it without & and *")
    seen |= {id(node)}
    if isinstance(node, yaml.MappingNode):
        lines: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 2
            if str(key.value) in lines:
                what = f"the key {key.value!r} is there twice, first in line {lines[str(key.value)]}"
                raise InputError(f"{CARD}:{line}", what, "leave one of them out")
            lines[str(key.value)] = line
            _check_keys(value, seen)
    elif isinstance(node, yaml.SequenceNode):
        for each in node.value:
            _check_keys(each, seen)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _missing(found: Mapping[str, Any], figures: Figures) -> Iterator[str]:
    del figures
    yield from (f"{key}: is missing" for key in NEEDED if not found.get(key))
    if OTHER in _listed(found.get("license")):
        yield from (
            f"{key}: is missing (license: other needs it)"
            for key in ("license_name", "license_link")
            if not found.get(key)
        )
    if not isinstance(found.get("pretty_name", ""), str):
        yield f"pretty_name: {found['pretty_name']!r} is no text (put it in quotes)"


def _vocabulary(found: Mapping[str, Any], figures: Figures) -> Iterator[str]:
    del figures
    for key, known in VOCABULARIES.items():
        for value in _listed(found.get(key)):
            if value not in known:
                near = get_close_matches(str(value), known, n=1, cutoff=0.5)
                yield f"{key}: the Hub does not know {value!r} ({_instead(near, known)})"


def _instead(near: Sequence[str], known: Sequence[str]) -> str:
    return f"did you mean {near[0]}?" if near else f"such as {', '.join(known[:4])}"


def _languages(found: Mapping[str, Any], figures: Figures) -> Iterator[str]:
    codes = _listed(found.get("language"))
    for code in codes:
        if not isinstance(code, str):
            yield f'language: {code!r} is no text (put it in quotes: "no" is Norwegian)'
        elif not re.fullmatch("[a-z]{2,3}", code):
            yield f"language: {code!r} is no ISO 639 code (such as en; en-GB belongs to language_bcp47)"
    for code in _listed(found.get("language_bcp47")):
        try:
            standardize(str(code))
        except UsageError as error:
            yield f"language_bcp47: {error.reason}"
    wanted = {base(language) for language in figures.languages}
    if codes and set(map(str, codes)) != wanted:
        yield f"language: says {_words(map(str, codes))}, the data are in {_words(wanted)}"


def _licences(found: Mapping[str, Any], figures: Figures) -> Iterator[str]:
    stated, wanted = set(map(str, _listed(found.get("license")))), set(hub_licences(figures))
    if stated and stated != wanted:
        yield f"license: says {_words(stated)}, the documents have {_words(wanted)}"


def _size(found: Mapping[str, Any], figures: Figures) -> Iterator[str]:
    stated, wanted = _listed(found.get("size_categories")), size_category(figures.widest.rows)
    if stated and stated != [wanted]:
        yield f"size_categories: says {_words(map(str, stated))}, {figures.widest.rows:,} units are {wanted}"


def _words(values: Any) -> str:
    return ", ".join(sorted(values)) or "nothing"


def _by_name(found: Mapping[str, Any], key: str, figures: Figures) -> tuple[dict[str, Mapping[str, Any]], list[str]]:
    """The entries of a list by the config that they name, and what is wrong with that."""
    entries = [each for each in _listed(found.get(key)) if isinstance(each, Mapping)]
    names = [str(each.get("config_name", "")) for each in entries]
    wrong = [f"{key}: an entry is no config (it needs config_name)"] * (len(_listed(found.get(key))) - len(entries))
    wrong += [
        f"{key}: {name!r} is no name of a config (letters, digits, _ . and -)"
        for name in names
        if not _NAME.fullmatch(name)
    ]
    wrong += [f"{key}: {name} is there twice" for name, count in Counter(names).items() if count > 1]
    configs = [config.name for config in figures.configs]
    wrong += [f"{key}: there is no folder data/{name}" for name in dict.fromkeys(names) if name not in configs]
    if entries:
        wrong += [f"{key}: {name} is missing" for name in configs if name not in names]
    return dict(zip(names, entries, strict=True)), wrong


def _configs(found: Mapping[str, Any], figures: Figures) -> Iterator[str]:
    entries, wrong = _by_name(found, "configs", figures)
    yield from wrong
    for config in figures.configs:
        if config.name in entries:
            yield from (f"configs: {config.name}: {what}" for what in _files(entries[config.name], config))


def _files(entry: Mapping[str, Any], config: Config) -> Iterator[str]:
    """What is wrong with the paths of a config: each split has to have its files, and no others."""
    paths: dict[str, list[str]] = {}
    for each in _listed(entry.get("data_files")):
        if not isinstance(each, Mapping) or set(each) != {"split", "path"}:
            yield "data_files is no list of split and path"
            return
        split = str(each["split"])
        if not _SPLIT.fullmatch(split):
            yield f"{split!r} is no name of a split (letters, digits and _)"
        paths.setdefault(split, []).extend(map(str, _listed(each["path"])))
    shards = [shard for split in config.splits for shard in split.shards]
    for own in config.splits:
        meant = [shard for shard in shards if any(fnmatchcase(shard, path) for path in paths.get(own.name, []))]
        if own.name not in paths:
            yield f"the split {own.name} is missing"
        elif meant != list(own.shards):
            yield f"{', '.join(paths[own.name])}: these are not the files of {own.name} (such as {own.shards[0]})"
    for name in paths:
        if name not in [split.name for split in config.splits]:
            yield f"there are no files of a split {name}"


def _information(found: Mapping[str, Any], figures: Figures) -> Iterator[str]:
    entries, wrong = _by_name(found, "dataset_info", figures)
    yield from wrong
    for config in figures.configs:
        stated, wanted = entries.get(config.name), information(config, figures)
        if stated is None:
            continue
        for key in ("download_size", "dataset_size"):
            if stated.get(key) != wanted[key]:
                yield f"dataset_info: {config.name}: {key} is {stated.get(key)}, the files have {wanted[key]}"
        features = card_features(config.languages)
        if stated.get("features", features if "features" not in wanted else None) != features:
            yield f"dataset_info: {config.name}: features are not the columns of the files"
        yield from (f"dataset_info: {config.name}: {what}" for what in _splits(stated.get("splits"), wanted["splits"]))


def _splits(stated: Any, wanted: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    found = {str(each.get("name")): each for each in _listed(stated) if isinstance(each, Mapping)}
    for split in wanted:
        if split["name"] not in found:
            yield f"the split {split['name']} is missing"
            continue
        for key in ("num_examples", "num_bytes"):
            if (said := found[split["name"]].get(key)) != split[key]:
                yield f"{split['name']}: {key} is {said}, the files have {split[key]}"
    for name in set(found) - {split["name"] for split in wanted}:
        yield f"there are no files of a split {name}"
