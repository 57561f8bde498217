"""The line in which the learner types: grows with its text, remembers what was typed before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Key, Paste
from textual.message import Message
from textual.widgets import TextArea

from assistant.core.cleaning import clean

_THE_ROOMS = ("select_line", "select_all", "cursor_page_up", "cursor_page_down")


class Prompt(TextArea):
    """Enter sends, Ctrl-J begins a new line; up and down at the edges walk through what was sent before."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "send", "Send"),
        Binding("ctrl+j,shift+enter,alt+enter", "new_line", "New line", show=False),
        Binding("up", "previous", show=False),
        Binding("down", "next", show=False),
    ]

    class Sent(Message):
        """The learner sent a text that is not empty."""

        def __init__(self, prompt: Prompt, text: str) -> None:
            super().__init__()
            self.prompt = prompt
            self.text = text

        @property
        def control(self) -> Prompt:
            """The prompt."""
            return self.prompt

    def __init__(self, placeholder: str, *, id: str | None = None) -> None:
        super().__init__(id=id, placeholder=placeholder, compact=True, highlight_cursor_line=False)
        self._sent: list[str] = []
        self._at = 0
        self._draft = ""

    def remember(self, texts: Sequence[str]) -> None:
        """What was sent in earlier sessions, the oldest first."""
        self._sent[:0] = [clean(text) for text in texts if text.strip()]
        self._at = len(self._sent)

    def give_back(self, text: str) -> None:
        """Put a text back, unless the learner has begun another one."""
        if not self.text.strip():
            self.load_text(text)
            self.move_cursor(self.document.end)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """F6, F7 and the page keys are the rooms', not the text area's."""
        return action not in _THE_ROOMS and super().check_action(action, parameters)

    async def _on_key(self, event: Key) -> None:
        """Here, and not by priority: a key that overtakes those typed before it sends half a question."""
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.action_send()
        else:
            await super()._on_key(event)

    async def _on_paste(self, event: Paste) -> None:
        event.text = clean(event.text)  # then the text area's own handler is called, as for every event

    def action_send(self) -> None:
        """Send what is there."""
        text = self.text.strip()
        if text:
            self._sent.append(text)
            self._at = len(self._sent)
            self.load_text("")
            self.post_message(self.Sent(self, text))

    def action_new_line(self) -> None:
        """Begin a new line."""
        self.insert("\n")

    def action_previous(self) -> None:
        """The line above, or what was sent before."""
        if not self.navigator.is_first_wrapped_line(self.cursor_location) or not self._at:
            self.action_cursor_up()
            return
        if self._at == len(self._sent):
            self._draft = self.text
        self._show(self._at - 1)

    def action_next(self) -> None:
        """The line below, or what was sent after."""
        if not self.navigator.is_last_wrapped_line(self.cursor_location) or self._at >= len(self._sent):
            self.action_cursor_down()
            return
        self._show(self._at + 1)

    def _show(self, at: int) -> None:
        self._at = at
        self.load_text(self._draft if at == len(self._sent) else self._sent[at])
        self.move_cursor(self.document.end)
