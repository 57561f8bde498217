"""assistant ask, as a process."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

from tests.conftest import REPOSITORY, Command, environment


def test_the_answer_is_quoted_with_a_marker_after_each_sentence_and_its_sources(assistant_command: Command) -> None:
    result = assistant_command("ask", "what is dropout")
    assert result.returncode == 0, result.stderr
    answer, sources = result.stdout.split("\nSources\n")
    assert answer.startswith("Dropout sets each unit of a layer to zero")
    markers = re.findall(r"\[(\d+)\]", answer)
    assert answer.rstrip().endswith(f"[{markers[-1]}]")
    assert re.findall(r"^\[(\d+)\]", sources, re.M) == sorted(set(markers))
    assert re.search(r"^\[1\] What is dropout, and why does it help\?  .*regularization\.md:\d+-\d+$", sources, re.M)
    assert result.stderr == ""


def test_every_quoted_sentence_stands_in_the_lines_that_its_citation_names(assistant_command: Command) -> None:
    row = json.loads(assistant_command("ask", "why do gradients vanish in deep nets?", "--json").stdout)
    assert row["in_guide"] is True
    assert row["model"] is None
    cited = {citation["marker"]: citation for citation in row["citations"]}
    parts = re.findall(r"(.+?) \[(\d+)\](?:\s|$)", row["answer"], re.S)
    assert len(parts) >= 2
    for sentence, marker in parts:
        citation = cited[int(marker)]
        lines = Path(citation["path"]).read_text().split("\n")[citation["line_start"] - 1 : citation["line_end"]]
        assert citation["text"] == "\n".join(lines).rstrip()
        words = re.findall(r"\w+", sentence)
        assert " ".join(words) in " ".join(re.findall(r"\w+", citation["text"]))


def test_what_the_guide_lacks_is_said_in_one_sentence_with_the_nearest_topics(assistant_command: Command) -> None:
    result = assistant_command("ask", "how do I bake sourdough bread?")
    assert result.returncode == 3
    assert result.stdout.startswith("The guide does not cover this. The nearest it has: ")
    assert "Sources" not in result.stdout


def test_json_of_an_uncovered_question_has_no_citations(assistant_command: Command) -> None:
    result = assistant_command("ask", "how do I bake sourdough bread?", "--json")
    row = json.loads(result.stdout)
    assert result.returncode == 3
    assert set(row) == {
        "schema_version",
        "question",
        "answer",
        "in_guide",
        "in_guide_score",
        "citations",
        "sentences",
        "unknown_markers",
        "beyond_guide",
        "notice",
        "model",
        "seconds",
    }
    assert (row["in_guide"], row["citations"]) == (False, [])
    assert 0 <= row["in_guide_score"] < 0.5


def test_the_question_comes_from_standard_input(assistant_command: Command) -> None:
    result = assistant_command("ask", "-", stdin="what is early\nstopping?\n")
    assert result.returncode == 0
    assert "early" in result.stdout.lower()


def test_a_batch_gives_a_line_for_each_question_in_order(assistant_command: Command, tmp_path: Path) -> None:
    questions = tmp_path / "questions.txt"
    questions.write_text("what is dropout\n\nhow to bake bread\nwhat is softmax\n")
    result = assistant_command("ask", "--batch", str(questions))
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.returncode == 0
    assert [row["question"] for row in rows] == ["what is dropout", "how to bake bread", "what is softmax"]
    assert [row["in_guide"] for row in rows] == [True, False, True]


def test_an_empty_question_is_a_usage_error(assistant_command: Command) -> None:
    for arguments, stdin in ((("ask",), ""), (("ask", "  "), ""), (("ask", "-"), "\n"), (("ask", "?!"), "")):
        result = assistant_command(*arguments, stdin=stdin)
        assert result.returncode == 2, arguments
        assert result.stdout == ""
        assert result.stderr.startswith("error: ")
        assert "Traceback" not in result.stderr


def test_a_question_that_is_no_utf8_or_too_long_is_refused(assistant_command: Command) -> None:
    bad = assistant_command("ask", "-", stdin=b"what is \xff\xfe")
    assert (bad.returncode, bad.stdout) == (2, "")
    assert "not UTF-8" in bad.stderr
    long = assistant_command("ask", "-", stdin="why " * 1000)
    assert long.returncode == 2
    assert "2000 are the most" in long.stderr


def test_an_unknown_guide_is_named_with_those_that_exist(assistant_command: Command) -> None:
    result = assistant_command("ask", "what is dropout", "--guide", "nowhere")
    assert result.returncode == 2
    assert 'there is no guide "nowhere"' in result.stderr
    assert "deep-learning" in result.stderr


def test_control_sequences_in_a_question_never_reach_the_terminal(assistant_command: Command) -> None:
    result = assistant_command("ask", "what is \x1b]0;owned\x07\x1b[31mdropout\u202e", "--json")
    assert json.loads(result.stdout)["question"] == "what is dropout"


def test_a_reader_that_goes_away_is_no_error(home: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant", "index", "list", "--entries"],
        env=environment(home) | {"PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) == 0


def _on_a_terminal(home: Path, *arguments: str, **variables: str) -> str:
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant", *arguments],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=environment(home) | {"PYTHONPATH": str(REPOSITORY), "TERM": "xterm-256color"} | variables,
    )
    os.close(slave)
    shown = b""
    while True:
        try:
            part = os.read(master, 4096)
        except OSError:
            break
        if not part:
            break
        shown += part
    process.wait(60)
    os.close(master)
    return shown.decode()


def test_colours_are_for_terminals_and_NO_COLOR_turns_them_off(home: Path) -> None:
    assert "\x1b[36m[1]" in _on_a_terminal(home, "ask", "what is dropout")
    assert "\x1b[" not in _on_a_terminal(home, "ask", "what is dropout", NO_COLOR="1")
