"""Strangers' guides: the entries of the sample guides and of a real one, and what is left out of them."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from assistant.core.cleaning import clean
from assistant.core.domain import Entry, Passage
from assistant.core.passages import cut
from assistant.core.strangers_guide import parse

GUIDES = Path(__file__).resolve().parents[1] / "data" / "guides"
NAMES = (
    "cases.md",
    "converted.md",
    "github.md",
    "nested.md",
    "notes.md",
    "numbered.md",
    "plain.txt",
    "slides.md",
)
REAL_GUIDE = Path(__file__).resolve().parents[2].parent / "shared" / "guide" / "guide.md"


def text_of(path: Path) -> str:
    return clean(path.read_text(encoding="utf-8"))


def entries_of(path: Path) -> list[Entry]:
    return parse(path.name, text_of(path), "guide")


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def passages_of(path: Path) -> list[Passage]:
    return [passage for entry in entries_of(path) for passage in cut(entry)]


def collapsed(text: str) -> str:
    return " ".join(text.split())


def astray(path: Path) -> list[str]:
    """The passages that aren't found at the lines that they name."""
    lines = text_of(path).split("\n")
    return [
        passage.id
        for passage in passages_of(path)
        if collapsed(passage.text) not in collapsed("\n".join(lines[passage.line_start - 1 : passage.line_end]))
    ]


@pytest.mark.parametrize("name", NAMES)
def test_exactly_the_expected_entries_are_found(name: str) -> None:
    expected = table(GUIDES / f"{name.partition('.')[0]}.expected.tsv")
    found = entries_of(GUIDES / name)
    assert [(e.line_start, e.kind, e.question) for e in found] == [
        (int(row["line"]), row["kind"], row["question"].replace("`", "")) for row in expected
    ]


@pytest.mark.parametrize("name", NAMES)
def test_every_passage_stands_where_it_says(name: str) -> None:
    assert astray(GUIDES / name) == []


@pytest.mark.parametrize("name", NAMES)
def test_passages_stay_within_their_entry_and_entries_do_not_overlap(name: str) -> None:
    entries = entries_of(GUIDES / name)
    edges = [edge for entry in entries for edge in (entry.line_start, entry.line_end)]
    assert edges == sorted(edges)
    assert all(
        entry.line_start <= passage.line_start <= passage.line_end <= entry.line_end
        for entry in entries
        for passage in cut(entry)
    )


@pytest.mark.parametrize("name", NAMES)
def test_ids_are_unique_within_a_file(name: str) -> None:
    ids = [entry.id for entry in entries_of(GUIDES / name)]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    ("name", "noise"),
    [
        ("converted.md", "Third printing"),
        ("converted.md", "This little book was put together"),
        ("converted.md", "Greenleaf Careers | Interview Handbook"),
        ("converted.md", "GREENLEAF CAREERS"),
        ("converted.md", "LEARN CLONING IN SIX WEEKENDS"),
        ("converted.md", "Our online course"),
        ("converted.md", "24 hours of video"),
        ("converted.md", "certificate with your name"),
        ("converted.md", "Enrol now"),
        ("converted.md", "Stay in touch!"),
        ("converted.md", "Subscribe"),
        ("converted.md", "Your e-mail"),
        ("converted.md", "Join the Greenleaf community"),
        ("converted.md", "mock interview"),
        ("converted.md", "All rights reserved"),
        ("github.md", "A hand-picked list"),
        ("github.md", "img.example.org"),
        ("github.md", "back to top"),
        ("github.md", "TOC: do not edit"),
        ("github.md", "Open a pull request"),
        ("github.md", "Fork the repository"),
        ("github.md", "images/people.png"),
        ("github.md", "MIT. May I use this at work?"),
        ("numbered.md", "Last touched"),
        ("numbered.md", "](#q1)"),
        ("notes.md", "remember to change the template"),
        ("cases.md", "For interviewers only"),
        ("cases.md", "Fill in the form"),
        ("plain.txt", "do not take this sheet"),
        ("plain.txt", "Running the kitchen ...."),
    ],
)
def test_what_answers_nothing_is_in_no_passage(name: str, noise: str) -> None:
    assert noise in text_of(GUIDES / name)
    assert [passage.id for passage in passages_of(GUIDES / name) if noise in passage.text] == []


@pytest.mark.parametrize(
    ("name", "line", "answer"),
    [
        ("cases.md", 35, "A ring buffer of fixed-size records"),
        ("cases.md", 59, "Offer a small, ugly, safe change now"),
        ("cases.md", 79, "short frames, A first"),
        ("cases.md", 91, "The loader checks the signature"),
        ("converted.md", 67, "taminated. Without such a tube"),
        ("converted.md", 67, "very little. The usual culprits are"),
        ("converted.md", 86, "Vortexing after lysis"),
        ("converted.md", 155, "An antibody on the plate catches the antigen"),
        ("github.md", 48, "kubectl get pods --show-labels"),
        ("github.md", 111, "An Ingress is only a set of rules"),
        ("github.md", 135, "which network plugin is used"),
        ("github.md", 148, "does not bring back a changed ConfigMap"),
        ("notes.md", 12, "\\int_{-\\infty}^{\\infty}"),
        ("notes.md", 89, "| reject       | type I    | fine        |"),
        ("numbered.md", 34, "What if the disk itself lies about flushing?"),
        ("numbered.md", 61, "A stored query with a name."),
        ("numbered.md", 103, "dirty reads"),
        ("numbered.md", 103, "phantoms"),
        ("numbered.md", 119, "Does the victim get an error?"),
        ("plain.txt", 16, "Because during service there are no spare minutes."),
        ("plain.txt", 34, "red      raw meat"),
        ("plain.txt", 81, "3. Espagnole"),
        ("plain.txt", 97, "gluten forms"),
    ],
)
def test_an_answer_is_found_whole_in_its_entry(name: str, line: int, answer: str) -> None:
    holders = [
        entry.line_start for entry in entries_of(GUIDES / name) if any(answer in passage.text for passage in cut(entry))
    ]
    assert holders == [line]


def test_a_passage_knows_the_sub_headings_above_it() -> None:
    trails = {
        passage.trail
        for entry in entries_of(GUIDES / "cases.md")
        if entry.question == "The elevator that forgets"
        for passage in cut(entry)
    }
    assert {trail[-1] for trail in trails} == {
        "Problem",
        "Requirements",
        "Narrowing it down",
        "Fix and proof",
    }


def test_numbered_stages_stand_side_by_side_whatever_their_headings_levels() -> None:
    stages = {"Requirements", "Narrowing it down", "Fix and proof"}
    nested = [
        passage.trail
        for entry in entries_of(GUIDES / "cases.md")
        for passage in cut(entry)
        if len(stages.intersection(passage.trail)) > 1
    ]
    assert nested == []


REPEATED = """\
## What is a negative control?

It shows what happens without the

12

## What is a negative control?

thing that is tested, and so what comes from elsewhere.

## Why is it repeated in triplicate by most people?

To see how much the result varies.
"""


def test_a_question_repeated_where_a_page_broke_is_one_entry() -> None:
    entries = parse("book.md", REPEATED, "guide")
    assert [(e.question, e.line_start, e.line_end) for e in entries] == [
        ("What is a negative control?", 1, 9),
        ("Why is it repeated in triplicate by most people?", 11, 13),
    ]
    assert [block.text for block in entries[0].blocks] == [
        "It shows what happens without the",
        "thing that is tested, and so what comes from elsewhere.",
    ]


def test_what_both_halves_of_a_repeated_question_say_is_kept_once() -> None:
    text = (
        "## What is recall?\n\nThe share that is found.\n\n## What is recall?\n\nThe share that is found.\n\nOf all.\n"
    )
    text += "\n## What is precision?\n\nThe share that is right.\n"
    entries = parse("book.md", text, "guide")
    assert [[block.text for block in entry.blocks] for entry in entries] == [
        ["The share that is found.", "Of all."],
        ["The share that is right."],
    ]


def test_a_question_inside_code_begins_no_entry() -> None:
    code = "```sh\n# What is this line for?\nls\n```"
    text = f"## What is a shell?\n\nA program.\n\n{code}\n\n## What is a pipe?\n\nA joint.\n"
    assert [entry.line_start for entry in parse("x.md", text, "guide")] == [1, 10]


def test_a_links_definition_keeps_the_blocks_around_it_apart() -> None:
    text = "## What is a shell?\n\nA [program][1].\n\n[1]: https://example.org\n\nIt starts others.\n"
    text += "\n## What is a pipe?\n\nA joint.\n"
    shell, _ = parse("x.md", text, "guide")
    assert [(passage.text, passage.line_start, passage.line_end) for passage in cut(shell)] == [
        ("A [program][1].", 3, 3),
        ("It starts others.", 7, 7),
    ]


def test_numbered_steps_at_a_questions_own_level_belong_to_its_answer() -> None:
    text = "## How do you make a slow query fast?\n\nIn two steps.\n\n## 1. Measure it\n\nWith the query log.\n"
    text += "\n## 2. Add an index\n\nOn the column that is searched.\n\n## What is a view?\n\nA stored query.\n"
    entries = parse("sql.md", text, "guide")
    assert [(entry.question, len(entry.blocks)) for entry in entries] == [
        ("How do you make a slow query fast?", 3),
        ("What is a view?", 1),
    ]


def test_a_text_without_questions_or_headings_is_one_entry_named_after_its_file() -> None:
    entries = parse("notes/my_first-notes.txt", "\nJust some prose that goes on for a while.\n", "guide")
    assert [(e.id, e.question, e.kind, e.line_start, e.line_end) for e in entries] == [
        ("guide/my-first-notes", "my first notes", "section", 2, 2)
    ]


@pytest.mark.parametrize("text", ["", "\n\n", "---\n", "## What is nothing?\n\n## What is something?\n", "12\n\n13\n"])
def test_a_text_without_an_answer_has_no_entries(text: str) -> None:
    assert parse("empty.md", text, "guide") == []


@pytest.mark.parametrize(
    "line",
    [
        "[a](b) " * 40 + "and more",
        "https://example.org" + " " * 20_000 + "x",
        "![a](b)" * 1000 + "x",
        "[" * 20_000,
        "<!-- " * 4_000,
        "** a " * 4_000,
        "\t" * 10_000 + "x",
        " " * 10_000 + "x",
        "Why? " * 2_000,
        "| a " * 2_000,
    ],
    ids=[
        "links",
        "spaces after a link",
        "images",
        "brackets",
        "comments",
        "stars",
        "tabs",
        "spaces",
        "asking",
        "pipes",
    ],
)
def test_a_hostile_line_does_not_hold_up_the_lines_behind_it(line: str) -> None:
    entries = parse("x.md", clean(f"Q1. What is first?\n\n{line}\n\nQ2. What is second?\n\nIt comes after.\n"), "guide")
    assert "What is second?" in [entry.question for entry in entries]


needs_the_real_guide = pytest.mark.skipif(
    not REAL_GUIDE.is_file(), reason=f"{REAL_GUIDE} is not there: it is not part of the repository"
)


@pytest.fixture(scope="module")
def real_entries() -> list[Entry]:
    return entries_of(REAL_GUIDE)


@needs_the_real_guide
def test_nearly_all_questions_of_the_real_guide_are_found_and_nothing_else(real_entries: list[Entry]) -> None:
    asked = {int(row["line"]) for row in table(REAL_GUIDE.with_name("questions.tsv"))}
    found = {entry.line_start for entry in real_entries}
    assert len(asked) == 104
    assert len(asked & found) >= 102
    assert len(found - asked) <= 2


@needs_the_real_guide
def test_the_real_guides_advertiser_is_in_no_passage(real_entries: list[Entry]) -> None:
    assert "zep" in text_of(REAL_GUIDE).lower()
    assert [p.id for entry in real_entries for p in cut(entry) if "zep" in f"{p.text} {p.trail}".lower()] == []


@needs_the_real_guide
def test_the_real_guides_scenarios_have_several_passages_under_their_stages(real_entries: list[Entry]) -> None:
    expected = {int(row["line"]) for row in table(REAL_GUIDE.with_name("questions.tsv")) if row["kind"] == "scenario"}
    scenarios = [entry for entry in real_entries if entry.kind == "scenario"]
    assert len(scenarios) == 10
    assert {entry.line_start for entry in scenarios} == expected
    for entry in scenarios:
        with_trail = [passage for passage in cut(entry) if passage.trail]
        assert len(with_trail) >= 3, entry.question
        assert len({passage.trail for passage in with_trail}) >= 3, entry.question


@needs_the_real_guide
def test_every_passage_of_the_real_guide_stands_where_it_says(real_entries: list[Entry]) -> None:
    assert len([passage for entry in real_entries for passage in cut(entry)]) > 200
    assert astray(REAL_GUIDE) == []


def test_a_short_text_below_the_title_of_notes_is_an_entry_too() -> None:
    notes = (
        "# Cats\n\nWhat is a cat? A cat is a small carnivorous mammal kept as a pet all over the world.\n\n"
        "## Purring\n\nCats purr at 25 to 150 hertz.\n"
    )
    assert [entry.question for entry in parse("a.md", notes, "notes")] == ["Cats", "Purring"]
    introduced = re.sub("What is.*", "Notes.", notes)
    assert [entry.question for entry in parse("a.md", introduced, "notes")] == ["Purring"]
