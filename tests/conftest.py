"""What tests share: a home with an index, built once for all workers, and the command as a process."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

REPOSITORY = Path(__file__).resolve().parents[1]

Command = Callable[..., "subprocess.CompletedProcess[str]"]


def environment(home: Path) -> dict[str, str]:
    """The machine's environment with that home, and nothing of the user's own settings."""
    foreign = ("ASSISTANT_", "OPENAI_", "LANGSMITH_", "LANGCHAIN_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return kept | {"ASSISTANT_HOME": str(home), "HF_HUB_OFFLINE": "1", "COLUMNS": "80"}


def run_assistant(
    home: Path, *arguments: str, stdin: str | bytes = "", cwd: Path | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """`assistant ARGUMENTS` in a process of its own."""
    result = subprocess.run(
        [sys.executable, "-m", "assistant", *arguments],
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        env=environment(home) | {"PYTHONPATH": str(REPOSITORY)} | variables,
        cwd=cwd or home,
        timeout=300,
        check=False,
    )
    return subprocess.CompletedProcess(result.args, result.returncode, result.stdout.decode(), result.stderr.decode())


def small_corpus(home: Path) -> Path:
    """One file of the guide as the home's own guide: embedded in seconds, where the whole takes a minute."""
    (home / "corpus").mkdir()
    text = (REPOSITORY / "corpus" / "06-regularization.md").read_text()
    # Its follow-ups lead to entries of other files.
    without_follow_ups = re.sub(r"^### Follow-ups\n.*?(?=^#)", "", text, flags=re.M | re.S)
    (home / "corpus" / "06-regularization.md").write_text(without_follow_ups)
    return home / "corpus"


@pytest.fixture(scope="session")
def built_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the index of the repository's guide. Shared: for reading only.

    ASSISTANT_TEST_HOME names one that is built already, which saves a minute.
    """
    if os.environ.get("ASSISTANT_TEST_HOME"):
        return Path(os.environ["ASSISTANT_TEST_HOME"])
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    home = shared / "built-home"
    with FileLock(shared / "built-home.lock"):
        if not (home / "index" / "current").exists():
            home.mkdir(exist_ok=True)
            result = run_assistant(home, "index", "build")
            assert result.returncode == 0, result.stderr
    return home


@pytest.fixture
def home(built_home: Path, tmp_path: Path) -> Path:
    """A home of the test's own, with a built index; the files are hard links, which is safe since none is changed."""
    target = tmp_path / "home"
    shutil.copytree(
        built_home, target, copy_function=os.link, ignore=shutil.ignore_patterns("*.lock", "chroma", "*.sqlite3*")
    )
    for chroma in built_home.glob("index/generations/*/chroma"):
        shutil.copytree(chroma, target / chroma.relative_to(built_home))
    return target


@pytest.fixture
def assistant_command(home: Path) -> Command:
    """Runs the command in the test's own home."""

    def run(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
        return run_assistant(home, *arguments, **options)  # type: ignore[arg-type]

    return run
