"""The cases of the grounding, answer and follow-up evals: enough, of every kind, and without cues."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

import pytest

from assistant.core import metrics
from assistant.flows.answer_evaluation import parse_answer_cases
from assistant.flows.evaluation import parse_cases
from assistant.flows.grading_evaluation import parse_grading_cases
from assistant.flows.grounding_evaluation import GroundingCase, parse_grounding_cases
from tests.conftest import REPOSITORY

CASES = REPOSITORY / "evals" / "cases"
_NEGATION = re.compile(r"\b(not|no|never|without|nor|none|neither|cannot|hardly|rarely|unlike)\b|n't", re.I)


def _rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / name).read_text().splitlines()]


@pytest.mark.parametrize("split", ["dev", "test"])
def test_grounding_cases_are_balanced_and_of_every_kind(split: str) -> None:
    lines = (CASES / "grounding.jsonl").read_text().splitlines()
    cases = [case for case in parse_grounding_cases(lines, "grounding.jsonl") if case.split == split]
    assert len(cases) >= 300
    assert 0.45 <= metrics.mean([float(case.supported) for case in cases]) <= 0.55
    kinds = Counter(case.kind for case in cases)
    assert len(kinds) == 12
    assert min(kinds.values()) >= 5
    assert {case.source for case in cases} == {"guide", "elsewhere"}
    for cue in (_words, _digits, _negations):
        area = metrics.auroc([cue(c) for c in cases if c.supported], [cue(c) for c in cases if not c.supported])
        assert 0.42 <= area <= 0.58, cue.__name__


def test_grading_cases_are_of_every_kind_evenly_and_name_points_that_there_are() -> None:
    cases = parse_grading_cases((CASES / "grading.jsonl").read_text().splitlines(), "grading.jsonl")
    kinds = Counter(case.kind for case in cases)
    assert len(kinds) == 12
    assert max(kinds.values()) - min(kinds.values()) <= 2
    assert len({case.answer for case in cases}) == len(cases)
    for case in cases:
        if case.kind in ("opposite", "wrong-confident", "other-topic", "question-repeated"):
            assert case.label <= 1, case.id
        if case.kind in ("excellent", "other-words"):
            assert case.label >= 4, case.id


def _words(case: GroundingCase) -> float:
    return float(len(case.sentence.split()))


def _digits(case: GroundingCase) -> float:
    return float(sum(character.isdigit() for character in case.sentence))


def _negations(case: GroundingCase) -> float:
    return float(len(_NEGATION.findall(case.sentence)))


def test_the_splits_of_grounding_have_different_authors_and_no_case_twice() -> None:
    rows = _rows("grounding.jsonl")
    authors = {split: {row["author"] for row in rows if row["split"] == split} for split in ("dev", "test")}
    assert not authors["dev"] & authors["test"]
    cases = {(row["sentence"], *row["passages"]) for row in rows}
    assert len({row["id"] for row in rows}) == len(cases) == len(rows)


def test_answer_cases_ask_for_key_points_or_for_nothing() -> None:
    cases = parse_answer_cases((CASES / "answers.jsonl").read_text().splitlines(), "answers.jsonl")
    assert sum(bool(case.key_points) for case in cases) >= 80
    assert sum(not case.key_points for case in cases) >= 30
    assert {case.split for case in cases} == {"dev", "test"}


def test_follow_up_cases_have_a_history_and_known_entries() -> None:
    ids = set(re.findall(r"^id: (\S+)$", "\n".join(f.read_text() for f in (REPOSITORY / "corpus").glob("*.md")), re.M))
    cases = parse_cases((CASES / "followups.jsonl").read_text().splitlines(), "followups.jsonl", list(ids))
    assert all(case.history for case in cases)
    assert Counter(case.split for case in cases) == {"dev": 80, "test": 80}
