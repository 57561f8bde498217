"""Items made of entries, and the checks that they pass."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from assistant.core.items import (
    GAP,
    cloze_faults,
    clozes,
    explanations,
    hints,
    is_right_term,
    misconceptions,
    near_copies,
    options,
    recall,
)
from assistant.core.study import graded_points, key_points, short_answer
from tests.entries import DROPOUT, EARLY_STOPPING, ENTRIES, GRU, WEIGHT_DECAY


def alike_by(value: float, first: str, second: str) -> float:
    """Two claims are that much alike; a claim is nearer to any question than to that of DROPOUT."""
    return value + 0.2 if second.endswith("?") and second != DROPOUT.question else value


unlike = partial(alike_by, 0.0)


def never(_claim: str, _sentence: str) -> bool:
    return False


def test_the_question_itself_is_graded_against_its_short_answer_and_the_key_points() -> None:
    item = recall(DROPOUT)
    assert item.question == DROPOUT.question
    short, listed = item.points[:1], item.points[1:]
    assert [point.text for point in short] == list(DROPOUT.passages[0].sentences)
    assert [point.text for point in listed] == list(DROPOUT.passages[1].sentences)
    assert [point.essential for point in item.points] == [True, False, False]
    assert {point.passage.id for point in listed} == {"dropout#2"}
    assert item.answer == short_answer(DROPOUT) == DROPOUT.passages[0].sentences[0]


def test_an_entry_without_key_points_is_graded_against_its_sentences() -> None:
    assert [point.text for point in key_points(GRU)] == ["A GRU merges the gates of an LSTM into two."]
    assert graded_points(GRU) == key_points(GRU)


def test_a_misconception_is_an_item_to_put_right_and_never_said_to_be_true() -> None:
    [item] = explanations(DROPOUT)
    assert item.question == "Somebody says: “Dropout makes the network smaller.” What is wrong with that?"
    assert [point.text for point in item.points] == ["The units return at the next step."]
    assert item.passage.id == "dropout#3"


def test_what_is_asked_next_in_a_scenario_is_an_item() -> None:
    passage = replace(DROPOUT.passages[0], sentences=("Asked next: Why scale?", "To keep the mean.", "At test time."))
    [item] = explanations(replace(DROPOUT, passages=(passage,)))
    assert item.question == "Why scale?"
    assert [point.text for point in item.points] == ["To keep the mean.", "At test time."]


def test_a_cloze_leaves_out_a_term_that_the_question_does_not_give_away() -> None:
    made = clozes(DROPOUT, {"ensemble", "inference", "dropout"}.__contains__)
    assert [(item.answer, item.question.count(GAP)) for item in made] == [("inference", 1), ("ensemble", 1)]
    for item in made:
        assert cloze_faults(item) == []
        assert item.question.replace(GAP, item.answer) in item.passage.sentences


def test_no_stop_word_is_left_out() -> None:
    assert clozes(WEIGHT_DECAY, {"usually", "large", "their"}.__contains__) == []


def test_the_faults_of_a_cloze_are_named() -> None:
    [item, _] = clozes(DROPOUT, {"ensemble", "inference"}.__contains__)
    assert cloze_faults(replace(item, answer="with")) == ["a term", "answerable from its passage"]
    assert "not given away" in cloze_faults(replace(item, answer="dropout"))
    assert "one gap" in cloze_faults(replace(item, question=item.question.replace(GAP, "inference")))


@pytest.mark.parametrize("typed", ["gradients", "Gradient", "gradiens", " gradients. "])
def test_a_term_may_be_inflected_or_misspelled_a_little(typed: str) -> None:
    assert is_right_term(typed, "gradients")


@pytest.mark.parametrize("typed", ["", "weights", "grades", "gradient descent with momentum"])
def test_another_term_is_wrong(typed: str) -> None:
    assert not is_right_term(typed, "gradients")


def test_wrong_options_are_the_guides_misconceptions_and_other_answers_claims() -> None:
    key = key_points(DROPOUT)[1].text
    found = options(key, DROPOUT, [EARLY_STOPPING, WEIGHT_DECAY], unlike, never)
    assert found is not None
    assert len(found) == 3
    assert found[0] == "Dropout makes the network smaller."
    others = [point.text for other in ENTRIES[1:] for point in key_points(other)]
    others += [text for other in ENTRIES for text, _ in misconceptions(other)]
    assert set(found) <= set(others)


def test_what_the_entry_says_too_is_no_wrong_option() -> None:
    key = key_points(DROPOUT)[1].text
    supported = "Biases are usually left out of the penalty."
    near = partial(alike_by, 0.6)
    found = options(key, DROPOUT, [EARLY_STOPPING, WEIGHT_DECAY], near, lambda claim, _: claim == supported)
    assert found is not None
    assert supported not in found
    assert options(key, DROPOUT, [WEIGHT_DECAY], near, lambda *_: True) is None


def test_a_true_claim_that_is_nearer_to_this_question_than_to_its_own_is_no_option() -> None:
    key = key_points(DROPOUT)[1].text
    nearer = key_points(EARLY_STOPPING)[0].text

    def alike(first: str, second: str) -> float:
        return 0.9 if (first, second) == (nearer, DROPOUT.question) else unlike(first, second)

    found = options(key, DROPOUT, [EARLY_STOPPING, WEIGHT_DECAY], alike, never)
    assert found is not None
    assert nearer not in found


def test_near_copies_of_the_key_or_of_each_other_are_no_options() -> None:
    key = key_points(DROPOUT)[1].text

    def alike(first: str, second: str) -> float:
        return 0.9 if "Patience" in first + second else alike_by(0.1, first, second)

    found = options(key, DROPOUT, [EARLY_STOPPING, WEIGHT_DECAY], alike, never)
    assert found is not None
    assert not any("Patience" in option for option in found)
    assert near_copies("Dropout zeroes units.", "Dropout zeroes the units at random.", unlike)
    assert not near_copies("Dropout zeroes units.", "Weight decay shrinks weights.", unlike)


def test_a_hint_leaves_formulas_whole() -> None:
    formula = "$\\lambda_{enters} + \\operatorname{softmax}(averages)$"
    item = replace(recall(DROPOUT), answer=f"Weights {formula} enter moving averages slowly")
    assert formula in hints(item)[2]
    assert GAP in hints(item)[2]


def test_hints_say_more_and_more_and_the_answer_last() -> None:
    steps = hints(recall(DROPOUT))
    assert steps[0] == "the topic is regularization"
    assert steps[1] == "it begins so: Dropout sets each unit …"
    assert GAP in steps[2]
    assert steps[3] == short_answer(DROPOUT)
    [item, _] = clozes(DROPOUT, {"ensemble", "inference"}.__contains__)
    assert hints(item)[1:] == ["it begins with “i” and has 9 letters", "inference"]
