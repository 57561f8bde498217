"""Building: what is embedded, what a kill leaves, and who waits for whom."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import assistant
from assistant.core.domain import Entry
from assistant.core.rows import records
from assistant.flows.indexing import unique_ids
from tests.conftest import REPOSITORY, environment, run_assistant, small_corpus


def _indexed_corpus(home: Path) -> Path:
    corpus = small_corpus(home)
    assert run_assistant(home, "index", "build").returncode == 0
    return corpus


def _start(home: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "assistant", *arguments],
        env=environment(home) | {"PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _wait_for(process: subprocess.Popen[str], line: str) -> None:
    assert process.stderr is not None
    for said in process.stderr:
        if said.startswith(line):
            return
    raise AssertionError(f"the process ended before it said {line!r}")


def test_ids_that_occur_again_get_the_next_free_number() -> None:
    def entry(name: str) -> Entry:
        return Entry(name, "g", "question", "Q?", "/a.md", 1, 2, ())

    entries = [entry(name) for name in ("g/x", "g/x-2", "g/x", "g/y", "g/x")]
    assert [e.id for e in unique_ids(entries)] == ["g/x", "g/x-2", "g/x-3", "g/y", "g/x-4"]


def test_only_what_changed_is_embedded_again(home: Path) -> None:
    corpus = _indexed_corpus(home)
    unchanged = json.loads(run_assistant(home, "index", "build", "--json").stdout)
    assert (unchanged["embedded"], unchanged["rebuilt"]) == (0, False)
    file = corpus / "06-regularization.md"
    file.write_text(
        file.read_text()
        .replace("drawn anew for every", "drawn afresh for every")
        .replace("drawn anew\nfor every", "drawn afresh\nfor every")
    )
    changed = json.loads(run_assistant(home, "index", "build", "--json").stdout)
    assert changed["rebuilt"]
    # The short answer of "dropout", its one changed sentence: a passage and a sentence.
    assert changed["embedded"] == 2
    again = json.loads(run_assistant(home, "index", "build", "--json").stdout)
    assert again["embedded"] == 0


def test_lines_that_only_move_embed_nothing_and_are_cited_where_they_are(home: Path) -> None:
    corpus = _indexed_corpus(home)
    file = corpus / "06-regularization.md"
    file.write_text(file.read_text().replace("# Regularization\n", "# Regularization\n\n\n\n", 1))
    moved = json.loads(run_assistant(home, "index", "build", "--json").stdout)
    assert (moved["rebuilt"], moved["embedded"]) == (True, 0)
    hit = json.loads(run_assistant(home, "search", "what is dropout", "--json").stdout)["hits"][0]
    lines = file.read_text().split("\n")[hit["line_start"] - 1 : hit["line_end"]]
    assert hit["text"] == "\n".join(lines).rstrip()


@pytest.mark.parametrize("moment", ["embed", "store"])
def test_a_build_that_is_killed_leaves_the_old_index(home: Path, moment: str) -> None:
    (home / "new.md").write_text("## What is a mutex?\n\nA lock that one thread holds at a time.\n")
    before = (home / "index" / "current").read_text()
    process = _start(home, "index", "add", str(home / "new.md"))
    _wait_for(process, moment)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert (home / "index" / "current").read_text() == before
    listed = json.loads(run_assistant(home, "index", "list", "--json").stdout)
    assert [guide["name"] for guide in listed["guides"]] == ["deep-learning"]
    assert run_assistant(home, "ask", "what is dropout").returncode == 0
    added = run_assistant(home, "index", "add", str(home / "new.md"))
    assert added.returncode == 0, added.stderr
    # What the killed build left is gone: the current generation and the one before it stay.
    assert len(list((home / "index" / "generations").iterdir())) == 2


def test_a_disk_that_takes_no_more_leaves_the_old_index_and_says_so(home: Path) -> None:
    (home / "new.md").write_text("## What is a mutex?\n\nA lock that one thread holds at a time.\n")
    before = (home / "index" / "current").read_text()
    limited = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        " resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000));"
        " sys.argv[0] = 'assistant'; from assistant.cli.main import main; main()"
    )
    result = subprocess.run(
        [sys.executable, "-c", limited, "index", "add", str(home / "new.md")],
        env=environment(home) | {"PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert result.returncode == 4, result.stderr
    assert "can't be written" in result.stderr
    assert "Traceback" not in result.stderr
    assert (home / "index" / "current").read_text() == before
    assert run_assistant(home, "ask", "what is dropout").returncode == 0


def test_a_first_build_that_is_killed_is_simply_done_again(tmp_path: Path) -> None:
    small_corpus(tmp_path)
    process = _start(tmp_path, "index", "build")
    _wait_for(process, "compile encoder")
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert run_assistant(tmp_path, "index", "list").returncode == 4
    result = run_assistant(tmp_path, "ask", "what is dropout")
    assert result.returncode == 0
    assert "there is no index yet: building the index" in result.stderr


def test_of_two_builds_at_once_one_says_that_it_waits_and_both_end_well(home: Path) -> None:
    for name in ("one", "two"):
        (home / f"{name}.md").write_text(f"## What is guide {name}?\n\nThe guide that is called {name}.\n")
    first = _start(home, "index", "add", str(home / "one.md"))
    _wait_for(first, "embed")
    second = _start(home, "index", "add", str(home / "two.md"))
    _wait_for(second, "another process is building the index: waiting for it")
    first_end, second_end = first.communicate(timeout=120), second.communicate(timeout=120)
    assert (first.returncode, second.returncode) == (0, 0), (first_end, second_end)
    listed = json.loads(run_assistant(home, "index", "list", "--json").stdout)
    assert [guide["name"] for guide in listed["guides"]] == ["deep-learning", "one", "two"]


def test_a_reader_goes_on_while_others_build(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_HOME", str(home))
    reader = assistant.open()
    expected = reader.search("what is dropout")
    (home / "mine.md").write_text("## What is a mutex?\n\nA lock that one thread holds at a time.\n")
    builder = threading.Thread(target=run_assistant, args=(home, "index", "add", str(home / "mine.md")))
    builder.start()
    while builder.is_alive():
        assert reader.search("what is dropout") == expected
    builder.join()
    assert reader.search("what is dropout") == expected
    assert assistant.open().search("what is a mutex", guide="mine").hits[0].entry.question == "What is a mutex?"


def test_another_encoder_in_the_settings_is_said_and_never_silently_used(home: Path) -> None:
    status = run_assistant(home, "index", "status", ASSISTANT_ENCODER="bge-small-en")
    assert status.returncode == 4
    assert "the index was built with all-MiniLM-L6-v2, the settings name bge-small-en" in status.stdout
    before = (home / "index" / "current").read_text()
    refused = run_assistant(home, "ask", "what is dropout", ASSISTANT_ENCODER="bge-small-en")
    assert refused.returncode == 4
    assert "the settings name bge-small-en" in refused.stderr
    assert 'the encoder "bge-small-en" can\'t be loaded' in refused.stderr
    assert (home / "index" / "current").read_text() == before


@pytest.mark.parametrize(
    ("change", "said"),
    [({"schema": 99}, "the index has the layout 99"), ({"rules": "0"}, "the index was cut by the rules 0")],
)
def test_an_index_of_another_layout_or_other_rules_is_embedded_anew(
    home: Path, change: dict[str, object], said: str
) -> None:
    _indexed_corpus(home)
    current = (home / "index" / "current").read_text().strip()
    manifest = home / "index" / "generations" / current / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | change))
    status = json.loads(run_assistant(home, "index", "status", "--json").stdout)
    assert said in status["reasons"][0]
    built = run_assistant(home, "index", "build", "--json")
    assert json.loads(built.stdout)["embedded"] > 200, built.stderr


def test_every_passage_of_the_index_stands_at_its_lines(built_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_HOME", str(built_home))
    entries = assistant.open().generation.entries()
    assert len(entries) >= 25
    for entry in entries:
        lines = Path(entry.path).read_text().split("\n")
        ids = [row.id for row in records(entry)]
        assert len(set(ids)) == len(ids)
        for passage in entry.passages:
            assert passage.text == "\n".join(lines[passage.line_start - 1 : passage.line_end]).rstrip()
