"""From row scores to ranked entries, with numbers worked by hand: dense 0.5, support 0.6, penalty 0.05 ln(rows)."""

from __future__ import annotations

import math

import pytest

from assistant.core.domain import Passage, Record
from assistant.core.ranking import (
    DENSE_WEIGHT,
    RERANKED_ENTRIES,
    RERANKED_WITHIN,
    ROWS_PENALTY,
    SUPPORT_WEIGHT,
    Method,
    RankedEntry,
    close_to_first,
    rank_entries,
    reranked,
)


def row(entry: str, passage: int, *, question: int | None = None) -> Record:
    its_passage = Passage(f"{entry}#{passage}", entry, (), "Text.", 1, 1, ())
    name = its_passage.id if question is None else f"{entry}?{question}"
    return Record(name, entry, "guide", "x.md", its_passage, question is not None)


A = [row("a", 1), row("a", 2), row("a", 1, question=0)]
B = [row("b", 1)]
DENSE = {"a#1": 0.2, "a#2": 0.6, "a?0": 0.8, "b#1": 0.5}
LEXICAL = {"a#2": 0.4, "b#1": 0.9}


def test_the_worked_numbers_below_are_those_of_the_weights() -> None:
    assert (DENSE_WEIGHT, SUPPORT_WEIGHT, ROWS_PENALTY) == (0.5, 0.6, 0.05)


def test_an_entry_of_one_row_scores_as_the_weighted_sum_of_both_halves_shrunk_for_want_of_support() -> None:
    (b,) = rank_entries(B, DENSE, LEXICAL)
    assert b.score == pytest.approx((0.5 * 0.5 + 0.5 * 0.9) / 1.6)
    assert b.score == pytest.approx(0.4375)


def test_an_entry_of_three_rows_scores_as_its_best_supported_by_the_others_less_the_penalty() -> None:
    (a,) = rank_entries(A, DENSE, LEXICAL)
    # Rows: 0.1, (0.6 + 0.4) / 2 = 0.5, 0.4. Best 0.5; the mean of the others is 0.25.
    assert a.score == pytest.approx((0.5 + 0.6 * 0.25) / 1.6 - 0.03125 * math.log(3))
    assert a.score == pytest.approx(0.371918, abs=1e-6)


def test_the_fourth_row_supports_nothing_but_is_penalised() -> None:
    three = [row("a", number) for number in (1, 2, 3)]
    four = [*three, row("a", 4)]
    dense = dict.fromkeys(("a#1", "a#2", "a#3", "a#4"), 0.8)
    difference = rank_entries(three, dense, {})[0].score - rank_entries(four, dense, {})[0].score
    assert difference == pytest.approx(0.03125 * (math.log(4) - math.log(3)))


@pytest.mark.parametrize(
    ("method", "best", "score"),
    [
        ("hybrid", "b", 0.4375),
        ("dense", "a", (0.8 + 0.6 * 0.4) / 1.6 - 0.03125 * math.log(3)),
        ("lexical", "b", 0.5625),
    ],
)
def test_each_method_has_its_own_best_entry(method: Method, best: str, score: float) -> None:
    ranked = rank_entries([*A, *B], DENSE, LEXICAL, method)
    assert ranked[0].entry_id == best
    assert ranked[0].score == pytest.approx(score)
    assert len(ranked) == 2


def test_an_entry_keeps_what_each_half_said_of_it() -> None:
    a = next(entry for entry in rank_entries([*A, *B], DENSE, LEXICAL) if entry.entry_id == "a")
    assert (a.dense, a.lexical) == (0.8, 0.4)
    assert (a.dense_rank, a.lexical_rank) == (1, 2)
    b = next(entry for entry in rank_entries([*A, *B], DENSE, LEXICAL) if entry.entry_id == "b")
    assert (b.dense, b.lexical) == (0.5, 0.9)
    assert (b.dense_rank, b.lexical_rank) == (2, 1)


def test_an_entry_that_one_half_did_not_find_has_no_rank_there() -> None:
    (entry,) = rank_entries(B, {"b#1": 0.4}, {})
    assert (entry.dense_rank, entry.lexical_rank) == (1, None)
    (entry,) = rank_entries(B, {}, {"b#1": 0.4})
    assert (entry.dense_rank, entry.lexical_rank) == (None, 1)


def test_the_passage_shown_is_the_best_passage_even_where_a_way_of_asking_matches_better() -> None:
    assert rank_entries(A, {"a#1": 0.2, "a#2": 0.6, "a?0": 0.9}, {})[0].passage_id == "a#2"
    assert rank_entries(A, {"a?0": 0.9}, {})[0].passage_id == "a#1"


def test_what_neither_half_found_is_not_ranked() -> None:
    assert rank_entries([*A, *B], {}, {}) == []
    assert [entry.entry_id for entry in rank_entries([*A, *B], {"b#1": 0.1}, {})] == ["b"]
    assert rank_entries([], DENSE, LEXICAL) == []


def test_a_negative_cosine_counts_as_none() -> None:
    assert rank_entries(B, {"b#1": -0.7}, {}) == []
    (entry,) = rank_entries(B, {"b#1": -0.7}, {"b#1": 0.8})
    assert (entry.score, entry.dense, entry.dense_rank) == (0.25, 0.0, None)


def test_a_score_stays_between_zero_and_one() -> None:
    many = [row("a", number) for number in range(1, 400)]
    (faint,) = rank_entries(many, {"a#1": 0.01}, {})
    assert faint.score == 0.0
    (perfect,) = rank_entries(A, dict.fromkeys(DENSE, 1.0), dict.fromkeys(("a#1", "a#2", "a?0"), 1.0))
    assert perfect.score == pytest.approx(1 - 0.03125 * math.log(3))


def test_equal_entries_stand_in_the_order_of_their_ids_whatever_the_rows_order() -> None:
    rows = [row("c", 1), row("a", 1), row("b", 1)]
    dense = dict.fromkeys(("a#1", "b#1", "c#1"), 0.5)
    for order in (rows, rows[::-1]):
        ranked = rank_entries(order, dense, {})
        assert [(entry.entry_id, entry.dense_rank) for entry in ranked] == [("a", 1), ("b", 2), ("c", 3)]


def ranked_entry(entry: str, score: float) -> RankedEntry:
    return RankedEntry(entry, f"{entry}#1", score, score, 0.0, 1, None)


def test_the_closer_look_is_for_the_few_entries_that_could_be_first() -> None:
    ranked = [ranked_entry("a", 0.6), ranked_entry("b", 0.55), ranked_entry("c", 0.6 - RERANKED_WITHIN - 0.01)]
    assert [entry.entry_id for entry in close_to_first(ranked)] == ["a", "b"]
    alike = [ranked_entry(f"e{n}", 0.6) for n in range(9)]
    assert len(close_to_first(alike)) == RERANKED_ENTRIES


def test_late_interaction_reorders_the_entries_that_it_looked_at_and_leaves_the_others_behind_them() -> None:
    ranked = [ranked_entry("a", 0.6), ranked_entry("b", 0.55), ranked_entry("c", 0.5), ranked_entry("d", 0.4)]
    again = reranked(ranked, {"a": 0.5, "b": 0.7, "c": 0.6})
    assert [entry.entry_id for entry in again] == ["b", "a", "c", "d"]
    assert [entry.score for entry in again] == pytest.approx([0.55 + 0.5 * 0.2, 0.6, 0.5 + 0.5 * 0.1, 0.4])
    assert reranked(ranked, {}) == ranked
