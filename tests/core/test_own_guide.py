"""The guide's own format: what a good file becomes, and how every problem of a bad one is located."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.core.cleaning import clean
from assistant.core.domain import Block, Entry, Problem
from assistant.core.own_guide import anchor_of, parse
from assistant.core.passages import cut

CORPUS = Path(__file__).resolve().parents[2] / "corpus"

GOOD = """\
# Regularization

What keeps a network from learning its examples by heart.

## What is dropout, and why does it help?
<!-- entry
id: dropout
level: basic
topics: regularization, overfitting
also:
- why switch off random units
- purpose of drop out layers
- does dropout run at test time
-->

Dropout sets random activations to zero
during training.

### Key points

- Each unit is dropped with probability $p$.
- At test time **nothing** is dropped.
- It acts like an average of
  many networks.

### Formulas

$$ y = m x $$

### Pitfalls

- Dropping units at test time.

### Follow-ups

- [Which penalty shrinks weights?](#which-penalty-shrinks-weights)
- [And elsewhere?](other.md#a-shop-that-forgets)

### Sources

- Srivastava et al., 2014.

## Which penalty shrinks weights?
<!-- entry
id: weight-decay
level: advanced
topics: regularization
also:
- l2 penalty
- weight decay
- ridge
-->

The squared norm of the weights is added to the loss.

### Key points

- One.
- Two.
- Three.
"""

SCENARIO = """\
# Scenarios

## A shop that forgets
<!-- entry
id: shop
level: scenario
topics: design
also:
- forgetful shop
- recommender without memory
- shop case
-->

A shop recommends the same thing again.

### Requirements

Nobody sees a thing twice.

### Key points

- One.
- Two.
- Three.

### Measurement

#### Offline

Replay last week's clicks.
"""


def with_entry(**parts: str) -> str:
    """A file with one entry, correct but for the parts that are given."""
    whole = {
        "title": "# Topic",
        "heading": "## What is a thing?",
        "comment": "<!-- entry\nid: thing\nlevel: basic\ntopics: things\nalso:\n- one\n- two\n- three\n-->",
        "answer": "A thing is what it is.",
        "key_points": "### Key points\n\n- One.\n- Two.\n- Three.",
        "rest": "",
    } | parts
    head, body = "{title}\n\n{heading}\n{comment}".format(**whole), "{answer}\n\n{key_points}\n\n{rest}".format(**whole)
    return f"{head}\n\n{body}"


def problems_of(*files: tuple[str, str]) -> list[str]:
    return [str(problem) for problem in parse(files, "guide")[1]]


def test_a_good_file_becomes_entries_without_problems() -> None:
    entries, problems = parse([("regularization.md", GOOD), ("other.md", SCENARIO)], "guide")
    assert problems == []
    assert [entry.id for entry in entries] == ["dropout", "weight-decay", "shop"]
    assert entries[0] == Entry(
        id="dropout",
        guide="guide",
        kind="question",
        question="What is dropout, and why does it help?",
        path="regularization.md",
        line_start=5,
        line_end=41,
        blocks=(
            Block((), "Dropout sets random activations to zero\nduring training.", 16, 17),
            Block(("Key points",), "- Each unit is dropped with probability $p$.", 21, 21),
            Block(("Key points",), "- At test time **nothing** is dropped.", 22, 22, follows=True),
            Block(("Key points",), "- It acts like an average of\n  many networks.", 23, 24, follows=True),
            Block(("Formulas",), "$$ y = m x $$", 28, 28),
            Block(("Pitfalls",), "- Dropping units at test time.", 32, 32),
        ),
        topics=("regularization", "overfitting"),
        level="basic",
        also_asked=("why switch off random units", "purpose of drop out layers", "does dropout run at test time"),
        key_points=(
            "Each unit is dropped with probability $p$.",
            "At test time nothing is dropped.",
            "It acts like an average of many networks.",
        ),
        follow_ups=("weight-decay", "shop"),
    )


def test_a_scenario_has_stages_of_its_own() -> None:
    entries, problems = parse([("other.md", SCENARIO)], "guide")
    assert problems == []
    assert entries[0].kind == "scenario"
    assert entries[0].level == "scenario"
    assert [(block.trail, block.line_start) for block in entries[0].blocks] == [
        ((), 14),
        (("Requirements",), 18),
        (("Key points",), 22),
        (("Key points",), 23),
        (("Key points",), 24),
        (("Offline",), 30),
    ]


def test_the_smallest_correct_entry_has_no_problem() -> None:
    assert problems_of(("thing.md", with_entry())) == []


@pytest.mark.parametrize(
    ("part", "text", "expected"),
    [
        ("title", "", "x.md:1: the file has no # title"),
        ("rest", "# Another title", "x.md:22: a file has one # title, at its start"),
        ("heading", "### What is a thing?", "x.md:1: the file has no ## entry"),
        ("comment", "", 'x.md:3: the entry has no "<!-- entry" comment under its heading'),
        (
            "comment",
            "<!-- entry\nid: A thing\nlevel: basic\ntopics: things\nalso:\n- one\n- two\n- three\n-->",
            'x.md:5: id "A thing" is not lower-case words joined by "-"',
        ),
        (
            "comment",
            "<!-- entry\nlevel: basic\ntopics: things\nalso:\n- one\n- two\n- three\n-->",
            'x.md:4: the entry has no "id"',
        ),
        (
            "comment",
            "<!-- entry\nid: thing\nlevel: easy\ntopics: things\nalso:\n- one\n- two\n- three\n-->",
            'x.md:6: level is "easy", not one of basic, intermediate, advanced, scenario',
        ),
        (
            "comment",
            "<!-- entry\nid: thing\nlevel: basic\ntopics: a, b, c, d, e\nalso:\n- one\n- two\n- three\n-->",
            "x.md:7: 5 topics; one to four are wanted",
        ),
        (
            "comment",
            "<!-- entry\nid: thing\nlevel: basic\ntopics: things\nalso:\n- one\n- two\n-->",
            'x.md:8: 2 other ways to ask under "also"; three to eight are wanted',
        ),
        (
            "comment",
            "<!-- entry\nid: thing\nlevel: basic\nlevel: basic\ntopics: things\nalso:\n- one\n- two\n- three\n-->",
            'x.md:7: "level" is given twice',
        ),
        (
            "comment",
            "<!-- entry\nid: thing\nlevel: basic\ncolour: red\ntopics: things\nalso:\n- one\n- two\n- three\n-->",
            'x.md:7: "colour: red" is not a field (id, level, topics, also) or a list item',
        ),
        (
            "comment",
            "<!-- entry\nid: thing\nlevel: basic\ntopics: things\nalso:\n- one\n- two\n- three\n--> Right away.",
            'x.md:12: the "<!-- entry" comment and the text after "-->" need lines of their own',
        ),
        ("answer", "", "x.md:3: the entry has no short answer under its comment"),
        ("key_points", "", "x.md:3: the entry has 0 key points; three to eight are wanted"),
        (
            "key_points",
            "### Key points\n\n- One.\n- Two.",
            "x.md:3: the entry has 2 key points; three to eight are wanted",
        ),
        ("key_points", "### Key points\n\nProse.\n\n- One.\n- Two.\n- Three.", "x.md:18: key points are a list"),
        ("rest", "#### Details\n\nSome.", "x.md:22: headings inside an entry are ###"),
        ("rest", "### Pitfalls\n\n- A.\n\n### Pitfalls\n\n- B.", 'x.md:26: the section "Pitfalls" stands twice'),
        (
            "rest",
            "### History\n\nLong ago.",
            'x.md:22: the section "History" is not one of Key points, Formulas, Pitfalls, Follow-ups, Sources',
        ),
        (
            "rest",
            "### Pitfalls\n\n- A.\n\n### Formulas\n\n$$ a $$",
            'x.md:26: the section "Formulas" comes before "Pitfalls"',
        ),
        (
            "rest",
            "### Follow-ups\n\n- Read on.",
            "x.md:24: a follow-up is a list item with a link to the entry that answers it",
        ),
        ("rest", "### Follow-ups\n\n- [More?](#more)", 'x.md:24: the link "#more" leads to no entry'),
        ("rest", "### Follow-ups\n\n- [More?](y.md#more)", 'x.md:24: the link "y.md#more" leads to no entry'),
    ],
)
def test_a_problem_is_reported_with_its_file_and_line(part: str, text: str, expected: str) -> None:
    assert expected in problems_of(("x.md", with_entry(**{part: text})))


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("rest", "# Another title"),
        ("comment", ""),
        ("answer", ""),
        ("rest", "### Pitfalls\n\n- A.\n\n### Formulas\n\n$$ a $$"),
        ("rest", "### Follow-ups\n\n- [More?](#more)"),
    ],
)
def test_one_mistake_is_one_problem(part: str, text: str) -> None:
    assert len(problems_of(("x.md", with_entry(**{part: text})))) == 1


def test_all_problems_of_a_file_are_reported_at_once() -> None:
    text = """\
## What is a thing?
<!-- entry
id: Some Thing
level: hard
topics:
also:
- one
-->

### Pitfalls

- A trap.

### Key points

- One.

### History

Long ago.

### Follow-ups

- [More?](#more)

## And what else?

Nothing at all.
"""
    assert problems_of(("bad.md", text)) == [
        "bad.md:1: the file has no # title",
        "bad.md:1: the entry has no short answer under its comment",
        "bad.md:1: the entry has 1 key points; three to eight are wanted",
        'bad.md:3: id "Some Thing" is not lower-case words joined by "-"',
        'bad.md:4: level is "hard", not one of basic, intermediate, advanced, scenario',
        "bad.md:5: 0 topics; one to four are wanted",
        'bad.md:6: 1 other ways to ask under "also"; three to eight are wanted',
        'bad.md:14: the section "Key points" comes before "Pitfalls"',
        'bad.md:18: the section "History" is not one of Key points, Formulas, Pitfalls, Follow-ups, Sources',
        'bad.md:24: the link "#more" leads to no entry',
        'bad.md:26: the entry has no "<!-- entry" comment under its heading',
        "bad.md:26: the entry has 0 key points; three to eight are wanted",
    ]


def test_problems_come_in_the_order_of_the_files_and_lines() -> None:
    found = parse([("b.md", with_entry(rest="### Follow-ups\n\n- [x](#x)")), ("a.md", "")], "guide")[1]
    assert found == [
        Problem("b.md", 24, 'the link "#x" leads to no entry'),
        Problem("a.md", 1, "the file has no # title"),
        Problem("a.md", 1, "the file has no ## entry"),
    ]


def test_an_id_may_not_be_used_in_two_files() -> None:
    entries, problems = parse([("a.md", with_entry()), ("b.md", with_entry())], "guide")
    assert [str(problem) for problem in problems] == ['b.md:3: id "thing" is taken by a.md:3']
    assert [entry.path for entry in entries] == ["a.md"]


def test_the_same_heading_twice_in_a_file_is_a_problem_since_its_anchor_is_ambiguous() -> None:
    second = with_entry(title="", comment=GOOD.split("\n\n")[2].split("\n", 1)[1]).lstrip()
    found = problems_of(("a.md", f"{with_entry().rstrip()}\n\n{second}"))
    assert found == ["a.md:22: another entry of this file has the same heading"]


def test_a_section_out_of_order_names_a_section_that_it_belongs_before() -> None:
    text = with_entry(
        key_points="", rest="### Sources\n\n- S.\n\n### Key points\n\n- A.\n- B.\n- C.\n\n### Formulas\n\n$$ a $$"
    )
    assert 'x.md:28: the section "Formulas" comes before "Sources"' in problems_of(("x.md", text))


def test_an_entry_with_a_problem_is_still_returned() -> None:
    entries, problems = parse([("x.md", with_entry(comment=""))], "guide")
    assert [(entry.id, entry.question) for entry in entries] == [("x.md:3", "What is a thing?")]
    assert len(problems) == 1


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("What is dropout, and why does it help?", "what-is-dropout-and-why-does-it-help"),
        ("Query–key products: why $\\sqrt{d_k}$?", "querykey-products-why-sqrtd_k"),
        ("Encoder-decoder  models", "encoder-decoder--models"),
    ],
)
def test_an_anchor_is_the_one_that_github_makes(heading: str, anchor: str) -> None:
    assert anchor_of(heading) == anchor


def test_the_repositorys_own_guide_has_no_problems_and_its_passages_stand_where_they_say() -> None:
    files = {
        str(path): clean(path.read_text(encoding="utf-8"))
        for path in sorted(CORPUS.glob("*.md"))
        if path.name != "README.md"
    }
    entries, problems = parse(list(files.items()), "guide")
    assert [str(problem) for problem in problems] == []
    assert len(entries) >= 33
    assert len(files) >= 10
    astray = [
        passage.id
        for entry in entries
        for passage in cut(entry)
        if "\n".join(files[entry.path].split("\n")[passage.line_start - 1 : passage.line_end]) != passage.text
    ]
    assert astray == []
    assert [entry.id for entry in entries if not cut(entry)] == []
