"""Questions that hang on the ones before, completed by rule."""

from __future__ import annotations

import pytest

from assistant.core.followups import standalone


@pytest.mark.parametrize(
    "question", ["why?", "how come", "an example?", "at what cost?", "is it still used?", "does it need labels?"]
)
def test_what_names_no_topic_gets_the_question_before(question: str) -> None:
    assert standalone(question, ["what is batch norm?", "what is dropout?"]) == f"{question} (what is dropout?)"


@pytest.mark.parametrize("question", ["and for GRUs?", "what about GRUs", "ok and GRUs?"])
def test_a_new_topic_outweighs_the_question_before(question: str) -> None:
    assert standalone(question, ["why do LSTMs remember?"]).count("GRUs") == 2
    assert standalone(question, ["why do LSTMs remember?"]).endswith("(why do LSTMs remember?)")


@pytest.mark.parametrize(
    "question",
    [
        "what is label smoothing?",
        "and what is the exploration exploitation tradeoff?",
        "how does backprop through time work and why is it truncated?",
        "so what does perplexity measure",
    ],
)
def test_what_is_complete_stays_as_it_is(question: str) -> None:
    assert standalone(question, ["what is dropout?"]) == question


def test_a_chain_of_follow_ups_goes_back_to_its_topic() -> None:
    assert (
        standalone("why?", ["what is dropout?", "is it used at inference?"])
        == "why? (is it used at inference? (what is dropout?))"
    )


def test_a_first_question_has_nothing_to_hang_on() -> None:
    assert standalone("why?", []) == "why?"


def test_a_long_conversation_still_makes_a_question_that_can_be_asked() -> None:
    assert len(standalone("why?", ["why is it so? " + "x" * 1900] * 20)) < 2000
