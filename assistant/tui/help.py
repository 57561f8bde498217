"""F1: what the keys do where the learner is."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

COMMANDS = {
    "/quiz [TOPIC]": "be quizzed, on a topic perhaps",
    "/interview NAME": "a mock interview on a scenario or a topic",
    "/topic NAME": "read what the guide has on a topic",
    "/model NAME": "answer with another model in this session; “none” quotes the guide",
    "/new": "begin a new conversation",
    "/history": "search, open, rename, delete conversations",
    "/export": "save the conversation as Markdown",
    "/help": "this page",
    "/quit": "leave; everything is kept",
}


class Help(ModalScreen[None]):
    """The keys of the room that it was opened from, and the commands."""

    AUTO_FOCUS = "VerticalScroll"  # which up, down and the page keys scroll
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f1,q", "dismiss", "Close")]

    def __init__(self, room: str, keys: list[tuple[str, str]]) -> None:
        super().__init__()
        self._room, self._keys = room, keys

    def compose(self) -> ComposeResult:
        """Two columns."""
        parts: list[tuple[str, str]] = [(f"{self._room}\n\n", "bold")]
        for key, what in self._keys:
            parts += [(f"  {key:<18}", "$text-accent"), (f"{what}\n", "")]
        parts.append(("\nCommands, typed in the chat\n\n", "bold"))
        for command, what in COMMANDS.items():
            parts += [(f"  {command:<18}", "$text-accent"), (f"{what}\n", "")]
        signs = "\nIn an answer\n\n  [1] opens its source; ≈ behind a sentence: weakly supported, ✗: not supported\n"
        parts += [(signs, "dim"), ("\nEsc closes", "dim")]
        with VerticalScroll(classes="dialog -tall"):
            yield Static(Content.assemble(*parts))
