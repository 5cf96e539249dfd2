"""What grouping costs beyond encoding, up to 100,000 documents made from the given ones."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter, process_time

import click
import numpy as np

from align.arrays import Floats, unit_rows
from benchmarks.piles import ntrex
from benchmarks.result import RESULTS, signature, write_result
from corpus.linkage import find_links

LANGUAGES = ("en", "fr", "ru", "vi")
SIZES = (12_500, 25_000, 50_000, 100_000)
FEWEST, MOST = 4, 9  # sentences of a document
ALONE = 0.4  # share of the stories that exist in one language only
OWN, FREE = 1.0, 0.5  # how far a story's sentence moves from the given one, and each version from the story's sentence
SEED = 0


def made(count: int) -> tuple[list[list[str]], list[Floats], list[str], list[int]]:
    """``count`` documents: texts, vectors (m, d), languages, and the number of the story that each tells.

    A story is a few of the given sentences, each moved in a direction of its own, so that no two stories share one;
    its versions have the vectors of the languages' sentences moved alike, and some noise.
    """
    given = ntrex()
    by_language: dict[str, tuple[list[str], Floats]] = {}
    for language in LANGUAGES:
        at = [k for k, own in enumerate(given.languages) if own == language]
        sentences = [sentence for k in at for sentence in given.texts[k]]
        by_language[language] = sentences, np.concatenate([given.vectors[k] for k in at])
    random = np.random.default_rng(SEED)
    texts, vectors, languages, stories = list[list[str]](), list[Floats](), list[str](), list[int]()
    story = 0
    while len(texts) < count:
        size = int(random.integers(FEWEST, MOST + 1))
        versions = 1 if random.random() < ALONE else int(random.integers(2, 5))
        chosen = random.permutation(len(LANGUAGES))[:versions].tolist()
        places = random.random(size)
        dimension = by_language[LANGUAGES[0]][1].shape[1]
        own = random.standard_normal((size, dimension)).astype(np.float32) * np.float32(OWN / np.sqrt(dimension))
        for number in chosen:
            sentences, rows = by_language[LANGUAGES[number]]
            at = (places * len(sentences)).astype(np.int64).tolist()
            free = random.standard_normal((size, dimension)).astype(np.float32) * np.float32(FREE / np.sqrt(dimension))
            vectors.append(unit_rows(rows[at] + own + free))
            texts.append([f"{sentences[k]} {story:x}{LANGUAGES[number]}" for k in at])
            languages.append(LANGUAGES[number])
            stories.append(story)
        story += 1
    return texts[:count], vectors[:count], languages[:count], stories[:count]


def measure(count: int) -> dict[str, float]:
    """One pile in this process: seconds, the most memory that it had, vectors included, and how well it went."""
    texts, vectors, languages, stories = made(count)
    begun, worked = perf_counter(), process_time()
    links, _ = find_links(texts, vectors, languages, [f"{k:07d}" for k in range(count)])
    groups = links.groups()
    seconds, worked = perf_counter() - begun, process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    right = sum(len(members) for members in groups if len({stories[k] for k in members}) == 1)
    sizes = np.bincount(stories)
    wholes = sum(
        len(members) == sizes[stories[members[0]]] for members in groups if len({stories[k] for k in members}) == 1
    )
    return {
        "documents": count,
        "sentences": sum(map(len, texts)),
        "compared": len(links.evidence),
        "seconds": round(seconds, 1),
        "processor_seconds": round(worked, 1),
        "peak_gib": round(peak, 2),
        "vectors_gib": round(sum(rows.nbytes for rows in vectors) / 2**30, 2),
        "grouped_rightly": round(right / max(sum(map(len, groups)), 1), 4),
        "groups_complete": round(wholes / max(int((sizes > 1).sum()), 1), 4),
    }


@click.command(help=__doc__)
@click.option("--size", "sizes", multiple=True, type=int, help="Documents (repeatable).  [default: 12,500 to 100,000]")
@click.option("--single", type=int, hidden=True)
@click.option("--plot", type=click.Path(path_type=Path), help="Draw seconds over documents: .png .svg .pdf.")
def command(sizes: Sequence[int], single: int | None, plot: Path | None) -> None:
    if single:
        click.echo(json.dumps(measure(single)))
        return
    rows = []
    for size in sizes or SIZES:  # each in a process of its own, whose memory is its own
        run = subprocess.run(
            [sys.executable, sys.argv[0], "scale", "--single", str(size)], capture_output=True, check=True, text=True
        )
        rows.append(json.loads(run.stdout))
        click.echo(run.stdout.strip())
    first, last = rows[0], rows[-1]
    growth = np.log(last["processor_seconds"] / first["processor_seconds"]) / np.log(
        last["documents"] / first["documents"]
    )
    recipe = signature(languages=LANGUAGES, seed=SEED, alone=ALONE, own=OWN, free=FREE)
    click.echo(write_result("scale", {"rows": rows, "exponent": round(float(growth), 2)}, recipe))
    if plot:
        draw(plot)


def draw(path: Path) -> None:
    """Processor seconds over documents, both logarithmic, with lines of linear and of quadratic growth."""
    from matplotlib.figure import Figure

    rows = json.loads((RESULTS / "scale.json").read_text(encoding="utf-8"))["rows"]
    x = np.array([row["documents"] for row in rows])
    y = np.array([row["processor_seconds"] for row in rows])
    figure = Figure(figsize=(6, 4), layout="constrained")
    axes = figure.subplots()
    axes.loglog(x, y, "o-", label="measured")
    axes.loglog(x, y[0] * (x / x[0]), ":", color="grey", label="linear")
    axes.loglog(x, y[0] * (x / x[0]) ** 2, "--", color="grey", label="quadratic")
    axes.set_xticks(x, [f"{value:,}" for value in x])
    axes.minorticks_off()
    axes.set_xlabel("documents")
    axes.set_ylabel("processor seconds, without encoding")
    axes.legend()
    figure.savefig(path, dpi=120)
