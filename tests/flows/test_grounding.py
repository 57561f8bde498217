"""Sentences against passages through the real encoder, and the evals of it from Python."""

from __future__ import annotations

import pytest

from assistant.core.errors import QuestionError
from assistant.wiring import Assistant

PASSAGE = "Batch normalization uses the statistics of the batch in training. At inference it uses running averages."


def test_any_text_can_be_checked_against_any_passages(opened: Assistant) -> None:
    quoted = opened.check("At inference it uses running averages.", passages=[PASSAGE])
    assert (quoted.support, quoted.score) == ("supported", 1.0)
    absent = opened.check("The moon is made of 12 cheeses because cows jump.", passages=[PASSAGE])
    assert absent.support != "supported"
    assert 0 <= absent.score < quoted.score
    assert opened.check("Nothing to compare with.", passages=[""]).support == "unsupported"
    assert opened.check("Nothing at all to compare with.", passages=[]).support == "unsupported"


def test_a_sentence_without_words_is_refused(opened: Assistant) -> None:
    with pytest.raises(QuestionError):
        opened.check(" \x1b[0m ", passages=[PASSAGE])


def test_every_sentence_of_a_quoted_answer_is_checked_and_supported(opened: Assistant) -> None:
    for question in ("what is dropout", "bn vs ln", "what is the softmax formula"):
        answer = opened.ask(question)
        assert answer.sentences
        assert {one.verdict.support for one in answer.sentences if one.verdict} == {"supported"}
