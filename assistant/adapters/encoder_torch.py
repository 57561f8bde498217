"""sentence-transformers: the reference encoder, and the compiler of its ONNX twin. Only a build comes here.

Importing this module costs five to eight seconds, and so does nothing else in this program.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

import onnx
import torch
from sentence_transformers import SentenceTransformer
from transformers.utils import logging as transformers_logging

from assistant.adapters.packaged_model import PACKAGED_NAME, verified_packaged_folder
from assistant.core.domain import EncoderIdentity
from assistant.core.errors import EncoderError

if TYPE_CHECKING:
    from assistant.core.ports import Vectors

_OPSET = 17


class TorchEncoder:
    """A sentence-transformers model by name or path; the packaged one is checked against its known checksum."""

    def __init__(self, name: str) -> None:
        transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            if name == PACKAGED_NAME:
                folder, digest = verified_packaged_folder()
                self.model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
            else:
                self.model = SentenceTransformer(
                    str(Path(name).expanduser()) if Path(name).expanduser().is_dir() else name, device="cpu"
                )
                digest = _weights_digest(self.model)
        except EncoderError:
            raise
        except Exception as error:  # the hub, the file system, a model's own code: whatever it is, it can't be used
            reason = str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
            raise EncoderError(
                f'the encoder "{name}" can\'t be loaded: {reason}',
                f'name another model or a folder, or go back: "assistant config set encoder {PACKAGED_NAME}"',
            ) from error
        self.model.eval()
        dimensions = self.model.get_embedding_dimension()
        if dimensions is None:
            raise EncoderError(f'the encoder "{name}" does not say how many dimensions its vectors have')
        self.identity = EncoderIdentity(name, digest, dimensions)

    def embed(self, texts: Sequence[str], advance: Callable[[int], None] | None = None) -> Vectors:
        """See `Embedder.embed`."""
        vectors: Vectors = self.model.encode(
            list(texts), normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
        )
        if advance:
            advance(len(texts))
        return vectors.reshape(len(texts), self.identity.dimensions)

    def embed_tokens(self, texts: Sequence[str]) -> list[Vectors]:
        """See `Embedder.embed_tokens`."""
        found = []
        for text in texts:  # one by one: a padded token is no token
            encoding = self.model.tokenizer(
                text, truncation=True, max_length=self.model.max_seq_length, return_special_tokens_mask=True
            )
            special = torch.tensor(encoding["special_tokens_mask"])
            vectors = self.model.encode([text], output_value="token_embeddings", show_progress_bar=False)[0]
            found.append(torch.nn.functional.normalize(vectors[special == 0], p=2, dim=1).cpu().numpy())
        return found


class _Graph(torch.nn.Module):  # type: ignore[misc]
    """Tokens to unit vectors, of the text and of each token: transformer, pooling and normalisation as one graph."""

    def __init__(self, model: SentenceTransformer, names: Sequence[str]) -> None:
        super().__init__()
        self.model = model
        self.names = tuple(names)

    def forward(self, *inputs: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        features = self.model(dict(zip(self.names, inputs, strict=True)))
        whole, tokens = features["sentence_embedding"], features["token_embeddings"]
        return torch.nn.functional.normalize(whole, p=2, dim=1), torch.nn.functional.normalize(tokens, p=2, dim=2)


def compile_encoder(name: str, folder: Path, stage: Callable[[str], None]) -> EncoderIdentity:
    """Write the encoder's ONNX twin into `folder`: encoder.onnx, weights.bin, tokenizer.json and, last, encoder.json.

    The weights lie in a file of their own, which ONNX Runtime maps instead of copying: 0.09 s instead of 0.22 to load,
    and 56 MB less memory. EncoderError: the model can't be loaded or exported.
    """
    encoder = TorchEncoder(name)
    stage("compile encoder")
    tokenizer = encoder.model.tokenizer
    fast = getattr(tokenizer, "backend_tokenizer", None)
    if fast is None:
        raise EncoderError(f'the encoder "{name}" has no fast tokenizer, so it can\'t be compiled')
    sample = tokenizer(["a first text", "and a longer second one"], padding=True, return_tensors="pt")
    names = [key for key in ("input_ids", "attention_mask", "token_type_ids") if key in sample]
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _Graph(encoder.model, names),
            tuple(sample[key] for key in names),
            str(folder / "exported.onnx"),
            input_names=names,
            output_names=["embedding", "token_embeddings"],
            dynamic_axes={
                **{key: {0: "texts", 1: "tokens"} for key in (*names, "token_embeddings")},
                "embedding": {0: "texts"},
            },
            opset_version=_OPSET,
            dynamo=False,  # the newer exporter takes 16 s instead of 2 for the same graph
        )
    exported = onnx.load(folder / "exported.onnx")
    onnx.save(exported, folder / "encoder.onnx", save_as_external_data=True, location="weights.bin")
    (folder / "exported.onnx").unlink()
    fast.no_padding()
    fast.no_truncation()
    fast.save(str(folder / "tokenizer.json"))
    identity = encoder.identity
    description = {
        "name": identity.name,
        "sha256": identity.sha256,
        "dimensions": identity.dimensions,
        "inputs": names,
        "outputs": ["embedding", "token_embeddings"],
        "most_tokens": encoder.model.max_seq_length or 512,
        "pad_id": tokenizer.pad_token_id,
        "pad_token": tokenizer.pad_token,
    }
    (folder / "encoder.json").write_text(json.dumps(description, indent=2) + "\n", encoding="utf-8")
    return identity


def _weights_digest(model: SentenceTransformer) -> str:
    digest = hashlib.sha256()
    for key, tensor in sorted(model.state_dict().items()):
        digest.update(key.encode())
        digest.update(tensor.detach().contiguous().cpu().flatten().view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()
