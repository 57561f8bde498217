"""Which compiled encoder the index folder takes."""

from __future__ import annotations

import json
from pathlib import Path

from assistant.adapters.index_folder import IndexFolder


def test_an_encoder_that_an_earlier_version_compiled_without_tokens_vectors_is_compiled_anew(tmp_path: Path) -> None:
    folder = tmp_path / "encoders" / "mini-0123"
    folder.mkdir(parents=True)
    (folder / "encoder.json").write_text(json.dumps({"name": "mini"}))
    assert IndexFolder(tmp_path).encoder_named("mini") is None
    (folder / "encoder.json").write_text(json.dumps({"name": "mini", "outputs": ["embedding", "token_embeddings"]}))
    assert IndexFolder(tmp_path).encoder_named("mini") == folder
    assert IndexFolder(tmp_path).encoder_named("other") is None
