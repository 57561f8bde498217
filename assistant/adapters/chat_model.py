"""LangChain: every chat model that it knows, by `provider:model`, and every OpenAI-compatible server by its address."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlsplit

from langchain.chat_models import init_chat_model
from langchain_core import exceptions
from langchain_core.language_models import BaseChatModel

from assistant.core.cleaning import clean_line
from assistant.core.conversation import Message
from assistant.core.errors import ModelError

Result = TypeVar("Result")

OPENAI_COMPATIBLE = {"openai": "https://api.openai.com/v1", "ollama": "http://localhost:11434/v1"}
"""Providers that speak OpenAI's API, and where, unless the settings name another address."""

_PAUSES = (0.5, 1.5)
"""Seconds before another try."""
_LONGEST_PAUSE = 10.0
"""Seconds that a server may ask to wait; if it asks for more, the learner is told instead of kept waiting."""
_LONGEST_DETAIL = 200
_CAN_PASS = (exceptions.ModelConnectionError, exceptions.ModelRateLimitError, exceptions.ModelAPIError)


class LangChainChat:
    """The port `ChatModel` over any of LangChain's integrations."""

    def __init__(self, name: str, host: str, model: BaseChatModel, secret: str | None = None) -> None:
        self.name = name
        self.host = host
        self.model = model
        self._secret = secret

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """See `ChatModel.stream`. ModelError, too: nothing came, or the stream ended before the reply did."""
        reply = self._tried(lambda: _Reply(self.model, messages))
        try:
            yield from reply
        except Exception as error:  # every integration has its own
            raise self._translated(error) from error
        finally:
            reply.close()

    def structured(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> dict[str, Any]:
        """See `ChatModel.structured`."""
        asked = self.model.with_structured_output(dict(schema), method="json_schema")
        found = self._tried(lambda: asked.invoke(_langchain(messages)))
        if not isinstance(found, dict):
            raise ModelError(f"{self.name} did not answer in the form that was asked for")
        return found

    def _tried(self, call: Callable[[], Result]) -> Result:
        for pause in (*_PAUSES, None):
            try:
                return call()
            except _CAN_PASS as error:
                asked = _retry_after(error) or 0.0
                if pause is None or asked > _LONGEST_PAUSE:
                    raise self._translated(error) from error
                time.sleep(max(pause, asked))
            except Exception as error:  # every integration has its own
                raise self._translated(error) from error
        raise AssertionError

    def _translated(self, error: Exception) -> ModelError:
        if isinstance(error, ModelError):
            return error
        found = _explained(error, self.name, self.host)
        if self._secret:  # servers repeat what they were sent
            return ModelError(str(found).replace(self._secret, "…"), found.hint)
        return found


class _Reply:
    """A reply that has begun: made by waiting for its first piece, so that what fails before it can be tried again."""

    def __init__(self, model: BaseChatModel, messages: Sequence[Message]) -> None:
        self._chunks = model.stream(_langchain(messages))
        self._ended = False
        self._pieces = self._texts()
        self._first = next(self._pieces, "")

    def __iter__(self) -> Iterator[str]:
        if not self._first:
            raise ModelError("the model's reply is empty")
        yield self._first
        yield from self._pieces
        if not self._ended:
            raise ModelError("the model's reply broke off before its end")

    def close(self) -> None:
        """Let the server know that nobody listens any more."""
        self._pieces.close()

    def _texts(self) -> Generator[str, None, None]:
        for chunk in self._chunks:
            metadata = chunk.response_metadata
            self._ended = self._ended or bool(metadata.get("finish_reason") or metadata.get("stop_reason"))
            if text := str(chunk.text):
                yield text


def open_model(name: str, base_url: str | None, key: str | None, timeout_seconds: float) -> LangChainChat:
    """The model `provider:model`; `base_url` is another address of the provider's API. Nothing is sent yet.

    ModelError: the provider is unknown, its integration isn't installed, or it lacks a key.
    """
    provider, _, model_name = name.partition(":")
    options: dict[str, Any] = {"timeout": timeout_seconds, "max_retries": 0}
    if key:
        options["api_key"] = key
    if base_url:
        options["base_url"] = base_url
    elif provider == "openai" and not key:  # asked without one, OpenAI's server would only be said to be out of reach
        hint = "set OPENAI_API_KEY, or: assistant models key openai"
        raise ModelError(f"there is no key for {name}", hint)
    if provider in OPENAI_COMPATIBLE:
        options = {"base_url": OPENAI_COMPATIBLE[provider], "api_key": "none"} | options
        provider = "openai"
    try:
        model = init_chat_model(model_name, model_provider=provider, **options)
    except Exception as error:  # every integration has its own
        hint = 'name it as provider:model, such as "openai:gpt-5-mini", and install its LangChain integration'
        raise ModelError(f'the model "{name}" can\'t be set up: {_detail(error)}', hint) from error
    return LangChainChat(name, urlsplit(options.get("base_url", "")).netloc or provider, model, key)


def _explained(error: Exception, name: str, host: str) -> ModelError:
    """What happened in one line, and what to do."""
    later = "try again later, or use another --model"
    match error:
        case exceptions.ModelAuthenticationError():
            hint = f'set the key again: "assistant models key {name.partition(":")[0]}"'
            return ModelError(f"{host} refuses the key (401)", hint)
        case exceptions.ModelPermissionDeniedError():
            return ModelError(f"{host} doesn't allow this key to use {name} (403)", "check the account")
        case exceptions.ModelNotFoundError():
            return ModelError(f"{host} has no model {name} (404)", "assistant config set model PROVIDER:NAME")
        case exceptions.ModelRateLimitError():
            asked = _retry_after(error)
            when = f"; it asks to wait {asked:.0f} s" if asked else ""
            return ModelError(f"{host} takes no more questions for now (429){when}", later)
        case exceptions.ModelTimeoutError():
            hint = 'wait longer: "assistant config set timeout_seconds 180"'
            return ModelError(f"{host} didn't answer in time", hint)
        case exceptions.ContextOverflowError():
            return ModelError(f"the passages are too long for {name}", "use a model with a longer context")
        case exceptions.ModelConnectionError():
            detail = _detail(error.__cause__ or error)
            return ModelError(f"{host} can't be reached: {detail}", "check that it runs and that there is a network")
        case exceptions.OutputParserException():
            return ModelError(f"{name} did not answer in the form that was asked for", "another --model may")
        case exceptions.ModelAPIError():
            return ModelError(f"{host} failed: {_detail(error)}", later)
        case _:
            return ModelError(f"{host} failed: {_detail(error)}")


def _detail(error: BaseException) -> str:
    """An error on one line, short."""
    text = clean_line(str(error)) or type(error).__name__
    return text[:_LONGEST_DETAIL]


def _retry_after(error: Exception) -> float | None:
    """Seconds that the server asks to wait, if it says so in numbers."""
    response = getattr(error, "response", None)
    try:
        return float(response.headers["retry-after"]) if response is not None else None
    except (KeyError, ValueError):
        return None


def _langchain(messages: Sequence[Message]) -> list[tuple[str, str]]:
    return [(message.role, message.text) for message in messages]
