"""The room for looking back: mastery by topic, what falls due, the days behind, the weakest entries."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from assistant.core.cleaning import clean_line
from assistant.flows.reporting import Report
from assistant.render_progress import calendar, forecast_lines
from assistant.tui.background import in_background
from assistant.tui.desk import Desk
from assistant.tui.today import Beginning, Today

_SURE, _SHAKY = 0.8, 0.4
_CELLS = 14
"""Of a bar."""


class Reported(Message):
    """What the learner knows."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report


class Progress(Vertical):
    """Pictures rather than numbers; Enter on a topic or an entry starts a quiz on it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._topics: list[str] = []
        self._weakest: list[str] = []

    def compose(self) -> ComposeResult:
        """Topics on the left, days on the right."""
        yield Static(Content("waiting for the guide …"), id="progress-sums")
        with Horizontal(id="progress-body"):
            with Vertical(id="progress-left"):
                yield Static(Content("Mastery by topic"), classes="heading")
                yield OptionList(id="mastery", markup=False, compact=True)
            with VerticalScroll(id="progress-right", can_focus=False):
                yield Static(Content("Due in the next 14 days"), classes="heading")
                yield Static(id="forecast")
                yield Static(id="calendar")
                yield Static(Content("Weakest"), classes="heading")
                yield OptionList(id="weakest", markup=False, compact=True)

    def look(self) -> None:
        """Look again."""
        in_background(self, lambda: Reported(self._desk.flows().report(self._desk.clock().astimezone())))

    def focus_list(self) -> None:
        """Give the topics the keys."""
        self.query_one("#mastery").focus()
        self.look()

    def on_reported(self, message: Reported) -> None:
        """Draw it."""
        report = message.report
        days = f"{report.streak_days} day{'' if report.streak_days == 1 else 's'} in a row"
        met = f"{report.reviewed} of {report.entries} entries met"
        sums = Content(" · ".join([met, f"{report.reviews} reviews", f"{report.due} due", days]))
        self.query_one("#progress-sums", Static).update(sums)
        mastery = self.query_one("#mastery", OptionList)
        at = mastery.highlighted or 0
        mastery.clear_options()
        self._topics = [topic.topic for topic in report.topics]
        wide = max((len(name) for name in self._topics), default=0)
        for topic in report.topics:
            name = clean_line(topic.topic).replace("-", " ").ljust(wide)
            role = _role(topic.mastery) if topic.reviewed else "dim"
            full = round(_CELLS * topic.mastery)
            rest = (f"{'─' * (_CELLS - full)} ", "dim")
            counts = f"{topic.mastery:>4.0%} {topic.reviewed:>2}/{topic.entries}"
            mastery.add_option(Option(Content.assemble(f"{name} ", ("━" * full, role), rest, (counts, role))))
        mastery.highlighted = at
        self.query_one("#forecast", Static).update(Content("\n".join(forecast_lines(report))))
        reviews = {day.date: day.reviews for day in report.days}
        self.query_one("#calendar", Static).update(Content(calendar(reviews, report.forecast[0][0])))
        weakest = self.query_one("#weakest", OptionList).clear_options()
        self._weakest = [one.entry.id for one in report.weakest]
        for one in report.weakest:
            recall = (f"{one.recall:>4.0%} ", _role(one.recall))
            weakest.add_option(Option(Content.assemble(recall, clean_line(one.entry.question))))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A quiz on a topic, or on an entry."""
        event.stop()
        names = self._topics if event.option_list.id == "mastery" else self._weakest
        self.post_message(Today.Begun(Beginning(topic=names[event.option_index])))


def _role(share: float) -> str:
    return "$text-success" if share >= _SURE else "$text-warning" if share >= _SHAKY else "$text-error"
