"""assistant grade: what a typed answer is worth."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from assistant.cli.model_option import announce_tutor, model_options
from assistant.cli.terminal import Session, echo, echo_json, folder, note, pass_session, style, width
from assistant.core.cleaning import clean_line
from assistant.core.errors import SettingsError
from assistant.render import versioned
from assistant.render_study import grade_json, grade_text


@click.command(
    "grade",
    epilog="\b\nExamples:\n  assistant grade dropout --answer 'it zeroes random units so none relies on another'\n"
    "  assistant grade dropout --answer - < answer.txt\n"
    '  echo \'{"entry": "dropout", "answer": "it adds noise"}\' | assistant grade --batch > grades.jsonl',
)
@click.argument("entry_id", metavar="[ENTRY]", required=False)
@click.option("--answer", metavar="TEXT|-", help="The answer, or - to read it from stdin.")
@click.option(
    "--batch", is_flag=True, help="Read lines of JSON with entry and answer from stdin, write a grade a line."
)
@model_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON (docs/json.md).")
@pass_session
def grade_command(session: Session, entry_id: str | None, answer: str | None, *, batch: bool, as_json: bool) -> None:
    """Grade an answer against the key points of an entry; where a model is set, with its opinion, too."""
    if batch:
        if entry_id or answer:
            raise click.UsageError("--batch reads entries and answers from stdin.")
        announce_tutor(session, "its opinion of the answers")
        _grade_lines(session)
        return
    if not entry_id or answer is None:
        raise click.UsageError("Give an entry and --answer, or --batch.")
    from assistant.core.items import recall

    announce_tutor(session, "its opinion of the answer")
    item = recall(session.assistant.study.entry(entry_id))
    grade = session.assistant.grade(sys.stdin.read() if answer == "-" else answer, entry_id)
    session.progress.done()
    if grade.notice:
        note(style(clean_line(grade.notice), "warn"))
    if as_json:
        echo_json(grade_json(grade))
    else:
        echo(grade_text(grade, item, width=width(), folder=folder(), style=style))
        echo(f"rating: {grade.rating}")


def _grade_lines(session: Session) -> None:
    """A JSON object for each line, in order. One that can't be graded gets an `error`, and the exit code is 1."""
    failed = False
    for number, line in enumerate(sys.stdin, 1):
        if not line.strip():
            continue
        try:
            entry_id, answer = _row(line)
            row = {"entry": entry_id, **grade_json(session.assistant.grade(answer, entry_id))}
        except SettingsError as error:
            failed = True
            row = versioned({"line": number, "error": str(error)})
        echo_json(row, one_line=True)
    if failed:
        click.get_current_context().exit(1)


def _row(line: str) -> tuple[str, str]:
    try:
        row: Any = json.loads(line)
        entry_id, answer = row["entry"], row["answer"]
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise SettingsError("not an object with entry and answer") from error
    if not isinstance(entry_id, str) or not isinstance(answer, str):
        raise SettingsError("entry and answer must be texts")
    return entry_id, answer
