"""assistant web: the application in a browser."""

from __future__ import annotations

import sys

import click

from assistant.cli.terminal import echo, note


@click.command("web", epilog="\b\nExamples:\n  assistant web\n  assistant web --port 9000 --model ollama:qwen3")
@click.option("--port", type=click.IntRange(1, 65535), default=8765, show_default=True, help="Where to listen.")
@click.option("--model", metavar="PROVIDER:NAME", help="Explain with this language model (also local:PATH.gguf).")
@click.option("--no-model", is_flag=True, help="Quote the guide, whatever model is set.")
def web_command(port: int, model: str | None, *, no_model: bool) -> None:
    """Serve the application to a browser on this machine, at a secret address that is printed. Ctrl-C ends it."""
    from assistant.adapters.web_server import TokenServer

    options = ["--no-model"] if no_model else ["--model", model] if model else []

    def ready(address: str) -> None:
        echo(address)
        note("whoever has this address can use it; Ctrl-C ends it")

    TokenServer([sys.executable, "-m", "assistant", "chat", *options], port, ready).run()
