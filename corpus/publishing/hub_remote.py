"""What is on the Hub already, and what a push of a dataset would change there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from huggingface_hub import HfApi, get_session, hf_hub_url, hf_raise_for_status
from huggingface_hub.errors import GatedRepoError, RepositoryNotFoundError
from huggingface_hub.hf_api import RepoFile
from huggingface_hub.utils import build_hf_headers

from corpus.errors import InputError
from corpus.files import EXPORT
from corpus.publishing.card import is_generated
from corpus.publishing.dataset_schema import CARD
from corpus.publishing.hub_client import hub, plainly

if TYPE_CHECKING:
    from corpus.publishing.dataset_folder import DatasetFolder, StoredFile

DATASET, MAIN = "dataset", "main"
_GLIMPSE = 8.0  # seconds


@dataclass(frozen=True)
class Target:
    """``repository``: NAMESPACE/NAME; ``revision``: a branch of it."""

    repository: str
    revision: str = MAIN


@dataclass(frozen=True)
class Remote:
    """A repository at the commit ``head``: its files by path, each with the sha256 of its bytes or, where git itself
    holds it, with git's own SHA-1; the text of its card; and which files its export.json lists."""

    head: str
    private: bool
    files: Mapping[str, str]
    card: str
    listed: tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """What a push would do: ``new`` and ``changed`` files, those that are the ``same`` there, and the ``stale`` ones,
    of an earlier dataset, that it would delete. ``card``: where somebody has edited the card on the Hub, what would
    get lost, line by line as ``diff -u`` has it."""

    new: tuple[StoredFile, ...]
    changed: tuple[StoredFile, ...] = ()
    same: tuple[StoredFile, ...] = ()
    stale: tuple[str, ...] = ()
    card: tuple[str, ...] = ()

    def kinds(self) -> Mapping[str, tuple[str, ...]]:
        """The paths, by what becomes of them."""
        files = {"add": self.new, "change": self.changed, "same": self.same}
        return {**{kind: tuple(file.path for file in found) for kind, found in files.items()}, "delete": self.stale}

    @property
    def to_send(self) -> tuple[StoredFile, ...]:
        return (*self.new, *self.changed)

    @property
    def nothing(self) -> bool:
        return not self.to_send and not self.stale


def look(api: HfApi, target: Target) -> Remote | None:
    """None where there is no such repository, or none for this token."""
    try:
        info = api.dataset_info(target.repository, revision=target.revision)
    except RepositoryNotFoundError as error:
        if isinstance(error, GatedRepoError) or (api.token and error.response.status_code == 401):
            raise
        return None
    tree = api.list_repo_tree(target.repository, recursive=True, revision=info.sha, repo_type=DATASET)
    files = {each.path: each.lfs.sha256 if each.lfs else each.blob_id for each in tree if isinstance(each, RepoFile)}

    def text(name: str) -> str:
        if name not in files:
            return ""
        url = hf_hub_url(target.repository, name, repo_type=DATASET, revision=info.sha, endpoint=api.endpoint)
        response = get_session().get(url, headers=build_hf_headers(token=api.token))
        hf_raise_for_status(response)
        return response.content.decode("utf-8", "replace")

    return Remote(info.sha or "", bool(info.private), files, text(CARD), _listed(text(EXPORT)))


def _listed(text: str) -> tuple[str, ...]:
    """The files that the export.json of a dataset of ours lists."""
    try:
        export = json.loads(text)
        ours = export["signature"]["target"] == DATASET
        return tuple(name for name in export["files"] if isinstance(name, str)) if ours else ()
    except (ValueError, KeyError, TypeError, RecursionError):
        return ()


def compare(dataset: DatasetFolder, remote: Remote | None) -> Difference:
    """Of the files that export.json lists; other files stay here, and others there."""
    if remote is None:
        return Difference(dataset.files)
    new = tuple(file for file in dataset.files if file.path not in remote.files)
    there = [file for file in dataset.files if file.path in remote.files]
    same = tuple(file for file in there if _is_same(dataset.path, file, remote.files[file.path]))
    changed = tuple(file for file in there if file not in same)
    own = {file.path for file in dataset.files}
    stale = tuple(sorted(name for name in remote.listed if name in remote.files and name not in own))
    edited = any(file.path == CARD for file in changed) and remote.card.strip() and not is_generated(remote.card)
    return Difference(new, changed, same, stale, _card_lines(dataset.path, remote.card) if edited else ())


def _is_same(folder: Path, file: StoredFile, there: str) -> bool:
    if len(there) == len(file.sha256):
        return file.sha256 == there
    data = (folder / file.path).read_bytes()  # git holds small files only
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest() == there


def _card_lines(folder: Path, there: str) -> tuple[str, ...]:
    here = (folder / CARD).read_text(encoding="utf-8")
    names = (f"{CARD} on the Hub", f"{CARD} here")
    lines = unified_diff(there.splitlines(), here.splitlines(), *names, lineterm="")
    return tuple("".join(each if each.isprintable() else " " for each in line) for line in lines)  # for a terminal


def glimpse(endpoint: str, token: str | None, target: Target) -> Remote | None:
    """``look`` without patience: an ``InputError`` where nothing is seen within seconds, whatever the network does."""
    found: list[Remote | InputError | None] = []

    def work() -> None:
        try:
            with plainly(api):
                found.append(look(api, target))
        except InputError as error:
            found.append(error)

    with hub(endpoint, token, answer=_GLIMPSE) as api:
        thread = Thread(target=work, daemon=True)  # a name server that does not answer cannot be interrupted
        thread.start()
        thread.join(_GLIMPSE)
    seen = found[0] if found else InputError(api.endpoint, f"no answer within {_GLIMPSE:.0f} seconds")
    if isinstance(seen, InputError):
        raise seen
    return seen
