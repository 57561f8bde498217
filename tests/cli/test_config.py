"""assistant config, and the settings that every command reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.core.errors import SettingsError
from assistant.settings import checked, load
from tests.conftest import Command, run_assistant


def test_show_names_the_source_of_each_value(assistant_command: Command, home: Path) -> None:
    assert assistant_command("config", "set", "k", "3").returncode == 0
    shown = json.loads(assistant_command("config", "show", "--json", ASSISTANT_ENCODER="other").stdout)
    values = {setting["key"]: (setting["value"], setting["source"]) for setting in shown["settings"]}
    assert values == {
        "encoder": ("other", "ASSISTANT_ENCODER"),
        "k": (3, str(home / "config.toml")),
        "model": ("none", "default"),
        "base_url": ("", "default"),
        "timeout_seconds": (60, "default"),
        "desired_retention": (90, "default"),
    }
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


def test_a_model_comes_from_a_flag_the_environment_the_file_or_a_key_in_that_order(home: Path) -> None:
    def model(**variables: str) -> tuple[str | None, str]:
        environment = {"ASSISTANT_HOME": str(home)} | variables
        settings = load(environment, {"model": flag} if flag else None)
        return settings.model, next(s.source for s in settings.sources if s.key == "model")

    flag = ""
    assert model() == (None, "default")
    assert model(OPENAI_API_KEY="k") == ("openai:gpt-5-mini", "OPENAI_API_KEY")
    (home / "config.toml").write_text('model = "ollama:qwen3"\n')
    assert model(OPENAI_API_KEY="k") == ("ollama:qwen3", str(home / "config.toml"))
    assert model(ASSISTANT_MODEL="none") == (None, "ASSISTANT_MODEL")
    flag = "local:a.gguf"
    assert model(ASSISTANT_MODEL="none") == ("local:a.gguf", "--model")


def test_an_address_of_openais_is_not_used_for_other_providers(home: Path) -> None:
    environment = {"ASSISTANT_HOME": str(home), "OPENAI_BASE_URL": "http://proxy.test/v1", "OPENAI_API_KEY": "k"}
    assert load(environment).base_url == "http://proxy.test/v1"
    assert load(environment, {"model": "ollama:qwen3"}).base_url is None
    mine = {"ASSISTANT_HOME": str(home), "ASSISTANT_MODEL": "openai:mine", "ASSISTANT_BASE_URL": "http://mine.test/v1"}
    assert load(mine).base_url == load(mine, {"model": "openai:other"}).base_url == "http://mine.test/v1"
    assert load(mine, {"model": "anthropic:other"}).base_url is None
    alone = {"ASSISTANT_HOME": str(home), "ASSISTANT_BASE_URL": "http://mine.test/v1"}
    assert load(alone, {"model": "openai:mine"}).base_url == "http://mine.test/v1"


@pytest.mark.parametrize(
    ("key", "value"),
    [("model", "gpt-5"), ("model", "openai:"), ("base_url", "localhost:8000"), ("timeout_seconds", "0"), ("k", "many")],
)
def test_values_that_cannot_be_used_are_named(key: str, value: str) -> None:
    with pytest.raises(SettingsError, match=key):
        checked(key, value, "here")


def test_a_file_that_can_not_be_written_is_said_in_a_line(assistant_command: Command, home: Path) -> None:
    (home / "config.new").mkdir()
    result = assistant_command("config", "set", "k", "4")
    assert result.returncode == 2
    assert "config.toml can't be written" in result.stderr
    assert "ASSISTANT_K=4" in result.stderr
    assert "Traceback" not in result.stderr
