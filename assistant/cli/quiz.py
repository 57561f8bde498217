"""assistant quiz: what is due, then what is weak, then what is new."""

from __future__ import annotations

import sys
import time
from random import Random
from typing import TYPE_CHECKING

import click

from assistant.cli.model_option import announce_tutor, model_options
from assistant.cli.terminal import Session, echo, echo_json, folder, note, pass_session, style, width
from assistant.core.cleaning import clean_line
from assistant.core.errors import SettingsError
from assistant.core.study import MODES, RATINGS
from assistant.render import shown, versioned

if TYPE_CHECKING:
    from assistant.core.domain import IndexedEntry
    from assistant.core.study import Grade, Item, Mode, Rating, Review
    from assistant.flows.quizzing import Quiz

_TYPED = "in your own words, an empty line ends it; ? hint, /skip, /bury, /suspend, /undo, /quit"
_SHORT = "? hint, /skip, /bury, /suspend, /undo, /quit"


class _Quit(Exception):
    """The learner has had enough."""


class _Skipped(Exception):
    """On to the next item."""


@click.command(
    "quiz",
    epilog="\b\nExamples:\n  assistant quiz\n  assistant quiz --topic regularization --mode choice -n 20\n"
    "  assistant quiz --list --json",
)
@click.option("--topic", metavar="TOPIC", help="Ask about one topic, or one entry, alone.")
@click.option("--mode", type=click.Choice(MODES), help="One kind of item; otherwise they are mixed.")
@click.option("-n", "--count", type=click.IntRange(1, 200), default=10, show_default=True, help="How many items.")
@click.option("--seed", type=int, help="Choose among an entry's items as another run with this seed did.")
@click.option("--new-items", is_flag=True, help="Let the model write choices and follow-ups; unsound ones are dropped.")
@model_options
@click.option("--list", "listed", is_flag=True, help="Show what would be asked, with the answers, and ask nothing.")
@click.option("--json", "as_json", is_flag=True, help="With --list: print JSON (docs/json.md).")
@pass_session
def quiz_command(
    session: Session,
    topic: str | None,
    mode: Mode | None,
    count: int,
    seed: int | None,
    *,
    new_items: bool,
    listed: bool,
    as_json: bool,
) -> None:
    """Be quizzed: what is due, then what is weak, then what is new. Every answer is kept before the next question."""
    if as_json and not listed:
        raise click.UsageError("--json goes with --list: a quiz is a conversation.")
    study = session.assistant.study
    source = _Writing(session, count) if new_items else None
    items = study.session(count, topic, mode, Random().randrange(2**32) if seed is None else seed, source)
    session.progress.done()
    if listed:
        _show(items, as_json=as_json)
        return
    if not items:
        echo('nothing is due, weak or new here: see "assistant progress"')
        return
    from assistant.flows.quizzing import Quiz

    announce_tutor(session, "its opinion of typed answers")
    _Conversation(Quiz(study, items)).run()


class _Writing:
    """The model's items, with a bar: each takes it seconds."""

    def __init__(self, session: Session, count: int) -> None:
        """SettingsError: there is no model."""
        if session.assistant.settings.model is None:
            raise SettingsError("new items need a language model", "assistant config set model ollama:qwen3")
        announce_tutor(session, "new items from the guide's passages")
        session.progress.stage("writing items", count)
        self._progress, self._writing = session.progress, session.assistant.item_writing

    def one(self, entry: IndexedEntry, mode: Mode, rng: Random) -> Item | None:
        item = self._writing.one(entry, mode, rng)
        self._progress.advance(1)
        return item


def _show(items: list[Item], *, as_json: bool) -> None:
    from assistant.render_study import item_json, item_text

    if as_json:
        echo_json(versioned({"items": [item_json(item) for item in items]}))
        return
    for item in items:
        echo(f"{item_text(item, width=width(), style=style)}\n{style(f'= {item.answer}', 'dim')}\n")


class _Conversation:
    """The learner's side of a quiz."""

    def __init__(self, quiz: Quiz) -> None:
        self._quiz = quiz

    def run(self) -> None:
        """Ask each."""
        from assistant.render_study import summary_text

        while self._quiz.advance():
            echo(style(f"\n{self._quiz.number}/{self._quiz.of}", "marker"), newline=False)
            try:
                self._ask(self._quiz.item)
            except _Skipped:
                continue
            except (_Quit, EOFError):
                break
        echo(f"\n{summary_text(self._quiz.kept, self._quiz.questions(), self._quiz.now(), style)}")

    def _ask(self, item: Item) -> None:
        from assistant.render_study import item_text

        changed = "  (its text has changed since)" if self._quiz.changed else ""
        echo(f" {item_text(item, width=width(), style=style)}{changed}")
        started = time.monotonic()
        answer = self._answer(item)
        grade, review = self._quiz.answer(answer, time.monotonic() - started)
        self._reveal(item, grade)
        if review.counted:
            self._rate(review)
        else:
            note("another session has reviewed this meanwhile: kept, but not counted")

    def _answer(self, item: Item) -> str:
        """What was typed."""
        typed = item.mode in ("recall", "explain")
        note(style(_TYPED if typed else _SHORT, "dim"))
        lines: list[str] = []
        while True:
            line = read_line("> ")
            if line.strip() == "?":
                echo(style(f"hint: {shown(self._quiz.hint())}", "marker"))
            elif line.strip().startswith("/"):
                self._command(line.strip())
            elif typed and line.strip():
                lines.append(line)
            elif typed and lines:
                return "\n".join(lines)
            elif not typed and line.strip():
                answer = _chosen(item, line.strip())
                if answer is not None:
                    return answer

    def _command(self, command: str) -> None:
        if command == "/quit":
            raise _Quit
        if command == "/skip":
            raise _Skipped
        if command in ("/bury", "/suspend"):
            self._quiz.bury() if command == "/bury" else self._quiz.suspend()
            note(f'put away; "assistant progress {command[1:]} {self._quiz.item.entry.id} --undo" asks it again')
            raise _Skipped
        if command == "/undo":
            undone = self._quiz.undo()
            note(f"taken back: the review of {undone.entry_id}" if undone else "there is nothing to take back")
        else:
            note(f"there is no {command}: {_SHORT}")

    def _reveal(self, item: Item, grade: Grade) -> None:
        from assistant.render_study import grade_text, revealed_text

        if item.mode in ("recall", "explain"):
            if grade.notice:
                note(style(clean_line(grade.notice), "warn"))
            echo(grade_text(grade, item, width=width(), folder=folder(), style=style))
        else:
            right = grade.score == 1
            echo(revealed_text(item, right=right, width=width(), folder=folder(), style=style))

    def _rate(self, review: Review) -> None:
        """Keep the rating that the learner gives instead."""
        from assistant.render_study import ratings_text

        note(style(ratings_text(self._quiz.intervals(), review.rating), "dim"))
        while True:
            typed = read_line("rating, Enter keeps it: ").strip().lower()
            rating: Rating | None = dict(zip("1234", RATINGS, strict=True)).get(typed)
            if rating or not typed:
                self._quiz.rate(rating or review.rating)
                return


def _chosen(item: Item, line: str) -> str | None:
    """The option of that number, or the term that was typed; None: there is no such option."""
    if item.mode == "cloze":
        return line
    if line.isdecimal() and 1 <= int(line) <= len(item.options):
        return item.options[int(line) - 1]
    note(f"a number from 1 to {len(item.options)}")
    return None


def read_line(prompt: str) -> str:
    """A line from the terminal, or from a file that is piped in. EOFError: it has ended."""
    if sys.stdin.isatty():
        import readline  # noqa: F401  (input() then edits and remembers lines)

        return input(prompt)
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.rstrip("\n")
