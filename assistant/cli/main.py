"""assistant: the command, its help, and what its exit codes mean."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from assistant import __version__
from assistant.cli.terminal import Session, note
from assistant.core.cleaning import clean_line
from assistant.core.errors import AssistantError, GuideError

_COMMANDS = {
    "chat": "chat",
    "web": "web",
    "ask": "ask",
    "search": "search",
    "quiz": "quiz",
    "interview": "interview",
    "grade": "grade",
    "progress": "progress",
    "export": "export",
    "history": "history",
    "models": "models",
    "index": "index",
    "eval": "evals",
    "doctor": "doctor",
    "config": "config",
    "completion": "completion",
}
"""Command -> the module that defines it: only the one that is called is imported."""

_INTERRUPTED = 130
"""What shells give to a command that Ctrl-C ended."""


class _Lazy(click.Group):
    """Commands by name; an error becomes a line, a hint and an exit code."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        from importlib import import_module

        command: click.Command = getattr(import_module(f"assistant.cli.{_COMMANDS[name]}"), f"{name}_command")
        return command

    def invoke(self, ctx: click.Context) -> Any:
        session: Session = ctx.ensure_object(Session)
        try:
            return super().invoke(ctx)
        except AssistantError as error:
            session.progress.done()
            _explain(error)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            ctx.exit(_INTERRUPTED)
        finally:
            session.progress.done()


@click.group(
    cls=_Lazy,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Examples:
  assistant
  assistant ask "what is dropout"
  assistant search "bn vs ln" --k 3
  assistant index add ~/notes --name notes

\b
Exit codes: 0 answered, 1 failure, 2 usage or configuration, 3 not in the guide,
4 index or guide trouble, 5 model trouble, 6 progress store.""",
)
@click.version_option(__version__, "-V", "--version", prog_name="assistant")
@click.pass_context
def cli(context: click.Context) -> None:
    """Study for deep-learning interviews: answers from a guide, every sentence cited, without a key or a network.

    Without a command it opens the application.
    """
    context.ensure_object(Session)
    if context.invoked_subcommand is None:
        command = cli.get_command(context, "chat")
        assert command is not None
        context.invoke(command)


def main() -> None:
    """The console script."""
    try:
        cli(prog_name="assistant")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        pass  # see `terminal.echo`
    # Tearing down Chroma's and ONNX Runtime's threads would cost a third of a second, and saves nothing.
    os._exit(code)


def _explain(error: AssistantError) -> None:
    note(f"{click.style('error:', fg='red')} {clean_line(str(error))}")
    for line in error.details if isinstance(error, GuideError) else ():
        note(f"  {clean_line(line)}")
    if error.hint:
        note(f"{click.style('hint:', fg='cyan')} {clean_line(error.hint)}")
