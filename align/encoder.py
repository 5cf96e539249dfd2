"""Sentence vectors from any sentence-transformers model, the embedded one by default.

``torch`` and ``sentence_transformers`` are imported when a model is loaded, not before.
"""

from __future__ import annotations

import logging
import os
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np

from align.arrays import Floats, Ints, unit_rows
from align.embedded import embedded_folder
from align.errors import AlignError
from align.middle import projected_states, text_tokens
from align.tokens import Halves, Tokens, join_tokens, learned_projection, random_projection

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

EMBEDDED = "embedded"
HUB_SECONDS = 5.0  # how long the model hub may take to answer before it counts as out of reach

# On two cores that nothing else used, 2,048 to 8,192 tokens a batch ran at 322 to 280 sentences/s; with four
# processes on those cores, at 21 to 57: threads wait for one another once a batch. 16,384: 206 and 63.
TOKENS_PER_BATCH = {"cpu": 8192, "cuda": 65536, "mps": 8192}


class Encoder(Protocol):
    """What turns texts into vectors. ``name`` and ``dimension`` belong to the signature of a result."""

    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def encode(self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None) -> Floats:
        """Unit rows (n, d) in the order of ``texts``; ``progress`` is told how many texts were just finished."""
        ...


@runtime_checkable
class TokenEncoder(Protocol):
    """An encoder that can show the tokens of texts, too."""

    def encode_tokens(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> tuple[Floats, Tokens | None]:
        """What ``encode`` gives, and the tokens of each text from the same pass, or None where the model has none."""
        ...


class SentenceEncoder:
    """A SentenceTransformer, run in the fastest number format that the device has natively.

    That is bfloat16 on processors with AVX512-BF16, AMX or ARM's counterpart and on newer CUDA devices, float16 on
    older ones, float32 everywhere else: ``precision`` is its name.

    Equal texts are encoded once. Batches hold texts of similar length and a limited number of tokens, padding
    included. The same list of texts gives the same bytes on the same machine. Among other texts a vector differs
    in its last digits (cosine >= .9999), since matrices of another shape are summed in another order: where a
    vector must not depend on other documents, encode document by document.
    """

    def __init__(self, model: SentenceTransformer, name: str) -> None:
        self.name = name
        self.device = str(model.device)
        dtype = _fastest_dtype(model.device)
        self.precision = str(dtype).removeprefix("torch.")
        self._model = model.to(dtype)
        self._tokens_per_batch = TOKENS_PER_BATCH[model.device.type]
        self.dimension: int = self._encode_batch([""]).shape[1]

    def encode(self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None) -> Floats:
        """See Encoder. A text is cut off where the model's limit is (the embedded one's: 512 tokens).

        Raises AlignError where the model gives a vector that is not finite.
        """
        return self._encode(texts, progress)

    def encode_tokens(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> tuple[Floats, Tokens | None]:
        """See TokenEncoder; a text's tokens end where the model cuts it off."""
        projection = learned_projection() if self.name == EMBEDDED else random_projection(self._width())
        tokens: dict[str, tuple[Ints, Halves]] = {}
        with projected_states(self._model, projection) as present:
            vectors = self._encode(texts, progress, tokens if present else None)
        return vectors, join_tokens([tokens[text] for text in texts]) if present else None

    def _encode(
        self,
        texts: Sequence[str],
        progress: Callable[[int], None] | None,
        tokens: dict[str, tuple[Ints, Halves]] | None = None,
    ) -> Floats:
        """The vectors; what is found of each text's tokens goes to ``tokens``."""
        counts = Counter(texts)
        row = {text: i for i, text in enumerate(counts)}
        distinct = list(counts)
        vectors = np.zeros((len(distinct), self.dimension), np.float32)
        with _quiet():
            for batch in _batches(self._lengths(distinct), self._tokens_per_batch):
                chosen = [distinct[i] for i in batch]
                vectors[batch] = self._encode_batch(chosen, tokens)
                if progress is not None:
                    progress(sum(counts[text] for text in chosen))
        return unit_rows(vectors, self.name)[np.array([row[text] for text in texts], dtype=np.int64)]

    def _encode_batch(self, texts: list[str], tokens: dict[str, tuple[Ints, Halves]] | None = None) -> Floats:
        if tokens is None:
            return self._model.encode(texts, batch_size=len(texts), show_progress_bar=False, convert_to_numpy=True)
        found: Any = self._model.encode(texts, batch_size=len(texts), show_progress_bar=False, output_value=None)
        tokens.update((text, text_tokens(self._model, features)) for text, features in zip(texts, found, strict=True))
        return np.stack([features["sentence_embedding"].float().cpu().numpy() for features in found])

    def _width(self) -> int:
        """Of a state of the transformer."""
        transformer = getattr(self._model[0], "auto_model", None)
        return int(getattr(getattr(transformer, "config", None), "hidden_size", self.dimension))

    def _lengths(self, texts: list[str]) -> list[int]:
        """Tokens of each text, the prompt's not counted; where the model has no such tokenizer, about as many."""
        from transformers import PreTrainedTokenizerBase

        tokenizer = self._model.tokenizer
        if not isinstance(tokenizer, PreTrainedTokenizerBase):
            return [1 + len(text.encode()) // 4 for text in texts]
        lengths: list[int] = []
        for start in range(0, len(texts), 1000):  # bounds the memory that the tokens take
            tokens = tokenizer(texts[start : start + 1000], truncation=True, max_length=self._model.max_seq_length)
            lengths += map(len, tokens["input_ids"])
        return lengths


def _batches(lengths: Sequence[int], budget: int) -> Iterator[list[int]]:
    """Indices in batches, longest first, with (longest of the batch) x (texts of the batch) <= ``budget``."""
    batch: list[int] = []
    for i in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        if batch and lengths[batch[0]] * (len(batch) + 1) > budget:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


def load_encoder(name: str = EMBEDDED, device: str | None = None) -> SentenceEncoder:
    """The embedded encoder, or the sentence-transformers model in a folder or under a hub name.

    ``device`` is "cpu", "cuda", "cuda:1" or "mps"; by default CUDA where there is one, else the processor. A
    model in the hub's local cache is used without asking the hub. Raises AlignError, in one line, for a device
    that is not there, a model that cannot be found or read, and a hub that cannot be reached.
    """
    with _quiet():
        place = _device(device)
        folder = embedded_folder() if name == EMBEDDED else Path(name).expanduser()
        looks_like_path = name.startswith((".", "~", os.sep)) or len(folder.parts) not in (1, 2)
        if folder.is_dir() and name.strip():
            model = _load(name, str(folder), place, local=True)
        elif folder.is_file():
            raise AlignError(f"encoder {name!r}: this is a file (a sentence-transformers model is a folder)")
        elif looks_like_path:
            raise AlignError(f"encoder {name!r}: no such folder (or sentence-transformers/LaBSE, or {EMBEDDED!r})")
        else:
            model = _from_hub(name, place)
        return SentenceEncoder(model, name)


def _device(name: str | None) -> str:
    import torch

    cuda = [f"cuda:{i}" for i in range(torch.cuda.device_count())]
    present = [*(["cuda"] if cuda else []), "cpu", *cuda, *(["mps"] if torch.backends.mps.is_available() else [])]
    if name is None:
        return present[0]
    if name not in present:
        raise AlignError(f"device {name!r}: torch finds no such device here (it finds {', '.join(present)})")
    return name


def _fastest_dtype(device: torch.device) -> torch.dtype:
    import torch

    if device.type == "cuda":
        with torch.cuda.device(device):
            return torch.bfloat16 if torch.cuda.is_bf16_supported(including_emulation=False) else torch.float16
    if device.type == "cpu":
        capabilities: Mapping[str, object] = getattr(
            torch.cpu, "get_capabilities", dict
        )()  # absent from older versions
        if any(capabilities.get(flag) for flag in ("avx512_bf16", "amx_bf16", "bf16")):
            return torch.bfloat16
    return torch.float32


def _from_hub(name: str, device: str) -> SentenceTransformer:
    """A model of the hub's cache, else of the hub: asked once first, since loading retries for more than a minute."""
    from huggingface_hub import HfApi

    full = name if "/" in name else f"sentence-transformers/{name}"
    try:
        return _load(name, full, device, local=True)
    except AlignError:
        pass  # not in the cache, or not all of it
    try:
        HfApi().model_info(full, timeout=HUB_SECONDS)
    except Exception as error:  # besides the hub's own, those of httpx, httpx2 or requests, by its version
        raise AlignError(
            f"encoder {name!r}: {_hub_trouble(full, error)} (a folder, or {EMBEDDED!r}, needs no hub)"
        ) from error
    return _load(name, full, device, local=False)


def _hub_trouble(full_name: str, error: Exception) -> str:
    from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled, RepositoryNotFoundError

    if isinstance(error, RepositoryNotFoundError):
        return f"neither a folder nor a public model {full_name} on the hub"
    if isinstance(error, HfHubHTTPError):
        return f"neither a folder nor in the hub's cache, and the hub answers: {_first_line(error)}"
    if isinstance(error, OfflineModeIsEnabled):
        return "neither a folder nor in the hub's cache, and HF_HUB_OFFLINE is set"
    return f"neither a folder nor in the hub's cache, and the hub is out of reach: {_first_line(error)}"


def _load(name: str, source: str, device: str, local: bool) -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(source, device=device, local_files_only=local)
    except Exception as error:  # the files of others, which can be wrong in any way
        raise AlignError(
            f"encoder {name!r}: sentence-transformers cannot load it: {_first_line(error)} "
            "(a folder that SentenceTransformer.save_pretrained wrote would work)"
        ) from error


def _first_line(error: Exception) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the libraries' warnings, notes and progress bars off stderr: what matters is raised."""
    from huggingface_hub.utils.tqdm import are_progress_bars_disabled, disable_progress_bars, enable_progress_bars
    from transformers.utils.logging import disable_progress_bar, enable_progress_bar, is_progress_bar_enabled

    loggers = [logging.getLogger(name) for name in ("sentence_transformers", "transformers", "huggingface_hub")]
    levels = [logger.level for logger in loggers]
    bars: list[tuple[bool, Callable[..., object], Callable[..., object]]] = [
        (is_progress_bar_enabled(), disable_progress_bar, enable_progress_bar),
        (not are_progress_bars_disabled(), disable_progress_bars, enable_progress_bars),
    ]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    for _, disable, _ in bars:
        disable()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
        for were_on, _, enable in bars:
            if were_on:
                enable()
