"""The push of a dataset to the Hub, which sends nothing twice."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi
from huggingface_hub.errors import HfHubHTTPError

from corpus.errors import InputError, TransientError
from corpus.publishing.dataset_folder import DatasetFolder, StoredFile
from corpus.publishing.dataset_schema import CARD
from corpus.publishing.hub_client import plainly
from corpus.publishing.hub_remote import DATASET, Difference, Remote, Target, compare, look
from corpus.publishing.patience import Patience

Operation = CommitOperationAdd | CommitOperationDelete
_AT_ONCE = 8  # files; what has arrived is counted after each so many
_OVERTAKEN = (409, 412)  # another commit is under way, or came first


@dataclass(frozen=True)
class Pushed:
    """``difference``: as it was before. ``commit``: its id, empty where there was none to make: nothing differed, or
    the card on the Hub was to be kept. ``created``: the repository was not there before; ``private``: it is."""

    difference: Difference
    private: bool
    commit: str = ""
    created: bool = False


@dataclass(frozen=True)
class Choices:
    """``private``: only where the repository is created. ``replace_card``: one that somebody has edited there, too.
    ``message``: of the commit."""

    private: bool = True
    replace_card: bool = False
    message: str = "A dataset made with hexapla"


@dataclass
class Push:
    """``say`` gets a line about each step."""

    api: HfApi
    dataset: DatasetFolder
    target: Target
    choices: Choices
    patience: Patience
    say: Callable[[str], object]
    _operations: dict[str, CommitOperationAdd] = field(default_factory=dict)
    _arrived: set[str] = field(default_factory=set)
    _remote: Remote | None = None
    _created: bool = False

    def __call__(self) -> Pushed:
        """Sends what differs and makes one commit of it. After a failure it looks again at what is there, and whatever
        has arrived is not sent again; an ``InputError`` where that does not help."""
        remote = self._remote = self.patience.call(self._prepare)
        first = compare(self.dataset, remote)
        if first.nothing or (first.card and not self.choices.replace_card):
            return Pushed(first, remote.private, created=self._created)
        return Pushed(first, remote.private, self.patience.call(self._send), self._created)

    def _prepare(self) -> Remote:
        with plainly(self.api):
            if remote := look(self.api, self.target):
                return remote
            self._create()
            return self._look(self.target)

    def _create(self) -> None:
        repo = self.target.repository
        self.api.create_repo(repo, repo_type=DATASET, private=self.choices.private, exist_ok=True)
        self._created = True
        self.say(f"{repo}: created, {'private' if self.choices.private else 'public'}")

    def _look(self, target: Target) -> Remote:
        if remote := look(self.api, target):
            return remote
        what = "the repository is there, but this token may not see it"
        raise InputError(target.repository, what, "use a token of its owner")

    def _send(self) -> str:
        with plainly(self.api), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of huggingface_hub, about itself
            remote, self._remote = self._remote or self._look(self.target), None  # after a failure a fresh one
            difference = compare(self.dataset, remote)
            if difference.nothing:  # the commit was made, only the answer got lost
                return remote.head
            if difference.card and not self.choices.replace_card:
                raise InputError(CARD, "somebody has edited it on the Hub meanwhile", "call again to see how")
            additions = [self._operation(file) for file in difference.to_send]
            self._send_contents(additions)
            deletions = [CommitOperationDelete(name, is_folder=False) for name in difference.stale]
            return self._commit([*additions, *deletions], remote.head)

    def _operation(self, file: StoredFile) -> CommitOperationAdd:
        """The same in every try: it knows what has arrived."""
        if file.path not in self._operations:
            operation = CommitOperationAdd(file.path, self.dataset.path / file.path)
            operation.upload_info.sha256 = bytes.fromhex(file.sha256)
            self._operations[file.path] = operation
        return self._operations[file.path]

    def _send_contents(self, additions: Sequence[CommitOperationAdd]) -> None:
        """Of large files; the others are in the commit itself."""
        left = [each for each in additions if each.path_in_repo not in self._arrived]
        for start in range(0, len(left), _AT_ONCE):
            chunk = left[start : start + _AT_ONCE]
            self.api.preupload_lfs_files(
                self.target.repository, chunk, repo_type=DATASET, revision=self.target.revision, free_memory=False
            )
            self.patience.renew()
            self._arrived.update(each.path_in_repo for each in chunk)
            self.say(f"sent {len(self._arrived)} of {len(self._operations)} files")
        if ignored := [each.path_in_repo for each in additions if each._should_ignore]:
            what = f"its .gitignore leaves out {len(ignored)} files, the first is {ignored[0]}"
            raise InputError(self.target.repository, what, "change it on the Hub")

    def _commit(self, operations: Sequence[Operation], head: str) -> str:
        try:
            made = self.api.create_commit(
                self.target.repository, operations, commit_message=self.choices.message,
                repo_type=DATASET, revision=self.target.revision, parent_commit=head or None,
            )  # fmt: skip
        except HfHubHTTPError as error:
            if error.response.status_code in _OVERTAKEN:
                what = f"another commit came in between ({error.response.status_code})"
                raise TransientError(self.target.repository, what) from None
            raise
        return str(made.oid)
