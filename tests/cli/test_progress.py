"""assistant progress and assistant grade, as processes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Command

QUIZ = ("quiz", "--topic", "regularization", "--mode", "choice", "-n", "2", "--seed", "1")


def test_progress_is_shown_kept_restored_and_exported(assistant_command: Command, home: Path) -> None:
    assert "nothing was reviewed yet" in assistant_command("progress").stdout
    assert assistant_command("progress", "backup", "b").returncode == 6
    assert assistant_command(*QUIZ, stdin="1\n\n2\n\n").returncode == 0
    shown = json.loads(assistant_command("progress", "--json").stdout)
    assert (shown["reviewed"], shown["reviews"], shown["streak_days"]) == (2, 2, 1)
    assert sum(day["due"] for day in shown["forecast"]) == 2
    text = assistant_command("progress", "--plot").stdout
    assert "2 of 173 entries reviewed" in text
    assert "reviews by day" in text

    assert assistant_command("progress", "backup", "b").returncode == 0
    undone = assistant_command("progress", "undo").stdout
    assert undone.startswith("taken back: ")
    assert json.loads(assistant_command("progress", "--json").stdout)["reviews"] == 1
    assert assistant_command("progress", "restore", "b").returncode == 0
    exported = json.loads(assistant_command("progress", "export", "--json").stdout)
    assert [len(exported["cards"]), len(exported["reviews"])] == [2, 2]
    assert exported["reviews"][0]["memory"]["stage"] == "learning"
    assert list(home.glob("progress.sqlite3.before-*"))


def buried(assistant_command: Command) -> list[str | None]:
    exported = json.loads(assistant_command("progress", "export", "--json").stdout)
    return [card["buried_until"] for card in exported["cards"]]


@pytest.mark.parametrize("command", [("export", "anki"), ("progress", "backup")])
def test_a_file_in_a_folder_that_is_not_there_is_a_wrong_argument(
    assistant_command: Command, command: tuple[str, str]
) -> None:
    result = assistant_command(*command, "nowhere/file")
    assert result.returncode == 2
    assert "there is no folder nowhere" in result.stderr


def test_an_entry_is_suspended_and_asked_again(assistant_command: Command) -> None:
    assert assistant_command("progress", "suspend", "dropout").returncode == 0
    assert json.loads(assistant_command("progress", "--json").stdout)["suspended"] == ["dropout"]
    assert assistant_command("progress", "suspend", "dropout", "--undo").returncode == 0
    assert json.loads(assistant_command("progress", "--json").stdout)["suspended"] == []
    assert assistant_command("progress", "bury", "dropout").returncode == 0
    assert buried(assistant_command) != [None]
    assert assistant_command("progress", "bury", "dropout", "--undo").returncode == 0
    assert buried(assistant_command) == [None]
    assert "no entry nowhere" in assistant_command("progress", "bury", "nowhere").stderr


def test_orphans_are_listed(assistant_command: Command) -> None:
    assert assistant_command("progress", "orphans").stdout.startswith("none")
    assert json.loads(assistant_command("progress", "orphans", "--json").stdout)["orphans"] == []


@pytest.mark.parametrize("given", ["missing", "text"])
def test_what_is_no_backup_is_refused(assistant_command: Command, home: Path, given: str) -> None:
    if given == "text":
        (home / "text").write_text("hello" * 1000)
    result = assistant_command("progress", "restore", given)
    assert result.returncode == 6
    assert result.stderr.startswith("error: ")
    assert "Traceback" not in result.stderr


def test_an_answer_is_graded_from_the_command_line_and_from_stdin(assistant_command: Command) -> None:
    arguments = ("grade", "dropout", "--json", "--answer")
    given = json.loads(assistant_command(*arguments, "it drops random units in training").stdout)
    piped = json.loads(assistant_command(*arguments, "-", stdin="it drops random units in training").stdout)
    assert given == piped
    assert set(given) == {"schema_version", "score", "rating", "points", "contradictions", "model", "notice"}
    assert len(given["points"]) == 9
    text = assistant_command("grade", "dropout", "--answer", "no idea").stdout
    assert "✘ Inverted dropout" in text
    assert "06-regularization.md:" in text
    assert text.endswith("rating: again\n")


def test_many_answers_are_graded_a_line_each(assistant_command: Command) -> None:
    lines = '{"entry": "dropout", "answer": "x"}\n\n{"entry": "kv-cache", "answer": "y"}\n'
    graded = [json.loads(line) for line in assistant_command("grade", "--batch", stdin=lines).stdout.splitlines()]
    assert [one["entry"] for one in graded] == ["dropout", "kv-cache"]
    bad = [
        "not json",
        "[]",
        '{"entry": "dropout"}',
        '{"entry": "dropout", "answer": 3}',
        '{"entry": "x", "answer": "y"}',
    ]
    result = assistant_command("grade", "--batch", stdin="\n".join([*bad, lines]))
    assert result.returncode == 1
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["line"] for row in rows[:5]] == [1, 2, 3, 4, 5]
    assert rows[4]["error"] == "there is no entry x"
    assert rows[5:] == graded
