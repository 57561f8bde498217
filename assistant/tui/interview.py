"""A mock interview: what the interviewer says, the learner's answers, the scorecard."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from assistant.core.cleaning import clean_line
from assistant.core.domain import IndexedEntry, Passage
from assistant.render import shown
from assistant.render_study import scorecard_lines
from assistant.tui.background import Failed, in_background
from assistant.tui.desk import Desk
from assistant.tui.paged import Paged
from assistant.tui.prompt import Prompt
from assistant.tui.source_screen import SourceScreen

if TYPE_CHECKING:
    from assistant.flows.interviewing import Asked, Interview, Scorecard

_ROLES = {"good": "$text-success", "warn": "$text-warning", "bad": "$text-error", "title": "bold", "": ""}


class Said(Message):
    """What the interviewer says next."""

    def __init__(self, asked: Asked) -> None:
        super().__init__()
        self.asked = asked


class Scored(Message):
    """The interview is over."""

    def __init__(self, card: Scorecard) -> None:
        super().__init__()
        self.card = card


class InterviewView(Paged):
    """Draws an interview."""

    PAGED = "#interview-text"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "End the interview")]

    class Over(Message):
        """The learner is done."""

    def __init__(self, desk: Desk, interview: Interview) -> None:
        super().__init__(id="interview")
        self._desk = desk
        self._interview: Interview | None = interview
        self._working: Thread | None = None
        self._waiting = self._leaving = False
        self._places: list[tuple[IndexedEntry, Passage] | None] = []

    def compose(self) -> ComposeResult:
        """What was said, and where the learner answers."""
        yield VerticalScroll(id="interview-text")
        yield OptionList(id="scorecard", markup=False, compact=True)
        yield Prompt("in your own words; ctrl+j: a new line", id="interview-answer")

    def on_mount(self) -> None:
        """Let the interviewer begin."""
        self.query_one("#scorecard").display = False
        self.query_one("#interview-text", VerticalScroll).anchor()
        self._go_on(next)

    def on_unmount(self) -> None:
        """Count what is over, once the last answer is kept."""
        interview, working = self._interview, self._working
        if interview is None or working is None:
            return

        def work() -> None:
            working.join()
            interview.close()

        in_background(self, work, keeps=True)

    def on_prompt_sent(self, event: Prompt.Sent) -> None:
        """An answer."""
        event.stop()
        if self._waiting:
            event.prompt.give_back(event.text)
            return
        self._say(Content(event.text), "learner")
        self._go_on(lambda interview: interview.send(event.text))

    def _go_on(self, how: Callable[[Interview], Asked]) -> None:
        interview = self._interview
        assert interview is not None
        self._waiting = True

        def work() -> Message:
            try:
                return Said(how(interview))
            except StopIteration as end:
                return Scored(end.value)

        self._working = in_background(self, work, keeps=True)

    def on_said(self, message: Said) -> None:
        """Draw what the interviewer says."""
        self._waiting = False
        if self._leaving:
            self.action_leave()
            return
        asked = message.asked
        head = f"{asked.number}/{asked.of} · {clean_line(asked.stage)} · {asked.kind}\n"
        self._say(Content.assemble((head, "dim"), shown(asked.text)), "interviewer")

    def on_scored(self, message: Scored) -> None:
        """Draw the scorecard; Enter on a missed point opens its source."""
        self._waiting, self._interview = False, None
        if not message.card.stages:
            self.post_message(self.Over())
            return
        lines = scorecard_lines(message.card)
        self._places = [place for _, _, place in lines]
        card = self.query_one("#scorecard", OptionList).clear_options()
        card.add_options(Option(Content.styled(text, _ROLES[role])) for text, role, _ in lines)
        card.display = True
        self.query_one(Prompt).display = False
        self.focus_view()

    def focus_view(self) -> None:
        """Give the keys to what the learner does next."""
        answer, card = self.query_one(Prompt), self.query_one("#scorecard")
        (answer if answer.display else card).focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open a point's source."""
        event.stop()
        place = self._places[event.option_index]
        if place is not None:
            self.app.push_screen(SourceScreen(self._desk, *place))

    def on_failed(self, message: Failed) -> None:
        """An answer was not kept: the interview can't go on from there."""
        message.stop()
        self._waiting = False
        text = f"{message.error}; the interview ends, what was answered before is kept"
        self.app.notify(text, severity="error", markup=False, timeout=10)
        self._interview = None
        self.post_message(self.Over())

    def action_leave(self) -> None:
        """End it, with the scorecard of the stages that are over; what was answered is kept."""
        if self._interview is None:
            self.post_message(self.Over())
        elif self._waiting:
            self._leaving = True
            self.app.notify("leaving, once your last answer is kept", timeout=3)
        else:
            from assistant.flows.interviewing import Left  # which imports more than the first paint may cost

            self._go_on(lambda interview: interview.throw(Left()))

    def _say(self, text: Content, who: str) -> None:
        self.query_one("#interview-text").mount(Static(text, classes=who))
