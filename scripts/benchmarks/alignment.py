"""How good the alignment is, beside the published methods on the same vectors.

Measured on each set of ``../shared/gold/sentences``, ours with weights that were learned without it, and on synthetic
sets, ours with weights that were learned without any of them.
"""

from __future__ import annotations

import json
import time
import tracemalloc
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from statistics import mean
from typing import Any

import click
import numpy as np
from examples import SYNTHETIC as NEWS
from examples import Example, gold_examples, synthetic_examples
from train import EPOCHS, HIDDEN, MEMBERS, learn

from align.embedded import cache_folder
from align.moved import link_moved
from align.pairwise import align_pair
from align.scores import Weights, learned_weights
from benchmarks.figures import Aligned, calibration, calibration_error, figures, tokens_encoded
from benchmarks.gold import GoldText, gold_texts
from benchmarks.references.method import REFERENCES, Method, Run
from benchmarks.result import sha256, signature, update_result
from benchmarks.synthetic import KINDS, synthetic_texts

OURS = "hexapla"
PREFIX = "synthetic_"
SYNTHETIC = {"ntrex_1_60": ("en", "de", "zh", "arb"), "maintguide": ("en", "fr", "ja", "ru")}
PAIRS = ((0, 1), (1, 2), (2, 3), (3, 0))
CALIBRATION = ("beads", "probability", "right")  # sums a bin
SHAPES = ("1-1", "1-2", "2-1", "2-2", "1-3", "3-1", "1-0", "0-1")

ROOT = Path(__file__).parents[2]
LEARNED_BY = [
    *(ROOT / f"scripts/{name}.py" for name in ("examples", "train", "variants")),
    *(ROOT / f"align/{name}.py" for name in ("cover", "features", "monotonic", "outline", "preparation", "tokens")),
]

Row = dict[str, Any]  # figures of a method on a set


@click.command()
@click.option("--set", "sets", multiple=True, help="Only this set (repeatable).  [default: all]")
@click.option("--method", "methods", multiple=True, help="Only this method (repeatable).  [default: all]")
@click.option("--quick", is_flag=True, help="The program's own weights, one synthetic text a kind; nothing is written.")
@click.option("--epochs", default=EPOCHS, show_default=True)
@click.option("--seed", default=0, show_default=True)
def command(sets: tuple[str, ...], methods: tuple[str, ...], quick: bool, epochs: int, seed: int) -> None:
    """Ours and the references: strict and lax F1, nulls, cost, calibration.

    Some minutes a set, and as many again the first time, when the references' windows are encoded. The figures of a
    set are written as soon as they are there; at the end comes a summary of all that is written.
    """
    texts = texts_by_set(seed, 1 if quick else 2)
    _check("--set", sets, texts)
    _check("--method", methods, known := (OURS, *REFERENCES))
    measured: dict[str, Row] = {}
    for name in sets or texts:
        rows: dict[str, Row] = {}
        for method in methods or known:
            if method != OURS:
                rows[method] = measure(texts[name], REFERENCES[method], {"method": method})
            elif quick:
                rows[method] = measure(texts[name], ours(learned_weights()), {"method": method})
            else:
                training = (*(s for s in texts if s != name and not s.startswith(PREFIX)), NEWS)
                recipe = {
                    "epochs": epochs,
                    "hidden": HIDDEN,
                    "members": MEMBERS,
                    "seed": seed,
                    "learned": training,
                    "method": method,
                }
                rows[method] = measure(texts[name], ours(weights_of(training, epochs, seed)), recipe)
        for row in rows.values():
            row["time_ratio"] = round(row["seconds"] / rows[OURS]["seconds"], 2) if OURS in rows else None
        click.echo(f"\n{name}: {len(texts[name])} texts\n{table(rows)}\n\n{shape_table(rows)}")
        entries = {f"{name}/{method}": row for method, row in rows.items()}
        measured |= entries
        if not quick:
            measured = json.loads(update_result("alignment", entries).read_text(encoding="utf-8"))
    click.echo("\n" + summary(measured))


def _check(option: str, chosen: Iterable[str], known: Iterable[str]) -> None:
    if unknown := set(chosen) - set(known):
        raise click.BadParameter(f"{', '.join(sorted(unknown))}; known: {', '.join(known)}", param_hint=option)


def texts_by_set(seed: int, count: int) -> dict[str, list[GoldText]]:
    """The given sets, and a synthetic one a kind: ``count`` texts of each collection, in PAIRS of its languages."""
    texts: dict[str, list[GoldText]] = {}
    for text in gold_texts():
        texts.setdefault(text.set, []).append(text)
    for kind in KINDS:
        made = [t for c, languages in SYNTHETIC.items() for t in synthetic_texts(kind, languages, seed, c, count)]
        texts[PREFIX + kind] = [each.pair(PREFIX + kind, *pair) for each in made for pair in PAIRS]
    return texts


@cache
def _examples(name: str) -> list[Example]:
    if name == NEWS:
        return synthetic_examples()
    return gold_examples([text for text in gold_texts() if text.set == name])


@cache
def weights_of(training: tuple[str, ...], epochs: int, seed: int) -> Weights:
    """Learned from the given sets, and from synthetic news: other documents than those that are measured on. Kept in
    the cache folder by the sources that make them."""
    recipe = [*training, f"{epochs} {seed}", *(path.read_text(encoding="utf-8") for path in LEARNED_BY)]
    path = cache_folder() / "benchmarks" / f"weights-{sha256(recipe)[:24]}.json"
    if not path.exists():
        weights = learn([example for name in training for example in _examples(name)], epochs, seed)
        path.write_text(json.dumps(weights.as_dict()), encoding="utf-8")
    return Weights.from_dict(json.loads(path.read_text(encoding="utf-8")))


def ours(weights: Weights) -> Method:
    """Our own aligner as a method, the look at what moved included: every segment is encoded once."""

    def ready(text: GoldText) -> Run:
        sides = text.sides()
        return lambda: link_moved(sides, align_pair(*sides, weights), weights)

    return Method(1, ready)


def measure(texts: Sequence[GoldText], method: Method, recipe: Mapping[str, object]) -> Row:
    """The figures of one method on one set; ``seconds`` are processor time beyond encoding, ``peak_mb`` what the
    largest text needs at the same time beyond its vectors."""
    runs = [(text, method.ready(text)) for text in texts]
    aligned = []
    for text, run in runs:
        start = time.process_time()
        beads = run()
        aligned.append(Aligned(text, beads, time.process_time() - start))
    row = figures(aligned)
    row["tokens_per_token"] = round(tokens_per_token(texts, method.widest), 2)
    row["seconds"] = round(sum(each.seconds for each in aligned), 2)
    _, largest = max(runs, key=lambda pair: len(pair[0].source.segments) * len(pair[0].target.segments))
    tracemalloc.start()
    largest()
    row["peak_mb"] = round(tracemalloc.get_traced_memory()[1] / 1e6, 1)
    tracemalloc.stop()
    if recipe["method"] == OURS:
        bins = calibration(aligned)
        row["calibration"] = {name: bins[:, k].round(2).tolist() for k, name in enumerate(CALIBRATION)}
        row["calibration_error"] = round(calibration_error(bins), 4)
    data = sha256(s for text in texts for side in (text.source, text.target) for s in side.segments)
    row["signature"] = signature(**recipe, data=data)
    return row


def tokens_per_token(texts: Sequence[GoldText], widest: int) -> float:
    """How many tokens are encoded for each token of the texts."""
    starts = [side.tokens.starts for text in texts for side in text.sides() if side.tokens is not None]
    return sum(tokens_encoded(each, widest) for each in starts) / max(sum(int(each[-1]) for each in starts), 1)


def table(rows: Mapping[str, Row]) -> str:
    """Of one set, a line a method."""
    lines = [["", "strict F1", "95 %", "P", "R", "lax F1", "95 %", "null F1", "P", "R", "tokens", "time", "MB", "ECE"]]
    for method, row in rows.items():
        cells = [method]
        for kind in ("strict", "lax"):
            low, high = row[f"{kind}_f1_interval"]
            cells += [f"{row[f'{kind}_f1']:.3f}", f"{low:.3f}-{high:.3f}"]
            cells += [f"{row[f'strict_{part}']:.3f}" for part in ("precision", "recall")] if kind == "strict" else []
        nulls = [row[f"null_{part}"] for part in ("f1", "precision", "recall")]
        cells += ["" if value is None else f"{value:.3f}" for value in nulls]
        cells += [
            f"{row['tokens_per_token']:.1f}",
            f"{row['time_ratio']:.2f}" if row["time_ratio"] else "",
            f"{row['peak_mb']:.0f}",
        ]
        lines.append([*cells, f"{row['calibration_error']:.3f}" if "calibration_error" in row else ""])
    return _columns(lines)


def shape_table(rows: Mapping[str, Row]) -> str:
    """The strict F1 of the common shapes of beads."""
    lines = [
        [f"{method:18}", *(row["by_shape"].get(s, "").partition(":")[0] for s in SHAPES)]
        for method, row in rows.items()
    ]
    return _columns([["F1 of beads", *SHAPES], *lines])


def summary(measured: Mapping[str, Row]) -> str:
    """Means over the sets that all methods have, the given ones and the synthetic ones."""
    methods = sorted({key.partition("/")[2] for key in measured})
    parts = []
    for title, synthetic in (("given", False), ("synthetic", True)):
        names = sorted({key.partition("/")[0] for key in measured if key.startswith(PREFIX) is synthetic})
        sets = [name for name in names if all(f"{name}/{method}" in measured for method in methods)]
        if sets:
            rows = {method: [measured[f"{name}/{method}"] for name in sets] for method in methods}
            parts.append(f"{title}: {', '.join(sets)}\n{mean_table(rows)}")
    return "\n\n".join(parts)


def mean_table(rows: Mapping[str, Sequence[Row]]) -> str:
    """A line a method: means over sets, by how much ours is ahead in strict F1, the worst lax F1, and the expected
    calibration error of the beads of all sets."""
    lines = [["", "strict F1", "ours ahead", "lax F1", "worst", "null F1", "tokens", "ECE"]]
    for method, of_sets in rows.items():
        strict, lax, tokens = ([row[f] for row in of_sets] for f in ("strict_f1", "lax_f1", "tokens_per_token"))
        nulls = [row["null_f1"] for row in of_sets if row["null_f1"] is not None]
        ahead = [mean(row["strict_f1"] for row in rows[OURS]) - mean(strict)] if OURS in rows else []
        cells = [f"{mean(strict):.4f}", "".join(f"{value:+.4f}" for value in ahead)]
        cells += [f"{mean(lax):.4f}", f"{min(lax):.4f}"]
        cells += [f"{mean(nulls):.4f}" if nulls else "", f"{mean(tokens):.2f}"]
        bins = [np.array([row["calibration"][name] for name in CALIBRATION]).T for row in of_sets if method == OURS]
        lines.append([method, *cells, f"{calibration_error(np.sum(bins, axis=0)):.4f}" if bins else ""])
    return _columns(lines)


def _columns(lines: Sequence[Sequence[str]]) -> str:
    """The first column to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    rows = [[line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])] for line in lines]
    return "\n".join("  ".join(row) for row in rows)
