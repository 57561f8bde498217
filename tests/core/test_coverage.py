"""Does the guide answer? What is seen after retrieval, worked by hand, and what is made of it."""

from __future__ import annotations

import json
import math
from dataclasses import fields, replace
from importlib.resources import files

import pytest

from assistant.core.coverage import THRESHOLD, Evidence, gather, missing_words, probability
from assistant.core.query import Query
from assistant.core.ranking import RankedEntry
from assistant.core.words import common_words

MODEL = json.loads((files("assistant.core") / "data" / "coverage.json").read_text(encoding="utf-8"))
EVIDENCE = Evidence(0.6, 0.4, 0.8, 0.7, 0.3, 0.05, 0.0, 0.1, math.log(5))


def ranked(entry: str, dense: float, lexical: float = 0.0) -> RankedEntry:
    return RankedEntry(entry, f"{entry}#1", dense, dense, lexical, 1, 1)


def rarity(word: str) -> float:
    common = common_words()
    return (math.log(common[word]) / math.log(len(common))) ** 2


def test_the_evidence_of_a_small_example() -> None:
    query = Query(
        "backprop of the quantile in Zanzibarium",
        (),
        {"backprop": "backprop", "the": "the", "zanzibarium": "zanzibarium"},
    )
    rows = ["The backward pass, called backprop", "Other words of the entry"]
    evidence = gather(query, [ranked("a", 0.7, 0.5), ranked("b", 0.5), ranked("c", 0.3)], rows, 0.08)
    # Weights: two words that everyday English lacks weigh 1.05 each, "the" is its commonest and weighs 0.05.
    assert evidence.dense == 0.7
    assert evidence.gain_without == 0.08
    assert evidence.asks_beyond == 0.0
    assert evidence.lexical == 0.5
    assert evidence.covered == pytest.approx(1.05 / 2.15)
    assert evidence.covered_by_row == pytest.approx(1.05 / 2.15)
    assert evidence.rarest_missing == pytest.approx(1.05)
    assert evidence.margin == pytest.approx(0.7 - 0.4)
    assert evidence.log_words == pytest.approx(math.log(4))


def test_words_spread_over_the_rows_are_covered_by_the_entry_but_by_no_row() -> None:
    query = Query("", (), {"backprop": "backprop", "dropout": "dropout"})
    evidence = gather(query, [ranked("a", 0.7)], ["backprop is here", "dropout is there"], 0.0)
    assert evidence.covered == 1.0
    assert evidence.covered_by_row == 0.5
    assert evidence.rarest_missing == 0.0


def test_a_word_that_the_entry_lacks_counts_by_its_rarity() -> None:
    query = Query("", (), {"backprop": "backprop", "hous": "house"})
    evidence = gather(query, [ranked("a", 0.7)], ["backprop"], 0.0)
    assert evidence.rarest_missing == pytest.approx(rarity("house") + 0.05)
    assert evidence.covered == pytest.approx(1.05 / (1.05 + rarity("house") + 0.05))


def test_a_question_for_code_or_prices_asks_beyond_unless_the_entry_speaks_of_them() -> None:
    query = Query("pytorch code for dropout", (), {"pytorch": "pytorch", "dropout": "dropout"})
    assert gather(query, [ranked("a", 0.7)], ["dropout"], 0.0).asks_beyond == 1.0
    assert gather(query, [ranked("a", 0.7)], ["dropout in PyTorch needs a line of code"], 0.0).asks_beyond == 0.0


def test_the_words_that_an_entry_lacks_come_rarest_first() -> None:
    query = Query("", (), {"peopl": "people", "gradient": "gradient", "dropout": "dropout"})
    assert missing_words(query, ["Dropout helps"]) == ["gradient", "people"]


def test_a_rarer_word_weighs_more() -> None:
    assert rarity("people") < rarity("gradient") < 1
    query = Query("", (), {"peopl": "people", "gradient": "gradient"})
    with_common = gather(query, [ranked("a", 0.7)], ["people"], 0.0).covered
    with_rare = gather(query, [ranked("a", 0.7)], ["gradient"], 0.0).covered
    assert with_common < 0.5 < with_rare
    assert with_common + with_rare == pytest.approx(1)


def test_the_margin_is_over_the_next_nine_by_cosine() -> None:
    entries = [ranked("a", 0.5), *(ranked(f"b{n}", 0.1 * n) for n in range(1, 9)), ranked("c", 0.05), ranked("d", 0.01)]
    nearest = [0.8, 0.7, 0.6, 0.5, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05]
    evidence = gather(Query("", (), {}), entries, [], 0.0)
    assert evidence.margin == pytest.approx(nearest[0] - sum(nearest[1:]) / 9)
    assert evidence.dense == 0.5


def test_a_lone_entry_has_no_margin_and_a_question_without_words_covers_nothing() -> None:
    evidence = gather(Query("", (), {}), [ranked("a", 0.5)], [], 0.0)
    assert evidence == Evidence(0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def test_the_model_has_a_weight_for_each_piece_of_evidence_and_no_other() -> None:
    assert set(MODEL["weights"]) == {field.name for field in fields(Evidence)}


def test_no_evidence_leaves_the_intercept() -> None:
    nothing = Evidence(*[0.0] * 9)
    assert probability(nothing) == pytest.approx(1 / (1 + math.exp(-MODEL["intercept"])))


def test_the_probability_is_the_logistic_function_of_the_weighted_sum() -> None:
    values = (0.6, 0.4, 0.8, 0.7, 0.3, 0.05, 0.0, 0.1, math.log(5))
    names = [field.name for field in fields(Evidence)]
    total = MODEL["intercept"] + sum(MODEL["weights"][name] * value for name, value in zip(names, values, strict=True))
    assert probability(EVIDENCE) == pytest.approx(1 / (1 + math.exp(-total)))


@pytest.mark.parametrize("name", [field.name for field in fields(Evidence)])
def test_the_probability_moves_with_each_piece_of_evidence_as_its_weight_says(name: str) -> None:
    less, more = (probability(replace(EVIDENCE, **{name: value})) for value in (0.2, 0.9))
    assert (more > less, more < less) == (MODEL["weights"][name] > 0, MODEL["weights"][name] < 0)


def test_a_nearer_entry_makes_an_answer_likelier() -> None:
    steps = [probability(replace(EVIDENCE, dense=dense / 10)) for dense in range(11)]
    assert MODEL["weights"]["dense"] > 0
    assert steps == sorted(set(steps))
    assert 0 < steps[0] < THRESHOLD < steps[-1] < 1
