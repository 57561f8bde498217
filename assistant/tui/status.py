"""The line at the bottom that tells what goes on: building the index, warming up, which model answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import ProgressBar, Static

from assistant.core.cleaning import clean_line

if TYPE_CHECKING:
    from textual.app import App


class Staged(Message):
    """A new stage of long work has begun."""

    def __init__(self, name: str, total: int | None) -> None:
        super().__init__()
        self.name = name
        self.total = total


class Advanced(Message):
    """So much more of the stage is done."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count


class ScreenProgress:
    """The port `Progress`, shown by an application once there is one."""

    def __init__(self) -> None:
        self.app: App[None] | None = None

    def stage(self, name: str, total: int | None = None) -> None:
        """See `Progress.stage`."""
        self._post(Staged(name, total))

    def advance(self, count: int) -> None:
        """See `Progress.advance`."""
        self._post(Advanced(count))

    def done(self) -> None:
        """See `Progress.done`: the application says when it is ready."""

    def notice(self, text: str) -> None:
        """See `Progress.notice`."""
        if self.app is not None:
            self.app.notify(text, timeout=8)

    def _post(self, message: Message) -> None:
        if self.app is not None:
            self.app.post_message(message)


class Status(Horizontal):
    """A text, and a bar while there is something to wait for."""

    def compose(self) -> ComposeResult:
        """The text and the bar."""
        yield Static(Content("warming up …"), id="status-text")
        yield ProgressBar(id="status-bar", show_eta=False)

    def on_mount(self) -> None:
        """Nothing to measure yet."""
        self.query_one(ProgressBar).display = False

    def say(self, text: str) -> None:
        """Only a text."""
        self.query_one("#status-text", Static).update(Content(clean_line(text)))
        self.query_one(ProgressBar).display = False

    def stage(self, name: str, total: int | None) -> None:
        """A stage of long work."""
        self.say(f"{name} …")
        bar = self.query_one(ProgressBar)
        bar.update(total=total, progress=0)
        bar.display = True

    def advance(self, count: int) -> None:
        """So much more of it is done."""
        self.query_one(ProgressBar).advance(count)
