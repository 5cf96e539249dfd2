"""The folder that a build or an export writes: it appears whole or not at all."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from corpus.errors import UsageError
from corpus.files import BUILD, is_output

FILES = (
    *("build.log", "decisions.json", "manifest.json", "report.html", "unaligned.tsv"),
    *("centres.parquet", "documents.parquet", "segments.parquet", "texts.parquet", "units.parquet"),
)

BROWSERS = (".DS_Store", ".directory", "Thumbs.db", "desktop.ini")  # files that file browsers leave


@contextmanager
def output_folder(output: Path, force: bool, manifest: str = BUILD) -> Iterator[Path]:
    """A temporary folder that becomes ``output`` when the block ends well, and is gone without trace otherwise.

    Raises UsageError where ``output`` is a file, cannot be written, or is not empty; with ``force`` an earlier output
    of this program with the same kind of ``manifest`` is replaced, and nothing else ever. Of a link it is the target
    that is written.
    """
    _check(output, force, manifest)
    target = output.resolve()
    made = [folder for folder in target.parents if not folder.exists()]
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    except OSError as error:
        raise UsageError(str(output), f"cannot be written: {error.strerror}", "name a folder of yours") from None
    try:
        fresh, old = temporary / "new", temporary / "old"
        fresh.mkdir()
        yield fresh
        _check(output, force, manifest)  # once more: a build takes its time, and somebody may have put files there
        try:
            if target.exists():
                target.rename(old)
            fresh.rename(target)
        except BaseException:  # an interruption between the two as well
            if old.exists() and not target.exists():
                old.rename(target)
            raise
    finally:
        if target.exists() or not old.exists():  # never throw away the only copy
            shutil.rmtree(temporary, ignore_errors=True)
        with suppress(OSError):  # the first that is not empty, since the build went well
            for folder in made:
                folder.rmdir()


def _check(output: Path, force: bool, manifest: str) -> None:
    for place in (output, *output.parents):
        if place.is_file():
            raise UsageError(str(output), f"{'this' if place == output else place} is a file", "-o names a folder")
    if output.is_symlink() and not output.exists():
        raise UsageError(str(output), "this is a link that leads nowhere", "-o names a folder")
    if output.exists() and output.samefile("."):
        what = "this is the current folder, which cannot be replaced while you are in it"
        raise UsageError(str(output), what, "name a folder below it, such as corpus, or call from another one")
    if output.resolve().is_mount():  # of ".", pathlib would compare it with itself
        what = "this is a mount point, which cannot be replaced in one step"
        raise UsageError(str(output), what, f"name a folder below it, such as {output / 'corpus'}")
    if not output.is_dir() or not any(output.iterdir()):
        return
    if not is_output(output, [manifest]):
        other = "an output of another command" if is_output(output) else "not an output of hexapla"
        raise UsageError(str(output), f"the folder is not empty, and {other}", "name a new folder")
    if not force:
        raise UsageError(str(output), "there is an earlier output here", "--force replaces it, or name a new folder")
    if strangers := _strangers(output, manifest):
        what = f"{strangers[0]} in this output is not of hexapla, and would be lost"
        raise UsageError(str(output), what, "move it away, or name a new folder")


def _strangers(output: Path, manifest: str) -> list[str]:
    """Files of an earlier output that no build of ours has written; those of file browsers are passed over."""
    content = json.loads((output / manifest).read_bytes())
    of_pairs = {f"{kind}/{pair}.{kind}" for pair in content.get("pairs", {}) for kind in ("tmx", "tsv")}
    of_build = {*FILES, "tsv/all.tsv", *of_pairs, *(f"tmx/{name}" for name in content.get("tmx", {}))}
    ours = of_build if manifest == BUILD else set(content.get("files", ()))
    paths = (path.relative_to(output) for path in sorted(output.rglob("*")) if not path.is_dir())
    return [path.as_posix() for path in paths if path.as_posix() not in ours and path.name not in BROWSERS]
