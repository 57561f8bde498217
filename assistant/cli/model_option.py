"""What the commands share that may ask a language model: which one, and the line that says where things go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from assistant.cli.terminal import Session, note, style
from assistant.core.cleaning import clean_line

Command = TypeVar("Command", bound=Callable[..., Any])


def model_options(command: Command) -> Command:
    """Adds --model and --no-model, which set the session's model."""
    model = click.option(
        "--model",
        metavar="PROVIDER:NAME",
        callback=_use,
        expose_value=False,
        help="Use this language model (also local:PATH.gguf).",
    )
    none = click.option(
        "--no-model", is_flag=True, callback=_use, expose_value=False, help="Ask no model, whatever is set."
    )
    return model(none(command))


def _use(context: click.Context, parameter: click.Parameter, value: str | bool | None) -> None:
    session = context.find_object(Session)
    if not value or session is None:
        return
    if parameter.name == "no_model":
        session.model = "none"
    elif session.model != "none":
        session.model = str(value)


def announce_tutor(session: Session, purpose: str) -> None:
    """Say where answers go, before the first does; or that the model can't be asked."""
    tutor = session.assistant.tutor
    host = tutor.asked(lambda model: model.host)
    if host:
        note(style(f"asking {clean_line(str(tutor.name))} at {clean_line(host)}: {purpose}", "dim"))
    elif tutor.failure:
        note(style(clean_line(f"without a model: {tutor.failure}"), "warn"))
