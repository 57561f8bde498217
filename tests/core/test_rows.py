"""An indexed entry to the rows that are matched."""

from __future__ import annotations

from dataclasses import replace

from assistant.core.domain import IndexedEntry, Passage, Record
from assistant.core.rows import PASSAGE_CHARACTERS, RULES, records, sentence_id, texts

FIRST = Passage(
    "dropout#1", "dropout", (), "**Dropout** zeroes\nunits.", 5, 6, ("Dropout zeroes some units.", "It is random.")
)
SECOND = Passage("dropout#2", "dropout", ("Pitfalls", "Testing"), "- Off at test time.", 9, 9, ("Off at test time.",))
ENTRY = IndexedEntry(
    "dropout",
    "guide",
    "question",
    "What is dropout?",
    "x.md",
    3,
    9,
    ("t",),
    "basic",
    ("drop out", "why"),
    (FIRST, SECOND),
)


def test_passages_sentences_and_ways_to_ask_are_rows() -> None:
    assert records(ENTRY) == [
        Record("dropout#1", "dropout", "guide", "x.md", FIRST, False),
        Record("dropout#2", "dropout", "guide", "x.md", SECOND, False),
        Record("dropout#1.0", "dropout", "guide", "x.md", FIRST, False),
        Record("dropout#1.1", "dropout", "guide", "x.md", FIRST, False),
        Record("dropout#2.0", "dropout", "guide", "x.md", SECOND, False),
        Record("dropout?0", "dropout", "guide", "x.md", FIRST, True),
        Record("dropout?1", "dropout", "guide", "x.md", FIRST, True),
        Record("dropout?2", "dropout", "guide", "x.md", FIRST, True),
    ]


def test_what_is_matched_stands_in_the_order_of_the_rows() -> None:
    assert texts(ENTRY) == [
        "What is dropout?: Dropout zeroes units.",
        "What is dropout? Pitfalls Testing: Off at test time.",
        "What is dropout?: Dropout zeroes some units.",
        "What is dropout?: It is random.",
        "What is dropout?: Off at test time.",
        "What is dropout?",
        "drop out",
        "why",
    ]


def test_a_formula_that_a_sentence_carries_is_not_matched() -> None:
    passage = replace(FIRST, sentences=("$$ y = m x $$ $$ z = y $$ $m$ is the mask of it.",))
    assert texts(replace(ENTRY, passages=(passage,)))[1] == "What is dropout?: $m$ is the mask of it."


def test_an_entry_without_passages_has_no_rows() -> None:
    empty = replace(ENTRY, passages=())
    assert records(empty) == []
    assert texts(empty) == []


def test_rows_have_ids_of_their_own() -> None:
    ids = [record.id for record in records(ENTRY)]
    assert len(set(ids)) == len(ids) == len(texts(ENTRY))


def test_a_sentences_row_is_named_by_its_passage() -> None:
    assert sentence_id(SECOND, 3) == "dropout#2.3"


def test_the_rules_name_the_length_of_passages() -> None:
    assert RULES.endswith(f"/{PASSAGE_CHARACTERS}")
