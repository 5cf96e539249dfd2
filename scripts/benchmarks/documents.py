"""Which documents belong together: groups against the answers, with the pile that is measured left out of learning."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path
from time import perf_counter

import click
import numpy as np

from align.arrays import Doubles
from align.scores import Weights
from benchmarks.gold import kept_file
from benchmarks.piles import PILES, Pairs, Pile, folder_of_few, halved
from benchmarks.result import sha256, signature, update_result
from corpus.linkage import Links, find_links
from corpus.matching import FEATURES

SCRIPTS = Path(__file__).parents[1]
SEED = 0
FOLDERS = 400  # of a few documents


def left_out_weights(name: str) -> Path:
    """Weights learned without the pile ``name``, kept between runs as long as the code that makes them is the same."""
    sources = [SCRIPTS / "train_matching.py", SCRIPTS / "benchmarks/piles.py"]
    corpus = SCRIPTS.parent / "corpus"
    modules = ("sketches", "rows", "rarities", "candidates", "evidence", "matching", "siblings", "copies")
    sources += [corpus / f"{module}.py" for module in modules]
    recipe = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()
    path = kept_file(f"matching {recipe} {name}".encode(), ".json")
    if not path.exists():
        script = [sys.executable, str(SCRIPTS / "train_matching.py"), "--without", name, "-o", str(path)]
        subprocess.run(script, check=True)
    return path


def grouped(pile: Pile, weights: Weights, dates: bool = False) -> tuple[Links, list[list[int]]]:
    """What the program finds, by content alone; with ``dates``, only documents of the same date may go together."""
    told = pile.labels if dates else ()
    links, _ = find_links(pile.texts, pile.vectors, pile.languages, pile.names, told, weights=weights)
    return links, links.groups()


def pairs_in(groups: Sequence[Sequence[int]], languages: Sequence[str]) -> Pairs:
    return frozenset(
        (min(pair), max(pair)) for members in groups for pair in combinations(members, 2)
        if languages[pair[0]] != languages[pair[1]]
    )  # fmt: skip


def figures(pile: Pile, found: Pairs, one: str, other: str) -> dict[str, float]:
    """Precision, recall and F1 of the pairs of two languages; without those of which the answer is not known, too; and
    of the documents reported to have no partner in the other language the share that have none."""
    wanted = {one, other}

    def kept(pairs: Pairs) -> Pairs:
        return frozenset(pair for pair in pairs if {pile.languages[k] for k in pair} == wanted)

    truth, hits = kept(pile.truth), kept(found)
    right, doubtful = len(truth & hits), len(hits & pile.doubtful)
    inside = {k for k, language in enumerate(pile.languages) if language in wanted}
    alone = inside - {k for pair in hits for k in pair}
    lonely = alone - {k for pair in truth for k in pair}
    best = len(truth) + doubtful
    return {
        "precision": round(right / max(len(hits), 1), 4),
        "recall": round(right / max(len(truth), 1), 4),
        "f1": round(2 * right / max(len(truth) + len(hits), 1), 4),
        "precision_of_known": round(right / max(len(hits) - doubtful, 1), 4),
        "f1_of_known": round(2 * right / max(len(truth) + len(hits) - doubtful, 1), 4),
        "f1_at_best": round(2 * len(truth) / (len(truth) + best), 4) if truth else 0.0,
        "reported": len(hits),
        "gold": len(truth),
        "without_partner": len(alone),
        "rightly_without_partner": round(len(lonely) / max(len(alone), 1), 4),
    }


def calibration(links: Links, pile: Pile) -> dict[str, object]:
    """How often the pairs of each tenth of probability are right; the expected calibration error of those above 1 %."""
    odds = np.array([value for pair, value in links.across.items() if pair not in pile.doubtful])
    right = np.array([pair in pile.truth for pair in links.across if pair not in pile.doubtful], np.float64)
    return calibrated(odds, right)


def calibrated(odds: Doubles, right: Doubles) -> dict[str, object]:
    """Of pairs with these log-odds (p,), 1 or 0 where one is ``right`` (p,)."""
    probability = 1 / (1 + np.exp(-odds))
    looked = probability > 0.01
    tenth = np.minimum((probability * 10).astype(int), 9)
    rows = {
        f"{k / 10:.1f}": [int((at := looked & (tenth == k)).sum()), round(float(right[at].mean()), 4)]
        for k in range(10)
        if (looked & (tenth == k)).any()
    }
    error = sum(
        abs(float(right[at].mean() - probability[at].mean())) * at.sum()
        for k in range(10)
        if (at := looked & (tenth == k)).any()
    ) / max(looked.sum(), 1)
    return {"expected_error": round(float(error), 4), "pairs_and_share_right": rows}


def complete(pile: Pile, groups: Sequence[Sequence[int]]) -> dict[str, float]:
    """Of the labelled documents the share in a group whose documents all have their label; the share of labels whose
    documents are all in one group; groups with two labels."""
    labels = pile.labels
    right = sum(len(members) for members in groups if len({labels[k] for k in members}) == 1)
    wholes = {labels[members[0]]: len(members) for members in groups if len({labels[k] for k in members}) == 1}
    sizes = {label: labels.count(label) for label in set(labels)}
    several = [label for label, size in sizes.items() if size > 1]
    return {
        "documents": len(labels),
        "in_right_group": round(right / len(labels), 4),
        "groups_complete": round(sum(wholes.get(label) == sizes[label] for label in several) / len(several), 4),
        "mixed_groups": sum(len({labels[k] for k in members}) > 1 for members in groups),
    }


def in_folders_of_few(pile: Pile, weights: Weights) -> dict[str, object]:
    """Two to eight documents of the pile in a folder of their own, FOLDERS times: precision and recall of the pairs
    found, how many of the documents reported alone are, and calibration."""
    random = np.random.default_rng(SEED)
    found, truth, right, alone, lonely = 0, 0, 0, 0, 0
    odds = list[tuple[float, bool]]()
    for _ in range(FOLDERS):
        few = folder_of_few(pile, random)
        if len(set(few.languages)) < 2:
            continue
        links, groups = grouped(few, weights)
        pairs = pairs_in(groups, few.languages) - few.doubtful
        found, truth, right = found + len(pairs), truth + len(few.truth), right + len(pairs & few.truth)
        by_itself = set(range(len(few.texts))) - {k for members in groups for k in members}
        alone += len(by_itself)
        lonely += len(by_itself - {k for pair in few.truth for k in pair})
        odds += [(value, pair in few.truth) for pair, value in links.across.items() if pair not in few.doubtful]
    return {
        "precision": round(right / max(found, 1), 4),
        "recall": round(right / max(truth, 1), 4),
        "without_partner": alone,
        "rightly_without_partner": round(lonely / max(alone, 1), 4),
        "calibration": calibrated(*np.array(odds).T),
    }


def measured(name: str) -> Mapping[str, object]:
    """Everything about one pile."""
    weights = Weights.from_dict(json.loads(left_out_weights(name).read_text()), FEATURES)
    pile = PILES[name]()
    order = np.random.default_rng(SEED).permutation(len(pile.texts)).tolist()
    pile = pile.of(order)
    begun = perf_counter()
    links, groups = grouped(pile, weights)
    seconds = perf_counter() - begun
    found = pairs_in(groups, pile.languages)
    result: dict[str, object] = {"calibration": calibration(links, pile)}
    result["in_folders_of_few"] = in_folders_of_few(pile, weights)
    if name == "army":
        by_pair = list(combinations(sorted(set(pile.languages)), 2))
        result["by_content"] = {f"{a}-{b}": figures(pile, found, a, b) for a, b in by_pair}
        dated = pairs_in(grouped(pile, weights, dates=True)[1], pile.languages)
        result["same_date"] = {f"{a}-{b}": figures(pile, dated, a, b) for a, b in by_pair}
        for language in sorted(set(pile.languages)):
            half = halved(pile, language, np.random.default_rng(SEED))
            rest = pairs_in(grouped(half, weights)[1], half.languages)
            result[f"half_of_{language}"] = {f"{a}-{b}": figures(half, rest, a, b) for a, b in by_pair}
    else:
        result |= complete(pile, groups)
        hits = len(found & pile.truth)
        result["f1"] = round(2 * hits / (len(found) + len(pile.truth)), 4)
    click.echo(f"{name}: {json.dumps(result)} ({seconds:.0f} s)")
    texts = (sentence for each in pile.texts for sentence in each)
    return result | {"signature": signature(learned_without=name, seed=SEED, texts=sha256(texts))}


@click.command(help=__doc__)
@click.argument("names", nargs=-1, type=click.Choice(sorted(PILES)))
def command(names: Sequence[str]) -> None:
    for name in names or sorted(PILES):
        click.echo(update_result("documents", {name: measured(name)}))
