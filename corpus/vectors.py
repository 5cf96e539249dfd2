"""The sentences of documents as vectors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from align.arrays import Floats, centre_of
from align.encoder import Encoder, TokenEncoder
from align.tokens import Tokens
from corpus.documents import Document
from corpus.tmx import clean_segment

Vectors = Mapping[str, Floats]  # document id -> (n, d): one unit row for each sentence, in order
ENOUGH = 200  # sentences of a language in a collection from which on their own mean outweighs that of all languages


def sentence_texts(document: Document) -> list[str]:
    """The sentences of all paragraphs in order, white space collapsed."""
    return [clean_segment(span.of(document.text)) for _, span in document.all_sentences]


class Encoded(NamedTuple):
    """The sentences of documents, by document id; no tokens where the encoder has none to show."""

    vectors: Vectors
    tokens: Mapping[str, Tokens]


def encode_documents(
    documents: Sequence[Document], encoder: Encoder, progress: Callable[[int], None] | None = None
) -> Encoded:
    """Vectors and tokens of every sentence of ``documents``, each distinct sentence encoded once."""
    texts = [sentence_texts(document) for document in documents]
    everything = [text for each in texts for text in each]
    rows, tokens = encode_with_tokens(encoder, everything, progress)
    stops = np.cumsum([len(each) for each in texts]).tolist()
    ranges = {
        document.id: (stop - len(each), stop) for document, each, stop in zip(documents, texts, stops, strict=True)
    }
    return Encoded(
        {key: rows[start:stop] for key, (start, stop) in ranges.items()},
        {key: tokens.part(start, stop) for key, (start, stop) in ranges.items()} if tokens else {},
    )


def encode_with_tokens(
    encoder: Encoder, texts: Sequence[str], progress: Callable[[int], None] | None = None
) -> tuple[Floats, Tokens | None]:
    """Vectors (n, d), and tokens where the encoder can show them."""
    if isinstance(encoder, TokenEncoder):
        return encoder.encode_tokens(texts, progress=progress)
    return encoder.encode(texts, progress=progress), None


def language_centres(documents: Sequence[Document], vectors: Vectors) -> dict[str, Floats]:
    """The mean vector (d,) of each language, drawn towards the mean of all where a language has few sentences."""
    rows: dict[str, list[Floats]] = {}
    for document in documents:
        rows.setdefault(document.language, []).append(vectors[document.id])
    stacked = {language: np.concatenate(each) for language, each in rows.items()}
    everything = np.mean([each.mean(axis=0, dtype=np.float64) for each in stacked.values()], axis=0)
    return {
        language: centre_of(each, everything.astype(np.float32), prior_count=ENOUGH)
        for language, each in stacked.items()
    }
