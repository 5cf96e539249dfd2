"""``manifest.json`` of a build: what it was made of, how, and what came of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import __version__
from corpus.files import BUILD, sha256, write_atomically
from corpus.memories import Memory
from corpus.profiles import MULTIWAY

if TYPE_CHECKING:
    from corpus.pipeline import Build


def write_manifest(build: Build, folder: Path, memories: Mapping[str, Memory]) -> None:
    """``manifest.json``: the signature, the inputs and what came of them, and the sha256 of the tables that are in
    ``folder`` already. Seconds are in the log, since they differ from run to run and everything else does not."""
    documents = build.collection.documents
    content = {
        "hexapla": __version__,
        "signature": {"version": __version__, "encoder": build.encoder, "settings": build.settings.as_dict()},
        "inputs": [
            {
                "path": document.path, "lang": document.language, "sha256": document.sha256, "doc_id": document.id,
                "group": document.group, "licence": document.licence, "flags": list(document.flags),
                "ready": bool(document.keys),
            }
            for document in documents
        ],
        "rejected": [{"path": refusal.path, "reason": refusal.reason} for refusal in build.collection.rejected],
        "furniture": _furniture(build),
        "groups": [
            {
                "group_id": each.id, "probability": round(each.probability, 4),
                "documents": [document.path for document in each.documents],
            }
            for each in build.grouping.groups
        ],
        "counts": build.counts(),
        "tables": {path.name: sha256(path.read_bytes()) for path in sorted(folder.glob("*.parquet"))},
        "pairs": {name: memory.summary.units for name, memory in memories.items() if name != MULTIWAY},
        "tmx": {name: units for memory in memories.values() for name, units in memory.summary.files.items()},
        **({"review": build.decisions.counts()} if build.decisions else {}),
        **({"spot_check": build.spot_check.as_dict()} if build.spot_check else {}),
    }  # fmt: skip
    with write_atomically(folder / BUILD) as temporary:
        temporary.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _furniture(build: Build) -> dict[str, int]:
    """How many lines were left out, by reason; of repeated ones, whatever their number of documents."""
    reasons = [each.reason for document in build.collection.documents for each in document.left_out]
    counts = Counter("repeated" if reason.startswith("repeated:") else reason for reason in reasons)
    counts.update(unit.furniture for unit in build.units if unit.furniture)
    return dict(sorted((+counts).items()))
