"""assistant chat: the application."""

from __future__ import annotations

import os
import sys

import click

from assistant.cli.terminal import Session, pass_session


@click.command("chat", epilog="\b\nExamples:\n  assistant\n  assistant chat --model ollama:qwen3")
@click.option("--model", metavar="PROVIDER:NAME", help="Explain with this language model (also local:PATH.gguf).")
@click.option("--no-model", is_flag=True, help="Quote the guide, whatever model is set.")
@pass_session
def chat_command(_session: Session, *, model: str | None = None, no_model: bool = False) -> None:
    """Open the application: chat, study, progress, guide. It is what "assistant" alone does."""
    in_browser = "TEXTUAL_DRIVER" in os.environ  # see adapters/web_server.py
    if not in_browser and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.UsageError('The application needs a terminal. For scripts: assistant ask "…"')
    import assistant
    from assistant.tui.app import AssistantApp
    from assistant.tui.desk import Desk
    from assistant.tui.status import ScreenProgress

    progress = ScreenProgress()
    flows = assistant.open(progress, model="none" if no_model else model)
    AssistantApp(Desk(flows, flows.clock), progress).run()
