"""A passage in its entry, over whatever else is on the screen."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from assistant.core.domain import IndexedEntry, Passage
from assistant.tui.desk import Desk
from assistant.tui.entry_view import EntryView


class SourceScreen(ModalScreen[None]):
    """Shows where a point of the guide stands."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "Close")]

    def __init__(self, desk: Desk, entry: IndexedEntry, passage: Passage) -> None:
        super().__init__()
        self._desk, self._entry, self._passage = desk, entry, passage

    def compose(self) -> ComposeResult:
        """The entry in a frame."""
        with Vertical(classes="dialog -tall"):
            yield EntryView(self._desk, id="source-in-full")

    async def on_mount(self) -> None:
        """Show it."""
        view = self.query_one(EntryView)
        await view.show(self._entry, (self._passage.line_start, self._passage.line_end))
        view.focus_text()

    def on_entry_view_chosen(self, event: EntryView.Chosen) -> None:
        """The application does it, once this screen is closed."""
        event.stop()
        self.dismiss(None)
        self.app.post_message(event)
