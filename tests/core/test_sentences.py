"""Passages to sentences."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.core.sentences import sentences


def test_a_paragraph_is_split_at_its_sentences() -> None:
    text = "Dropout zeroes random units. It is off at test time! Does it always help? No one knows for sure."
    assert sentences(text) == [
        "Dropout zeroes random units.",
        "It is off at test time!",
        "Does it always help?",
        "No one knows for sure.",
    ]


def test_hard_wrapped_lines_are_joined() -> None:
    assert sentences("A sentence that was\nwrapped by hand. And another\none beside it.") == [
        "A sentence that was wrapped by hand.",
        "And another one beside it.",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Some layers, e.g. Dropout, are random.",
        "It was shown by Jain et al. In 2019 others replied.",
        "See Fig. 3 for the whole curve.",
        "The idea of J. Schmidhuber was older.",
        "It grows by approx. 3.5 units each step.",
        "Networks (cf. Section two) are wide.",
        "The loss $L = a. B$ stays one piece.",
        "A lower-case word follows. and so it goes on.",
    ],
)
def test_a_full_stop_that_ends_nothing_splits_nothing(sentence: str) -> None:
    assert sentences(sentence) == [sentence]


def test_quotes_and_brackets_stay_with_their_sentence() -> None:
    assert sentences('He said "it is learned by heart." (That was too simple.) "We disagree," they said.') == [
        'He said "it is learned by heart."',
        "(That was too simple.)",
        '"We disagree," they said.',
    ]


def test_a_short_list_item_stays_whole() -> None:
    first = "Misconception: weights explain predictions. Very different weights give the same output."
    assert sentences(f"- {first}\n- The second item is here.") == [first, "The second item is here."]


def test_a_long_list_item_is_split() -> None:
    first, second = "The first " + "and then some " * 14 + "ends.", "The second " + "and then some " * 14 + "ends."
    assert sentences(f"- {first} {second}") == [first, second]


def test_a_sub_item_is_a_sentence_of_its_own() -> None:
    assert sentences(
        "- Solutions that are often used:\n  - Use units like ReLU here.\n  - Normalize each batch of inputs."
    ) == [
        "Use units like ReLU here.",
        "Normalize each batch of inputs.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "| a much longer cell | and another cell |\n|---|---|\n| of the table here | with its words |",
        "```python\nprint('this is a line of code')\n```",
        "$$\na = b + c + d + e\n$$",
        "<div>some html that is a block</div>",
        "---",
        "Too few words.",
        "The following steps are usually taken:",
        "",
    ],
)
def test_what_says_nothing_when_read_alone_is_no_sentence(text: str) -> None:
    assert sentences(text) == []


def test_a_formula_on_its_own_line_stays_with_the_paragraph_that_names_its_symbols() -> None:
    text = "$$ y = a x $$\n\n$$ z = b $$\n\n$a$ is the slope of it. $b$ is the rest.\n\nAnother thing is said here."
    assert sentences(text) == [
        "$$ y = a x $$ $$ z = b $$ $a$ is the slope of it. $b$ is the rest.",
        "Another thing is said here.",
    ]
    assert sentences("Nothing follows this formula.\n\n$$ y = x $$") == ["Nothing follows this formula."]


def test_markup_is_gone_and_formulas_are_kept() -> None:
    assert sentences("The **scaling** by $\\sqrt{d_k}$ keeps [scores](x.md) small.") == [
        "The scaling by $\\sqrt{d_k}$ keeps scores small."
    ]


def test_a_year_at_the_end_of_a_sentence_ends_it() -> None:
    assert sentences("Dropout was published in 2014. Later work found it to be less useful.") == [
        "Dropout was published in 2014.",
        "Later work found it to be less useful.",
    ]


@settings(deadline=None, database=None)
@given(st.text(alphabet='aB .!?$\n-:1"()'))
def test_sentences_lose_no_words_of_a_paragraph(text: str) -> None:
    found = sentences("Start " + text.replace("\n", " ").replace("$", ""))
    assert all(
        sentence in " ".join(("Start " + text.replace("\n", " ").replace("$", "")).split()) for sentence in found
    )
    assert all(len(sentence.split()) >= 4 for sentence in found)
