"""What the documents say is so: their commands exist, their links lead somewhere, their fields are the real ones."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY, run_assistant

DOCUMENTS = sorted(
    path for folder in (".", "docs", "evals", "index", "corpus") for path in (REPOSITORY / folder).glob("*.md")
)


def test_the_two_lines_of_the_readme_stand_there_and_ci_runs_the_second() -> None:
    readme = (REPOSITORY / "README.md").read_text()
    assert '$ pip install . && assistant ask "what is dropout"\n' in readme
    assert "$ pip install -e '.[dev]' && pytest\n" in readme
    ci = (REPOSITORY / ".ci" / "run").read_text()
    assert re.search(r"^pip install .*-e '\.\[dev\]'$", ci, re.M)
    assert re.search(r"^pytest$", ci, re.M)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_links_between_files_lead_to_files(document: Path) -> None:
    text = re.sub(r"````.*?````", "", document.read_text(), flags=re.S)
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
        if "://" not in target:
            assert (document.parent / target).exists(), target


def test_the_commands_of_the_readme_exist(tmp_path: Path) -> None:
    readme = (REPOSITORY / "README.md").read_text()
    commands = {match.split()[0] for match in re.findall(r"assistant ([a-z]+)", readme)}
    helped = run_assistant(tmp_path, "--help").stdout
    listed = set(re.findall(r"^  ([a-z]+)  ", helped, re.M))
    assert listed
    assert {"ask", "search", "index", "eval", "doctor", "config", "completion"} <= commands & listed


def test_the_fields_of_search_and_ask_are_those_that_are_described(built_home: Path) -> None:
    described = (REPOSITORY / "docs" / "json.md").read_text()
    for command in ("search", "ask"):
        section = described.split(f"\n## {command}\n")[1].split("\n## ")[0]
        content = json.loads(run_assistant(built_home, command, "what is dropout", "--json").stdout)
        fields = set(content) - {"schema_version"}
        inner = content["hits" if command == "search" else "citations"][0]
        named = set(re.findall(r"`([a-z_]+)`", section))
        assert fields | set(inner) <= named
