"""The room for studying: today, a quiz, an interview, and how it went."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import ContentSwitcher, OptionList

from assistant.core.domain import IndexedEntry
from assistant.flows.quizzing import Quiz
from assistant.flows.reporting import Report
from assistant.tui.background import Failed, in_background
from assistant.tui.desk import Desk
from assistant.tui.interview import InterviewView
from assistant.tui.quiz import QuizView
from assistant.tui.summary import Summary
from assistant.tui.today import Beginning, Today

if TYPE_CHECKING:
    from assistant.flows.interviewing import Interview

_ITEMS = 10


class Looked(Message):
    """What is due, and what there is."""

    def __init__(self, report: Report, entries: list[IndexedEntry]) -> None:
        super().__init__()
        self.report = report
        self.entries = entries


class Ready(Message):
    """A quiz or an interview that can begin; None: there is nothing to ask."""

    def __init__(self, begun: Quiz | Interview | None) -> None:
        super().__init__()
        self.begun = begun


class Study(Vertical):
    """Studying."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    def compose(self) -> ComposeResult:
        """One view at a time."""
        with ContentSwitcher(initial="today", id="study-views"):
            yield Today()
            yield Summary(id="summary")

    def refresh_today(self) -> None:
        """Look again at what is due."""
        in_background(self, self._look)

    def _look(self) -> Message:
        flows = self._desk.flows()
        return Looked(flows.report(self._desk.clock().astimezone()), flows.study.of_topic(None))

    def on_looked(self, message: Looked) -> None:
        """Draw it."""
        self.query_one(Today).show(message.report, message.entries)

    def focus_view(self) -> None:
        """Give the view that is open the keys."""
        match self._views.current:
            case "quiz":
                self.query_one(QuizView).focus_view()
            case "interview":
                self.query_one(InterviewView).focus_view()
            case "summary":
                self.query_one(Summary).focus()
            case _:
                self.query_one("#today-choices", OptionList).focus()
                self.refresh_today()

    def begin(self, beginning: Beginning) -> None:
        """Begin a quiz or an interview."""
        in_background(self, lambda: self._made(beginning))

    def on_today_begun(self, event: Today.Begun) -> None:
        """The learner chose."""
        event.stop()
        self.begin(event.beginning)

    def _made(self, beginning: Beginning) -> Message | None:
        flows = self._desk.flows()
        seed = Random().randrange(2**32) if self._desk.seed is None else self._desk.seed
        if beginning.interview:
            return Ready(flows.interviewing.conduct(beginning.interview, seed))
        items = flows.study.session(_ITEMS, beginning.topic, beginning.mode, seed)
        return Ready(Quiz(flows.study, items) if items else None)

    async def on_ready(self, message: Ready) -> None:
        """Show it."""
        if message.begun is None:
            self.app.notify("nothing is due, weak or new here; what you put away for today comes back tomorrow")
            self._show_today()
        else:
            # in place of the one that was open, whose late news then reaches nobody
            self._views.current = "today"
            await self.query("#quiz, #interview").remove()
            begun = message.begun
            view = QuizView(self._desk, begun) if isinstance(begun, Quiz) else InterviewView(self._desk, begun)
            await self._views.add_content(view, set_current=True)
            self.focus_view()

    def on_quiz_view_over(self, event: QuizView.Over) -> None:
        """How it went."""
        event.stop()
        quiz = event.quiz
        if not quiz.kept:
            self._show_today()
            return
        self.query_one(Summary).show(quiz)
        self._views.current = "summary"
        self.focus_view()

    def on_interview_view_over(self, event: InterviewView.Over) -> None:
        """Back to today."""
        event.stop()
        self._show_today()

    def on_summary_closed(self, event: Summary.Closed) -> None:
        """Back to today."""
        event.stop()
        self._show_today()

    def _show_today(self) -> None:
        self._views.current = "today"
        self.focus_view()

    def on_failed(self, message: Failed) -> None:
        """Something could not be read or begun."""
        message.stop()
        hint = f" – {message.error.hint}" if message.error.hint else ""
        self.app.notify(f"{message.error}{hint}", severity="error", timeout=10)

    @property
    def _views(self) -> ContentSwitcher:
        return self.query_one(ContentSwitcher)
