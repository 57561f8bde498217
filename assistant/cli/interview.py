"""assistant interview: a mock interview on a scenario or a topic."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from assistant.cli.model_option import announce_tutor, model_options
from assistant.cli.quiz import read_line
from assistant.cli.terminal import Session, echo, folder, note, pass_session, style, width

if TYPE_CHECKING:
    from assistant.flows.interviewing import Scorecard


@click.command(
    "interview",
    epilog="\b\nExamples:\n  assistant interview 'lane detection'\n  assistant interview regularization\n"
    "  assistant interview --list",
)
@click.argument("name", required=False)
@click.option("--list", "listed", is_flag=True, help="Show the scenarios and topics that there are.")
@model_options
@click.option("--seed", type=int, default=0, show_default=True, help="Chooses among a topic's questions.")
@pass_session
def interview_command(session: Session, name: str | None, *, listed: bool, seed: int) -> None:
    """A mock interview, stage by stage, with hints and a scorecard. NAME is a scenario or a topic."""
    if listed:
        _list(session)
        return
    if not name:
        raise click.UsageError('Name a scenario or a topic; see "assistant interview --list".')
    from assistant.flows.interviewing import Left
    from assistant.render_study import asked_text

    interview = session.assistant.interviewing.conduct(name, seed)
    session.progress.done()
    announce_tutor(session, "its words for the questions, its opinion of answers")
    note(style("answer in your own words, an empty line ends an answer, Ctrl-D ends the interview", "dim"))
    try:
        asked = next(interview)
        while True:
            echo(asked_text(asked, width=width(), style=style))
            try:
                answer = _typed()
            except EOFError:
                note("\nthe interview was left; what you answered is kept")
                interview.throw(Left())
            asked = interview.send(answer)
    except StopIteration as end:
        if end.value.stages:
            _show(end.value)


def _show(card: Scorecard) -> None:
    from assistant.render_study import scorecard_text

    echo(scorecard_text(card, width=width(), folder=folder(), style=style))


def _typed() -> str:
    """Lines up to an empty one."""
    lines: list[str] = []
    while not lines or lines[-1].strip():
        lines.append(read_line("> "))
    return "\n".join(lines).strip()


def _list(session: Session) -> None:
    entries = session.assistant.study.of_topic(None)
    session.progress.done()
    echo(style("scenarios", "title"))
    for entry in entries:
        if entry.kind == "scenario":
            echo(f"  {entry.id:<34} {entry.question}")
    echo(style("topics", "title"))
    for topic in dict.fromkeys(topic for entry in entries for topic in entry.topics):
        echo(f"  {topic}")
