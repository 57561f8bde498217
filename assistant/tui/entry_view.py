"""An entry of the guide to be read, some of its lines marked."""

from __future__ import annotations

import os
import shlex
import subprocess
from typing import ClassVar

from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from assistant.core.cleaning import clean_line
from assistant.core.domain import IndexedEntry
from assistant.render import place, shown
from assistant.render_chat import passages_markdown, split_at
from assistant.tui.desk import Desk
from assistant.tui.markdown import SafeMarkdown


class EntryView(Vertical):
    """The whole entry; the cited lines stand out, and are scrolled to."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "choose('ask')", "Ask about this"),
        Binding("q", "choose('quiz')", "Quiz me on this"),
        Binding("s", "choose('study')", "Put on my schedule"),
        Binding("e", "edit", "Open the file"),
        Binding("c", "copy", "Copy"),
        Binding("b", "back", "Back", show=False),
    ]

    class Chosen(Message):
        """The learner wants to do something with the entry: ask, quiz, study."""

        def __init__(self, entry: IndexedEntry, what: str) -> None:
            super().__init__()
            self.entry = entry
            self.what = what

    def __init__(self, desk: Desk, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._desk = desk
        self.entry: IndexedEntry | None = None
        self._before: list[IndexedEntry] = []
        self._line = 1
        self._copied = ""

    def compose(self) -> ComposeResult:
        """The head and the text."""
        yield Static(id="entry-head")
        yield VerticalScroll(id="entry-text")

    async def show(self, entry: IndexedEntry, lines: tuple[int, int] | None = None) -> None:
        """Show the entry, from the marked lines on if there are any."""
        start, end = lines or (0, -1)
        before, cited, after = split_at(entry, start, end)
        self.entry, self._line = entry, cited[0].line_start if cited else entry.line_start
        self._copied = "\n\n".join(passage.text for passage in cited or entry.passages)
        where = place(entry.path, entry.line_start, entry.line_end, os.getcwd())  # noqa: PTH109
        topics = " · ".join(clean_line(name).replace("-", " ") for name in (*entry.topics, entry.level or "") if name)
        parts: list[Content | tuple[str, str]] = [
            (shown(clean_line(entry.question)), "bold"),
            (f"\n{topics}  {where}" if topics else f"\n{where}", "dim"),
        ]
        self.query_one("#entry-head", Static).update(Content.assemble(*parts))
        text = self.query_one("#entry-text", VerticalScroll)
        await text.remove_children()
        trails = [(), *(part[-1].trail for part in (before, cited) if part)]
        pieces: list[Widget] = [
            SafeMarkdown(passages_markdown(part, trail), classes="cited" if part is cited else "")
            for part, trail in zip((part for part in (before, cited, after) if part), trails, strict=False)
        ]
        asked_next = [found for name in dict.fromkeys(entry.follow_ups) if (found := self._desk.entry(name))]
        if asked_next:
            options = [Option(Content(clean_line(one.question)), id=one.id) for one in asked_next]
            pieces += [
                Static(Content("Asked next"), classes="heading"),
                OptionList(*options, markup=False, compact=True, classes="follow-ups"),
            ]
        await text.mount(*pieces)
        text.scroll_home(animate=False)
        if cited:
            marked = text.query(".cited").first()
            self.call_after_refresh(lambda: text.scroll_to_widget(marked, animate=False, top=True))

    def show_text(self, head: str, text: str) -> None:
        """Show a passage whose entry is gone from the guide."""
        self.entry, self._copied = None, text
        self.query_one("#entry-head", Static).update(Content(clean_line(head)))
        body = self.query_one("#entry-text", VerticalScroll)
        body.remove_children()
        body.mount(Static(Content(shown(text))))

    async def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go to an entry that answers what is asked next."""
        event.stop()
        following = self._desk.entry(event.option.id or "")
        if following and self.entry:
            self._before.append(self.entry)
            await self.show(following)
            self.focus_text()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Nothing to do, and nobody else's."""
        event.stop()

    async def action_back(self) -> None:
        """Back to the entry before."""
        if self._before:
            await self.show(self._before.pop())
            self.focus_text()

    def focus_text(self) -> None:
        """Give the text the keys."""
        self.query_one("#entry-text").focus()

    def action_choose(self, what: str) -> None:
        """Ask about the entry, be quizzed on it, or put it on the schedule."""
        if self.entry is not None:
            self.post_message(self.Chosen(self.entry, what))

    def action_copy(self) -> None:
        """Copy the marked lines, or all."""
        self.app.copy_to_clipboard(shown(self._copied))
        self.app.notify("copied", timeout=2)

    def action_edit(self) -> None:
        """Open the file at the line, in the editor that the environment names."""
        if self.entry is None:
            return
        named = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
        try:
            editor = shlex.split(named)
        except ValueError as error:
            self.app.notify(f"EDITOR is {named}: {error}", severity="error")
            return
        where = f"{self.entry.path}:{self._line}"
        if not editor:
            self.app.notify(f"{where}\nset EDITOR to open it from here")
            return
        try:
            with self.app.suspend():
                subprocess.run([*editor, f"+{self._line}", self.entry.path], check=False)
        except (SuspendNotSupported, OSError):
            self.app.notify(where, title="can't be opened from here")
