"""What commands share: results on stdout, commentary and progress on stderr, colours only on a terminal."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.core.cleaning import clean_line

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from assistant.wiring import Assistant

_WIDEST = 100
_COLOURS = {
    "title": {"bold": True},
    "marker": {"fg": "cyan"},
    "dim": {"dim": True},
    "warn": {"fg": "yellow"},
    "good": {"fg": "green"},
    "bad": {"fg": "red"},
}


class NewFile(click.Path):
    """A file to write: a folder that isn't there is told before any work is done."""

    def __init__(self) -> None:
        super().__init__(path_type=Path, dir_okay=False)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Its path."""
        path = Path(super().convert(value, param, ctx))  # type: ignore[arg-type]
        if not path.parent.is_dir():
            self.fail(f"there is no folder {path.parent}", param, ctx)
        return path


def echo(text: str, *, newline: bool = True) -> None:
    """A result. A reader that has gone away, as in "assistant … | head -1", ends the command, and is no error."""
    try:
        click.echo(text, nl=newline, color=_coloured(sys.stdout))
    except BrokenPipeError:
        raise SystemExit(0) from None


def echo_json(content: Any, *, one_line: bool = False) -> None:
    """A result as JSON, UTF-8 as it is; one_line for lists that are read line by line."""
    echo(json.dumps(content, ensure_ascii=False, indent=None if one_line else 2))


def note(text: str) -> None:
    """Commentary."""
    click.echo(text, err=True, color=_coloured(sys.stderr))


def style(text: str, role: str) -> str:
    """The text in its role's colours where stdout is a terminal."""
    return click.style(text, **_COLOURS[role]) if _coloured(sys.stdout) else text  # type: ignore[arg-type]


def width() -> int:
    """Columns to wrap at."""
    return min(shutil.get_terminal_size((80, 24)).columns, _WIDEST)


def folder() -> str:
    """The working directory, against which paths are shortened."""
    try:
        return str(os.getcwd())  # noqa: PTH109  (a string is what is compared)
    except FileNotFoundError:
        return os.sep


def _coloured(stream: Any) -> bool:
    return bool(stream.isatty()) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


class TerminalProgress:
    """Long work on stderr: a bar on a terminal, a line a stage elsewhere."""

    def __init__(self) -> None:
        self._bar: Bar | None = None
        self._task: TaskID | None = None
        self._noticed: set[str] = set()

    def stage(self, name: str, total: int | None = None) -> None:
        """A new stage of the work; without a total nobody knows how long it takes."""
        if not sys.stderr.isatty():
            note(name if total is None else f"{name}: {total}")
            return
        bar = self._started()
        self._finish_task()
        self._task = bar.add_task(name, total=total)

    def advance(self, count: int) -> None:
        """So much more of the stage is done."""
        if self._bar is not None and self._task is not None:
            self._bar.advance(self._task, count)

    def notice(self, text: str) -> None:
        """A line for the user, once."""
        if text not in self._noticed:
            self._noticed.add(text)
            note(clean_line(text))

    def done(self) -> None:
        """Leave the bars as they stand."""
        if self._bar is not None:
            self._finish_task()
            self._bar.stop()
            self._bar = None

    def _started(self) -> Bar:
        if self._bar is None:
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

            self._bar = Progress(
                TextColumn("{task.description:<15}", markup=False),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                console=Console(stderr=True),
            )
            self._bar.start()
        return self._bar

    def _finish_task(self) -> None:
        if self._bar is not None and self._task is not None:
            total = self._bar.tasks[self._task].total
            self._bar.update(self._task, total=total or 1, completed=total or 1)


class Session:
    """The assistant of one command, opened when it is first needed."""

    def __init__(self) -> None:
        self.progress = TerminalProgress()
        self.model: str | None = None
        """Instead of the settings' model."""
        self._assistant: Assistant | None = None

    @property
    def assistant(self) -> Assistant:
        """The assistant with this machine's settings, and the model that was asked for."""
        if self._assistant is None:
            import assistant

            self._assistant = assistant.open(self.progress, model=self.model)
        return self._assistant


pass_session = click.make_pass_decorator(Session)
