"""assistant doctor, as a process."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import Command, small_corpus


def test_all_is_well(assistant_command: Command) -> None:
    result = assistant_command("doctor", "--json")
    row = json.loads(result.stdout)
    assert result.returncode == 0, row
    assert row["passed"] is True
    assert [check["name"] for check in row["checks"]] == [
        "python",
        "packages",
        "folders",
        "model",
        "guides",
        "index",
        "question",
    ]


def test_each_failure_comes_with_a_remedy_and_exit_code_1(assistant_command: Command, home: Path) -> None:
    (home / "index" / "current").unlink()
    result = assistant_command("doctor", "--json")
    failed = {check["name"]: check for check in json.loads(result.stdout)["checks"] if not check["passed"]}
    assert result.returncode == 1
    assert failed["index"]["finding"] == "there is no index yet"
    assert failed["index"]["remedy"] == 'run "assistant index build"'


def test_a_damaged_index_is_found(assistant_command: Command, home: Path) -> None:
    for entries in home.glob("index/generations/*/chroma/chroma.sqlite3"):
        entries.write_bytes(b"not a database" * 100)
    result = assistant_command("doctor")
    assert result.returncode == 1
    assert "index build --force" in result.stdout
    answer = assistant_command("ask", "what is dropout")
    assert answer.returncode == 4
    assert "Traceback" not in answer.stderr
    small_corpus(home)
    assert assistant_command("index", "build", "--force").returncode == 0
    assert assistant_command("ask", "what is dropout").returncode == 0
