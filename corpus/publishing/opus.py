"""A release in the manner of OPUS (J. Tiedemann, Parallel Data, Tools and Interfaces in OPUS, LREC 2012): for each pair
of languages aligned plain texts, which Moses reads, and a TMX.

NAME/v1.0/moses/en-es.txt.zip   README, LICENSE, and NAME.en-es with the endings .en .es .ids .licences .scores
NAME/v1.0/tmx/en-es.tmx.gz
NAME/v1.0/README, LICENSE, CITATION.cff, documents.tsv

Languages come in alphabetical order, with underscores: ``pt_BR``. A line of ``.ids`` has the document in the one
language, that in the other, and where the texts stand in these, separated by tabs: OPUS has numbers of sentences there,
a dataset has characters, ``120-188``. Licences have a file of their own, since readers of ``.ids`` know four columns.
What OPUS has besides, texts by language (``mono``) and XML, are whole documents, and a dataset has none.
"""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corpus import __version__
from corpus.errors import InputError
from corpus.publishing.dataset_folder import DatasetFolder
from corpus.publishing.dataset_schema import ALL, CITATION, DOCUMENTS, LICENCES, table_schemas
from corpus.publishing.packing import add_file, gzip_file
from corpus.publishing.shards import Shard, config_names, read_table, shards_of
from corpus.tabular import write_tsv
from corpus.tmx import PROBABILITY, TranslationUnit, clean_segment
from corpus.tmx_writer import write_tmx

README = "README"
_COLUMNS = ("unit_id", "translation", "probability", "doc_id", "licence", "char_start", "char_end")
_TEXT = """\
{title}

{name} v{version}, a parallel corpus.{people}{warning}

For each pair of languages, such as en-es:

moses/en-es.txt.zip   {name}.en-es.en and {name}.en-es.es: a unit a line; line breaks within texts are spaces.
                      {name}.en-es.ids: the two documents, and from which character to which the texts stand in them.
                      {name}.en-es.licences: those of the two texts, as SPDX expressions.
                      {name}.en-es.scores: how probable it is that the unit is exactly right.
tmx/en-es.tmx.gz      the same units, equal ones once, with these figures and the licences of the documents;
                      languages are as BCP 47 has them: pt-BR where files are named pt_BR.
documents.tsv         of each document path, title, date, address, licence, the words in which it states that, and who
                      says so: the document or the publisher of this corpus.

All splits of the dataset are in each file: train, validation and test, in this order. To compare results on its
splits, take them from the dataset.

LICENSE says who may do what with the texts, CITATION.cff how to cite them.
Written by hexapla {program} from the dataset of build {build}.
"""
_UNKNOWN = "UNKNOWN"  # the licence, as LICENSE has it
_WARNING = """

WARNING: of {count} of the {total} documents no licence is known. Their texts may be under copyright, and nobody has
permitted their use. The files .licences and documents.tsv have UNKNOWN there."""


@dataclass(frozen=True)
class Release:
    """A ``dataset`` under its ``name`` in ASCII letters, digits and hyphens; ``version`` without v."""

    dataset: DatasetFolder
    name: str
    version: str
    title: str
    authors: tuple[str, ...] = ()
    homepage: str = ""

    def readme(self, warning: str) -> str:
        """For the release and each of its archives."""
        people = f"\nBy {', '.join(self.authors)}." if self.authors else ""
        told = {"title": clean_segment(self.title), "people": people + (f"\n{self.homepage}" if self.homepage else "")}
        return _TEXT.format(
            **told, warning=warning, name=self.name, version=self.version, program=__version__, build=self.dataset.build
        )


@dataclass(frozen=True)
class PairFiles:
    """``units`` in the texts of a pair; ``notes`` on what its files lack."""

    units: int
    notes: tuple[str, ...]


def write_release(release: Release, output: Path) -> dict[str, PairFiles]:
    """Write ``NAME/vVERSION`` into the folder ``output``; by pair, such as ``en-pt_BR``, what became of it.

    Raises InputError where a shard is none, or of another build.
    """
    place, folder = output / release.name / f"v{release.version}", release.dataset.path
    (place / "moses").mkdir(parents=True)
    (place / "tmx").mkdir()
    documents = [_cells(row) for row in read_table(folder, DOCUMENTS).to_pylist()]
    (place / README).write_text(release.readme(_warning(documents)), encoding="utf-8", newline="\n")
    names = table_schemas()[DOCUMENTS].names
    write_tsv(place / "documents.tsv", names, ([row[name] for name in names] for row in documents))
    for name in (LICENCES, CITATION):
        shutil.copyfile(folder / name, place / name)
    paths = {row["doc_id"]: row["path"] for row in documents}
    found: dict[str, PairFiles] = {}
    for config in config_names(folder):
        if config == ALL:
            continue
        pair = _Pair(release, shards_of(folder, config), paths)
        if other := found.get(pair.name):
            note = f"{config}: left out: OPUS has a pair in one direction, and {pair.name} is it"
            found[pair.name] = replace(other, notes=(*other.notes, note))
        else:
            found[pair.name] = pair.write(place)
    return found


def _cells(row: Mapping[str, Any]) -> dict[str, Any]:
    """Of a document, as texts of one line each: the same as in the other files."""
    cells = {name: clean_segment(value) if isinstance(value, str) else value for name, value in row.items()}
    return {**cells, "licence": cells["licence"] or _UNKNOWN}


def _warning(documents: Sequence[Mapping[str, Any]]) -> str:
    count = sum(row["licence"] == _UNKNOWN for row in documents)
    return _WARNING.format(count=f"{count:,}", total=f"{len(documents):,}") if count else ""


class _Pair:
    """Two languages, in alphabetical order as OPUS writes them."""

    def __init__(self, release: Release, shards: Sequence[Shard], paths: Mapping[str, str]) -> None:
        self._release, self._shards, self._paths = release, shards, paths
        codes = {language.replace("-", "_"): language for language in shards[0].languages}
        self._codes = sorted(codes)
        self._languages = [codes[code] for code in self._codes]
        self.name = "-".join(self._codes)
        self._units = self._empty = 0

    def write(self, place: Path) -> PairFiles:
        """Its archives, into the folders below ``place``."""
        with tempfile.TemporaryDirectory(dir=place) as name:
            folder = Path(name)
            stem = f"{self._release.name}.{self.name}"
            texts = [folder / f"{stem}.{ending}" for ending in (*self._codes, "ids", "licences", "scores")]
            memory = folder / f"{self.name}.tmx"
            with ExitStack() as stack:
                files = [stack.enter_context(text.open("w", encoding="utf-8", newline="\n")) for text in texts]
                summary = write_tmx(memory, self._written(files), self._languages[0], self._languages)
            with zipfile.ZipFile(place / f"moses/{self.name}.txt.zip", "w") as archive:
                for file in (place / README, place / LICENCES, *texts):
                    add_file(archive, file.name, file)
            gzip_file(memory, place / f"tmx/{self.name}.tmx.gz")
        of_tmx = [f"left out, {reason}: {count}" for reason, count in summary.dropped.items()]
        notes = [f"tmx/{self.name}.tmx.gz: {line}" for line in (*of_tmx, *summary.warnings)]
        if self._empty:
            notes.insert(0, f"{self.name}: left out, empty text: {self._empty}")
        return PairFiles(self._units, tuple(notes))

    def _written(self, files: Sequence[Any]) -> Iterator[TranslationUnit]:
        """Each unit, once its lines are in ``files``."""
        for row in self._rows():
            texts = [clean_segment(row["translation"][language] or "") for language in self._languages]
            if not all(texts):
                self._empty += 1
                continue
            self._units += 1
            documents = [row["doc_id"][language] for language in self._languages]
            origins = [self._paths.get(each, each) for each in documents]
            places = [f"{row['char_start'][each]}-{row['char_end'][each]}" for each in self._languages]
            licences = [row["licence"][language] for language in self._languages]
            score = f"{row['probability']:.4f}"
            told = ("\t".join((*origins, *places)), "\t".join(each or _UNKNOWN for each in licences), score)
            for file, line in zip(files, (*texts, *told), strict=True):
                file.write(f"{line}\n")
            properties = [(PROBABILITY.removeprefix("x-"), score)]
            for language, origin, where in zip(self._languages, origins, places, strict=True):
                properties.append((f"origin-{language}", f"{origin}:{where}"))
            for language, licence in zip(self._languages, licences, strict=True):
                properties += [(f"licence-{language}", licence)] if licence else []
            segments = tuple(zip(self._languages, texts, strict=True))
            yield TranslationUnit(row["unit_id"], segments, tuple(properties))

    def _rows(self) -> Iterator[Mapping[str, Any]]:
        build = self._release.dataset.build
        for shard in self._shards:
            if shard.build != build:
                what = f"it is of build {shard.build or '?'}, and the dataset is of build {build}"
                raise InputError(str(shard.path), what, "export the dataset again")
            for batch in shard.batches(_COLUMNS):
                yield from batch.to_pylist()
