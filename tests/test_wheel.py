"""The wheel works from any directory: the guide and the cases travel in it, the index goes to the user's folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel's content, as pip would lay it out."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, timeout=120)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(folder / "site")
    return folder / "site"


def _run(installed: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")}
    environment |= {"HOME": str(cwd), "XDG_DATA_HOME": str(cwd / "data"), "XDG_CONFIG_HOME": str(cwd / "config")}
    return subprocess.run(
        [sys.executable, "-m", "assistant", *arguments],
        env=environment | {"PYTHONPATH": str(installed), "HF_HUB_OFFLINE": "1"},
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_the_guide_the_cases_and_the_data_are_in_the_wheel(installed: Path) -> None:
    inside = {path.name for path in (installed / "assistant" / "_guide").iterdir()}
    assert {path.name for path in (REPOSITORY / "corpus").iterdir()} == inside
    assert (installed / "assistant" / "_cases" / "retrieval.jsonl").is_file()
    assert (installed / "assistant" / "core" / "data" / "coverage.json").is_file()
    assert (installed / "assistant" / "tui" / "app.tcss").is_file()
    assert (installed / "assistant" / "adapters" / "data" / "web" / "app_index.html").is_file()
    assert (installed / "assistant" / "py.typed").is_file()


def test_installed_elsewhere_it_answers_from_the_packaged_guide_and_the_users_folder(
    installed: Path, built_home: Path, tmp_path: Path
) -> None:
    # What another place's index has embedded is taken over, which saves a minute.
    shutil.copytree(built_home / "index", tmp_path / "data" / "study-assistant" / "index")
    shown = json.loads(_run(installed, tmp_path, "config", "show", "--json").stdout)["places"]
    assert shown["corpus"] == str(installed / "assistant" / "_guide")
    assert shown["index"] == str(tmp_path / "data" / "study-assistant" / "index")
    assert shown["config"] == str(tmp_path / "config" / "study-assistant" / "config.toml")
    answer = json.loads(_run(installed, tmp_path, "ask", "what is dropout", "--json").stdout)
    assert answer["citations"][0]["path"] == str(installed / "assistant" / "_guide" / "06-regularization.md")


def test_in_a_checkout_it_uses_the_checkouts_folders(installed: Path) -> None:
    shown = json.loads(_run(installed, REPOSITORY / "docs", "config", "show", "--json").stdout)["places"]
    assert shown["corpus"] == str(REPOSITORY / "corpus")
    assert shown["index"] == str(REPOSITORY / "index")
