"""assistant models: which language model is set, whether it answers, and its key."""

from __future__ import annotations

import time

import click

from assistant.cli.terminal import Session, echo, echo_json
from assistant.core.cleaning import clean_line
from assistant.core.conversation import Message
from assistant.core.errors import ModelError, SettingsError
from assistant.render import table, versioned

_HELLO = [Message("user", "Reply with the word: ready")]


@click.group(
    "models",
    invoke_without_command=True,
    epilog="""\b
Examples:
  assistant models
  assistant config set model ollama:qwen3
  assistant models key openai""",
)
@click.option("--model", metavar="PROVIDER:NAME", help="Try this one instead of the one that is set.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON (docs/json.md).")
@click.pass_context
def models_command(context: click.Context, model: str | None, *, as_json: bool) -> None:
    """Show the language model that is set, where it is, and how fast its first token comes.

    Exit code 5: it doesn't answer.
    """
    if context.invoked_subcommand:
        return
    session: Session = context.ensure_object(Session)
    session.model = model
    settings = session.assistant.settings
    if settings.model is None:
        row: dict[str, str | float | bool | None] = {
            "model": None,
            "host": None,
            "reachable": False,
            "first_token_seconds": None,
        }
        line = "no language model is set: the guide is quoted"
        hint = "assistant config set model openai:gpt-5-mini, ollama:qwen3 or local:PATH.gguf"
        echo_json(versioned(row)) if as_json else echo(f"{line}\nset one: {hint}")
        return
    error: ModelError | None = None
    host, seconds = None, None
    try:
        chat = session.assistant.chat_model
        host = chat.host
        started = time.perf_counter()
        next(iter(chat.stream(_HELLO)))
        seconds = round(time.perf_counter() - started, 2)
    except ModelError as failure:
        error = failure
    source = next(setting.source for setting in settings.sources if setting.key == "model")
    if as_json:
        row = {"model": settings.model, "host": host, "reachable": error is None, "first_token_seconds": seconds}
        echo_json(versioned(row | {"error": str(error) if error else None}))
    else:
        reached = f"yes, the first token came after {seconds} s" if error is None else "no"
        rows = [["model", settings.model], ["set by", source], ["host", host or "-"], ["reachable", reached]]
        echo(table([[name, clean_line(value)] for name, value in rows]))
    if error:
        raise error


@models_command.command("key")
@click.argument("provider")
def key(provider: str) -> None:
    """Ask for PROVIDER's key and put it into the system's keyring."""
    from assistant.adapters.keys import keep_key

    if not provider.isidentifier():
        raise SettingsError(f'"{clean_line(provider)}" is no provider', "for example: assistant models key openai")
    keep_key(provider, click.prompt("key", hide_input=True, err=True).strip())
    echo(f"kept in the keyring for {provider}")
