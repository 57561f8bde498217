"""assistant config: show, path, set."""

from __future__ import annotations

import os

import click

from assistant.cli.terminal import Session, echo, echo_json, pass_session
from assistant.core.errors import SettingsError
from assistant.render import table, versioned
from assistant.settings import DEFAULTS, DESCRIPTIONS, checked, known, read_file

_PLACES = ("home", "corpus", "index", "config", "guides", "conversations", "progress")

_json = click.option("--json", "as_json", is_flag=True, help="Print JSON (docs/json.md).")


@click.group("config", epilog="\b\nExamples:\n  assistant config show\n  assistant config set model ollama:qwen3")
def config_command() -> None:
    """Settings: defaults < file < environment (ASSISTANT_HOME, ASSISTANT_K, ASSISTANT_MODEL, …) < flags."""


@config_command.command("show")
@_json
@pass_session
def show(session: Session, *, as_json: bool) -> None:
    """Show each setting, where its value comes from, and where things are."""
    settings = session.assistant.settings
    places = {name: str(getattr(settings.places, name)) for name in _PLACES}
    if as_json:
        values = [{"key": s.key, "value": s.value, "source": s.source} for s in settings.sources]
        echo_json(versioned({"settings": values, "places": places}))
        return
    rows = [[s.key, str(s.value), s.source, DESCRIPTIONS[s.key]] for s in settings.sources]
    echo(table([["setting", "value", "from", "what it is"], *rows]))
    echo("")
    echo(table([[name, path] for name, path in places.items()]))


@config_command.command("path")
@_json
@pass_session
def path(session: Session, *, as_json: bool) -> None:
    """Print where the settings file is, or would be."""
    file = str(session.assistant.settings.places.config)
    if as_json:
        echo_json(versioned({"path": file}))
    else:
        echo(file)


@config_command.command("set")
@click.argument("key", metavar="KEY", type=click.UNPROCESSED)
@click.argument("value")
@_json
@pass_session
def set_(session: Session, key: str, value: str, *, as_json: bool) -> None:
    """Write a setting into the file, leaving the rest of it as it is.

    Keys: encoder, k, model, base_url, timeout_seconds, desired_retention.
    """
    import tomlkit

    known(key, "config set")
    new = checked(key, value, "config set")
    file = session.assistant.settings.places.config
    read_file(file)  # refuses to write into a file that it can't read
    document = tomlkit.parse(file.read_text(encoding="utf-8")) if file.exists() else tomlkit.document()
    document[key] = new
    written = file.with_suffix(".new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        written.write_text(tomlkit.dumps(document), encoding="utf-8")
        os.replace(written, file)
    except OSError as error:
        hint = f"or for one command: ASSISTANT_{key.upper()}={new} assistant …"
        raise SettingsError(f"{file} can't be written: {error.strerror}", hint) from error
    if as_json:
        echo_json(versioned({"key": key, "value": new, "path": str(file)}))
    else:
        echo(f"{key} = {new}{' (the default)' if DEFAULTS[key] == new else ''}")
