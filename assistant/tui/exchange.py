"""A question and its answer: waiting, streaming, and then checked, with its sources."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Markdown, OptionList, Static
from textual.widgets.markdown import MarkdownStream
from textual.widgets.option_list import Option

from assistant.core.cleaning import clean, clean_line
from assistant.render import place
from assistant.render_chat import Json, Source, answer_markdown, marker_of, plain_answer, sources, verdict_line
from assistant.render_stream import ReplyStream
from assistant.tui.markdown import SafeMarkdown

_ROLES = {"good": "$text-success", "warn": "$text-warning", "dim": "dim"}


class Sources(OptionList):
    """The passages that an answer cites."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "copy", "Copy the answer"),
        Binding("s", "study", "Study this"),
    ]

    def action_copy(self) -> None:
        """Copy the answer with its sources."""
        assert isinstance(self.parent, Exchange)
        self.parent.copy_answer()

    def action_study(self) -> None:
        """Put the cited entry on the schedule."""
        assert isinstance(self.parent, Exchange)
        self.parent.study(self.highlighted or 0)


class Exchange(Vertical):
    """One question of a conversation."""

    class SourceOpened(Message):
        """The learner wants to read a source."""

        def __init__(self, source: Source) -> None:
            super().__init__()
            self.source = source

    class StudyWanted(Message):
        """The learner wants to study what the answer rests on."""

        def __init__(self, source: Source) -> None:
            super().__init__()
            self.source = source

    def __init__(self, question: str, answer: Json | None = None, waiting: str = "") -> None:
        super().__init__()
        self.question = question
        self.answer = answer
        self._waiting = waiting
        self._sources: list[Source] = []
        self._reply = ReplyStream()
        self._stream: MarkdownStream | None = None
        self.streamed = False
        """Whether the reader could follow the answer as it came."""

    def compose(self) -> ComposeResult:
        """The question, the answer, what it rests on."""
        yield Static(Content(clean(self.question)), classes="question")
        yield SafeMarkdown(classes="answer")
        yield Static(Content.styled(self._waiting, "dim"), classes="verdict")
        yield Sources(classes="sources", markup=False, compact=True)

    async def on_mount(self) -> None:
        """An answer from the history is there at once."""
        self.query_one(Sources).display = False
        if self.answer is not None:
            await self.finish(self.answer)

    async def on_unmount(self) -> None:
        """Nothing more is drawn."""
        await self._end_stream()

    def say(self, text: str, role: str = "dim") -> None:
        """A line below the answer."""
        self.query_one(".verdict", Static).update(Content.styled(clean_line(text), _ROLES[role]))

    def cite(self, cited: Sequence[Source]) -> None:
        """Show the sources."""
        self._sources = list(cited)
        folder = os.getcwd()  # noqa: PTH109
        options = [
            Option(Content.assemble(f"[{one.marker}] {one.question}  ", (_where(one, folder), "dim"))) for one in cited
        ]
        listed = self.query_one(Sources)
        listed.clear_options().add_options(options)
        listed.display = bool(options)

    async def write(self, piece: str) -> None:
        """Some more of a model's reply."""
        if self._stream is None:
            self._stream = Markdown.get_stream(self.query_one(SafeMarkdown))
            self.streamed = True
        ready = self._reply.feed(piece)
        if ready:
            await self._stream.write(ready)

    async def finish(self, answer: Json) -> None:
        """The whole answer, checked."""
        await self._end_stream()
        self.answer = answer
        await self.query_one(SafeMarkdown).update(answer_markdown(answer))
        line, role = verdict_line(answer)
        notice = clean_line(str(answer["notice"])) if answer.get("notice") else ""
        self.say(f"{line} · {notice}" if notice else line, "warn" if notice else role)
        self.cite(sources(answer))

    async def fail(self, text: str) -> None:
        """There is no answer."""
        await self._end_stream()
        await self.query_one(SafeMarkdown).update("")
        self.cite(())
        self.say(text, "warn")

    def copy_answer(self) -> None:
        """Copy the answer with its sources."""
        if self.answer is not None:
            self.app.copy_to_clipboard(plain_answer(self.answer))
            self.app.notify("the answer and its sources are copied", timeout=2)

    def study(self, number: int) -> None:
        """Study the entry behind a source, counted from 0."""
        if number < len(self._sources):
            self.post_message(self.StudyWanted(self._sources[number]))

    def open_source(self, number: int) -> bool:
        """Open a source, counted from 0; False: there is none."""
        if number >= len(self._sources):
            return False
        self.query_one(Sources).highlighted = number
        self.post_message(self.SourceOpened(self._sources[number]))
        return True

    async def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """The marker of the source that is walked to stands out in the answer."""
        event.stop()
        if self.answer is not None and self._sources:
            marker = self._sources[event.option_index].marker
            await self.query_one(SafeMarkdown).update(answer_markdown(self.answer, marker))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter or a click opens a source."""
        event.stop()
        self.open_source(event.option_index)

    def on_markdown_link_clicked(self, event: Markdown.LinkClicked) -> None:
        """A click on a marker opens its source."""
        event.stop()
        markers = [source.marker for source in self._sources]
        marker = marker_of(event.href)
        if marker in markers:
            self.open_source(markers.index(marker))

    async def _end_stream(self) -> None:
        if self._stream is not None:
            await self._stream.stop()
            self._stream = None


def _where(source: Source, folder: str) -> str:
    return place(source.path, source.line_start, source.line_end, folder)
