"""The whole way from a question to a cited answer, through the real index, from Python."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.core.domain import Answer, Hits
from assistant.wiring import Assistant
from tests.conftest import run_assistant


def test_search_and_ask_return_the_domains_types(opened: Assistant) -> None:
    hits, answer = opened.search("what is dropout"), opened.ask("what is dropout")
    assert isinstance(hits, Hits)
    assert isinstance(answer, Answer)
    assert hits.hits[0].entry.id == "dropout"
    assert answer.citations[0].entry.id == "dropout"


def test_a_comparison_is_quoted_from_an_entry_of_both(opened: Assistant) -> None:
    answer = opened.ask("bn vs ln")
    assert answer.in_guide
    assert answer.citations[0].entry.id == "batch-norm-vs-layer-norm"


def test_each_sentence_is_quoted_in_reading_order_and_markers_count_up(opened: Assistant) -> None:
    for question in ("what is dropout", "how does attention work", "precision vs recall", "why do gradients vanish"):
        answer = opened.ask(question)
        markers = [int(marker) for marker in re.findall(r" \[(\d+)\]", answer.text)]
        assert markers
        assert sorted(set(markers)) == [citation.marker for citation in answer.citations]
        first_seen = list(dict.fromkeys(markers))
        assert first_seen == sorted(first_seen)
        for entry in {citation.entry.id for citation in answer.citations}:
            starts = [c.passage.line_start for c in answer.citations if c.entry.id == entry]
            assert starts == sorted(starts)


@pytest.mark.parametrize(
    "question",
    ["what is the capital of Australia", "best pizza dough recipe", "how do I centre a div in css", "tell me a joke"],
)
def test_what_has_nothing_to_do_with_the_guide_is_not_answered(opened: Assistant, question: str) -> None:
    answer = opened.ask(question)
    assert not answer.in_guide
    assert answer.citations == ()
    assert answer.text.startswith("The guide does not cover this.")


def test_misspellings_and_abbreviations_are_read_as_what_they_mean(opened: Assistant) -> None:
    hits = opened.search("convlutional nueral netwrok")
    assert hits.read_as == "convolutional neural network"
    assert hits.hits[0].entry.id == "convolutional-network"


def test_the_same_question_gives_the_same_answer(opened: Assistant) -> None:
    assert opened.search("learning rate too high") == opened.search("learning rate too high")


def test_nothing_is_written_outside_the_home_and_nobody_is_told(built_home: Path, tmp_path: Path) -> None:
    """Libraries that report usage leave their device ids and queues in the user's folders."""
    result = run_assistant(built_home, "ask", "what is dropout", HOME=str(tmp_path), CI="", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert list(tmp_path.rglob("*")) == []
