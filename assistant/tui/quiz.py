"""One quiz: an item, the learner's answer, what it was worth, the next item."""

from __future__ import annotations

import time
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from assistant.core.cleaning import clean_line
from assistant.core.study import RATINGS, Item, Review, topic_of
from assistant.flows.quizzing import Quiz
from assistant.render import shown
from assistant.render_study import grade_lines, ratings_text, revealed
from assistant.tui.background import Failed, in_background
from assistant.tui.desk import Desk
from assistant.tui.paged import Choices, Paged
from assistant.tui.prompt import Prompt
from assistant.tui.quiz_news import Asked, Graded, Hinted
from assistant.tui.source_screen import SourceScreen

_ROLES = {"good": "$text-success", "warn": "$text-warning", "bad": "$text-error", "dim": "dim"}


class QuizView(Paged, can_focus=True):
    """Draws a quiz."""

    PAGED = "#quiz-text"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6", "hint", "Hint"),
        Binding("f7", "skip", "Skip"),
        Binding("f8", "bury", "Not today"),
        Binding("f9", "suspend", "Never again (twice)", show=False),
        Binding("f10", "undo", "Undo", show=False),
        Binding("u", "undo_this", "Undo, after an answer", show=False),
        Binding("o", "open_source", "Source", show=False),
        Binding("1", "rate(1)", "again", show=False),
        Binding("2", "rate(2)", "hard", show=False),
        Binding("3", "rate(3)", "good", show=False),
        Binding("4", "rate(4)", "easy", show=False),
        Binding("enter", "keep", "Keep the rating", show=False),
        Binding("escape", "leave", "End the quiz"),
    ]

    class Over(Message):
        """The quiz has come to its end, or was left."""

        def __init__(self, quiz: Quiz) -> None:
            super().__init__()
            self.quiz = quiz

    def __init__(self, desk: Desk, quiz: Quiz) -> None:
        super().__init__(id="quiz")
        self._desk, self._quiz = desk, quiz
        self._review: Review | None = None
        self._busy = True
        self._started = 0.0
        self._said = ""
        self._doomed: Item | None = None

    def compose(self) -> ComposeResult:
        """What is asked, where it is answered, what it was worth."""
        yield Static(id="quiz-head")
        with VerticalScroll(id="quiz-text", can_focus=False):
            yield Static(id="quiz-question")
            yield Static(id="quiz-hint")
            yield Choices(id="quiz-options", markup=False, compact=True)
            yield Static(id="quiz-grade")
            yield Choices(id="quiz-points", markup=False, compact=True)
        yield Static(id="quiz-ratings")
        yield Prompt("", id="quiz-answer")

    def on_mount(self) -> None:
        """Ask the first item."""
        for part in self.children:
            part.display = False
        self._next()

    # asking

    def on_asked(self, message: Asked) -> None:
        """Draw an item."""
        if message.item is None:
            self.post_message(self.Over(self._quiz))
            return
        item, quiz = message.item, self._quiz
        self._review, self._busy, self._started = None, False, time.monotonic()
        topic = clean_line(topic_of(item.entry)).replace("-", " ")
        changed = " · its text has changed since" if quiz.changed else ""
        self._say("#quiz-head", f"{quiz.number}/{quiz.of} · {topic} · {item.mode}{changed}", "dim")
        above = f"{shown(item.entry.question)}\n\n" if item.mode == "cloze" else ""
        question = Content.assemble((above, "dim"), (shown(item.question), "bold"))
        self.query_one("#quiz-question", Static).update(question)
        self.query_one("#quiz-text").display = True
        for part in ("#quiz-hint", "#quiz-grade", "#quiz-points", "#quiz-ratings"):
            self.query_one(part).display = False
        options = self.query_one("#quiz-options", OptionList).clear_options()
        options.add_options(Option(Content(f"{number}. {shown(text)}")) for number, text in enumerate(item.options, 1))
        options.display = item.mode == "choice"
        prompt = self.query_one(Prompt)
        prompt.display = item.mode != "choice"
        prompt.load_text("")
        prompt.placeholder = "the missing term" if item.mode == "cloze" else "in your own words; ctrl+j: a new line"
        self.focus_view()

    def focus_view(self) -> None:
        """Give the keys to what the learner does next."""
        choosing, typing = self.query_one("#quiz-options"), self.query_one(Prompt)
        (choosing if choosing.display else typing if typing.display else self).focus()

    def action_hint(self) -> None:
        """The next hint; each lowers the rating that can be earned."""
        if self._asking:
            in_background(self, lambda: Hinted(self._quiz.hint()))

    def on_hinted(self, message: Hinted) -> None:
        """Draw it."""
        self._say("#quiz-hint", f"hint: {shown(message.text)}", "warn")

    def on_prompt_sent(self, event: Prompt.Sent) -> None:
        """A typed answer; a line with a slash is a command, as on the command line."""
        event.stop()
        commands = {
            "/undo": self.action_undo,
            "/skip": self.action_skip,
            "/bury": self.action_bury,
            "/suspend": self.action_suspend,
            "/quit": self.action_leave,
            "?": self.action_hint,
        }
        command = commands.get(event.text.strip())
        if command:
            command()
        elif self._asking:
            self._answer(event.text)
        else:
            event.prompt.give_back(event.text)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A choice, or a point whose source is to be read."""
        event.stop()
        item = self._quiz.item
        if event.option_list.id == "quiz-options":
            self._answer(item.options[event.option_index])
        else:
            passage = item.points[event.option_index].passage if item.points else item.passage
            self.app.push_screen(SourceScreen(self._desk, item.entry, passage))

    def _answer(self, answer: str) -> None:
        if not self._asking:
            return
        self._busy, self._said = True, answer
        self._say("#quiz-hint", "grading …", "dim")
        seconds = time.monotonic() - self._started
        in_background(self, lambda: Graded(*self._quiz.answer(answer, seconds)), keeps=True)

    # graded

    def on_graded(self, message: Graded) -> None:
        """Show what it was worth, the missed points with their sources, and the ratings."""
        grade, item = message.grade, self._quiz.item
        self._review, self._busy = message.review, False
        self.query_one("#quiz-hint").display = False
        self.query_one(Prompt).display = False
        options = self.query_one("#quiz-options")
        options.display = False
        typed = item.mode in ("recall", "explain")
        head, role, points = grade_lines(grade) if typed else revealed(item, right=grade.score == 1)
        answer = f"\nyou: {shown(message.review.answer)}" if message.review.answer else ""
        self.query_one("#quiz-grade", Static).update(Content.assemble((head, f"bold {_ROLES[role]}"), (answer, "dim")))
        self.query_one("#quiz-grade").display = True
        listed = self.query_one("#quiz-points", OptionList).clear_options()
        listed.add_options(Option(Content.styled(text, _ROLES[of])) for text, of in points)
        listed.display = bool(points)
        if message.review.counted:
            ratings = ratings_text(self._quiz.intervals(), message.review.rating)
            self._say("#quiz-ratings", f"{ratings}   Enter keeps *, o opens the source", "")
        else:
            self._say("#quiz-ratings", "another session reviewed this, too: kept, not counted. Enter goes on", "warn")
        self.focus_view()

    def action_rate(self, number: int) -> None:
        """A choice's option while one is asked; afterwards the learner's own rating."""
        if self._review is None:
            item = self._quiz.item if self._asking else None
            if item and item.mode == "choice" and number <= len(item.options):
                self._answer(item.options[number - 1])
        elif self._review.counted and not self._busy:
            rating = RATINGS[number - 1]

            def work() -> Message:
                self._quiz.rate(rating)
                return Asked(self._quiz.advance())

            self._busy = True
            in_background(self, work, keeps=True)

    def action_keep(self) -> None:
        """Keep the suggested rating, and go on."""
        if self._review is not None and not self._busy:
            self._next()

    def action_skip(self) -> None:
        """On to the next item."""
        if self._asking:
            self._next()

    def action_bury(self) -> None:
        """Not today."""
        self._put_away("bury")

    def action_suspend(self) -> None:
        """Never again, when asked twice."""
        if self._asking and self._doomed is not self._quiz.item:
            self._doomed = self._quiz.item
            self.app.notify("once more, and this is never asked again", timeout=4)
        else:
            self._put_away("suspend")

    def action_open_source(self) -> None:
        """Where the answer stands."""
        if self._review is not None:
            item = self._quiz.item
            self.app.push_screen(SourceScreen(self._desk, item.entry, item.passage))

    def action_undo_this(self) -> None:
        """Take back the answer that is shown."""
        if self._review is not None:
            self.action_undo()

    def action_undo(self) -> None:
        """Take back the last review; if it is the one that is shown, its item is asked again."""
        quiz, shown_review = self._quiz, self._review

        def work() -> Message | None:
            undone = quiz.undo()
            self.app.notify(f"taken back: {undone.entry_id}" if undone else "nothing to take back")
            return Asked(quiz.item) if undone and shown_review and undone.id == shown_review.id else None

        in_background(self, work, keeps=True)

    def action_leave(self) -> None:
        """End the quiz; what was answered is kept."""
        self.post_message(self.Over(self._quiz))

    def on_failed(self, message: Failed) -> None:
        """The answer was not kept, or the next item can't be read: say so, and let the learner try again."""
        message.stop()
        self._busy = False
        self.query_one("#quiz-hint").display = False
        if self._review is None:
            self.query_one(Prompt).give_back(self._said)
        self.app.notify(str(message.error), severity="error", timeout=10)

    def _put_away(self, how: str) -> None:
        quiz = self._quiz

        def work() -> Message:
            quiz.bury() if how == "bury" else quiz.suspend()
            self.app.notify(
                f'put away; "assistant progress {how} {quiz.item.entry.id} --undo" asks it again', timeout=8
            )
            return Asked(quiz.advance())

        if self._asking:
            self._busy = True
            in_background(self, work, keeps=True)

    def _next(self) -> None:
        self._busy = True
        in_background(self, lambda: Asked(self._quiz.advance()))

    def _say(self, where: str, text: str, role: str) -> None:
        line = self.query_one(where, Static)
        line.update(Content.styled(text, _ROLES.get(role, "")))
        line.display = True

    @property
    def _asking(self) -> bool:
        """Whether the learner may answer: what is drawn is what is asked."""
        return self._review is None and not self._busy
