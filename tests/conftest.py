"""What several test modules share, made once a session: the encoder, the corpus of data/sample, a small dataset."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from loopback_hub import LoopbackHub
from published import write_dataset
from toy import ToyEncoder

from align.encoder import SentenceEncoder, load_encoder
from corpus.pipeline import Build, Observer, group_stage, read_stage, write_build
from corpus.publishing.readback import ReadBack, read_back
from corpus.settings import Settings

if TYPE_CHECKING:
    from browser import Browser

DATA = Path(__file__).parents[1] / "data"


@dataclass(frozen=True)
class Built:
    """A build of data/sample: the folder that was written, and what it was written from."""

    folder: Path
    build: Build


@pytest.fixture(scope="session")
def encoder() -> SentenceEncoder:
    return load_encoder()


@pytest.fixture(scope="session")
def sample(encoder: SentenceEncoder, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The corpus of data/sample, through the Python interface. To be read only."""
    folder = tmp_path_factory.mktemp("sample")
    build = group_stage(read_stage(DATA / "sample", Settings(), Observer()), Settings(), encoder, Observer())
    write_build(build, folder, Observer())
    return Built(folder, build)


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset without fault: 19 files, 15 of them Parquet. To be read only."""
    return write_dataset(tmp_path_factory.mktemp("sound") / "ds")


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    """A copy of ``sound``, to change."""
    return Path(shutil.copytree(sound, tmp_path / "ds"))


@pytest.fixture(scope="session")
def shown(sound: Path) -> ReadBack:
    """What ``datasets`` shows of ``sound``, whoever is logged in; that takes it a second."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_TOKEN", "hf_nobodyneedsit")
        return read_back(sound)


@pytest.fixture
def hub_unset(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """huggingface_hub as on a machine where nobody has logged in or set anything; without its bars."""
    from huggingface_hub import constants
    from huggingface_hub.utils import disable_progress_bars

    disable_progress_bars()
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", False)
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "token"))
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HF_OIDC_RESOURCE", "HF_ENDPOINT", "HF_HUB_DISABLE_XET"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def there() -> Iterator[LoopbackHub]:
    """A Hub on this machine."""
    with LoopbackHub() as made:
        yield made


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Chromium, for tests that are skipped where ``browser.MISSING`` says so."""
    from browser import chromium

    with chromium(tmp_path_factory.mktemp("downloads")) as opened:
        yield opened


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> ToyEncoder:
    """The toy encoder, and with it ``hexapla`` commands that run in this process."""
    made = ToyEncoder()
    monkeypatch.setattr("align.encoder.load_encoder", lambda name="embedded", device=None: made)
    return made
