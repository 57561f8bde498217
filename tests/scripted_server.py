"""An OpenAI-compatible server on loopback that does what it is told, request by request."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Step = Callable[["Handler"], None]
"""What happens to one request."""


@dataclass
class ScriptedServer:
    """The last step of the script is repeated for ever."""

    url: str = ""
    script: list[Step] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


class Handler(BaseHTTPRequestHandler):
    """Records the request and plays the next step."""

    scripted: ScriptedServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.scripted.requests.append(json.loads(body))
        self.scripted.headers.append({name.lower(): value for name, value in self.headers.items()})
        step = self.scripted.script.pop(0) if len(self.scripted.script) > 1 else self.scripted.script[0]
        with suppress(BrokenPipeError, ConnectionResetError):  # the client has gone away
            step(self)
        self.close_connection = True

    def begin(self, kind: str = "text/event-stream") -> None:
        self.send_response(200)
        self.send_header("content-type", kind)
        self.end_headers()

    def event(self, data: str) -> None:
        self.wfile.write(f"data: {data}\n\n".encode())
        self.wfile.flush()

    def piece(self, text: str | None, finish: str | None = None) -> None:
        delta = {} if text is None else {"role": "assistant", "content": text}
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        self.event(json.dumps({"id": "1", "object": "chat.completion.chunk", "model": "m", "choices": [choice]}))

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


def says(*pieces: str, finish: str | None = "stop", done: bool = True) -> Step:
    """A stream of these pieces; without `finish` and `done` it breaks off."""

    def step(handler: Handler) -> None:
        handler.begin()
        for piece in pieces:
            handler.piece(piece)
        if finish:
            handler.piece(None, finish)
        if done:
            handler.event("[DONE]")

    return step


def returns(content: str) -> Step:
    """A reply that isn't streamed."""

    def step(handler: Handler) -> None:
        handler.begin("application/json")
        message = {"role": "assistant", "content": content}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        body = {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
        handler.wfile.write(json.dumps(body).encode())

    return step


def fails(status: int, message: str = "no", **headers: str) -> Step:
    """An error of that status, in OpenAI's form."""

    def step(handler: Handler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("content-type", "application/json")
        handler.end_headers()
        handler.wfile.write(json.dumps({"error": {"message": message, "type": "t", "code": None}}).encode())

    return step


def streams(*data: str) -> Step:
    """These data lines, whatever they are."""

    def step(handler: Handler) -> None:
        handler.begin()
        for line in data:
            handler.event(line)

    return step


def is_silent(*pieces: str, seconds: float = 5.0) -> Step:
    """These pieces, and then nothing."""

    def step(handler: Handler) -> None:
        if pieces:
            handler.begin()
        for piece in pieces:
            handler.piece(piece)
        time.sleep(seconds)

    return step


def never_ends(handler: Handler) -> None:
    """The same words until nobody listens."""
    handler.begin()
    while True:
        handler.piece("and so on ")


@contextmanager
def serving(*script: Step) -> Iterator[ScriptedServer]:
    """The server while the block runs."""
    scripted = ScriptedServer(script=list(script))
    handler = type("ScriptedHandler", (Handler,), {"scripted": scripted})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    scripted.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield scripted
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
