"""The chat model over real HTTP: what comes, what is tried again, and what a failure is called."""

from __future__ import annotations

import socket
import time

import pytest

from assistant.adapters import chat_model
from assistant.adapters.chat_model import LangChainChat, open_model
from assistant.core.conversation import Message
from assistant.core.errors import ModelError
from assistant.core.ports import ChatModel
from tests.fakes import ScriptedChat
from tests.scripted_server import Step, fails, is_silent, never_ends, returns, says, serving, streams

ASK = [Message("system", "Be brief."), Message("user", "What is dropout?")]
KEY = "sk-test-secret-123"


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat_model, "_PAUSES", (0.01, 0.02))


def _open(url: str, seconds: float = 5.0) -> LangChainChat:
    return open_model("openai:test-model", url, KEY, seconds)


def _failure(step: Step, seconds: float = 5.0) -> tuple[ModelError, int]:
    """The error, and how many requests it took."""
    with serving(step) as server:
        with pytest.raises(ModelError) as caught:
            list(_open(server.url, seconds).stream(ASK))
        message = str(caught.value)
        assert "\n" not in message
        assert KEY not in message + (caught.value.hint or "")
        return caught.value, len(server.requests)


@pytest.mark.parametrize("kind", ["real", "fake"])
def test_a_reply_comes_in_pieces_and_an_object_as_a_whole(kind: str) -> None:
    with serving(says("Drop", "out."), returns('{"verdict": "partly"}')) as server:
        chat: ChatModel = ScriptedChat(["Drop", "out."], {"verdict": "partly"}) if kind == "fake" else _open(server.url)
        assert list(chat.stream(ASK)) == ["Drop", "out."]
        schema = {"title": "v", "type": "object", "properties": {"verdict": {"type": "string"}}}
        assert chat.structured(ASK, schema) == {"verdict": "partly"}
        assert chat.name
        assert chat.host


def test_the_server_gets_the_messages_and_the_key_and_the_host_is_named() -> None:
    with serving(says("Yes.")) as server:
        chat = _open(server.url)
        list(chat.stream(ASK))
        assert chat.host in server.url
        assert server.headers[0]["authorization"] == f"Bearer {KEY}"
        assert [(m["role"], m["content"]) for m in server.requests[0]["messages"]] == [(m.role, m.text) for m in ASK]
        assert server.requests[0]["stream"] is True


@pytest.mark.parametrize("step", [fails(500), fails(503), fails(429), fails(429, retry_after="0")])
def test_what_can_pass_is_tried_again(step: Step) -> None:
    with serving(step, step, says("Yes.")) as server:
        assert list(_open(server.url).stream(ASK)) == ["Yes."]
        assert len(server.requests) == 3


@pytest.mark.parametrize(
    ("status", "said"), [(401, "refuses the key (401)"), (403, "(403)"), (404, "has no model openai:test-model (404)")]
)
def test_what_cannot_pass_is_not_tried_again(status: int, said: str) -> None:
    error, requests = _failure(fails(status, f"the key {KEY} is bad"))
    assert said in str(error)
    assert requests == 1


def test_a_server_that_asks_for_a_long_wait_is_not_waited_for() -> None:
    started = time.monotonic()
    error, requests = _failure(fails(429, retry_after="60"))
    assert "(429); it asks to wait 60 s" in str(error)
    assert requests == 1
    assert time.monotonic() - started < 30


def test_a_server_that_fails_for_good_is_named_and_its_echo_of_the_key_is_not_shown() -> None:
    error, requests = _failure(fails(500, f"cannot serve {KEY}\nTraceback"))
    assert "127.0.0.1" in str(error)
    assert requests == 3


@pytest.mark.parametrize(
    "step",
    [
        says("Drop", finish=None, done=False),
        says("Drop", finish=None),
        says(),
        streams("{ this is no JSON"),
        streams('{"error": {"message": "overloaded"}}'),
        streams("[1, 2]"),
    ],
)
def test_a_stream_that_breaks_off_or_makes_no_sense_is_one_clear_error(step: Step) -> None:
    _failure(step)


@pytest.mark.parametrize("step", [is_silent(), is_silent("Drop")])
def test_silence_ends_after_the_timeout(step: Step) -> None:
    started = time.monotonic()
    _failure(step, seconds=0.3)
    assert time.monotonic() - started < 30


def test_an_endless_reply_ends_when_nobody_listens() -> None:
    with serving(never_ends) as server:
        pieces = _open(server.url).stream(ASK)
        assert [next(pieces) for _ in range(3)] == ["and so on "] * 3
        pieces.close()  # type: ignore[attr-defined]


def test_nobody_there_is_one_clear_error_with_a_hint() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(ModelError, match=f"127.0.0.1:{port} can't be reached") as caught:
        list(_open(f"http://127.0.0.1:{port}/v1").stream(ASK))
    assert caught.value.hint
    with pytest.raises(ModelError, match=r"does-not-exist\.invalid can't be reached"):
        list(_open("http://does-not-exist.invalid/v1").stream(ASK))


def test_what_is_no_object_is_refused() -> None:
    with serving(returns("verdict: partly")) as server, pytest.raises(ModelError):
        _open(server.url).structured(ASK, {"title": "v", "type": "object", "properties": {}})


def test_openais_key_goes_to_no_other_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with serving(says("Yes.")) as server:
        chat = open_model("ollama:qwen3", server.url, None, 5.0)
        assert list(chat.stream(ASK)) == ["Yes."]
        assert KEY not in server.headers[0]["authorization"]
        assert server.requests[0]["model"] == "qwen3"


@pytest.mark.parametrize("name", ["nosuchprovider:x", "mistralai:x"])
def test_an_unknown_provider_or_a_missing_integration_is_said_with_a_hint(name: str) -> None:
    with pytest.raises(ModelError, match="can't be set up") as caught:
        open_model(name, None, None, 5.0)
    assert "provider:model" in str(caught.value.hint)


def test_a_missing_key_is_said_before_anything_is_sent() -> None:
    with pytest.raises(ModelError, match="there is no key for openai:test-model") as caught:
        open_model("openai:test-model", None, None, 5.0)
    assert "OPENAI_API_KEY" in str(caught.value.hint)
