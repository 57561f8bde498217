"""The room for reading: topics and entries, found as you type."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from assistant.core.cleaning import clean_line
from assistant.core.domain import Hits, IndexedEntry
from assistant.core.errors import QuestionError
from assistant.core.study import topic_of
from assistant.tui.background import in_background
from assistant.tui.desk import Desk
from assistant.tui.entry_view import EntryView

_PAUSE_SECONDS = 0.15
"""After the last key, before a search begins."""
_FOUND = 20


class Read(Message):
    """All entries."""

    def __init__(self, entries: list[IndexedEntry]) -> None:
        super().__init__()
        self.entries = entries


class Found(Message):
    """What a search found."""

    def __init__(self, query: str, hits: Hits | None) -> None:
        super().__init__()
        self.query = query
        self.hits = hits


class Guide(Vertical):
    """The guide to be browsed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "Search"),
        Binding("a", "choose('ask')", "Ask about this"),
        Binding("q", "choose('quiz')", "Quiz me on this"),
        Binding("s", "choose('study')", "Put on my schedule"),
        Binding("escape", "search", "Back to the search", show=False),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._entries: dict[str, IndexedEntry] = {}
        self._waiting: Timer | None = None

    def compose(self) -> ComposeResult:
        """A search line over the list, the entry beside it."""
        with Horizontal(id="guide-body"):
            with Vertical(id="guide-left"):
                yield Input(placeholder="search the guide", id="guide-search")
                yield OptionList(id="guide-list", markup=False, compact=True)
            yield EntryView(self._desk, id="guide-entry")

    def on_mount(self) -> None:
        """Read the entries, as soon as they are there."""
        self._read()

    def focus_search(self) -> None:
        """Give the search line the keys, and read the guide again: it may have changed, or could not be read."""
        self.query_one(Input).focus()
        self._read()

    def _read(self) -> None:
        in_background(self, lambda: Read(self._desk.flows().study.of_topic(None)))

    def on_read(self, message: Read) -> None:
        """List them by topic."""
        entries = {entry.id: entry for entry in message.entries}
        if entries != self._entries:
            self._entries = entries
            self._list_all()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search, once the learner pauses."""
        event.stop()
        if self._waiting:
            self._waiting.stop()
        query = event.value.strip()
        if query:
            self._waiting = self.set_timer(_PAUSE_SECONDS, lambda: in_background(self, lambda: self._search(query)))
        else:
            self._list_all()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """To the list."""
        event.stop()
        self.query_one(OptionList).focus()

    def _search(self, query: str) -> Message:
        try:
            return Found(query, self._desk.flows().retrieval.search(query, _FOUND))
        except QuestionError:  # nothing to search by yet
            return Found(query, None)

    def on_found(self, message: Found) -> None:
        """List what was found, unless something else is searched by now."""
        if message.query != self.query_one(Input).value.strip() or message.hits is None:
            return
        listed = self.query_one(OptionList).clear_options()
        if not message.hits.in_guide:
            listed.add_option(Option(Content.styled("not covered; the nearest:", "$text-warning"), disabled=True))
        listed.add_options(_option(hit.entry) for hit in message.hits.hits)
        listed.highlighted = 0 if message.hits.in_guide else 1

    async def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Read along while walking the list."""
        event.stop()
        entry = self._entries.get(event.option.id or "")
        if entry:
            await self.query_one(EntryView).show(entry)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go to the text."""
        event.stop()
        self.query_one(EntryView).focus_text()

    def show(self, name: str) -> bool:
        """Go to the first entry of a topic; False: there is none."""
        topic = name.strip().lower().replace(" ", "-")
        found = next((entry.id for entry in self._entries.values() if topic in (entry.id, *entry.topics)), None)
        if found is None:
            return False
        listed = self.query_one(OptionList)
        with self.prevent(Input.Changed):
            self.query_one(Input).value = ""
        self._list_all()
        listed.highlighted = listed.get_option_index(found)
        listed.focus()
        return True

    def action_choose(self, what: str) -> None:
        """Do something with the entry that is shown."""
        self.query_one(EntryView).action_choose(what)

    def action_search(self) -> None:
        """To the search line."""
        self.focus_search()

    def _list_all(self) -> None:
        listed = self.query_one(OptionList).clear_options()
        topic = ""
        for entry in self._entries.values():
            if topic_of(entry) != topic:
                topic = topic_of(entry)
                name = clean_line(topic).replace("-", " ")
                listed.add_option(Option(Content.styled(name, "bold $text-accent"), disabled=True))
            listed.add_option(_option(entry))
        if listed.option_count > 1:
            listed.highlighted = 1


def _option(entry: IndexedEntry) -> Option:
    return Option(Content(clean_line(entry.question)), id=entry.id)
