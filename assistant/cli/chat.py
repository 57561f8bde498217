"""assistant chat: the application."""

from __future__ import annotations

import os
import sys

import click

from assistant.cli.model_option import model_options
from assistant.cli.terminal import Session, pass_session


@click.command("chat", epilog="\b\nExamples:\n  assistant\n  assistant chat --model ollama:qwen3")
@model_options
@pass_session
def chat_command(session: Session) -> None:
    """Open the application: chat, study, progress, guide. It is what "assistant" alone does."""
    in_browser = "TEXTUAL_DRIVER" in os.environ  # see adapters/web_server.py
    if not in_browser and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.UsageError('The application needs a terminal. For scripts: assistant ask "…"')
    import assistant
    from assistant.tui.app import AssistantApp
    from assistant.tui.desk import Desk
    from assistant.tui.status import ScreenProgress

    progress = ScreenProgress()
    flows = assistant.open(progress, model=session.model)
    AssistantApp(Desk(flows, flows.clock), progress).run()
