"""The entailment model: the packaged encoder, fine-tuned as a cross-encoder. Training and compiling come here.

What is kept of the training, in data/entailment.npz, is small: each weight matrix's change as a product of two thin
ones (its best approximation of that rank), the changes of biases and norms, and the head. Importing this module costs
some seconds, and only compiling does it.
"""

from __future__ import annotations

import os
import shutil
import warnings
from pathlib import Path

os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

import numpy as np
import torch
from transformers import AutoModel, AutoTokenizer
from transformers.utils import logging as transformers_logging

from assistant.adapters.entailment_onnx import WEIGHTS
from assistant.adapters.packaged_model import verified_packaged_folder

RANK = 64
_OPSET = 17
_HIDDEN = 128
_DROPOUT = 0.1


class CrossEncoder(torch.nn.Module):  # type: ignore[misc]
    """Premise and hypothesis, separated, to the logit of entailment.

    The head sees the first token, the hypothesis's mean token, and its product with the premise's.
    """

    def __init__(self) -> None:
        super().__init__()
        transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        folder, _ = verified_packaged_folder()
        self.encoder = AutoModel.from_pretrained(str(folder), local_files_only=True)
        self.tokenizer = AutoTokenizer.from_pretrained(str(folder), local_files_only=True)
        width = self.encoder.config.hidden_size
        self.head = torch.nn.Sequential(
            torch.nn.Dropout(_DROPOUT),
            torch.nn.Linear(3 * width, _HIDDEN),
            torch.nn.Tanh(),
            torch.nn.Dropout(_DROPOUT),
            torch.nn.Linear(_HIDDEN, 1),
        )

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> torch.Tensor:
        """Shape (pairs,)."""
        tokens = self.encoder(input_ids, attention_mask, token_type_ids).last_hidden_state
        second = (token_type_ids * attention_mask).unsqueeze(2).to(tokens.dtype)
        first = attention_mask.unsqueeze(2).to(tokens.dtype) - second
        hypothesis = (tokens * second).sum(1) / second.sum(1).clamp(min=1)
        premise = (tokens * first).sum(1) / first.sum(1).clamp(min=1)
        return self.head(torch.cat([tokens[:, 0], hypothesis, premise * hypothesis], dim=1)).squeeze(1)


class _Probability(torch.nn.Module):  # type: ignore[misc]
    def __init__(self, model: CrossEncoder) -> None:
        super().__init__()
        self.model = model

    def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(self.model(*inputs))


def save_changes(model: CrossEncoder, path: Path) -> None:
    """Keep what training changed of the packaged weights, each matrix at RANK, in half precision."""
    before = CrossEncoder().encoder.state_dict()
    kept: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float16]]] = {}
    for name, value in model.encoder.state_dict().items():
        if "embeddings" in name or "pooler" in name or not value.dtype.is_floating_point:
            continue
        change = (value - before[name]).detach()
        if change.ndim == 2:
            left, sizes, right = torch.linalg.svd(change, full_matrices=False)
            kept[f"{name}:left"] = (left[:, :RANK] * sizes[:RANK]).numpy().astype(np.float16)
            kept[f"{name}:right"] = right[:RANK].numpy().astype(np.float16)
        else:
            kept[name] = change.numpy().astype(np.float16)
    for name, value in model.head.state_dict().items():
        kept[f"head.{name}"] = value.detach().numpy().astype(np.float16)
    with path.open("wb") as file:
        np.savez_compressed(file, **kept)  # type: ignore[arg-type]


def load_changed(path: Path) -> CrossEncoder:
    """The packaged encoder with the changes that `save_changes` kept, ready to judge."""
    model = CrossEncoder()
    kept = np.load(path)
    state = model.encoder.state_dict()
    for name in state:
        if f"{name}:left" in kept:
            change = kept[f"{name}:left"].astype(np.float32) @ kept[f"{name}:right"].astype(np.float32)
            state[name] = state[name] + torch.from_numpy(change)
        elif name in kept:
            state[name] = state[name] + torch.from_numpy(kept[name].astype(np.float32))
    model.encoder.load_state_dict(state)
    head = {name: torch.from_numpy(kept[f"head.{name}"].astype(np.float32)) for name in model.head.state_dict()}
    model.head.load_state_dict(head)
    model.eval()
    return model


def compile_entailment(folder: Path) -> None:
    """Write the model's ONNX form and its tokenizer into a new folder, whole or not at all."""
    model = load_changed(WEIGHTS)
    unfinished = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    sample = model.tokenizer(
        ["a premise", "another"], ["a longer hypothesis", "one"], padding=True, return_tensors="pt"
    )
    names = ["input_ids", "attention_mask", "token_type_ids"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _Probability(model),
            tuple(sample[name] for name in names),
            str(unfinished / "entailment.onnx"),
            input_names=names,
            output_names=["probability"],
            dynamic_axes={**{name: {0: "pairs", 1: "tokens"} for name in names}, "probability": {0: "pairs"}},
            opset_version=_OPSET,
            dynamo=False,  # see encoder_torch
        )
    fast = model.tokenizer.backend_tokenizer
    fast.no_padding()
    fast.no_truncation()
    fast.save(str(unfinished / "tokenizer.json"))
    try:
        os.replace(unfinished, folder)
    except OSError:  # another process was faster
        shutil.rmtree(unfinished, ignore_errors=True)
