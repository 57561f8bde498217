"""The conversations so far: found by search, opened, renamed, deleted."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, Label, OptionList
from textual.widgets.option_list import Option

from assistant.core.cleaning import clean_line
from assistant.core.conversation import Conversation
from assistant.tui.background import Failed, in_background
from assistant.tui.desk import Desk

_SEARCH = "search in questions and answers"
_DOOMED_SECONDS = 4.0
"""How long a deletion waits to be asked for again."""


class Listed(Message):
    """The conversations as they are kept."""

    def __init__(self, conversations: list[Conversation]) -> None:
        super().__init__()
        self.conversations = conversations


class Conversations(ModalScreen[int | None]):
    """Gives the id of the conversation that was chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Close"),
        Binding("down", "to_list", "List", show=False),
        Binding("f2", "rename", "Rename"),
        Binding("delete,f8", "delete", "Delete (twice)"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._all: list[Conversation] = []
        self._renamed: int | None = None
        self._doomed: int | None = None

    def compose(self) -> ComposeResult:
        """A search line over a list."""
        with Vertical(classes="dialog"):
            yield Label("Conversations", classes="dialog-title")
            yield Input(placeholder=_SEARCH, id="search")
            yield OptionList(id="found", markup=False)
            yield Label("Enter opens · F2 renames · F8 twice deletes · Esc closes", classes="dialog-keys")

    def on_mount(self) -> None:
        """Read them."""
        self.query_one(Input).focus()
        self._read()

    def on_listed(self, message: Listed) -> None:
        """Show them."""
        self._all = message.conversations
        self._show()

    def on_failed(self, message: Failed) -> None:
        """They can't be read."""
        self.app.notify(str(message.error), severity="error")

    def on_input_changed(self) -> None:
        """Search as it is typed."""
        if self._renamed is None:
            self._show()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """A new name, or the first conversation that was found."""
        if self._renamed is not None:
            number, name = self._renamed, clean_line(event.value)
            self._end_renaming()
            if name:
                self._change(lambda: self._desk.conversations.rename(number, name))
        else:
            self._choose()

    def on_option_list_option_selected(self) -> None:
        """Open it."""
        self._choose()

    def action_leave(self) -> None:
        """Keep the old name, or choose none."""
        if self._renamed is None:
            self.dismiss(None)
        else:
            self._end_renaming()

    def _end_renaming(self) -> None:
        self._renamed = None
        line = self.query_one(Input)
        line.value, line.placeholder = "", _SEARCH

    def action_to_list(self) -> None:
        """From the search line to the list."""
        self.query_one(OptionList).focus()

    def action_rename(self) -> None:
        """Type a new name."""
        number = self._highlighted()
        if number is not None:
            self._renamed = number
            line = self.query_one(Input)
            line.placeholder = "new name"
            line.value = next(clean_line(one.title) for one in self._all if one.id == number)
            line.focus()

    def action_delete(self) -> None:
        """Delete it, when asked twice."""
        number = self._highlighted()
        if number is None:
            return
        if self._doomed != number:
            self._doomed = number
            self.set_timer(_DOOMED_SECONDS, self._spare)
            self.app.notify("once more deletes it for good", timeout=_DOOMED_SECONDS)
            return
        self._doomed = None
        self._change(lambda: self._desk.conversations.delete(number))

    def _spare(self) -> None:
        self._doomed = None

    def _change(self, change: Callable[[], bool]) -> None:
        def work() -> Message:
            change()
            return Listed(self._desk.conversations.all())

        in_background(self, work)

    def _read(self) -> None:
        in_background(self, lambda: Listed(self._desk.conversations.all()))

    def _show(self) -> None:
        wanted = self.query_one(Input).value.lower().split() if self._renamed is None else []
        listed = self.query_one(OptionList).clear_options()
        for one in self._all:
            said = [part for e in one.exchanges for part in (e.question, str(e.answer.get("answer", "")))]
            text = " ".join([one.title, *said]).lower()
            if all(word in text for word in wanted):
                when = f"  {one.started_at[:10]} · {len(one.exchanges)}"
                listed.add_option(Option(Content.assemble(clean_line(one.title), (when, "dim")), id=str(one.id)))
        if listed.option_count:
            listed.highlighted = 0

    def _highlighted(self) -> int | None:
        option = self.query_one(OptionList).highlighted_option
        return int(option.id) if option and option.id else None

    def _choose(self) -> None:
        number = self._highlighted()
        if number is not None:
            self.dismiss(number)
