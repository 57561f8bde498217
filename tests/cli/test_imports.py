"""What a command imports is what it costs: nothing heavy before it is needed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY, environment

_BUILD_ONLY = {"torch", "transformers", "sentence_transformers", "onnx"}
_ANSWER_ONLY = {"chromadb", "onnxruntime", "tokenizers", "numpy"}
_NEVER_HERE = {
    "langchain",
    "langchain_core",
    "langchain_openai",
    "openai",
    "textual",
    "scipy",
    "sklearn",
    "bm25s",
    "keyring",
}

_SCRIPT = """
import json, os, sys
modules = sys.argv.pop(1)
def leave(code):
    with open(modules, "w") as file:
        json.dump(sorted({name.partition(".")[0] for name in sys.modules}), file)
    real(code)
real, os._exit = os._exit, leave
from assistant.cli.main import main
main()
"""


def _imported(home: Path, *arguments: str) -> set[str]:
    record = home / "modules.json"
    subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(record), *arguments],
        env=environment(home) | {"PYTHONPATH": str(REPOSITORY)},
        cwd=home,
        capture_output=True,
        timeout=120,
        check=False,
    )
    return set(json.loads(record.read_text()))


def test_the_application_is_drawn_before_anything_heavy_is_imported() -> None:
    script = "import sys, assistant.tui.app, assistant.tui.desk; print(*{name.split('.')[0] for name in sys.modules})"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    heavy = _BUILD_ONLY | _ANSWER_ONLY | (_NEVER_HERE - {"textual"})
    assert not heavy & set(result.stdout.split())


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("--version",),
        ("config", "show"),
        ("config", "set", "k", "4"),
        ("index", "list"),
        ("index", "list", "--entries", "--json"),
        ("index", "status"),
    ],
)
def test_commands_that_answer_nothing_import_nothing_heavy(home: Path, arguments: tuple[str, ...]) -> None:
    imported = _imported(home, *arguments)
    assert "assistant" in imported
    assert not imported & (_BUILD_ONLY | _ANSWER_ONLY | _NEVER_HERE)


@pytest.mark.parametrize("arguments", [("ask", "what is dropout"), ("search", "dropout"), ("index", "build")])
def test_no_command_but_a_build_imports_torch(home: Path, arguments: tuple[str, ...]) -> None:
    imported = _imported(home, *arguments)
    assert not imported & (_BUILD_ONLY | _NEVER_HERE)
    if arguments[0] != "index":
        assert {"chromadb", "onnxruntime"} <= imported


def test_a_changed_entry_is_embedded_without_torch(home: Path) -> None:
    (home / "mine.md").write_text("## What is a mutex?\n\nA lock that one thread holds at a time.\n")
    imported = _imported(home, "index", "add", str(home / "mine.md"))
    assert "onnxruntime" in imported
    assert not imported & _BUILD_ONLY


def test_importing_the_package_costs_nothing() -> None:
    code = "import sys; before = set(sys.modules); import assistant; print(sorted(set(sys.modules) - before))"
    result = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    new = {name.strip("' ") for name in result.stdout.strip("[]\n").split(",")}
    assert new <= {
        "assistant",
        "__future__",
        "typing",
        "collections.abc",
        "contextlib",
        "functools",
        "copyreg",
        "re",
    } or not ({name.partition(".")[0] for name in new} & (_BUILD_ONLY | _ANSWER_ONLY | _NEVER_HERE | {"click", "rich"}))
