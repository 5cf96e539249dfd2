"""Check a dataset folder of ``hexapla export --to dataset``, show what would change on the Hub, push it, pack it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus.errors import InputError, UsageError
from corpus.options import JSON, PATH, QUIET
from corpus.program import Script

if TYPE_CHECKING:
    from corpus.publishing.dataset_check import Checked
    from corpus.publishing.hub import Choices
    from corpus.publishing.hub_remote import Difference, Target

NOT_SENT = "nothing was sent: that takes --push"
_UNITS = ("B", "kB", "MB", "GB", "TB")


@click.command("upload_dataset.py", cls=Script, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("folder", metavar="DIR", type=PATH)
@click.argument("repository", metavar="[REPO]", required=False, default="")
@click.option("--push", is_flag=True, help="Send it.  [default: only say what would be sent]")
@click.option("--public", is_flag=True, help="Everybody may see a repository that is created.  [default: private]")
@click.option("--revision", default="main", show_default=True, metavar="BRANCH", help="The branch to push to.")
@click.option("--message", default="", metavar="TEXT", help="Of the commit.")
@click.option("--endpoint", default="", metavar="URL", help="Another Hub.  [default: HF_ENDPOINT, else the public one]")
@click.option("--replace-card", is_flag=True, help="Overwrite a card that somebody has edited on the Hub.")
@click.option("--to-zip", "archive", type=PATH, metavar="FILE.zip", help="Pack it for Zenodo, CLARIN and others.")
@click.option("--to-opus", "opus", type=PATH, metavar="FOLDER", help="Write Moses and TMX as OPUS names them.")
@click.option("--force", is_flag=True, help="Replace what --to-zip or --to-opus wrote before.")
@JSON
@QUIET
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def main(
    folder: Path, repository: str, push: bool, public: bool, revision: str, message: str, endpoint: str,
    replace_card: bool, archive: Path | None, opus: Path | None, force: bool, as_json: bool, quiet: bool, debug: bool,
) -> None:  # fmt: skip
    """Check the dataset in DIR, list its files, and say what a push to REPO (NAMESPACE/NAME) would change there.

    Without --push nothing is sent, and neither a token nor a network is needed. The token is that of HF_TOKEN, or of
    hf auth login.

    \b
    python scripts/upload_dataset.py DIR
    python scripts/upload_dataset.py DIR me/my-corpus
    python scripts/upload_dataset.py DIR me/my-corpus --push
    python scripts/upload_dataset.py DIR --to-zip my-corpus.zip

    Exit codes: 0 well, 1 a problem with the data or the Hub, 2 a wrong call, 130 interrupted.
    """
    from corpus.publishing.hub_client import LOG_IN, check_repository, hub_token
    from corpus.publishing.hub_remote import Target

    if push and not repository:
        raise UsageError("--push", "it is not said where to", "give NAMESPACE/NAME behind DIR")
    if repository:
        check_repository(repository)
    token = hub_token() if repository else None
    if push and not token:
        raise UsageError("--push", "there is no token", LOG_IN)
    target = Target(repository, revision)
    with Report(as_json, quiet) as report:
        checked = _check(report, folder)
        _pack(report, folder, archive, opus, force)
        if push:
            from corpus.publishing.hub import Choices

            choices = Choices(not public, replace_card, message or Choices.message)
            _push(report, checked, target, endpoint, choices)
        elif repository:
            _preview(report, checked, target, endpoint)


class Report:
    """Lines for a person as things happen, or one object for a program at the end, also where it ends badly."""

    def __init__(self, as_json: bool, quiet: bool) -> None:
        self._as_json, self._quiet = as_json, quiet
        self._result: dict[str, Any] = {}

    def __enter__(self) -> Report:
        return self

    def __exit__(self, *error: object) -> None:
        if self._as_json and self._result:
            click.echo(json.dumps(self._result, ensure_ascii=False))

    def say(self, *lines: str) -> None:
        """For a person."""
        if not self._as_json:
            click.echo("\n".join(lines))

    def record(self, **values: object) -> None:
        """For a program."""
        self._result |= values

    @property
    def on_terminal(self) -> bool:
        """Whether there is somebody to look at a bar."""
        return sys.stderr.isatty() and not self._quiet

    def progress(self, line: str) -> None:
        if not self._quiet:
            click.echo(line, err=True)


def _check(report: Report, folder: Path) -> Checked:
    from corpus.publishing.dataset_check import check_dataset

    checked = check_dataset(folder)
    files = checked.dataset.files
    report.say(*_checked_lines(checked))
    report.record(
        folder=str(folder), build=checked.dataset.build, counts=checked.counts, files=[asdict(file) for file in files],
        bytes=sum(file.size for file in files), notes=checked.notes, findings=checked.findings,
    )  # fmt: skip
    if checked.findings:
        count = f"{len(checked.findings)} findings" if len(checked.findings) > 1 else "a finding"
        raise InputError(str(folder), f"{count}: it cannot be published as it is")
    return checked


def _checked_lines(checked: Checked) -> Iterator[str]:
    files = checked.dataset.files
    yield f"{checked.dataset.path}: a dataset of build {checked.dataset.build}"
    for config, counts in checked.counts.items():
        yield f"  {config:<8} " + "  ".join(f"{split} {count:,}" for split, count in counts.items())
    yield f"{len(files)} files, {_size(sum(file.size for file in files))}"
    yield from (f"  {file.sha256}  {_size(file.size):>8}  {file.path}" for file in files)
    yield from (f"note: {note}" for note in checked.notes)
    yield from (f"finding: {finding}" for finding in checked.findings)


def _pack(report: Report, folder: Path, archive: Path | None, opus: Path | None, force: bool) -> None:
    if archive:
        from corpus.publishing.deposits import write_zip

        packed = write_zip(folder, archive, force)
        report.say(*packed.lines())
        report.record(zip=packed.as_dict())
    if opus:
        from corpus.publishing.deposits import write_opus

        written = write_opus(folder, opus, force)
        report.say(*written.lines())
        report.record(opus=written.as_dict())


def _preview(report: Report, checked: Checked, target: Target, endpoint: str) -> None:
    """What a push would do, or one line that says why that cannot be seen."""
    from corpus.publishing.hub_client import hub_token
    from corpus.publishing.hub_remote import compare, glimpse

    token, where = hub_token(), target.repository
    report.record(repository=where)
    try:
        remote = glimpse(endpoint, token, target)
    except InputError as error:
        report.say(f"what would change on the Hub cannot be seen: {error}", NOT_SENT)
        report.record(unseen=str(error))
        return
    if remote is None:
        hidden = "this token may not see it" if token else "it is private and there is no token"
        unseen = f"{where}: it is not there yet, or {hidden}"
        report.say(unseen, NOT_SENT)
        report.record(unseen=unseen)
        return
    difference = compare(checked.dataset, remote)
    report.say(f"{where} ({_seen_by(remote.private)}): what would change", *_changes(difference), NOT_SENT)
    report.record(remote=remote.head, private=remote.private, **_told(difference))


def _push(report: Report, checked: Checked, target: Target, endpoint: str, choices: Choices) -> None:
    from huggingface_hub.utils import disable_progress_bars, enable_progress_bars

    from corpus.publishing.hub import Push
    from corpus.publishing.hub_client import hub, hub_token
    from corpus.publishing.patience import Patience

    (enable_progress_bars if report.on_terminal else disable_progress_bars)()
    with hub(endpoint, hub_token()) as api:
        patience = Patience(report.progress)
        pushed = Push(api, checked.dataset, target, choices, patience, report.progress)()
        address = f"{api.endpoint}/datasets/{target.repository}"
    difference, where = pushed.difference, f"{address} ({_seen_by(pushed.private)})"
    report.record(
        repository=target.repository, created=pushed.created, private=pushed.private, commit=pushed.commit,
        **_told(difference),
    )  # fmt: skip
    if pushed.commit:
        size = _size(sum(file.size for file in difference.to_send))
        counts = f"{len(difference.to_send)} files of {size} sent, {len(difference.stale)} deleted"
        report.say(f"{where}: {counts}, commit {pushed.commit[:12]}")
    elif difference.nothing:
        report.say(f"{where}: it has all of this already, nothing was sent")
    else:
        report.say(*difference.card)
        what = "somebody has edited the card on the Hub, so nothing was sent"
        raise InputError(f"{address}/blob/{target.revision}/README.md", what, "--replace-card overwrites it")


def _changes(difference: Difference) -> Iterator[str]:
    kinds = difference.kinds()
    for kind in ("add", "change", "delete"):
        yield from (f"  {kind:<6}  {path}" for path in kinds[kind])
    yield f"  {len(difference.same)} files are the same there"
    if difference.card:
        yield "somebody has edited the card on the Hub; a push overwrites it with --replace-card only:"
        yield from difference.card


def _told(difference: Difference) -> dict[str, object]:
    return {**difference.kinds(), "card": difference.card}


def _seen_by(private: bool) -> str:
    return "private" if private else "public"


def _size(count: float) -> str:
    for unit in _UNITS[:-1]:
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} {_UNITS[-1]}"


if __name__ == "__main__":
    main()
