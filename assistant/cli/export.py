"""assistant export: the guide's questions and answers for other programs."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.cli.terminal import NewFile, Session, echo, echo_json, note, pass_session
from assistant.render import versioned

if TYPE_CHECKING:
    from assistant.core.domain import IndexedEntry

_topic = click.option("--topic", metavar="TOPIC", help="Export one topic alone.")


@click.group(
    "export",
    epilog="\b\nExamples:\n  assistant export anki deck.apkg\n"
    "  assistant export csv --topic regularization > cards.csv",
)
def export_command() -> None:
    """Questions, answers, key points and sources as an Anki package, CSV or JSON."""


@export_command.command("anki")
@click.argument("file", type=NewFile())
@_topic
@pass_session
def anki(session: Session, file: Path, topic: str | None) -> None:
    """Write an Anki package. Importing a later export updates the notes and doubles none."""
    from assistant.adapters.anki import write_package
    from assistant.flows.clock import utc_now

    entries = _entries(session, topic)
    count = write_package(entries, str(session.assistant.settings.places.corpus), file, utc_now())
    note(f"{count} notes in {file}")


@export_command.command("csv")
@_topic
@pass_session
def csv_(session: Session, topic: str | None) -> None:
    """Print a table with a header."""
    rows = [_row(entry) for entry in _entries(session, topic)]
    written = io.StringIO()
    table = csv.DictWriter(written, list(rows[0]), lineterminator="\n")
    table.writeheader()
    for row in rows:
        table.writerow({key: "\n".join(value) if isinstance(value, list) else value for key, value in row.items()})
    echo(written.getvalue(), newline=False)


@export_command.command("json")
@_topic
@pass_session
def json_(session: Session, topic: str | None) -> None:
    """Print JSON (docs/json.md)."""
    echo_json(versioned({"entries": [_row(entry) for entry in _entries(session, topic)]}))


def _entries(session: Session, topic: str | None) -> list[IndexedEntry]:
    entries = session.assistant.study.of_topic(topic)
    session.progress.done()
    return entries


def _row(entry: IndexedEntry) -> dict[str, object]:
    from assistant.core.study import key_points, short_answer

    return {
        "entry_id": entry.id,
        "guide": entry.guide,
        "question": entry.question,
        "answer": short_answer(entry),
        "key_points": [point.text for point in key_points(entry)],
        "topics": list(entry.topics),
        "level": entry.level,
        "path": entry.path,
        "line_start": entry.line_start,
        "line_end": entry.line_end,
    }
