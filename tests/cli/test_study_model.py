"""grade, quiz and interview with a language model, as processes, against a scripted server."""

from __future__ import annotations

import json

import pytest

from tests.conftest import Command
from tests.scripted_server import Step, fails, returns, says, serving

KEY = "sk-test-secret-123"
CLAIM = "each unit is switched off at random in training so that the others can't lean on it"
ALL_STATED = json.dumps({"points": [{"number": n, "verdict": "stated"} for n in range(1, 10)]})


def _run(command: Command, url: str, *arguments: str, stdin: str = "") -> tuple[int, str, str]:
    settings = {"ASSISTANT_MODEL": "openai:test-model", "ASSISTANT_BASE_URL": url, "OPENAI_API_KEY": KEY}
    result = command(*arguments, stdin=stdin, **settings)
    assert KEY not in result.stdout + result.stderr
    assert "Traceback" not in result.stderr
    return result.returncode, result.stdout, result.stderr


def test_a_grade_has_the_models_opinion_and_says_where_the_answer_goes(assistant_command: Command) -> None:
    with serving(returns(ALL_STATED)) as server:
        grade = ("grade", "dropout", "--answer", CLAIM, "--json")
        code, out, err = _run(assistant_command, server.url, *grade)
        assert code == 0, err
        assert err == f"asking openai:test-model at {server.url.split('/')[2]}: its opinion of the answer\n"
        assert CLAIM in server.requests[0]["messages"][1]["content"]
        with_model = json.loads(out)
        _, out, err = _run(assistant_command, server.url, *grade, "--no-model")
        alone = json.loads(out)
        assert (with_model["model"], alone["model"], err) == ("openai:test-model", None, "")
        assert with_model["score"] > alone["score"]
        assert len(server.requests) == 1


@pytest.mark.parametrize(("step", "said"), [(fails(401), "(401)"), (returns("no JSON"), "form that was asked for")])
def test_a_model_that_fails_is_said_and_the_answer_is_graded_without_it(
    assistant_command: Command, step: Step, said: str
) -> None:
    with serving(step) as server:
        code, out, err = _run(assistant_command, server.url, "grade", "dropout", "--answer", CLAIM)
        assert code == 0
        assert said in err.splitlines()[-1]
        assert "graded without the model" in err
        assert "of 9 key points" in out


def test_a_quiz_asks_what_the_model_wrote_if_it_is_sound(assistant_command: Command) -> None:
    item = {
        "question": "When does it pay most to switch units off at random?",
        "right": "Dropout helps most when a network is large for its data, and it makes underfitting worse.",
        "wrong": [
            "It pays when the loss of each class is multiplied by how often it was seen.",
            "It pays if the worst weights are thrown away after a validation batch.",
            "It pays whenever two gradients in a row point the same way at a step.",
        ],
    }
    command = ("quiz", "--new-items", "--list", "--json", "--topic", "dropout", "--mode", "choice")
    replies = [returns(json.dumps(item | {"passage": number})) for number in range(1, 8)]
    for reply in replies:
        with serving(reply) as server:
            code, out, err = _run(assistant_command, server.url, *command)
            assert code == 0, err
            [asked] = json.loads(out)["items"]
            if asked["question"] == item["question"]:  # that was the passage which says it
                assert sorted(asked["options"]) == sorted([item["right"], *item["wrong"]])
                break
    else:
        pytest.fail("no passage bears the item out")
    code, _, err = _run(assistant_command, server.url, *command, "--no-model")
    assert (code, err.splitlines()[0]) == (2, "error: new items need a language model")


def test_an_interview_is_worded_by_the_model(assistant_command: Command) -> None:
    with serving(says("So, what is dropout in your own words, ", "and why would it help?")) as server:
        code, out, err = _run(assistant_command, server.url, "interview", "dropout", stdin="no idea\n\n")
        assert code == 0, err
        assert "So, what is dropout in your own words, and why would it help?" in out.replace("\n", " ")
        assert "its words for the questions, its opinion of answers" in err
