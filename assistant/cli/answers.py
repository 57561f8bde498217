"""assistant ask, assistant search."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from assistant.cli.terminal import Session, echo, echo_json, folder, pass_session, style, width
from assistant.core.errors import QuestionError, SettingsError
from assistant.render import answer_json, answer_text, hits_json, hits_text, versioned

if TYPE_CHECKING:
    from assistant.core.domain import Answer, Hits

_NOT_IN_GUIDE = 3


def complete_guides(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The names of the indexed guides, for the shell."""
    import assistant

    generation = assistant.open().store.current()
    names = generation.manifest.guides if generation else ()
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


_guide = click.option("--guide", metavar="NAME", shell_complete=complete_guides, help="Answer from this guide alone.")
_json = click.option("--json", "as_json", is_flag=True, help="Print JSON (docs/json.md).")
_batch = click.option(
    "--batch",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="A question a line; a JSON object a line.",
)


@click.command(
    "ask", epilog='\b\nExamples:\n  assistant ask "why do gradients vanish?"\n  echo "what is bn" | assistant ask -'
)
@click.argument("question", nargs=-1)
@_guide
@_json
@_batch
@pass_session
def ask_command(
    session: Session, question: tuple[str, ...], guide: str | None, *, as_json: bool, batch: Path | None
) -> None:
    """Answer a question from the guide, with its sources.

    QUESTION may be "-": it is read from standard input. Exit code 3: the guide does not cover it.
    """
    if batch is not None:
        _refuse_both(question)
        _each(_lines(batch), lambda line: answer_json(session.assistant.ask(line, guide)))
        return
    answer: Answer = session.assistant.ask(_question(question), guide)
    if as_json:
        echo_json(answer_json(answer))
    else:
        echo(answer_text(answer, width=width(), folder=folder(), style=style))
    if not answer.in_guide:
        click.get_current_context().exit(_NOT_IN_GUIDE)


@click.command(
    "search",
    epilog='\b\nExamples:\n  assistant search "bn vs ln" --k 3\n  assistant search --batch questions.txt > hits.jsonl',
)
@click.argument("query", nargs=-1)
@click.option("--k", type=click.IntRange(1, 50), help="How many entries to show.  [default: 5, or the setting k]")
@_guide
@_json
@_batch
@pass_session
def search_command(
    session: Session, query: tuple[str, ...], k: int | None, guide: str | None, *, as_json: bool, batch: Path | None
) -> None:
    """Show the entries that match best, each with its best passage.

    QUERY may be "-": it is read from standard input. Exit code 3: the guide does not cover it.
    """
    if batch is not None:
        _refuse_both(query)
        _each(_lines(batch), lambda line: hits_json(session.assistant.search(line, k, guide)))
        return
    hits: Hits = session.assistant.search(_question(query), k, guide)
    if as_json:
        echo_json(hits_json(hits))
    else:
        echo(hits_text(hits, folder=folder(), style=style))
    if not hits.in_guide:
        click.get_current_context().exit(_NOT_IN_GUIDE)


def _each(lines: Sequence[str], answered: Callable[[str], dict[str, Any]]) -> None:
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


def _question(words: tuple[str, ...]) -> str:
    text = " ".join(words)
    if text == "-":
        return _decoded(sys.stdin.buffer.read(), "standard input")
    if not words:
        raise SettingsError("there is no question", 'ask one: assistant ask "what is dropout"')
    return text


def _refuse_both(words: tuple[str, ...]) -> None:
    if words:
        raise SettingsError("give a question or --batch FILE, not both")


def _lines(path: Path) -> list[str]:
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
