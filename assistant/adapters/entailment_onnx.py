"""ONNX Runtime: the compiled entailment model, a cross-encoder over a premise and a hypothesis."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # see encoder_onnx

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from assistant.adapters.packaged_model import sha256_of
from assistant.core.errors import EncoderError

WEIGHTS = Path(__file__).parent / "data" / "entailment.npz"
"""What training changed of the packaged encoder: see entailment_torch."""
MOST_TOKENS = 256
_BATCH = 8


def digest() -> str:
    """Names the weights, so that other ones are compiled anew."""
    return sha256_of(WEIGHTS)[:12]


class OnnxEntailment:
    """The model that `compile_entailment` wrote into a folder."""

    def __init__(self, folder: Path) -> None:
        onnxruntime.set_default_logger_severity(3)
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session = onnxruntime.InferenceSession(
                str(folder / "entailment.onnx"), providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # a damaged file shows as any of a dozen types
            raise EncoderError(
                f"the compiled entailment model in {folder} can't be read", "delete that folder: it is made again"
            ) from error
        self._tokenizer.enable_truncation(MOST_TOKENS)
        self._tokenizer.enable_padding()

    def probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """See `Entailment.probabilities`."""
        found: dict[int, float] = {}
        by_length = sorted(range(len(pairs)), key=lambda number: sum(map(len, pairs[number])))
        for start in range(0, len(pairs), _BATCH):
            batch = by_length[start : start + _BATCH]
            encodings = self._tokenizer.encode_batch([pairs[number] for number in batch])
            feed = {
                "input_ids": [encoding.ids for encoding in encodings],
                "attention_mask": [encoding.attention_mask for encoding in encodings],
                "token_type_ids": [encoding.type_ids for encoding in encodings],
            }
            arrays = {name: np.asarray(rows, dtype=np.int64) for name, rows in feed.items()}
            values = self._session.run(["probability"], arrays)[0]
            found.update(zip(batch, map(float, values), strict=True))
        return [found[number] for number in range(len(pairs))]
