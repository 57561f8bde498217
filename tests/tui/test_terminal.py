"""The application in a real terminal: tmux types, and reads the screen."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY, environment

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")

_LONGEST_SECONDS = 60.0


class Terminal:
    """A tmux server of the test's own, with one window."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._starts, self._socket = folder, 0, ""

    def tmux(self, *arguments: str) -> str:
        result = subprocess.run(
            ["tmux", "-f", "/dev/null", "-S", self._socket, *arguments], capture_output=True, text=True, check=True
        )
        return result.stdout

    def start(self, home: Path, *arguments: str) -> None:
        self._starts += 1
        self._socket = str(self._folder / f"tmux-{self._starts}")  # a server that is ending would take the call
        shown = ("ASSISTANT_HOME", "HF_HUB_OFFLINE")
        variables = [f"{name}={value}" for name, value in environment(home).items() if name in shown]
        command = [sys.executable, "-m", "assistant", *arguments]
        run = f"env -u COLUMNS -u LINES {shlex.join([*variables, *command])}"
        line = f"cd {shlex.quote(str(REPOSITORY))}; {run}; echo left with $?; read _"
        self.tmux("new-session", "-d", "-x", "110", "-y", "34", line)

    def type(self, text: str) -> None:
        self.tmux("send-keys", "-l", text)

    def press(self, *keys: str) -> None:
        self.tmux("send-keys", *keys)

    def screen(self) -> str:
        return self.tmux("capture-pane", "-p")

    def wait_for(self, *texts: str) -> str:
        deadline = time.monotonic() + _LONGEST_SECONDS
        while not all(text in self.screen() for text in texts):
            assert time.monotonic() < deadline, f"{texts} did not come:\n{self.screen()}"
            time.sleep(0.1)
        return self.screen()

    def close(self) -> None:
        subprocess.run(["tmux", "-S", self._socket, "kill-server"], capture_output=True, check=False)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    terminal = Terminal(tmp_path)
    yield terminal
    terminal.close()


def test_ask_read_a_source_be_quizzed_leave_and_find_it_all_again(terminal: Terminal, home: Path) -> None:
    terminal.start(home)
    terminal.wait_for("Ask anything about deep learning")
    terminal.type("what is dropout?")
    terminal.press("Enter")
    terminal.wait_for("quoted from the guide", "[1] What is dropout")
    terminal.press("C-o")
    terminal.wait_for("regularization · ", "corpus/06-regularization.md")
    terminal.press("F3")
    terminal.wait_for("Choose among four")
    terminal.press("Down", "Down", "Enter")
    terminal.wait_for("1/10", "4.")
    terminal.press("2")
    terminal.wait_for("1 again")
    terminal.press("3")
    terminal.wait_for("2/10")
    terminal.press("C-q")
    terminal.wait_for("left with 0")
    terminal.close()
    terminal.start(home)
    terminal.wait_for("Ask anything about deep learning")
    terminal.press("C-r")
    terminal.wait_for("Conversations", "what is dropout?")
    terminal.press("Enter")
    terminal.wait_for("quoted from the guide", "[1] What is dropout")
    terminal.press("F4")
    terminal.wait_for("1 of 173 entries met")


@pytest.mark.parametrize("how", ["TERM", "HUP"])
def test_a_signal_leaves_the_terminal_as_it_was(terminal: Terminal, home: Path, how: str) -> None:
    terminal.start(home)
    terminal.wait_for("Ask anything about deep learning")
    child = terminal.tmux("display-message", "-p", "#{pane_pid}").strip()
    subprocess.run(["pkill", f"-{how}", "-P", child], check=True)
    screen = terminal.wait_for("left with 0")
    assert "Ask anything" not in screen


def test_ctrl_c_does_not_end_it(terminal: Terminal, home: Path) -> None:
    terminal.start(home, "chat", "--no-model")
    terminal.wait_for("quoting the guide")
    terminal.type("half a quest")
    terminal.press("C-c")
    terminal.type("ion")
    terminal.wait_for("half a question")
