"""assistant eval retrieval, as a process."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import Command


def _cases(path: Path) -> Path:
    rows = [
        {"id": "a", "query": "what is dropout", "gold": ["dropout"], "kind": "natural", "split": "test"},
        {"id": "b", "query": "bn vs ln", "gold": ["batch-norm-vs-layer-norm"], "kind": "abbreviation", "split": "test"},
        {"id": "c", "query": "bread recipe", "gold": [], "kind": "uncovered-far", "split": "test"},
        {"id": "d", "query": "?", "gold": ["softmax"], "kind": "natural", "split": "dev"},
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_rows_come_first_and_aggregates_follow_from_them(assistant_command: Command, tmp_path: Path) -> None:
    result = assistant_command("eval", "retrieval", "--cases", str(_cases(tmp_path / "c.jsonl")), "--json")
    content = json.loads(result.stdout)
    assert result.returncode == 0, result.stderr
    assert (content["count"], content["split"]) == (3, "test")
    report = content["reports"][0]
    assert [row["ranking"][0] for row in report["results"][:2]] == ["dropout", "batch-norm-vs-layer-norm"]
    assert report["overall"]["hit@1"] == {"value": 1.0, "low": 1.0, "high": 1.0, "cases": 2}
    assert report["overall"]["abstention_recall"]["value"] == 1.0
    assert len(report["results"][0]["ranking"]) == 10


def test_a_case_that_fails_is_counted_as_a_miss(assistant_command: Command, tmp_path: Path) -> None:
    result = assistant_command(
        "eval", "retrieval", "--cases", str(_cases(tmp_path / "c.jsonl")), "--split", "all", "--json"
    )
    report = json.loads(result.stdout)["reports"][0]
    assert report["errors"] == 1
    assert abs(report["overall"]["hit@1"]["value"] - 2 / 3) < 1e-9


def test_methods_are_compared_side_by_side_with_paired_intervals(assistant_command: Command, tmp_path: Path) -> None:
    cases = str(_cases(tmp_path / "c.jsonl"))
    result = assistant_command("eval", "retrieval", "--cases", cases, "--compare", "dense,lexical,hybrid")
    assert result.returncode == 0
    assert result.stdout.splitlines()[1].split() == ["dense", "lexical", "hybrid"]
    assert "dense minus hybrid, paired" in result.stdout


def test_a_floor_that_is_missed_ends_with_1_and_says_by_how_much(assistant_command: Command, tmp_path: Path) -> None:
    cases = str(_cases(tmp_path / "c.jsonl"))
    held = assistant_command("eval", "retrieval", "--cases", cases, "--fail-under", "hit@1=0.9")
    assert held.returncode == 0
    missed = assistant_command("eval", "retrieval", "--cases", cases, "--split", "all", "--fail-under", "hit@1=0.9")
    assert missed.returncode == 1
    assert "hit@1 is 0.667, below 0.9" in missed.stderr


def test_bad_cases_methods_and_floors_are_named(assistant_command: Command, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text('{"id": "a"}\n')
    bad = assistant_command("eval", "retrieval", "--cases", str(tmp_path / "bad.jsonl"))
    assert (bad.returncode, "bad.jsonl:1: not a case" in bad.stderr) == (2, True)
    (tmp_path / "gone.jsonl").write_text(
        '{"id": "a", "query": "x", "gold": ["nobody"], "kind": "natural", "split": "test"}\n'
    )
    gone = assistant_command("eval", "retrieval", "--cases", str(tmp_path / "gone.jsonl"))
    assert (gone.returncode, 'has no entry "nobody"' in gone.stderr) == (2, True)
    method = assistant_command("eval", "retrieval", "--compare", "magic")
    assert (method.returncode, 'no method "magic"' in method.stderr) == (2, True)
    floor = assistant_command("eval", "retrieval", "--fail-under", "luck=1")
    assert (floor.returncode, "is not MEASURE=VALUE" in floor.stderr) == (2, True)
