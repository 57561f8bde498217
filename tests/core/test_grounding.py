"""What is seen of a sentence and its passages, in worked numbers; and what may never be called a quote."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.core.grounding import Evidence, gather, is_quoted, judged, numbers

UNIT = np.eye(4, dtype=np.float32)
PASSAGE = "Dropout often zeroes 20 units of a layer. It never changes the weights, because they stay as they are."


def _seen(sentence: str, passage: str = PASSAGE) -> Evidence:
    return gather(sentence, [passage], UNIT[:2], UNIT[1:])


def test_a_whole_sentence_of_a_passage_is_a_quote_and_a_part_of_one_is_not() -> None:
    passage = "- Misconception: dropout is used at inference. In fact it is off.\n- Loss is $a < b$, *always*."
    assert is_quoted("Loss is $a < b$, always.", [passage])
    assert is_quoted("In fact it is off.", ["Nothing here.", passage])
    assert not is_quoted("Dropout is used at inference.", [passage])
    assert not is_quoted("Loss is $a > b$, always.", [passage])
    assert not is_quoted("loss is", [passage])


def test_wording_negations_quantifiers_and_directions_are_counted() -> None:
    same = _seen("Dropout often zeroes 20 units of a layer.")
    assert (same.covered, same.covered_by_nearest, same.inversions, same.length_ratio) == (1.0, 1.0, 0.0, 1.0)
    assert same.hedge_lost == same.negations_differ == same.new_universals == same.numbers_missing == 0
    other = _seen("Dropout always zeroes more units, not 37.")
    assert other.hedge_lost == other.negations_differ == other.new_universals == 1
    assert other.direction_differs == 1
    assert other.numbers_missing == 1
    turned = _seen("A layer of 20 units zeroes dropout.")
    assert turned.inversions > 0.5


def test_numbers_may_be_words_and_follow_from_others() -> None:
    assert sorted(numbers("twenty of 1,000 make 2.5 %")) == [2.5, 20, 1000]
    assert _seen("Twenty units are zeroed.").numbers_missing == 0
    derived = _seen("The other 80 % stay as they are.")
    assert (derived.numbers_derived, derived.numbers_missing) == (1, 0)
    assert _seen("There are 37 units.").numbers_missing == 1


def test_tokens_are_compared_with_the_nearest() -> None:
    seen = gather("Dropout zeroes units.", [PASSAGE], UNIT[:2], UNIT[1:])
    assert seen.likeness == pytest.approx(0.5)  # one of two has its like
    assert seen.spread == pytest.approx(0.5)


def test_a_verdict_has_a_probability_and_its_thresholds_are_in_order() -> None:
    verdict = judged(_seen("Dropout often zeroes 20 units of a layer."), 0.5)
    assert 0 <= verdict.score <= 1
    assert judged(_seen("Bread is always baked in 1987 ovens because no yeast rises."), 0.5).support != "supported"
