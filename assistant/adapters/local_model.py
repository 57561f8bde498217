"""llama.cpp: a GGUF file of the user's, served by this process to itself."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from langchain_core.language_models import BaseChatModel

from assistant.adapters.chat_model import LangChainChat, open_model
from assistant.core.errors import ModelError

CONTEXT_TOKENS = 8192
TEMPERATURE = 0.3
"""Low: it explains passages. Not 0: small models then repeat themselves."""


class LocalChat(LangChainChat):
    """A model that lives as long as this object does."""

    def __init__(self, name: str, model: BaseChatModel, server: object) -> None:
        super().__init__(name, "this computer", model)
        self._server = server


def open_local_model(path: str, timeout_seconds: float) -> LocalChat:
    """The model in that file, loaded, and served on loopback with a key that only this process knows.

    ModelError: llama.cpp isn't installed, or the file is no model that it can load.
    """
    file = Path(path).expanduser()
    if not file.is_file():
        raise ModelError(f"there is no file {file}", "name a GGUF file: local:PATH.gguf")
    try:
        import xllamacpp
    except ImportError as error:
        raise ModelError("llama.cpp is not installed", "run \"pip install 'study-assistant[local]'\"") from error
    key = secrets.token_urlsafe(16)
    parameters: Any = xllamacpp.CommonParams()
    parameters.model.path = str(file)
    parameters.n_ctx = CONTEXT_TOKENS
    parameters.port = 0
    parameters.api_keys = [key]
    parameters.verbosity = -1
    parameters.ui = False
    parameters.sampling.temp = TEMPERATURE
    parameters.sampling.seed = 0  # the same question gets the same answer
    try:
        server = xllamacpp.Server(parameters)
    except Exception as error:  # whatever llama.cpp meets in the file
        raise ModelError(f"llama.cpp can't load {file}", "is it a GGUF file, and is there memory for it?") from error
    served = open_model(f"openai:{file.name}", f"{server.listening_address}/v1", key, timeout_seconds)
    return LocalChat(f"local:{file.name}", served.model, server)
