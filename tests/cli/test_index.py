"""assistant index, as a process: strangers' guides, their faults, and the index as it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY, Command, run_assistant, small_corpus

GUIDES = REPOSITORY / "tests" / "data" / "guides"


def _pointer(home: Path) -> str:
    return (home / "index" / "current").read_text()


def test_a_strangers_guide_is_added_listed_searched_and_removed(assistant_command: Command, home: Path) -> None:
    added = assistant_command("index", "add", str(GUIDES / "numbered.md"), "--name", "databases", "--json")
    assert added.returncode == 0, added.stderr
    assert json.loads(added.stdout)["entries"] == 14
    entries = json.loads(assistant_command("index", "list", "--entries", "--guide", "databases", "--json").stdout)
    assert len(entries) == 14
    assert set(entries[0]) == {"entry_id", "guide", "kind", "question", "path", "line_start", "line_end"}
    found = json.loads(
        assistant_command("search", "why are writes slow with an index", "--guide", "databases", "--json").stdout
    )
    assert found["hits"][0]["question"] == "Why can an index make writes slower?"
    assert {hit["guide"] for hit in found["hits"]} == {"databases"}
    both = json.loads(assistant_command("index", "list", "--json").stdout)
    assert [guide["name"] for guide in both["guides"]] == ["deep-learning", "databases"]
    removed = assistant_command("index", "remove", "databases")
    assert removed.returncode == 0, removed.stderr
    left = json.loads(assistant_command("index", "list", "--json").stdout)
    assert [guide["name"] for guide in left["guides"]] == ["deep-learning"]
    assert (GUIDES / "numbered.md").exists()


def test_a_folder_is_a_guide_and_what_is_unreadable_in_it_is_left_out_by_name(
    assistant_command: Command, tmp_path: Path
) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "a.md").write_text("## What is a cache?\n\nA small fast store in front of a large slow one.\n")
    (folder / "bad.md").write_bytes(b"## What is \xff?\n\nIt is broken.\n")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    result = assistant_command("index", "add", str(folder))
    assert result.returncode == 0, result.stderr
    assert 'added "notes": 1 entries' in result.stdout
    assert "bad.md: not UTF-8: line 1 holds the byte 0xff" in result.stderr
    assert "picture.png" not in result.stderr


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("latin.md", "## Was ist Übung?\n\nWiederholung.\n".encode("latin-1"), "not UTF-8: line 1 holds the byte 0xdc"),
        ("empty.md", b" \n\n", "the file is empty"),
        ("binary.md", b"## What?\n\0\1\2", "a binary file"),
        ("big.md", b"word " * 10_000_000, "50 MB, more than the 10 MB"),
        ("paper.md", b"%PDF-1.7 ...", "a PDF: convert it"),
        ("hollow.md", b"# \n\n---\n", "no text that could be an answer"),
    ],
    ids=["latin-1", "empty", "binary", "large", "pdf", "hollow"],
)
def test_a_file_that_cannot_be_used_is_said_in_a_line_and_nothing_changes(
    assistant_command: Command, home: Path, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    before = _pointer(home)
    (tmp_path / name).write_bytes(content)
    result = assistant_command("index", "add", str(tmp_path / name))
    assert result.returncode == 4
    assert said in result.stderr
    assert name in result.stderr
    assert "Traceback" not in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert _pointer(home) == before
    assert not (home / "guides.json").exists()


def test_a_missing_path_and_a_folder_with_nothing_readable_are_said_too(
    assistant_command: Command, home: Path, tmp_path: Path
) -> None:
    (tmp_path / "void").mkdir()
    (tmp_path / "void" / "x.bin").write_bytes(b"\0")
    before = _pointer(home)
    for path, said in (("nowhere.md", "there is no such file or folder"), ("void", "holds no readable guide")):
        result = assistant_command("index", "add", str(tmp_path / path))
        assert (result.returncode, _pointer(home)) == (4, before)
        assert said in result.stderr


def test_one_bad_path_among_good_ones_refuses_all(assistant_command: Command, home: Path, tmp_path: Path) -> None:
    before = _pointer(home)
    result = assistant_command("index", "add", str(GUIDES / "plain.txt"), str(tmp_path / "gone.md"))
    assert result.returncode == 4
    assert _pointer(home) == before


def test_a_name_that_is_taken_is_refused_and_adding_again_reads_again(
    assistant_command: Command, home: Path, tmp_path: Path
) -> None:
    guide = tmp_path / "mine.md"
    guide.write_text("## What is a mutex?\n\nA lock that one thread holds at a time.\n")
    assert assistant_command("index", "add", str(guide)).returncode == 0
    taken = assistant_command("index", "add", str(GUIDES / "plain.txt"), "--name", "mine")
    assert taken.returncode == 2
    assert 'another guide named "mine"' in taken.stderr
    own = assistant_command("index", "add", str(guide), "--name", "deep-learning")
    assert own.returncode == 2
    guide.write_text(guide.read_text() + "\n## What is a semaphore?\n\nA counter that threads wait on.\n")
    again = json.loads(assistant_command("index", "add", str(guide), "--json").stdout)
    # The new question and its passage, whose one sentence is the same text; what was there before is not embedded.
    assert (again["entries"], again["embedded"]) == (2, 2)


def test_a_change_of_a_guide_is_noticed_said_and_indexed_by_the_next_question(
    assistant_command: Command, tmp_path: Path
) -> None:
    guide = tmp_path / "mine.md"
    guide.write_text("## What is a mutex?\n\nA lock that one thread holds at a time.\n")
    assistant_command("index", "add", str(guide))
    guide.write_text("## What is a mutex?\n\nA lock. It has exactly one owner, who alone may open it.\n")
    status = assistant_command("index", "status")
    assert (status.returncode, 'the guide "mine" has changed' in status.stdout) == (4, True)
    answer = assistant_command("search", "what is a mutex", "--guide", "mine", "--json")
    assert 'the guide "mine" has changed: building the index' in answer.stderr
    assert "exactly one owner" in json.loads(answer.stdout)["hits"][0]["text"]
    assert assistant_command("index", "status").returncode == 0


def test_a_guide_whose_file_is_gone_is_still_answered_from_and_said(
    assistant_command: Command, home: Path, tmp_path: Path
) -> None:
    guide = tmp_path / "mine.md"
    guide.write_text("## What is a mutex?\n\nA lock that one thread holds at a time.\n")
    assistant_command("index", "add", str(guide))
    guide.unlink()
    result = assistant_command("search", "what is a mutex", "--guide", "mine", "--json")
    assert json.loads(result.stdout)["hits"][0]["question"] == "What is a mutex?"
    assert "assistant index remove mine" in result.stderr
    small_corpus(home)
    rebuilt = assistant_command("index", "build", "--force")
    assert rebuilt.returncode == 0, rebuilt.stderr
    assert "kept as it was indexed" in rebuilt.stderr


def test_an_unchanged_guide_embeds_nothing(assistant_command: Command, home: Path) -> None:
    before = _pointer(home)
    result = json.loads(assistant_command("index", "build", "--json").stdout)
    assert (result["rebuilt"], result["embedded"]) == (False, 0)
    assert _pointer(home) == before


def test_listing_without_an_index_says_what_to_run(assistant_command: Command, home: Path) -> None:
    (home / "index" / "current").unlink()
    result = assistant_command("index", "list")
    assert result.returncode == 4
    assert 'run "assistant index build"' in result.stderr


def test_a_broken_corpus_reports_every_problem_with_file_and_line(assistant_command: Command, home: Path) -> None:
    corpus = home / "corpus"
    corpus.mkdir()
    (corpus / "one.md").write_text(
        "# One\n\n## What?\n\nNo comment here.\n\n## And?\n<!-- entry\nlevel: hard\n-->\n\nText.\n"
    )
    result = assistant_command("index", "build")
    assert result.returncode == 4
    assert f"{corpus / 'one.md'}:3: the entry has no" in result.stderr
    assert f'{corpus / "one.md"}:9: level is "hard"' in result.stderr
    assert result.stderr.count("one.md:") >= 5


def test_check_names_every_problem_of_a_guide_in_our_format_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "01-topic.md").write_text("# Topic\n\n## What is it?\n\nA thing.\n", encoding="utf-8")
    result = run_assistant(tmp_path, "index", "check", str(tmp_path))
    assert result.returncode == 4
    assert '01-topic.md:3: the entry has no "<!-- entry" comment under its heading' in result.stdout
    assert "01-topic.md:3: the entry has 2 words; 120 to 350 are wanted" in result.stdout
    assert result.stderr.startswith("1 entries in 1 files: ")
    found = json.loads(run_assistant(tmp_path, "index", "check", str(tmp_path), "--json").stdout)
    assert (found["files"], found["entries"]) == (1, 1)
    assert {problem["line"] for problem in found["problems"]} == {3, 5}
    nothing = run_assistant(tmp_path, "index", "check", str(tmp_path / "gone"))
    assert (nothing.returncode, nothing.stdout) == (4, "")
    assert "there is no such file or folder" in nothing.stderr


def test_check_passes_the_guide_that_comes_with_the_program(tmp_path: Path) -> None:
    result = run_assistant(tmp_path, "index", "check")
    assert (result.returncode, result.stdout) == (0, "")
    assert result.stderr.rstrip().endswith("no problems")
