"""What an entry is held to beyond its format: each rule is broken once, and said with its line."""

from __future__ import annotations

import pytest

from assistant.core.guide_rules import STAGES, check, topic_of, word_count

FILLING = "\n".join(f"Sentence number {n} of this pitfall says something that is new to the reader." for n in range(9))

GOOD = f"""\
# Regularization

What keeps a network from learning by heart.

## What is dropout?
<!-- entry
id: dropout
level: basic
topics: regularization, training
also:
- why switch off random units
- drop out layers
- random zeros in a layer
-->

Dropout sets random activations to zero during training. At test time it does nothing at all.

### Key points

- Each unit is dropped with probability $p$.
- The units that survive are scaled by $1/(1-p)$.
- Every example gets its own mask.

### Pitfalls

- {FILLING}

### Follow-ups

- [What shrinks weights?](#what-is-weight-decay)
- [How is it trained?](02-training.md#what-is-training)

### Sources

- A paper, 2014, "Delving into a crucial matter".
"""
SECOND = (
    GOOD.split("\n\n", 2)[2]
    .replace("## What is dropout?", "## What is weight decay?")
    .replace("id: dropout", "id: weight-decay")
    .replace("- why switch off random units\n- drop out layers\n- random zeros in a layer", "- l2\n- decay\n- ridge")
    .replace("#what-is-weight-decay", "#what-is-dropout")
)
TRAINING = (
    GOOD.replace("# Regularization", "# Training")
    .replace("## What is dropout?", "## What is training?")
    .replace("id: dropout", "id: training")
    .replace("topics: regularization, training", "topics: training")
    .replace(
        "- why switch off random units\n- drop out layers\n- random zeros in a layer", "- fit\n- learn\n- optimize"
    )
    .replace("(#what-is-weight-decay)", "(01-regularization.md#what-is-dropout)")
    .replace("(02-training.md#what-is-training)", "(01-regularization.md#what-is-weight-decay)")
)


def problems(first: str = GOOD, second: str = TRAINING) -> list[str]:
    files = [("c/01-regularization.md", f"{first}\n{SECOND}"), ("c/02-training.md", second)]
    return [str(problem) for problem in check(files, "g")[1]]


def test_a_good_guide_has_no_problems() -> None:
    assert problems() == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("topics: regularization, training", "topics: regularization, cooking", '9: the topic "cooking" is not a file'),
        ("topics: regularization, training", "topics: training", '9: the first topic is "training", not the file'),
        ("- drop out layers", "- LEARN", 'c/02-training.md:5: "learn" is a way to ask "dropout" too'),
        (FILLING, "A short one.", "5: the entry has 60 words; 120 to 350 are wanted"),
        (FILLING, f"{FILLING}\n\n- " * 3 + FILLING, "5: the entry has 561 words; 120 to 350 are wanted"),
        (" At test time it does nothing at all.", "", "16: the short answer has 1 sentences; 2 to 4"),
        ("- Every example gets its own mask.", "- One mask each. They differ.", "22: a key point is one claim"),
        ("- Every example gets its own mask.", "- One mask each; it is drawn anew.", "22: a key point is one claim"),
        ("- Every example gets its own mask.", f"- {'word ' * 33}.", "22: the key point has 34 words; at most 32"),
        ("- Every example gets its own mask.", "- Each unit is dropped with probability $p$.", "22: the key point"),
        ("### Pitfalls", "### Formulas", '5: the entry has no section "Pitfalls"'),
        ("- [How is it trained?](02-training.md#what-is-training)\n", "", "36: the entry has 1 follow-ups"),
        ("#what-is-weight-decay", "#what-is-dropout", "36: a follow-up leads to the entry itself"),
        ("#what-is-weight-decay", "#gone", '38: the link "#gone" leads to no entry'),
        ("says something", "is crucial: it says something", '26: "crucial" is filler'),
        ("probability $p$", r"probability $\unheardof{p}$", "20: a terminal can't show the formula"),
    ],
)  # fmt: skip
def test_a_broken_rule_is_said_with_file_and_line(old: str, new: str, said: str) -> None:
    assert old in GOOD
    found = problems(GOOD.replace(old, new))
    assert any(problem.removeprefix("c/01-regularization.md:").startswith(said) for problem in found), found


def test_a_scenario_is_told_in_stages() -> None:
    stages = "".join(f"### {stage}\n\nDone with care.\n\n" for stage in STAGES)
    scenario = GOOD.replace("level: basic", "level: scenario").replace("### Key points", f"{stages}### Key points")
    assert problems(scenario) == []
    assert any(
        STAGES[-1] in problem for problem in problems(scenario.replace("### Evaluation\n\nDone with care.\n", ""))
    )


def test_a_topic_is_the_name_of_a_file_without_its_number() -> None:
    assert topic_of("/a/03-sequence-models.md") == topic_of("sequence-models.md") == "sequence-models"


def test_comments_and_links_targets_are_no_words_and_a_formula_is_one() -> None:
    lines = [
        "<!-- entry",
        "id: x",
        "-->",
        "Two words, $a + b$.",
        "$$",
        r"\frac{1}{2}",
        "$$",
        "- [a link](to#some-place)",
    ]
    assert word_count(lines) == 6
