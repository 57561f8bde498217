"""ONNX Runtime: the compiled encoder, which embeds every passage and every question."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

# From 1.29 on, the official builds report each session to Microsoft, with the model's name and a machine id, unless
# they are told not to before the import.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import numpy as np
import onnxruntime
from tokenizers import Encoding, Tokenizer

from assistant.core.domain import EncoderIdentity
from assistant.core.errors import EncoderError

if TYPE_CHECKING:
    from assistant.core.ports import Vectors

_BATCH = 4
"""Texts. Larger batches are slower on a CPU: they are padded to their longest text, and gain nothing else."""


class OnnxEncoder:
    """The encoder that `compile_encoder` wrote into a folder."""

    def __init__(self, folder: Path) -> None:
        onnxruntime.set_default_logger_severity(3)
        try:
            description = json.loads((folder / "encoder.json").read_text(encoding="utf-8"))
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session = onnxruntime.InferenceSession(
                str(folder / "encoder.onnx"), providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # a damaged file shows as any of a dozen types
            raise EncoderError(
                f"the compiled encoder in {folder} can't be read", 'run "assistant index build --force"'
            ) from error
        self._tokenizer.enable_truncation(description["most_tokens"])
        self._tokenizer.enable_padding(pad_id=description["pad_id"], pad_token=description["pad_token"])
        self._inputs: list[str] = description["inputs"]
        self.identity = EncoderIdentity(description["name"], description["sha256"], description["dimensions"])

    def embed(self, texts: Sequence[str], advance: Callable[[int], None] | None = None) -> Vectors:
        """See `Embedder.embed`; `advance` is told how many texts each batch held."""
        vectors = np.zeros((len(texts), self.identity.dimensions), dtype=np.float32)
        for batch in _batches(texts):
            _, vectors[batch] = self._run("embedding", [texts[number] for number in batch])
            if advance:
                advance(len(batch))
        return vectors

    def embed_tokens(self, texts: Sequence[str]) -> list[Vectors]:
        """See `Embedder.embed_tokens`."""
        found: dict[int, Vectors] = {}
        for batch in _batches(texts):
            encodings, vectors = self._run("token_embeddings", [texts[number] for number in batch])
            for number, encoding, rows in zip(batch, encodings, vectors, strict=True):
                found[number] = rows[np.asarray(encoding.special_tokens_mask) == 0]  # padding is special, too
        return [found[number] for number in range(len(texts))]

    def _run(self, output: str, texts: list[str]) -> tuple[list[Encoding], Vectors]:
        encodings = self._tokenizer.encode_batch(texts)
        columns = {
            "input_ids": [encoding.ids for encoding in encodings],
            "attention_mask": [encoding.attention_mask for encoding in encodings],
            "token_type_ids": [encoding.type_ids for encoding in encodings],
        }
        feed = {name: np.asarray(columns[name], dtype=np.int64) for name in self._inputs}
        return encodings, self._session.run([output], feed)[0]


def _batches(texts: Sequence[str]) -> list[list[int]]:
    """Numbers of the texts, those of like length together: the shorter ones are padded to the longest."""
    by_length = sorted(range(len(texts)), key=lambda number: len(texts[number]))
    return [by_length[start : start + _BATCH] for start in range(0, len(texts), _BATCH)]
