"""assistant quiz, as a person would be quizzed: in a pseudo-terminal."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from tests.conftest import REPOSITORY, Command, environment

_PATIENCE_SECONDS = 60


class Terminal:
    """A command in a pseudo-terminal."""

    def __init__(self, home: Path, *arguments: str) -> None:
        self._master, slave = pty.openpty()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "assistant", *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment(home) | {"PYTHONPATH": str(REPOSITORY), "TERM": "xterm", "NO_COLOR": "1"},
            cwd=home,
            start_new_session=True,
        )
        os.close(slave)
        self._seen, self._at = "", 0

    def until(self, expected: str) -> str:
        """What came since the last time, up to a pattern, the pattern included."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not (match := re.search(expected, self._seen[self._at :])):
            ready, _, _ = select.select([self._master], [], [], max(0.0, deadline - time.monotonic()))
            try:
                piece = os.read(self._master, 65536) if ready else b""
            except OSError:
                piece = b""
            assert piece, f"{expected!r} never came; there was: {self._seen[self._at :]}"
            self._seen += piece.decode("utf-8", "replace")
        start, self._at = self._at, self._at + match.end()
        return self._seen[start : self._at]

    def say(self, line: str) -> None:
        os.write(self._master, f"{line}\n".encode())

    def kill(self) -> None:
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.wait()
        os.close(self._master)

    def end(self) -> int:
        """The exit code."""
        code = self._process.wait(_PATIENCE_SECONDS)
        os.close(self._master)
        return code


def right_option(screen: str, items: list[dict[str, object]]) -> str:
    """The number of the right option of the item on the screen."""
    flat = " ".join(screen.split())
    [item] = [item for item in items if str(item["question"]).split("\n")[0] in flat]
    options = item["options"]
    assert isinstance(options, list)
    return str(options.index(item["answer"]) + 1)


def reviews(home: Path) -> list[tuple[str, int]]:
    connection = sqlite3.connect(home / "progress.sqlite3")
    rows = connection.execute("SELECT entry_id, rating FROM standing ORDER BY id").fetchall()
    connection.close()
    return rows


ARGUMENTS = ("--topic", "regularization", "--mode", "choice", "-n", "3", "--seed", "7")


def test_a_quiz_as_a_person_takes_it(home: Path, assistant_command: Command) -> None:
    listed = json.loads(assistant_command("quiz", *ARGUMENTS, "--list", "--json").stdout)["items"]
    assert len(listed) == 3
    assert not (home / "progress.sqlite3").exists()  # a look changes nothing

    terminal = Terminal(home, "quiz", *ARGUMENTS)
    screen = terminal.until("> $")
    terminal.say("?")
    assert "hint: the topic is" in terminal.until("> $")
    terminal.say("9")
    terminal.until("a number from 1 to 4")
    terminal.until("> $")
    terminal.say(right_option(screen, listed))
    shown = terminal.until("keeps it: $")
    assert "✔ right" in shown
    assert f"{Path(listed[0]['path']).name}:{listed[0]['line_start']}" in shown
    assert reviews(home) == [(listed[0]["entry_id"], 3)]  # kept before anything else is asked
    terminal.say("2")
    screen = terminal.until("> $")
    assert reviews(home) == [(listed[0]["entry_id"], 2)]
    wrong = right_option(screen, listed)
    terminal.say(str(int(wrong) % 4 + 1))
    assert "✘ no" in terminal.until("keeps it: $")
    terminal.say("")
    terminal.until("> $")
    terminal.say("/quit")
    summary = terminal.until("again .*\n")
    assert "1 of 2 remembered" in summary
    assert terminal.end() == 0
    assert reviews(home) == [(listed[0]["entry_id"], 2), (listed[1]["entry_id"], 1)]


def test_a_kill_in_the_middle_loses_nothing_that_was_answered(home: Path, assistant_command: Command) -> None:
    terminal = Terminal(home, "quiz", *ARGUMENTS)
    terminal.until("> $")
    terminal.say("1")
    terminal.until("keeps it: $")
    terminal.kill()
    assert len(reviews(home)) == 1
    listed = json.loads(assistant_command("quiz", *ARGUMENTS, "--list", "--json").stdout)["items"]
    assert reviews(home)[0][0] not in [item["entry_id"] for item in listed]  # it isn't due again yet


def test_undo_bury_and_suspend_at_the_prompt(home: Path, assistant_command: Command) -> None:
    listed = json.loads(assistant_command("quiz", *ARGUMENTS, "--list", "--json").stdout)["items"]
    terminal = Terminal(home, "quiz", *ARGUMENTS)
    terminal.until("> $")
    terminal.say("1")
    terminal.until("keeps it: $")
    terminal.say("")
    terminal.until("> $")
    terminal.say("/undo")
    assert f"taken back: the review of {listed[0]['entry_id']}" in terminal.until("review of .*\n")
    terminal.say("/bury")
    assert f"progress bury {listed[1]['entry_id']} --undo" in terminal.until("put away; .*\n")
    terminal.until("> $")
    terminal.say("/suspend")
    assert "nothing was answered" in terminal.until("nothing was answered")
    assert terminal.end() == 0
    assert reviews(home) == []
    after = json.loads(assistant_command("quiz", *ARGUMENTS, "--list", "--json").stdout)["items"]
    ids = [item["entry_id"] for item in after]
    assert listed[0]["entry_id"] in ids
    assert not {listed[1]["entry_id"], listed[2]["entry_id"]} & set(ids)
    shown = json.loads(assistant_command("progress", "--json").stdout)
    assert shown["suspended"] == [listed[2]["entry_id"]]


def test_of_two_sessions_at_once_the_second_answer_is_kept_but_not_counted(home: Path) -> None:
    one, other = Terminal(home, "quiz", *ARGUMENTS), Terminal(home, "quiz", *ARGUMENTS)
    one.until("> $")
    other.until("> $")
    one.say("1")
    one.until("keeps it: $")
    other.say("2")
    assert "kept, but not counted" in other.until("not counted")
    one.kill()
    other.kill()
    connection = sqlite3.connect(home / "progress.sqlite3")
    assert connection.execute("SELECT counted FROM review ORDER BY id").fetchall() == [(1,), (0,)]
    connection.close()


def test_answers_can_be_piped_in(assistant_command: Command) -> None:
    result = assistant_command("quiz", *ARGUMENTS, stdin="1\n\n2\n\n")
    assert result.returncode == 0
    assert "of 2 remembered" in result.stdout


def test_a_topic_that_there_is_not_is_a_clear_error(assistant_command: Command) -> None:
    result = assistant_command("quiz", "--topic", "cooking")
    assert result.returncode == 2
    assert "there is no topic “cooking”" in result.stderr
    assert "regularization" in result.stderr


def test_a_store_that_cannot_be_used_is_exit_code_6(home: Path, assistant_command: Command) -> None:
    (home / "progress.sqlite3").write_bytes(b"no database" * 1000)
    result = assistant_command("quiz", *ARGUMENTS, stdin="1\n")
    assert result.returncode == 6
    assert "damaged and was moved" in result.stderr
    assert assistant_command("quiz", *ARGUMENTS, stdin="1\n\n").returncode == 0
