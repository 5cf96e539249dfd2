"""The sentences of documents as vectors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

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


def encode_documents(
    documents: Sequence[Document], encoder: Encoder, progress: Callable[[int], None] | None = None
) -> Vectors:
    """Vectors of every sentence of ``documents``, each distinct sentence encoded once."""
    texts = [sentence_texts(document) for document in documents]
    rows = encoder.encode([text for each in texts for text in each], progress=progress)
    stops = np.cumsum([len(each) for each in texts])
    return {
        document.id: rows[stop - len(each) : stop] for document, each, stop in zip(documents, texts, stops, strict=True)
    }


def document_tokens(documents: Sequence[Document], encoder: Encoder) -> dict[str, Tokens]:
    """The tokens of every sentence, by document id; empty where the encoder has none to show."""
    if not isinstance(encoder, TokenEncoder):
        return {}
    found = {document.id: encoder.tokens(sentence_texts(document)) for document in documents}
    return {key: tokens for key, tokens in found.items() if tokens is not None}


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
