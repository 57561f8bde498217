"""What is due today, and what can be begun."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from assistant.core.cleaning import clean_line
from assistant.core.domain import IndexedEntry
from assistant.core.study import Mode
from assistant.flows.reporting import Report

_QUIZZES: tuple[tuple[Mode | None, str], ...] = (
    (None, "Quiz: what is due, then what is weak, then what is new"),
    ("recall", "Answer in your own words"),
    ("choice", "Choose among four"),
    ("cloze", "Fill in the missing term"),
    ("explain", "Put misconceptions right, explain what is asked next"),
)


@dataclass(frozen=True, slots=True)
class Beginning:
    """Something to begin: a quiz of a mode, on a topic perhaps, or an interview on a scenario."""

    mode: Mode | None = None
    topic: str | None = None
    interview: str | None = None


class Today(Vertical):
    """The study room's first view."""

    class Begun(Message):
        """The learner chose."""

        def __init__(self, beginning: Beginning) -> None:
            super().__init__()
            self.beginning = beginning

    def __init__(self) -> None:
        super().__init__(id="today")
        self._beginnings: dict[str, Beginning] = {}

    def compose(self) -> ComposeResult:
        """The sums, and the choices."""
        yield Static(Content("waiting for the guide …"), id="today-sums")
        yield OptionList(id="today-choices", markup=False, compact=True)

    def show(self, report: Report, entries: list[IndexedEntry]) -> None:
        """Draw it."""
        new = report.entries - report.reviewed
        days = f"{report.streak_days} day{'' if report.streak_days == 1 else 's'} in a row"
        self.query_one("#today-sums", Static).update(
            Content.assemble(
                (f"{report.due}", "bold $text-accent"),
                (" due now   ", ""),
                (f"{new}", "bold"),
                (" new   ", ""),
                (f"{report.reviewed}", "bold"),
                (f" of {report.entries} met   {days}", ""),
            )
        )
        listed = self.query_one("#today-choices", OptionList)
        at = listed.highlighted or 0
        listed.clear_options()
        self._beginnings = {}
        for mode, text in _QUIZZES:
            self._offer(text, Beginning(mode=mode))
        self._head("Mock interviews")
        for entry in entries:
            if entry.kind == "scenario":
                self._offer(clean_line(entry.question), Beginning(interview=entry.id))
        self._head("One topic")
        for topic in dict.fromkeys(topic for entry in entries for topic in entry.topics):
            self._offer(clean_line(topic).replace("-", " "), Beginning(topic=topic))
        listed.highlighted = at

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Begin."""
        event.stop()
        if event.option.id in self._beginnings:
            self.post_message(self.Begun(self._beginnings[event.option.id]))

    def _offer(self, text: str, beginning: Beginning) -> None:
        name = f"begin-{len(self._beginnings)}"
        self._beginnings[name] = beginning
        self.query_one("#today-choices", OptionList).add_option(Option(Content(f"  {text}"), id=name))

    def _head(self, text: str) -> None:
        self.query_one("#today-choices", OptionList).add_option(
            Option(Content.styled(f"\n{text}", "bold dim"), disabled=True)
        )
