"""assistant config, and the settings that every command reads."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import Command, run_assistant


def test_show_names_the_source_of_each_value(assistant_command: Command, home: Path) -> None:
    assert assistant_command("config", "set", "k", "3").returncode == 0
    shown = json.loads(assistant_command("config", "show", "--json", ASSISTANT_ENCODER="other").stdout)
    values = {setting["key"]: (setting["value"], setting["source"]) for setting in shown["settings"]}
    assert values == {"encoder": ("other", "ASSISTANT_ENCODER"), "k": (3, str(home / "config.toml"))}
    assert shown["places"]["index"] == str(home / "index")


def test_the_environment_beats_the_file_and_a_flag_beats_both(assistant_command: Command) -> None:
    assistant_command("config", "set", "k", "3")

    def hits(*flags: str, **variables: str) -> int:
        return len(json.loads(assistant_command("search", "dropout", "--json", *flags, **variables).stdout)["hits"])

    assert (hits(), hits(ASSISTANT_K="2"), hits("--k", "1", ASSISTANT_K="2")) == (3, 2, 1)


def test_set_keeps_the_rest_of_the_file(assistant_command: Command, home: Path) -> None:
    (home / "config.toml").write_text("# mine\nk = 4\n")
    assistant_command("config", "set", "encoder", "all-MiniLM-L6-v2")
    assert (home / "config.toml").read_text() == '# mine\nk = 4\nencoder = "all-MiniLM-L6-v2"\n'


def test_path_prints_the_file(assistant_command: Command, home: Path) -> None:
    assert assistant_command("config", "path").stdout == f"{home / 'config.toml'}\n"


def test_set_and_path_speak_json(assistant_command: Command, home: Path) -> None:
    row = json.loads(assistant_command("config", "set", "k", "7", "--json").stdout)
    assert row == {"schema_version": 1, "key": "k", "value": 7, "path": str(home / "config.toml")}
    assert json.loads(assistant_command("config", "path", "--json").stdout)["path"] == str(home / "config.toml")


def test_a_home_that_is_no_folder_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = run_assistant(tmp_path / "file", "ask", "what is dropout", cwd=tmp_path)
    assert result.returncode in (2, 4)
    assert "error: " in result.stderr
    assert "Traceback" not in result.stderr


def test_unknown_keys_bad_values_and_broken_files_are_errors(assistant_command: Command, home: Path) -> None:
    unknown = assistant_command("config", "set", "colour", "red")
    assert (unknown.returncode, 'unknown key "colour"' in unknown.stderr) == (2, True)
    bad = assistant_command("config", "set", "k", "many")
    assert (bad.returncode, "k is 'many'" in bad.stderr) == (2, True)
    assert not (home / "config.toml").exists()
    (home / "config.toml").write_text("kk = 4\n")
    typo = assistant_command("ask", "what is dropout")
    assert (typo.returncode, 'unknown key "kk"' in typo.stderr) == (2, True)
    (home / "config.toml").write_text("k = \n")
    broken = assistant_command("ask", "what is dropout")
    assert (broken.returncode, "is not valid TOML" in broken.stderr) == (2, True)
    (home / "config.toml").unlink()
    variable = assistant_command("config", "show", ASSISTANT_K="0")
    assert (variable.returncode, "ASSISTANT_K" in variable.stderr) == (2, True)


def test_help_shows_examples_and_exit_codes(tmp_path: Path) -> None:
    help_text = run_assistant(tmp_path, "--help").stdout
    assert 'assistant ask "what is dropout"' in help_text
    assert "3 not in the guide" in help_text
    usage = run_assistant(tmp_path, "frobnicate")
    assert usage.returncode == 2


def test_completion_scripts_name_the_command(tmp_path: Path) -> None:
    for shell in ("bash", "zsh", "fish"):
        assert "_ASSISTANT_COMPLETE" in run_assistant(tmp_path, "completion", shell).stdout
