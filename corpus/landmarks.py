"""Paragraphs in another language than their document's, of use to find where the others belong.

What a translator left in the language of the original stands in both versions. It is in no unit; but without it there
is a hole in one version, and what stands around it is drawn to the wrong places. Where a document says everything
twice, in two languages, a paragraph's own translation would stand in for its versions elsewhere: there it is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from align.arrays import Bools, Floats, unit_rows
from align.mining import mutual_links
from corpus.documents import Document
from corpus.sketches import centres_of
from corpus.vectors import Encoded, Vectors, one_after_another

# Of two sentences that choose one another, less what all sentences of their languages share: from here on they are
# translations as a rule.
TRANSLATED = 0.5
TWICE = 0.5  # share of the text of foreign paragraphs that the document has in its own language, too


def place_foreign(
    documents: Sequence[Document], encoded: Encoded, centres: Mapping[str, Floats] | None = None
) -> tuple[list[Document], Encoded]:
    """The documents, foreign paragraphs as furniture where a document says them twice; vectors and tokens of what is
    left, those of foreign sentences as if they were in their document's language.

    ``centres`` are the spoken_centres, where they are known.
    """
    if not any(document.foreign for document in documents):
        return list(documents), encoded
    if centres is None:
        centres = spoken_centres(documents, encoded.vectors)
    placed, vectors, tokens = list[Document](), dict(encoded.vectors), dict(encoded.tokens)
    for document in documents:
        if document.foreign:
            rows, foreign = vectors[document.id], _foreign(document)
            if _says_twice(document, unit_rows(_centred(document, rows, centres)), foreign):
                vectors[document.id] = rows[~foreign]
                if words := tokens.get(document.id):
                    tokens[document.id] = one_after_another([words.part(a, b) for a, b in _runs(~foreign)])
                document = document.native
            else:
                vectors[document.id] = as_native(document, rows, centres)
        placed.append(document)
    return placed, Encoded(vectors, tokens)


def as_native(document: Document, rows: Floats, centres: Mapping[str, Floats]) -> Floats:
    """The vectors ``rows`` (n, d) of the document's sentences, foreign ones as if they were in its language."""
    shifted = unit_rows(_centred(document, rows, centres) + centres[document.language])
    return np.where(_foreign(document)[:, None], shifted, rows)


def _centred(document: Document, rows: Floats, centres: Mapping[str, Floats]) -> Floats:
    return rows - np.stack([centres[language] for language in _languages(document)])


def _languages(document: Document) -> list[str]:
    """Of each sentence."""
    return [document.spoken.get(document.paragraphs[k], document.language) for k, _ in document.all_sentences]


def _foreign(document: Document) -> Bools:
    """(n,): which sentences are."""
    return np.array([document.paragraphs[k] in document.spoken for k, _ in document.all_sentences])


def _runs(chosen: Bools) -> list[tuple[int, int]]:
    """The runs [start, stop) of what is ``chosen``."""
    edges = np.flatnonzero(np.diff(chosen.astype(np.int8), prepend=0, append=0))
    return [(int(start), int(stop)) for start, stop in edges.reshape(-1, 2)]


def spoken_centres(documents: Sequence[Document], vectors: Vectors) -> dict[str, Floats]:
    """The mean vector of each language, in whatever document it is written; empty where no paragraph is foreign."""
    if not any(document.foreign for document in documents):
        return {}
    pieces, of_pieces = list[Floats](), list[str]()
    for document in documents:
        rows = vectors[document.id]
        languages = np.array(_languages(document))
        for language in sorted(set(languages.tolist())):
            pieces.append(rows[languages == language])
            of_pieces.append(language)
    return centres_of(pieces, of_pieces)


def _says_twice(document: Document, rows: Floats, foreign: Bools) -> bool:
    """Whether most of what is foreign has its translation in the document; ``rows`` (n, d) are centred."""
    sizes = np.array([span.stop - span.start for _, span in document.all_sentences])[foreign]
    links = mutual_links(rows[foreign], rows[~foreign])
    translated = links.source[links.cosines >= TRANSLATED]
    return bool(sizes[translated].sum() >= TWICE * sizes.sum())
