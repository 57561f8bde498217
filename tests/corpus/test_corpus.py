"""The guide itself: complete, in its format, in its own words, and with a table of contents that is up to date."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from assistant.adapters.guide_files import GuideFiles
from assistant.core.domain import Entry
from assistant.core.guide_rules import check
from assistant.flows.guide_check import check_guide
from tests.conftest import REPOSITORY
from tests.corpus.contents import contents, with_contents
from tests.corpus.overlap import TOO_LONG, shared_runs

CORPUS = REPOSITORY / "corpus"
SHARED = REPOSITORY.parent / "shared" / "guide"


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    texts, _ = GuideFiles().read([str(CORPUS)], own=True)
    return check([(source.file.path, source.text) for source in texts], "deep-learning")[0]


@pytest.fixture(scope="module")
def coverage() -> dict[str, list[str]]:
    with (CORPUS / "coverage.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert max(Counter(row["guide_id"] for row in rows).values()) == 1
    return {row["guide_id"]: row["entry_ids"].split() for row in rows}


def test_the_guide_has_no_problems() -> None:
    report = check_guide(str(CORPUS), GuideFiles())
    assert [str(problem) for problem in report.problems] == []


def test_the_table_of_contents_is_up_to_date() -> None:
    readme = (CORPUS / "README.md").read_text(encoding="utf-8")
    assert with_contents(readme, contents()) == readme, 'run "python -m tests.corpus.contents"'


def test_every_entry_that_must_be_covered_is_covered_by_entries_that_exist(
    coverage: dict[str, list[str]], entries: list[Entry]
) -> None:
    known = {entry.id for entry in entries}
    assert len(coverage) == 104
    assert all(coverage.values())
    assert {entry_id for ids in coverage.values() for entry_id in ids} <= known


def test_the_scenarios_are_worked_exercises(coverage: dict[str, list[str]], entries: list[Entry]) -> None:
    scenarios = {entry.id for entry in entries if entry.kind == "scenario"}
    assert {ids[0] for guide_id, ids in coverage.items() if guide_id.startswith("s")} == scenarios


@pytest.mark.skipif(not SHARED.exists(), reason="the guide that ours covers is not at hand")
def test_the_coverage_lists_the_entries_of_the_guide_that_ours_covers(coverage: dict[str, list[str]]) -> None:
    with (SHARED / "questions.tsv").open(encoding="utf-8") as file:
        assert [row["id"] for row in csv.DictReader(file, delimiter="\t")] == list(coverage)


@pytest.mark.skipif(not SHARED.exists(), reason="the guide that ours covers is not at hand")
def test_no_sentence_is_taken_from_the_guide_that_ours_covers() -> None:
    runs = shared_runs((SHARED / "guide.md").read_text(encoding="utf-8"), CORPUS)
    assert [run for run in runs if run.length >= TOO_LONG] == []


def test_a_shared_run_is_found_with_its_line_whatever_its_case_and_punctuation(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("One.\n\nIt SETS units,\nto zero $x = y$ at random.\n", encoding="utf-8")
    runs = shared_runs("In training it sets units to zero at random, and scales the rest.", tmp_path)
    assert [(run.length, run.line, run.words) for run in runs] == [(7, 3, "it sets units to zero at random")]
