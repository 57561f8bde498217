"""assistant ask with a language model, as a process, against a scripted server: what the user sees."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Command
from tests.scripted_server import Step, fails, is_silent, says, serving

REPLY = ("Dropout sets each unit of a layer to zero ", "with probability $p$ [1]. ", "It was banned in 1987 [1].")
KEY = "sk-test-secret-123"


def _ask(command: Command, url: str, *arguments: str, **variables: str) -> tuple[int, str, str]:
    settings = {"ASSISTANT_MODEL": "openai:test-model", "ASSISTANT_BASE_URL": url, "OPENAI_API_KEY": KEY}
    result = command("ask", *arguments, **(settings | variables))
    assert KEY not in result.stdout + result.stderr
    assert "Traceback" not in result.stderr
    return result.returncode, result.stdout, result.stderr


def test_the_answer_its_sources_and_its_verdicts(assistant_command: Command, home: Path) -> None:
    with serving(says(*REPLY)) as server:
        code, out, err = _ask(assistant_command, server.url, "what is dropout")
        assert code == 0, err
        assert err.startswith(f"asking openai:test-model at {server.url.split('/')[2]}\n[1] What is dropout")
        answer, foot = out.split("\nSources\n")
        assert "with probability p [1]." in answer.replace("\n", " ")
        assert foot.startswith("[1] What is dropout, and why does it help?  ")
        assert "of 2 sentences supported" in foot
        assert "[1] It was banned in 1987." in foot
        _, shown, _ = _ask(assistant_command, server.url, "--json", "what is dropout")
        answer_json = json.loads(shown)
        assert answer_json["model"] == "openai:test-model"
        assert answer_json["sentences"][1]["support"] != "supported"
        kept = b"".join(file.read_bytes() for file in home.glob("conversations.sqlite3*"))
        assert b"banned in 1987" in kept
        assert KEY.encode() not in kept


def test_events_come_line_by_line(assistant_command: Command) -> None:
    with serving(says(*REPLY)) as server:
        _, out, _ = _ask(assistant_command, server.url, "--json-stream", "what is dropout")
        events = [json.loads(line) for line in out.splitlines()]
        names = [event["event"] for event in events]
        assert names == ["asking", "retrieved", "token", "token", "token", "answered"]
        assert events[0]["host"] in server.url
        assert "".join(event["text"] for event in events if event["event"] == "token") == "".join(REPLY)
        assert events[1]["sources"][0]["marker"] == 1
        assert {event["schema_version"] for event in events} == {1}


@pytest.mark.parametrize(
    ("step", "said"),
    [(fails(401), "(401)"), (fails(404), "(404)"), (says(*REPLY, finish=None), "broke off"), (is_silent(), "in time")],
)
def test_a_model_that_fails_is_said_in_one_line_and_the_guide_is_quoted(
    assistant_command: Command, step: Step, said: str
) -> None:
    with serving(step) as server:
        code, out, err = _ask(assistant_command, server.url, "what is dropout", ASSISTANT_TIMEOUT_SECONDS="1")
        assert code == 0
        assert said in err.splitlines()[-1]
        assert "quoting the guide instead" in err.splitlines()[-1]
        assert "Dropout sets each unit of a layer to zero with probability p, drawn anew" in out.replace("\n", " ")
        code, _, err = _ask(
            assistant_command, server.url, "--no-fallback", "what is dropout", ASSISTANT_TIMEOUT_SECONDS="1"
        )
        assert code == 5
        assert said in err


def test_nothing_is_sent_where_no_model_is_wanted_or_the_guide_has_no_answer(assistant_command: Command) -> None:
    with serving(says("Flour and water.")) as server:
        assert _ask(assistant_command, server.url, "--no-model", "what is dropout")[0] == 0
        assert _ask(assistant_command, server.url, "how do I bake sourdough bread?")[0] == 3
        assert server.requests == []
        code, out, err = _ask(assistant_command, server.url, "--beyond", "how do I bake sourdough bread?")
        assert code == 0
        assert out.startswith("Flour and water.")
        assert "not from the guide" in out
        assert "at 127.0.0.1" in err


def test_models_says_what_is_set_and_whether_it_answers(assistant_command: Command) -> None:
    assert "no language model is set" in assistant_command("models").stdout
    with serving(says("ready")) as server:
        result = assistant_command("models", "--model", "openai:test-model", "--json", ASSISTANT_BASE_URL=server.url)
        row = json.loads(result.stdout)
        assert (row["model"], row["reachable"], row["error"]) == ("openai:test-model", True, None)
        assert row["first_token_seconds"] >= 0
    with serving(fails(401)) as server:
        result = assistant_command("models", "--model", "openai:test-model", ASSISTANT_BASE_URL=server.url)
        assert result.returncode == 5
        assert "(401)" in result.stderr
