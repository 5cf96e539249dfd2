"""A dataset read back as its users will read it: every config, all rows, through the ``datasets`` library.

That happens in a program of its own, ``python -m corpus.publishing.readback FOLDER``: it is cut off from the network,
from the token and from the user's cache, and what it writes is gone with its temporary folder.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

from corpus.errors import UsageError

_SECRETS = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HF_OIDC_ID_TOKEN", "HF_OIDC_RESOURCE")


@dataclass(frozen=True)
class ReadBack:
    """What ``datasets`` shows: ``languages`` of the Translation feature by config, empty where there is none,
    ``counts`` of rows by config and split; ``findings``, one line each, where it cannot load something."""

    languages: Mapping[str, tuple[str, ...]]
    counts: Mapping[str, Mapping[str, int]]
    findings: tuple[str, ...]


def read_back(folder: Path) -> ReadBack:
    """A ``UsageError`` where ``datasets`` is not installed."""
    if find_spec("datasets") is None:
        raise UsageError("datasets", "it is not installed, and rows are read back through it",
                         "pip install 'hexapla[publish]'")  # fmt: skip
    with TemporaryDirectory(prefix="hexapla-") as temporary:
        environment = {name: value for name, value in os.environ.items() if name not in _SECRETS}
        paths = [str(Path(__file__).parents[2]), *filter(None, [environment.get("PYTHONPATH")])]
        environment |= {
            "PYTHONPATH": os.pathsep.join(paths), "HF_HOME": temporary, "HF_DATASETS_CACHE": f"{temporary}/datasets",
            "HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
        }  # fmt: skip
        run = subprocess.run(
            [sys.executable, "-m", "corpus.publishing.readback", str(folder.resolve())],
            env=environment, capture_output=True, stdin=subprocess.DEVNULL, check=False,
        )  # fmt: skip
    try:
        found = json.loads(run.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        last = run.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or [f"it ended with {run.returncode}"]
        return ReadBack({}, {}, (f"datasets cannot load it: {last[0]}",))
    languages = {config: tuple(codes) for config, codes in found["languages"].items()}
    return ReadBack(languages, found["counts"], tuple(found["findings"]))


def _load(folder: str) -> ReadBack:
    import datasets

    languages, counts, findings = dict[str, tuple[str, ...]](), dict[str, dict[str, int]](), list[str]()
    for config in datasets.get_dataset_config_names(folder):
        try:
            loaded = datasets.load_dataset(folder, config)
        except Exception as error:  # whatever it trips over would stop a user, too
            findings.append(f"datasets cannot load {config}: {type(error).__name__}: {_first_line(error)}")
            continue
        counts[config] = {str(split): part.num_rows for split, part in loaded.items()}
        features = [(part.features or {}).get("translation") for part in loaded.values()]
        found = {tuple(each.languages) if isinstance(each, datasets.Translation) else () for each in features}
        languages[config] = found.pop() if len(found) == 1 else ()
        del loaded
        rmtree(datasets.config.HF_DATASETS_CACHE, ignore_errors=True)  # one config at a time is on the disk
    return ReadBack(languages, counts, tuple(findings))


def _first_line(error: Exception) -> str:
    cause = error.__cause__ or error.__context__ or error
    return next(iter(str(cause).strip().splitlines()), type(cause).__name__)


if __name__ == "__main__":
    result = _load(sys.argv[1])
    print(json.dumps({"languages": result.languages, "counts": result.counts, "findings": result.findings}))
