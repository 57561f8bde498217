"""The retrieval cases: enough of each kind, every entry asked for, in words that don't stand in the guide."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

import pytest

from assistant.adapters.guide_files import GuideFiles
from assistant.core.domain import Entry
from assistant.core.own_guide import parse
from tests.conftest import REPOSITORY

KINDS = {"natural", "keywords", "misspelling", "abbreviation", "symptom", "comparison"}
UNCOVERED = {"uncovered-near", "uncovered-far"}
SHARED_WORDS = 5
"""A question with so many words in a row from the guide's headings or ways to ask would be found by looking it up."""
HELD_OUT_ENTRIES = 30


@pytest.fixture(scope="module")
def cases() -> list[dict[str, Any]]:
    lines = (REPOSITORY / "evals/cases/retrieval.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    texts, _ = GuideFiles().read([str(REPOSITORY / "corpus")], own=True)
    return parse([(source.file.path, source.text) for source in texts], "deep-learning")[0]


def test_there_are_enough_cases_of_every_kind(cases: list[dict[str, Any]]) -> None:
    kinds = Counter(case["kind"] for case in cases)
    assert set(kinds) == KINDS | UNCOVERED
    assert sum(kinds[kind] for kind in KINDS) >= 450
    assert sum(kinds[kind] for kind in UNCOVERED) >= 120
    assert kinds["uncovered-near"] >= 60
    assert all(bool(case["gold"]) == (case["kind"] in KINDS) for case in cases)


def test_every_entry_is_asked_for_at_least_twice(cases: list[dict[str, Any]], entries: list[Entry]) -> None:
    asked = Counter(entry_id for case in cases for entry_id in case["gold"])
    known = {entry.id for entry in entries}
    assert set(asked) <= known
    assert sorted(entry_id for entry_id in known if asked[entry_id] < 2) == []


def test_the_splits_differ_by_wording_and_many_entries_are_asked_for_in_the_test_split_alone(
    cases: list[dict[str, Any]],
) -> None:
    assert {case["split"] for case in cases} == {"dev", "test"}
    assert max(Counter(case["id"] for case in cases).values()) == 1
    assert max(Counter(" ".join(words(case["query"])) for case in cases).values()) == 1
    asked = {split: {c["gold"][0] for c in cases if c["split"] == split and c["gold"]} for split in ("dev", "test")}
    assert len(asked["test"] - asked["dev"]) >= HELD_OUT_ENTRIES


def test_no_question_repeats_five_words_of_a_heading_or_of_a_way_to_ask(
    cases: list[dict[str, Any]], entries: list[Entry]
) -> None:
    runs = {run for entry in entries for text in (entry.question, *entry.also_asked) for run in runs_of(text)}
    assert [case["id"] for case in cases if runs & set(runs_of(case["query"]))] == []


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.lower())


def runs_of(text: str) -> list[tuple[str, ...]]:
    found = words(text)
    return [tuple(found[at : at + SHARED_WORDS]) for at in range(len(found) - SHARED_WORDS + 1)]
