"""The tables of a build: Parquet for programs, TSV for people and spreadsheets."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.files import write_atomically

if TYPE_CHECKING:
    import pyarrow as pa

from corpus.documents import FOREIGN, Document, Rejected, Span
from corpus.groups import Finding, Grouping
from corpus.settings import Pair
from corpus.units import Part, Unit
from corpus.vectors import Centres

ROWS_AT_ONCE = 50_000  # rows of a Parquet row group: memory stays flat
Row = dict[str, object]
_BREAKS = re.compile(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")  # all that ends a field or, for some reader, a line


def _schemas() -> Mapping[str, pa.Schema]:
    import pyarrow as pa

    def schema(**fields: pa.DataType) -> pa.Schema:
        return pa.schema(list(fields.items()))

    text, whole, real, truth = pa.string(), pa.int64(), pa.float64(), pa.bool_()
    return {
        "documents": schema(
            doc_id=text, path=text, lang=text, title=text, date=text, url=text, licence=text, paragraphs=whole,
            sentences=whole, group_id=text, probability=real, version=whole, part=whole, reason=text, runner_up=text,
            duplicate_of=text, flags=pa.list_(text),
        ),
        "scores": schema(
            pair=text, unit_id=text, reason=text, probability=real, consistency=real, flags=pa.list_(text),
            length_ratio=real, length_deviation=real, source_language=text, target_language=text, numbers_apart=whole,
            letters=real, words=whole, characters=whole, copy=truth, repeats=whole, targets=whole, sources=whole,
            source=text, target=text,
        ),
        "segments": schema(
            doc_id=text, block=whole, char_start=whole, char_end=whole, reason=text, time_start=real, time_end=real,
        ),
        "centres": schema(lang=text, kind=text, vector=pa.list_(pa.float32())),
        "texts": schema(doc_id=text, lang=text, text=text),
        "units": schema(
            unit_id=text, group_id=text, order=whole, lang=text, text=text, doc_id=text,
            char_start=whole, char_end=whole, paragraph=whole, probability=real, consistency=real, flags=pa.list_(text),
            time_start=real, time_end=real,
        ),
    }  # fmt: skip


def write_parquet(path: Path, table: str, rows: Iterable[Row]) -> None:
    """Rows of the ``table`` documents, texts, segments, scores, units or centres, as the README lists them.

    The same rows give the same bytes.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema, remaining = _schemas()[table], iter(rows)
    with write_atomically(path) as temporary, pq.ParquetWriter(temporary, schema, compression="zstd") as writer:
        while chunk := list(islice(remaining, ROWS_AT_ONCE)):
            writer.write_table(pa.Table.from_pylist(chunk, schema=schema))


def document_rows(documents: Sequence[Document], grouping: Grouping) -> Iterable[Row]:
    """What is in each document, and what was decided about it."""
    versions = [version for group in grouping.groups for version in group.versions]
    places = {each.id: place for version in versions for place, each in enumerate(version.documents, 1)}
    for document in documents:
        finding = grouping.findings[document.id]
        yield {
            "doc_id": document.id,
            "path": document.path,
            "lang": document.language,
            "title": document.title,
            "date": document.date or None,
            "url": document.url,
            "licence": document.licence,
            "paragraphs": len(document.native.paragraphs),
            "sentences": sum(map(len, document.native.sentences)),
            "group_id": finding.group,
            "probability": finding.probability,
            "version": finding.version,
            "part": places.get(document.id),
            "reason": finding.reason,
            "runner_up": finding.runner_up,
            "duplicate_of": finding.duplicate_of,
            "flags": list(document.flags),
        }


def text_rows(documents: Sequence[Document]) -> Iterable[Row]:
    """What the offsets of the units count in."""
    for document in documents:
        yield {"doc_id": document.id, "lang": document.language, "text": document.text}


def segment_rows(documents: Iterable[Document]) -> Iterable[Row]:
    """The sentences of each document, and what is no sentence of its text with the reason: enough to align it again."""
    for document in documents:
        for block, span in document.all_sentences:
            language = document.spoken.get(document.paragraphs[block])
            yield _segment(document, block, span, f"{FOREIGN}{language}" if language else None)
        for piece in document.furniture:
            yield _segment(document, None, piece.span, piece.reason)


def _segment(document: Document, block: int | None, span: Span, reason: str | None) -> Row:
    time = document.time_of(span) or (None, None)
    return {
        "doc_id": document.id,
        "block": block,
        "char_start": span.start,
        "char_end": span.stop,
        "reason": reason,
        "time_start": time[0],
        "time_end": time[1],
    }


def centre_rows(centres: Centres) -> Iterable[Row]:
    """``kind`` is written or spoken."""
    for kind, vectors in centres._asdict().items():
        for language in sorted(vectors):
            yield {"lang": language, "kind": kind, "vector": vectors[language].tolist()}


def unit_rows(units: Iterable[Unit]) -> Iterable[Row]:
    """One row for each language of each unit."""
    for unit in units:
        for part in unit.parts:
            yield {
                "unit_id": unit.id,
                "group_id": unit.group,
                "order": unit.order,
                "lang": part.language,
                "text": part.text,
                "doc_id": part.document,
                "char_start": part.span.start,
                "char_end": part.span.stop,
                "paragraph": part.paragraph,
                "probability": round(unit.probability, 4),
                "consistency": round(unit.consistency, 4),
                "flags": list(unit.flags),
                "time_start": part.time[0] if part.time else None,
                "time_end": part.time[1] if part.time else None,
            }


def write_tsv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Tab-separated, UTF-8, one header line, no quoting: tabs and line ends inside a field become spaces. Returns
    the number of rows."""
    count = 0
    with write_atomically(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None)
        writer.writerow(columns)
        for row in rows:
            writer.writerow([_BREAKS.sub(" ", field) if isinstance(field, str) else field for field in row])
            count += 1
    return count


def origin(part: Part) -> str:
    """Where the text of a part stands: ``path:start-stop``, in characters of the document's text."""
    return f"{part.path}:{part.span.start}-{part.span.stop}"


FIGURES = ("probability", "consistency", "flags")


def figures(unit: Unit) -> list[str]:
    """The columns ``FIGURES``."""
    return [f"{unit.probability:.4f}", f"{unit.consistency:.4f}", ",".join(unit.flags)]


def write_pair_tsv(path: Path, pair: Pair, units: Iterable[Unit]) -> int:
    """Both texts, the figures of the unit, and for each text ``path:start-stop``, in characters of the document's
    text."""
    source, target = pair
    columns = [source, target, *FIGURES, f"{source}_origin", f"{target}_origin", "unit_id"]
    rows = (
        [left.text, right.text, *figures(unit), origin(left), origin(right), unit.id]
        for unit in units
        for left, right in unit.pairs(source, target)
    )
    return write_tsv(path, columns, rows)


def write_all_tsv(path: Path, languages: Sequence[str], units: Sequence[Unit]) -> int:
    """One column a language, and ``es#2`` for second versions in it; empty where the version lacks the passage."""
    further = sorted({part.column for unit in units for part in unit.parts if part.version > 1})
    columns = sorted([*languages, *further])
    rows = (
        [unit.id, unit.group, *figures(unit), *(texts.get(column, "") for column in columns)]
        for unit in units
        if len(unit.parts) > 1 and (texts := {part.column: part.text for part in unit.parts})
    )
    return write_tsv(path, ["unit_id", "group_id", *FIGURES, *columns], rows)


UNALIGNED = ("kind", "lang", "path", "paragraph", "char_start", "char_end", "reason", "text")


def unaligned_rows(
    documents: Sequence[Document],
    rejected: Sequence[Rejected],
    findings: Mapping[str, Finding],
    units: Iterable[Unit],
    left_out: Mapping[str, str],
) -> Iterable[Sequence[object]]:
    """Everything that has no counterpart, with where it stands: files that could not be used, documents without
    partner, page furniture, segments alone, and units left out (``left_out``: unit id -> reason)."""
    for refusal in rejected:
        yield ["file", "", refusal.path, "", "", "", refusal.reason, ""]
    for document in documents:
        finding = findings[document.id]
        if finding.group is None:
            yield [
                "document",
                document.language,
                document.path,
                "",
                0,
                len(document.text),
                finding.reason,
                document.title,
            ]
    for document in documents:
        for piece in document.left_out:
            span, text = piece.span, piece.span.of(document.text)
            yield ["furniture", document.language, document.path, "", span.start, span.stop, piece.reason, text]
    for unit in units:
        reason = left_out.get(unit.id) or ("no counterpart in any version" if len(unit.parts) == 1 else None)
        if reason:
            for part in unit.parts:
                at = [part.language, part.path, part.paragraph, part.span.start, part.span.stop]
                if unit.furniture:
                    yield ["furniture", *at, unit.furniture, part.text]
                else:
                    yield ["segment" if len(unit.parts) == 1 else "unit", *at, reason, part.text]
