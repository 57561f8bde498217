"""assistant history, and ask --continue, as processes."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import Command


def test_questions_are_kept_continued_shown_exported_and_deleted(assistant_command: Command, home: Path) -> None:
    assert assistant_command("history", "list").stdout == "nothing was asked yet\n"
    assert assistant_command("ask", "what is a kv cache").returncode == 0
    assert assistant_command("ask", "--continue", "why?").returncode == 0
    assert assistant_command("ask", "--no-log", "what is adam").returncode == 0
    listed = json.loads(assistant_command("history", "list", "--json").stdout)["conversations"]
    assert [(one["id"], one["title"], one["questions"]) for one in listed] == [(1, "what is a kv cache", 2)]
    assert "what is a kv cache" in assistant_command("history", "list").stdout

    shown = json.loads(assistant_command("history", "show", "--json").stdout)
    assert [exchange["question"] for exchange in shown["exchanges"]] == ["what is a kv cache", "why?"]
    second = shown["exchanges"][1]["answer"]
    assert second["question"] == "why?"
    assert second["citations"][0]["entry_id"] == "kv-cache"

    exported = assistant_command("history", "export", "1").stdout
    assert exported.startswith("# what is a kv cache\n\n## what is a kv cache\n\n")
    assert exported.count("\n## ") == 2
    assert "15-language-models.md:" in exported

    assert assistant_command("history", "delete", "1").returncode == 0
    assert assistant_command("history", "list").stdout == "nothing was asked yet\n"
    missing = assistant_command("history", "show", "1")
    assert missing.returncode == 2
    assert "there is no conversation 1" in missing.stderr


def test_delete_wants_to_know_what(assistant_command: Command) -> None:
    result = assistant_command("history", "delete")
    assert result.returncode == 2
    assert "--all" in result.stderr


def test_an_answer_is_shown_even_if_it_cannot_be_kept(assistant_command: Command, home: Path) -> None:
    (home / "conversations.sqlite3").mkdir()
    result = assistant_command("ask", "what is dropout")
    assert result.returncode == 0
    assert result.stdout.startswith("Dropout")
    assert "not kept in the history" in result.stderr
    assert "Traceback" not in result.stderr
    assert assistant_command("history", "list").returncode == 6
