"""The sentences of documents as vectors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from align.arrays import Floats
from align.encoder import Encoder, TokenEncoder
from align.tokens import Tokens
from corpus.documents import Document
from corpus.sketches import centres_of
from corpus.tmx import clean_segment

Vectors = Mapping[str, Floats]  # document id -> (n, d): one unit row for each sentence, in order


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


def one_after_another(parts: Sequence[Tokens]) -> Tokens:
    """The tokens of several texts as those of one."""
    if len(parts) == 1:
        return parts[0]
    before = np.cumsum([0, *(part.starts[-1] for part in parts)])
    starts = [part.starts[:-1] + count for part, count in zip(parts, before, strict=False)]
    ids, states = (np.concatenate([getattr(part, name) for part in parts]) for name in ("ids", "states"))
    return Tokens(ids, states, np.concatenate([*starts, before[-1:]]))


class Centres(NamedTuple):
    """Mean vectors (d,) by language over a collection, see corpus.sketches.centres_of: ``written``, of documents in it,
    and ``spoken``, of sentences in it, whatever their document's; none where no paragraph is foreign."""

    written: Mapping[str, Floats]
    spoken: Mapping[str, Floats]


NO_CENTRES = Centres({}, {})


def language_centres(documents: Sequence[Document], vectors: Vectors) -> dict[str, Floats]:
    """See corpus.sketches.centres_of."""
    return centres_of([vectors[each.id] for each in documents], [each.language for each in documents])
