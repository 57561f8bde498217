"""Which adapter a model's name means. The adapters are imported when a model is opened: LangChain takes a second."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.core.ports import ChatModel


def open_chat_model(name: str, base_url: str | None, timeout_seconds: int) -> ChatModel:
    """The model `provider:model` or `local:PATH`. ModelError: it can't be set up."""
    provider, _, rest = name.partition(":")
    if provider == "local":
        from assistant.adapters.local_model import open_local_model

        return open_local_model(rest, timeout_seconds)
    from assistant.adapters.chat_model import open_model
    from assistant.adapters.keys import key_of

    return open_model(name, base_url, key_of(provider), timeout_seconds)
