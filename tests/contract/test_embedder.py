"""The port `Embedder`: the torch encoder, its ONNX twin and the fake keep the same promises."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.adapters.encoder_onnx import OnnxEncoder
from assistant.adapters.packaged_model import PACKAGED_NAME
from assistant.core.errors import EncoderError
from assistant.core.ports import Embedder
from tests.fakes import HashingEmbedder

TEXTS = [
    "what is dropout",
    "Batch normalization subtracts the batch mean and divides by the batch standard deviation. " * 30,
    "ReLU",
    "naïve — “quotes”, emoji 🙂 and $\\frac{a}{b}$",
    "",
    *(f"sentence number {n} of a batch that is longer than one" for n in range(40)),
]


@pytest.fixture(scope="module")
def onnx(built_home: Path) -> OnnxEncoder:
    return OnnxEncoder(next(built_home.glob("index/encoders/*/encoder.json")).parent)


@pytest.fixture(params=["onnx", "torch", "hashing"])
def embedder(request: pytest.FixtureRequest, onnx: OnnxEncoder) -> Embedder:
    if request.param == "torch":
        from assistant.adapters.encoder_torch import TorchEncoder

        return TorchEncoder(PACKAGED_NAME)
    return onnx if request.param == "onnx" else HashingEmbedder()


def test_rows_are_float32_unit_length_and_in_input_order(embedder: Embedder) -> None:
    vectors = embedder.embed(TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), embedder.identity.dimensions)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    alone = embedder.embed([TEXTS[2]])[0]
    assert float(alone @ vectors[2]) > 0.99999


def test_no_text_gives_no_row(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, embedder.identity.dimensions)


def test_tokens_are_float32_unit_rows_text_by_text_and_padding_is_none_of_them(embedder: Embedder) -> None:
    found = embedder.embed_tokens(TEXTS)
    assert len(found) == len(TEXTS)
    for vectors in found:
        assert vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert [len(vectors) for vectors in embedder.embed_tokens(["what is dropout", ""])] == [len(found[0]), 0]
    assert np.allclose(embedder.embed_tokens([TEXTS[0]])[0], found[0], atol=1e-5)
    assert embedder.embed_tokens([]) == []


def test_progress_adds_up_to_the_number_of_texts(embedder: Embedder) -> None:
    steps: list[int] = []
    embedder.embed(TEXTS, steps.append)
    assert sum(steps) == len(TEXTS)


def test_the_compiled_encoder_gives_the_vectors_of_sentence_transformers(onnx: OnnxEncoder) -> None:
    from assistant.adapters.encoder_torch import TorchEncoder

    reference = TorchEncoder(PACKAGED_NAME)
    assert onnx.identity == reference.identity
    cosines = (onnx.embed(TEXTS) * reference.embed(TEXTS)).sum(axis=1)
    assert cosines.min() > 0.9999
    for ours, theirs in zip(onnx.embed_tokens(TEXTS), reference.embed_tokens(TEXTS), strict=True):
        assert ours.shape == theirs.shape
        assert (ours * theirs).sum(axis=1).min(initial=1.0) > 0.9999


def test_a_model_in_a_folder_is_compiled_too(built_home: Path, tmp_path: Path) -> None:
    from assistant.adapters.encoder_torch import TorchEncoder, compile_encoder
    from assistant.adapters.packaged_model import packaged_folder

    folder = packaged_folder()
    assert folder is not None
    stages: list[str] = []
    identity = compile_encoder(str(folder), tmp_path / "twin", stages.append)
    assert stages == ["compile encoder"]
    assert (identity.name, identity.dimensions) == (str(folder), 384)
    cosine = OnnxEncoder(tmp_path / "twin").embed(["a b"])[0] @ TorchEncoder(str(folder)).embed(["a b"])[0]
    assert cosine > 0.9999


def test_a_model_that_is_not_there_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant.adapters.encoder_torch import TorchEncoder

    # Else the hub is tried again and again, for a minute: the variable is read when the library is imported.
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(EncoderError, match='the encoder "no/such-model" can\'t be loaded') as caught:
        TorchEncoder("no/such-model")
    assert "assistant config set encoder" in str(caught.value.hint)


def test_weights_that_are_not_the_official_ones_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from assistant.adapters import packaged_model

    (tmp_path / "model.safetensors").write_bytes(b"something else")
    monkeypatch.setattr(packaged_model, "packaged_folder", lambda: tmp_path)
    with pytest.raises(EncoderError, match="not the official 53aa51172d14"):
        packaged_model.verified_packaged_folder()


def test_a_damaged_compiled_encoder_is_one_clear_error(onnx: OnnxEncoder, tmp_path: Path) -> None:
    (tmp_path / "encoder.json").write_text("{")
    with pytest.raises(EncoderError, match="can't be read") as caught:
        OnnxEncoder(tmp_path)
    assert caught.value.hint == 'run "assistant index build --force"'
