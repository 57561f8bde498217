"""Text and JSON as users and scripts see them: golden files. Write them anew with UPDATE_GOLDEN=1."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.core.domain import Answer, Citation, Hit, Hits, IndexedEntry, Passage
from assistant.render import answer_json, answer_text, hits_json, hits_text, place

GOLDEN = Path(__file__).resolve().parent / "golden"

_PASSAGES = (
    Passage("adam#1", "adam", (), "Adam keeps two moving averages of each gradient.", 5, 5, ()),
    Passage(
        "adam#2",
        "adam",
        ("Key points",),
        "- It divides by the root of the second.\n- It corrects both for bias.",
        9,
        10,
        (),
    ),
)
_ENTRY = IndexedEntry(
    "adam",
    "deep-learning",
    "question",
    "What is Adam?",
    "/home/u/corpus/t.md",
    3,
    12,
    ("training",),
    "basic",
    (),
    _PASSAGES,
)
_HITS = Hits("what is adm", "what is adam", (Hit(_ENTRY, _PASSAGES[1], 1, 0.71239, 1, None),), True, 0.91234)
_ANSWER = Answer(
    "what is adam",
    "Adam keeps two moving averages of each gradient. [1] It divides by the root of the second. [2]",
    (Citation(1, _ENTRY, _PASSAGES[0]), Citation(2, _ENTRY, _PASSAGES[1])),
    True,
    0.91234,
    _HITS.hits,
    None,
    0.01234,
)
_UNCOVERED = Answer(
    "bread?",
    "The guide does not cover this. The nearest it has: What is Adam?",
    (),
    False,
    0.01,
    _HITS.hits,
    None,
    0.01,
)

CASES = {
    "answer.txt": answer_text(_ANSWER, width=60, folder="/home/u"),
    "answer.json": json.dumps(answer_json(_ANSWER), indent=2) + "\n",
    "uncovered.txt": answer_text(_UNCOVERED, width=60, folder="/home/u"),
    "hits.txt": hits_text(_HITS, folder="/elsewhere"),
    "hits.json": json.dumps(hits_json(_HITS), indent=2) + "\n",
    "marked.txt": answer_text(_ANSWER, width=60, folder="/home/u", style=lambda text, role: f"<{role}>{text}</{role}>"),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_shown_is_what_the_golden_file_shows(name: str) -> None:
    file = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        file.write_text(CASES[name])
    assert CASES[name] == file.read_text()


def test_control_sequences_in_a_document_reach_no_terminal() -> None:
    hostile = Passage("x#1", "x", (), "bold \x1b[1mclaim\x1b[0m \u202egnissim\x07", 1, 1, ())
    entry = IndexedEntry("x", "g", "question", "What\x1b]0;t\x07?", "/p\x1b[2J.md", 1, 1, (), None, (), (hostile,))
    hit = Hit(entry, hostile, 1, 0.5, 1, 1)
    shown = hits_text(Hits("q", "q", (hit,), True, 0.9), folder="/")
    answer = Answer("q", "bold \x1b[1mclaim [1]", (Citation(1, entry, hostile),), True, 0.9, (hit,), None, 0.0)
    shown += answer_text(answer, width=80, folder="/")
    assert not any(character in shown for character in "\x1b\x07\u202e")


def test_a_place_is_shown_from_where_the_user_stands() -> None:
    assert place("/home/u/a/b.md", 3, 3, "/home/u") == "a/b.md:3"
    assert place("/home/u2/b.md", 3, 4, "/home/u") == "/home/u2/b.md:3-4"


def test_an_answer_without_a_sentence_is_not_called_supported() -> None:
    shown = answer_text(replace(_ANSWER, text="Yes.", model="m", sentences=()), width=80, folder="/")
    assert "✔" not in shown
    assert "nothing in this answer can be checked" in shown


def test_a_formula_is_readable_on_a_terminal_and_latex_in_json() -> None:
    answer = replace(_ANSWER, text=r"The step is $\eta \hat m_t$. [1]")
    assert answer_text(answer, width=80, folder="/").startswith("The step is ηm̂ₜ. [1]\n")
    assert answer_json(answer)["answer"] == r"The step is $\eta \hat m_t$. [1]"
