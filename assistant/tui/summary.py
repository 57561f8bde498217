"""How a quiz went."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from assistant.flows.quizzing import Quiz
from assistant.render import undecorated
from assistant.render_study import summary_text


class Summary(VerticalScroll):
    """What was remembered and what was not, until the learner goes on."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter", "close", "Back to today", show=False)]

    class Closed(Message):
        """The learner goes on."""

    def compose(self) -> ComposeResult:
        """The text."""
        yield Static(id="summary-text")

    def show(self, quiz: Quiz) -> None:
        """Draw it."""
        text = summary_text(quiz.kept, quiz.questions(), quiz.now(), undecorated)
        self.query_one("#summary-text", Static).update(Content(f"{text}\n\nEnter: back to what is due"))

    def action_close(self) -> None:
        """Go on."""
        self.post_message(self.Closed())
