"""What a long text costs: the novels of ``mac_dev`` over and over, up to 30,000 by 40,000 sentences and twice that.

Each round has its vectors turned by a rotation of its own, the same on both sides, so that a sentence has one
translation and not one in every round.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from pathlib import Path

import click
import numpy as np

from align.arrays import Floats
from align.evaluation import score
from align.pairwise import align_pair
from align.sides import Side
from align.tokens import Tokens, join_tokens
from benchmarks.gold import GoldText, gold_texts
from benchmarks.result import signature, write_result

SET = "mac_dev"
ROUNDS = (10, 21, 42)


@click.command()
@click.option("--rounds", type=int, help="Only this many times the text, in this process.")
def command(rounds: int | None) -> None:
    """Seconds and peak memory of aligning a long text, and twice as long a one; some minutes."""
    if rounds:
        click.echo(" ".join(f"{value:.6g}" for value in measure(rounds)))
        return
    figures = {}
    for number in ROUNDS:  # a process each, since a process's peak memory never falls
        arguments = [sys.executable, "scripts/benchmark.py", "long", "--rounds", str(number)]
        words = subprocess.run(arguments, check=True, capture_output=True, text=True).stdout.split()
        sentences, targets, seconds, gigabytes, f1 = map(float, words)
        figures[f"{sentences:.0f} x {targets:.0f}"] = {
            "seconds": round(seconds, 1), "peak_gigabytes": round(gigabytes, 2), "strict_f1": round(f1, 4)
        }  # fmt: skip
        click.echo(f"{sentences:.0f} x {targets:.0f}: {figures[f'{sentences:.0f} x {targets:.0f}']}")
    times = [each["seconds"] for each in figures.values()]
    ratio = round(times[-1] / times[-2], 2)
    click.echo(f"time at twice the length: {ratio} times as long")
    write_result("long", {"texts": figures, "time_at_twice_the_length": ratio}, signature(set=SET, rounds=ROUNDS))


def measure(rounds: int) -> tuple[int, int, float, float, float]:
    """Segments of both sides, seconds, peak memory beyond what the sides themselves take in GB, strict F1."""
    texts = [text for text in gold_texts() if text.set == SET] * rounds
    source, target = long_side(texts, 0), long_side(texts, 1)
    before = int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e9
    start = time.perf_counter()
    beads = align_pair(source, target)
    seconds = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6 - before
    links, at = [], [0, 0]
    for text in texts:
        links += [tuple(tuple(i + at[k] for i in link[k]) for k in (0, 1)) for link in text.links]
        at = [at[0] + len(text.source.segments), at[1] + len(text.target.segments)]
    f1 = score([(x, y) for x, y in links], [bead.link for bead in beads]).figures()["strict_f1"]
    return len(source), len(target), seconds, memory, f1


def long_side(texts: list[GoldText], which: int) -> Side:
    """One side of all ``texts``, one after another, each time that they come round turned anew."""
    sides: dict[str, Side] = {}
    segments: list[str] = []
    vectors, tokens, starts = [], [], []
    seen: dict[str, int] = {}
    for text in texts:
        side = sides.setdefault(text.name, text.source.side() if which == 0 else text.target.side())
        seed = seen[text.name] = seen.get(text.name, -1) + 1
        segments += side.segments
        vectors.append(_turned(side.vectors, seed))
        starts.append(side.starts[:-1])
        assert side.tokens is not None
        states = _turned(side.tokens.states.astype(np.float32), seed).astype(np.float16)
        tokens.append(Tokens(side.tokens.ids, states, side.tokens.starts))
    joined = join_tokens([(t.ids, t.states) for t in tokens])
    lengths = np.concatenate([np.diff(t.starts) for t in tokens])
    joined = Tokens(joined.ids, joined.states, np.concatenate([[0], np.cumsum(lengths)]))
    rows: Floats = np.concatenate(vectors)
    return Side(tuple(segments), rows, np.append(np.concatenate(starts), True), None, joined)


def _turned(rows: Floats, seed: int) -> Floats:
    """``rows`` (n, d) turned around their mean."""
    d, mean = rows.shape[1], rows.mean(axis=0)
    rotation = np.linalg.qr(np.random.default_rng(seed).standard_normal((d, d)))[0].astype(np.float32)
    turned: Floats = ((rows - mean) @ rotation + mean).astype(np.float32)
    return turned
