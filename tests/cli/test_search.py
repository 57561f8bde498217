"""assistant search, as a process."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import Command


def test_json_has_the_documented_fields_one_hit_an_entry(assistant_command: Command) -> None:
    result = assistant_command("search", "bn vs ln", "--k", "4", "--json")
    row = json.loads(result.stdout)
    assert result.returncode == 0, result.stderr
    assert list(row) == ["schema_version", "query", "in_guide", "in_guide_score", "hits"]
    assert [hit["rank"] for hit in row["hits"]] == [1, 2, 3, 4]
    assert len({hit["entry_id"] for hit in row["hits"]}) == 4
    scores = [hit["score"] for hit in row["hits"]]
    assert scores == sorted(scores, reverse=True)
    first = row["hits"][0]
    assert first["entry_id"] == "batch-norm-vs-layer-norm"
    lines = Path(first["path"]).read_text().split("\n")
    assert first["text"] == "\n".join(lines[first["line_start"] - 1 : first["line_end"]]).rstrip()
    assert lines[first["entry_line_start"] - 1] == f"## {first['question']}"
    assert first["entry_line_start"] < first["line_start"] <= first["line_end"] <= first["entry_line_end"]
    assert (first["dense_rank"], first["lexical_rank"]) == (1, 1)


def test_a_batch_answers_in_order_as_single_searches_do(assistant_command: Command, tmp_path: Path) -> None:
    queries = ["overfiting", "loss goes to nan", "bn vs ln"]
    (tmp_path / "q.txt").write_text("\n".join(queries) + "\n")
    batch = [
        json.loads(line) for line in assistant_command("search", "--batch", str(tmp_path / "q.txt")).stdout.splitlines()
    ]
    assert [row["query"] for row in batch] == queries
    single = json.loads(assistant_command("search", "overfiting", "--json").stdout)
    assert batch[0] == single
    assert single["hits"][0]["entry_id"] == "overfitting-underfitting"


def test_a_batch_can_be_piped(assistant_command: Command) -> None:
    result = assistant_command("search", "--batch", "-", stdin="what is dropout\n")
    assert json.loads(result.stdout)["hits"][0]["entry_id"] == "dropout"


def test_a_batch_file_that_is_missing_or_empty_is_named(assistant_command: Command, tmp_path: Path) -> None:
    missing = assistant_command("search", "--batch", "nowhere.txt")
    assert missing.returncode == 2
    assert "nowhere.txt" in missing.stderr
    (tmp_path / "empty.txt").write_text("\n\n")
    empty = assistant_command("search", "--batch", str(tmp_path / "empty.txt"))
    assert empty.returncode == 2
    assert "holds no question" in empty.stderr


def test_text_shows_the_entry_its_place_and_its_passage(assistant_command: Command) -> None:
    result = assistant_command("search", "what is a confusion matrix", "--k", "1")
    assert result.stdout.startswith("1. ")
    assert "evaluation.md:" in result.stdout.splitlines()[0]


def test_a_line_of_a_batch_that_is_no_question_gets_an_error_and_the_others_go_on(assistant_command: Command) -> None:
    result = assistant_command("search", "--batch", "-", stdin="what is dropout\n???\nwhat is softmax\n")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.returncode == 1
    assert rows[1] == {"schema_version": 1, "query": "???", "error": "the question is empty"}
    assert [rows[0]["hits"][0]["entry_id"], rows[2]["hits"][0]["entry_id"]] == ["dropout", "softmax"]
