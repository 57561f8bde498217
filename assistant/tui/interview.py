"""A mock interview: what the interviewer says, the learner's answers, the scorecard."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
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


class InterviewView(Vertical):
    """Draws an interview."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "End the interview")]

    class Over(Message):
        """The learner is done."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(id="interview")
        self._desk = desk
        self._interview: Interview | None = None
        self._waiting = False
        self._places: list[tuple[IndexedEntry, Passage] | None] = []

    def compose(self) -> ComposeResult:
        """What was said, and where the learner answers."""
        yield VerticalScroll(id="interview-text")
        yield OptionList(id="scorecard", markup=False, compact=True)
        yield Prompt("in your own words; ctrl+j: a new line", id="interview-answer")

    async def begin(self, interview: Interview) -> None:
        """Let the interviewer begin."""
        await self.query_one("#interview-text").remove_children()
        self.query_one("#scorecard").display = False
        self.query_one(Prompt).display = True
        self.focus_view()
        self.query_one("#interview-text", VerticalScroll).anchor()
        self._interview = interview
        self._go_on(None)

    def on_prompt_sent(self, event: Prompt.Sent) -> None:
        """An answer."""
        event.stop()
        if self._waiting:
            event.prompt.give_back(event.text)
            return
        self._say(Content(event.text), "learner")
        self._go_on(event.text)

    def _go_on(self, answer: str | None) -> None:
        interview = self._interview
        assert interview is not None
        self._waiting = True

        def work() -> Message:
            try:
                return Said(next(interview) if answer is None else interview.send(answer))
            except StopIteration as end:
                return Scored(end.value)

        in_background(self, work)

    def on_said(self, message: Said) -> None:
        """Draw what the interviewer says."""
        self._waiting = False
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
        interview, answering = self._interview, self.query_one(Prompt).display
        if interview is None or self._waiting or not answering:
            self.post_message(self.Over())
            return

        def work() -> Message:
            from assistant.flows.interviewing import Left  # which imports more than the first paint may cost

            try:
                interview.throw(Left())
            except StopIteration as end:
                return Scored(end.value)
            raise AssertionError

        self._waiting = True
        in_background(self, work)

    def _say(self, text: Content, who: str) -> None:
        self.query_one("#interview-text").mount(Static(text, classes=who))
