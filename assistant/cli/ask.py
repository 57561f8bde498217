"""assistant ask."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path

import click

from assistant.cli.model_option import model_options
from assistant.cli.questions import (
    NOT_IN_GUIDE,
    answer_each,
    batch_option,
    guide_option,
    json_option,
    lines_of,
    question_of,
    refuse_both,
)
from assistant.cli.terminal import Session, echo, echo_json, folder, note, pass_session, style, width
from assistant.core.cleaning import clean_line
from assistant.core.conversation import Answered, Asking, Event, Retrieved
from assistant.core.domain import Answer
from assistant.render import answer_foot, answer_json, answer_text, event_json, source_line
from assistant.render_stream import ReplyStream, Wrapping


@click.command(
    "ask",
    epilog="""\b
Examples:
  assistant ask "why do gradients vanish?"
  assistant ask --continue "and in transformers?"
  echo "what is bn" | assistant ask -
  assistant ask --model ollama:qwen3 --strict "bn vs ln\"""",
)
@click.argument("question", nargs=-1)
@guide_option
@model_options
@click.option("--continue", "go_on", is_flag=True, help="Go on with the last conversation.")
@click.option("--strict", is_flag=True, help="Leave out what the sources don't support.")
@click.option("--beyond", is_flag=True, help="Let the model answer from its own knowledge what the guide lacks.")
@click.option("--second-opinion", is_flag=True, help="Let the model, too, check each sentence against its sources.")
@click.option("--no-fallback", is_flag=True, help="Exit with 5 if the model fails, instead of quoting.")
@click.option("--no-log", is_flag=True, help="Don't keep this question in the history.")
@json_option
@click.option("--json-stream", is_flag=True, help="Print an event a line as JSON while the answer comes.")
@batch_option
@pass_session
def ask_command(
    session: Session,
    question: tuple[str, ...],
    guide: str | None,
    *,
    go_on: bool,
    strict: bool,
    beyond: bool,
    second_opinion: bool,
    no_fallback: bool,
    no_log: bool,
    as_json: bool,
    json_stream: bool,
    batch: Path | None,
) -> None:
    """Answer a question from the guide, with its sources: quoted, or explained by a language model where one is set.

    QUESTION may be "-": it is read from standard input. Exit code 3: the guide does not cover it.
    """
    from assistant.flows.answering import Manner

    manner = Manner(strict, beyond, second_opinion, fallback=not no_fallback)
    ask = session.assistant
    if batch is not None:
        refuse_both(question)
        answer_each(lines_of(batch), lambda line: answer_json(ask.ask(line, guide, manner=manner)))
        return
    events = ask.converse(question_of(question), guide, manner, go_on=go_on, keep=not no_log)
    if json_stream:
        answer = _each_as_json(events)
    elif as_json:
        answer = _last(events)
        echo_json(answer_json(answer))
    else:
        answer = _shown(events, live=not strict)
    if not (answer.in_guide or answer.beyond_guide):
        click.get_current_context().exit(NOT_IN_GUIDE)


def _last(events: Iterator[Event]) -> Answer:
    *_, last = events
    assert isinstance(last, Answered)
    return last.answer


def _each_as_json(events: Iterator[Event]) -> Answer:
    answer: Answer | None = None
    for event in events:
        echo_json(event_json(event), one_line=True)
        if isinstance(event, Answered):
            answer = event.answer
    assert answer is not None
    return answer


def _shown(events: Generator[Event, None, None], *, live: bool) -> Answer:
    """The answer on the terminal: a model's as it comes, if `live`, and then what it rests on."""
    reply, wrapping = ReplyStream(), Wrapping(width())
    streamed = False
    event: Event = next(events)
    while not isinstance(event, Answered):
        try:
            if isinstance(event, Asking | Retrieved):
                _announce(event)
            elif live:
                streamed = True
                echo(wrapping.wrap(reply.feed(event.text)), newline=False)
            event = next(events)
        except KeyboardInterrupt:
            event = events.throw(KeyboardInterrupt())  # the flow ends the answer with what came
    answer = event.answer
    if streamed:
        echo(wrapping.wrap(reply.rest()))
    if answer.notice:
        note(style(clean_line(answer.notice), "warn"))
    if streamed and answer.model and (answer.in_guide or answer.beyond_guide):
        echo(answer_foot(answer, folder=folder(), style=style))
    else:
        echo(answer_text(answer, width=width(), folder=folder(), style=style))
    return answer


def _announce(event: Asking | Retrieved) -> None:
    """Where the question goes, and with which passages, before it goes."""
    if isinstance(event, Asking):
        note(style(f"asking {clean_line(event.model)} at {clean_line(event.host)}", "dim"))
    for source in event.sources if isinstance(event, Retrieved) else ():
        note(source_line(source, folder(), style))
