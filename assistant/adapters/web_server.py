"""The application in a browser, by textual-serve: on loopback, below a path that nobody can guess.

Whoever knows the address can read and change what the learner has; so it is only on this machine, and secret.
"""

from __future__ import annotations

import secrets
import shlex
from collections.abc import Callable, Sequence
from importlib.resources import files

from aiohttp import web
from textual_serve.server import Server

from assistant.core.errors import SettingsError

HOST = "127.0.0.1"


class TokenServer(Server):
    """Answers below `/TOKEN/` alone; every visit is a process of its own."""

    def __init__(self, command: Sequence[str], port: int, ready: Callable[[str], None]) -> None:
        """`ready` is told the address once it answers."""
        self._token = secrets.token_urlsafe(16)
        self._ready = ready
        templates = files("assistant.adapters") / "data" / "web"
        super().__init__(shlex.join(command), HOST, port, title="assistant", templates_path=str(templates))

    @property
    def address(self) -> str:
        """What to open."""
        return f"http://{self.host}:{self.port}/{self._token}/"

    def run(self) -> None:
        """Serve until Ctrl-C. SettingsError: the port is taken."""
        try:
            web.run_app(
                self._make_app(),
                host=self.host,
                port=self.port,
                access_log=None,  # an address in a log is a key that lies around
                print=lambda *_: self._ready(self.address),  # called once it listens
            )
        except OSError as error:
            raise SettingsError(f"port {self.port} can't be used: {error.strerror}", "name another: --port") from error

    async def on_startup(self, app: web.Application) -> None:
        """Say nothing: nobody listens yet."""

    async def _make_app(self) -> web.Application:
        outer = web.Application()
        # Where the page looks for a file that the learner saves; its key is as secret as the token, and good for once.
        outer.add_routes([web.get("/download/{key}", self.handle_download)])
        outer.add_subapp(f"/{self._token}", await super()._make_app())
        return outer
