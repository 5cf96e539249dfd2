"""How a reader of ready units, such as those of a translation memory, builds its extracts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from corpus.catalogues import key_of
from corpus.documents import Extract, Rejected
from corpus.errors import InputError
from corpus.readers.blocks import BlockWriter


class ReadyUnits:
    """Collects units, and makes an extract of each of their languages, in the order in which these come up."""

    def __init__(self) -> None:
        self._writers: dict[str, BlockWriter] = {}
        self._refused: dict[str, list[tuple[int, str]]] = {}
        self._named: dict[str, list[str]] = {}  # keys by name
        self._probabilities: dict[str, float] = {}  # by key
        self._count = 0

    def add(
        self,
        texts: Mapping[str, str],
        left_out: Mapping[str, str] | None = None,
        name: str = "",
        probability: float = 1.0,
    ) -> None:
        """One unit: language (a BCP-47 code) -> text, blank where there is none.

        ``left_out`` gives the reason for each language whose text is listed but is no part of the unit. ``name``, where
        there is one, is that of its source in a catalogue, see corpus/catalogues.py.
        """
        self._count += 1
        key, reasons = str(self._count), left_out or {}
        if probability < 1:
            self._probabilities[key] = probability
        if name:
            self._named.setdefault(name, []).append(key)
        for language, text in texts.items():
            if language not in self._writers:
                self._writers[language] = BlockWriter()
            self._writers[language].add(text, reasons.get(language, ""), key)

    def add_flows(
        self,
        flows: Mapping[str, Sequence[str]],
        left_out: Mapping[str, str] | None = None,
        name: str = "",
        probability: float = 1.0,
    ) -> None:
        """A segment of each language, and after it the texts inside its codes: units of their own, which go together
        where every language has as many."""
        if len({len(texts) for texts in flows.values()}) == 1:
            for number, parts in enumerate(zip(*flows.values(), strict=True)):
                self.add(dict(zip(flows, parts, strict=True)), left_out, "" if number else name, probability)
            return
        self.add({language: texts[0] for language, texts in flows.items()}, left_out, name, probability)
        for language, texts in flows.items():
            for text in texts[1:]:
                self.add({language: text}, left_out, probability=probability)

    def refuse(self, kind: str, line: int, reason: str) -> None:
        """Something in ``line`` of the file that cannot be taken; those of one kind are listed as one."""
        self._refused.setdefault(kind, []).append((line, reason))

    def extracts(self, where: str, flags: tuple[str, ...] = (), catalogue: str = "") -> list[Extract | Rejected]:
        """An extract a language, and one line for each kind of refusal; an ``InputError`` where there is nothing.

        With a ``catalogue``, names that only one unit has become its key.
        """
        keys = {
            found[0]: key_of(catalogue, name) for name, found in self._named.items() if catalogue and len(found) == 1
        }
        found = list[Extract | Rejected]()
        for language, writer in self._writers.items():
            extract = writer.extract(language=language, fragment=language, flags=flags)
            sure = tuple(self._probabilities.get(key, 1.0) for key in extract.keys) if self._probabilities else ()
            found.append(replace(extract, keys=tuple(keys.get(key, key) for key in extract.keys), probabilities=sure))
        for kind, refusals in self._refused.items():
            line, reason = refusals[0]
            rest = f", and {len(refusals) - 1} more of its kind ({kind})" if len(refusals) > 1 else ""
            found.append(Rejected(where, f"line {line}: {reason}{rest}"))
        if not found:
            raise InputError(where, "there is no unit in it")
        return found
