"""assistant completion: the shell's script."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from assistant.cli.terminal import echo


@click.command("completion", epilog='\b\nExample:\n  eval "$(assistant completion bash)"')
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion_command(context: click.Context, shell: str) -> None:
    """Print the script that completes commands, options and guides' names in your shell."""
    found = get_completion_class(shell)
    assert found is not None
    echo(found(context.find_root().command, {}, "assistant", "_ASSISTANT_COMPLETE").source())
