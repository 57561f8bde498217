"""What `ask` and `search` share: where questions come from, and the options that both take."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from assistant.cli.terminal import echo_json
from assistant.core.errors import QuestionError, SettingsError
from assistant.render import versioned

NOT_IN_GUIDE = 3
"""The exit code."""


def complete_guides(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The names of the indexed guides, for the shell."""
    import assistant

    generation = assistant.open().store.current()
    names = generation.manifest.guides if generation else ()
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


guide_option = click.option(
    "--guide", metavar="NAME", shell_complete=complete_guides, help="Answer from this guide alone."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON (docs/json.md).")
batch_option = click.option(
    "--batch",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="A question a line; a JSON object a line.",
)


def answer_each(lines: Sequence[str], answered: Callable[[str], dict[str, Any]]) -> None:
    """A JSON object for each line, in order. A line that is no question gets an `error`, and the exit code is 1."""
    failed = False
    for line in lines:
        try:
            row = answered(line)
        except QuestionError as error:
            failed = True
            row = versioned({"query": line, "error": str(error)})
        echo_json(row, one_line=True)
    if failed:
        click.get_current_context().exit(1)


def question_of(words: tuple[str, ...]) -> str:
    """The question on the command line, or on standard input for "-". SettingsError: there is none."""
    text = " ".join(words)
    if text == "-":
        return _decoded(sys.stdin.buffer.read(), "standard input")
    if not words:
        raise SettingsError("there is no question", 'ask one: assistant ask "what is dropout"')
    return text


def refuse_both(words: tuple[str, ...]) -> None:
    """SettingsError: there is a question besides the batch."""
    if words:
        raise SettingsError("give a question or --batch FILE, not both")


def lines_of(path: Path) -> list[str]:
    """The questions of a file, blank lines left out."""
    try:
        content = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise SettingsError(f"{path} can't be read: {error.strerror}") from error
    lines = [line for line in _decoded(content, str(path)).splitlines() if line.strip()]
    if not lines:
        raise SettingsError(f"{path} holds no question", "write one a line")
    return lines


def _decoded(content: bytes, where: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SettingsError(f"{where} is not UTF-8: byte {error.start} is 0x{content[error.start]:02x}") from error
