"""Results as committed JSON, each with the recipe it was made by."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).parents[1] / "results"
_PACKAGES = ("hexapla", "numpy", "torch")


def signature(**settings: object) -> str:
    """Versions, processor and ``settings`` in one line: two results compare exactly when theirs are equal."""
    parts: dict[str, object] = {name: version(name) for name in _PACKAGES}
    parts |= {"python": platform.python_version(), "processor": processor()}
    parts |= dict(sorted(settings.items()))
    return " | ".join(f"{name}:{_compact(value)}" for name, value in parts.items())


def sha256(texts: Iterable[str]) -> str:
    """Of the input data, one text a line."""
    return hashlib.sha256("".join(f"{text}\n" for text in texts).encode()).hexdigest()


def write_result(subject: str, measured: Mapping[str, object], recipe: str) -> Path:
    """Write ``scripts/results/<subject>.json``: what was ``measured``, and the signature."""
    return _write(RESULTS / f"{subject}.json", {**measured, "signature": recipe})


def update_result(subject: str, parts: Mapping[str, object]) -> Path:
    """Put ``parts``, each with a signature of its own, in place of those of ``scripts/results/<subject>.json``."""
    path = RESULTS / f"{subject}.json"
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return _write(path, {**known, **parts})


def _write(path: Path, content: Mapping[str, object]) -> Path:
    RESULTS.mkdir(exist_ok=True)
    path.write_text(json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def processor() -> str:
    """The processor's model, as the system names it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(models, platform.processor() or platform.machine())


def _compact(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"), ensure_ascii=False)
