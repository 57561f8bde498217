"""What a learner typed, as retrieval reads it."""

from __future__ import annotations

import pytest

from assistant.core.domain import IndexedEntry, Passage
from assistant.core.query import Glossary, Query, glossary_of, mended, read_query

GLOSSARY = Glossary(
    words={
        "dropout": 4,
        "normalization": 3,
        "batch": 6,
        "gradient": 5,
        "gradients": 2,
        "attention": 1,
        "kernel": 2,
        "rate": 9,
    },
    abbreviations={"bn": "batch normalization", "lstm": "long short term memory"},
)
KNOWN_STEMS = {"dropout": 1, "normal": 1, "batch": 1, "gradient": 2, "attent": 1, "kernel": 1, "rate": 1, "converg": 1}


def entry(question: str, text: str, trail: tuple[str, ...] = (), also: tuple[str, ...] = ()) -> IndexedEntry:
    passage = Passage("e#1", "e", trail, text, 1, 1, ())
    return IndexedEntry("e", "guide", "question", question, "x.md", 1, 1, (), None, also, (passage,))


def test_the_glossary_counts_the_words_of_all_that_entries_say() -> None:
    entries = [
        entry("What is dropout?", "**Dropout** zeroes units.", ("Key points",), ("purpose of drop out",)),
        entry("Is dropout a regularizer?", "See [the units](dropout.md)."),
    ]
    assert glossary_of(entries).words == {
        "dropout": 3,
        "zeroes": 1,
        "units": 2,
        "key": 1,
        "points": 1,
        "purpose": 1,
        "drop": 1,
        "regularizer": 1,
        "see": 1,
    }


def test_the_first_meaning_of_an_abbreviation_in_the_guides_wins() -> None:
    entries = [
        entry("What is mean squared error (MSE)?", "A loss."),
        entry("What else?", "The minimal spanning edge (MSE), and batch **normalization** (BN)."),
    ]
    assert glossary_of(entries).abbreviations == {"mse": "mean squared error", "bn": "batch normalization"}


def test_an_empty_guide_has_an_empty_glossary() -> None:
    assert glossary_of([]) == Glossary({}, {})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dropuot", "dropout"),
        ("droput", "dropout"),
        ("normalisation", "normalization"),
        ("normlaizaton", "normalization"),
        ("kernle", "kernel"),
        ("atention", "attention"),
    ],
)
def test_a_misspelled_word_is_mended_into_the_guides_word(typed: str, meant: str) -> None:
    assert mended(typed, GLOSSARY, KNOWN_STEMS) == meant


@pytest.mark.parametrize(
    "word",
    [
        "dropout",
        "bn",
        "batches",
        "convergence",
        "chicken",
        "table",
        "btch",
        "conv2d",
        "zzzzzzzz",
        "ropout",
        "kernnnnl",
    ],
    ids=[
        "in the guides",
        "an abbreviation of theirs",
        "a form of a word of theirs",
        "of a stem of theirs",
        "everyday English",
        "everyday English near nothing",
        "too short",
        "with a digit",
        "near nothing",
        "another first letter",
        "three letters away",
    ],
)
def test_a_word_that_is_known_or_near_nothing_is_left_as_it_is(word: str) -> None:
    assert mended(word, GLOSSARY, KNOWN_STEMS) == word


def test_a_short_word_may_differ_in_one_letter_a_long_one_in_two() -> None:
    glossary = Glossary({"kernel": 1, "gradient": 1}, {})
    assert mended("kernal", glossary, {}) == "kernel"
    assert mended("kirnal", glossary, {}) == "kirnal"
    assert mended("gradeant", glossary, {}) == "gradient"


def test_the_nearest_word_wins_then_the_more_frequent() -> None:
    assert mended("gradientz", Glossary({"gradient": 1, "gradients": 9}, {}), {}) == "gradients"
    assert mended("bacthes", Glossary({"batches": 1, "baches": 50}, {}), {}) == "baches"
    assert mended("pooxing", Glossary({"pooking": 2, "pooling": 7}, {}), {}) == "pooling"


def test_a_question_is_read_with_its_misspellings_mended() -> None:
    assert read_query("What does Dropuot do to a gradeint?", GLOSSARY, KNOWN_STEMS) == Query(
        text="What does dropout do to a gradient?",
        tokens=("dropout", "gradient"),
        asked={"dropout": "dropout", "gradient": "gradient"},
    )


def test_an_abbreviation_is_spelled_out_behind_the_question() -> None:
    assert read_query("Why does BN help an LSTM?", GLOSSARY, KNOWN_STEMS) == Query(
        text="Why does BN help an LSTM? (batch normalization, long short term memory)",
        tokens=("bn", "help", "lstm", "batch", "normal", "long", "short", "term", "memori"),
        asked={"help": "help"},
    )


def test_a_question_of_abbreviations_alone_asks_for_them() -> None:
    assert read_query("BN?", GLOSSARY, KNOWN_STEMS).asked == {"bn": "bn"}


def test_an_abbreviation_that_the_guides_use_as_a_word_is_asked_for_itself() -> None:
    glossary = Glossary({"bn": 3}, {"bn": "batch normalization"})
    assert read_query("BN at test time", glossary, {}).asked == {"bn": "bn", "test": "test", "time": "time"}


def test_a_question_without_mistakes_is_left_as_it_is() -> None:
    question = "How does the learning rate affect convergence?"
    assert read_query(question, GLOSSARY, KNOWN_STEMS).text == question


def test_words_written_apart_are_also_looked_up_as_one() -> None:
    assert read_query("drop-out rate", GLOSSARY, KNOWN_STEMS).tokens == ("drop", "rate", "dropout")


def test_repeated_words_count_once() -> None:
    assert read_query("gradient, gradients, gradient", GLOSSARY, KNOWN_STEMS).tokens == ("gradient",)


@pytest.mark.parametrize("question", ["", "?", "why is it so?", "日本語"])
def test_a_question_without_words_has_no_tokens(question: str) -> None:
    assert read_query(question, GLOSSARY, KNOWN_STEMS) == Query(question, (), {})
