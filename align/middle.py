"""The states of a transformer's middle layer, taken while sentence-transformers encodes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from align.arrays import Ints
from align.tokens import DEPTH, Halves, Projection

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

STATES = "projected_states"  # the key under which they travel with the other features of a text


@contextmanager
def projected_states(model: SentenceTransformer, projection: Projection) -> Iterator[bool]:
    """While this lasts, ``model.encode(…, output_value=None)`` gives each text's states under STATES, too; False where
    the model has no such layers."""
    import torch

    layers = _layers(model)
    if layers is None:
        yield False
        return
    mean, matrix = (torch.from_numpy(part).to(model.device) for part in projection)
    kept: list[torch.Tensor] = []

    def keep(module: Any, inputs: Any, output: Any) -> None:
        states = output[0] if isinstance(output, tuple) else output
        kept[:] = [((states.float() - mean) @ matrix).half()]

    def add(module: Any, inputs: Any, output: Any) -> None:
        output[STATES] = kept.pop()

    hooks = [layers[round(DEPTH * len(layers)) - 1].register_forward_hook(keep), model[0].register_forward_hook(add)]
    try:
        yield True
    finally:
        for hook in hooks:
            hook.remove()


def _layers(model: SentenceTransformer) -> Any:
    """The layers of the model's transformer, as a list of modules, or None."""
    import torch
    from transformers import PreTrainedTokenizerBase

    transformer = getattr(model[0], "auto_model", None)
    if transformer is None or not isinstance(model.tokenizer, PreTrainedTokenizerBase):
        return None
    lists = [module for module in transformer.modules() if isinstance(module, torch.nn.ModuleList) and len(module) > 1]
    return max(lists, key=len, default=None)


def text_tokens(model: SentenceTransformer, features: dict[str, Any]) -> tuple[Ints, Halves]:
    """The ids (t,) and projected states (t, e) of one text's own tokens: without the prompt's and the special ones."""
    tokenizer: Any = model.tokenizer
    prompt = model.prompts.get(model.default_prompt_name or "", "")
    before = len(tokenizer(prompt.rstrip(), add_special_tokens=False)["input_ids"]) if prompt else 0
    ids = features["input_ids"].cpu().numpy().astype(np.int64)
    special = np.isin(ids, tokenizer.all_special_ids) & (ids != tokenizer.unk_token_id)
    own = np.flatnonzero(~special & (features["attention_mask"].cpu().numpy() > 0))[before:]
    return ids[own], features[STATES].cpu().numpy()[own]
