"""assistant history: list, show, export, delete."""

from __future__ import annotations

import click

from assistant.cli.terminal import Session, echo, echo_json, pass_session
from assistant.core.cleaning import clean_line
from assistant.core.conversation import Conversation
from assistant.core.errors import SettingsError
from assistant.render import conversation_json, conversation_markdown, table, versioned

_json = click.option("--json", "as_json", is_flag=True, help="Print JSON (docs/json.md).")
_which = click.argument("number", type=int, required=False)


@click.group("history", epilog="\b\nExamples:\n  assistant history list\n  assistant history export 3 > dropout.md")
def history_command() -> None:
    """What you asked before. It is kept on this machine alone; `ask --no-log` keeps nothing."""


@history_command.command("list")
@_json
@pass_session
def list_(session: Session, *, as_json: bool) -> None:
    """List conversations, the latest first."""
    conversations = session.assistant.conversations.all()
    if as_json:
        listed = [
            {"id": one.id, "title": one.title, "started_at": one.started_at, "questions": len(one.exchanges)}
            for one in conversations
        ]
        echo_json(versioned({"conversations": listed}))
        return
    rows = [["number", "started (UTC)", "questions", "first question"]]
    for one in conversations:
        started = one.started_at[:16].replace("T", " ")
        rows.append([str(one.id), started, str(len(one.exchanges)), clean_line(one.title)])
    echo(table(rows) if conversations else "nothing was asked yet")


@history_command.command("show")
@_which
@_json
@pass_session
def show(session: Session, number: int | None, *, as_json: bool) -> None:
    """Show a conversation, the last one unless NUMBER is given."""
    conversation = _chosen(session, number)
    if as_json:
        echo_json(conversation_json(conversation))
    else:
        echo(conversation_markdown(conversation))


@history_command.command("export")
@_which
@pass_session
def export(session: Session, number: int | None) -> None:
    """Print a conversation with its sources as Markdown, the last one unless NUMBER is given."""
    echo(conversation_markdown(_chosen(session, number)))


@history_command.command("delete")
@click.argument("numbers", type=int, nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Delete every conversation.")
@pass_session
def delete(session: Session, numbers: tuple[int, ...], *, everything: bool) -> None:
    """Delete conversations for good."""
    if bool(numbers) == everything:
        raise SettingsError("name conversations, or give --all", 'see "assistant history list"')
    store = session.assistant.conversations
    chosen = numbers or tuple(one.id for one in store.all())
    for number in chosen:
        if not store.delete(number):
            raise SettingsError(f"there is no conversation {number}", 'see "assistant history list"')
    echo(f"deleted: {len(chosen)}")


def _chosen(session: Session, number: int | None) -> Conversation:
    conversations = session.assistant.conversations.all()
    found = next((one for one in conversations if number in (None, one.id)), None)
    if found is None:
        what = "nothing was asked yet" if number is None else f"there is no conversation {number}"
        raise SettingsError(what, 'see "assistant history list"')
    return found
