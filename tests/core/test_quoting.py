"""An answer without a model: which sentences are quoted, and with which markers."""

from __future__ import annotations

import pytest

from assistant.core.domain import Hit, IndexedEntry, Passage
from assistant.core.quoting import Candidate, Quote, choose, not_covered, quoted_hits

ONE, TWO, OTHER = (Passage(name, name.partition("#")[0], (), "", 1, 1, ()) for name in ("a#1", "a#2", "b#1"))


def hit(score: float) -> Hit:
    entry = IndexedEntry("a", "guide", "question", "Q?", "x.md", 1, 1, (), None, (), ())
    return Hit(entry, ONE, 1, score, None, None)


def said(candidates: list[Candidate]) -> list[tuple[int, str]]:
    return [(quote.marker, quote.text) for quote in choose(candidates)]


def test_a_quote_is_a_candidate_with_its_marker() -> None:
    assert choose([Candidate(TWO, "Text.", 0, 0, 0.5)]) == [Quote(1, "Text.", TWO, 0)]


def test_nothing_is_chosen_of_nothing() -> None:
    assert choose([]) == []


def test_quotes_stand_in_reading_order_and_markers_count_passages() -> None:
    candidates = [
        Candidate(ONE, "First.", 0, 0, 0.5),
        Candidate(ONE, "Second.", 0, 1, 0.6),
        Candidate(TWO, "Third.", 0, 2, 0.9),
        Candidate(OTHER, "Fourth.", 1, 0, 0.7),
    ]
    assert said(candidates) == [(1, "First."), (1, "Second."), (2, "Third."), (3, "Fourth.")]


def test_a_passage_that_is_not_quoted_takes_no_marker() -> None:
    candidates = [
        Candidate(ONE, "First.", 0, 0, 0.9),
        Candidate(TWO, "Far.", 0, 2, 0.1),
        Candidate(OTHER, "Near.", 1, 3, 0.8),
    ]
    assert said(candidates) == [(1, "First."), (2, "Near.")]


def test_at_most_five_sentences_of_the_first_entry_are_quoted_and_two_of_another() -> None:
    first = [Candidate(ONE, f"a{n}", 0, n, 0.9) for n in range(8)]
    second = [Candidate(OTHER, f"b{n}", 1, n, 0.9) for n in range(4)]
    assert [text for _, text in said([*first, *second])] == ["a0", "a1", "a2", "a3", "a4", "b0", "b1"]


def test_the_best_sentences_are_chosen() -> None:
    near = [0.2, 0.3, 0.9, 0.8, 0.7, 0.95, 0.6, 0.85]
    candidates = [Candidate(ONE, f"a{n}", 0, n + 2, similarity) for n, similarity in enumerate(near)]
    assert [text for _, text in said(candidates)] == ["a2", "a3", "a4", "a5", "a7"]


def test_a_sentence_far_below_the_best_is_left_out() -> None:
    candidates = [
        Candidate(ONE, "best", 0, 2, 0.8),
        Candidate(ONE, "just", 0, 3, 0.45),
        Candidate(ONE, "below", 0, 4, 0.43),
    ]
    assert [text for _, text in said(candidates)] == ["best", "just"]


def test_an_opening_sentence_is_quoted_even_if_it_is_far() -> None:
    candidates = [
        Candidate(ONE, "opening", 0, 0, 0.0),
        Candidate(ONE, "second", 0, 1, 0.0),
        Candidate(ONE, "best", 0, 2, 0.9),
    ]
    assert [text for _, text in said(candidates)] == ["opening", "best"]


def test_the_two_leading_sentences_are_preferred() -> None:
    near = [0.5, 0.5, 0.6, 0.6, 0.6, 0.6]
    candidates = [Candidate(ONE, f"a{n}", 0, n, similarity) for n, similarity in enumerate(near)]
    assert [text for _, text in said(candidates)] == ["a0", "a1", "a2", "a3", "a4"]


def test_the_same_sentence_is_said_once() -> None:
    candidates = [Candidate(ONE, "It is so.", 0, 0, 0.9), Candidate(OTHER, "it is so.", 1, 0, 0.8)]
    assert said(candidates) == [(1, "It is so.")]


@pytest.mark.parametrize(
    ("scores", "quoted"),
    [
        ([1.0, 0.92, 0.91], 2),
        ([0.5, 0.46, 0.46, 0.46], 3),
        ([0.5, 0.1], 1),
        ([0.5], 1),
        ([], 0),
    ],
)
def test_hits_that_score_nearly_as_well_as_the_first_are_quoted_at_most_three(scores: list[float], quoted: int) -> None:
    assert [found.score for found in quoted_hits([hit(score) for score in scores])] == scores[:quoted]


def test_a_close_hit_behind_a_far_one_is_still_quoted() -> None:
    assert [found.score for found in quoted_hits([hit(0.9), hit(0.2), hit(0.89)])] == [0.9, 0.89]


@pytest.mark.parametrize(
    ("nearest", "line"),
    [
        ([], "The guide does not cover this."),
        (["What is dropout?"], "The guide does not cover this. The nearest it has: What is dropout?"),
        (["A?", "B"], "The guide does not cover this. The nearest it has: A?; B"),
    ],
)
def test_what_is_not_covered_is_said_with_the_nearest_topics(nearest: list[str], line: str) -> None:
    assert not_covered(nearest) == line
