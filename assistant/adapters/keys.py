"""Keys of model providers: from the environment, or from the system's keyring. They are written nowhere else."""

from __future__ import annotations

import os

import keyring
from keyring.errors import KeyringError

from assistant.core.errors import ModelError

_SERVICE = "study-assistant"


def variable(provider: str) -> str:
    """The environment variable that holds a provider's key: OPENAI_API_KEY."""
    return f"{provider.upper()}_API_KEY"


def key_of(provider: str) -> str | None:
    """The provider's key; None: there is none, which a model of one's own may not need."""
    given = os.environ.get(variable(provider))
    if given:
        return given
    try:
        return keyring.get_password(_SERVICE, provider)
    except KeyringError:
        return None


def keep_key(provider: str, key: str) -> None:
    """Put it into the keyring. ModelError: this system has none, or it stays locked."""
    try:
        keyring.set_password(_SERVICE, provider, key)
    except KeyringError as error:
        raise ModelError(
            f"the key can't be kept: {error}", f"set {variable(provider)} in the environment instead"
        ) from error
