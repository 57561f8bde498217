"""The application: four rooms, and what they share."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterable
from contextlib import suppress
from time import monotonic
from typing import ClassVar

from textual.app import App, ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.events import DeliveryComplete, DeliveryFailed, Key
from textual.message import Message
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.widgets import Footer, TabbedContent, TabPane

from assistant.core.cleaning import clean, clean_line
from assistant.core.errors import AssistantError
from assistant.tui.background import Failed, in_background, wait_for_what_is_kept
from assistant.tui.chat import Chat
from assistant.tui.desk import Desk
from assistant.tui.entry_view import EntryView
from assistant.tui.guide import Guide
from assistant.tui.help import Help
from assistant.tui.progress import Progress
from assistant.tui.prompt import Prompt
from assistant.tui.rooms import Rooms, RoomsScreen
from assistant.tui.status import Advanced, ScreenProgress, Staged, Status
from assistant.tui.study import Study
from assistant.tui.today import Beginning, Today

_ONCE_SECONDS = 10
"""The same trouble is told once in this time."""
_KEEPING_SECONDS = 5.0
"""The longest wait for what is being kept when the application ends."""


class Warm(Message):
    """Everything that answers is loaded."""


class AssistantApp(App[None]):
    """Asking, studying, looking back, reading."""

    CSS_PATH = "app.tcss"
    TITLE = "assistant"
    AUTO_FOCUS = "#question"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012  (as Textual declares it)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", "Help"),
        Binding("f2", "room('chat')", "Chat", show=False),
        Binding("f3", "room('study')", "Study", show=False),
        Binding("f4", "room('progress')", "Progress", show=False),
        Binding("f5", "room('guide')", "Guide", show=False),
        Binding("ctrl+q", "quit", "Quit", priority=True),
    ]

    def __init__(self, desk: Desk, progress: ScreenProgress) -> None:
        super().__init__()
        self._desk = desk
        self._explained = "", 0
        progress.app = self

    def get_default_screen(self) -> RoomsScreen:
        """The screen below all others."""
        return RoomsScreen(id="_default")

    def compose(self) -> ComposeResult:
        """The rooms as tabs."""
        with Rooms(id="rooms"):
            with TabPane("F2 Chat", id="chat"):
                yield Chat(self._desk)
            with TabPane("F3 Study", id="study"):
                yield Study(self._desk)
            with TabPane("F4 Progress", id="progress"):
                yield Progress(self._desk)
            with TabPane("F5 Guide", id="guide"):
                yield Guide(self._desk)
        yield Status()
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Load what answers while the learner types; leave the terminal as it was, whatever ends the program."""
        in_background(self, self._warm_up)
        loop = asyncio.get_running_loop()
        with suppress(NotImplementedError, AttributeError):  # as on Windows
            loop.add_signal_handler(signal.SIGTERM, self.exit)
            loop.add_signal_handler(signal.SIGHUP, self.exit)

    def on_unmount(self) -> None:
        """What the learner has said is kept before the application ends."""
        wait_for_what_is_kept(_KEEPING_SECONDS)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """As always, but cleaned, and never as markup: it may name a file, or say what a server said."""
        super().notify(clean(message), title=title, severity=severity, timeout=timeout, markup=markup)

    def on_key(self, event: Key) -> None:
        """What is typed before anything has the keys is the beginning of a question."""
        if self.focused is None and self.screen is self.screen_stack[0] and event.character and event.is_printable:
            self.query_one("#question", Prompt).insert(event.character)

    def _warm_up(self) -> Message:
        self._desk.warm_up()
        return Warm()

    def on_warm(self) -> None:
        """Say who answers."""
        model = self._desk.model
        quiet = "quoting the guide: no language model is set (/model ollama:qwen3, or F1)"
        self.query_one(Status).say(f"answers by {model}" if model else quiet)
        self.query_one(Study).refresh_today()

    def on_staged(self, message: Staged) -> None:
        """Long work has come to another stage."""
        self.query_one(Status).stage(message.name, message.total)

    def on_advanced(self, message: Advanced) -> None:
        """Long work goes on."""
        self.query_one(Status).advance(message.count)

    def on_failed(self, message: Failed) -> None:
        """Something went wrong in the background."""
        self._explain(message.error)
        if self._desk.failed:
            self.query_one(Status).say(f"not ready: {message.error}")

    # rooms

    def action_room(self, name: str) -> None:
        """Go to a room."""
        self.query_one(TabbedContent).active = name

    def on_tabbed_content_tab_activated(self, event: TabbedContent.TabActivated) -> None:
        """Give the room the keys."""
        room = event.pane.id
        if room == "chat":
            self.query_one(Chat).focus_prompt()
        elif room == "study":
            self.query_one(Study).focus_view()
        elif room == "progress":
            self.query_one(Progress).focus_list()
        elif room == "guide":
            self.query_one(Guide).focus_search()

    def on_today_begun(self, event: Today.Begun) -> None:
        """A quiz that was chosen in another room."""
        self._begin(event.beginning)

    async def on_entry_view_chosen(self, event: EntryView.Chosen) -> None:
        """An entry that is shown somewhere: ask about it, be quizzed on it, put it on the schedule."""
        entry = event.entry
        if event.what == "ask":
            self.action_room("chat")
            await self.query_one(Chat).ask(entry.question)
        elif event.what == "quiz":
            self._begin(Beginning(topic=entry.id))
        else:
            in_background(self, lambda: self._queue(event))

    def _queue(self, event: EntryView.Chosen) -> None:
        self._desk.flows().study.queue(event.entry)
        self.notify(f"on your schedule: {clean_line(event.entry.question)}")

    def _begin(self, beginning: Beginning) -> None:
        self.action_room("study")
        self.query_one(Study).begin(beginning)

    # commands

    async def on_chat_command(self, event: Chat.Command) -> None:
        """A line that began with a slash."""
        chat, rest = self.query_one(Chat), event.rest
        match event.name:
            case "quiz":
                self._begin(Beginning(topic=rest or None))
            case "interview" if rest:
                self._begin(Beginning(interview=rest))
            case "interview":
                self.action_room("study")
                self.notify("choose a mock interview below, or name one: /interview lane detection")
            case "topic":
                self._show_topic(rest)
            case "model":
                self._use_model(rest)
            case "new":
                chat.action_new()
            case "history":
                chat.action_conversations()
            case "export":
                chat.export()
            case "help":
                self.action_help()
            case "quit":
                self.exit()
            case other:
                self.notify(f"there is no /{other}: /help shows the commands", severity="warning")

    def _show_topic(self, name: str) -> None:
        def shown() -> None:
            if not self.query_one(Guide).show(name):
                self.notify(f"the guide has no topic “{name}”; F5 lists them", severity="warning")

        self.action_room("guide")
        self.call_after_refresh(shown)  # once the room has its keys

    def _use_model(self, name: str) -> None:
        if not name:
            self.notify(f"answers by {self._desk.model or 'quoting the guide'}")
            return

        def work() -> Message:
            self._desk.use_model(name)
            return Warm()

        in_background(self, work)

    def on_delivery_complete(self, event: DeliveryComplete) -> None:
        """Say where a file is."""
        self.notify(f"saved: {event.path}" if event.path else "saved", timeout=8)

    def on_delivery_failed(self, event: DeliveryFailed) -> None:
        """Say why there is none."""
        self.notify(f"not saved: {event.exception}", title="assistant history export prints it", severity="error")

    def action_help(self) -> None:
        """The keys of this room."""
        keys: dict[str, str] = {}
        for node, binding, enabled, _ in self.screen.active_bindings.values():
            ours = type(node).__module__.startswith("assistant.") and binding in type(node).__dict__.get("BINDINGS", ())
            if enabled and ours and binding.description:
                keys.setdefault(binding.description, self.get_key_display(binding))
        rooms = {"chat": "Chat", "study": "Study", "progress": "Progress", "guide": "Guide"}
        room = rooms[self.query_one(TabbedContent).active]
        self.push_screen(Help(room, [(key, what) for what, key in keys.items()]))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """What the command palette finds."""
        chat = self.query_one(Chat)
        yield SystemCommand("New conversation", "ctrl+n", chat.action_new)
        yield SystemCommand("Conversations", "search, open, rename, delete: ctrl+r", chat.action_conversations)
        yield SystemCommand("Save this conversation", "as Markdown", chat.export)
        yield SystemCommand("Quiz", "what is due, then weak, then new", lambda: self._begin(Beginning()))
        for name, what in (("chat", "ask"), ("study", "be quizzed"), ("progress", "look back"), ("guide", "read")):
            yield SystemCommand(f"Go to {name}", what, lambda name=name: self.action_room(name))
        yield from super().get_system_commands(screen)

    def _explain(self, error: AssistantError) -> None:
        text = clean_line(str(error)) + (f"\n{error.hint}" if error.hint else "")
        if (text, int(monotonic() / _ONCE_SECONDS)) != self._explained:  # the rooms fail together
            self._explained = text, int(monotonic() / _ONCE_SECONDS)
            self.notify(text, severity="error", timeout=12)
